"""Rules between a region and the agencies below it, and who is expected to report."""

from __future__ import annotations

import pytest

from audit.identities import Outcome
from audit.partners import expected_count, not_received
from audit.report import Report, State
from audit.roster import Member, Roster
from tests.beside import Told, batch_of, findings, made

COUNTY, OFFICE = "示例县人民政府", "示例县人民政府办公室"
EDUCATION, WATER = "示例县教育局", "示例县水利局"
ROSTER = (
    Member(COUNTY, scope="region"),
    *(Member(agency, parent=COUNTY) for agency in (OFFICE, EDUCATION, WATER)),
)
NEW = "new_received.total"


def county(own: Told, *below: Told | None, scope: str = "unknown") -> list[Report]:
    """A county's report, and those of its office, education, water; None is not received."""
    agencies = (OFFICE, EDUCATION, WATER)
    return [
        made(COUNTY, 2024, own, scope=scope),
        *(
            made(agency, 2024, told)
            for agency, told in zip(agencies, below, strict=True)
            if told is not None
        ),
    ]


CASES: list[tuple[Told, tuple[Told | None, ...], list[tuple[str, str, Outcome]]]] = [
    ({NEW: 9}, ({NEW: 2}, {NEW: 3}, {NEW: 4}), []),
    ({NEW: 8}, ({NEW: 2}, {NEW: 3}, {NEW: 4}), [("A02", "error", Outcome.FAILED)]),
    ({NEW: 10}, ({NEW: 2}, {NEW: 3}, {NEW: 4}), [("A01", "warning", Outcome.FAILED)]),
    ({"review.total": 1}, ({"review.total": 2}, {}, {}), [("A02", "error", Outcome.FAILED)]),
    # a subordinate is missing: no equality, no error
    ({NEW: 10}, ({NEW: 2}, {NEW: 3}, None), []),
    ({NEW: 4}, ({NEW: 2}, {NEW: 3}, None), [("A02", "warning", Outcome.FAILED)]),
    # the region's own office is not known: what it received is not known either
    ({NEW: 10}, (None, {NEW: 3}, {NEW: 4}), []),
    (
        {NEW: 9},
        ({NEW: 2}, {NEW: State.UNREADABLE}, {NEW: 4}),
        [("A01", "info", Outcome.UNDECIDED), ("A02", "info", Outcome.UNDECIDED)],
    ),
    (
        {NEW: 2},
        ({NEW: 2}, {NEW: State.BLANK}, {}),
        [("A01", "info", Outcome.BLANKS_AS_ZERO), ("A02", "info", Outcome.BLANKS_AS_ZERO)],
    ),
]


@pytest.mark.parametrize(("own", "below", "expected"), CASES)
def test_sums_of_those_below(
    own: Told, below: tuple[Told | None, ...], expected: list[tuple[str, str, Outcome]]
) -> None:
    found = findings(batch_of(*county(own, *below), roster=ROSTER), "A01", "A02")
    assert sorted((f.rule, f.level, f.outcome) for f in found) == sorted(expected)
    assert all(f.report == 0 for f in found)


def test_who_is_missing_is_said_beside_the_sum() -> None:
    (found,) = findings(batch_of(*county({NEW: 4}, {NEW: 5}, {}, None), roster=ROSTER), "A02")
    assert "另有 1 家下级没有收到年报（示例县水利局）" in found.sentence


@pytest.mark.parametrize(
    ("scope", "told", "compared"),
    [
        *(
            ("region", "", False),
            ("region", "region", True),
            ("unknown", "region", True),
            ("unknown", "", False),
        ),
        *(("own", "region", False), ("gov_and_office", "region", False)),
    ],
)
def test_only_a_region_is_compared_with_its_parts(scope: str, told: str, compared: bool) -> None:
    roster = (Member(COUNTY, scope=told), *ROSTER[1:])
    reports = county({NEW: 1}, {NEW: 2}, {NEW: 3}, {NEW: 4}, scope=scope)
    assert bool(findings(batch_of(*reports, roster=roster), "A02")) is compared


def test_a_region_below_must_cover_its_own_parts() -> None:
    """A city over a county that reports on its office alone: the city may well have more."""
    city = "示例市人民政府"
    roster = (
        Member(city, scope="region"),
        *(Member("示例市人民政府办公室", parent=city), Member(COUNTY, parent=city, scope="region")),
        Member(EDUCATION, parent=COUNTY),
    )
    reports = [
        made(city, 2024, {NEW: 20}),
        made("示例市人民政府办公室", 2024, {NEW: 3}),
        made(EDUCATION, 2024, {NEW: 9}),
    ]
    own = made(COUNTY, 2024, {NEW: 1}, scope="own")
    assert findings(batch_of(*reports, own, roster=roster), "A01") == []
    whole = made(COUNTY, 2024, {NEW: 16}, scope="region")
    assert len(findings(batch_of(*reports, whole, roster=roster), "A01")) == 1


def test_missing_subordinates_are_named() -> None:
    (found,) = findings(batch_of(*county({}, {}, {}, None), roster=ROSTER), "A03")
    assert (found.level, found.report) == ("info", 0)
    assert "1 家" in found.sentence
    assert WATER in found.sentence
    assert findings(batch_of(*county({}, {}, {}, {}), roster=ROSTER), "A03") == []


def test_who_is_exempt_or_of_an_earlier_year_is_not_missing() -> None:
    exempt = (*ROSTER[:3], Member(WATER, parent=COUNTY, exempt="涉密"))
    assert findings(batch_of(*county({}, {}, {}, None), roster=exempt), "A03") == []
    reports = [*county({}, {}, {}, {}), made(COUNTY, 2023)]
    assert findings(batch_of(*reports, roster=ROSTER), "A03") == []


FIVE: Told = {
    f"{row}.total": n + 1.0 for n, row in enumerate(("granted", "new_received", "review"))
}
FIVE = {**FIVE, "carried_in.total": 2, "carried_out.total": 9}


@pytest.mark.parametrize(
    ("own", "below", "expected"),
    [
        (FIVE, (FIVE, {NEW: 1}, {}), 1),
        (FIVE, (FIVE, {}, {}), 0),  # the only one with any number
        (FIVE, (FIVE, {}, None), 1),  # nobody knows what the missing one has
        ({**FIVE, NEW: 3}, (FIVE, {NEW: 1}, {}), 0),
        ({NEW: 1}, ({NEW: 1}, {"review.total": 1}, {}), 0),
        ({**FIVE, NEW: State.BLANK}, (FIVE, {NEW: 1}, {}), 0),
    ],
)
def test_a_region_with_the_numbers_of_one_below(
    own: Told, below: tuple[Told | None, ...], expected: int
) -> None:
    found = findings(batch_of(*county(own, *below), roster=ROSTER), "A05")
    assert len(found) == expected
    assert all(OFFICE in f.sentence for f in found)


def test_a_large_roster_is_joined_quickly() -> None:
    """Children are found by their parent, not by going through the roster for each."""
    roster = Roster(tuple(Member(f"第{n}局", parent=f"第{n // 10}局") for n in range(3000)))
    assert [m.agency for m in roster.children("第7局")] == [f"第{n}局" for n in range(70, 80)]
    assert roster.children("") == ()


def test_who_has_not_reported_on_the_latest_year() -> None:
    unread = Report("示例县水利局2024年报.pdf", "pdf", problem="打不开")
    old = Report("示例县教育局2021年报.pdf", "pdf", problem="打不开")
    roster = Roster((*ROSTER, Member("示例县国家保密局", exempt="涉密")))
    reports = [made(EDUCATION, 2023), made(COUNTY, 2024), unread, old]
    assert [m.agency for m in not_received(reports, roster)] == [OFFICE, EDUCATION]
    assert expected_count(reports, roster) == 4
    assert not_received([unread], roster) == ()
