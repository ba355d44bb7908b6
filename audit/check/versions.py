"""The same report more than once: X04 (repeated) and P08 (versions that differ)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from audit.check.batch import Batch
from audit.check.equations import cell_name
from audit.check.registry import broken, check
from audit.findings import Finding
from audit.form import Cell, load_form
from audit.official import official
from audit.report import Report
from audit.words import apart, listed, say

RULES = ("X04", "P08")


@check("X04")
def repeated(batch: Batch) -> Iterator[Finding]:
    """Report a table that stands twice in one file, and files that state the same numbers."""
    for n, report in enumerate(batch.reports):
        if report.extra_tables:
            titles = [
                official(load_form(report.form).tables[key].title) for key in report.extra_tables
            ]
            yield broken(batch, "X04", n, say("finding.tables", tables=listed(titles)))
    for n, kept, differing in _pairs(batch):
        if not differing:
            sentence = say("finding.repeated", file=batch.reports[kept].source)
            yield broken(batch, "X04", n, sentence)


@check("P08")
def versions(batch: Batch) -> Iterator[Finding]:
    """Report files of one agency and year whose numbers differ, with the cells that do."""
    for n, kept, differing in _pairs(batch):
        if differing:
            names = [cell_name(load_form(batch.reports[n].form), cell) for cell in differing[:3]]
            sentence = say(
                "finding.versions",
                file=batch.reports[kept].source,
                count=len(differing),
                cells=apart(names) + ("……" if len(differing) > 3 else ""),
            )
            yield broken(batch, "P08", n, sentence, cells=differing)


def _pairs(batch: Batch) -> Iterator[tuple[int, int, tuple[Cell, ...]]]:
    """(report left out of totals, report counted, cells in which they differ)."""
    groups: dict[tuple[str, int], list[int]] = defaultdict(list)
    for n, report in enumerate(batch.reports):
        if report.agency and report.year and not report.problem:
            groups[batch.roster.name(report.agency), report.year].append(n)
    reports, counted = batch.reports, batch.frames.reports["counted"].tolist()
    for members in groups.values():
        kept = next(n for n in members if counted[n])
        for n in members:
            if n != kept:
                yield n, kept, _differing(reports[n], reports[kept])


def _differing(one: Report, other: Report) -> tuple[Cell, ...]:
    """Cells with another number; what could not be read in one file is no other number."""
    return tuple(
        cell
        for cell, x in one.cells.items()
        if cell in other.cells
        and None not in (x.value, other.cells[cell].value)
        and x.value != other.cells[cell].value
    )
