"""Equations beyond one report: what they come to, by the same contract as within one."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from audit import across
from audit.across import AcrossIdentity, AcrossRule, judge
from audit.errors import FormError
from audit.form import Cell
from audit.identities import Outcome
from audit.report import ABSENT, NOT_ON_FORM, Reading, State

BLANK = Reading(State.BLANK)


def rule(equation: str, **more: object) -> AcrossRule:
    told = {"table": "applications", "each": "column", "only": ("total",)} | more
    fixed = ("Z01", "years", "试验", "试验", "error")
    return AcrossRule(*fixed, equations=(equation,), **told)  # type: ignore[arg-type]


def identities(given: AcrossRule, version: str = "2021") -> list[AcrossIdentity]:
    return across._of_form(given, given.equations[0], version)


def number(value: float) -> Reading:
    return Reading(State.READ, value)


CARRIED = "carried_in = last_year.carried_out"


@pytest.mark.parametrize(
    ("ours", "theirs", "outcome"),
    [
        (number(3), number(3), Outcome.PASSED),
        (number(3), number(4), Outcome.FAILED),
        (number(0), BLANK, Outcome.BLANKS_AS_ZERO),
        (number(3), BLANK, Outcome.UNDECIDED),
        (number(3), ABSENT, Outcome.UNDECIDED),
        (ABSENT, ABSENT, Outcome.UNDECIDED),
        (number(3), None, Outcome.NOT_APPLICABLE),
        (NOT_ON_FORM, NOT_ON_FORM, Outcome.NOT_APPLICABLE),
    ],
)
def test_outcomes(ours: Reading, theirs: Reading | None, outcome: Outcome) -> None:
    (identity,) = identities(rule(CARRIED))

    def look(source: str, cell: Cell) -> Sequence[Reading] | None:
        assert cell.row == ("carried_out" if source else "carried_in")
        return (None if theirs is None else [theirs]) if source else [ours]

    assert judge(identity, look).outcome is outcome


def test_children_are_summed_and_one_unread_child_leaves_it_open() -> None:
    (identity,) = identities(rule("new_received = sum(children.new_received)"))
    below = [number(1), number(4)]

    def look(source: str, _: Cell) -> Sequence[Reading]:
        return below if source else [number(5)]

    assert judge(identity, look) == (Outcome.PASSED, 5, 5)
    below.append(ABSENT)
    assert judge(identity, look).outcome is Outcome.UNDECIDED


def test_claims_stand_beside_groups_of_cells() -> None:
    (identity,) = identities(rule("claim.denied = sum(denied)"))
    assert identity.claims == ("denied",)
    assert len(identity.own) == 8


def test_a_form_without_the_place_has_no_such_equation() -> None:
    given = rule("in_force = last_year.in_force", table="disclosure", each="row", only=())
    assert [i.at for i in identities(given)] == ["regulations", "normative_documents"]
    assert identities(given, "2019") == []


def test_a_tolerance_is_of_the_rule() -> None:
    (identity,) = identities(rule(CARRIED, tolerance=0.005))
    assert judge(identity, lambda s, _: [number(1.004 if s else 1)]).outcome is Outcome.PASSED
    assert judge(identity, lambda s, _: [number(1.006 if s else 1)]).outcome is Outcome.FAILED


def test_a_word_no_form_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(across, "across_rules", lambda: (rule("nonsense = 1"),))
    across._spread.cache_clear()
    with pytest.raises(FormError):
        across._spread()
    across._spread.cache_clear()
