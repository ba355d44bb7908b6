"""A cell that the source does not show gets a suggestion where the equations determine it."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.check import Batch, run_checks
from audit.deduce import deduce
from audit.form import Cell, load_form
from audit.frames import build_frames
from audit.parse import parse
from audit.read import read_bytes
from audit.report import Reading, Report, State
from samples.generator import generate, render


def sound(seed: int) -> Report:
    page = render(generate(Random(seed)), "html", Random(seed))
    return parse(read_bytes("a.html", page.encode()))


def without(report: Report, cells: set[Cell], state: State) -> Report:
    changed = {c: Reading(state) if c in cells else r for c, r in report.cells.items()}
    return replace(report, cells=changed)


def true_values(report: Report) -> dict[Cell, float]:
    return {cell: r.value for cell, r in report.cells.items() if r.value is not None}


@settings(max_examples=60)
@given(st.integers(0, 30), st.data(), st.sampled_from([State.UNREADABLE, State.ABSENT]))
def test_what_is_said_is_true(seed: int, data: st.DataObject, state: State) -> None:
    report = sound(seed)
    true = true_values(report)
    lost = data.draw(st.sets(st.sampled_from(sorted(true)), max_size=12))
    found = deduce(without(report, lost, state))
    assert set(found) <= lost
    assert {cell: one.value for cell, one in found.items()} == {cell: true[cell] for cell in found}


@pytest.mark.parametrize("state", [State.UNREADABLE, State.ABSENT, State.BLANK])
def test_a_single_lost_cell_is_determined_wherever_an_equation_stands(state: State) -> None:
    report = sound(5)
    form = load_form(report.form)
    tied = {c for i in form.identities if i.relation == "=" for c in i.cells}
    for cell, value in true_values(report).items():
        found = deduce(without(report, {cell}, state))
        # a blank that holds as 0 is no riddle
        expected = {cell: value} if cell in tied and (value or state is not State.BLANK) else {}
        assert {c: one.value for c, one in found.items()} == expected


def test_a_contradiction_suggests_nothing() -> None:
    report = sound(5)
    cell = Cell("applications", "granted", "natural_person")
    other = Cell("applications", "granted", "business")
    reading = report.cells[other]
    cells = {**report.cells, other: reading._replace(value=(reading.value or 0) + 1)}
    assert cell not in deduce(without(replace(report, cells=cells), {cell}, State.UNREADABLE))


def test_the_finding_names_cell_value_and_reason_and_the_cell_stays_as_it_is() -> None:
    cell = Cell("applications", "granted", "natural_person")
    report = sound(5)
    true = true_values(report)[cell]
    gone = without(report, {cell}, State.UNREADABLE)
    findings = run_checks(Batch([gone], build_frames([gone]))).findings
    told = [f for f in findings if f.suspect]
    assert {(f.suspect, f.suggested) for f in told} == {((cell,), (true,))}
    assert all("T303" in f.diagnosis for f in told)
    assert gone.cells[cell].value is None
