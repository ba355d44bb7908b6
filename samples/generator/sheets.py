"""Renders a report as a spreadsheet: xlsx on one sheet or on several, csv."""

from __future__ import annotations

import csv
import re
from datetime import datetime
from io import BytesIO, StringIO
from random import Random

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from .manuscript import Manuscript
from .tables import Grid, Slot

_WIDEST = 15
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def xlsx(text: Manuscript, rng: Random) -> bytes:
    """Return the bytes of a workbook with everything on one sheet."""
    return _book(text, rng, several=False)


def xlsx_sheets(text: Manuscript, rng: Random) -> bytes:
    """Return the bytes of a workbook with a sheet for every section."""
    return _book(text, rng, several=True)


def _book(text: Manuscript, rng: Random, *, several: bool) -> bytes:
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"created": datetime(2025, 1, 1)})
    boxed = book.add_format({"border": 1, "text_wrap": True, "valign": "vcenter"})
    prose = book.add_format({"text_wrap": True, "valign": "top"})
    numbers_as_text = rng.random() < 0.3
    sheet, row = book.add_worksheet("年度报告"), 0
    for kind, words in text.parts:
        if several and kind == "heading":
            sheet, row = book.add_worksheet(re.sub(r"[\[\]:*?/\\]", "", words)[:31]), 0
        if kind != "table":
            sheet.merge_range(row, 0, row, 9, "", prose)
            sheet.write_string(row, 0, words, prose)
            sheet.set_row(row, 15 * (1 + len(words) // 40))
            row += 1
            continue
        for grid in text.tables[words]:
            row = _table(sheet, row, grid, boxed, as_text=numbers_as_text)
    book.close()
    return out.getvalue()


def _table(sheet: Worksheet, top: int, grid: Grid, boxed: Format, *, as_text: bool) -> int:
    """Write a table; return the row below it."""
    for n, row in enumerate(grid.placed(), top):
        for column, slot in enumerate(row):
            if slot is None:
                continue
            if slot.rows > 1 or slot.columns > 1:
                end = (n + slot.rows - 1, column + slot.columns - 1)
                sheet.merge_range(n, column, *end, "", boxed)
            _write(sheet, n, column, slot, boxed, as_text=as_text)
    return top + len(grid.rows) + 1


def _write(
    sheet: Worksheet, row: int, column: int, slot: Slot, boxed: Format, *, as_text: bool
) -> None:
    if slot.kind == "value" and not as_text and _NUMBER.fullmatch(slot.text):
        sheet.write_number(row, column, float(slot.text), boxed)
    elif slot.text:
        sheet.write_string(row, column, slot.text, boxed)
    else:
        sheet.write_blank(row, column, None, boxed)


def csv_file(text: Manuscript, rng: Random) -> bytes:
    """Return the bytes of what a spreadsheet program saves as csv, with BOM or in GBK."""
    out = StringIO()
    write = csv.writer(out)
    for kind, words in text.parts:
        if kind != "table":
            write.writerow(_padded([words]))
            continue
        for grid in text.tables[words]:
            for row in grid.placed():
                write.writerow(_padded([slot.text if slot else "" for slot in row]))
            write.writerow(_padded([]))
    return out.getvalue().encode(rng.choice(("utf-8-sig", "gb18030")))


def _padded(cells: list[str]) -> list[str]:
    return [*cells, *[""] * (_WIDEST - len(cells))]
