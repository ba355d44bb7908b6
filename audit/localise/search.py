"""Best-first search for the cheapest sets of mistakes that explain everything that is off."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import NamedTuple

from audit.localise.mistakes import Mistakes, Step, fitting
from audit.localise.puzzle import Puzzle

STEPS = 12_000  # a bound in steps, not in seconds: the same everywhere
SLACK = 100  # how much dearer an explanation may be and still be mentioned
_PER_EQUATION, _FAR, _MOST = 42, 50, 10
_AFTER, _PLUS = 3, 400


class Solution(NamedTuple):
    """A set of mistakes after which every equation holds, and what it costs."""

    cost: int
    steps: tuple[Step, ...]

    @property
    def changes(self) -> frozenset[tuple[int, int]]:
        """The new values by cell."""
        return frozenset(change for step in self.steps for change in step.changes)


@dataclass(frozen=True, slots=True)
class Searched:
    """What a search found, cheapest first; `complete` if it looked at all that is as cheap."""

    solutions: tuple[Solution, ...]
    complete: bool
    steps: int


class _Node(NamedTuple):
    cost: int
    off: dict[int, int]
    new: dict[int, int]
    path: tuple[Step, ...]


def search(puzzle: Puzzle, off: dict[int, int], most: int = STEPS) -> Searched:
    """Explain equations that are off by these amounts; at most so many steps are looked at."""
    order = {k: (len(puzzle.system.members[k]), k) for k in range(len(puzzle.system.members))}
    number, known = count(), Mistakes(puzzle)
    heap = [(_guess(off), next(number), _Node(0, off, {}, ()))]
    seen: dict[frozenset[tuple[int, int]], int] = {}
    found: dict[frozenset[tuple[int, int]], Solution] = {}
    best: int | None = None
    steps, limit = 0, most
    while heap and steps < limit:
        guess, _, node = heapq.heappop(heap)
        if best is not None and guess > best + SLACK + _FAR:
            return _sorted(found, True, steps)
        steps += 1
        if not node.off:
            key = frozenset(node.new.items())
            if key not in found or found[key].cost > node.cost:
                found[key] = Solution(node.cost, node.path)
            if best is None:
                limit = min(most, steps * _AFTER + _PLUS)
            best = node.cost if best is None else min(best, node.cost)
            continue
        if len(node.path) >= _MOST:
            continue
        pivot = min(node.off, key=order.__getitem__)
        for step in _ways(puzzle, node, pivot, known):
            steps += 1
            new = node.new | dict(step.changes)
            cost, key = node.cost + step.cost, frozenset(new.items())
            if best is not None and cost > best + SLACK:
                continue
            if seen.get(key, cost + 1) <= cost:
                continue
            seen[key] = cost
            left = dict(node.off)
            for k, by in step.effect:
                now = left.get(k, 0) + by
                if now:
                    left[k] = now
                else:
                    del left[k]
            after = _Node(cost, left, new, (*node.path, step))
            heapq.heappush(heap, (cost + _guess(left), next(number), after))
    return _sorted(found, not heap, steps)


def _guess(off: dict[int, int]) -> int:
    return _PER_EQUATION * len(off)


def _sorted(
    found: dict[frozenset[tuple[int, int]], Solution], complete: bool, steps: int
) -> Searched:
    ranked = sorted(found.values(), key=lambda s: (s.cost, sorted(s.changes)))
    if ranked:
        ranked = [s for s in ranked if s.cost <= ranked[0].cost + SLACK]
    return Searched(tuple(ranked), complete, steps)


def _ways(puzzle: Puzzle, node: _Node, pivot: int, known: Mistakes) -> Iterator[Step]:
    """Every mistake whose undoing changes the pivot and no cell that was changed before."""
    off, values, touched = node.off, puzzle.values, puzzle.system.touched
    for i, _ in puzzle.system.members[pivot]:
        if i in node.new:
            continue
        amounts = {-off[k] * sign: None for k, sign in touched[i] if k in off}
        for by in amounts:
            new = values[i] + by
            if new >= 0:
                effect = tuple([(k, sign * by) for k, sign in touched[i]])
                yield Step("cell", puzzle.cost(i, new), ((i, new),), effect)
    for step in (*known.settling(pivot, off), *fitting(puzzle, pivot, off)):
        if not any(i in node.new for i, _ in step.changes):
            yield step
