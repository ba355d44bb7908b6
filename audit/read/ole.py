"""Compound files (OLE): which document of Word, WPS or Excel one holds, and its reader."""

from __future__ import annotations

import struct
from importlib import import_module
from io import BytesIO

import olefile

from audit.bounds import Bounds
from audit.document import Document
from audit.errors import InputError
from audit.read.word.doc import read_word

_WANTED = ("worddocument", "0table", "1table", "data")
_BOOKS = {"workbook", "book"}
_ENCRYPTED = "encryptedpackage"  # a docx or xlsx with a password
_DOCUMENTS = {"worddocument", _ENCRYPTED, *_BOOKS}


def read_ole(name: str, data: bytes, bounds: Bounds) -> Document:
    """Read a document of Word, WPS or Excel 97 to 2003.

    Raises InputError for a damaged or encrypted one and for any other kind of compound file.
    """
    names, streams = _opened(name, data)
    if "worddocument" in streams:
        return read_word(name, streams, bounds)
    if names & _BOOKS:
        found: Document = import_module("audit.read.sheets.sheet").read_sheet(name, data, bounds)
        return found
    raise InputError("read.encrypted" if _ENCRYPTED in names else "read.ole", name=name)


def _opened(name: str, data: bytes) -> tuple[set[str], dict[str, bytes]]:
    """The names of the streams at the top, in small letters, and what a Word document has there."""
    try:
        with olefile.OleFileIO(BytesIO(data)) as file:
            top = {path[0].lower(): path for path in file.listdir() if len(path) == 1}
            if file.parsing_issues and not top.keys() & _DOCUMENTS:
                raise InputError("read.damaged", name=name)  # its list of streams is cut off
            return set(top), {
                key: file.openstream(top[key]).read() for key in _WANTED if key in top
            }
    except (OSError, struct.error, IndexError, ValueError):
        raise InputError("read.damaged", name=name) from None
