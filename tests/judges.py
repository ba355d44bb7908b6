"""Other programs as judges of our formulas: IronCalc and LibreOffice, cached values poisoned."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import zipfile
from functools import lru_cache
from pathlib import Path
from typing import Any

import ironcalc
import openpyxl
import pytest
from openpyxl.utils.cell import coordinate_from_string
from openpyxl.workbook import Workbook

Place = tuple[str, str]

_FORMULA = re.compile(r'(<c [^>]*?)(?: t="[a-z]+")?(>)<f>(.*?)</f><v>(.*?)</v>', re.S)
_ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item></oor:items>"""
POISON = "POISON"


def office() -> str:
    """The LibreOffice command; without it the test is skipped, in CI it fails."""
    return _program("LibreOffice", "its judgement of the formulas", "soffice", "libreoffice")


def browser() -> str:
    """The Chromium command; without it the test is skipped, in CI it fails."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return _program("Chromium", "how pages look in a browser", *names)


def _program(name: str, untested: str, *commands: str) -> str:
    found = next((path for path in map(shutil.which, commands) if path), None)
    if not found:
        if os.environ.get("AUDIT_REQUIRE_OFFICE"):
            pytest.fail(f"{name} is not installed")
        pytest.skip(f"{name} is not installed: {untested} is not tested")
    return found


def poisoned(path: Path, to: Path) -> int:
    """Copy a workbook with every cached formula value replaced; return how many there were."""
    count = 0
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as copy:
        for part in source.infolist():
            data = source.read(part)
            if part.filename.startswith("xl/worksheets/sheet"):
                text, n = _FORMULA.subn(rf'\1 t="str"\2<f>\3</f><v>{POISON}</v>', data.decode())
                data, count = text.encode(), count + n
            copy.writestr(part, data)
    return count


def opened(path: Path, *, cached: bool = False) -> Workbook:
    """A workbook to look at, not to change, with formulas or the cached values; opened once."""
    told = path.stat()
    return _opened(path, cached, (told.st_ino, told.st_mtime_ns, told.st_size))


@lru_cache(maxsize=6)
def _opened(path: Path, cached: bool, _: tuple[int, ...]) -> Workbook:
    return openpyxl.load_workbook(path, data_only=cached)


def formulas(path: Path) -> dict[Place, str]:
    """Every formula of a workbook by sheet and cell."""
    book = opened(path)
    return {
        (sheet.title, cell.coordinate): str(cell.value)
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }


def values(path: Path) -> dict[Place, Any]:
    """Every value of a workbook, of formulas the cached one."""
    book = opened(path, cached=True)
    return {
        (sheet.title, cell.coordinate): cell.value
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }


def by_libreoffice(path: Path, folder: Path) -> dict[Place, Any]:
    """Recalculate in LibreOffice, forced, with a profile of its own; return all values."""
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True, exist_ok=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_ALWAYS, "utf-8")
    out = folder / "recalculated"
    command = [office(), "--headless", "--norestore", f"-env:UserInstallation={profile.as_uri()}"]
    subprocess.run(
        [*command, "--convert-to", "xlsx", "--outdir", str(out), str(path)],
        check=True,
        capture_output=True,
        timeout=280,
    )
    return values(out / path.name)


def by_ironcalc(path: Path, places: list[Place]) -> dict[Place, Any]:
    """Recalculate in IronCalc; return the values of these places."""
    model = ironcalc.load_from_xlsx(str(path))
    model.evaluate()
    sheets = openpyxl.load_workbook(path, read_only=True).sheetnames
    out = {}
    for sheet, cell in places:
        letters, row = coordinate_from_string(cell)
        column = openpyxl.utils.column_index_from_string(letters)
        out[sheet, cell] = model.get_cell_value(sheets.index(sheet), row, column)
    return out


def disagreements(
    ours: dict[Place, Any], theirs: dict[Place, Any], places: list[Place]
) -> list[Any]:
    """Places at which two programs do not say the same; an empty text is an empty cell."""
    return [
        (place, ours.get(place), theirs.get(place))
        for place in places
        if not _same(ours.get(place), theirs.get(place))
    ]


def _same(one: Any, other: Any) -> bool:
    one, other = (x if x is not None else "" for x in (one, other))
    if isinstance(one, int | float) and isinstance(other, int | float):
        return abs(one - other) <= 1e-9 * max(1, abs(one), abs(other))
    return str(one) == str(other)
