"""What a file is: its content decides, not its name."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from typing import BinaryIO

ARCHIVES = ("zip", "7z", "rar")
_MAGIC = (
    (b"%PDF", "pdf"),
    (b"\xd0\xcf\x11\xe0", "ole"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"BM", "image"),
    (b"II*\x00", "image"),
    (b"MM\x00*", "image"),
    (b"PK\x05\x06", "zip"),  # with nothing in it
    (b"7z\xbc\xaf", "7z"),
    (b"Rar!", "rar"),
    (b"\x1f\x8b", "gzip"),
    (b"{\\rtf", "rtf"),
)
_PARTS = (("word/", "docx"), ("xl/", "xlsx"))
_OFFICE = "[Content_Types].xml"
_MARKUP = re.compile(
    r"<(?:!doctype\s+html|html|head|body|frameset|table|tbody|tr|td|div|p|span)\b", re.I
)
_MIME = re.compile(
    rb"\A(?:\xef\xbb\xbf)?\s*(?:[\w-]+:.*\n(?:[ \t].*\n)*)*?"
    rb"(?:MIME-Version:|Content-Type:\s*multipart/)",
    re.I,
)
_BITMAP = b"BM"
_ZIP = b"PK\x03\x04"


def binary_kind(data: bytes) -> str:
    """Return the kind of a file whose bytes a reader takes: pdf, ole, docx, mht, …; "" for text."""
    for magic, kind in _MAGIC:
        if data.startswith(magic) and (magic != _BITMAP or b"\x00" in data[:64]):
            return kind
    if data[:1024].lstrip().startswith(b"%PDF"):
        return "pdf"  # a page's line end before the file
    if _MIME.match(data[:4000]):
        return "mht"
    return _container(BytesIO(data)) if data.startswith(_ZIP) else ""


def archive_kind(stream: BinaryIO) -> str:
    """Return zip, 7z or rar for an archive of files, "" for anything else."""
    start = stream.read(8)
    if start.startswith(_ZIP):
        kind = _container(stream)
        return kind if kind == "zip" else ""
    return next((k for magic, k in _MAGIC if k in ARCHIVES and start.startswith(magic)), "")


def _container(stream: BinaryIO) -> str:
    try:
        names = zipfile.ZipFile(stream).namelist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return "damaged"
    if "OFD.xml" in names:
        return "ofd"
    if _OFFICE not in names:
        return "zip"  # folders of an archive may be called word, too
    return next((kind for start, kind in _PARTS if any(n.startswith(start) for n in names)), "zip")


def text_kind(name: str, text: str) -> str:
    """Return the kind of a text: html, csv, markdown or text.

    Only csv and markdown are told by the file's name, for nothing else tells them.
    """
    if _MARKUP.search(text[:20_000]):
        return "html"
    suffix = name.lower().rpartition(".")[2]
    return {"csv": "csv", "md": "markdown", "markdown": "markdown"}.get(suffix, "text")
