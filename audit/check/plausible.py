"""T307–T309, T404–T407: numbers of 三 and 四 that add up and still want a look."""

from __future__ import annotations

import re
from collections.abc import Iterator

from audit.check.agencies import agency_of
from audit.check.batch import Batch
from audit.check.equations import plain
from audit.check.look import number, numbers
from audit.check.registry import broken, check
from audit.findings import Finding
from audit.form import Cell, load_form
from audit.official import official
from audit.report import Report
from audit.words import listed, say

_LEAST = 5  # applications; of fewer no share means anything
_OTHERS, _OPEN, _CORRECTED = 0.2, 0.3, 0.5
_ENDS = ("upheld", "corrected", "other", "pending", "total")
_REVIEW = "review"
_SUITS = ("litigation_direct", "litigation_after_review")
_EXPLAINED = re.compile(
    r"诉讼[^。；\n]{0,40}(?:往年|上年|上一年|以前年度|上诉|二审|再审|不履行|不作为|未答复)"
    r"|(?:往年|上年|上一年|以前年度|二审|再审)[^。；\n]{0,20}诉讼"
)
_RARE = ("denied_state_secret", "denied_security_stability")


def _finding(batch: Batch, rule: str, n: int, cells: tuple[Cell, ...], **words: object) -> Finding:
    sentence = say(f"plausible.{rule.lower()}", **words)
    place = batch.reports[n].cells[cells[0]].place
    return broken(batch, rule, n, sentence, cells=cells, place=place)


def _total(report: Report, row: str) -> float | None:
    return number(report, "applications", row, "total")


def _total_cell(row: str) -> Cell:
    return Cell("applications", row, "total")


@check("T307")
def mostly_other(batch: Batch) -> Iterator[Finding]:
    """Report a large share of 其他处理—其他 among the results."""
    for n in batch.read:
        other = _total(batch.reports[n], "other_other")
        results = _total(batch.reports[n], "results_total")
        if other and results and other >= _LEAST and _OTHERS < other / results <= 1:
            cells = (_total_cell("other_other"), _total_cell("results_total"))
            words = {"other": plain(other), "results": plain(results)}
            yield _finding(batch, "T307", n, cells, share=f"{other / results:.0%}", **words)


@check("T308")
def mostly_open(batch: Batch) -> Iterator[Finding]:
    """Report a large share of applications carried to the next year."""
    for n in batch.read:
        rows = ("carried_out", "new_received", "carried_in")
        found = [_total(batch.reports[n], row) for row in rows]
        out, pool = found[0], sum(value or 0 for value in found[1:])
        # more than all of them is an equation's affair
        if None in found or not out or out < _LEAST or not _OPEN * pool < out <= pool:
            continue
        cells = tuple(_total_cell(row) for row in rows)
        words = {"out": plain(out), "pool": plain(pool), "share": f"{out / pool:.0%}"}
        yield _finding(batch, "T308", n, cells, **words)


@check("T309")
def rare_reasons(batch: Batch) -> Iterator[Finding]:
    """Report refusals for secrecy or security by townships and departments of counties."""
    for n in batch.read:
        counts = {row: _total(batch.reports[n], row) for row in _RARE}
        used = {row: count for row, count in counts.items() if count}
        if not used:
            continue
        agency = agency_of(batch, n)
        of_county = agency.level == "county" and agency.kind == "department"
        if agency.level == "township" or of_county:
            lines = load_form(batch.reports[n].form).tables["applications"]
            told = listed(
                f"{official(lines.row(row).label)} {plain(c or 0)}" for row, c in used.items()
            )
            yield _finding(batch, "T309", n, tuple(map(_total_cell, used)), told=told)


@check("T404")
def direct_suits(batch: Batch) -> Iterator[Finding]:
    """Report suits without a review before them, from 2024 on, unless the report explains them.

    They may have been pending since last year, or the prose may say that they are older, appeals,
    or on something other than a refusal.
    """
    cell = Cell("disputes", "litigation_direct", "total")
    for n in batch.read:
        report, before = batch.reports[n], batch.last_year[n]
        year, count = report.year, number(report, *cell)
        if not year or not count or _EXPLAINED.search(batch.plain[n]):
            continue
        pending = None if before is None else number(batch.reports[before], *cell[:2], "pending")
        if count > (pending or 0):
            yield _finding(batch, "T404", n, (cell,), count=plain(count), year=year)


@check("T405")
def same_cases(batch: Batch) -> Iterator[Finding]:
    """Report suits whose five numbers are those of the reviews, and are not all 0."""
    for n in batch.read:
        report = batch.reports[n]
        review = numbers(report, "disputes", _REVIEW, _ENDS)
        for row in _SUITS if review and any(review) else ():
            if numbers(report, "disputes", row, _ENDS) == review:
                cells = tuple(Cell("disputes", r, c) for r in (_REVIEW, row) for c in _ENDS)
                told = listed(map(plain, review or ()))
                group = load_form(report.form).tables["disputes"].row(row).label
                yield _finding(batch, "T405", n, cells, numbers=told, group=group)


@check("T406")
def more_cases_than_applications(batch: Batch) -> Iterator[Finding]:
    """Report more cases than this and, where it is at hand, last year's applications."""
    years = {(batch.reports[n].agency, batch.reports[n].year): n for n in batch.read}
    for n in batch.read:
        report = batch.reports[n]
        cells = tuple(Cell("disputes", row, "total") for row in (_REVIEW, *_SUITS))
        found = [number(report, *cell) for cell in cells]
        pool = [_total(report, row) for row in ("new_received", "carried_in")]
        if None in (*found, *pool):
            continue
        before = years.get((report.agency, (report.year or 0) - 1)) if report.agency else None
        earlier = _total(batch.reports[before], "new_received") if before is not None else None
        cases = sum(value or 0 for value in found)
        applications = sum(value or 0 for value in (*pool, earlier))
        if cases > applications:
            words = {"cases": plain(cases), "applications": plain(applications)}
            yield _finding(batch, "T406", n, cells, **words)


@check("T407")
def often_corrected(batch: Batch) -> Iterator[Finding]:
    """Report reviews of which more than half of those concluded were corrected."""
    for n in batch.read:
        values = numbers(batch.reports[n], "disputes", _REVIEW, _ENDS)
        if values is None:
            continue
        _, corrected, _, pending, total = values
        if corrected >= 2 and total > pending and corrected / (total - pending) > _CORRECTED:
            cells = tuple(Cell("disputes", _REVIEW, c) for c in ("corrected", "pending", "total"))
            words = {"corrected": plain(corrected), "ended": plain(total - pending)}
            yield _finding(batch, "T407", n, cells, **words)
