"""What stood in columns that a template no longer has: kept among what finds no place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from audit.findings import Finding
from audit.review.carried import Carried, Leftover, Why
from audit.review.entry import PROBLEM, REPORT, Entry
from audit.template import EXTRA, Template

_Fields = Mapping[str, str]


def without_lost(carried: Carried, template: Template, findings: Mapping[str, Finding]) -> Carried:
    """Return what is carried without the columns that are not there, which become leftovers."""
    lost: list[Leftover] = []
    answers, reports = (
        {key: _kept(kind, key, fields, template, findings, lost) for key, fields in of.items()}
        for kind, of in ((PROBLEM, carried.answers), (REPORT, carried.reports))
    )
    if not lost:
        return carried
    return replace(
        carried,
        answers={key: fields for key, fields in answers.items() if any(fields.values())},
        reports=reports,
        leftovers=(*carried.leftovers, *lost),
    )


def _kept(
    kind: str,
    key: str,
    fields: _Fields,
    template: Template,
    findings: Mapping[str, Finding],
    lost: list[Leftover],
) -> _Fields:
    there = {extra.key for extra in template.extras(kind)}
    gone = {k: text for k, text in fields.items() if k.startswith(EXTRA) and k not in there}
    said = {k: text for k, text in gone.items() if text}
    if said:
        told = _told(key, findings.get(key))
        lost.append(Leftover(Entry(kind, key, said, told=told), Why.COLUMN))
    return {k: text for k, text in fields.items() if k not in gone} if gone else fields


def _told(key: str, finding: Finding | None) -> dict[str, str]:
    """Words about the row; with the numbers, or it would seem answered on other ones."""
    agency, _, rest = (finding.rid if finding else key).partition("|")
    told = {"agency": agency, "year": rest.partition("#")[0]}
    if finding is None:
        return told
    more = {"sentence": finding.sentence, "value_hash": finding.value_hash}
    return {**told, "rule": finding.rule, **more}
