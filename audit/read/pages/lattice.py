"""Tables from the lines that rule them: pure geometry, y grows downwards."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise
from math import inf, isfinite
from typing import NamedTuple

from audit.document import Box

_MOST_LINES = 600  # in one direction of one table; a drawing has more
_MOST_CROSSINGS = 300_000  # of a page; a map has more
_COVERED = 0.5  # so much of the edge between two cells must be drawn
_SPECK = 2  # tolerances: what is no longer is a dot of a line across, not a line
_BEYOND = 3  # tolerances that lines must run on where the border across them is not drawn


class Rule(NamedTuple):
    """A line: `at` is its y (horizontal) or x (vertical), from `start` to `end` along it."""

    at: float
    start: float
    end: float


class LatticeCell(NamedTuple):
    """A cell, merged or not: grid row and column (from 1) where it begins, and its box."""

    row: int
    column: int
    box: Box


class Lattice(NamedTuple):
    """A ruled table: its box, and its cells by row, then by column."""

    box: Box
    cells: tuple[LatticeCell, ...]


def lattices(
    horizontal: Sequence[Rule], vertical: Sequence[Rule], tolerance: float
) -> list[Lattice]:
    """Find the tables that lines rule, from the top down.

    Lines may come in pieces, doubled or a little off: what is nearer than `tolerance` is the
    same. Cells without a line between them are one; a frame without lines inside is no table.
    """
    across, down = _whole(_usable(horizontal), tolerance), _whole(_usable(vertical), tolerance)
    if len(across) * len(down) > _MOST_CROSSINGS:
        return []
    found = []
    for lines in _connected(across, down, tolerance):
        h, v = (_aligned(rules, tolerance) for rules in lines)
        found.append(_lattice(_bordered(h, v, tolerance), _bordered(v, h, tolerance)))
    return sorted((lattice for lattice in found if lattice), key=lambda one: one.box[1::-1])


def _usable(rules: Iterable[Rule]) -> list[Rule]:
    return [
        Rule(at, min(start, end), max(start, end))
        for at, start, end in rules
        if isfinite(at) and isfinite(start) and isfinite(end)
    ]


def _whole(rules: Iterable[Rule], tolerance: float) -> list[Rule]:
    """Lines put together from their pieces, by `at`.

    Lines of tables side by side may be as near, so what does not meet is told apart first.
    """
    out = []
    for near in _chains(sorted(rules), tolerance):
        for run in _runs(near, tolerance):
            for line in _chains(sorted(run), tolerance, 2 * tolerance):
                at = sum(rule.at for rule in line) / len(line)
                pieces = _runs(line, tolerance)
                out += [Rule(at, one[0].start, max(rule.end for rule in one)) for one in pieces]
    return sorted(rule for rule in out if rule.end - rule.start > _SPECK * tolerance)


def _aligned(rules: Sequence[Rule], tolerance: float) -> list[Rule]:
    """The lines of one table with one `at` for each line of its grid."""
    out = []
    for line in _chains(rules, tolerance, 2 * tolerance):
        at = sum(rule.at for rule in line) / len(line)
        out += [rule._replace(at=at) for rule in line]
    return out


def _chains(rules: Sequence[Rule], step: float, widest: float = inf) -> Iterator[list[Rule]]:
    """Sorted lines in groups, each not further than a step from the one before."""
    group: list[Rule] = []
    for rule in rules:
        if group and (rule.at - group[-1].at > step or rule.at - group[0].at > widest):
            yield group
            group = []
        group.append(rule)
    if group:
        yield group


def _runs(rules: Sequence[Rule], tolerance: float) -> list[list[Rule]]:
    """Pieces that meet along the line, by start."""
    out: list[list[Rule]] = []
    end = -inf
    for rule in sorted(rules, key=lambda rule: rule.start):
        if not out or rule.start - end > tolerance:
            out.append([])
        out[-1].append(rule)
        end = max(end, rule.end)
    return out


def _connected(
    across: Sequence[Rule], down: Sequence[Rule], tolerance: float
) -> list[tuple[list[Rule], list[Rule]]]:
    """Lines that cross or touch each other, directly or over others, belong together."""
    group = list(range(len(across) + len(down)))
    places = [rule.at for rule in down]
    for n, h in enumerate(across):
        first = bisect_left(places, h.start - tolerance)
        for m in range(first, bisect_right(places, h.end + tolerance)):
            if down[m].start - tolerance <= h.at <= down[m].end + tolerance:
                _unite(group, n, len(across) + m)
    out: dict[int, tuple[list[Rule], list[Rule]]] = defaultdict(lambda: ([], []))
    for n, rule in enumerate((*across, *down)):
        out[_root(group, n)][n >= len(across)].append(rule)
    return list(out.values())


def _root(group: list[int], n: int) -> int:
    while group[n] != n:
        group[n] = group[group[n]]
        n = group[n]
    return n


def _unite(group: list[int], one: int, other: int) -> None:
    one, other = sorted((_root(group, one), _root(group, other)))
    group[other] = one


def _bordered(own: list[Rule], crossing: list[Rule], tolerance: float) -> list[Rule]:
    """Lines with the outermost ones added that are not drawn: others run on beyond the last."""
    if not own or len(crossing) < 2:
        return own
    start, end = min(rule.start for rule in crossing), max(rule.end for rule in crossing)
    low, high = min(rule.start for rule in own), max(rule.end for rule in own)
    far = _BEYOND * tolerance
    if own[0].at - start > far and sum(own[0].at - r.start > far for r in crossing) > 1:
        own = [Rule(start, low, high), *own]
    if end - own[-1].at > far and sum(r.end - own[-1].at > far for r in crossing) > 1:
        own = [*own, Rule(end, low, high)]
    return own


def _lattice(across: Sequence[Rule], down: Sequence[Rule]) -> Lattice | None:
    ys, xs = sorted({rule.at for rule in across}), sorted({rule.at for rule in down})
    if not 2 <= len(ys) <= _MOST_LINES or not 2 <= len(xs) <= _MOST_LINES:
        return None
    width, height = len(xs) - 1, len(ys) - 1
    group = list(range(width * height))
    for i, open_ in enumerate(_gaps(down, xs, ys)[1:-1]):  # places whose right edge is not drawn
        for row in open_:
            _unite(group, row * width + i, row * width + i + 1)
    for i, open_ in enumerate(_gaps(across, ys, xs)[1:-1]):
        for column in open_:
            _unite(group, i * width + column, (i + 1) * width + column)
    spans = _rectangles(group, width)
    if len(spans) < 2:
        return None
    cells = tuple(
        LatticeCell(top + 1, left + 1, (xs[left], ys[top], xs[right + 1], ys[bottom + 1]))
        for top, left, bottom, right in spans
    )
    return Lattice((xs[0], ys[0], xs[-1], ys[-1]), cells)


def _gaps(rules: Sequence[Rule], places: Sequence[float], steps: Sequence[float]) -> list[set[int]]:
    """For each line the steps along it that are not drawn."""
    drawn = {at: list(pieces) for at, pieces in groupby(rules, key=lambda rule: rule.at)}
    return [
        {
            n
            for n, (start, end) in enumerate(pairwise(steps))
            if sum(max(0.0, min(end, r.end) - max(start, r.start)) for r in drawn[at])
            < _COVERED * (end - start)
        }
        for at in places
    ]


def _rectangles(group: list[int], width: int) -> list[tuple[int, int, int, int]]:
    """Spans (top, left, bottom, right) of the merged places, grown until they are rectangles."""
    while True:
        spans: dict[int, tuple[int, int, int, int]] = {}
        for n in range(len(group)):
            row, column = divmod(n, width)
            root = _root(group, n)
            top, left, _, right = spans.get(root, (row, column, row, column))
            spans[root] = (top, min(left, column), row, max(right, column))
        before = len(spans)
        for root, (top, left, bottom, right) in spans.items():
            for row in range(top, bottom + 1):
                for n in range(row * width + left, row * width + right + 1):
                    _unite(group, root, n)
        if len({_root(group, n) for n in range(len(group))}) == before:
            return sorted(spans.values())
