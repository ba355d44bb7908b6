"""Consistent fictional reports as readers hand them over, to be changed in one place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from random import Random
from typing import Any

from audit.check import Batch
from audit.claims import read_claims
from audit.findings import Finding
from audit.form import Cell, form_for_year, load_form
from audit.frames import build_frames
from audit.identities import Outcome
from audit.report import NOT_ON_FORM, Mention, Reading, Report, SectionText, State
from audit.roster import Roster
from audit.run import audit_reports
from audit.settings import Settings
from samples.generator import Generated, unused_rows, written

AGENCY, YEAR = "范例县教育局", 2024
BLANK, MARK = Reading(State.BLANK), Reading(State.MARK, None, "/")
ABSENT = Reading(State.ABSENT)


def number(value: float, raw: str = "", repair: str = "") -> Reading:
    """Return the reading of a number; with a repair it is a repaired one."""
    state = State.REPAIRED if repair else State.READ
    return Reading(state, float(value), raw or f"{value:g}", None, repair)


def unreadable(raw: str) -> Reading:
    """Return the reading of a cell that cannot be told."""
    return Reading(State.UNREADABLE, None, raw)


def place(name: str) -> Cell:
    """Return a cell by its name, table.row.column."""
    return Cell(*name.split("."))


def quiet(agency: str = AGENCY, year: int | None = YEAR, version: str = "", **more: Any) -> Report:
    """Return a report with nothing but zeros and full prose, on the form of its year."""
    if year is None:
        return replace(quiet(agency, version=version), year=None, **more)
    form = load_form(version) if version else form_for_year(year)
    unused = unused_rows(form, single_other_row=version == "2019" or year < 2021)
    zeros = {cell: 0.0 for cell in form.places if cell.row not in unused}
    return as_read(written(agency, year, form, zeros, Random(7)), **more)


def as_read(given: Generated, **more: Any) -> Report:
    """Return a generated report as one that was read without loss; `more` are its other fields."""
    form = given.form
    cells = {
        cell: number(given.cells[cell]) if cell in given.cells else NOT_ON_FORM
        for cell in form.places
    }
    sections = tuple(
        SectionText(s.key, f"{s.numeral}、{s.title}", "\n".join(given.sections.get(s.key, ())))
        for s in form.sections
    )
    report = Report(
        *(f"{given.agency}{given.year}.html", "html", given.agency, given.year, form.version),
        scope="own",
        title=given.title,
        published=given.published.isoformat(),
        signed=given.signed.isoformat(),
        cells=cells,
        preamble=given.preamble,
        sections=sections,
        mentions=(Mention("title", given.agency, given.year),),
    )
    return claiming(replace(report, **more))


def claiming(report: Report) -> Report:
    """Return a report with what its prose claims."""
    claims, breakdowns = read_claims(report)
    return replace(report, claims=claims, breakdowns=breakdowns)


def filled(report: Report, cells: Mapping[str, float | Reading]) -> Report:
    """Return a report with other readings in some cells, by name."""
    changed = {
        place(name): value if isinstance(value, Reading) else number(value)
        for name, value in cells.items()
    }
    return replace(report, cells=report.cells | changed)


def said(report: Report, key: str, text: str, heading: str = "") -> Report:
    """Return a report with another text in a section; "" as the key is the preamble."""
    if not key:
        return replace(report, preamble=text)
    sections = tuple(
        SectionText(s.key, heading or s.heading, text) if s.key == key else s
        for s in report.sections
    )
    return replace(report, sections=sections)


def without(report: Report, *keys: str) -> Report:
    """Return a report without some sections and their tables."""
    cells = {
        cell: ABSENT if cell.table in keys and r.state is not State.NOT_ON_FORM else r
        for cell, r in report.cells.items()
    }
    sections = tuple(s for s in report.sections if s.key not in keys)
    return replace(report, cells=cells, sections=sections)


def batch_of(*reports: Report, settings: Settings | None = None) -> Batch:
    """Return reports as checks are given them."""
    return Batch(reports, build_frames(reports), Roster(), settings or Settings())


def findings(*reports: Report, settings: Settings | None = None, rule: str = "") -> list[Finding]:
    """Return all findings on reports, or those of one rule."""
    found = audit_reports(reports, settings=settings).findings
    return [finding for finding in found if not rule or finding.rule == rule]


def graded(report: Report, rule: str, settings: Settings | None = None) -> list[str]:
    """Return the findings of a rule as level, or 无法核对, in the order of the list."""
    return [
        f.outcome.value if f.outcome is not Outcome.FAILED else f.level
        for f in findings(report, settings=settings, rule=rule)
    ]
