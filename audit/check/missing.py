"""What only follows from a section, a table or rows that are missing: told once, with these."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache

from audit.check.batch import Batch
from audit.check.look import is_absent, lacks
from audit.check.structure import tables_lacking
from audit.deduce import deduce
from audit.findings import Finding
from audit.form import VERSIONS, load_form
from audit.identities import Outcome
from audit.report import Report
from audit.words import listed, say

_GAPS = (Outcome.UNDECIDED, Outcome.BLANKS_AS_ZERO)
_HEADS = ("S01", "S05", "S06")  # what is missing, the gravest first


def told_once(batch: Batch, findings: Iterable[Finding]) -> list[Finding]:
    """Return findings with those joined that are 无法核对 for one and the same want.

    What could not be checked since a section, a table or rows are missing is named by the finding
    that says so, and is no finding beside it; what could not be read for another reason stays.
    """
    found: dict[int, list[Finding]] = defaultdict(list)
    for finding in findings:
        found[finding.report].append(finding)
    return [
        finding
        for n, own in found.items()
        for finding in (_joined(batch.reports[n], own) if _is_lacking(own) else own)
    ]


def _is_lacking(own: Sequence[Finding]) -> bool:
    return any(finding.rule in _HEADS for finding in own)


def _joined(report: Report, own: list[Finding]) -> list[Finding]:
    heads = _heads(report, own)
    followers: dict[int, list[Finding]] = defaultdict(list)
    open_ = {table for finding in own if finding.checks for table in _wanting(report, finding)}
    kept = []
    for place, finding in enumerate(own):
        tables = _wanting(report, finding)
        # where no equation shows a table to be open, its cells must: unknown is never green
        if finding.rule == "C05":
            tables &= open_
        head = min((heads[table] for table in tables if table in heads), default=None)
        if head is None or finding.rule in _HEADS:
            kept.append(place)
        else:
            followers[head[1]].append(finding)
    rest = _not_told(report, [own[place] for place in kept], followers)
    return [_with(report, own[place], followers[place]) for place in kept] + rest


def _not_told(
    report: Report, kept: Sequence[Finding], followers: dict[int, list[Finding]]
) -> list[Finding]:
    """Take from the followers those that alone tell of a cell that is there, unread or blank."""
    told = {cell for f in kept for cell in f.cells if f.outcome in _GAPS or f.rule == "C02"}
    out = []
    for own in followers.values():
        for finding in list(own):
            standing = {cell for cell in finding.cells if not lacks(report, (cell,))}
            if finding.checks[:1] and finding.checks[0][0] in _equations() and standing - told:
                own.remove(finding)
                out.append(finding)
                told |= standing
    return out


@cache
def _equations() -> frozenset[str]:
    """Rules of equations within a report: the cells of their gaps are those that are not known."""
    return frozenset(rule.id for version in VERSIONS for rule in load_form(version).rules)


def _heads(report: Report, own: Sequence[Finding]) -> dict[str, tuple[int, int]]:
    """By table, the finding that says what is missing of it: its rank and its place."""
    lacking = tables_lacking(report) if any(f.rule in _HEADS[:2] for f in own) else ([], [])
    gone, unseen = ({table.key for table in tables} for tables in lacking)
    lost = {t.key for t in load_form(report.form).tables.values() if is_absent(report, t.key)}
    heads: dict[str, tuple[int, int]] = {}
    for place, finding in enumerate(own):
        if finding.rule == "S01":
            told = lost - gone - unseen if finding.follows else set()
        elif finding.rule == "S05":
            told = gone if finding.outcome is Outcome.FAILED else unseen
        elif finding.rule == "S06":
            told = {cell.table for cell in finding.cells}
        else:
            continue
        heads |= dict.fromkeys(told, (_HEADS.index(finding.rule), place))
    return heads


def _wanting(report: Report, finding: Finding) -> set[str]:
    """The tables for want of whose cells something could not be checked."""
    if finding.outcome is not Outcome.UNDECIDED:
        return set()
    return {cell.table for cell in finding.cells if lacks(report, (cell,))}


def _with(report: Report, head: Finding, followers: Sequence[Finding]) -> Finding:
    """The head with the rules that follow from it, and what equations say of missing cells."""
    rules = tuple(dict.fromkeys([*head.follows, *sorted(f.rule for f in followers)]))
    if not rules:
        return head
    sentence = say("finding.follows", sentence=head.sentence, rules=listed(rules))
    told = {c: v for f in followers for c, v in zip(f.suspect, f.suggested, strict=True)}
    diagnosis = head.diagnosis
    if told:
        deduced = deduce(report)
        by = sorted({i.rule.id for cell in told for i in deduced[cell].identities})
        diagnosis = say("finding.deduced", cells=len(told), rules=listed(by))
    return replace(
        head,
        sentence=sentence,
        follows=rules,
        suspect=tuple(told),
        suggested=tuple(told.values()),
        diagnosis=diagnosis,
    )
