"""A section, a table or rows that are missing are one line, whatever cannot be checked for it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from audit.identities import Outcome
from audit.report import Report
from audit.run import audit_reports
from audit.workbook.layout import make_layout
from audit.workbook.tally import Tally
from audit.workbook.verdicts import verdicts
from tests.reporting import ABSENT, BLANK, filled, findings, quiet, unreadable, without

ROWS = ("T301", "T302", "T303", "T304", "T305")
CASES = ("T401", "T402", "T403")
COLUMNS = (
    *("natural_person", "business", "research", "public_interest", "legal_service", "other_org"),
    "total",
)


def tableless(*keys: str) -> Report:
    return replace(without(quiet(), *keys), sections=quiet().sections)


def rowless(row: str) -> Report:
    return filled(quiet(), {f"applications.{row}.{column}": ABSENT for column in COLUMNS})


def told(report: Report) -> dict[str, tuple[str, ...]]:
    """The findings of a report, and the rules that each of them tells with it."""
    return {finding.rule: finding.follows for finding in findings(report)}


@pytest.mark.parametrize(
    ("report", "expected"),
    [
        (without(quiet(), "disputes"), {"S01": ("S05", "N12", *CASES)}),
        (tableless("disputes"), {"S05": ("N12", *CASES)}),
        (without(quiet(), "applications", "disputes"), {"S01": ("S05", "N12", *ROWS, *CASES)}),
        (without(quiet(), "problems"), {"S01": ()}),
        (rowless("unable_unclear"), {"S06": ("T302", "T303")}),
        (rowless("carried_out"), {"S06": ("N12", "T301", "T303", "T304")}),
    ],
)
def test_one_want_is_one_line(report: Report, expected: dict[str, tuple[str, ...]]) -> None:
    assert told(report) == expected


def test_the_line_names_what_follows() -> None:
    (found,) = findings(without(quiet(), "disputes"))
    assert (found.rule, found.outcome) == ("S01", Outcome.FAILED)
    assert "S05、N12、T401、T402、T403" in found.sentence


def test_two_wants_are_two_lines() -> None:
    report = without(rowless("carried_out"), "disputes")
    assert set(told(report)) == {"S01", "S06"}
    assert set(CASES) <= set(told(report)["S01"])
    assert not set(CASES) & set(told(report)["S06"])


def test_what_could_not_be_read_stays_beside_what_is_missing() -> None:
    report = filled(rowless("unable_unclear"), {"applications.granted.business": unreadable("?")})
    found = findings(report)
    assert [f.rule for f in found] == ["S06", "T303"]
    (unread,) = [f for f in found if f.rule == "T303"]
    assert unread.checks == (("T303", "granted"),)


def test_a_cell_that_only_an_equation_with_a_missing_one_tells_of_stays() -> None:
    cells = {"disputes.review.upheld": ABSENT, "disputes.review.other": unreadable("?")}
    assert set(told(filled(quiet(), cells))) == {"S06", "T401"}
    cells["disputes.review.other"] = BLANK
    assert set(told(filled(quiet(), cells))) == {"S06", "T401"}


def test_a_table_that_is_a_picture_is_one_line_too() -> None:
    report = replace(without(quiet(), "disputes"), unseen_tables=("disputes",))
    found = {f.rule: f for f in findings(report)}
    assert found["S05"].outcome is Outcome.UNDECIDED
    assert set(CASES) <= set(found["S05"].follows)
    assert not set(CASES) & set(found)


def test_what_the_equations_say_of_missing_rows_is_kept() -> None:
    (found,) = findings(rowless("unable_unclear"))
    assert found.rule == "S06"
    assert len(found.suspect) == len(COLUMNS)
    assert set(found.suggested) == {0.0}
    assert "T302" in found.diagnosis


def test_a_missing_place_that_no_equation_covers_keeps_its_table_open() -> None:
    """Without C05 nothing would show that the table is not whole."""
    report = filled(quiet(), {"disclosure.licences.decisions": ABSENT})
    assert set(told(report)) == {"S06", "C05"}
    more = filled(report, {"disclosure.regulations.in_force": ABSENT})
    assert told(more) == {"S06": ("C05", "T201")}


@pytest.mark.parametrize(
    ("report", "group"),
    [
        (without(quiet(), "disputes"), 2),
        (tableless("disclosure"), 0),
        (rowless("carried_out"), 1),
        (filled(quiet(), {"disclosure.licences.decisions": ABSENT}), 0),
        (filled(quiet(), {"disclosure.regulations.issued": ABSENT}), 0),
    ],
)
def test_what_is_missing_never_makes_a_table_green(report: Report, group: int) -> None:
    audit = audit_reports([report])
    (verdict,) = verdicts(Tally(audit, make_layout(audit)))
    assert verdict.signs[group].startswith("？")


def test_last_years_missing_table_is_no_fault_of_this_year() -> None:
    before = replace(without(quiet(year=2023), "applications"), source="2023.html")
    found = findings(quiet(year=2024), before, rule="Y01")
    assert [f.outcome for f in found] == [Outcome.UNDECIDED]
