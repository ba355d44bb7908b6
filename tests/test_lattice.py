"""Tables found again from the lines that rule them, however these are cut, doubled or shifted."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.read.pages.lattice import Lattice, LatticeCell, Rule, lattices

TOLERANCE = 3.0
Span = tuple[int, int, int, int]  # top, left, bottom, right: places of a grid, from 0


def grid(rng: Random, rows: int, columns: int) -> list[Span]:
    """A grid in which some rectangles of places are merged, by row, then by column."""
    free = {(r, c) for r in range(rows) for c in range(columns)}
    spans: list[Span] = []
    while free:
        top, left = min(free)
        bottom = rng.randint(top, min(rows - 1, top + rng.choice((0, 0, 0, 2))))
        right = rng.randint(left, min(columns - 1, left + rng.choice((0, 0, 0, 3))))
        inside = {(r, c) for r in range(top, bottom + 1) for c in range(left, right + 1)}
        if not inside <= free:
            inside, bottom, right = {(top, left)}, top, left
        free -= inside
        spans.append((top, left, bottom, right))
    return sorted(spans)


def places(rng: Random, count: int, start: float) -> list[float]:
    out = [start]
    for _ in range(count):
        out.append(out[-1] + rng.uniform(12, 60))
    return out


def cut(rng: Random, rule: Rule) -> list[Rule]:
    """A line in pieces that overlap or leave a gap of a point or two, sometimes drawn twice."""
    pieces, at = [], rule.start
    while at < rule.end:
        end = min(rule.end, at + rng.uniform(4, 80))
        pieces.append(Rule(rule.at + rng.uniform(-0.4, 0.4), at, end))
        at = end + rng.uniform(-2, 1.9)
    if rng.random() < 0.3:
        pieces.append(rule._replace(at=rule.at + 1.6))
    return [p if rng.random() < 0.7 else Rule(p.at, p.end, p.start) for p in pieces]


class Drawn:
    """A table's lines, cut and shuffled, and the cells that must be found again."""

    def __init__(self, rng: Random, left: float = 50.0, top: float = 80.0) -> None:
        rows, columns = rng.randint(1, 9), rng.randint(2, 9)
        self.spans = grid(rng, rows, columns)
        self.ys, self.xs = places(rng, rows, top), places(rng, columns, left)
        self.across: list[Rule] = []
        self.down: list[Rule] = []
        for t, w, b, r in self.spans:
            box = (self.xs[w], self.ys[t], self.xs[r + 1], self.ys[b + 1])
            for y in (box[1], box[3]):
                self.across += cut(rng, Rule(y, box[0], box[2]))
            for x in (box[0], box[2]):
                self.down += cut(rng, Rule(x, box[1], box[3]))
        rng.shuffle(self.across)
        rng.shuffle(self.down)

    def expected(self) -> list[Span]:
        """Spans without the grid lines that no cell begins or ends at."""
        tops = sorted({edge for t, _, b, _ in self.spans for edge in (t, b + 1)})
        lefts = sorted({edge for _, w, _, r in self.spans for edge in (w, r + 1)})
        return [
            (tops.index(t) + 1, lefts.index(w) + 1, tops.index(b + 1), lefts.index(r + 1))
            for t, w, b, r in self.spans
        ]

    def boxes(self) -> list[tuple[float, ...]]:
        return [
            (self.xs[w], self.ys[t], self.xs[r + 1], self.ys[b + 1]) for t, w, b, r in self.spans
        ]


def check(drawn: Drawn, found: Lattice) -> None:
    assert [(c.row, c.column) for c in found.cells] == [s[:2] for s in drawn.expected()]
    for cell, box in zip(found.cells, drawn.boxes(), strict=True):
        assert cell.box == pytest.approx(box, abs=TOLERANCE)


@given(st.integers(0, 10**6))
def test_cells_are_found_again(seed: int) -> None:
    drawn = Drawn(Random(seed))
    found = lattices(drawn.across, drawn.down, TOLERANCE)
    if len(drawn.spans) == 1:
        assert found == []
        return
    (one,) = found
    check(drawn, one)


@given(st.integers(0, 10**6))
def test_tables_beside_and_below_each_other_stay_apart(seed: int) -> None:
    rng = Random(seed)
    first = Drawn(rng)
    beside = Drawn(rng, left=first.xs[-1] + 8, top=81)
    below = Drawn(rng, top=max(first.ys[-1], beside.ys[-1]) + 14)
    three = [drawn for drawn in (first, beside, below) if len(drawn.spans) > 1]
    across = [rule for drawn in (below, beside, first) for rule in drawn.across]
    down = [rule for drawn in (below, beside, first) for rule in drawn.down]
    found = lattices(across, down, TOLERANCE)
    assert len(found) == len(three)
    for drawn in three:
        mine = min(
            found, key=lambda one: abs(one.box[0] - drawn.xs[0]) + abs(one.box[1] - drawn.ys[0])
        )
        check(drawn, mine)


def ruled(xs: list[float], ys: list[float]) -> tuple[list[Rule], list[Rule]]:
    return [Rule(y, xs[0], xs[-1]) for y in ys], [Rule(x, ys[0], ys[-1]) for x in xs]


def names(found: list[Lattice]) -> list[list[tuple[int, int]]]:
    return [[(cell.row, cell.column) for cell in lattice.cells] for lattice in found]


def test_a_frame_is_no_table() -> None:
    assert lattices(*ruled([0, 500], [0, 700]), TOLERANCE) == []
    assert lattices([Rule(10, 0, 400)], [], TOLERANCE) == []
    assert lattices([], [], TOLERANCE) == []


def test_a_table_in_a_frame_is_found_alone() -> None:
    across, down = ruled([0, 500], [0, 700])
    inner = ruled([50, 250, 450], [100, 130, 160])
    (found,) = lattices(across + inner[0], down + inner[1], TOLERANCE)
    assert found.box == (50, 100, 450, 160)
    assert len(found.cells) == 4


@pytest.mark.parametrize("missing", [0, -1])
def test_borders_that_are_not_drawn(missing: int) -> None:
    across, down = ruled([50, 250, 350, 450], [100, 130, 160])
    box = (50, 100, 450, 160)
    del down[missing]
    (found,) = lattices(across, down, TOLERANCE)
    assert (found.box, len(found.cells)) == (box, 6)
    across, down = ruled([50, 250, 350, 450], [100, 130, 160])
    del across[missing]
    (found,) = lattices(across, down, TOLERANCE)
    assert (found.box, len(found.cells)) == (box, 6)


def test_cells_that_meet_in_a_corner_become_one_rectangle() -> None:
    """Places merged to an angle: the text of all of them is one cell, never a wrong one."""
    across, down = ruled([0, 100, 200], [0, 50, 100])
    across[1] = Rule(50, 100, 200)  # left column open between the rows
    down[1] = Rule(100, 50, 100)  # upper row open between the columns
    across2, down2 = ruled([300, 400], [0, 100])
    (found,) = lattices(
        [*across, Rule(0, 200, 300), Rule(100, 200, 300), *across2], [*down, *down2], TOLERANCE
    )
    assert found.cells[0] == LatticeCell(1, 1, (0, 0, 200, 100))


def test_lines_nowhere_are_left_out() -> None:
    across, down = ruled([0, 100, 200], [0, 50, 100])
    odd = [Rule(float("nan"), 0, 1), Rule(0, float("-inf"), float("inf"))]
    assert lattices(across + odd, odd + down, TOLERANCE) == lattices(across, down, TOLERANCE)


def test_a_drawing_of_very_many_lines_is_no_table() -> None:
    lines = [Rule(5.0 * n, 0, 5000) for n in range(1000)]
    assert lattices(lines, lines, TOLERANCE) == []


def test_an_underline_is_no_row() -> None:
    across, down = ruled([0, 100, 200], [0, 50, 100])
    found = lattices([*across, Rule(30, 120, 160)], down, TOLERANCE)
    assert names(found) == [[(1, 1), (1, 2), (2, 1), (2, 2)]]
