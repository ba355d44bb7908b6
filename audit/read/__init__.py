"""Files to documents: the content decides which reader takes a file, not its name."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

from audit.document import Document
from audit.errors import InputError
from audit.read.encoding import Decoded, decode
from audit.read.html import read_html
from audit.read.text import read_text

MAX_BYTES = 16 << 20  # a report with every picture inline is smaller; more would only cost time

_MAGIC = (
    (b"%PDF", "pdf"),
    (b"\xd0\xcf\x11\xe0", "ole"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"II*\x00", "image"),
    (b"MM\x00*", "image"),
    (b"7z\xbc\xaf", "archive"),
    (b"Rar!", "archive"),
    (b"\x1f\x8b", "archive"),
    (b"{\\rtf", "rtf"),
)
_OFFICE = (("word/", "docx"), ("xl/", "xlsx"), ("OFD.xml", "ofd"))
_MARKUP = re.compile(r"<(?:!doctype\s+html|html|head|body|table|tbody|tr|td|div|p|span)\b", re.I)
_MIME = re.compile(r"\A(?:[\w-]+:.*\n)*MIME-Version:", re.I)


def read_bytes(name: str, data: bytes) -> Document:
    """Read one file's content into a document.

    `name` is the source shown to users. Raises InputError, with a sentence for the reviewer, for
    what cannot be read: empty, too large, binary, or a kind this version has no reader for.
    """
    if not data.strip():
        raise InputError("read.empty", name=name)
    refuse_large(name, len(data))
    kind = _binary_kind(data)
    if kind:
        raise InputError(f"read.{kind}", name=name)
    decoded = decode(data)
    if _garbled(decoded):
        raise InputError("read.binary", name=name)
    if _MIME.match(decoded.text[:2000]):
        raise InputError("read.mht", name=name)
    if _MARKUP.search(decoded.text[:20_000]):
        return read_html(name, decoded)
    markdown = name.lower().endswith((".md", ".markdown"))
    return read_text(name, decoded, "markdown" if markdown else "text")


def refuse_large(name: str, size: int) -> None:
    """Raise InputError for a file of more bytes than a report ever has."""
    if size > MAX_BYTES:
        raise InputError("read.large", name=name, size=size >> 20, most=MAX_BYTES >> 20)


def _binary_kind(data: bytes) -> str:
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            return kind
    if data.startswith(b"PK\x03\x04"):
        try:
            names = zipfile.ZipFile(BytesIO(data)).namelist()
        except (zipfile.BadZipFile, ValueError, OSError):
            return "damaged"
        found = [kind for start, kind in _OFFICE for n in names if n.startswith(start)]
        return found[0] if found else "archive"
    return ""


def _garbled(decoded: Decoded) -> bool:
    """Control characters other than white space: not a text in any encoding."""
    sample = decoded.text[:20_000]
    odd = sum(c < " " and c not in "\t\n\r\f\v\x1a\x1b\x08" for c in sample)
    return odd * 100 > len(sample) or sample.count("\ufffd") * 5 > len(sample)
