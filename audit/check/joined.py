"""Findings of several rules that one cause explains are one line, in which the others are named."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations
from typing import NamedTuple

from audit.across import AcrossIdentity, across_identities
from audit.check.batch import Batch
from audit.check.registry import rule_book
from audit.findings import Finding, side_by_side
from audit.form import Cell, load_form
from audit.identities import TOLERANCE, Outcome
from audit.report import Report
from audit.words import apart, say

_SEVERITY = {"error": 0, "warning": 1, "info": 2}
_ZERO_RULE = "N12"
_TOTAL = "total"
_BY_CHECKS = "claims"


class _Tested(NamedTuple):
    """What a finding says does not hold: its own cells with their signs, and left minus right.

    `across` is the equation, if it reaches beyond the report.
    """

    terms: dict[Cell, int]
    relation: str
    difference: float
    tolerance: float
    across: AcrossIdentity | None = None

    def holds_with(self, cell: Cell, change: float) -> bool:
        """Whether it holds once a cell is changed by so much."""
        left = self.difference + self.terms.get(cell, 0) * change
        if self.relation == "=":
            return abs(left) <= self.tolerance
        return (left if self.relation == "<=" else -left) <= self.tolerance


def joined(batch: Batch, findings: Iterable[Finding]) -> list[Finding]:
    """Return findings with those of one report joined that have one cause.

    That is so if one number put right makes all of them hold; if they are one comparison, made
    of a total and of its parts; or if they oppose the same two numbers in the same passage.
    """
    by_report: dict[int, list[Finding]] = defaultdict(list)
    for finding in findings:
        by_report[finding.report].append(finding)
    return [f for n, own in by_report.items() for f in _of_report(batch.reports[n], own)]


def _of_report(report: Report, findings: list[Finding]) -> list[Finding]:
    failed = [n for n, f in enumerate(findings) if f.outcome is Outcome.FAILED]
    if len(failed) < 2:
        return findings
    tested = {n: found for n in failed if (found := _tested(report, findings[n]))}
    group = {n: n for n in failed}
    for several in (*_by_cell(tested), *_by_columns(tested), *_by_passage(findings, failed)):
        merged = {group[n] for n in several}
        group |= {n: min(merged) for n, first in group.items() if first in merged}
    members: dict[int, list[Finding]] = defaultdict(list)
    for n, first in group.items():
        members[first].append(findings[n])
    rest = [f for f in findings if f.outcome is not Outcome.FAILED]
    return [*rest, *(_one(several) for several in members.values())]


def _tested(report: Report, finding: Finding) -> _Tested | None:
    """What a finding tests; None where that is no single equation or a cause is known."""
    if finding.difference is None or finding.alternatives or len(finding.checks) != 1:
        return None
    for identity in across_identities(report.form):
        rules = (identity.rule.id, _ZERO_RULE if identity.claims else "")
        if finding.rule in rules and identity.own == finding.cells:
            terms = {
                member.cell: sign * member.sign
                for sign, members in ((1, identity.left), (-1, identity.right))
                for member in members
                if not member.source
            }
            tolerance = identity.rule.tolerance
            return _Tested(terms, identity.relation, finding.difference, tolerance, identity)
    for own in load_form(report.form).identities:
        if own.key == finding.checks[0]:
            sides = ((1, own.left), (-1, own.right))
            terms = {cell: side * sign for side, pairs in sides for cell, sign in pairs}
            return _Tested(terms, own.relation, finding.difference, TOLERANCE)
    return None


def _by_cell(tested: dict[int, _Tested]) -> Iterator[list[int]]:
    """Yield findings that all hold once one cell has the number that one of them asks for."""
    changes = dict.fromkeys(
        (cell, round(-sign * one.difference, 6))
        for one in tested.values()
        if one.relation == "=" and one.across
        for cell, sign in one.terms.items()
    )
    settled = [
        [n for n, one in tested.items() if cell in one.terms and one.holds_with(cell, change)]
        for cell, change in changes
    ]
    taken: set[int] = set()
    for several in sorted(settled, key=len, reverse=True):
        if len(several) > 1 and not taken & {*several}:
            taken |= {*several}
            yield several


def _by_columns(tested: dict[int, _Tested]) -> Iterator[list[int]]:
    """Yield what differs in a total and in its parts by the same: one comparison, column by column.

    Parts that differ without their total do so by nothing together.
    """
    rows: dict[tuple[tuple[str, ...], tuple[str, ...]], dict[str, int]] = defaultdict(dict)
    for n, one in tested.items():
        if one.across and one.across.rule.each == "column":
            own = tuple(cell.row for cell in one.across.own)
            rows[one.across.rule.equations, own].setdefault(one.across.at, n)
    for columns in rows.values():
        parts = [n for column, n in columns.items() if column != _TOTAL]
        whole = tested[columns[_TOTAL]].difference if _TOTAL in columns else 0.0
        if parts and abs(sum(tested[n].difference for n in parts) - whole) <= TOLERANCE:
            yield [*columns.values()]


def _by_passage(findings: Sequence[Finding], failed: Sequence[int]) -> Iterator[list[int]]:
    """Yield pairs that oppose the same two numbers in one passage of the prose."""
    told = [(n, f) for n in failed if (f := findings[n]).quote and f.difference is not None]
    for (n, one), (m, other) in combinations(told, 2):
        if not (one.checks or other.checks) and rule_book()[one.rule].group == _BY_CHECKS:
            continue  # its column counts such findings one by one
        if one.rule == other.rule or {one.left, one.right} != {other.left, other.right}:
            continue
        short, long = sorted((_bare(one.quote), _bare(other.quote)), key=len)
        if short in long and not (one.cells and other.cells and one.cells != other.cells):
            yield [n, m]


def _bare(quote: str) -> str:
    return "".join(quote.split())


def _one(several: list[Finding]) -> Finding:
    """The gravest stands for all, and names the others; its cells stay, for they are its key."""
    if len(several) == 1:
        return several[0]
    several.sort(key=lambda f: (_SEVERITY[f.level], not f.checks, f.rule, f.checks))
    lead, others = several[0], several[1:]
    notes = (say("cause.confirmed", rule=f.rule, sentence=f.sentence) for f in others)
    quotes = dict.fromkeys(f.quote for f in several if f.quote)
    return replace(
        lead,
        checks=tuple(key for f in several for key in f.checks or ((f.rule, ""),)),
        quote=side_by_side(q for q in quotes if not any(q != x and q in x for x in quotes)),
        diagnosis=apart((*filter(None, [lead.diagnosis]), *dict.fromkeys(notes))),
    )
