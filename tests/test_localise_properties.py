"""What localisation promises of any report: it finds, it is sound, it ends, it repeats itself."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.form import Cell, load_form
from audit.localise import Evidence, Grade, explain
from audit.localise.puzzle import puzzle
from audit.localise.search import STEPS, search
from samples.generator import consistent
from tests.test_localise import FORM, PLAIN, Values, at, changes, report, told


@st.composite
def one_wrong(draw: st.DrawFn, table: str) -> tuple[str, Values, Cell, int]:
    """A consistent report, a cell of a table, and another value for it."""
    version = draw(st.sampled_from(["2019", "2021"]))
    form = load_form(version)
    values = consistent(form, Random(draw(st.integers(0, 10**6))))
    place = draw(st.sampled_from([c for c in values if c.table == table]))
    value = draw(st.one_of(st.integers(0, 30), st.integers(0, 10**6)))
    return version, values, place, value


@settings(max_examples=300)
@given(one_wrong("applications"))
def test_a_single_wrong_number_in_table_three_is_located(
    case: tuple[str, Values, Cell, int],
) -> None:
    version, values, place, value = case
    causes = explain(report(values | {place: float(value)}, version=version))
    if value == values[place]:
        assert causes == ()
        return
    (cause,) = causes
    assert changes(cause) == [{place: values[place]}]


@settings(max_examples=100)
@given(one_wrong("disputes"))
def test_in_table_four_all_that_could_be_wrong_are_ties(
    case: tuple[str, Values, Cell, int],
) -> None:
    version, values, place, value = case
    causes = explain(report(values | {place: float(value)}, version=version))
    if value == values[place]:
        assert causes == ()
        return
    (cause,) = causes
    assert {place: values[place]} in changes(cause)
    sign = {"total": -1}
    by = (value - values[place]) * sign.get(place.column, 1)
    after = values | {place: float(value)}
    columns = [c.key for c in FORM.tables["disputes"].columns]
    could = {c for c in columns if after[Cell("disputes", place.row, c)] >= by * sign.get(c, 1)}
    assert {cell.column for cell in cause.cells} == could
    assert (cause.grade is Grade.EQUAL) is (len(could) > 1)


@settings(max_examples=30)
@given(st.integers(0, 10**6), st.integers(1, 5))
def test_the_same_report_always_gets_the_same_answer(seed: int, mistakes: int) -> None:
    rng = Random(seed)
    values = consistent(FORM, rng)
    for place in rng.sample(sorted(values), mistakes):
        values[place] = float(rng.randint(0, 99))
    turned = dict(reversed(values.items()))
    assert explain(report(values)) == explain(report(values)) == explain(report(turned))


@pytest.mark.parametrize("top", [1, 3, 999])
def test_a_hostile_report_costs_a_bounded_number_of_steps(top: int) -> None:
    rng = Random(top)
    values = {c: float(rng.randint(0, top)) for c in consistent(FORM, rng)}
    posed = puzzle(report(values), Evidence())
    off = posed.system.residuals(posed.values)
    searched = search(posed, off)
    assert len(off) > 20
    assert searched.steps <= STEPS + 400  # it stops after the node it is at
    assert all(cause.identities for cause in explain(report(values)))


def test_a_search_that_was_cut_off_claims_nothing_to_be_the_only_one() -> None:
    values = PLAIN | {at("granted", "natural_person"): 21.0}
    answers = [explain(report(values), most=most)[0] for most in range(1, 100)]
    unknown = [cause for cause in answers if cause.grade is Grade.UNKNOWN]
    first = answers[len(unknown)]
    assert unknown
    assert unknown == answers[: len(unknown)]
    assert all(not cause.explanations and len(cause.identities) == 2 for cause in unknown)
    assert first.grade is Grade.BEST
    assert answers[-1].grade is Grade.ONLY
    assert told((first,)) == {at("granted", "natural_person"): 12.0}


@settings(max_examples=60)
@given(st.integers(0, 10**6), st.integers(1, 4))
def test_with_any_explanation_of_each_cause_every_equation_holds(seed: int, mistakes: int) -> None:
    rng = Random(seed)
    values = consistent(FORM, rng)
    for place in rng.sample(sorted(values), mistakes):
        values[place] = float(rng.choice([0, 1, values[place] + 1, values[place] * 10]))
    causes = explain(report(values))
    posed = puzzle(report(values), Evidence())
    off = {posed.system.identities[k].key for k in posed.system.residuals(posed.values)}
    assert {i.key for cause in causes for i in cause.identities} == off
    if any(not cause.explanations for cause in causes):
        return
    for n in range(max((len(cause.explanations) for cause in causes), default=0)):
        after = dict(values)
        for cause in causes:
            after |= changes(cause)[n % len(cause.explanations)]
        now = puzzle(report(after), Evidence())
        assert now.system.residuals(now.values) == {}
