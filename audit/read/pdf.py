"""PDF files: pages with a text layer; what has none goes to the reader of scans."""

from __future__ import annotations

import re
from importlib import import_module

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from audit.bounds import DEFAULT, Bounds
from audit.document import Document
from audit.errors import InputError
from audit.read.glyphs import LOST
from audit.read.page import rows_of
from audit.read.pdfpage import Shown, show_page

_LEAST = 20  # characters: a page with fewer has no text layer worth the name
_TITLE = re.compile("政府信息公开|政府信息公開|年度报告|年度報告|年报")


def read_pdf(name: str, data: bytes, bounds: Bounds = DEFAULT) -> Document:
    """Read a PDF; the place of a cell is table, row, column, page and box.

    Raises InputError for a file that is encrypted, damaged or too long, and for a scan if what
    reads scans is not installed.
    """
    try:
        with pdfium.PdfDocument(data) as document:
            if len(document) > bounds.pages:
                raise InputError("read.pages", name=name, pages=len(document), most=bounds.pages)
            shown = [show_page(document[n], n + 1, name) for n in range(len(document))]
            title = document.get_metadata_value("Title")
    except pdfium.PdfiumError as error:
        locked = error.err_code in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY)
        raise InputError("read.encrypted" if locked else "read.damaged", name=name) from None
    rows = rows_of([one.page for one in shown], name, bounds)
    return Document(name, "pdf", rows, title=title if _TITLE.search(title) else "")
