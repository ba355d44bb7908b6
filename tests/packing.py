"""Fictional agencies with something to ask, and packs made of them without reading files."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from audit.pack.asked import Told
from audit.pack.letter import read_template
from audit.pack.one import Made
from audit.pack.run import Wish, write_packs
from audit.report import Report
from audit.review.merge import Rows
from audit.roster import Roster
from tests.reporting import filled, quiet

WRONG = {"applications.new_received.natural_person": 31771}  # breaks equations of level error


def report_of(agency: str, source: str, year: int = 2024) -> Report:
    """Return a report with one broken equation."""
    return replace(filled(quiet(agency, year=year), WRONG), source=source, digest="0" * 64)


def packs(
    reports: Sequence[Report],
    out: Path,
    roster: Roster | None = None,
    told: Told | None = None,
    rows: Rows | None = None,
    **wish: object,
) -> list[Made]:
    """Write packs as the command does."""
    pages = out.parent / "pages"
    given = Wish(read_template(None), pages, **wish)  # type: ignore[arg-type]
    return write_packs(reports, roster, told or Told(), rows or {}, given, out)


def contents(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield every file of a folder by name, and every part of those that are packages."""
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        name = path.relative_to(folder).as_posix()
        yield name, path.read_bytes()
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as package:
                for part in package.namelist():
                    yield f"{name}!{part}", package.read(part)


def texts(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield what can be read in every file, without what marks it up."""
    for name, data in contents(folder):
        yield name, name + re.sub(r"<[^>]*>", "", data.decode("utf-8", "replace"))
