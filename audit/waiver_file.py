"""The waivers of an office, from a list as it keeps it (csv or xlsx)."""

from __future__ import annotations

import re
from pathlib import Path

from audit.check import rule_book
from audit.days import day_of
from audit.errors import InputError
from audit.form import VERSIONS, Cell, load_form
from audit.lists import Kind, Tell, read_list, unheard
from audit.waivers import Waiver
from audit.words import later

HEADS: dict[str, tuple[str, ...]] = {
    "agency": ("机关", "机关名称", "单位", "agency"),
    "rule": ("规则", "rule"),
    "cells": ("单元格", "格", "cells"),
    "who": ("批准人", "who"),
    "why": ("理由", "why"),
    "until": ("有效期至", "期限", "until"),
}
_NEEDED = ("agency", "rule", "who", "why", "until")
_YEAR = re.compile(r"((?:19|20)\d{2})年?度?")


def read_waivers(path: Path, day: str = "", tell: Tell = unheard) -> tuple[Waiver, ...]:
    """Read waivers, a row each; `day` is the day of the audit (ISO), "" if it is not known.

    Raises InputError with the line that cannot be used: something is lacking, there is no such
    rule or cell, or it ends on a day while nobody has said which day it is.
    """
    kind = Kind(later("list.waivers"), HEADS)
    return tuple(_waiver(path, n, told, day) for n, told in read_list(path, kind, tell))


def _waiver(path: Path, n: int, told: dict[str, str], day: str) -> Waiver:
    for key in _NEEDED:
        if not told[key]:
            raise InputError("waiver.lacking", name=path, line=n, column=HEADS[key][0])
    rule = told["rule"].upper()
    if rule not in rule_book():
        raise InputError("waiver.rule", name=path, line=n, rule=told["rule"])
    cells = frozenset(_cell(path, n, part) for part in re.split(r"[;；\s]+", told["cells"]) if part)
    until = _until(path, n, told["until"])
    waiver = Waiver(n, told["agency"], rule, cells, told["who"], told["why"], until)
    if waiver.has_day and not day:
        raise InputError("waiver.day", name=path, line=n, until=until)
    return waiver


def _until(path: Path, n: int, text: str) -> str:
    """A year of reports, or a day."""
    year = _YEAR.fullmatch(text)
    found = year[1] if year else day_of(text)
    if found is None:
        raise InputError("waiver.until", name=path, line=n, value=text)
    return found[:10]


def _cell(path: Path, n: int, text: str) -> Cell:
    parts = text.split(".")
    cell = Cell(*parts) if len(parts) == len(Cell._fields) else None
    if cell is None or not any(cell in load_form(version).places for version in VERSIONS):
        raise InputError("waiver.cell", name=path, line=n, value=text)
    return cell
