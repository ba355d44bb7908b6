"""Localisation: which cell is wrong, what it should hold, and what cannot be told."""

from __future__ import annotations

import pytest

from audit.form import Cell, load_form
from audit.localise import Cause, Evidence, Grade, explain
from audit.report import NOT_ON_FORM, Claim, Reading, Report, State
from samples.generator import unused_rows

FORM = load_form("2021")
Values = dict[Cell, float]


def at(row: str, column: str, table: str = "applications") -> Cell:
    return Cell(table, row, column)


def read(value: float) -> Reading:
    return Reading(State.READ, float(value), f"{value:g}")


def report(values: Values, *, version: str = "2021", claims: tuple[Claim, ...] = ()) -> Report:
    """A report with these numbers; places that have none are not in use."""
    form = load_form(version)
    cells = {c: read(values[c]) if c in values else NOT_ON_FORM for c in form.places}
    return Report("示例.txt", "text", "示例市教育局", 2024, version, cells=cells, claims=claims)


def small(**rows: dict[str, int]) -> Values:
    """Zeros, but for some rows of table 三 given by column; totals and 办理结果 are worked out."""
    unused = unused_rows(FORM)
    values = {c: 0.0 for c in FORM.places if c.row not in unused}
    outcomes = [r.key for r in FORM.tables["applications"].rows if "outcomes" in r.groups]
    for row, numbers in rows.items():
        for column, number in numbers.items():
            same = ("total",) if column != "total" else ()
            for place in (column, *same):
                values[at(row, place)] += number
                if row in outcomes:
                    values[at("results_total", place)] += number
    return values


# 15 received, 2 from the year before; 12 + 4 + 1 answered
PLAIN = small(
    new_received={"natural_person": 13, "business": 2},
    carried_in={"natural_person": 2},
    granted={"natural_person": 12, "business": 2},
    unable_not_held={"natural_person": 2},
    carried_out={"natural_person": 1},
)


def changes(cause: Cause) -> list[dict[Cell, float]]:
    return [dict(zip(e.cells, e.values, strict=True)) for e in cause.explanations]


def told(causes: tuple[Cause, ...]) -> dict[Cell, float]:
    """What the first explanations come to together."""
    return {c: v for cause in causes for c, v in changes(cause)[0].items()}


def test_a_report_that_holds_has_no_cause() -> None:
    assert explain(report(PLAIN)) == ()
    assert explain(Report("示例.txt", "text", problem="读不出")) == ()


@pytest.mark.parametrize(
    ("wrong", "kind"),
    [
        ({("granted", "natural_person"): 21}, "transposed"),
        ({("granted", "natural_person"): 2}, "lost"),
        ({("granted", "natural_person"): 120}, "added"),
        ({("granted", "natural_person"): 17}, "digit"),
        ({("granted", "natural_person"): 407}, "other"),
        ({("denied_third_party", "research"): 3}, "zero"),
        ({("granted", "business"): 12, ("granted", "natural_person"): 2}, "swap"),
        ({("granted", "other_org"): 12, ("granted", "natural_person"): 0}, "column"),
        (
            {
                ("granted", "natural_person"): 0,
                ("granted", "business"): 12,
                ("granted", "research"): 2,
                ("granted", "total"): 0,
            },
            "shift",
        ),
        (
            {("results_total", "natural_person"): 11, ("results_total", "total"): 13},
            "stale",
        ),
        (
            {("granted", "natural_person"): 0, ("partially_granted", "natural_person"): 12},
            "crossed",
        ),
    ],
)
def test_each_mistake_is_found_and_named(wrong: dict[tuple[str, str], int], kind: str) -> None:
    values = PLAIN | {at(*place): float(value) for place, value in wrong.items()}
    (cause,) = explain(report(values))
    assert [e.kinds for e in cause.explanations] == [(kind,)]
    assert told((cause,)) == {c: PLAIN[c] for c in values if values[c] != PLAIN[c]}
    assert cause.grade in (Grade.ONLY, Grade.BEST)
    assert not cause.reading


def test_two_mistakes_apart_are_two_causes() -> None:
    values = PLAIN | {at("granted", "natural_person"): 21.0, at("carried_in", "total"): 7.0}
    causes = explain(report(values))
    assert len(causes) == 2
    assert told(causes) == {
        at("granted", "natural_person"): 12.0,
        at("carried_in", "total"): 2.0,
    }
    explained = [identity.key for cause in causes for identity in cause.identities]
    assert len(explained) == len(set(explained)) == 4


OFF = {at("new_received", "natural_person"): 16.0, at("new_received", "total"): 18.0}
BALANCE = {"new_received", "carried_in", "carried_out"}


def test_the_three_rows_of_the_balance_cannot_be_told_apart() -> None:
    (cause,) = explain(report(PLAIN | OFF))
    assert cause.grade is Grade.EQUAL
    assert {cell.row for cell in cause.cells} <= BALANCE
    assert {c: PLAIN[c] for c in OFF} in changes(cause)
    assert len(cause.explanations) == 2  # 上年结转 2 cannot become -1


@pytest.mark.parametrize(
    ("claims", "last"),
    [
        ((Claim("received", 15, "收到15件"), Claim("carried_out", 1, "结转1件")), None),
        ((Claim("received", 15, "收到15件"),), {"natural_person": 2, "total": 2}),
    ],
)
def test_evidence_breaks_the_tie(claims: tuple[Claim, ...], last: dict[str, int] | None) -> None:
    before = report({at("carried_out", c): float(v) for c, v in last.items()}) if last else None
    (cause,) = explain(report(PLAIN | OFF, claims=claims), Evidence(before))
    assert changes(cause) == [{c: PLAIN[c] for c in OFF}]
    assert cause.for_it == ("claim",)


@pytest.mark.parametrize(
    "claim",
    [
        Claim("received", 15, "收到约15件", exact=False),
        Claim("received", 15, "共15件", certain=False),
        Claim("received", 15, "占15%", kind="share"),
        Claim("received", 15, "上年收到15件", year=2023),
        Claim("received", 15, "全市收到15件", scope="region"),
        Claim("trained", 15, "培训15次"),
    ],
)
def test_what_is_not_certain_breaks_no_tie(claim: Claim) -> None:
    (cause,) = explain(report(PLAIN | OFF, claims=(claim,)))
    assert cause.grade is Grade.EQUAL
    assert cause.for_it == ()


def test_last_year_speaks_for_what_was_carried_in() -> None:
    wrong = {at("carried_in", c): 9.0 for c in ("natural_person", "total")}
    before = report({at("carried_out", c): 2.0 for c in ("natural_person", "total")})
    (cause,) = explain(report(PLAIN | wrong), Evidence(before))
    assert changes(cause) == [dict.fromkeys(wrong, 2.0)]
    assert cause.for_it == ("last_year",)


@pytest.mark.parametrize(
    ("reading", "kind"),
    [
        (Reading(State.UNREADABLE, None, "?2"), "unread"),
        (Reading(State.ABSENT), "unread"),
        (Reading(State.BLANK), "blank"),
        (Reading(State.MARK, None, "/"), "blank"),
        (Reading(State.READ, 12.5, "12.5"), "odd"),
        (Reading(State.READ, -12.0, "-12"), "odd"),
    ],
)
def test_a_place_without_a_count_is_the_first_suspect(reading: Reading, kind: str) -> None:
    place = at("granted", "natural_person")
    made = report(PLAIN)
    made.cells[place] = reading
    (cause,) = explain(made)
    assert changes(cause) == [{place: 12.0}]
    assert cause.explanations[0].kinds == (kind,)
    assert cause.reading is (kind == "unread")


def test_of_equals_the_one_that_may_be_misread_is_likelier() -> None:
    suits = {"upheld": 2, "pending": 3, "total": 6}
    made = report(PLAIN | {at("review", c, "disputes"): float(v) for c, v in suits.items()})
    (cause,) = explain(made)
    assert cause.grade is Grade.EQUAL
    place = at("review", "pending", "disputes")
    made.cells[place] = Reading(State.REPAIRED, 3.0, "3?", repair="字符有疑")
    (cause,) = explain(made)
    assert changes(cause) == [{place: 4.0}]
    assert cause.reading


def test_what_only_says_that_something_is_wrong_is_no_cause() -> None:
    wrong = {at("normative_documents", "issued", "disclosure"): 5.0}
    assert explain(report(PLAIN | wrong)) == ()


def test_two_numbers_in_the_same_wrong_column_are_one_cause() -> None:
    true = small(
        new_received={"natural_person": 35, "business": 2},
        granted={"natural_person": 30, "business": 2},
        unable_not_held={"natural_person": 2},
        notproc_petition={"natural_person": 3},
    )
    values = dict(true)
    for row in ("unable_not_held", "notproc_petition"):
        values[at(row, "research")] = values[at(row, "natural_person")]
        values[at(row, "natural_person")] = 0.0
    (cause,) = explain(report(values))
    assert told((cause,)) == {c: true[c] for c in values if values[c] != true[c]}
    assert cause.explanations[0].kinds == ("column",)


@pytest.mark.parametrize(("granted", "grade"), [(60, Grade.BEST), (0, Grade.EQUAL)])
def test_of_equals_the_one_that_leaves_the_more_usual_table_is_likelier(
    granted: int, grade: Grade
) -> None:
    """Two rows have 2 under 科研机构: one besides many natural persons, or neither."""
    true = small(
        new_received={"natural_person": granted + 10, "research": 2},
        granted={"natural_person": granted, "research": 2},
        unable_not_held={"natural_person": 8},
        notproc_petition={"natural_person": 2},
    )
    wrong = at("notproc_petition", "natural_person"), at("notproc_petition", "research")
    (cause,) = explain(report(true | dict(zip(wrong, (0.0, 2.0), strict=True))))
    assert cause.grade is grade
    assert {c: true[c] for c in wrong} in changes(cause)
    assert len(cause.explanations) == (1 if grade is Grade.BEST else 2)
