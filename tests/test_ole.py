"""Compound files: the right reader, or a sentence that says why not."""

from __future__ import annotations

import struct
import sys
from types import SimpleNamespace

import pytest

from audit.bounds import DEFAULT, Bounds
from audit.document import Document
from audit.errors import InputError
from audit.read import read_bytes
from tests.conftest import REPOSITORY

WORD = (REPOSITORY / "tests" / "reports" / "word-binary" / "report.doc").read_bytes()
STREAM = "WordDocument"


def renamed(name: str) -> bytes:
    """The file with its main stream called otherwise."""
    at = WORD.index(STREAM.encode("utf-16-le"))
    field = name.encode("utf-16-le").ljust(64, b"\0") + struct.pack("<H", 2 * len(name) + 2)
    return WORD[:at] + field + WORD[at + len(field) :]


@pytest.mark.parametrize(
    ("name", "key"),
    [
        *(("EncryptedPackage", "read.encrypted"), ("PowerPoint Document", "read.ole")),
        *(("Contents", "read.ole"), ("worddocumen", "read.ole")),
    ],
)
def test_what_is_no_document_is_said(name: str, key: str) -> None:
    with pytest.raises(InputError) as caught:
        read_bytes("x.doc", renamed(name))
    assert caught.value.key == key


@pytest.mark.parametrize("name", ["Workbook", "Book"])
def test_books_go_to_their_reader(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def read_sheet(name: str, data: bytes, bounds: Bounds) -> Document:
        assert bounds is DEFAULT
        return Document(name, f"{len(data)}", ())

    monkeypatch.setitem(
        sys.modules, "audit.read.sheets.sheet", SimpleNamespace(read_sheet=read_sheet)
    )
    assert read_bytes("x.xls", renamed(name)).kind == f"{len(WORD)}"


def test_names_of_streams_are_not_case_sensitive() -> None:
    assert read_bytes("x.doc", renamed(STREAM.upper())).rows == read_bytes("x.doc", WORD).rows


def test_file_cut_off_is_damage_or_whole() -> None:
    """Nothing but padding may be missing from what is read."""
    whole = read_bytes("x.doc", WORD)
    said = []
    for part in range(1, 50):
        try:
            assert read_bytes("x.doc", WORD[: len(WORD) * part // 50]) == whole
        except InputError as error:
            said.append(error.key)
    assert set(said) == {"read.damaged"}
    assert len(said) > 40
