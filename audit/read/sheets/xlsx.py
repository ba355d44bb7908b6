"""Sheets of an xlsx workbook as openpyxl reads them, and formulas without a stored result."""

from __future__ import annotations

import re
import warnings
from contextlib import redirect_stdout
from functools import cache
from io import BytesIO, StringIO
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element
from zipfile import ZipFile

from openpyxl.cell.read_only import ReadOnlyCell
from openpyxl.cell.rich_text import CellRichText
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.utils.datetime import MAC_EPOCH
from openpyxl.utils.escape import unescape
from openpyxl.worksheet._reader import FORMULA_TAG, VALUE_TAG, WorkSheetParser

from audit.bounds import Bounds
from audit.clean import UNCLEAR
from audit.errors import InputError
from audit.read.package import Package
from audit.read.sheets.drawn import draw, drawn_in
from audit.read.sheets.fonts import Font, Fonts, fonts_of, in_runs, is_white, told
from audit.read.sheets.grid import Merge, Sheet
from audit.read.sheets.shown import shown, shown_text

# what the library raises for a part that is missing, or holds what it must not
_DAMAGE = (
    *(ArithmeticError, AttributeError, LookupError, OSError),
    *(SyntaxError, TypeError, ValueError),  # a ParseError is a SyntaxError
)
_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/")
# what no number depends on, but the library refuses a whole book for
_UNUSED = re.compile(
    rb"""<((?:\w+:)?(?:sheetPr|sheetViews|sheetProtection|autoFilter|conditionalFormatting
    |dataValidations|hyperlinks|printOptions|pageMargins|pageSetup|headerFooter|customSheetViews
    |extLst|fonts|fills|cellStyleXfs|cellStyles|dxfs|tableStyles|colors|bookViews|definedNames
    |customWorkbookViews|workbookProtection|pivotCaches))\b[^>/]*(?:/(?!>)[^>/]*)*(?:/>|>.*?</\1>)
    |<(?:\w+:)?family\b[^>]*/>""",
    re.S | re.X,
)
_LONG_TAIL = 1 << 20
_FALSE = (None, "", "0", "false")
_DATE = "yyyy年m月d日"
_EAST_ASIAN_DATES = {*range(27, 37), *range(50, 59)}  # formats known by number alone
_SIDES = ("left", "right", "top", "bottom")


class _Style(NamedTuple):
    """What a cell's style says: the format of its number, whether it has a border, its font."""

    code: str
    framed: bool
    font: Font


def sheets_of(package: Package, bounds: Bounds) -> tuple[list[Sheet], int]:
    """Return the visible sheets of a workbook (xlsx, xlsm), and how many are hidden.

    Raises InputError for a damaged or encrypted package, for one whose sheets are no XML (xlsb),
    and for more rows with content than `bounds` allow.
    """
    if any(name.endswith("workbook.bin") for name in package.names):
        raise InputError("read.xlsb", name=package.name)
    parts = _plain_parts(package)
    out, hidden = [], 0
    try:
        # what the library remarks is of no use to who reads a report
        with warnings.catch_warnings(action="ignore"), redirect_stdout(StringIO()):
            book = ExcelReader(parts, data_only=True, keep_links=False, rich_text=True)
            book.read_manifest()
            book.read_strings()
            book.read_workbook()
            apply_stylesheet(book.archive, book.wb)
            main = book.parser.workbook_part_name
            fonts = fonts_of(package, package.related(main, "styles"))
            setup = package.tree(main).find("{*}calcPr")
            recalculated = setup is not None and setup.get("fullCalcOnLoad") not in _FALSE
            for entry, relation in book.parser.find_sheets():
                if not relation.Type.endswith("/worksheet"):
                    continue  # a sheet that holds a chart only
                if entry.state != "visible":
                    hidden += 1
                    continue
                sheet = Sheet(entry.name, bounds.cells)
                with book.archive.open(relation.target) as source:
                    rows = _Rows(source, book.shared_strings, recalculated)
                    _fill(package.name, sheet, rows, (book.wb, fonts), bounds.rows)
                draw(sheet, drawn_in(package, relation.target))
                out.append(sheet)
    except _DAMAGE:
        raise InputError("read.damaged", name=package.name) from None
    return out, hidden


def _plain_parts(package: Package) -> BytesIO:
    """The XML parts, unpacked within bounds, named as usual; the library knows no strict names."""
    out = BytesIO()
    with ZipFile(out, "w") as target:
        for part in dict.fromkeys(package.names):
            if part.endswith((".xml", ".rels")):
                read = package.read(part)
                if b"<!DOCTYPE" in read or b"\0" in read:
                    # a document type, or an encoding that may hide one
                    raise InputError("read.damaged", name=package.name)
                data = _without_tail(_UNUSED.sub(b"", read))
                usual = rb"http://schemas.openxmlformats.org/\1/2006/"
                target.writestr(part, _STRICT.sub(usual, data))
    return out


def _without_tail(data: bytes) -> bytes:
    """A sheet without the rows below its last value, where these are a million empty ones."""
    end = data.rfind(b"sheetData>")
    last = max(data.rfind(mark, 0, end) for mark in (b"v>", b"is>", b"<f", b":f"))
    row = data.find(b"row>", last) + 4
    close = data.rfind(b"<", 0, end)
    return data[:row] + data[close:] if last < row and close - row > _LONG_TAIL else data


class _Rows(WorkSheetParser):  # type: ignore[misc]
    """The rows of a sheet, with a lost character for a formula without a stored result.

    If all is to be worked out on opening (`recalculated`), a stored zero is a placeholder.
    """

    def __init__(self, source: Any, texts: list[Any], recalculated: bool) -> None:
        super().__init__(source, texts, data_only=True, rich_text=True)
        self._placeholders = ("", "0") if recalculated else ()

    def parse_cell(self, element: Element) -> dict[str, Any]:
        """Return a cell's place, value, type and style."""
        cell: dict[str, Any] = super().parse_cell(element)
        if element.find(FORMULA_TAG) is not None:
            stored = element.findtext(VALUE_TAG)
            empty = stored is None or (not stored and element.get("t") != "str")
            if empty or stored in self._placeholders:
                cell |= {"value": UNCLEAR, "data_type": "lost"}
        return cell


def _fill(name: str, sheet: Sheet, rows: _Rows, styles: tuple[Any, Fonts], most_rows: int) -> None:
    book, fonts = styles
    owner = book.create_sheet()

    @cache
    def style(number: int) -> _Style:
        cell = ReadOnlyCell(owner, 1, 1, None, style_id=number)
        by_number = cell.style_array.numFmtId in _EAST_ASIAN_DATES
        sides = [getattr(cell.border, side) for side in _SIDES]
        code = _DATE if by_number else cell.number_format
        font = fonts.of(cell.style_array.fontId, cell.style_array.fillId)
        return _Style(code, any(side and side.style for side in sides), font)

    filled = 0
    for row, cells in rows.parse():
        texts = []
        for cell in cells:
            if cell["row"] != row:
                raise ValueError("a cell that says it stands in another row")
            own = style(cell["style_id"])
            text = _text(cell["value"], own, book.epoch == MAC_EPOCH)
            sheet.lost += cell["data_type"] == "lost"
            sheet.put(row, cell["column"], text, framed=own.framed)
            texts.append(text)
        filled += any(texts)
        if filled > most_rows:
            raise InputError("read.long", name=name, rows=filled, most=most_rows)
    for area in rows.merged_cells.mergeCell if rows.merged_cells else ():
        sheet.merges.append(Merge(area.min_row, area.max_row, area.min_col, area.max_col))
    sheet.hidden_rows |= {
        int(row) for row, said in rows.row_dimensions.items() if _is_hidden(said, "ht")
    }
    for said in rows.column_dimensions.values():
        if _is_hidden(said, "width"):
            sheet.hidden_columns |= set(range(int(said["min"]), min(int(said["max"]), 16_384) + 1))


def _is_hidden(said: dict[str, str], size: str) -> bool:
    return said.get("hidden") not in _FALSE or said.get(size) == "0"


def _text(value: object, style: _Style, since_1904: bool) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        number = shown(float(value), style.code, since_1904=since_1904)
        return told(number, style.font, zero=not value)
    if isinstance(value, CellRichText):
        return in_runs(_run(run, style.font) for run in value)
    return told(shown_text(_unescaped(str(value)), style.code), style.font)


def _run(run: Any, of_cell: Font) -> tuple[str, bool, Font]:
    """A stretch of a text: whether it is raised, and its font; one without has the cell's."""
    own = getattr(run, "font", None)
    if own is None:
        return _unescaped(str(run)), False, of_cell
    raised = own.vertAlign in ("superscript", "subscript")
    font = of_cell._replace(struck=bool(own.strike), white=is_white(own.color))
    return _unescaped(str(run)), raised, font


def _unescaped(text: str) -> str:
    plain: str = unescape(text)
    return plain.replace("\r\n", "\n").replace("\r", "\n")
