"""T202–T205, T208: what table 二 says beside what sort of agency reports."""

from __future__ import annotations

import re
from collections.abc import Iterator

from audit.check.agencies import Agency, agency_of
from audit.check.batch import Batch
from audit.check.equations import plain
from audit.check.look import number, numbers
from audit.check.registry import broken, check
from audit.findings import Finding
from audit.form import Cell, load_form
from audit.report import Report
from audit.words import listed, say

_FEES = Cell("disclosure", "fees", "amount")
_Sign = tuple[str, float, str]  # of a wrong unit: a sentence, the other amount, a quote
_YUAN, _ROUNDED = 1e4, 0.01  # 元 in one 万元; what an amount in prose may be rounded by
_IN_YUAN = 3e3, 3e4  # how many times as much a year in 元 is, fees growing or falling threefold
_DECIDED = ("licences", "penalties", "coercion")
_CHANGING = ("licences", "services", "penalties", "coercion")
# agencies to which no law gives penalties: not 统计局 (统计法), not 档案局 (档案法), nor any 办公室
# with a field of enforcement (人防办, 国动办, 网信办, 金融办)
_STAFF = re.compile(
    r"(?:(?:政府|外事|港澳|台湾事务|台湾工作|侨务|信访|参事|接待|研究)办公[室厅]|政府办|档案馆|研究室|参事室"
    r"|发展研究中心|机关事务(?:管理|服务)?(?:局|中心)|信访局|接待(?:办|处|中心)|地方志.*)\Z"
)


@check("T202")
def rule_making_power(batch: Batch) -> Iterator[Finding]:
    """Report rules of agencies that plainly cannot make any."""
    for n in batch.read:
        report = batch.reports[n]
        made = {
            Cell("disclosure", "regulations", c.column): r.value
            for c, r in report.cells.items()
            if c.row == "regulations" and r.value
        }
        if made and _has_no_power(agency_of(batch, n)):
            cells = tuple(made)
            sentence = say(
                "finding.regulations",
                agency=report.agency,
                numbers=listed(plain(value or 0) for value in made.values()),
            )
            place = report.cells[cells[0]].place
            yield broken(batch, "T202", n, sentence, cells=cells, place=place)


def _has_no_power(agency: Agency) -> bool:
    """立法法: State Council bodies, provinces, cities with districts, autonomous prefectures."""
    if agency.level in ("county", "township"):
        return True
    return agency.kind in ("department", "township", "street") and agency.level != "central"


@check("T203")
def fee_unit(batch: Batch) -> Iterator[Finding]:
    """Report fees that may be in 元 where the form asks for 万元, each by the first sign of it."""
    for n in batch.read:
        report = batch.reports[n]
        amount = number(report, *_FEES)
        for sign in (_in_prose, _by_ten_thousand, _over_cap):
            found = sign(batch, n, amount) if amount else None
            if found:
                sentence, other, quote = found
                more = {"cells": (_FEES,), "left": amount, "right": other, "quote": quote}
                place = report.cells[_FEES].place
                yield broken(batch, "T203", n, sentence, place=place, **more)
                break


def _in_prose(batch: Batch, n: int, amount: float) -> _Sign | None:
    """Whether the prose says the amount, in 元: sentence, the amount in 万元, quote."""
    for claim in batch.reports[n].claims:
        said = claim.value if claim.field == "fees" and claim.certain else 0
        if said and abs(said * _YUAN - amount) <= _ROUNDED * amount:
            sentence = say("finding.fee_said", said=plain(said), amount=plain(amount))
            return sentence, said, claim.quote
    return None


def _over_cap(batch: Batch, n: int, amount: float) -> _Sign | None:
    """Whether an amount is above the cap that the office has set for the agency's level."""
    level = agency_of(batch, n).level
    cap = batch.settings.fee_caps.get(level)
    if cap is None or amount <= cap:
        return None
    words = {"level": say(f"agency.{level}"), "cap": plain(cap), "amount": plain(amount)}
    return say("finding.fee_cap", **words), cap, ""


def _by_ten_thousand(batch: Batch, n: int, amount: float) -> _Sign | None:
    """Whether an amount is some ten thousand times that of last year's report, or the reverse."""
    last = batch.last_year[n]
    before = None if last is None else number(batch.reports[last], *_FEES)
    if not before or not in_another_unit(amount, before):
        return None
    return say("finding.fee_ratio", now=plain(amount), before=plain(before)), before, ""


def in_another_unit(one: float, other: float) -> bool:
    """Return whether of two fees, neither 0, one looks like 元 and the other like 万元."""
    return _IN_YUAN[0] <= max(one, other) / min(one, other) <= _IN_YUAN[1]


@check("T204")
def region_without_decisions(batch: Batch) -> Iterator[Finding]:
    """Report governments whose report is on a whole region, with no decision and no fee at all."""
    for n in batch.read:
        report = batch.reports[n]
        if report.scope != "region" or report.form != "2021":
            continue
        agency = agency_of(batch, n)
        if agency.level in ("unknown", "township") or not agency.is_government:
            continue
        cells = [Cell("disclosure", row, "decisions") for row in _DECIDED]
        cells.append(_FEES)
        if all(number(report, *cell) == 0 for cell in cells):
            place = report.cells[cells[0]].place
            sentence = say("finding.region_zero")
            yield broken(batch, "T204", n, sentence, cells=tuple(cells), place=place)


@check("T205")
def decisions_of_staff(batch: Batch) -> Iterator[Finding]:
    """Report penalties of an agency that by its name has no field of enforcement."""
    cell = Cell("disclosure", "penalties", "decisions")
    for n in batch.read:
        report = batch.reports[n]
        made = number(report, *cell)
        # with the whole region's figures it is the region that punishes
        if report.scope in ("region", "gov_and_office") or not made:
            continue
        if _STAFF.search(report.agency):
            sentence = say("finding.staff", agency=report.agency, count=plain(made))
            place = report.cells[cell].place
            yield broken(batch, "T205", n, sentence, cells=(cell,), place=place)


@check("T208")
def items_taken_for_decisions(batch: Batch) -> Iterator[Finding]:
    """Report 2019 tables in which the decisions of every row are items and change added up."""
    columns = ("items_prev", "items_change", "decisions")
    for n in batch.read:
        report = batch.reports[n]
        rows = [r for r in _CHANGING if report.form == "2019" and _applies(report, r)]
        found = [numbers(report, "disclosure", row, columns) for row in rows]
        known = [values for values in found if values is not None]
        if len(known) < len(rows) or any(a + b != c for a, b, c in known):
            continue
        told = [values for values in known if values[2]]
        if len(told) >= 2:  # a single row may agree by chance
            cells = tuple(Cell("disclosure", row, "decisions") for row in rows)
            before, change, decided = (plain(value) for value in told[0])
            words = {"before": before, "change": change, "decided": decided, "rows": len(told)}
            place, sentence = report.cells[cells[0]].place, say("finding.items_added", **words)
            yield broken(batch, "T208", n, sentence, cells=cells, place=place)


def _applies(report: Report, row: str) -> bool:
    return any(line.key == row for line in load_form(report.form).tables["disclosure"].rows)
