"""Equations with last year's report and with the reports below: what they come to, as findings."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import NamedTuple

import numpy as np

from audit.across import CLAIM, AcrossIdentity, Judged, Look, across_identities, holds, judge
from audit.agencies import region_of
from audit.check.batch import Batch
from audit.check.equations import cell_name, plain, quoted
from audit.check.look import lacks
from audit.check.registry import rule_book
from audit.findings import Finding
from audit.form import VERSIONS, Cell, Level, load_form
from audit.identities import Outcome, system
from audit.official import official, rule_label
from audit.partners import REGION, UNKNOWN
from audit.report import ABSENT, STATES, Reading, Report, State
from audit.roster import Member
from audit.words import listed, say

LAST_YEAR, CHILDREN = "last_year", "children"
WHOLE, AT_LEAST = "A01", "A02"
STOCK = ("Y03", "Y04")
_RELATION = re.compile("[＝=≥≤]")
_RELATIONS = {"=": "equal", ">=": "least", "<=": "most"}
_GAPS = (State.UNREADABLE, State.ABSENT, State.BLANK, State.MARK)
# why documents in force change without being issued or repealed
_CAUSES = re.compile("机构改革|清理|失效|划转|移交")
_DOCUMENTS = ("规范性文件", "规章")
_STOPS = "。；\n"
_LISTED = 3
_QUOTED = 40


class Beside(NamedTuple):
    """An equation between a report and those beside it, and what it comes to."""

    identity: AcrossIdentity
    judged: Judged


@cache
def identities_with(source: str, version: str) -> tuple[AcrossIdentity, ...]:
    """Return the equations of a form that look at last year's report, or at those below."""
    found = (i for i in across_identities(version) if source in _sources(i))
    return tuple(i for i in found if CLAIM not in _sources(i))


def _sources(identity: AcrossIdentity) -> set[str]:
    return {member.source for member in (*identity.left, *identity.right)}


def compared(batch: Batch, n: int, source: str) -> list[Beside]:
    """Confront a report with last year's or with those below; nothing where none are beside it."""
    report, below = batch.reports[n], batch.children[n]
    identities = identities_with(source, report.form)
    if source == LAST_YEAR:
        if batch.last_year[n] is None:
            return []
    elif below is None or not below.present or not covers_region(batch, n):
        return []
    elif not whole_below(batch, n):
        identities = tuple(i for i in identities if i.rule.id != WHOLE)
    return _judged(batch, n, identities)


def _judged(batch: Batch, n: int, identities: Iterable[AcrossIdentity]) -> list[Beside]:
    book, look, year = rule_book(), looker(batch, n), batch.reports[n].year
    found = (identity for identity in identities if book[identity.rule.id].holds_for(year))
    return [Beside(identity, judge(identity, look)) for identity in found]


def _doubtful(batch: Batch) -> Mapping[int, list[AcrossIdentity]]:
    """By report, the equations with last year's that do not plainly hold.

    Most hold, every number being there: all reports at once tell which, the rest is judged singly.
    """
    values, states = batch.frames.values.to_numpy(), batch.frames.states.to_numpy()
    numeric = np.isin(states, [STATES.index(state) for state in STATES if state.has_value])
    out: dict[int, list[AcrossIdentity]] = defaultdict(list)
    for version in VERSIONS:
        pairs = [(n, last) for n, last in enumerate(batch.last_year) if last is not None]
        own = np.array([p for p in pairs if batch.reports[p[0]].form == version], dtype=int)
        for identity in identities_with(LAST_YEAR, version) if len(own) else ():
            known, difference = np.ones(len(own), dtype=bool), np.full(len(own), -identity.constant)
            for sign, members in ((1, identity.left), (-1, identity.right)):
                for member in members:
                    rows = own[:, 1] if member.source else own[:, 0]
                    column = system().column(member.cell)
                    known &= numeric[rows, column]
                    difference = difference + sign * member.sign * values[rows, column]
            for at in np.nonzero(~(known & holds(identity, difference)))[0]:
                out[int(own[at, 0])].append(identity)
    return out


def looker(batch: Batch, n: int) -> Look:
    """Return what gives the readings behind a cell of a report, of last year's, of those below."""
    last, below = batch.last_year[n], batch.children[n]

    def look(source: str, cell: Cell) -> Sequence[Reading] | None:
        if source == LAST_YEAR:
            # the other form has no such place: nothing to compare with
            found = None if last is None else batch.reports[last].cells.get(cell)
            return None if found is None else (found,)
        if source == CHILDREN:
            present = below.present if below else ()
            return [batch.reports[place].cells.get(cell, ABSENT) for place in present] or None
        return (batch.reports[n].cells.get(cell, ABSENT),)

    return look


def covers_region(batch: Batch, n: int) -> bool:
    """Whether a report is of a whole region: the roster says so, and the report nothing else.

    What the prose alone counts for 全县 may be something else than the applications.
    """
    report = batch.reports[n]
    member = batch.roster.find(report.agency)
    told = bool(member and member.scope == REGION)
    return told and report.scope in ("", UNKNOWN, REGION)


def whole_below(batch: Batch, n: int) -> bool:
    """Whether the reports below a region's make up the whole of it.

    None is missing, the region's own office is among them, and those that have others below them
    report on all of these.
    """
    below = batch.children[n]
    if below is None or below.missing:
        return False
    own = batch.reports[n].agency
    children = [(place, batch.reports[place].agency) for place in below.present]
    return any(_is_office(agency, own) for _, agency in children) and all(
        covers_region(batch, place) for place, agency in children if batch.roster.children(agency)
    )


def _is_office(agency: str, government: str) -> bool:
    return agency.endswith(("办公室", "办公厅")) and region_of(agency) == region_of(government)


def across_findings(batch: Batch) -> Iterator[Finding]:
    """Yield what does not agree with last year's reports or with those below.

    Levels are those of the rules; a reason stated in the text makes 存量 a hint, a subordinate
    that is missing makes A02 a warning. What cannot be checked is one hint a report and rule.
    """
    doubtful = _doubtful(batch)
    for n in batch.read:
        for found in (_judged(batch, n, doubtful.get(n, ())), compared(batch, n, CHILDREN)):
            gaps: dict[tuple[str, Outcome, bool], list[AcrossIdentity]] = defaultdict(list)
            for identity, judged in found:
                if judged.outcome is Outcome.FAILED:
                    yield _failed(batch, n, identity, judged)
                elif judged.outcome in (Outcome.UNDECIDED, Outcome.BLANKS_AS_ZERO):
                    lacking = lacks(batch.reports[n], identity.own)
                    gaps[identity.rule.id, judged.outcome, lacking].append(identity)
            for (_, outcome, _), identities in gaps.items():
                yield _gap(batch, n, outcome, identities)


def _failed(batch: Batch, n: int, identity: AcrossIdentity, judged: Judged) -> Finding:
    report, rule = batch.reports[n], identity.rule
    reason = reason_of(report, rule.id)
    missing = _missing(batch, n) if rule.id == AT_LEAST else ()
    more = ""
    if reason:
        more = say("finding.reason", reason=reason)
    elif missing:
        more = say("finding.missing_too", count=len(missing), names=names_of(missing))
    words = _RELATION.split(rule_label(rule))
    sentence = say(
        f"finding.beside_{_RELATIONS[identity.relation]}",
        place=_place(report, identity),
        first=words[0].strip(),
        second=words[-1].strip(),
        left=plain(judged.left),
        right=plain(judged.right),
        difference=plain(judged.left - judged.right, signed=True),
        more=more,
    )
    found = _finding(batch, n, identity.own, [identity], Outcome.FAILED, sentence)
    level = level_of(batch, n, identity)
    return replace(found, level=level, left=judged.left, right=judged.right)


def level_of(batch: Batch, n: int, identity: AcrossIdentity) -> Level:
    """Return how grave it is that a report does not satisfy an equation."""
    if reason_of(batch.reports[n], identity.rule.id):
        return "info"
    missing = _missing(batch, n) if identity.rule.id == AT_LEAST else ()
    return "warning" if missing else identity.rule.level


def key_of(identity: AcrossIdentity) -> tuple[str, str]:
    """Return rule id and own cell: the name of a check in findings and in the workbook."""
    first = identity.own[0]
    return identity.rule.id, f"{first.row}.{first.column}"


def _gap(batch: Batch, n: int, outcome: Outcome, identities: Sequence[AcrossIdentity]) -> Finding:
    look, rule = looker(batch, n), identities[0].rule
    members = [m for i in identities for m in (*i.left, *i.right)]
    lacking = [m for m in members if any(r.state in _GAPS for r in look(m.source, m.cell) or ())]
    report = batch.reports[n]
    first = lacking[0]
    sentence = say(
        "finding.beside_undecided" if outcome is Outcome.UNDECIDED else "finding.beside_blanks",
        label=rule_label(rule),
        checks=len(identities),
        whose=say(f"finding.whose.{first.source or 'own'}"),
        first=cell_name(load_form(report.form), first.cell),
    )
    own = [m.cell for m in lacking if not m.source] or [c for i in identities for c in i.own]
    found = _finding(batch, n, tuple(dict.fromkeys(own)), identities, outcome, sentence)
    return replace(found, level="info")


def _finding(
    batch: Batch,
    n: int,
    cells: tuple[Cell, ...],
    identities: Sequence[AcrossIdentity],
    outcome: Outcome,
    sentence: str,
) -> Finding:
    report, rule = batch.reports[n], identities[0].rule
    return Finding(
        *(rule.id, rule.level, outcome, n, batch.rids[n], sentence),
        cells=cells,
        checks=tuple(key_of(identity) for identity in identities),
        quote=quoted(report, cells),
        place=report.cells.get(cells[0], ABSENT).place,
        file=report.source,
    )


def _place(report: Report, identity: AcrossIdentity) -> str:
    """Where a rule is applied, as far as its label does not say it."""
    table = load_form(report.form).tables[identity.rule.table]
    if CHILDREN in _sources(identity):
        name = table.row(identity.own[0].row).label
    elif len(identity.rule.only) == 1:
        return ""
    elif identity.rule.each == "row":
        name = table.row(identity.at).label
    else:
        name = table.column(identity.at).label
    return say("finding.place", place=official(name))


def reason_of(report: Report, rule: str) -> str:
    """Return the words that explain another change of what is in force, "" for other rules."""
    for section in report.sections if rule in STOCK else ():
        text = section.text
        for found in _CAUSES.finditer(text):
            start = max(text.rfind(stop, 0, found.start()) for stop in _STOPS) + 1
            ends = (text.find(stop, found.end()) for stop in _STOPS)
            clause = text[start : min((end for end in ends if end >= 0), default=len(text))]
            # of a reform alone it is plain that documents change hands
            if found[0] == "机构改革" or any(word in clause for word in _DOCUMENTS):
                return " ".join(clause.split())[:_QUOTED]
    return ""


def _missing(batch: Batch, n: int) -> tuple[Member, ...]:
    below = batch.children[n]
    return below.missing if below else ()


def names_of(members: Sequence[Member]) -> str:
    """Name the first few of some agencies."""
    names = listed(member.agency for member in members[:_LISTED])
    return names + ("……" if len(members) > _LISTED else "")
