"""What reviewers have put into a workbook, so that it is never overwritten."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from audit.words import say
from audit.workbook.looks import looks, sheet_looks
from audit.workbook.page import head
from audit.workbook.shown import JOINT, cell_text

_HEAD_ROWS = 12
_KEY, _READ_AS = "rid", "read_as"  # hidden columns are headed by their keys


class _Head(NamedTuple):
    """The head row of a sheet of ours: its row, and where its labels stand."""

    row: int
    columns: dict[str, int]


def held_work(path: Path) -> str:
    """Return a sentence saying what a workbook holds of reviewers' work, "" if nothing.

    A file that cannot be read or is no workbook of ours counts as held: it is not ours to
    overwrite.
    """
    try:
        book = load_workbook(path)
    except (OSError, zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, TypeError):
        return say("held.foreign", name=path)
    heads = [(sheet, found) for sheet in book.worksheets if (found := _head(sheet))]
    if not heads:
        return say("held.foreign", name=path)
    answers = sum(_answers(sheet, found) for sheet, found in heads)
    changed = sum(1 for sheet, found in heads for _ in _changed_rows(sheet, found))
    if answers or changed:
        return say("held.answers", name=path, answers=answers, changed=changed)
    return ""


def _labels(flag: str) -> set[str]:
    """Labels of the columns that have a flag in the looks, over all sheets."""
    return {
        head(key, column["key"])
        for key in looks()["order"]
        for column in sheet_looks(key)["columns"]
        if column.get(flag)
    }


def _head(sheet: Any) -> _Head | None:
    for cells in sheet.iter_rows(max_row=_HEAD_ROWS):
        columns = {str(cell.value): cell.column for cell in cells if cell.value is not None}
        if _KEY in columns:
            return _Head(cells[0].row, columns)
    return None


def _answers(sheet: Any, found: _Head) -> int:
    """How many cells of the reviewers' columns are filled."""
    yours = [n for label, n in found.columns.items() if label in _labels("yours")]
    return sum(
        1
        for cells in sheet.iter_rows(min_row=found.row + 1)
        for n in yours
        if n <= len(cells) and cells[n - 1].value not in (None, "")
    )


def _changed_rows(sheet: Any, found: _Head) -> Iterator[int]:
    """Rows whose open cells no longer say what was read."""
    kept = found.columns.get(_READ_AS)
    if kept is None:
        return
    yours = {n for label, n in found.columns.items() if label in _labels("yours")}
    for cells in sheet.iter_rows(min_row=found.row + 1):
        was = cells[kept - 1].value if kept <= len(cells) else None
        if not was:
            continue
        numbers = [c.value for c in cells if not c.protection.locked and c.column not in yours]
        if JOINT.join(cell_text(_content(value)) for value in numbers) != was:
            yield cells[0].row


def _content(value: object) -> float | str | None:
    if value is None or isinstance(value, bool):
        return None if value is None else str(value)
    return float(value) if isinstance(value, int | float) else str(value)
