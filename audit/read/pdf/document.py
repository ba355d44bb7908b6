"""PDF files: pages with a text layer; what has none goes to the reader of scans."""

from __future__ import annotations

import re
from collections.abc import Callable
from importlib import import_module

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from audit.bounds import DEFAULT, Bounds
from audit.clean import UNCLEAR, UNSEEN
from audit.document import Document
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
_WIDGETS = (raw.FPDF_ANNOT_WIDGET, raw.FPDF_ANNOT_FREETEXT, raw.FPDF_ANNOT_STAMP)


def read_pdf(name: str, data: bytes, bounds: Bounds = DEFAULT) -> Document:
    """Read a PDF; the place of a cell is table, row, column, page and box.

    Raises InputError for a file that is encrypted, damaged, cut off or too long, and for a scan
    if what reads scans is not installed.
    """
    shown, title = _shown(name, data, bounds)
    if _cut_off(data):
        raise InputError("read.damaged", name=name)
    scanned = [one.page.number for one in shown if _is_scan(one)]
    if scanned and not any(one.page.glyphs for one in shown if one.page.number not in scanned):
        return read_scan(name, data, bounds)
    pages = [one.page for one in shown if one.page.number not in scanned]
    notes = [say("note.scanned", pages="、".join(map(str, scanned)))] if scanned else []
    lost = sum(glyph.text == UNCLEAR for page in pages for glyph in page.glyphs)
    notes += [say("note.glyphs", count=lost)] if lost else []
    rows = rows_of(pages, name, bounds)
    return Document(
        *(name, "pdf", rows),
        title=title if _TITLE.search(title) else "",
        notes=tuple(notes),
    )


def read_scan(name: str, data: bytes, bounds: Bounds) -> Document:
    """Read the pages as pictures; InputError if what reads scans is not installed."""
    try:
        module = import_module("audit.read.scans.scan")
    except ImportError:
        raise InputError("read.extra", name=name, extra="ocr") from None
    reader: Callable[[str, bytes, Bounds], Document] = module.read_scan_pages
    return reader(name, data, bounds)


def _shown(name: str, data: bytes, bounds: Bounds) -> tuple[list[Shown], str]:
    """What every page shows, and the title that the file states."""
    try:
        with pdfium.PdfDocument(data) as document:
            count = len(document)
            if count > bounds.pages:
                raise InputError("read.pages", name=name, pages=count, most=bounds.pages)
            shown = [show_page(_flat(document, n), n + 1, name) for n in range(count)]
            return shown, document.get_metadata_value("Title").strip()
    except pdfium.PdfiumError as error:
        locked = error.err_code in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY)
        raise InputError("read.encrypted" if locked else "read.damaged", name=name) from None


def _flat(document: pdfium.PdfDocument, n: int) -> pdfium.PdfPage:
    """A page, with what stands in form fields and stamps made part of it."""
    page = document[n]
    kinds = []
    for m in range(min(raw.FPDFPage_GetAnnotCount(page), 1000)):
        mark = raw.FPDFPage_GetAnnot(page, m)
        kinds.append(raw.FPDFAnnot_GetSubtype(mark))
        raw.FPDFPage_CloseAnnot(mark)
    if (
        any(kind in _WIDGETS for kind in kinds)
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
    return legible < _LEAST and (shown.picture or shown.hidden)


def _cut_off(data: bytes) -> bool:
    """Whether the end of the file is missing: then numbers may be, too."""
    stated = _LENGTH.search(data[:_HEAD])
    if stated and int(stated[1] or stated[2]) > len(data):
        return True
    return not _START.search(data)
