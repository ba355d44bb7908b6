"""What an office sets, from its TOML file."""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

from audit.days import day_of, day_of_year
from audit.levels import KINDS, level_of
from audit.settings import Content, Settings
from audit.toml_file import UnusableError, read_toml
from audit.words import later

STAGES = ("published", "draft")


def read_settings(path: Path | None, *, stage: str = "published", date: str = "") -> Settings:
    """Read the settings of an office; without a file they are the defaults.

    Raises InputError that names the file, the line, the entry and what it may be.
    """
    if path is None:
        return Settings(stage, date)
    file = read_toml(path, later("list.settings"))
    file.refuse_unknown(tuple(_READERS))
    told = {}
    for key, value in file.values.items():
        try:
            told[key] = _READERS[key](value)
        except UnusableError as wrong:
            raise file.refused(key, wrong, later(f"settings.may.{key}")) from None
    return Settings(stage, date, **told)


def _table(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise UnusableError(value)
    return value


def _caps(value: Any) -> dict[str, float]:
    caps = {}
    for word, amount in _table(value).items():
        level = level_of(word)
        known = isinstance(amount, int | float) and not isinstance(amount, bool)
        if not level or not known or not 0 <= amount < math.inf:
            raise UnusableError({word: amount}, word)
        caps[level] = float(amount)
    return caps


def _days(value: Any) -> dict[str, tuple[int, int]]:
    days = {}
    for kind, text in _table(value).items():
        day = day_of_year(text) if isinstance(text, str) else None
        if kind not in KINDS or day is None:
            raise UnusableError({kind: text}, kind)
        days[kind] = day
    return days


def _words(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(word, str) and word for word in value):
        raise UnusableError(value)
    return tuple(value)


def _contents(value: Any) -> tuple[Content, ...]:
    if not isinstance(value, list):
        raise UnusableError(value)
    return tuple(map(_content, value))


def _content(item: Any) -> Content:
    if not isinstance(item, dict):
        raise UnusableError(item)
    name, words = item.get("name"), item.get("words")
    if not isinstance(name, str) or not name or not words or set(item) != set(Content._fields):
        raise UnusableError(item, str(name or next(iter(item), "")))
    return Content(name, _words(words))


def _count(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise UnusableError(value)
    return value


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise UnusableError(value)
    return value


def _name(value: Any) -> str:
    name = " ".join(value.split()) if isinstance(value, str) else ""
    if not name or not name.isprintable():
        raise UnusableError(value)
    return name


def _day(value: Any) -> str:
    """A day as TOML has it, or as text in any way that dates are written."""
    text = value.isoformat() if isinstance(value, datetime.date) else value
    day = day_of(text) if isinstance(text, str) else None
    if day is None or "T" in day:
        raise UnusableError(value)
    return day


_READERS: dict[str, Callable[[Any], Any]] = {
    "fee_caps": _caps,
    "deadlines": _days,
    "words": _words,
    "contents": _contents,
    "overview_most": _count,
    "signature": _flag,
    "contact": _flag,
    "office": _name,
    "reply_by": _day,
}
