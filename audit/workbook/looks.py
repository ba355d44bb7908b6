"""The looks of the workbook as data: sheets, columns, colours, from looks.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from audit.words import LANGUAGES, catalogue, language, say


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a sheet.

    `yours` are the reviewer's; `level` 1 is a group that is folded away; `aside` is not printed.
    """

    key: str
    width: float
    hidden: bool = False
    level: int = 0
    yours: bool = False
    aside: bool = False


@dataclass(frozen=True)
class Columns:
    """The columns of a sheet, from left to right, found by key."""

    items: tuple[Column, ...]
    index: Mapping[str, int] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "index", {c.key: n for n, c in enumerate(self.items)})

    def __getitem__(self, key: str) -> int:
        return self.index[key]

    def __len__(self) -> int:
        return len(self.items)

    def letter(self, key: str) -> str:
        """Return the letters of a column."""
        return str(xl_col_to_name(self.index[key]))

    @property
    def visible(self) -> tuple[int, int]:
        """First and last column that is not hidden."""
        shown = [n for n, column in enumerate(self.items) if not column.hidden]
        return shown[0], shown[-1]

    @property
    def printed(self) -> tuple[int, int]:
        """First and last column that belongs on paper."""
        shown = [n for n, c in enumerate(self.items) if not (c.hidden or c.level or c.aside)]
        return shown[0], shown[-1]


@cache
def looks() -> dict[str, Any]:
    """Return the looks as read from the package data."""
    text = files("workbook_templates").joinpath("looks.toml").read_text("utf-8")
    return tomllib.loads(text)


def sheet_looks(key: str) -> dict[str, Any]:
    """Return the looks of one sheet."""
    found: dict[str, Any] = looks()["sheets"][key]
    return found


def sheet_name(key: str) -> str:
    """Return the name on a sheet's tab."""
    return say(f"sheet.{key}.name")


def head(sheet: str, key: str, labels: dict[str, str] | None = None) -> str:
    """Return the label above a column; hidden ones are known to programs by their key."""
    if labels and key in labels:
        return labels[key]
    return catalogue().get(f"sheet.{sheet}.head.{key}", key)


def columns(key: str, expanded: Mapping[str, Iterable[Column]] | None = None) -> Columns:
    """Return a sheet's columns; a place-holder's key is replaced by the columns it stands for."""
    out: list[Column] = []
    for raw in sheet_looks(key)["columns"]:
        stands_for = (expanded or {}).get(raw["key"])
        out += [_column(raw)] if stands_for is None else stands_for
    return Columns(tuple(out))


def with_extras(columns_: Columns, extras: Sequence[Column]) -> Columns:
    """Return columns with some more to the right of the reviewer's."""
    if not extras:
        return columns_
    at = 1 + max(n for n, column in enumerate(columns_.items) if column.yours)
    return Columns((*columns_.items[:at], *extras, *columns_.items[at:]))


def place_holder(key: str, name: str) -> Column:
    """Return a place-holder as written in the looks: its width holds for what replaces it."""
    return _column(next(raw for raw in sheet_looks(key)["columns"] if raw["key"] == name))


def _column(raw: Mapping[str, Any]) -> Column:
    """A column as written in the looks; words of another language may take another width."""
    told = {key: value for key, value in raw.items() if key not in LANGUAGES}
    return Column(**told | {"width": raw.get(language(), raw["width"])})
