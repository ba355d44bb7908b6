"""Files to documents: the content decides which reader takes a file, not its name."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import NamedTuple

from audit.bounds import DEFAULT, Bounds
from audit.document import Document
from audit.errors import InputError
from audit.read.encoding import Decoded, decode
from audit.read.kinds import ARCHIVES, binary_kind, text_kind

# no white space, and no old end of file
_CONTROL = bytes([*range(8), *range(0x0E, 0x1A), *range(0x1C, 0x20)])

BinaryReader = Callable[[str, bytes, Bounds], Document]
TextReader = Callable[..., Document]  # name, text, bounds; for web pages, what was saved beside
Beside = Callable[[str], bytes | None]


class _Reader(NamedTuple):
    """Where a reader stands, imported only when needed, and the extra its libraries come with."""

    module: str
    function: str
    extra: str = ""


_BINARY = {
    "pdf": _Reader("audit.read.pdf.document", "read_pdf"),
    "ole": _Reader("audit.read.ole", "read_ole"),
    "docx": _Reader("audit.read.word.docx", "read_docx"),
    "xlsx": _Reader("audit.read.sheets.sheet", "read_sheet"),
    "ofd": _Reader("audit.read.ofd.document", "read_ofd"),
    "image": _Reader("audit.read.scans.scan", "read_image", "ocr"),
    "mht": _Reader("audit.read.web.mht", "read_mht"),
}
_TEXT = {
    "html": _Reader("audit.read.web.html", "read_html"),
    "csv": _Reader("audit.read.sheets.sheet", "read_csv"),
    "markdown": _Reader("audit.read.text", "read_markdown"),
    "text": _Reader("audit.read.text", "read_text"),
}


def read_bytes(
    name: str, data: bytes, bounds: Bounds = DEFAULT, beside: Beside | None = None
) -> Document:
    """Read one file's content into a document.

    `name` is the source shown to users; `beside` gives the files that were saved with a web page,
    by the address that the page has for them. Raises InputError, with a sentence for the
    reviewer, for what cannot be read: empty, too large, binary, encrypted, damaged, a kind that
    there is no reader for, or one whose libraries are not installed.
    """
    if not data.strip():
        raise InputError("read.empty", name=name)
    refuse_large(name, len(data), bounds)
    kind = binary_kind(data)
    if kind:
        if kind not in _BINARY:
            raise InputError("read.archive" if kind in ARCHIVES else f"read.{kind}", name=name)
        binary: BinaryReader = _load(_BINARY[kind], name)
        return binary(name, data, bounds)
    decoded = decode(data)
    if _garbled(decoded):
        raise InputError("read.binary", name=name)
    kind = text_kind(name, decoded.text)
    text: TextReader = _load(_TEXT[kind], name)
    if beside and kind == "html":
        return text(name, decoded, bounds, beside)
    return text(name, decoded, bounds)


def refuse_large(name: str, size: int, bounds: Bounds = DEFAULT) -> None:
    """Raise InputError for a file of more bytes than a report ever has."""
    if size > bounds.size << 20:
        raise InputError("read.large", name=name, size=size >> 20, most=bounds.size)


def _load(reader: _Reader, name: str) -> Callable[..., Document]:
    try:
        found: Callable[..., Document] = getattr(import_module(reader.module), reader.function)
    except ImportError:
        if not reader.extra:
            raise
        raise InputError("read.extra", name=name, extra=reader.extra) from None
    return found


def _garbled(decoded: Decoded) -> bool:
    """Control characters other than white space: not a text in any encoding."""
    sample = decoded.text[:20_000]
    coded = sample.encode("utf-8", "surrogatepass")  # deleting bytes is far faster than a search
    odd = len(coded) - len(coded.translate(None, _CONTROL))
    return odd * 100 > len(sample) or sample.count("\ufffd") * 5 > len(sample)
