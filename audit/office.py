"""What an office sets, from its TOML file."""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from audit.days import day_of_year
from audit.errors import InputError
from audit.levels import KINDS, level_of
from audit.lists import text_of
from audit.settings import Content, Settings
from audit.words import say

STAGES = ("published", "draft")
_AT = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)\Z")
_BROKEN = (  # how the parser's sentences begin, and what a user has to hear
    ("Cannot", "twice"),
    ("Invalid value", "value"),
    ("Expected '='", "entry"),
    ("Invalid statement", "entry"),
    ("Unclosed", "open"),
    ("Illegal character", "open"),
    ("Expected", "open"),
)


class _UnusableError(ValueError):
    """A value that cannot be used; `word` stands on its line."""

    def __init__(self, value: Any, word: str = "") -> None:
        super().__init__(value)
        self.shown, self.word = _shown(value), word


def read_settings(path: Path | None, *, stage: str = "published", date: str = "") -> Settings:
    """Read the settings of an office; without a file they are the defaults.

    Raises InputError that names the file, the line, the entry and what it may be.
    """
    if path is None:
        return Settings(stage, date)
    try:
        data = path.read_bytes()
    except OSError:
        raise InputError("settings.open", name=path) from None
    text = text_of(path, say("list.settings"), data)
    told = {}
    for key, value in _parsed(path, text).items():
        where = {"name": path, "line": _line_of(text, key), "entry": key}
        if key not in _READERS:
            raise InputError("settings.unknown", **where, known="、".join(_READERS))
        try:
            told[key] = _READERS[key](value)
        except _UnusableError as wrong:
            where["line"] = _line_of(text, key, wrong.word)
            may = say(f"settings.may.{key}")
            raise InputError("settings.value", **where, value=wrong.shown, may=may) from None
    return Settings(stage, date, **told)


def _parsed(path: Path, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text.replace("\r\n", "\n").replace("\r", "\n"))
    except tomllib.TOMLDecodeError as error:
        at = _AT.search(str(error))
        line = int(at[1]) if at and at[1] else len(text.rstrip().splitlines())
        kind = next((kind for start, kind in _BROKEN if str(error).startswith(start)), "other")
        problem = say(f"settings.broken.{kind}")
        raise InputError("settings.toml", name=path, line=line, problem=problem) from None


def _line_of(text: str, entry: str, word: str = "") -> int:
    """The line of an entry, or of a word of it; the parser does not keep where values stand."""
    lines = text.splitlines()
    head = re.compile(rf"[\s\[]*[\"']?{re.escape(entry)}\b")
    first = next((n for n, line in enumerate(lines, 1) if head.match(line)), 1)
    rest = enumerate(lines[first - 1 :], first)
    return next((n for n, line in rest if word in line), first)


def _shown(value: Any) -> str:
    """A value as it stands in TOML, texts without their quotes."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "，".join(f"{key} = {_shown(item)}" for key, item in value.items())
    return "、".join(map(_shown, value)) if isinstance(value, list) else str(value)


def _table(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _UnusableError(value)
    return value


def _caps(value: Any) -> dict[str, float]:
    caps = {}
    for word, amount in _table(value).items():
        level = level_of(word)
        known = isinstance(amount, int | float) and not isinstance(amount, bool)
        if not level or not known or not 0 <= amount < math.inf:
            raise _UnusableError({word: amount}, word)
        caps[level] = float(amount)
    return caps


def _days(value: Any) -> dict[str, tuple[int, int]]:
    days = {}
    for kind, text in _table(value).items():
        day = day_of_year(text) if isinstance(text, str) else None
        if kind not in KINDS or day is None:
            raise _UnusableError({kind: text}, kind)
        days[kind] = day
    return days


def _words(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(word, str) and word for word in value):
        raise _UnusableError(value)
    return tuple(value)


def _contents(value: Any) -> tuple[Content, ...]:
    if not isinstance(value, list):
        raise _UnusableError(value)
    return tuple(map(_content, value))


def _content(item: Any) -> Content:
    if not isinstance(item, dict):
        raise _UnusableError(item)
    name, words = item.get("name"), item.get("words")
    if not isinstance(name, str) or not name or not words or set(item) != set(Content._fields):
        raise _UnusableError(item, str(name or next(iter(item), "")))
    return Content(name, _words(words))


def _count(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise _UnusableError(value)
    return value


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise _UnusableError(value)
    return value


_READERS: dict[str, Callable[[Any], Any]] = {
    "fee_caps": _caps,
    "deadlines": _days,
    "words": _words,
    "contents": _contents,
    "overview_most": _count,
    "signature": _flag,
    "contact": _flag,
}
