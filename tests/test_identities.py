"""Five outcomes for every rule, and a second opinion that shares no code with the first."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.form import VERSIONS, Cell, Identity, load_form
from audit.identities import OUTCOMES, Outcome, arrays, evaluate, system
from audit.report import NOT_ON_FORM, STATES, Reading, State

NUMBERS = (State.READ, State.REPAIRED, State.CORRECTED)
GAPS = (State.BLANK, State.MARK)
LOST = (State.UNREADABLE, State.ABSENT)
EVERY = sorted({(version, rule.id) for version in VERSIONS for rule in load_form(version).rules})


Changes = dict[Cell, Reading]


def outcomes(cells: Changes, version: str) -> dict[tuple[str, str], Outcome]:
    """What the product says of one report, by rule and place."""
    values, states = arrays(cells)
    result = evaluate(values[None], states[None], np.array([version]))
    codes = result.outcomes[0]
    keys = [identity.key for identity in system().identities]
    return {key: OUTCOMES[code] for key, code in zip(keys, codes, strict=True)}


@cache
def zeros(version: str) -> Changes:
    """A report of nothing but zeros, (六) filled as the form prints it; not to be changed."""
    form = load_form(version)
    return {
        cell: Reading(State.READ, 0.0) if cell in form.cells else NOT_ON_FORM
        for cell in form.places
    }


def judged(cases: list[tuple[Identity, Changes]], version: str) -> list[Outcome]:
    """The outcome of each identity in zeros changed so; all in one call, to be quick."""
    values, states = arrays(zeros(version))
    values, states = np.tile(values, (len(cases), 1)), np.tile(states, (len(cases), 1))
    for n, (_, changes) in enumerate(cases):
        for cell, reading in changes.items():
            column = system().column(cell)
            states[n, column] = STATES.index(reading.state)
            values[n, column] = np.nan if reading.value is None else reading.value
    codes = evaluate(values, states, np.full(len(cases), version)).outcomes
    keys = [identity.key for identity in system().identities]
    return [OUTCOMES[codes[n, keys.index(i.key)]] for n, (i, _) in enumerate(cases)]


def used_cells(identity: Identity, version: str) -> list[Cell]:
    return [cell for cell in identity.cells if zeros(version)[cell] is not NOT_ON_FORM]


def breaking(identity: Identity, version: str) -> Changes:
    """One number that this identity cannot bear."""
    # a larger left side breaks <= and =, a smaller one breaks >=
    wanted = -1 if identity.relation == ">=" else 1
    effects = [(cell, sign) for cell, sign in identity.left]
    effects += [(cell, -sign) for cell, sign in identity.right]
    used = used_cells(identity, version)
    cell = next(cell for cell, effect in effects if effect == wanted and cell in used)
    return {cell: Reading(State.READ, 7.0)}


def identities_of(version: str, rule: str) -> list[Identity]:
    found = [identity for identity in load_form(version).identities if identity.rule.id == rule]
    assert found
    return found


@pytest.mark.parametrize(("version", "rule"), EVERY)
def test_passed_and_failed(version: str, rule: str) -> None:
    found = [i for i in identities_of(version, rule) if used_cells(i, version)]
    assert set(judged([(i, {}) for i in found], version)) == {Outcome.PASSED}
    broken = [(i, breaking(i, version)) for i in found]
    assert set(judged(broken, version)) == {Outcome.FAILED}


@pytest.mark.parametrize("gap", GAPS)
@pytest.mark.parametrize(("version", "rule"), EVERY)
def test_blanks_count_as_zero_only_to_pass(version: str, rule: str, gap: State) -> None:
    holding: list[tuple[Identity, Changes]] = []
    broken = list(holding)
    for identity in identities_of(version, rule):
        for blank in used_cells(identity, version):
            holding.append((identity, {blank: Reading(gap)}))
            changes = breaking(identity, version)
            if blank not in changes:
                broken.append((identity, {**changes, blank: Reading(gap)}))
    assert set(judged(holding, version)) == {Outcome.BLANKS_AS_ZERO}
    assert set(judged(broken, version)) == {Outcome.UNDECIDED}


@pytest.mark.parametrize("lost", LOST)
@pytest.mark.parametrize(("version", "rule"), EVERY)
def test_what_is_lost_decides_nothing(version: str, rule: str, lost: State) -> None:
    cases: list[tuple[Identity, Changes]] = []
    for identity in identities_of(version, rule):
        for cell in used_cells(identity, version):
            gone = {cell: Reading(lost)}
            blank = dict.fromkeys(used_cells(identity, version), Reading(State.BLANK))
            cases += [(identity, gone), (identity, blank | gone)]
            cases.append((identity, breaking(identity, version) | gone))
    assert set(judged(cases, version)) == {Outcome.UNDECIDED}


@pytest.mark.parametrize(("version", "rule"), EVERY)
def test_not_applicable(version: str, rule: str) -> None:
    other = next(v for v in VERSIONS if v != version)
    foreign = rule not in {r.id for r in load_form(other).rules}
    for identity in identities_of(version, rule):
        gone = {**zeros(version), **dict.fromkeys(identity.cells, NOT_ON_FORM)}
        assert outcomes(gone, version)[identity.key] is Outcome.NOT_APPLICABLE
        assert outcomes(zeros(version), "")[identity.key] is Outcome.NOT_APPLICABLE
        if foreign:
            assert outcomes(zeros(other), other)[identity.key] is Outcome.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("version", "rule", "at", "cell", "value", "outcome"),
    [
        ("2019", "T207", "regulations", "disclosure.regulations.disclosed", 1, Outcome.FAILED),
        (
            "2019",
            "T207",
            "regulations",
            "disclosure.regulations.disclosed_total",
            1,
            Outcome.PASSED,
        ),
        ("2021", "T201", "regulations", "disclosure.regulations.issued", 1, Outcome.FAILED),
        ("2021", "T201", "regulations", "disclosure.regulations.repealed", 1, Outcome.PASSED),
        ("2021", "T304", "total", "applications.carried_out.total", 1, Outcome.FAILED),
        ("2021", "T304", "total", "applications.carried_in.total", 1, Outcome.PASSED),
        ("2021", "T303", "granted", "applications.granted.total", 1e-7, Outcome.PASSED),
        ("2021", "T303", "granted", "applications.granted.total", 1e-5, Outcome.FAILED),
        ("2021", "T303", "granted", "applications.granted.total", -1, Outcome.FAILED),
        ("2021", "T305", "business", "applications.results_total.business", 1e15, Outcome.FAILED),
    ],
)
def test_relations_have_a_direction(
    version: str, rule: str, at: str, cell: str, value: float, outcome: Outcome
) -> None:
    cells = {**zeros(version), Cell(*cell.split(".")): Reading(State.READ, float(value))}
    assert outcomes(cells, version)[rule, at] is outcome


def test_sides_are_told() -> None:
    cells = zeros("2021") | {
        Cell("applications", "new_received", "total"): Reading(State.READ, 5.0),
        Cell("applications", "carried_out", "total"): Reading(State.READ, 3.0),
    }
    values, states = arrays(cells)
    result = evaluate(values[None], states[None], np.array(["2021"]))
    n = [identity.key for identity in system().identities].index(("T301", "total"))
    assert (result.left[0, n], result.right[0, n]) == (5.0, 3.0)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("official", [True, False])
def test_either_way_of_other_processing_counts_once(version: str, official: bool) -> None:
    (choice,) = load_form(version).tables["applications"].alternatives
    used, unused = choice.official, choice.alternative
    if not official:
        used, unused = unused, used
    cells = dict(zeros(version))
    for row in (*used, *unused):
        for column in ("natural_person", "total"):
            place = Cell("applications", row, column)
            cells[place] = Reading(State.READ, 4.0) if row in used else NOT_ON_FORM
    for column in ("natural_person", "total"):
        sum_ = Reading(State.READ, 4.0 * len(used))
        cells[Cell("applications", "results_total", column)] = sum_
    said = outcomes(cells, version)
    assert said["T302", "total"] is said["T302", "natural_person"] is Outcome.PASSED
    assert {said["T303", row] for row in used} == {Outcome.PASSED}
    columns = load_form(version).tables["applications"].columns
    gone = {Cell("applications", row, c.key): NOT_ON_FORM for row in unused for c in columns}
    assert {outcomes(cells | gone, version)["T303", row] for row in unused} == {
        Outcome.NOT_APPLICABLE
    }


# ── a second opinion: rules straight from the TOML, one cell at a time ──


def raw_rules(version: str) -> list[tuple[dict[str, Any], str, dict[str, list[str]]]]:
    """Rule, place, and what every word of its equation stands for there."""
    raw = tomllib.loads(files("audit").joinpath(f"forms/{version}.toml").read_text("utf-8"))
    out = []
    for rule in raw["rules"]:
        table = raw["tables"][rule["table"]]
        summed, spread = (
            (table["columns"], table["rows"])
            if rule["each"] == "row"
            else (table["rows"], table["columns"])
        )
        words = {line["key"]: [line["key"]] for line in summed}
        for line in summed:
            for group in line.get("groups", []):
                words.setdefault(f"sum({group})", []).append(line["key"])
        out += [(rule, s["key"], words) for s in spread if s["key"] in rule.get("only", [s["key"]])]
    return out


def slow_outcome(
    rule: dict[str, Any], at: str, words: dict[str, list[str]], cells: dict[Cell, Reading]
) -> Outcome:
    inputs: list[Reading] = []

    def side(text: str) -> float:
        total = 0.0
        for sign, word in re.findall(r"([+-]?)\s*(sum\(\w+\)|\w+)", text):
            if word.isdigit():
                total += float(sign + word)
                continue
            for key in words[word]:
                row, column = (at, key) if rule["each"] == "row" else (key, at)
                reading = cells[Cell(rule["table"], row, column)]
                if reading.state is not State.NOT_ON_FORM:
                    inputs.append(reading)
                    number = reading.value if reading.state in NUMBERS else 0.0
                    total += -(number or 0.0) if sign == "-" else number or 0.0
        return total

    relation = re.search(r"<=|>=|=", rule["equation"])
    assert relation
    left, right = (side(text) for text in rule["equation"].split(relation.group()))
    gap = left - right
    near = abs(gap) < 1e-6
    holds = {"=": near, "<=": gap < 0 or near, ">=": gap > 0 or near}[relation.group()]
    states = {reading.state for reading in inputs}
    if not inputs:
        return Outcome.NOT_APPLICABLE
    if states & set(LOST):
        return Outcome.UNDECIDED
    if states & set(GAPS):
        return Outcome.BLANKS_AS_ZERO if holds else Outcome.UNDECIDED
    return Outcome.PASSED if holds else Outcome.FAILED


# few different numbers and mostly numbers: then many equations hold by chance
readings = st.one_of(
    *[st.builds(Reading, st.just(s), st.sampled_from([0.0, 0.0, 1.0, 2.5])) for s in NUMBERS * 3],
    *[st.builds(Reading, st.just(s)) for s in (*GAPS, *LOST)],
    # a number kept beside a state that has none must not count
    *[st.builds(Reading, st.just(s), st.just(9.0)) for s in (*GAPS, *LOST, State.NOT_ON_FORM)],
    st.just(NOT_ON_FORM),
)


@settings(max_examples=100)
@given(st.sampled_from(VERSIONS), st.data())
def test_the_slow_way_comes_to_the_same(version: str, data: st.DataObject) -> None:
    form = load_form(version)
    usual = data.draw(st.sampled_from([Reading(State.READ, 0.0), Reading(State.BLANK)]))
    cells = dict.fromkeys(form.places, usual)
    # some rows and columns in detail, the rest alike
    changed = data.draw(st.lists(st.sampled_from(form.places), max_size=60))
    cells |= {cell: data.draw(readings) for cell in changed}
    said = outcomes(cells, version)
    rules = raw_rules(version)
    slow = {(rule["id"], at): slow_outcome(rule, at, words, cells) for rule, at, words in rules}
    assert {key: said[key] for key in slow} == slow
    assert {said[key] for key in set(said) - set(slow)} <= {Outcome.NOT_APPLICABLE}


@settings(max_examples=20)
@given(st.lists(st.sampled_from(["2019", "2021", ""]), min_size=0, max_size=5), st.data())
def test_reports_are_judged_one_by_one(forms: list[str], data: st.DataObject) -> None:
    """A stack of reports gets the outcomes that each of them gets alone."""
    stack = []
    for version in forms:
        cells = dict(zeros(version)) if version else {}
        places = load_form(version or "2021").places
        for cell in data.draw(st.lists(st.sampled_from(places), max_size=4)):
            cells[cell] = data.draw(readings)
        stack.append(arrays(cells))
    width = len(system().cells)
    values = np.vstack([v for v, _ in stack]) if stack else np.empty((0, width))
    states = np.vstack([s for _, s in stack]) if stack else np.empty((0, width), dtype=np.int8)
    together = evaluate(values, states, np.array(forms, dtype=str)).outcomes
    assert together.shape == (len(forms), len(system().identities))
    for n, version in enumerate(forms):
        alone = evaluate(values[n : n + 1], states[n : n + 1], np.array([version])).outcomes
        assert (together[n] == alone[0]).all()
