"""How an evaluator scores reports, from a TOML file."""

from __future__ import annotations

import math
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from audit.check import rule_book
from audit.errors import InputError
from audit.words import say

FULL = 100.0
_ANY = "*"


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

    title: str
    items: tuple[Item, ...]
    full: float = FULL
    floor: float = 0.0
    not_received: float | None = None
    excused: tuple[str, ...] = ()

    def item_of(self, rule: str) -> int | None:
        """Return the place of the item that scores a rule, None if none does."""
        return next((n for n, item in enumerate(self.items) if rule in item.points), None)


def read_scheme(path: Path) -> Scheme:
    """Read a scheme; a rule is an id (T301) or the beginning of several (T3*), the id going first.

    Raises InputError that names the file, the entry and what it may be.
    """
    try:
        raw = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise InputError("scheme.open", name=path, problem=error.strerror) from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InputError("scheme.toml", name=path, problem=error) from None
    known = ("title", "full", "floor", "not_received", "excused", "items")
    for key in raw:
        if key not in known:
            raise InputError("scheme.unknown", name=path, entry=key, known="、".join(known))
    found = raw.get("items")
    if not isinstance(found, list) or not found or not all(isinstance(i, dict) for i in found):
        raise InputError("scheme.items", name=path)
    full = _number(path, "full", raw.get("full", FULL))
    floor = _number(path, "floor", raw.get("floor", 0.0))
    absent = raw.get("not_received")
    if floor > full:
        _refuse(path, "floor", floor)
    scheme = Scheme(
        str(raw.get("title", "")),
        tuple(_item(path, n, item) for n, item in enumerate(found, 1)),
        full,
        floor,
        None if absent is None else _number(path, "not_received", absent),
        _excused(path, raw.get("excused")),
    )
    _refuse_twice(path, scheme)
    return scheme


def _item(path: Path, n: int, told: dict[str, Any]) -> Item:
    where = say("scheme.nth", n=n)
    for key in told:
        if key not in ("name", "cap", "points"):
            entry = f"{where} {key}"
            raise InputError("scheme.unknown", name=path, entry=entry, known="name、cap、points")
    name, points = told.get("name"), told.get("points")
    if not isinstance(name, str) or not name.strip():
        _refuse(path, f"{where} name", name)
    if not isinstance(points, dict) or not points:
        _refuse(path, f"{where} points", points)
    cap = _number(path, f"{where} cap", told["cap"]) if "cap" in told else math.inf
    return Item(name.strip(), _points(path, where, points), cap)


def _points(path: Path, where: str, told: dict[str, Any]) -> dict[str, float]:
    found: dict[str, float] = {}
    # an id goes before the beginning of several, a longer beginning before a shorter
    for key in sorted(told, key=lambda key: (key.endswith(_ANY), -len(key))):
        points = _number(path, f"{where} {key}", told[key])
        start = key.removesuffix(_ANY)
        rules = [
            rule for rule in rule_book() if rule == key or (key != start and rule.startswith(start))
        ]
        if not rules:
            raise InputError("scheme.rule", name=path, entry=where, rule=key)
        found = dict.fromkeys(rules, points) | found
    return found


def _number(path: Path, entry: str, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < math.inf:
        _refuse(path, entry, value)
    return float(value)


def _excused(path: Path, told: Any) -> tuple[str, ...]:
    known = say("book.choices.status").split("\n")
    words = say("scheme.excused").split("\n") if told is None else told
    if not isinstance(words, list) or not all(word in known for word in words):
        allowed = "、".join(known)
        raise InputError("scheme.excuses", name=path, value=str(told), known=allowed)
    return tuple(words)


def _refuse_twice(path: Path, scheme: Scheme) -> None:
    first: dict[str, str] = {}
    for item in scheme.items:
        for rule in item.points:
            if rule in first:
                names = {"first": first[rule], "second": item.name}
                raise InputError("scheme.twice", name=path, rule=rule, **names)
            first[rule] = item.name


def _refuse(path: Path, entry: str, value: Any) -> NoReturn:
    raise InputError("scheme.value", name=path, entry=entry, value="" if value is None else value)
