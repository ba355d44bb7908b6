"""S08: who and when must be the same wherever the report says it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from audit.agencies import GOVERNMENT, region_of
from audit.check.batch import Batch
from audit.check.prose import periods
from audit.check.registry import broken, check
from audit.findings import Finding
from audit.report import Mention, Report
from audit.words import apart, say

# a government's report is issued by its office: the two names are one issuer
_REGIONS = tuple("省市县区州盟旗镇乡")


@check("S08")
def who_and_when(batch: Batch) -> Iterator[Finding]:
    """Report mentions of another agency or year in title, preamble, signature or file name."""
    for n, report in enumerate(batch.reports):
        if sentence := _years(report.mentions):
            yield broken(batch, "S08", n, sentence, **_by_period(report))
        if sentence := _agencies(report.mentions):
            yield broken(batch, "S08", n, sentence)


def _by_period(report: Report) -> dict[str, Any]:
    """Where the preamble's year is that of its period, the passage, and that year and the own."""
    year = next((m.year for m in report.mentions if m.part == "preamble"), None)
    for found in periods(report.preamble):
        if report.year and year == int(found[1]) != report.year:
            return {"quote": found.group(), "left": float(year), "right": float(report.year)}
    return {}


def _years(mentions: Sequence[Mention]) -> str:
    stated = [m for m in mentions if m.year]
    if len({m.year for m in stated}) < 2:
        return ""
    return say("finding.years", parts=_listed(stated, [str(m.year) for m in stated]))


def _agencies(mentions: Sequence[Mention]) -> str:
    stated = [m for m in mentions if m.agency]
    if all(same_agency(stated[0].agency, m.agency) for m in stated[1:]):
        return ""
    return say("finding.agencies", parts=_listed(stated, [m.agency for m in stated]))


def _listed(mentions: Sequence[Mention], values: Sequence[str]) -> str:
    return apart(
        say("finding.mention", part=say(f"part.{m.part}"), value=v)
        for m, v in zip(mentions, values, strict=True)
    )


def same_agency(one: str, other: str) -> bool:
    """Whether two names can mean one issuer: one contains the other, or government and office.

    >>> same_agency("示例市教育局", "市教育局"), same_agency("示例市教育局", "示例市财政局")
    (True, False)
    """
    if _is_government(one) != _is_government(other):
        return False
    short, long = sorted((region_of(one), region_of(other)), key=len)
    return short in long or _spread_in(short, long)


def _is_government(name: str) -> bool:
    """Whether a name means a region's government: itself, its office, or the bare region."""
    return name.endswith((*GOVERNMENT, *_REGIONS))


def _spread_in(short: str, long: str) -> bool:
    """Whether an abbreviation keeps its letters in order (市发改委 in 市发展和改革委员会)."""
    rest = iter(long)
    return all(letter in rest for letter in short)
