"""Reports written by hand that stand beside each other: years of an agency, a region and its own.

Every cell is 0 unless it is told: `made("示例市教育局", 2024, {"carried_in.total": 3})`.
"""

from __future__ import annotations

from collections.abc import Mapping

from audit.check import Batch, run_checks
from audit.findings import Finding
from audit.form import Cell, form_for_year, load_form
from audit.frames import build_frames
from audit.report import NOT_ON_FORM, Reading, Report, SectionText, State
from audit.roster import Member, Roster

Told = Mapping[str, float | State]


def cell_of(name: str, version: str = "2021") -> Cell:
    """The cell that a row and a column name, in whichever table they stand."""
    row, column = name.split(".")
    return next(c for c in load_form(version).places if (c.row, c.column) == (row, column))


def made(
    agency: str,
    year: int,
    told: Told | None = None,
    *,
    scope: str = "unknown",
    text: str = "",
    version: str = "",
    source: str = "",
) -> Report:
    """A report with these numbers (or states without one), zeros elsewhere."""
    form = load_form(version) if version else form_for_year(year)
    cells = {
        cell: Reading(State.READ, 0.0, "0") if cell in form.cells else NOT_ON_FORM
        for cell in form.places
    }
    for name, value in (told or {}).items():
        if isinstance(value, State):
            reading = Reading(value, raw="/" if value is State.MARK else "")
        else:
            reading = Reading(State.READ, float(value), f"{value:g}")
        cells[cell_of(name, form.version)] = reading
    sections = (SectionText("overview", "一、总体情况", text),) if text else ()
    return Report(
        *(source or f"{agency}{year}.html", "html", agency, year, form.version, scope),
        cells=cells,
        sections=sections,
    )


def batch_of(*reports: Report, roster: tuple[Member, ...] = ()) -> Batch:
    return Batch(reports, build_frames(reports), Roster(roster))


def findings(batch: Batch, *rules: str) -> list[Finding]:
    """What the checks find, of some rules."""
    return [f for f in run_checks(batch).findings if f.rule in rules]
