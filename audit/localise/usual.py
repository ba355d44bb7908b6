"""Which of several explanations leaves the more usual table.

Applicants of one kind are about the same share of every row of table 三: where nearly all are
natural persons, a number that came to stand under another heading is the likelier mistake. The
shares are those of the report itself; rows may differ from them, as reports do.
"""

from __future__ import annotations

from math import lgamma

from audit.localise.puzzle import Puzzle
from audit.localise.search import Searched, Solution

PER_NAT = 12  # a digit wrong in one of fifty cells, one of nine: e to the 8th to one against, 100
MOST = 60  # what is usual chooses among near explanations, and never against the equations
_ALIKE = 20  # how strongly rows follow the shares: as if twenty applications had been seen


def by_what_is_usual(puzzle: Puzzle, searched: Searched) -> Searched:
    """Return the explanations with what is unusual in the table they leave added to their cost."""
    if len(searched.solutions) < 2:
        return searched
    rows = _Rows(puzzle)
    odd = [rows.surprise(dict(solution.changes)) for solution in searched.solutions]
    least = min(odd)
    ranked = [
        Solution(s.cost + min(MOST, round(PER_NAT * (o - least))), s.steps)
        for s, o in zip(searched.solutions, odd, strict=True)
    ]
    ranked.sort(key=lambda s: (s.cost, sorted(s.changes)))
    return Searched(tuple(ranked), searched.complete, searched.steps)


class _Rows:
    """The rows of a report's grid, but those of totals, and how usual their numbers are."""

    def __init__(self, puzzle: Puzzle) -> None:
        system = puzzle.system
        self._puzzle = puzzle
        self._lines = [
            line[:-1] if len(system.touched[line[0]]) <= 2 else () for line in system.lines
        ]
        self._known: dict[tuple[str, tuple[int, ...]], float] = {}
        sums: dict[str, list[int]] = {}
        for line in filter(None, self._lines):
            of = sums.setdefault(system.cells[line[0]].table, [1] * len(line))
            of[:] = [n + puzzle.values[i] for n, i in zip(of, line, strict=True)]
        self._alike = {t: [_ALIKE * n / sum(of) for n in of] for t, of in sums.items()}

    def surprise(self, new: dict[int, int]) -> float:
        """Return how much less usual numbers stand in the columns of their rows, in nats."""
        system, values = self._puzzle.system, self._puzzle.values
        out = 0.0
        for row in sorted({system.beside[i][0] for i in new if i in system.beside}):
            line = self._lines[row]
            told, left = ([v.get(i, values[i]) for i in line] for v in ({}, new))
            # how many a row has is nobody's guess: only what stands under which heading counts
            if line and sum(told) == sum(left):
                table = system.cells[line[0]].table
                out += self._odd(table, tuple(left)) - self._odd(table, tuple(told))
        return out

    def _odd(self, table: str, row: tuple[int, ...]) -> float:
        """Minus the logarithm of a row's likelihood, given its sum and the shares."""
        key = table, row
        if key not in self._known:
            count = sum(row)
            each = [
                lgamma(n + share) - lgamma(share) - lgamma(n + 1)
                for n, share in zip(row, self._alike[table], strict=True)
            ]
            whole = lgamma(_ALIKE + count) - lgamma(_ALIKE) - lgamma(count + 1)
            self._known[key] = whole - sum(each)
        return self._known[key]
