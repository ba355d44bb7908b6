"""Reviewers at work on a workbook: cells filled in by key, and programs that save it again."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests import judges

Save = Callable[[Path, Path], Path]
_KEY_ROWS = 14


def keys_of(sheet: Any) -> tuple[int, dict[str, int]]:
    """The row of keys of a sheet, and the column of each key, counted from 1."""
    for row in range(1, _KEY_ROWS):
        keys = {c.value: c.column for c in reversed(sheet[row]) if c.value}
        if "rid" in keys:
            return row, keys
    raise AssertionError(sheet.title)


def rows_of(sheet: Any) -> Iterator[tuple[int, dict[str, Any]]]:
    """The rows of a sheet below its head: number, and values by key."""
    top, keys = keys_of(sheet)
    for row in range(top + 2, sheet.max_row + 1):
        yield row, {key: sheet.cell(row, column).value for key, column in keys.items()}


def fill(path: Path, sheet: str, answers: Mapping[str, Mapping[str, Any]], to: Path) -> None:
    """Fill in columns by key, in the rows whose key (rid) begins so; each must be there."""
    book = openpyxl.load_workbook(path)
    found, (_, keys) = book[sheet], keys_of(book[sheet])
    done = set()
    for row, values in rows_of(found):
        for rid, fields in answers.items():
            if str(values["rid"] or "").startswith(rid):
                done.add(rid)
                for key, text in fields.items():
                    found.cell(row, keys[key]).value = text
    assert done == set(answers)
    book.save(to)


def by_openpyxl(path: Path, folder: Path) -> Path:
    """Save a workbook by a program that keeps formulas and loses what they come to."""
    to = folder / path.name
    folder.mkdir(exist_ok=True)
    openpyxl.load_workbook(path).save(to)
    return to


def by_libreoffice(path: Path, folder: Path) -> Path:
    """Save a workbook by LibreOffice, with a profile of its own."""
    profile = folder / "profile"
    command = [judges.office(), "--headless", f"-env:UserInstallation={profile.as_uri()}"]
    subprocess.run(
        [*command, "--convert-to", "xlsx", "--outdir", str(folder), str(path)],
        check=True,
        capture_output=True,
        timeout=280,
    )
    return folder / path.name


def as_it_is(path: Path, _folder: Path) -> Path:
    """Leave a workbook as it was written."""
    return path


SAVED = [
    pytest.param(as_it_is, id="as written"),
    pytest.param(by_openpyxl, id="openpyxl"),
    pytest.param(by_libreoffice, id="LibreOffice", marks=pytest.mark.slow),
]
