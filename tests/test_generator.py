"""The generator itself: its numbers hold together, its layouts show all of them."""

from __future__ import annotations

import re
from collections import Counter
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from audit.form import VERSIONS, Cell, load_form
from audit.identities import OUTCOMES, Outcome, arrays, evaluate, system
from audit.report import NOT_ON_FORM, Reading, State
from samples.generator import (
    LAYOUTS,
    Damage,
    consistent,
    expected,
    extension,
    generate,
    render,
    score,
    supports,
)
from samples.generator.spans import merged, pages, repeated, split
from samples.generator.tables import SHORT, Grid, Wording, grids

seeds = st.integers(0, 10**6)
versions = st.sampled_from(VERSIONS)
ways = st.sampled_from([None, True, False])

DAMAGES = (
    Damage(),
    Damage(lost=0.3),
    Damage(lost=0.1, lost_as="?"),
    Damage(page_breaks=True),
    Damage(merged=True),
    Damage(merged=True, page_breaks=True, lost=0.1),
    Damage(traditional=True),
    Damage(zeros="blank"),
    Damage(zeros="/"),
    Damage(zeros="-"),
)
COMBINATIONS = [(layout, damage) for layout in LAYOUTS for damage in DAMAGES]


def read(cells: dict[Cell, float]) -> dict[Cell, Reading]:
    return {cell: Reading(State.READ, value) for cell, value in cells.items()}


@settings(max_examples=60)
@given(seeds, versions, ways)
def test_every_identity_holds(seed: int, version: str, single: bool | None) -> None:
    cells = consistent(load_form(version), Random(seed), single_other_row=single)
    values, states = arrays(read(cells))
    outcomes = evaluate(values[None], states[None], np.array([version])).outcomes[0]
    in_use = [set(identity.cells) & set(cells) != set() for identity in system().identities]
    on_form = np.array([version in forms for forms in system().forms]) & np.array(in_use)
    assert set(outcomes[on_form]) == {OUTCOMES.index(Outcome.PASSED)}


@settings(max_examples=25)
@given(seeds, versions, ways, st.integers(-9, 9).filter(bool))
def test_any_changed_number_makes_an_identity_differ(
    seed: int, version: str, single: bool | None, change: int
) -> None:
    cells = consistent(load_form(version), Random(seed), single_other_row=single)
    values, states = arrays(read(cells))
    tied = [system().column(cell) for cell in cells if cell.table != "disclosure"]
    changed = np.tile(values, (len(tied), 1))
    changed[np.arange(len(tied)), tied] += change
    forms = np.full(len(tied), version)
    outcomes = evaluate(changed, np.tile(states, (len(tied), 1)), forms).outcomes
    assert (outcomes == OUTCOMES.index(Outcome.FAILED)).any(axis=1).all()


@pytest.mark.parametrize(("version", "single", "count"), [("2021", True, 186), ("2019", None, 198)])
def test_one_way_to_fill_other_processing(version: str, single: bool | None, count: int) -> None:
    assert len(consistent(load_form(version), Random(1), single_other_row=single)) == count


def test_sizes_vary() -> None:
    reports = [generate(Random(seed)) for seed in range(60)]
    received = [r.cells[Cell("applications", "new_received", "total")] for r in reports]
    assert min(received) == 0
    assert max(received) > 1000
    every = [(c, v) for r in reports for c, v in r.cells.items()]
    assert any(v < 0 for c, v in every if c.column == "items_change")
    assert any(v >= 100_000 for c, v in every if c.column == "decisions")
    assert any(v % 1 for c, v in every if c.column == "amount")


def test_prose_tells_the_numbers() -> None:
    for seed in range(40):
        report = generate(Random(seed), year=2023)
        received = int(report.cells[Cell("applications", "new_received", "total")])
        text = "".join(report.sections["overview"])
        assert f"收到政府信息公开申请{received}件" in text or "未收到政府信息公开申请" in text


@pytest.mark.parametrize("version", VERSIONS)
def test_short_wordings_are_aliases(version: str) -> None:
    table = load_form(version).tables["applications"]
    for key, words in SHORT.items():
        assert words in table.row(key).aliases


def numbers_in(text: str) -> Counter[float]:
    return Counter(float(n) for n in re.findall(r"-?\d+(?:\.\d+)?", text))


def tables_of(rendered: str, layout: str) -> str:
    if extension(layout) == "html":
        cells = LexborHTMLParser(rendered).css("td,th")
        return "\n".join(c.text() for c in cells if c.css_first("table") is None)
    return re.split(r"\n\W*五、", re.split(r"\n\W*二、", rendered, maxsplit=1)[1])[0]


@pytest.mark.parametrize(("layout", "damage"), COMBINATIONS)
def test_every_number_is_rendered(layout: str, damage: Damage) -> None:
    if not supports(layout, damage):
        pytest.skip("this layout cannot show this damage")
    for seed in range(3):
        report = generate(Random(seed))
        rendered = render(report, layout, Random(seed), damage)
        said = expected(report, damage).values()
        wanted = Counter(value for _, value in said if value is not None)
        assert wanted <= numbers_in(tables_of(rendered, layout))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_same_seed_same_page(layout: str) -> None:
    damage = Damage(lost=0.2, page_breaks=True, merged=True, traditional=True)
    pages = {render(generate(Random(5)), layout, Random(5), damage) for _ in range(2)}
    assert len(pages) == 1
    assert render(generate(Random(5)), layout, Random(6), damage) not in pages


def test_blank_zeros_need_places() -> None:
    report = generate(Random(0))
    with pytest.raises(ValueError, match="space"):
        render(report, "space", Random(0), Damage(zeros="blank"))


@pytest.mark.parametrize("zeros", ["0", "blank", "/", "-", "—", "无"])
def test_expected_follows_the_print(zeros: str) -> None:
    report = generate(Random(3), year=2020)
    damage = Damage(zeros=zeros)  # type: ignore[arg-type]
    said = expected(report, damage)
    assert set(said) == set(report.cells)
    kind = {"0": "number", "blank": "blank"}.get(zeros, "mark")
    for cell, value in report.cells.items():
        assert said[cell][0] == (kind if value == 0 else "number")
        assert said[cell][1] == (value if said[cell][0] == "number" else None)


def test_labels_lose_no_digit_and_are_never_lost_whole() -> None:
    damage = Damage(lost=0.9)
    for seed in range(50):
        assert damage.label("1.其他", Random(seed)).startswith("1")
        assert len(damage.label("规章", Random(seed))) >= 1
    assert Damage(lost=1.0, lost_as="?").label("(七)总计", Random(0)).count("?") == 4


def tiled(grid: Grid) -> bool:
    """Whether the slots cover every place of the grid exactly once."""
    area = sum(slot.rows * slot.columns for row in grid.rows for slot in row)
    return area == grid.width * len(grid.rows) and len(grid.placed()) == len(grid.rows)


@settings(max_examples=30)
@given(seeds)
def test_tables_are_tiled_whatever_happens_to_them(seed: int) -> None:
    rng = Random(seed)
    report = generate(rng)
    made = grids(report, Wording.drawn(rng, separated=True), Damage(), rng)
    assert all(tiled(grid) for grid in made.values())
    grid = made["applications"]
    for changed in (merged(grid, rng), repeated(grid)):
        assert tiled(changed)
        assert all(tiled(part) for part in pages(changed, rng))
    for at in range(grid.head + 1, len(grid.rows)):
        assert all(tiled(part) for part in split(grid, at, head=rng.random() < 0.5))


def test_score_tells_wrong_from_unread() -> None:
    cells = [Cell("disputes", "review", column) for column in ("upheld", "corrected", "total")]
    two = dict.fromkeys(cells, ("number", 2.0))
    readings = {
        cells[0]: Reading(State.READ, 2.0),
        cells[1]: Reading(State.UNREADABLE, None, "?2"),
    }
    assert score(two, readings) == {"right": 1, "flagged": 1, "missing": 1, "silent": 0}  # type: ignore[arg-type]
    readings[cells[1]] = Reading(State.BLANK)
    readings[Cell("disputes", "review", "other")] = Reading(State.READ, 0.0)
    readings[Cell("disputes", "review", "pending")] = NOT_ON_FORM
    assert score(two, readings)["silent"] == 2  # type: ignore[arg-type]
    blank = {cells[0]: ("mark", None)}
    assert score(blank, {cells[0]: Reading(State.BLANK)})["right"] == 1  # type: ignore[arg-type]
    assert score(blank, {cells[0]: Reading(State.READ, 0.0)})["silent"] == 1  # type: ignore[arg-type]
