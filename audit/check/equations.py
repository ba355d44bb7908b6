"""From outcomes of identities to findings."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from audit.check.look import lacks
from audit.deduce import Deduced, deduce
from audit.findings import Finding
from audit.form import Cell, Form, Identity, load_form
from audit.frames import Frames
from audit.identities import OUTCOMES, Outcome, Results, system
from audit.official import official, rule_label
from audit.report import ABSENT, Report, State
from audit.words import listed, say

_RELATION = re.compile("[＝=≤≥]")
_RELATIONS = {"=": "equal", "<=": "most", ">=": "least"}
_GAPS = {
    Outcome.BLANKS_AS_ZERO: (State.BLANK, State.MARK),
    Outcome.UNDECIDED: (State.UNREADABLE, State.ABSENT, State.BLANK, State.MARK),
}


def equation_findings(
    reports: Sequence[Report], frames: Frames, results: Results
) -> Iterator[Finding]:
    """Yield a finding for every failed identity, and one per report, rule and kind of gap.

    不符 carries the level of its rule; 无法核对 and 空白按0通过 are of level info. What is open
    since a cell is missing from the source, and what is for another reason, are two gaps.
    """
    interesting = np.isin(results.outcomes, [OUTCOMES.index(o) for o in (Outcome.FAILED, *_GAPS)])
    gaps: dict[tuple[int, str, Outcome, bool], list[Identity]] = defaultdict(list)
    rids = frames.reports["rid"].tolist()
    for report, n in zip(*np.nonzero(interesting), strict=True):
        outcome, identity = OUTCOMES[results.outcomes[report, n]], system().identities[n]
        if outcome is Outcome.FAILED:
            sides = float(results.left[report, n]), float(results.right[report, n])
            yield _failed(reports[report], int(report), rids[report], identity, sides)
        else:
            lacking = lacks(reports[report], identity.cells)
            gaps[int(report), identity.rule.id, outcome, lacking].append(identity)
    open_ = {n for n, _, outcome, _ in gaps if outcome is Outcome.UNDECIDED}
    deduced = {n: deduce(reports[n]) for n in open_}
    for (report, _, outcome, _), identities in gaps.items():
        finding = _gap(reports[report], report, rids[report], outcome, identities)
        yield _with_suggestions(finding, deduced.get(report, {}))


def _with_suggestions(finding: Finding, deduced: Mapping[Cell, Deduced]) -> Finding:
    """Add what the equations say of the cells that could not be read, and which say it."""
    known = [cell for cell in finding.cells if cell in deduced]
    if not known or finding.outcome is not Outcome.UNDECIDED:
        return finding
    rules = sorted({i.rule.id for cell in known for i in deduced[cell].identities})
    return replace(
        finding,
        suspect=tuple(known),
        suggested=tuple(deduced[cell].value for cell in known),
        diagnosis=say("finding.deduced", cells=len(known), rules=listed(rules)),
    )


def _failed(
    report: Report, n: int, rid: str, identity: Identity, sides: tuple[float, float]
) -> Finding:
    cells = _standing(report, identity)
    form = load_form(report.form)
    # the total is the cell that a reader looks at first
    anchor = identity.right[-1][0] if identity.right else identity.left[0][0]
    return Finding(
        *(identity.rule.id, identity.rule.level, Outcome.FAILED, n, rid),
        sentence=_sentence(form, identity, sides),
        cells=cells,
        checks=(identity.key,),
        left=sides[0],
        right=sides[1],
        quote=quoted(report, cells),
        place=report.cells[anchor].place,
        file=report.source,
    )


def _sentence(form: Form, identity: Identity, sides: tuple[float, float]) -> str:
    """The rule's own words with the numbers put in: 甲 ＋ 乙 为 13，丙 ＋ 丁 为 14，差 -1."""
    words = _RELATION.split(rule_label(identity.rule))
    begun = say("finding.place", place=place_name(form, identity))
    return say(
        f"finding.failed_{_RELATIONS[identity.relation]}",
        place="" if words[0].startswith(begun) else begun,
        first=words[0].strip(),
        second=words[-1].strip(),
        left=plain(sides[0]),
        right=plain(sides[1]),
        difference=plain(sides[0] - sides[1], signed=True),
    )


def _gap(
    report: Report, n: int, rid: str, outcome: Outcome, identities: Sequence[Identity]
) -> Finding:
    rule, form = identities[0].rule, load_form(report.form)
    cells = tuple(
        dict.fromkeys(
            cell
            for identity in identities
            for cell in _standing(report, identity)
            if report.cells[cell].state in _GAPS[outcome]
        )
    )
    return Finding(
        *(rule.id, "info", outcome, n, rid),
        sentence=say(
            "finding.undecided" if outcome is Outcome.UNDECIDED else "finding.blanks",
            label=rule_label(rule),
            checks=len(identities),
            cells=len(cells),
            first=cell_name(form, cells[0]),
        ),
        cells=cells,
        checks=tuple(identity.key for identity in identities),
        quote=quoted(report, cells),
        place=report.cells[cells[0]].place,
        file=report.source,
    )


def _standing(report: Report, identity: Identity) -> tuple[Cell, ...]:
    """The identity's cells that apply to this report."""
    return tuple(
        cell
        for cell in identity.cells
        if cell in report.cells and report.cells[cell].state is not State.NOT_ON_FORM
    )


def quoted(report: Report, cells: Sequence[Cell], most: int = 24) -> str:
    """Return what stands in the source in some cells."""
    raws = [report.cells.get(cell, ABSENT).raw.strip() or "␣" for cell in cells[:most]]
    return " | ".join(raws) + (" | …" if len(cells) > most else "")


def cell_name(form: Form, cell: Cell) -> str:
    """Return a cell's name in the words of the form: row label · column label.

    The total of the totals is named once: (七)总计, not (七)总计·总计.
    """
    table = form.tables[cell.table]
    row, column = table.row(cell.row).label, table.column(cell.column).label
    if cell.column == "total" and row.endswith(column):
        return official(row)
    return say("cell.name", row=official(row), column=official(column))


def place_name(form: Form, identity: Identity) -> str:
    """Return the label of the row or column at which a rule is applied."""
    table = form.tables[identity.rule.table]
    lines = table.rows if identity.rule.each == "row" else table.columns
    return official(next(line.label for line in lines if line.key == identity.at))


def plain(number: float, signed: bool = False) -> str:
    """Write a number as a person would: no exponent, no trailing zeros."""
    text = f"{number:+.6f}" if signed else f"{number:.6f}"
    return text.rstrip("0").rstrip(".")
