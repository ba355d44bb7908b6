"""Zipped XML that lost bytes: told as damaged, whatever the library says of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit.errors import InputError
from audit.read import read_bytes
from tests.conftest import SAMPLES

FILES = [next(SAMPLES.glob(f"2024/*.{kind}")) for kind in ("docx", "xlsx", "ofd")]


def whole_or_refused(path: Path, data: bytes) -> str:
    """The key of the error; "" where what was lost is nothing that is read."""
    try:
        read = read_bytes(path.name, data)
    except InputError as error:
        return error.key
    assert read.rows == read_bytes(path.name, path.read_bytes()).rows
    return ""


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.suffix)
def test_bytes_lost_at_the_beginning(path: Path) -> None:
    data = path.read_bytes()
    keys = {whole_or_refused(path, data[:4] + data[4 + lost :]) for lost in (1, 20, 64, 700, 900)}
    assert "read.damaged" in keys <= {"read.damaged", ""}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.suffix)
def test_bytes_lost_in_the_middle(path: Path) -> None:
    data = path.read_bytes()
    lost = range(50, len(data) - 400, len(data) // 40)
    keys = {whole_or_refused(path, data[:at] + data[at + 300 :]) for at in lost}
    assert "read.damaged" in keys <= {"read.damaged", "read.encrypted", ""}
