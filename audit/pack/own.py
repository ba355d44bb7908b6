"""An agency's reports as the agency may see them: files by their own names, no reviewer's words."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from audit.form import Cell
from audit.inputs import file_of, marked_name, own_name
from audit.report import Reading, Report, State
from audit.roster import Roster


def by_agency(reports: Sequence[Report], roster: Roster) -> dict[str, list[Report]]:
    """Return the reports of each agency, by the name it goes by in the roster, in its order.

    Reports that do not say whose they are belong to nobody.
    """
    found: dict[str, list[Report]] = defaultdict(list)
    for report in sorted(reports, key=lambda report: report.source):
        if report.agency:
            found[roster.name(report.agency)].append(report)
    places = {member.agency: n for n, member in enumerate(roster.members)}
    return dict(sorted(found.items(), key=lambda item: (places.get(item[0], len(places)), item[0])))


def shared_files(reports: Sequence[Report], roster: Roster) -> frozenset[str]:
    """Return the files in which reports of several agencies stand, or of nobody knows whom."""
    owners: dict[str, set[str]] = defaultdict(set)
    for report in reports:
        for source in sources_of(report):
            owners[file_of(source)].add(roster.name(report.agency))
    return frozenset(file for file, names in owners.items() if len(names) > 1 or "" in names)


def sources_of(report: Report) -> tuple[str, ...]:
    """Return the sources of a report: its own and those of its parts."""
    return (report.source, *(source for source, _ in report.parts))


def names_of(reports: Sequence[Report]) -> dict[str, str]:
    """Return what each source of an agency's reports is called in its pack."""
    sources = [source for report in reports for source in sources_of(report)]
    times = Counter(own_name(source) for source in dict.fromkeys(sources))
    return {
        source: own_name(source) if times[own_name(source)] == 1 else marked_name(source)
        for source in sources
    }


def own_report(report: Report, names: Mapping[str, str], pages: Mapping[str, str]) -> Report:
    """Return a report under its own name; `pages` are its pages in the pack by source.

    Numbers that reviewers corrected stay, whoever did it and on what grounds does not.
    """
    cells = {cell: _without_reason(reading) for cell, reading in report.cells.items()}
    return replace(
        report,
        source=names[report.source],
        problem=_renamed(report.problem, names),
        notes=tuple(_renamed(note, names) for note in report.notes),
        parts=tuple((names[source], digest) for source, digest in report.parts),
        body=None,
        evidence=pages.get(report.source, ""),
        cells=_same_if_equal(cells, report.cells),
    )


def _without_reason(reading: Reading) -> Reading:
    return reading._replace(repair="") if reading.state is State.CORRECTED else reading


def _same_if_equal(cells: dict[Cell, Reading], before: dict[Cell, Reading]) -> dict[Cell, Reading]:
    return before if cells == before else cells


def _renamed(text: str, names: Mapping[str, str]) -> str:
    """A sentence that names files, naming them as the pack does."""
    for source in sorted(names, key=len, reverse=True):
        text = text.replace(source, names[source])
    return text
