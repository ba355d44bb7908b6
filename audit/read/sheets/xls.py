"""Sheets of the older binary workbooks (xls, et) as xlrd reads them."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from functools import cache
from io import StringIO
from typing import Any

import xlrd
from xlrd.biffh import FDT, XL_FORMULA
from xlrd.compdoc import CompDocError

from audit.bounds import Bounds
from audit.clean import UNCLEAR
from audit.errors import InputError
from audit.read.sheets.grid import Merge, Sheet, in_runs
from audit.read.sheets.shown import shown

_DAMAGE = (
    *(ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError),
    *(struct.error, xlrd.XLRDError, CompDocError),
)
_DATE = "yyyy年m月d日"
_SIDES = ("left_line_style", "right_line_style", "top_line_style", "bottom_line_style")
_WORK_OUT = 3  # the flags of a formula that is always, or on opening, to be worked out
_EMPTY = 3  # the kind of a result that is an empty text


def sheets_of(name: str, data: bytes, bounds: Bounds) -> tuple[list[Sheet], int]:
    """Return the visible sheets of a workbook, and how many are hidden.

    Raises InputError for a damaged or encrypted one, and for more rows with content
    than `bounds` allow.
    """
    out, hidden = [], 0
    try:
        book = xlrd.open_workbook(
            *(None, StringIO()),  # its remarks go nowhere
            file_contents=data,
            formatting_info=True,
            on_demand=True,
            ragged_rows=True,
        )
        if book.biff_version < 50:
            raise InputError("read.damaged", name=name)
        for n in range(book.nsheets):
            lost = _lost_results(book)
            source = book.sheet_by_index(n)
            if source.visibility:
                hidden += 1
                continue
            sheet = Sheet(source.name, bounds.cells)
            _fill(sheet, source, lost)
            out.append(sheet)
    except _DAMAGE as error:
        key = "read.encrypted" if "encrypted" in str(error) else "read.damaged"
        raise InputError(key, name=name) from None
    filled = max((len(sheet.rows) for sheet in out), default=0)
    if filled > bounds.rows:
        raise InputError("read.long", name=name, rows=filled, most=bounds.rows)
    return out, hidden


def _lost_results(book: Any) -> set[tuple[int, int]]:
    """The places of formulas without a result, as the records of the next sheet will be read.

    The library gives their values only: an empty result, or a zero to be worked out on opening,
    is none.
    """
    lost: set[tuple[int, int]] = set()
    read = type(book).get_record_parts

    def noting() -> tuple[int, int, bytes]:
        record: tuple[int, int, bytes] = read(book)
        kind, _, data = record
        if kind == XL_FORMULA:
            row, column, result, flags = struct.unpack_from("<HH2x8sH", data)
            (value,) = struct.unpack("<d", result)
            empty = result[6:] == b"\xff\xff" and result[0] == _EMPTY
            if empty or (value == 0 and flags & _WORK_OUT):
                lost.add((row, column))
        return record

    book.get_record_parts = noting
    return lost


def _fill(sheet: Sheet, source: Any, lost: set[tuple[int, int]]) -> None:
    book = source.book

    @cache
    def style(number: int) -> tuple[str, bool]:
        found = book.xf_list[number]
        known = book.format_map[found.format_key]
        code = known.format_str or (_DATE if known.type == FDT else "")
        return code, any(getattr(found.border, side) for side in _SIDES)

    for row in range(source.nrows):
        for column, cell in enumerate(source.row(row)):
            code, framed = style(cell.xf_index) if cell.ctype else ("", False)
            text = UNCLEAR if (row, column) in lost else _text(source, row, column, cell, code)
            sheet.put(row + 1, column + 1, text, framed=framed)
    sheet.lost = len(lost)
    sheet.hidden_rows = {row + 1 for row, said in source.rowinfo_map.items() if said.hidden}
    sheet.hidden_columns = {
        column + 1 for column, said in source.colinfo_map.items() if said.hidden or not said.width
    }
    for top, below, left, beside in source.merged_cells:
        sheet.merges.append(Merge(top + 1, below, left + 1, beside))


def _text(source: Any, row: int, column: int, cell: Any, code: str) -> str:
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return str(xlrd.error_text_from_code.get(cell.value, "#N/A"))
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return "TRUE" if cell.value else "FALSE"
    if isinstance(cell.value, float):
        return shown(cell.value, code, since_1904=source.book.datemode == 1)
    runs = source.rich_text_runlist_map.get((row, column), ())
    return in_runs(_runs(cell.value, runs, source.book.font_list))


def _runs(
    text: str, starts: Sequence[tuple[int, int]], fonts: Sequence[Any]
) -> Iterator[tuple[str, bool]]:
    """The parts of a text, and whether struck out or raised; each run tells where a font begins."""
    ends = [*(start for start, _ in starts), len(text)]
    yield text[: ends[0]], False
    for (start, font), end in zip(starts, ends[1:], strict=True):
        yield text[start:end], bool(fonts[font].struck_out or fonts[font].escapement)
