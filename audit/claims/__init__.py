"""The numbers that the prose of a report claims, each with its place in the text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from audit.claims import fields
from audit.claims.breakdowns import read_breakdowns
from audit.claims.counts import read_counts
from audit.claims.denials import read_alls, read_denials
from audit.claims.prose import Prose, prepare
from audit.claims.setting import OPEN, Around, Sentence
from audit.report import Breakdown, Claim, Report, SectionText

__all__ = ["read_claims"]

_TOPICS = {"applications": OPEN, "disputes": "disputes"}
_HEADING = re.compile(
    "(?:（[一二三四五六七八九十]{1,2}）|[一二三四五六七八九十]{1,2}、)[^。；，\x02]{0,16}"
)
_TELLING = re.compile(
    "[0-9]|[〇零○一二两三四五六七八九十百千][余多几]?[万亿]?(?:件|宗|起|例|份|条|个|封|项|部|笔|元)"
)
_DENYING = re.compile("未|没有|无|免收|不存在|不收取|[为是][零〇0]")
_COMPLETE = re.compile("均|全部|都|所有|率")


def read_claims(report: Report) -> tuple[tuple[Claim, ...], tuple[Breakdown, ...]]:
    """Return the facts that the prose of a report claims, and the wholes that it splits up.

    Read are `report.sections`, in any script and width; what is left of tables is passed over.
    """
    claims: list[Claim] = []
    breakdowns: list[Breakdown] = []
    for section in _texts(report):
        around = Around(section.key, report.year, report.scope, _TOPICS.get(section.key, ""))
        found, split = _read(prepare(section.text), around)
        claims += found
        breakdowns += split
    return tuple(_of_two_scopes(_counted_elsewhere(claims))), tuple(breakdowns)


def _texts(report: Report) -> Iterable[SectionText]:
    if report.preamble:
        yield SectionText("preamble", "", report.preamble)
    yield from (section for section in report.sections if section.text)


def _read(prose: Prose, around: Around) -> tuple[list[Claim], list[Breakdown]]:
    claims: list[Claim] = []
    breakdowns: list[Breakdown] = []
    before: list[Claim] = []
    topic, section_topic, known, aside = "", around.topic, False, False
    for start, end in prose.sentences():
        if heading := _HEADING.match(prose.text, start, end):
            found = [m.lastgroup for m in fields.TOPIC.finditer(heading.group())]
            known, aside, topic, around = (
                False,
                False,
                "",
                around._replace(topic=str(found[-1]) if found else section_topic),
            )
        sentence = Sentence(prose, start, end, around, topic, before)
        sentence.open_before, sentence.aside = known, aside
        counting = _TELLING.search(prose.text, start, end)
        if counting:
            read_counts(sentence)
            breakdowns += read_breakdowns(sentence)
        if _DENYING.search(prose.text, start, end):
            read_denials(sentence)
        if counting or _COMPLETE.search(prose.text, start, end):
            read_alls(sentence)
        sentence.claims = _once_each(sorted(sentence.claims, key=lambda claim: claim.start))
        claims += sentence.claims
        before, topic = sentence.claims, ""
        if sentence.claims:
            known, topic = sentence.open_information, sentence.topic(end)
        aside, topic = sentence.topic(end) == "foreign", "" if topic == "foreign" else topic
    return claims, breakdowns


def _once_each(claims: list[Claim]) -> list[Claim]:
    """Two numbers of one fact in one sentence are parts of it, or somebody else's."""
    values: dict[tuple[str, int | None], set[float]] = {}
    for claim in claims:
        if claim.kind == "count" and claim.certain:
            values.setdefault((claim.field, claim.year), set()).add(claim.value)
    torn = {key for key, found in values.items() if len(found) > 1}
    return [
        replace(claim, certain=False)
        if claim.kind == "count" and (claim.field, claim.year) in torn
        else claim
        for claim in claims
    ]


def _counted_elsewhere(claims: list[Claim]) -> list[Claim]:
    """Who counts a fact in one place did not deny it in another, but something narrower."""
    counted = {c.field for c in claims if c.kind == "count" and c.value}
    if any(field.startswith(("review", "litigation", "disputes")) for field in counted):
        counted.add("disputes")
    return [
        replace(claim, certain=False) if claim.kind == "zero" and claim.field in counted else claim
        for claim in claims
    ]


def _of_two_scopes(claims: list[Claim]) -> list[Claim]:
    """A fact told of the region and of the own organ: the table can only be one of them."""
    scopes: dict[str, set[str]] = {}
    for claim in claims:
        scopes.setdefault(claim.field, set()).add(claim.scope)
    torn = {field for field, found in scopes.items() if {"own", "region"} <= found}
    return [replace(claim, certain=False) if claim.field in torn else claim for claim in claims]
