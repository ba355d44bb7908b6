"""Waivers: what an office has decided to accept, of whom, by which rule, why and until when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from audit.check.batch import Batch
from audit.findings import Finding
from audit.form import Cell
from audit.words import apart, say

EVERYBODY = "*"


class Waiver(NamedTuple):
    """One line of an office's list.

    `agency` is a name, or * for all; `rule` an id. Without `cells` it holds for all cells. `until`
    is the last year of report it holds for ("2025"), or the last day it holds on ("2026-06-30").
    `line` is where it stands in the list.
    """

    line: int
    agency: str
    rule: str
    cells: frozenset[Cell]
    who: str
    why: str
    until: str

    @property
    def told(self) -> str:
        """Who waives, why and until when, as lists show it."""
        return say("waiver.told", who=self.who, why=self.why, until=self.until)

    @property
    def has_day(self) -> bool:
        """Whether it ends on a day: then the day of the audit must be known."""
        return len(self.until) > len("2025")

    def holds(self, year: int | None, day: str) -> bool:
        """Whether it still holds for a report on a year, audited on a day (ISO, "" if unknown)."""
        if self.has_day:
            return bool(day) and day <= self.until
        return year is not None and year <= int(self.until)


class Waived(NamedTuple):
    """The findings of an audit, and the waivers that none of them is waived by."""

    findings: tuple[Finding, ...]
    unused: tuple[Waiver, ...]


def waive(findings: Iterable[Finding], batch: Batch, waivers: Sequence[Waiver]) -> Waived:
    """Tell of each finding whether it is waived; none is dropped.

    A finding is waived only if every rule it stands for is, in the cells that a waiver names.
    """
    told, used = list(findings), set()
    by_report = {f.report: _of_report(batch, f.report, waivers) for f in told}
    for n, finding in enumerate(told):
        found = _for(finding, by_report[finding.report])
        if found:
            told[n] = replace(finding, waived=apart(dict.fromkeys(w.told for w in found)))
            used |= set(found)
    return Waived(tuple(told), tuple(w for w in waivers if w not in used))


def _of_report(batch: Batch, report: int, waivers: Sequence[Waiver]) -> list[Waiver]:
    told, roster = batch.reports[report], batch.roster
    names = EVERYBODY, roster.name(told.agency)
    return [
        waiver
        for waiver in waivers
        if roster.name(waiver.agency) in names and waiver.holds(told.year, batch.settings.date)
    ]


def _for(finding: Finding, waivers: Iterable[Waiver]) -> list[Waiver]:
    """The waivers by which a finding is waived, none if some rule of it is not."""
    mine = [w for w in waivers if w.cells <= set(finding.cells) and w.rule in finding.rules]
    return mine if finding.rules <= {waiver.rule for waiver in mine} else []
