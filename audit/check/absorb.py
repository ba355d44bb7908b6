"""What the prose or last year's report shows of a cause that the tables show, too."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from audit.across import AcrossIdentity, across_identities
from audit.check.batch import Batch
from audit.check.equations import cell_name, plain
from audit.findings import Change, Finding, side_by_side
from audit.form import load_form
from audit.identities import Outcome
from audit.localise import Grade
from audit.words import apart, listed, say


def absorbed(
    batch: Batch, causes: Sequence[Finding], beyond: Iterable[Finding]
) -> tuple[list[Finding], list[Finding]]:
    """Return causes and findings beyond the tables, without those that a cause explains.

    `causes` are findings of a report's own equations, `beyond` those against the prose, last
    year's report or reports below. One is explained if it holds once a correction is made: then
    its checks are among the cause's, which stays one line, and of several corrections that would
    do it supports that one.
    """
    found: dict[int, list[Finding]] = defaultdict(list)
    for finding in causes:
        found[finding.report].append(finding)
    kept = []
    for finding in beyond:
        own = found.get(finding.report, [])
        ways = ((n, _explaining(batch, cause, finding)) for n, cause in enumerate(own))
        place, way = next(((n, way) for n, way in ways if way), (0, None))
        if way is None:
            kept.append(finding)
        else:
            own[place] = _with(batch, own[place], finding, way)
    return [finding for own in found.values() for finding in own], kept


def _explaining(batch: Batch, cause: Finding, finding: Finding) -> tuple[Change, ...] | None:
    """The one of a cause's corrections that makes another finding hold; None if several do."""
    if finding.outcome is not Outcome.FAILED or finding.difference is None:
        return None
    identities = [
        identity
        for identity in across_identities(batch.reports[finding.report].form)
        if identity.own == finding.cells
        and identity.relation == "="
        and finding.rule in (identity.rule.id, "N12")
    ]
    explaining = [
        changes
        for changes in cause.alternatives
        if {cell for cell, _ in changes} & {*finding.cells}
        and any(_holds(batch, finding, identity, changes) for identity in identities)
    ]
    return explaining[0] if len(explaining) == 1 else None


def _holds(
    batch: Batch, finding: Finding, identity: AcrossIdentity, changes: Sequence[Change]
) -> bool:
    cells, to = batch.reports[finding.report].cells, dict(changes)
    moved = sum(
        side * member.sign * (to[member.cell] - (cells[member.cell].value or 0.0))
        for side, members in ((1, identity.left), (-1, identity.right))
        for member in members
        if not member.source and member.cell in to
    )
    return abs((finding.difference or 0.0) + moved) <= identity.rule.tolerance


def _with(batch: Batch, cause: Finding, finding: Finding, way: tuple[Change, ...]) -> Finding:
    """The cause with the other finding's checks, and of several corrections the one it supports."""
    notes = [cause.diagnosis] if cause.diagnosis else []
    if len(cause.alternatives) > 1:
        form = load_form(batch.reports[finding.report].form)
        cells = listed(
            say("cause.to", cell=cell_name(form, cell), value=plain(value)) for cell, value in way
        )
        notes = [say("cause.supported", rule=finding.rule, cells=cells)]  # in the place of all
    notes.append(say("cause.confirmed", rule=finding.rule, sentence=finding.sentence))
    return replace(
        cause,
        checks=(*cause.checks, *finding.checks),
        alternatives=(way,),
        suspect=tuple(cell for cell, _ in way),
        suggested=tuple(value for _, value in way),
        grade=cause.grade if len(cause.alternatives) == 1 else Grade.BEST.value,
        diagnosis=apart(notes),
        quote=side_by_side(dict.fromkeys(q for q in (cause.quote, finding.quote) if q)),
    )
