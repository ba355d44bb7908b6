"""From the cheapest explanations of a report to causes that stand on their own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from audit.form import Cell, Identity
from audit.localise.mistakes import Step
from audit.localise.puzzle import Puzzle, may_be_misread, one_slip
from audit.localise.search import Searched, Solution

NEAR = 25  # explanations that differ by less are equally good


class Grade(StrEnum):
    """How sure a cause is, in words and never as a percentage."""

    ONLY = "甲"  # no other explanation nearly as good was found
    BEST = "乙"  # the best of several
    EQUAL = "丙"  # several that are equally good
    UNKNOWN = "丁"  # no explanation was found


@dataclass(frozen=True, slots=True)
class Explanation:
    """Cells with the values they should have, all together, and what mistake that would be.

    `kinds` are cell, swap, crossed, shift, column, row, stale; a cell alone is told more closely:
    digit, transposed, added, lost, zero, blank, unread, other.
    """

    cells: tuple[Cell, ...]
    values: tuple[float, ...]
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cause:
    """What most likely is wrong, with the equations that do not hold because of it.

    `explanations` are all that are equally good, none if grade is UNKNOWN. `reading` tells that
    a number misread, rather than one misreported, is likelier. `for_it` are the sources
    (last_year, claim) that give the suggested values.
    """

    grade: Grade
    identities: tuple[Identity, ...]
    explanations: tuple[Explanation, ...] = ()
    reading: bool = False
    for_it: tuple[str, ...] = ()

    @property
    def cells(self) -> tuple[Cell, ...]:
        """Every cell under suspicion, those of the first explanation first."""
        return tuple(dict.fromkeys(cell for e in self.explanations for cell in e.cells))


def causes_of(puzzle: Puzzle, off: dict[int, int], searched: Searched) -> list[Cause]:
    """Split what a search found into causes; without an explanation there is one, of grade 丁."""
    identities = puzzle.system.identities
    if not searched.solutions:
        return [Cause(Grade.UNKNOWN, tuple(identities[k] for k in sorted(off)))]
    cheapest = searched.solutions[0].cost
    equal = [s for s in searched.solutions if s.cost <= cheapest + NEAR]
    out = []
    for block in _blocks(off, equal):
        told: dict[frozenset[tuple[int, int]], tuple[Step, ...]] = {}
        for solution in equal:
            steps = tuple(s for s in solution.steps if any(k in block for k, _ in s.effect))
            told.setdefault(frozenset(c for s in steps for c in s.changes), steps)
        told.pop(frozenset(), None)
        found = tuple(identities[k] for k in sorted(block & off.keys()))
        if told and found:
            out.append(_cause(puzzle, found, told, searched))
    return out


def _blocks(off: dict[int, int], equal: Sequence[Solution]) -> list[frozenset[int]]:
    """Sets of equations that no step of any of the equally good explanations connects."""
    parent: dict[int, int] = {k: k for k in off}

    def root(k: int) -> int:
        parent.setdefault(k, k)
        while parent[k] != k:
            k = parent[k]
        return k

    for solution in equal:
        for step in solution.steps:
            first = root(step.effect[0][0])
            for k, _ in step.effect[1:]:
                parent[root(k)] = first
    blocks: dict[int, set[int]] = {}
    for k in sorted(parent):
        blocks.setdefault(root(k), set()).add(k)
    return [frozenset(block) for block in blocks.values()]


def _cause(
    puzzle: Puzzle,
    found: tuple[Identity, ...],
    told: dict[frozenset[tuple[int, int]], tuple[Step, ...]],
    searched: Searched,
) -> Cause:
    cells = puzzle.system.cells
    explanations = []
    for changes, steps in told.items():
        ordered = sorted(changes)
        kinds = dict.fromkeys(_kind(puzzle, step) for step in steps)
        values = tuple(float(value) for _, value in ordered)
        explanations.append(Explanation(tuple(cells[i] for i, _ in ordered), values, tuple(kinds)))
    first = next(iter(told))
    grade = Grade.EQUAL
    if len(told) == 1:
        others = any(not first <= s.changes for s in searched.solutions)
        grade = Grade.BEST if others or not searched.complete else Grade.ONLY
    read = all(any(may_be_misread(puzzle.readings[i]) for i, _ in changes) for changes in told)
    return Cause(grade, found, tuple(explanations), read, _for_it(puzzle, told))


def _for_it(puzzle: Puzzle, told: Iterable[frozenset[tuple[int, int]]]) -> tuple[str, ...]:
    """The sources that confirm the suggested values, if there is one explanation."""
    found = list(told)
    if len(found) != 1:
        return ()
    agree = {w.source for i, new in found[0] for w in puzzle.said.get(i, ()) if w.value == new}
    return tuple(sorted(agree))


def _kind(puzzle: Puzzle, step: Step) -> str:
    if step.kind != "cell":
        return step.kind
    ((cell, new),) = step.changes
    old, reading = puzzle.values[cell], puzzle.readings[cell]
    if puzzle.unread(cell):
        return "unread"
    if reading.value is None:
        return "blank"
    if cell in puzzle.odd:
        return "odd"
    return one_slip(old, new) or ("zero" if not old or not new else "other")
