"""The mistakes that people make with such tables, each as the change that undoes it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, islice
from typing import NamedTuple

from audit.localise.linear import Linear
from audit.localise.puzzle import LEAST, Puzzle

# the kinds, and what each costs; a slip of one digit costs 100
SWAP, CROSSED, SHIFT, MOVE, LINE, RESULT = 130, 150, 150, 160, 160, 90
_MANY = 260  # a whole row of results off in several columns
_PAIRS = 60  # of numbers in one wrong column that are looked at


class Step(NamedTuple):
    """One mistake undone: kind, cost, new values by cell, and what that does to equations."""

    kind: str
    cost: int
    changes: tuple[tuple[int, int], ...]
    effect: tuple[tuple[int, int], ...]


def changed(puzzle: Puzzle, kind: str, cost: int, changes: dict[int, int]) -> Step | None:
    """Return the step for some new values; None if it changes nothing or makes one negative."""
    new = {i: v for i, v in changes.items() if puzzle.values[i] != v}
    if not new or min(new.values()) < 0:
        return None
    effect: dict[int, int] = {}
    for i, value in new.items():
        by = value - puzzle.values[i]
        for k, sign in puzzle.system.touched[i]:
            effect[k] = effect.get(k, 0) + sign * by
        cost += puzzle.heard(i, value)
    left = tuple((k, by) for k, by in effect.items() if by)
    return Step(kind, max(LEAST, cost), tuple(new.items()), left) if left else None


class Mistakes:
    """The mistakes of one report that do not depend on what is off, each worked out once."""

    def __init__(self, puzzle: Puzzle) -> None:
        """Take the report's values; nothing is worked out before it is asked for."""
        self._puzzle = puzzle
        self._rows = [[puzzle.values[i] for i in line] for line in puzzle.system.lines]
        self._lively = frozenset(n for n, row in enumerate(self._rows) if any(row))
        self._known: dict[tuple[object, ...], Step | None] = {}

    def settling(self, equation: int, off: dict[int, int]) -> Iterator[Step]:
        """Yield those that touch an equation and make at least one hold of those that do not."""
        sizes = {abs(amount) for amount in off.values()}
        for step in self._touching(equation, sizes):
            if step:
                settles = touches = False
                for k, by in step.effect:
                    touches = touches or k == equation
                    settles = settles or off.get(k) == -by
                if settles and touches:
                    yield step

    def _touching(self, equation: int, sizes: set[int]) -> Iterator[Step | None]:
        system = self._puzzle.system
        first = system.beside.get(system.members[equation][0][0])
        if equation in system.down and first:
            for row, _ in system.down[equation][1]:
                if row in self._lively:
                    yield from self._in_row(row, first[1], sizes)
        elif first:
            last = len(self._rows[first[0]]) - 1
            yield from self._swap(first[0], last - 1, sizes, 2)
            yield from self._shifts(first[0])
            for upper in (first[0] - 1, first[0]):
                yield from self._crossed(upper, sizes)

    def _in_row(self, row: int, column: int, sizes: set[int]) -> Iterator[Step | None]:
        """Neighbours exchanged, a number in the wrong column, a row shifted."""
        values = self._rows[row]
        last = len(values) - 1
        for c in (column - 1, column):
            if 0 <= c < last:
                yield from self._swap(row, c, sizes)
        if column < last:
            for other in range(last):
                for of, to in ((column, other), (other, column)):
                    exchanged = not values[to] and abs(of - to) == 1
                    if of != to and values[of] in sizes and not exchanged:
                        yield self._moved(row, of, to)
        yield from self._shifts(row)

    def _moved(self, row: int, of: int, to: int) -> Step | None:
        values, line = self._rows[row], self._puzzle.system.lines[row]
        new = {line[of]: 0, line[to]: values[to] + values[of]}
        return self._once(("column", row, of, to), MOVE, new)

    def _swap(self, row: int, c: int, sizes: set[int], times: int = 1) -> Iterator[Step | None]:
        """Two neighbours exchanged; in a total's equation that counts twice."""
        (left, right), line = self._rows[row][c : c + 2], self._puzzle.system.lines[row]
        if left != right and (times * abs(left - right) in sizes or abs(left - right) in sizes):
            yield self._once(("swap", row, c), SWAP, {line[c]: right, line[c + 1]: left})

    def _shifts(self, row: int) -> Iterator[Step | None]:
        """Every number one place too far right (the total fell off), or left (the first did)."""
        values, line = self._rows[row], self._puzzle.system.lines[row]
        if row in self._lively and values[0] == 0:
            right = [*values[1:], sum(values[1:])]
            yield self._once(("shift", row, 1), SHIFT, dict(zip(line, right, strict=True)))
        if row in self._lively and values[-1] == 0:
            left = [values[-2] - sum(values[:-2]), *values[:-1]]
            yield self._once(("shift", row, -1), SHIFT, dict(zip(line, left, strict=True)))

    def _crossed(self, upper: int, sizes: set[int]) -> Iterator[Step | None]:
        """Two numbers of one column exchanged between neighbouring rows."""
        if not 0 <= upper < len(self._rows) - 1:
            return
        above, below = self._puzzle.system.lines[upper : upper + 2]
        pairs = zip(self._rows[upper], self._rows[upper + 1], strict=True)
        for c, (a, b) in enumerate(pairs):
            if abs(a - b) in sizes:
                yield self._once(("crossed", upper, c), CROSSED, {above[c]: b, below[c]: a})

    def _once(self, key: tuple[object, ...], cost: int, new: dict[int, int]) -> Step | None:
        if key not in self._known:
            self._known[key] = changed(self._puzzle, str(key[0]), cost, new)
        return self._known[key]


def fitting(puzzle: Puzzle, equation: int, off: dict[int, int]) -> Iterator[Step]:
    """Yield the mistakes that just undo what is off down a column: a whole row with its total."""
    system = puzzle.system
    if equation not in system.down:
        return
    rule, rows = system.down[equation]
    across = system.across[rule]
    wrong = {c: off[k] for c, k in enumerate(across) if k in off}
    last = len(across) - 1
    yield from _both_moved(puzzle, equation, across, wrong, rows)
    if last not in wrong:
        yield from _moved(puzzle, equation, across, wrong, rows)
        return
    sets = [wrong] if wrong[last] == sum(v for c, v in wrong.items() if c != last) else []
    column = across.index(equation)
    alone = {column: wrong[column], last: wrong[column]}
    if column != last and alone != wrong:
        sets.append(alone)
    for by in sets:
        for row, sign in rows:
            step = _row_off(puzzle, system, row, {c: -sign * v for c, v in by.items()})
            if step:
                yield step


def _row_off(puzzle: Puzzle, system: Linear, row: int, by: dict[int, int]) -> Step | None:
    line = system.lines[row]
    new = {line[c]: puzzle.values[line[c]] + d for c, d in by.items()}
    if min(new.values()) < 0 or len(new) < 2:
        return None
    if row in system.balances:
        return changed(puzzle, "row", LINE, new)
    if len(system.touched[line[0]]) > 2:
        return changed(puzzle, "stale", LINE, new)
    if len(new) > 2:
        return changed(puzzle, "row", _MANY, new)
    first = min(new)
    cost = RESULT + max(LEAST, puzzle.cost(first, new[first]) - puzzle.heard(first, new[first]))
    return changed(puzzle, "row", cost, new)


def _moved(
    puzzle: Puzzle,
    equation: int,
    across: tuple[int, ...],
    wrong: dict[int, int],
    rows: tuple[tuple[int, int], ...],
) -> Iterator[Step]:
    """A number added to the column beside instead of being put into its own, empty one."""
    here = across.index(equation)
    for there, by in wrong.items():
        if there == here or by != -wrong[here]:
            continue
        for row, sign in rows:
            line, d = puzzle.system.lines[row], -sign * wrong[here]
            of, to = (line[here], line[there]) if d < 0 else (line[there], line[here])
            if puzzle.values[to] == 0 and puzzle.values[of] > abs(d):
                new = {of: puzzle.values[of] - abs(d), to: abs(d)}
                step = changed(puzzle, "column", MOVE, new)
                if step:
                    yield step


def _both_moved(
    puzzle: Puzzle,
    equation: int,
    across: tuple[int, ...],
    wrong: dict[int, int],
    rows: tuple[tuple[int, int], ...],
) -> Iterator[Step]:
    """Two rows with a number in the same wrong column: neither alone settles an equation."""
    here, last = across.index(equation), len(across) - 1
    for there, by in wrong.items():
        if last in (here, there) or there == here or by != -wrong[here]:
            continue
        moved: list[tuple[int, int, dict[int, int]]] = []
        for row, sign in rows:
            of, to = (here, there) if sign * wrong[here] > 0 else (there, here)
            line, values = puzzle.system.lines[row], puzzle.values
            size = values[line[of]]
            if 0 < size < abs(by):
                alone = not values[line[to]] and abs(of - to) == 1
                new = {line[of]: 0, line[to]: values[line[to]] + size}
                moved.append((size, SWAP if alone else MOVE, new))
        pairs = ((a, b) for a, b in combinations(moved, 2) if a[0] + b[0] == abs(by))
        for (_, one, first), (_, other, second) in islice(pairs, _PAIRS):
            step = changed(puzzle, "column", one + other, first | second)
            if step:
                yield step
