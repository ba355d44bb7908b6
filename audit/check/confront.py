"""Reports confronted with what stands beside them: the equations beyond one report.

A confrontation is a line of the sheet 文表核对 whatever it came to; only what does not hold, or
cannot be told, is a finding.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from audit.across import CLAIM, AcrossIdentity, Member, across_identities, judge
from audit.check.batch import Batch
from audit.check.equations import cell_name, plain
from audit.check.look import lacks
from audit.check.registry import RuleEntry, rule_book
from audit.findings import Finding, side_by_side
from audit.form import Cell, load_form
from audit.identities import Outcome
from audit.report import Claim, Reading, Report, State
from audit.words import listed, say

_ZERO_RULE = "N12"


@dataclass(frozen=True, slots=True)
class Confronted:
    """One equation of one report: what it came to, and both sides with blanks as 0.

    `claim` is the sentence of the prose that it confronts with the tables, if it does; `at` tells
    several of one rule in a report apart. `open` tells that the claim may mean something else.
    """

    rule: str
    at: str
    report: int
    identity: AcrossIdentity
    outcome: Outcome
    left: float
    right: float
    claim: Claim | None = None

    @property
    def key(self) -> tuple[str, str]:
        """Rule id and what tells its confrontations apart: so a finding names its checks."""
        return self.rule, self.at

    @property
    def open(self) -> bool:
        """Whether it rests on a claim that may mean something else: then it is never an error."""
        return bool(self.claim and not self.claim.certain)

    @property
    def waits(self) -> bool:
        """Whether an open claim is not borne out: it waits for a reviewer, and is no finding."""
        return self.open and self.outcome in (Outcome.FAILED, Outcome.UNDECIDED)

    @property
    def known(self) -> Outcome:
        """What it came to, 无法核对 where an open claim differs."""
        failed = self.outcome is Outcome.FAILED
        return Outcome.UNDECIDED if failed and self.open else self.outcome


def confront_claims(batch: Batch) -> Iterator[Confronted]:
    """Confront what the prose of each report claims with its tables.

    Claims that are about, of another year, or a share stand aside.
    """
    for n in batch.read:
        report = batch.reports[n]
        identities = claim_identities(report.form)
        for place, claim in enumerate(report.claims):
            told = claim.year in (None, report.year) and claim.exact
            if not told or claim.kind not in ("count", "zero"):
                continue
            for identity in identities.get(claim.field, ()):
                rule = _ZERO_RULE if claim.kind == "zero" else identity.rule.id
                if rule_book()[rule].holds_for(report.year):
                    yield _confronted(batch, n, identity, f"{claim.field}.{place}", rule, claim)


@cache
def claim_identities(version: str) -> Mapping[str, tuple[AcrossIdentity, ...]]:
    """Return by field the equations that confront a claim with the tables of a form."""
    found: dict[str, tuple[AcrossIdentity, ...]] = defaultdict(tuple)
    for identity in across_identities(version):
        for field in identity.claims:
            found[field] += (identity,)
    return found


def _confronted(
    batch: Batch, n: int, identity: AcrossIdentity, at: str, rule: str, claim: Claim
) -> Confronted:
    cells = batch.reports[n].cells

    def look(source: str, cell: Cell) -> list[Reading]:
        if source == CLAIM:
            return [Reading(State.READ, claim.value)]
        return [cells[cell]]

    return Confronted(rule, at, n, identity, *judge(identity, look), claim)


def confront_findings(batch: Batch, found: Iterable[Confronted]) -> Iterator[Finding]:
    """Yield a finding for each claim that differs, and one per report and rule for what is unread,
    and one for what is missing from the source.

    A claim that may mean something else stands in 文表核对 alone.
    """
    waiting: dict[tuple[int, str, bool], list[Confronted]] = defaultdict(list)
    for one in found:
        if one.known is Outcome.FAILED:
            yield _finding(batch, one)
        elif one.outcome is Outcome.UNDECIDED and not one.open:
            lacking = lacks(batch.reports[one.report], one.identity.own)
            waiting[one.report, one.rule, lacking].append(one)
    for several in waiting.values():
        yield _waiting(batch, several)


def _finding(batch: Batch, one: Confronted) -> Finding:
    entry, report = rule_book()[one.rule], batch.reports[one.report]
    claim = one.claim
    sentence = say(
        "finding.claim",
        name=claim_name(claim) if claim else entry.label,
        said=plain(one.left),
        cells=own_words(report, one),
        value=plain(one.right),
    )
    return Finding(
        *(one.rule, entry.level, Outcome.FAILED, one.report, batch.rids[one.report], sentence),
        cells=one.identity.own,
        checks=(one.key,),
        left=one.left,
        right=one.right,
        quote=claim.quote if claim else "",
        file=report.source,
    )


def _waiting(batch: Batch, several: list[Confronted]) -> Finding:
    """What cannot be told, for the table's cell is not known."""
    first, report = several[0], batch.reports[several[0].report]
    entry: RuleEntry = rule_book()[first.rule]
    names = dict.fromkeys(claim_name(one.claim) for one in several if one.claim)
    return Finding(
        *(first.rule, "info", Outcome.UNDECIDED, first.report, batch.rids[first.report]),
        sentence=say(
            "finding.claims_unread",
            label=entry.label,
            count=len(several),
            names=listed(names),
        ),
        cells=tuple(dict.fromkeys(cell for one in several for cell in one.identity.own)),
        checks=tuple(one.key for one in several),
        quote=side_by_side(one.claim.quote for one in several if one.claim),
        file=report.source,
    )


def claim_name(claim: Claim) -> str:
    """Return what a claim is about, in words."""
    return say(f"claim.{claim.field}")


def own_words(report: Report, one: Confronted) -> str:
    """Return the report's own cells of a confrontation in the words of the form, signs between."""
    form = load_form(report.form)
    members = [m for m in (*one.identity.left, *one.identity.right) if not m.source]
    shown: list[Member] = [
        m for m in members if report.cells[m.cell].state is not State.NOT_ON_FORM
    ]
    names = [cell_name(form, member.cell) for member in shown]
    if len(names) > 3:
        return say("finding.cells_sum", first=names[0], count=len(names))
    return say("mark.plus").join(names)
