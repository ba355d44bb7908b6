"""What reviewers have put into a workbook, so that it is never overwritten."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from audit.words import say
from audit.workbook.looks import looks, sheet_looks, sheet_name
from audit.workbook.page import head
from audit.workbook.shown import JOINT, cell_text

_HEAD_ROWS = 12
_KEY, _READ_AS = "rid", "read_as"  # hidden columns are headed by their keys


class _Page(NamedTuple):
    """A sheet with reviewers' columns: its head row, and columns (from 1) by key."""

    sheet: Any
    row: int
    columns: dict[str, int]
    yours: list[int]


def held_work(path: Path) -> str:
    """Return a sentence saying what a workbook holds of reviewers' work, "" if nothing.

    A file that cannot be read, is no workbook of ours, or has lost a sheet or a head under
    which answers would be looked for counts as held: it is not ours to overwrite.
    """
    try:
        book = load_workbook(path)
    except (OSError, zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, TypeError):
        return say("held.foreign", name=path)
    answerable = [key for key in looks()["order"] if _columns(key, "yours")]
    pages = {key: _page(book, key) for key in answerable}
    if not any(pages.values()):
        return say("held.foreign", name=path)
    altered = [sheet_name(key) for key, page in pages.items() if page is None]
    if altered:
        return say("held.altered", name=path, sheets="、".join(altered))
    whole = [page for page in pages.values() if page]
    answers = sum(_answers(page) for page in whole)
    changed = sum(1 for page in whole for _ in _changed_rows(page))
    if answers or changed:
        return say("held.answers", name=path, answers=answers, changed=changed)
    return ""


def _columns(key: str, flag: str) -> list[str]:
    """Keys of a sheet's columns that have a flag in the looks."""
    return [column["key"] for column in sheet_looks(key)["columns"] if column.get(flag)]


def _page(book: Any, key: str) -> _Page | None:
    """A sheet of ours with every head it was given for reviewers' work, else None."""
    if sheet_name(key) not in book.sheetnames:
        return None
    sheet = book[sheet_name(key)]
    yours = _columns(key, "yours")
    kept = [column for column in _columns(key, "hidden") if column in (_KEY, _READ_AS)]
    for cells in sheet.iter_rows(max_row=_HEAD_ROWS):
        places = {str(cell.value): cell.column for cell in cells if cell.value is not None}
        if _KEY not in places:
            continue
        columns = {name: places.get(head(key, name)) for name in (*kept, *yours)}
        found = {name: place for name, place in columns.items() if place is not None}
        if len(found) < len(columns):
            return None
        return _Page(sheet, cells[0].row, found, [found[name] for name in yours])
    return None


def _answers(page: _Page) -> int:
    """How many cells of the reviewers' columns are filled."""
    return sum(
        1
        for cells in page.sheet.iter_rows(min_row=page.row + 1)
        for n in page.yours
        if n <= len(cells) and cells[n - 1].value not in (None, "")
    )


def _changed_rows(page: _Page) -> Iterator[int]:
    """Rows whose open cells no longer say what was read."""
    kept = page.columns.get(_READ_AS)
    if kept is None:
        return
    for cells in page.sheet.iter_rows(min_row=page.row + 1):
        was = cells[kept - 1].value if kept <= len(cells) else None
        open_cells = [c for c in cells if not c.protection.locked and c.column not in page.yours]
        if JOINT.join(cell_text(_content(c.value)) for c in open_cells) != (was or ""):
            yield cells[0].row


def _content(value: object) -> float | str | None:
    if value is None or isinstance(value, bool):
        return None if value is None else str(value)
    return float(value) if isinstance(value, int | float) else str(value)
