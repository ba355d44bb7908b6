"""What an office sets, from its TOML file."""

from __future__ import annotations

import datetime
import math
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

from audit.errors import InputError
from audit.levels import KINDS, level_of
from audit.settings import Content, Settings

STAGES = ("published", "draft")


def read_settings(path: Path | None, *, stage: str = "published", date: str = "") -> Settings:
    """Read the settings of an office; without a file they are the defaults.

    Raises InputError that names the file, the entry and what it may be.
    """
    if path is None:
        return Settings(stage, date)
    try:
        raw = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise InputError("settings.open", name=path, problem=error.strerror) from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InputError("settings.toml", name=path, problem=error) from None
    told = {}
    for key, value in raw.items():
        if key not in _READERS:
            raise InputError("settings.unknown", name=path, entry=key, known="、".join(_READERS))
        try:
            told[key] = _READERS[key](value)
        except (AttributeError, TypeError, ValueError, KeyError):
            _refuse(path, key, value)
    return Settings(stage, date, **told)


def _refuse(path: Path, key: str, value: Any) -> NoReturn:
    raise InputError("settings.value", name=path, entry=key, value=value)


def _caps(value: dict[str, float]) -> dict[str, float]:
    caps = {}
    for word, amount in value.items():
        level = level_of(word)
        if not level or isinstance(amount, bool) or not 0 <= amount < math.inf:
            raise ValueError(word)
        caps[level] = float(amount)
    return caps


def _days(value: dict[str, str]) -> dict[str, tuple[int, int]]:
    days = {}
    for kind, text in value.items():
        if kind not in KINDS:
            raise ValueError(kind)
        # of a year without a 29 February: there is no such deadline
        day = datetime.datetime.strptime(f"2001-{text}", "%Y-%m-%d").date()
        days[kind] = (day.month, day.day)
    return days


def _words(value: list[str]) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(word, str) and word for word in value):
        raise ValueError(value)
    return tuple(value)


def _contents(value: list[dict[str, Any]]) -> tuple[Content, ...]:
    return tuple(
        Content(str(item["name"]), _words(item.get("words") or [item["name"]])) for item in value
    )


def _count(value: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ValueError(value)
    return value


def _flag(value: bool) -> bool:
    if not isinstance(value, bool):
        raise ValueError(value)
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
