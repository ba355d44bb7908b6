"""T202–T205, T208, T307–T309, T404–T407, X01–X03: numbers that want a look."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from audit.form import load_form
from audit.report import Reading, Report
from audit.settings import Settings
from tests.reporting import (
    BLANK,
    MARK,
    claiming,
    filled,
    findings,
    graded,
    number,
    quiet,
    said,
    unreadable,
)

Cells = dict[str, float | Reading]

COUNTY, TOWN = "范例县教育局", "范例县范例镇人民政府"
CAPS = Settings(fee_caps={"county": 100.0})
COLUMNS = tuple(column.key for column in load_form("2021").tables["applications"].columns)
ENDS = ("upheld", "corrected", "other", "pending", "total")


def applied(row: str, count: float) -> Cells:
    return {f"applications.{row}.{column}": count for column in ("natural_person", "total")}


def cases(row: str, *counts: float) -> Cells:
    return {f"disputes.{row}.{end}": n for end, n in zip(ENDS, counts, strict=True)}


def row_of(row: str, *readings: float | Reading) -> Cells:
    return {f"applications.{row}.{c}": r for c, r in zip(COLUMNS, readings, strict=True)}


def decided(*rows: tuple[str, float, float, float]) -> Cells:
    names = ("items_prev", "items_change", "decisions")
    return {
        f"disclosure.{row}.{name}": n
        for row, *counts in rows
        for name, n in zip(names, counts, strict=True)
    }


RULES: Cells = {"disclosure.regulations.in_force": 6}
PUNISHED: Cells = {"disclosure.penalties.decisions": 3}
SECRET = applied("denied_state_secret", 2)
DIRECT = cases("litigation_direct", 0, 2, 0, 0, 2)
REVIEW = cases("review", 0, 2, 0, 0, 2)
REGION: dict[str, Any] = {"agency": "范例县人民政府", "scope": "region"}

CASES: list[tuple[str, int, Cells, dict[str, Any]]] = [
    # rules: who may make them
    ("T202", 1, RULES, {"agency": TOWN}),
    ("T202", 1, RULES, {"agency": COUNTY}),
    ("T202", 1, RULES, {"agency": "范例市教育局"}),
    ("T202", 1, RULES, {"agency": "范例市人民政府", "level": "county"}),
    ("T202", 0, RULES, {"agency": "范例市人民政府"}),
    ("T202", 0, RULES, {"agency": "范例市人民政府办公室"}),
    ("T202", 0, RULES, {"agency": "国家范例局"}),
    ("T202", 0, RULES, {"agency": ""}),
    ("T202", 0, {"disclosure.regulations.in_force": MARK}, {"agency": TOWN}),
    # a whole region without a decision
    ("T204", 1, {}, REGION),
    ("T204", 0, PUNISHED, REGION),
    ("T204", 0, {"disclosure.fees.amount": BLANK}, REGION),
    ("T204", 0, {}, REGION | {"scope": "own"}),
    ("T204", 0, {}, REGION | {"agency": TOWN}),
    ("T204", 0, {}, REGION | {"agency": "范例市人民政府"}),
    ("T204", 0, {}, REGION | {"year": 2020}),
    # penalties of those who have nothing to enforce
    ("T205", 1, PUNISHED, {"agency": "范例县信访局"}),
    ("T205", 1, PUNISHED, {"agency": "范例县档案馆"}),
    ("T205", 1, PUNISHED, {"agency": "范例县人民政府办公室"}),
    ("T205", 0, PUNISHED, {"agency": "范例县档案局"}),
    ("T205", 0, PUNISHED, {"agency": "范例县统计局"}),
    ("T205", 0, PUNISHED, {"agency": "范例县人民防空办公室"}),
    ("T205", 1, PUNISHED, {"agency": "范例市人民政府外事办公室"}),
    ("T205", 0, PUNISHED, {"agency": COUNTY}),
    ("T205", 0, PUNISHED, {"agency": "范例县人民政府办公室", "scope": "gov_and_office"}),
    ("T205", 0, PUNISHED, {"agency": "范例市范例街道办事处"}),
    ("T205", 0, {}, {"agency": "范例县信访局"}),
    # 2019: items and decisions
    ("T208", 1, decided(("licences", 22, 1, 23), ("penalties", 1168, 173, 1341)), {"year": 2020}),
    ("T208", 0, decided(("licences", 22, 1, 23), ("penalties", 1168, 173, 1340)), {"year": 2020}),
    ("T208", 0, decided(("licences", 22, 1, 23)), {"year": 2020}),
    ("T208", 0, {}, {"year": 2020}),
    # shares
    ("T307", 1, applied("other_other", 14) | applied("results_total", 40), {}),
    ("T307", 0, applied("other_other", 4) | applied("results_total", 4), {}),
    ("T307", 0, applied("other_other", 6) | applied("results_total", 40), {}),
    ("T307", 0, applied("other_other", 14) | applied("results_total", 7), {}),
    ("T308", 1, applied("carried_out", 12) | applied("new_received", 30), {}),
    ("T308", 0, applied("carried_out", 4) | applied("new_received", 5), {}),
    ("T308", 0, applied("carried_out", 5) | applied("new_received", 30), {}),
    ("T308", 0, applied("carried_out", 31) | applied("new_received", 30), {}),
    ("T309", 1, SECRET, {"agency": TOWN}),
    ("T309", 1, SECRET, {"agency": COUNTY}),
    ("T309", 1, applied("denied_security_stability", 1), {"agency": TOWN}),
    ("T309", 0, SECRET, {"agency": "范例市教育局"}),
    ("T309", 0, SECRET, {"agency": "范例县人民政府"}),
    ("T309", 0, applied("denied_internal_affairs", 2), {"agency": TOWN}),
    # reviews and suits
    ("T404", 1, DIRECT, {"year": 2024}),
    ("T404", 0, DIRECT, {"year": 2023}),
    ("T404", 0, cases("litigation_after_review", 1, 0, 0, 0, 1), {"year": 2024}),
    ("T405", 1, REVIEW | DIRECT, {}),
    ("T405", 1, REVIEW | cases("litigation_after_review", 0, 2, 0, 0, 2), {}),
    ("T405", 0, REVIEW | cases("litigation_direct", 0, 1, 0, 1, 2), {}),
    ("T405", 0, {}, {}),
    ("T405", 0, REVIEW | DIRECT | {"disputes.review.other": unreadable("?")}, {}),
    ("T406", 1, REVIEW | applied("new_received", 1), {}),
    ("T406", 0, REVIEW | applied("new_received", 2), {}),
    ("T406", 0, REVIEW | applied("new_received", 1) | applied("carried_in", 1), {}),
    ("T407", 1, cases("review", 1, 3, 0, 2, 6), {}),
    ("T407", 0, cases("review", 0, 1, 0, 0, 1), {}),
    ("T407", 0, cases("review", 2, 2, 0, 2, 6), {}),
]


def made(cells: Cells, more: dict[str, Any]) -> Report:
    told = {name: value for name, value in more.items() if name not in ("agency", "year")}
    named = quiet(more.get("agency") or COUNTY, more.get("year", 2024))
    if more.get("agency") == "":
        named = replace(named, agency="", mentions=named.mentions[:0])
    return replace(filled(named, cells), **told)


@pytest.mark.parametrize(("rule", "count", "cells", "more"), CASES)
def test_rule(rule: str, count: int, cells: Cells, more: dict[str, Any]) -> None:
    expected = "warning" if rule == "T202" else "info"
    assert graded(made(cells, more), rule) == [expected] * count


@pytest.mark.parametrize(
    ("agency", "level", "amount", "count"),
    [
        (COUNTY, "", 251000, 1),
        (COUNTY, "", 100, 0),
        (COUNTY, "", 100.01, 1),
        (TOWN, "", 251000, 0),  # no cap for townships
        ("范例市教育局", "", 251000, 0),  # level unknown
        ("范例市教育局", "county", 251000, 1),
    ],
)
def test_fees_above_the_cap(agency: str, level: str, amount: float, count: int) -> None:
    report = filled(quiet(agency, level=level), {"disclosure.fees.amount": amount})
    assert graded(report, "T203", CAPS) == ["warning"] * count
    assert graded(report, "T203") == []


@pytest.mark.parametrize(
    ("before", "now", "count"),
    [
        (25.1, 251000, 1),
        (251000, 25.1, 1),
        (25.1, 80000, 1),
        (25.1, 2510, 0),
        (2, 200000, 0),  # too much even for another unit
        (0, 251000, 0),
        (25.1, 0, 0),
        (BLANK, 251000, 0),
    ],
)
def test_fees_ten_thousand_times_those_of_last_year(
    before: float | Reading, now: float | Reading, count: int
) -> None:
    reports = [
        filled(quiet(year=year), {"disclosure.fees.amount": amount})
        for year, amount in ((2023, before), (2024, now))
    ]
    found = findings(*reports, rule="T203")
    assert [finding.level for finding in found] == ["warning"] * count
    assert all("相差约一万倍" in finding.sentence for finding in found)
    assert not count or not findings(*reports, rule="Y06"), "one cause is told once"


def test_fees_that_the_prose_states_in_yuan_are_one_line() -> None:
    report = filled(quiet(), {"disclosure.fees.amount": 251000})
    told = claiming(said(report, "overview", "本机关行政事业性收费25.1万元。"))
    (found,) = [f for f in findings(told) if {"T203", "N11"} & f.rules]
    assert found.rule == "N11"
    assert "T203" in found.rules
    assert "是否以元填写" in found.diagnosis


@pytest.mark.parametrize(
    ("pending", "text", "count"),
    [
        (0, "", 1),
        (1, "", 1),
        (2, "", 0),
        (0, "行政诉讼2件,均为往年受理。", 0),
        (0, "二审行政诉讼2件。", 0),
        (0, "行政诉讼2件,均已审结。", 1),
    ],
)
def test_direct_suits_that_are_explained(pending: int, text: str, count: int) -> None:
    now = said(filled(quiet(year=2024), DIRECT), "other", text)
    before = filled(quiet(year=2023), cases("litigation_direct", 0, 0, 0, pending, pending))
    assert len(findings(now, before, rule="T404")) == count


def test_last_years_applications_count_for_this_years_cases() -> None:
    now = filled(quiet(year=2024), REVIEW)
    before = filled(quiet(year=2023), applied("new_received", 5))
    assert [f.rule for f in findings(now) if f.rule == "T406"] == ["T406"]
    assert findings(now, before, rule="T406") == []
    other = filled(quiet("假想县教育局", 2023), applied("new_received", 5))
    assert len(findings(now, other, rule="T406")) == 1


def even(count: float) -> Cells:
    """As many applications of 自然人 as of 其他, all granted."""
    rows = ("new_received", "granted", "results_total")
    told = (row_of(row, count, 0, 0, 0, 0, count, 2 * count) for row in rows)
    return {k: v for cells in told for k, v in cells.items()}


def balanced() -> Cells:
    """Four applications of 自然人 and three of 其他, all granted."""
    rows = ("new_received", "granted", "results_total")
    return {k: v for row in rows for k, v in row_of(row, 4, 0, 0, 0, 0, 3, 7).items()}


@pytest.mark.parametrize(
    "cells",
    [
        row_of("granted", 0, 0, 4, 0, 0, 3, 7),
        balanced(),
        balanced() | row_of("granted", 4, 0, 0, 0, 0, 3, BLANK),  # only its total is blank
        even(4) | row_of("granted", 4, 0, 0, 0, 0, 4, BLANK),  # the columns hold as it stands
    ],
)
def test_rows_that_are_not_shifted(cells: Cells) -> None:
    assert graded(filled(quiet(), cells), "X01") == []


def test_a_row_that_lost_its_first_blank() -> None:
    """0 4 0 0 0 3 and 7 came through as 4 0 0 0 3 7 and a blank."""
    true = row_of("new_received", 0, 4, 0, 0, 0, 3, 7) | row_of(
        "results_total", 0, 4, 0, 0, 0, 3, 7
    )
    shifted = row_of("granted", 4, 0, 0, 0, 3, 7, BLANK)
    assert graded(filled(quiet(), true | shifted), "X01") == ["warning"]


@pytest.mark.parametrize(
    ("rule", "repair", "expected"),
    [
        ("X02", "position", ["warning"]),
        ("X02", "width", []),
        ("X03", "width", ["info"]),
        ("X03", "position", []),
        ("X03", "unit", []),
    ],
)
def test_marks_of_a_copy(rule: str, repair: str, expected: list[str]) -> None:
    cells = {f"applications.granted.{column}": number(0, "０", repair) for column in COLUMNS}
    assert graded(filled(quiet(), cells), rule) == expected
