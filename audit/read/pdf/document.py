"""PDF files: pages with a text layer; what has none goes to the reader of scans."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Set
from importlib import import_module
from itertools import accumulate
from operator import itemgetter

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from audit.bounds import DEFAULT, Bounds
from audit.clean import UNCLEAR, UNSEEN
from audit.document import Document, Row
from audit.errors import InputError
from audit.read.pages.page import rows_of
from audit.read.pdf.page import Shown, show_page
from audit.words import say

_LEAST = 20  # characters: a page with fewer has no text layer worth the name
_LEGIBLE = 0.5  # of the characters: fonts that do not say what they show leave nothing to read
_TITLE = re.compile("政府信息公开|政府信息公開|年度报告|年度報告|年报")
_START = re.compile(rb"startxref\s+[0-9]")
_LENGTH = re.compile(
    rb"/Linearized\b[^>]{0,200}/L\s+([0-9]{1,12})|/L\s+([0-9]{1,12})[^>]{0,200}/Linearized\b"
)
_HEAD = 2048
_UNDRAWN = (raw.FPDF_ANNOT_LINK, raw.FPDF_ANNOT_POPUP)
_LAYERS = (b"/OCProperties", b"/ObjStm")  # the second may hold the first, packed


def read_pdf(name: str, data: bytes, bounds: Bounds = DEFAULT) -> Document:
    """Read a PDF; the place of a cell is table, row, column, page and box.

    Raises InputError for a file that is encrypted, damaged, cut off or too long, and for a scan
    if what reads scans is not installed.
    """
    shown, title = _shown(name, data, bounds)
    if _cut_off(data):
        raise InputError("read.damaged", name=name)
    scanned = {one.page.number for one in shown if _is_scan(one)}
    typed = [one for one in shown if one.page.number not in scanned]
    if scanned and not any(one.page.glyphs for one in typed):
        return read_scan(name, data, bounds)
    pages = [one.page for one in typed]
    lost = sum(glyph.text == UNCLEAR for page in pages for glyph in page.glyphs)
    notes = [say("note.glyphs", count=lost)] if lost else []
    rows = rows_of(pages, name, bounds)
    if scanned:
        rows, note = _with_scanned(rows, name, data, bounds, scanned)
        notes.append(note)
    return Document(
        *(name, "pdf", rows),
        title=title if _TITLE.search(title) else "",
        notes=tuple(notes),
        pictures=sum(one.picture for one in typed),
    )


def _with_scanned(
    rows: tuple[Row, ...], name: str, data: bytes, bounds: Bounds, scanned: Set[int]
) -> tuple[tuple[Row, ...], str]:
    """The rows with those of the pages that are pictures, and what the user must know of them."""
    numbers = "、".join(map(str, sorted(scanned)))
    try:
        read = read_scan(name, data, bounds, scanned).rows
    except InputError as error:
        return rows, say("note.scanned", pages=numbers, problem=error)
    tables = max((row.table for row in rows), default=0)
    own = list(accumulate((_page(row) for row in rows), max))
    merged = [*zip(own, rows, strict=True), *((_page(row), _after(row, tables)) for row in read)]
    in_order = tuple(row for _, row in sorted(merged, key=itemgetter(0)))
    return in_order, say("note.recognised", pages=numbers)


def _page(row: Row) -> int:
    return row.pieces[0].place.page if row.pieces else 0


def _after(row: Row, tables: int) -> Row:
    """A row of a table, numbered after those that the other pages have."""
    if not row.table:
        return row
    table = row.table + tables
    pieces = tuple(p._replace(place=p.place._replace(table=table)) for p in row.pieces)
    return row._replace(pieces=pieces, table=table)


def read_scan(
    name: str, data: bytes, bounds: Bounds, only: Container[int] | None = None
) -> Document:
    """Read pages as pictures, all or only some; InputError if what does so is not installed."""
    try:
        module = import_module("audit.read.scans.scan")
    except ImportError:
        raise InputError("read.extra", name=name, extra="ocr") from None
    reader: Callable[[str, bytes, Bounds, Container[int] | None], Document] = module.read_scan_pages
    return reader(name, data, bounds, only)


def _shown(name: str, data: bytes, bounds: Bounds) -> tuple[list[Shown], str]:
    """What every page shows, and the title that the file states."""
    try:
        with pdfium.PdfDocument(data) as document:
            count = len(document)
            if count > bounds.pages:
                raise InputError("read.pages", name=name, pages=count, most=bounds.pages)
            layers = any(word in data for word in _LAYERS)
            shown = [
                show_page(_flat(document, n), n + 1, name, layers=layers) for n in range(count)
            ]
            return shown, document.get_metadata_value("Title").strip()
    except pdfium.PdfiumError as error:
        locked = error.err_code in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY)
        raise InputError("read.encrypted" if locked else "read.damaged", name=name) from None


def _flat(document: pdfium.PdfDocument, n: int) -> pdfium.PdfPage:
    """A page, with what stands in form fields, stamps and notes made part of it."""
    page = document[n]
    kinds = []
    for m in range(min(raw.FPDFPage_GetAnnotCount(page), 1000)):
        mark = raw.FPDFPage_GetAnnot(page, m)
        kinds.append(raw.FPDFAnnot_GetSubtype(mark))
        raw.FPDFPage_CloseAnnot(mark)
    if (
        any(kind not in _UNDRAWN for kind in kinds)
        and raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY) == raw.FLATTEN_SUCCESS
    ):
        page.close()
        page = document[n]
    return page


def _is_scan(shown: Shown) -> bool:
    """Whether a page shows a picture of text: no text, text unseen, or text of no meaning."""
    legible = sum(glyph.text not in (UNCLEAR, UNSEEN) for glyph in shown.page.glyphs)
    if len(shown.page.glyphs) - legible > _LEGIBLE * max(len(shown.page.glyphs), _LEAST):
        return True
    return legible < _LEAST and (shown.picture or shown.unseen >= _LEAST)


def _cut_off(data: bytes) -> bool:
    """Whether the end of the file is missing: then numbers may be, too."""
    stated = _LENGTH.search(data[:_HEAD])
    if stated and int(stated[1] or stated[2]) > len(data):
        return True
    return not _START.search(data)
