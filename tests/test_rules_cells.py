"""C01–C05: what stands in the cells, and that nothing unknown is green."""

from __future__ import annotations

import pytest

from audit.report import Reading
from audit.run import audit_reports
from audit.words import say
from audit.workbook.layout import make_layout
from audit.workbook.tally import Tally
from audit.workbook.verdicts import verdicts
from tests.reporting import (
    ABSENT,
    BLANK,
    MARK,
    filled,
    findings,
    graded,
    number,
    quiet,
    unreadable,
    without,
)

LICENCES, PENALTIES = "disclosure.licences.decisions", "disclosure.penalties.decisions"
FEES = "disclosure.fees.amount"
ASKED = "applications.new_received.natural_person"
UNIT = say("repair.unit")

CASES: list[tuple[str, list[str], dict[str, float | Reading]]] = [
    ("C01", ["error"], {PENALTIES: -3}),
    ("C01", ["error"], {ASKED: 2.5}),
    ("C01", ["error"], {LICENCES: -1, PENALTIES: 1.5}),
    ("C01", ["error", "error"], {LICENCES: -1, "disputes.review.total": -1}),
    ("C01", [], {FEES: 12.75}),
    ("C01", [], {PENALTIES: unreadable("-?3")}),
    ("C02", ["warning"], {LICENCES: MARK}),
    ("C02", ["warning"], {LICENCES: BLANK, PENALTIES: MARK, FEES: BLANK}),
    ("C02", [], {ASKED: BLANK}),  # T301–T303 tell of it: 空白按0通过
    ("C02", [], {LICENCES: 0}),
    ("C03", ["warning"], {PENALTIES: number(201, "201件", UNIT)}),
    ("C03", ["warning"], {ASKED: unreadable("约2")}),
    ("C03", [], {PENALTIES: unreadable("?08")}),
    ("C03", [], {PENALTIES: unreadable("1 | 2 | 3")}),
    ("C03", [], {PENALTIES: number(12, "１２", say("repair.width"))}),
    ("C04", ["warning"], {FEES: unreadable("251000元")}),
    ("C04", ["warning"], {FEES: -2}),
    ("C04", ["warning"], {FEES: number(1234.5, "1,234.5", say("repair.thousands"))}),
    ("C04", [], {FEES: 8597.09}),
    ("C04", [], {FEES: BLANK}),
    ("C05", ["无法核对"], {PENALTIES: unreadable("?08")}),
    ("C05", ["无法核对"], {PENALTIES: unreadable("?08"), LICENCES: unreadable("1�")}),
    ("C05", ["无法核对", "无法核对"], {PENALTIES: unreadable("?08"), LICENCES: ABSENT}),
    ("C05", [], {ASKED: unreadable("?08")}),  # the equations say 无法核对 of it
    ("C05", [], {PENALTIES: 8}),
]


@pytest.mark.parametrize(("rule", "expected", "cells"), CASES)
def test_rule(rule: str, expected: list[str], cells: dict[str, float | Reading]) -> None:
    assert graded(quiet(), rule) == []
    assert graded(filled(quiet(), cells), rule) == expected


def test_changes_and_procurement_of_2019_may_be_negative_and_with_a_unit() -> None:
    old = quiet(year=2020)
    change = "disclosure.licences.items_change"
    amount = "disclosure.procurement.amount"
    cells = {change: number(-4, "减4", say("repair.change")), amount: number(9, "9元", UNIT)}
    told = findings(filled(old, cells))
    assert not [f for f in told if f.rule in ("C01", "C03", "C04")]


def test_one_finding_names_how_many_and_the_first() -> None:
    (found,) = findings(filled(quiet(), {LICENCES: MARK, PENALTIES: MARK}), rule="C02")
    assert len(found.cells) == 2
    assert "2 格" in found.sentence
    assert "行政许可" in found.sentence


def signs(report: object) -> tuple[str, str]:
    """The verdict and the sign of table 二."""
    audit = audit_reports([report])  # type: ignore[list-item]
    (verdict,) = verdicts(Tally(audit, make_layout(audit)))
    return verdict.text, verdict.signs[0]


@pytest.mark.parametrize("reading", [unreadable("?08"), ABSENT])
def test_what_no_equation_covers_and_nobody_can_read_is_not_green(reading: Reading) -> None:
    verdict, sign = signs(filled(quiet(), {PENALTIES: reading}))
    assert sign == "？1"
    assert verdict == "？待核" if reading is not ABSENT else verdict.startswith(("？", "×"))


def test_a_blank_that_no_equation_covers_is_not_green() -> None:
    verdict, sign = signs(filled(quiet(), {PENALTIES: BLANK}))
    assert (verdict[0], sign) == ("△", "△1")


def test_a_negative_count_is_a_fault_of_its_table() -> None:
    verdict, sign = signs(filled(quiet(), {PENALTIES: -1}))
    assert (verdict[0], sign) == ("×", "×1")


def test_the_consistent_report_is_green() -> None:
    verdict, sign = signs(quiet())
    assert (verdict[0], sign) == ("√", "√")


def test_a_section_without_any_cell_is_told_by_s01() -> None:
    told = findings(without(quiet(), "disclosure"))
    assert not [f for f in told if f.rule in ("C05", "S06")]
    (gone,) = [f for f in told if f.rule == "S01"]
    assert {"S05", "T201"} <= {*gone.follows}
