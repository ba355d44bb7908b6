"""Spreadsheets: each sheet a table, and lines of text where a text stands alone in its row."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from io import StringIO

from audit.bounds import DEFAULT, Bounds
from audit.document import Document, Piece, Place, Row
from audit.errors import InputError
from audit.read.encoding import Decoded
from audit.read.package import Package
from audit.read.sheets.grid import Sheet, rows_of
from audit.words import say

_UNNAMED = re.compile(r"\s*(?:sheet|table|工作表|表)?\s*[0-9]*\s*\Z", re.I)
_DELIMITERS = ",;\t"


def read_sheet(name: str, data: bytes, bounds: Bounds = DEFAULT) -> Document:
    """Read a workbook (xlsx, xlsm; xls, et); row and column of a place are the sheet's own.

    Hidden sheets, rows and columns are left out. Errors stand as their text; a formula without a
    stored result, as in files that a program wrote, is a lost character, never a blank. Raises
    InputError for what is damaged, encrypted, too large or of another kind (xlsb).
    """
    # who reads values without a workbook needs no libraries
    from audit.read.sheets import xls, xlsx

    if not data.startswith(b"PK"):
        return _document(name, "xls", *xls.sheets_of(name, data, bounds), bounds)
    package = Package(name, data, bounds)
    return _document(name, "xlsx", *xlsx.sheets_of(package, bounds), bounds)


def _document(
    name: str, kind: str, sheets: Sequence[Sheet], hidden: int, bounds: Bounds
) -> Document:
    rows: list[Row] = []
    filled = [sheet for sheet in sheets if sheet.rows]
    for n, sheet in enumerate(filled, 1):
        if len(filled) > 1 and not _UNNAMED.match(sheet.name):
            rows.append(Row((Piece(sheet.name.strip(), Place(n, sheet=sheet.name)),)))
        rows += rows_of(name, sheet, n)
        if len(rows) > bounds.rows:
            raise InputError("read.long", name=name, rows=len(rows), most=bounds.rows)
    lines = sum(len(sheet.hidden_rows & sheet.rows.keys()) for sheet in filled)
    columns = sum(
        len(sheet.hidden_columns & {c for row in sheet.rows.values() for c in row})
        for sheet in filled
    )
    lost = sum(sheet.lost for sheet in filled)
    notes = [say("note.hidden_sheets", count=hidden)] if hidden else []
    if lines or columns:
        notes.append(say("note.hidden_lines", rows=lines, columns=columns))
    if lost:
        notes.append(say("note.no_result", count=lost))
    return Document(name, kind, tuple(rows), notes=tuple(notes))


def read_csv(name: str, decoded: Decoded, bounds: Bounds = DEFAULT) -> Document:
    """Read comma, semicolon or tab separated values; the place of a cell is row and column.

    Raises InputError for too many rows, or quotes that cannot be told apart.
    """
    sheet = Sheet("", bounds.cells)
    source = StringIO(decoded.text.replace("\0", ""), newline="")
    try:
        for n, line in enumerate(csv.reader(source, delimiter=_delimiter(decoded.text)), 1):
            if n > bounds.rows:
                raise InputError("read.long", name=name, rows=n, most=bounds.rows)
            for column, text in enumerate(line, 1):
                sheet.put(n, column, text.strip())
    except csv.Error:  # a quote that is never closed
        raise InputError("read.damaged", name=name) from None
    rows = tuple(rows_of(name, sheet, 1))
    return Document(name, "csv", rows, decoded.encoding, notes=decoded.notes)


def _delimiter(text: str) -> str:
    """The character that cuts most lines into the same number of cells, more than one."""
    sample = text[:20_000]

    def agreeing(delimiter: str) -> int:
        widths = [line.count(delimiter) for line in sample.splitlines()]
        usual = max(set(widths) - {0}, key=widths.count, default=0)
        return widths.count(usual) if usual else 0

    return max(_DELIMITERS, key=agreeing)
