"""How an evaluator scores reports, from a TOML file."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from audit.check import rule_book
from audit.choices import STATUS, choices, chosen
from audit.errors import InputError
from audit.toml_file import UnusableError, read_toml
from audit.words import later, say

FULL = 100.0
_ANY = "*"
_MOST = 1_000_000  # points: more is a slip


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a scheme: points taken for each finding by rule, and the most that is taken."""

    name: str
    points: dict[str, float]
    cap: float = math.inf


@dataclass(frozen=True, slots=True)
class Scheme:
    """A way to score: `full` points less what is taken, never below `floor`.

    `not_received` is what a report that was not handed in scores, None if it has no score.
    `excused` are the reviewers' words for findings that take nothing. No rule is in two items.
    """

    items: tuple[Item, ...]
    title: str = ""
    full: float = FULL
    floor: float = 0.0
    not_received: float | None = None
    excused: tuple[str, ...] = field(
        default_factory=lambda: tuple(say("scheme.excused").split("\n"))
    )

    def item_of(self, rule: str) -> int | None:
        """Return the place of the item that scores a rule, None if none does."""
        return next((n for n, item in enumerate(self.items) if rule in item.points), None)


def read_scheme(path: Path) -> Scheme:
    """Read a scheme; a rule is an id (T301) or the beginning of several (T3*), the id going first.

    Raises InputError that names the file, the line, the entry and what it may be.
    """
    file = read_toml(path, later("list.scheme"))
    file.refuse_unknown(tuple(_READERS))
    told: dict[str, Any] = {}
    for key, read in _READERS.items():
        try:
            if key in file.values or key == "items":  # without items there is nothing to score
                told[key] = read(file.values.get(key, []))
            if key == "floor" and told.get(key, 0.0) > told.get("full", FULL):
                raise UnusableError(file.values[key])
        except UnusableError as wrong:
            raise file.refused(key, wrong, later(f"scheme.may.{key}")) from None
    scheme = Scheme(**told)
    _refuse_twice(path, scheme)
    return scheme


def _title(value: Any) -> str:
    if not isinstance(value, str):
        raise UnusableError(value)
    return value


def _number(value: Any, word: str = "") -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= _MOST:
        raise UnusableError({word: value} if word else value, word)
    return float(value)


def _excused(value: Any) -> tuple[str, ...]:
    words = [chosen(STATUS, str(word)) for word in value] if isinstance(value, list) else []
    if not words or not set(words) <= set(choices(STATUS)):
        raise UnusableError(value)
    return tuple(words)


def _items(value: Any) -> tuple[Item, ...]:
    if not isinstance(value, list) or not value:
        raise UnusableError(value)
    items = tuple(map(_item, value))
    names = [item.name for item in items]
    twice = next((name for name in names if names.count(name) > 1), "")
    if twice:  # each is a column of its own
        raise UnusableError(twice, twice)
    return items


def _item(told: Any) -> Item:
    if not isinstance(told, dict):
        raise UnusableError(told)
    name, points = told.get("name"), told.get("points")
    if not isinstance(name, str) or not name.strip() or not isinstance(points, dict) or not points:
        raise UnusableError(told, str(name or ""))
    for key in told:
        if key not in ("name", "cap", "points"):
            raise UnusableError({key: told[key]}, key)
    cap = _number(told["cap"], "cap") if "cap" in told else math.inf
    return Item(name.strip(), _points(points), cap)


def _points(told: dict[str, Any]) -> dict[str, float]:
    found: dict[str, float] = {}
    # an id goes before the beginning of several, a longer beginning before a shorter
    for key in sorted(told, key=lambda key: (key.endswith(_ANY), -len(key))):
        points, start = _number(told[key], key), key.removesuffix(_ANY)
        rules = [r for r in rule_book() if r == key or (start != key and r.startswith(start))]
        if not rules:
            raise UnusableError({key: told[key]}, key)
        found = dict.fromkeys(rules, points) | found
    return found


def _refuse_twice(path: Path, scheme: Scheme) -> None:
    first: dict[str, str] = {}
    for item in scheme.items:
        for rule in item.points:
            if rule in first:
                names = {"first": first[rule], "second": item.name}
                raise InputError("scheme.twice", name=path, rule=rule, **names)
            first[rule] = item.name


_READERS: dict[str, Callable[[Any], Any]] = {
    "title": _title,
    "full": _number,
    "floor": _number,
    "not_received": _number,
    "excused": _excused,
    "items": _items,
}
