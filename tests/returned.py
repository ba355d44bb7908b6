"""Workbooks as reviewers send them back: filled in, moved about, saved by other programs."""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import openpyxl
import python_calamine
from openpyxl.worksheet.worksheet import Worksheet

KEY = "rid"


class Desk:
    """A workbook in a reviewer's hands: cells are found by key of row and column."""

    def __init__(self, path: Path) -> None:
        self.path, self.book = path, openpyxl.load_workbook(path)

    def sheets(self, key: str) -> Iterator[tuple[Worksheet, dict[str, int], int]]:
        """The sheets that have a column of this key, their columns by key, and their first row."""
        for sheet in self.book.worksheets:
            for row in sheet.iter_rows(max_row=40):
                keys = {str(c.value): c.column for c in row if c.value is not None}
                if KEY in keys and key in keys:
                    yield sheet, keys, row[0].row + 2
                    break

    def sheet(self, key: str) -> tuple[Worksheet, dict[str, int], int]:
        """The first sheet that has a column of this key."""
        found = next(self.sheets(key), None)
        if found is None:
            raise KeyError(key)
        return found

    def rows(self, key: str) -> list[str]:
        """Keys of the rows of the sheets with a column of this key."""
        return [
            str(sheet.cell(row, keys[KEY]).value or "")
            for sheet, keys, first in self.sheets(key)
            for row in range(first, sheet.max_row + 1)
        ]

    def cell(self, part: str, key: str) -> Any:
        """The cell in a column of this key, in the first row whose key has this part."""
        for sheet, keys, first in self.sheets(key):
            for row in range(first, sheet.max_row + 1):
                if part in str(sheet.cell(row, keys[KEY]).value or ""):
                    return sheet.cell(row, keys[key])
        raise KeyError(part, key)

    def write(self, part: str, values: Mapping[str, object]) -> None:
        """Fill in the row whose key has this part."""
        for key, value in values.items():
            self.cell(part, key).value = value

    def values(self, part: str, *keys: str) -> tuple[Any, ...]:
        """What stands in columns of the row whose key has this part."""
        return tuple(self.cell(part, key).value for key in keys)

    def save(self, to: Path | None = None) -> Path:
        self.book.save(to or self.path)
        return to or self.path


class Seen:
    """A workbook that is only looked at: what was typed in, not what formulas say."""

    def __init__(self, path: Path) -> None:
        book = python_calamine.CalamineWorkbook.from_path(path)
        self.sheets = [
            book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            for name in book.sheet_names
        ]

    def rows(self, key: str) -> Iterator[dict[str, Any]]:
        """The rows of the sheets with a column of this key, by the keys of their columns."""
        there = False
        for sheet in self.sheets:
            for n, row in enumerate(sheet[:40]):
                if KEY in row and key in row:
                    there = True
                    for values in sheet[n + 2 :]:
                        told = zip(row, values, strict=True)
                        yield {str(k): None if v == "" else v for k, v in told if k != ""}
                    break
        if not there:
            raise KeyError(key)

    def values(self, part: str, *keys: str) -> tuple[Any, ...]:
        """What stands in columns of the first row whose key has this part."""
        return tuple(self._value(part, key) for key in keys)

    def _value(self, part: str, key: str) -> Any:
        for row in self.rows(key):
            if part in str(row[KEY] or ""):
                return row[key]
        raise KeyError(part, key)


def as_wps_does(path: Path, to: Path) -> Path:
    """Known habits of WPS: a wrong extent, other style numbers, own properties, no custom ones."""
    with zipfile.ZipFile(path) as given, zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as out:
        for item in given.infolist():
            data = given.read(item)
            if item.filename == "docProps/custom.xml":
                data = data.replace(b"build_id", b"KSOProductBuildVer")
            if item.filename.startswith("xl/worksheets/sheet"):
                data = re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1"', data)
                data = re.sub(rb' s="\d+"', b"", data)
            out.writestr(item.filename, data)
    return to


def copied(path: Path, name: str) -> Path:
    return Path(shutil.copy(path, path.with_name(name)))
