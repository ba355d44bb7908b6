"""Failed equations that share a cause become one finding: what is suspected, and how surely."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from audit.check.batch import Batch
from audit.check.equations import cell_name, plain
from audit.findings import Change, Finding
from audit.form import Cell, Form, Identity, load_form
from audit.identities import TOLERANCE, Outcome
from audit.localise import NONE, Cause, Evidence, Explanation, Grade, explain
from audit.report import ABSENT, Report, State
from audit.words import apart, listed, say, told

MOST_TIES = 6  # with more than these no cell is worth marking
_NAMED = 3
_SEVERITY = {"error": 0, "warning": 1, "info": 2}

Key = tuple[str, str]


def by_cause(batch: Batch, findings: Iterable[Finding]) -> list[Finding]:
    """Return findings of equations with those joined that one cause explains.

    A failed equation without an explanation stays alone, of grade 丁; so does everything that is
    not 不符.
    """
    kept, failed = list[Finding](), defaultdict[int, dict[Key, Finding]](dict)
    for finding in findings:
        if finding.outcome is Outcome.FAILED and len(finding.checks) == 1:
            failed[finding.report][finding.checks[0]] = finding
        else:
            kept.append(finding)
    if not failed:
        return kept
    for n, own in failed.items():
        report, before = batch.reports[n], batch.last_year[n]
        evidence = NONE if before is None else Evidence(batch.reports[before])
        kept += _joined(report, own, explain(report, evidence))
    return kept


def _joined(
    report: Report, failed: Mapping[Key, Finding], causes: Sequence[Cause]
) -> list[Finding]:
    form = load_form(report.form)
    rest, out = dict(failed), list[Finding]()
    told = [cause for cause in causes if cause.explanations]
    follow = _follow_ons(report, form, rest, told)
    for cause, more in zip(told, follow, strict=True):
        keys = [identity.key for identity in (*cause.identities, *more)]
        group = [rest.pop(key) for key in keys if key in rest]
        if group:
            out.append(_one(report, form, group, cause))
    unknown = say("cause.grade.unknown")
    return out + [
        replace(finding, grade=Grade.UNKNOWN.value, diagnosis=unknown) for finding in rest.values()
    ]


def _follow_ons(
    report: Report, form: Form, failed: Mapping[Key, Finding], causes: Sequence[Cause]
) -> list[list[Identity]]:
    """For each cause the failed inequalities about its cells that hold once all is corrected."""
    values = {cell: reading.value or 0.0 for cell, reading in report.cells.items()}
    for cause in causes:
        first = cause.explanations[0]
        values |= dict(zip(first.cells, first.values, strict=True))
    open_ = [i for i in form.identities if i.relation != "=" and i.key in failed]
    out: list[list[Identity]] = [[] for _ in causes]
    for identity in open_:
        own = next((n for n, c in enumerate(causes) if {*c.cells} & {*identity.cells}), None)
        if own is not None and _holds(identity, values):
            out[own].append(identity)
    return out


def _holds(identity: Identity, values: Mapping[Cell, float]) -> bool:
    left, right = (
        sum(sign * values.get(cell, 0.0) for cell, sign in side)
        for side in (identity.left, identity.right)
    )
    difference = left - right - identity.constant
    return (difference if identity.relation == "<=" else -difference) <= TOLERANCE


def _one(report: Report, form: Form, group: list[Finding], cause: Cause) -> Finding:
    """Join findings; the gravest rule, and of these the first, stands for all."""
    group.sort(key=lambda f: (_SEVERITY[f.level], f.rule, f.checks))
    lead, ties = group[0], cause.explanations
    alternatives = () if len(ties) > MOST_TIES else tuple(map(_changes, ties))
    suggested: dict[Cell, float] = {}
    for alternative in alternatives:
        for cell, value in alternative:
            suggested.setdefault(cell, value)
    about = [f for f in group if next(iter(suggested), None) in f.cells] or [lead]
    closest = min(about, key=lambda f: len(f.cells))
    first = next(iter(suggested), None)
    return replace(
        lead,
        sentence=_sentence(report, form, group, cause),
        checks=tuple(key for finding in group for key in finding.checks),
        quote=closest.quote,
        place=report.cells[first].place if first else lead.place,
        suspect=tuple(suggested),
        suggested=tuple(suggested.values()),
        alternatives=alternatives,
        grade=cause.grade.value,
        diagnosis=_diagnosis(report, form, cause),
    )


def _changes(explanation: Explanation) -> tuple[Change, ...]:
    return tuple(zip(explanation.cells, explanation.values, strict=True))


def _sentence(report: Report, form: Form, group: Sequence[Finding], cause: Cause) -> str:
    """Say the suspicion if there is one, then what does not add up, and how much depends on it."""
    wrong = group[0].sentence
    if len(group) > 1:
        wrong = say("cause.together", sentence=wrong, checks=len(group))
    if cause.grade is Grade.EQUAL:
        return say("cause.tied", sentence=wrong, count=len(cause.explanations))
    changes = _changes(cause.explanations[0])
    parts = [
        say("cause.should_be", cell=cell_name(form, c), was=_was(report, c), value=plain(value))
        for c, value in changes[:_NAMED]
    ]
    cells = listed(parts)
    if len(changes) > _NAMED:
        cells = say("cause.more", cells=cells, count=len(changes))
    return say("cause.suspected", cells=cells, sentence=wrong)


def _was(report: Report, cell: Cell) -> str:
    """What stands in a cell, in few letters."""
    reading = report.cells.get(cell, ABSENT)
    if reading.value is not None:
        return plain(reading.value)
    empty = reading.state is State.BLANK or not reading.raw.strip()
    return say("book.shown.blank") if empty else reading.raw.strip()[:12]


def _diagnosis(report: Report, form: Form, cause: Cause) -> str:
    """How sure, what mistake, whose, and who confirms it."""
    grade = say(f"cause.grade.{cause.grade.name.lower()}", count=len(cause.explanations))
    kinds = dict.fromkeys(kind for e in cause.explanations for kind in e.kinds)
    parts = [listed(say(f"cause.kind.{kind}") for kind in list(kinds)[:_NAMED])]
    if len({e.kinds for e in cause.explanations}) > 1:
        parts = []  # each would be another mistake: what they are tells nothing
    if cause.grade is Grade.EQUAL:
        parts.append(_alternatives(report, form, cause))
    parts.append(say("cause.by.reading" if cause.reading else "cause.by.agency"))
    parts += [say(f"cause.for.{source}") for source in cause.for_it]
    return told(grade, apart(parts))


def graded(finding: Finding) -> str:
    """Return the likely cause of a finding with the letter of how sure it is, "" for none."""
    letter = Grade(finding.grade).name.lower() if finding.grade else ""
    return " ".join(filter(None, (letter and say(f"cause.letter.{letter}"), finding.diagnosis)))


def _alternatives(report: Report, form: Form, cause: Cause) -> str:
    """Name the first of some equally good explanations, each by the cell it begins with."""
    named = []
    for explanation in cause.explanations[:_NAMED]:
        cell, value = explanation.cells[0], explanation.values[0]
        name = cell_name(form, cell)
        named.append(say("cause.change", cell=name, was=_was(report, cell), value=plain(value)))
    text = say("cause.or").join(named)
    more = len(cause.explanations) > _NAMED
    return say("cause.more", cells=text, count=len(cause.explanations)) if more else text
