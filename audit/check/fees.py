"""The fee for processing information: section six states it, and its amounts fit each other.

Basis: 国办函〔2020〕109号, which sets the tariff by page and by item.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from audit.check.batch import Batch
from audit.check.equations import plain
from audit.check.prose import section_text
from audit.check.registry import broken, check
from audit.findings import Finding
from audit.form import Cell
from audit.official import official
from audit.report import Report
from audit.words import say

_FEE = "信息处理费"
_WRONG_UNIT = re.compile(rf"{_FEE}[^0-9。;,]{{0,20}}[0-9.]+\s*万元")
_DROPPED = re.compile(r"(复议|诉讼)[^。;]{0,40}?(?:撤回|撤诉|终止|调解|和解)[^。;]{0,12}")
_NOT_DROPPED = re.compile(r"[未无没]|(?<!\d)0\s*[件起宗例]|机制|工作|方式|上年|去年|前")
_CASES = re.compile(r"[1-9两二三四五六七八九十]\s*[件起宗例]|结案")
_CHARGED = re.compile("收费|费用|收取|缴费|缴纳")
_NOTIFIED = re.compile("通知|告知|逾期未缴")


def fee_by_page(pages: int) -> int:
    """Return the fee in 元 for so many pages of one application, by the tariff of 109号.

    >>> fee_by_page(30), fee_by_page(346)
    (0, 8540)
    """
    tens = 10 * max(0, min(pages, 100) - 30)
    twenties = 20 * max(0, min(pages, 200) - 100)
    return tens + twenties + 40 * max(0, pages - 200)


def _stated(report: Report, field: str) -> list[float]:
    """What the prose says of a fact of the year, certainly and exactly; 0 where it denies it."""
    return [
        claim.value
        for claim in report.claims
        if claim.field == field
        and claim.kind in ("count", "zero")
        and claim.certain
        and claim.exact
        and claim.year in (None, report.year)
    ]


@check("F01")
def fee_stated(batch: Batch) -> Iterator[Finding]:
    """Section six, where there is one, says what was charged."""
    for n in batch.read:
        report = batch.reports[n]
        if not any(section.key == "other" for section in report.sections):
            continue
        texts = [section_text(report, section.key) for section in report.sections]
        said = any(_FEE in text for text in texts)
        said = said or bool(_CHARGED.search(section_text(report, "other")))
        if not said and not any(c.field.startswith("fee_") for c in report.claims):
            yield broken(batch, "F01", n, say("finding.fee_missing"))


@check("F02")
def fee_recomputes(batch: Batch) -> Iterator[Finding]:
    """A fee by page of one notice is what the tariff gives."""
    for n in batch.read:
        report = batch.reports[n]
        pages, amounts = _stated(report, "fee_pages"), _stated(report, "fee_notified")
        notices = _stated(report, "fee_notices")
        if len(pages) == len(amounts) == 1 and notices in ([], [1]) and pages[0].is_integer():
            due = fee_by_page(int(pages[0]))
            if amounts[0] != due:
                told = {"pages": plain(pages[0]), "said": plain(amounts[0]), "due": due}
                yield broken(batch, "F02", n, say("finding.fee_tariff", **told))


@check("F03")
def fee_by_item(batch: Batch) -> Iterator[Finding]:
    """The fee of one notice without a number of pages is a multiple of 100, unless by page."""
    for n in batch.read:
        report = batch.reports[n]
        if _stated(report, "fee_pages") or _stated(report, "fee_notices") != [1]:
            continue
        for amount in {*_stated(report, "fee_collected"), *_stated(report, "fee_notified")}:
            if amount % 100:
                yield broken(batch, "F03", n, say("finding.fee_item", said=plain(amount)))


@check("F04")
def fee_collected(batch: Batch) -> Iterator[Finding]:
    """Not more was collected than notices were given for."""
    for n in batch.read:
        collected, notified = (
            _stated(batch.reports[n], field) for field in ("fee_collected", "fee_notified")
        )
        if len(collected) == len(notified) == 1 and collected[0] > notified[0]:
            told = {"collected": plain(collected[0]), "notified": plain(notified[0])}
            yield broken(batch, "F04", n, say("finding.fee_more", **told))


@check("F05")
def fee_unit(batch: Batch) -> Iterator[Finding]:
    """The fee is stated in 元, the unit of the tariff."""
    for n in batch.read:
        found = _WRONG_UNIT.search(section_text(batch.reports[n], "other"))
        if found and re.search("[1-9]", found.group()):
            yield broken(batch, "F05", n, say("finding.fee_unit"), quote=found.group())


@check("T306")
def unpaid_needs_notice(batch: Batch) -> Iterator[Finding]:
    """Applications closed for non-payment, and the prose says that no notice was sent."""
    cell = Cell("applications", "other_fee_unpaid", "total")
    for n in batch.read:
        report = batch.reports[n]
        unpaid = report.cells[cell].value if cell in report.cells else None
        notices = _stated(report, "fee_notices")
        denied = any(c.field == "fee_collected" and c.kind == "zero" for c in report.claims)
        if _NOTIFIED.search(section_text(report, "other")):
            continue
        silent = not notices and not any(c.field.startswith("fee_") for c in report.claims)
        if unpaid and not any(notices) and (notices or denied or silent) and report.sections:
            sentence = say("finding.unpaid", value=plain(unpaid))
            yield broken(batch, "T306", n, sentence, cells=(cell,))


@check("T408")
def dropped_cases(batch: Batch) -> Iterator[Finding]:
    """Cases that the prose calls withdrawn or settled stand under 其他结果."""
    for n in batch.read:
        report = batch.reports[n]
        for section in report.sections:
            if section.key == "problems":
                continue
            for found in _DROPPED.finditer(section_text(report, section.key)):
                rows = ("review",) if found[1] == "复议" else _SUITS
                cells = tuple(Cell("disputes", row, "other") for row in rows)
                values = [report.cells[cell].value for cell in cells]
                told = _CASES.search(found.group()) and not _NOT_DROPPED.search(found.group())
                if told and all(v == 0 for v in values):
                    sentence = say("finding.dropped", kind=official(f"行政{found[1]}"))
                    yield broken(batch, "T408", n, sentence, cells=cells, quote=found.group())


_SUITS = ("litigation_direct", "litigation_after_review")
