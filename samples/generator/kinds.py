"""Renders reports as files of any kind in which agencies publish."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random

from . import ofd, office, scan, sheets, web, word
from .damage import Damage
from .manuscript import Manuscript, manuscript
from .report import Generated, generate

Make = Callable[[Manuscript, Random], bytes]
Degrade = Callable[[bytes, Random], bytes]


@dataclass(frozen=True, slots=True)
class Kind:
    """How files of a kind come about.

    `make` writes a file; if `by_office` is given, (of, to), LibreOffice converts it; then
    `degrade` does what happened on paper. `suffix` is that of the file in the end.
    """

    suffix: str
    make: Make
    by_office: tuple[str, str] | None = None
    degrade: Degrade | None = None


_PDF = ("docx", "pdf")
KINDS: dict[str, Kind] = {
    "docx": Kind("docx", word.docx),
    "docx_borderless": Kind("docx", partial(word.docx, setting=word.BORDERLESS)),
    "doc": Kind("doc", word.docx, ("docx", "doc")),
    "wps": Kind("wps", word.docx, ("docx", "doc")),
    "pdf": Kind("pdf", word.docx, _PDF),
    "pdf_borderless": Kind("pdf", partial(word.docx, setting=word.BORDERLESS), _PDF),
    "pdf_paged": Kind("pdf", partial(word.docx, setting=word.PAGED), _PDF),
    "pdf_landscape": Kind("pdf", partial(word.docx, setting=word.LANDSCAPE), _PDF),
    "ofd": Kind("ofd", ofd.ofd),
    "scan_pdf": Kind("pdf", word.docx, _PDF, scan.scanned_pdf),
    "scan_png": Kind("png", partial(word.docx, setting=word.TALL), _PDF, scan.scanned_png),
    "scan_greys": Kind("pdf", partial(word.docx, setting=word.DENSE), _PDF, scan.copied_pdf),
    "xlsx": Kind("xlsx", sheets.xlsx),
    "xlsx_sheets": Kind("xlsx", sheets.xlsx_sheets),
    "xls": Kind("xls", sheets.xlsx, ("xlsx", "xls")),
    "csv": Kind("csv", sheets.csv_file),
    "mht_quoted": Kind("mht", web.mht_quoted),
    "mht_base64": Kind("mht", web.mht_base64),
    "html_script": Kind("html", web.html_script),
    "html_utf16": Kind("html", web.html_utf16),
}


def rendered(
    reports: Sequence[Generated],
    kind: str,
    rngs: Sequence[Random],
    damage: Damage | None = None,
) -> list[bytes]:
    """Return a file of a kind for every report, in order.

    Raises NoOfficeError where the kind needs LibreOffice, ImportError where it needs Pillow, and
    neither is there.
    """
    how = KINDS[kind]
    pairs = list(zip(reports, rngs, strict=True))
    made = [how.make(manuscript(report, rng, damage), rng) for report, rng in pairs]
    if how.by_office:
        made = office.converted(made, *how.by_office)
    if how.degrade:
        made = [how.degrade(data, rng) for data, rng in zip(made, rngs, strict=True)]
    return made


def written_to(
    folder: Path, seeds: Sequence[int], kind: str, damage: Damage | None = None
) -> list[tuple[Path, Generated]]:
    """Write a random report of a kind for every seed; return the files with their reports."""
    reports = [generate(Random(seed)) for seed in seeds]
    made = rendered(reports, kind, [Random(f"{kind} {seed}") for seed in seeds], damage)
    out = []
    for seed, report, data in zip(seeds, reports, made, strict=True):
        path = folder / f"{seed:05}.{KINDS[kind].suffix}"
        path.write_bytes(data)
        out.append((path, report))
    return out
