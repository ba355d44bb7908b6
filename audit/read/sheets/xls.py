"""Sheets of the older binary workbooks (xls, et) as xlrd reads them."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from functools import cache
from io import StringIO
from typing import Any, NamedTuple

import xlrd
from xlrd.biffh import FDT, XL_FORMULA, XL_MSO_DRAWING
from xlrd.compdoc import CompDocError

from audit.bounds import Bounds
from audit.clean import UNCLEAR
from audit.errors import InputError
from audit.read.sheets.drawn import draw, drawn_by
from audit.read.sheets.fonts import Font, in_runs, old_font, old_style, told
from audit.read.sheets.grid import Merge, Sheet
from audit.read.sheets.shown import shown, shown_text

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
            noted = _noted(book)
            source = book.sheet_by_index(n)
            if source.visibility:
                hidden += 1
                continue
            sheet = Sheet(source.name, bounds.cells)
            _fill(sheet, source, noted.lost)
            draw(sheet, drawn_by(bytes(noted.drawn)))
            out.append(sheet)
    except _DAMAGE as error:
        key = "read.encrypted" if "encrypted" in str(error) else "read.damaged"
        raise InputError(key, name=name) from None
    filled = max((len(sheet.rows) for sheet in out), default=0)
    if filled > bounds.rows:
        raise InputError("read.long", name=name, rows=filled, most=bounds.rows)
    return out, hidden


class _Noted(NamedTuple):
    """What the library does not tell: formulas without a result, and what is drawn."""

    lost: set[tuple[int, int]]
    drawn: bytearray


def _noted(book: Any) -> _Noted:
    """Note what the records of the next sheet say, as they will be read.

    An empty result of a formula, or a zero to be worked out on opening, is none.
    """
    noted = _Noted(set(), bytearray())
    read = type(book).get_record_parts

    def noting() -> tuple[int, int, bytes]:
        record: tuple[int, int, bytes] = read(book)
        kind, _, data = record
        if kind == XL_FORMULA:
            row, column, result, flags = struct.unpack_from("<HH2x8sH", data)
            (value,) = struct.unpack("<d", result)
            empty = result[6:] == b"\xff\xff" and result[0] == _EMPTY
            if empty or (value == 0 and flags & _WORK_OUT):
                noted.lost.add((row, column))
        elif kind == XL_MSO_DRAWING:
            noted.drawn.extend(data)
        return record

    book.get_record_parts = noting
    return noted


def _fill(sheet: Sheet, source: Any, lost: set[tuple[int, int]]) -> None:
    book = source.book

    @cache
    def style(number: int) -> tuple[str, bool, Font]:
        found = book.xf_list[number]
        known = book.format_map[found.format_key]
        code = known.format_str or (_DATE if known.type == FDT else "")
        framed = any(getattr(found.border, side) for side in _SIDES)
        return code, framed, old_style(book, found)

    for row in range(source.nrows):
        for column, cell in enumerate(source.row(row)):
            own = style(cell.xf_index) if cell.ctype else ("", False, Font())
            text = UNCLEAR if (row, column) in lost else _text(source, row, column, own)
            sheet.put(row + 1, column + 1, text, framed=own[1])
    sheet.lost = len(lost)
    sheet.hidden_rows = {row + 1 for row, said in source.rowinfo_map.items() if said.hidden}
    sheet.hidden_columns = {
        column + 1 for column, said in source.colinfo_map.items() if said.hidden or not said.width
    }
    for top, below, left, beside in source.merged_cells:
        sheet.merges.append(Merge(top + 1, below, left + 1, beside))


def _text(source: Any, row: int, column: int, style: tuple[str, bool, Font]) -> str:
    cell, (code, _, font) = source.cell(row, column), style
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return str(xlrd.error_text_from_code.get(cell.value, "#N/A"))
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return "TRUE" if cell.value else "FALSE"
    if isinstance(cell.value, float):
        number = shown(cell.value, code, since_1904=source.book.datemode == 1)
        return told(number, font, zero=not cell.value)
    runs = source.rich_text_runlist_map.get((row, column), ())
    return shown_text(in_runs(_runs(cell.value, runs, source.book, font)), code)


def _runs(
    text: str, starts: Sequence[tuple[int, int]], book: Any, of_cell: Font
) -> Iterator[tuple[str, bool, Font]]:
    """The parts of a text, whether raised, and their fonts; each run tells where a font begins."""
    ends = [*(start for start, _ in starts), len(text)]
    if ends[0]:
        yield text[: ends[0]], False, of_cell
    for (start, number), end in zip(starts, ends[1:], strict=True):
        font = old_font(book, number)._replace(filled=of_cell.filled)
        yield text[start:end], bool(book.font_list[number].escapement), font
