"""Ruled tables of a page: each glyph to the cell it stands in."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from itertools import groupby

from audit.document import Box
from audit.read.pages.blocks import Cell, Table
from audit.read.pages.glyphs import Glyph, Page, cell_text, full, lines
from audit.read.pages.lattice import Lattice, LatticeCell, lattices

_TOLERANCE = 3.0  # points: a double line is one, and pieces of a line meet
_MOST_PADDING = 5.7  # points that word processors leave free at the sides of a cell


def ruled_tables(page: Page) -> tuple[list[Table], list[Glyph]]:
    """Return the ruled tables of a page that have text, and the glyphs outside of them."""
    found = lattices(page.horizontal, page.vertical, _TOLERANCE)
    inside, outside = _sorted_in(page.glyphs, found)
    return [_table(page, found[n], inside[n]) for n in sorted(inside)], outside


def _sorted_in(
    glyphs: Sequence[Glyph], found: Sequence[Lattice]
) -> tuple[dict[int, dict[int, list[Glyph]]], list[Glyph]]:
    """Glyphs by table and cell, the smallest table first, and those outside of all."""
    inside: dict[int, dict[int, list[Glyph]]] = defaultdict(lambda: defaultdict(list))
    outside: list[Glyph] = []
    order = sorted(range(len(found)), key=lambda n: _area(found[n].box))
    grids = [(n, _Grid(found[n])) for n in order]
    for glyph in glyphs:
        x, y = (glyph.left + glyph.right) / 2, (glyph.top + glyph.bottom) / 2
        for n, grid in grids:
            cell = grid.cell_at(x, y)
            if cell is not None:
                inside[n][cell].append(glyph)
                break
        else:
            outside.append(glyph)
    return inside, outside


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


class _Grid:
    """Finds the cell at a point."""

    def __init__(self, lattice: Lattice) -> None:
        self._xs = sorted({x for cell in lattice.cells for x in cell.box[::2]})
        self._ys = sorted({y for cell in lattice.cells for y in cell.box[1::2]})
        self._cells: dict[tuple[int, int], int] = {}
        columns = {x: n for n, x in enumerate(self._xs)}
        rows = {y: n for n, y in enumerate(self._ys)}
        for n, (_, _, (left, top, right, bottom)) in enumerate(lattice.cells):
            for i in range(rows[top], rows[bottom]):
                for j in range(columns[left], columns[right]):
                    self._cells[i, j] = n

    def cell_at(self, x: float, y: float) -> int | None:
        """Return the number of the cell that has this point."""
        place = bisect_right(self._ys, y) - 1, bisect_right(self._xs, x) - 1
        return self._cells.get(place)


def _table(page: Page, lattice: Lattice, inside: dict[int, list[Glyph]]) -> Table:
    free = _free_sides(lattice, inside)
    rows = [
        [_cell(page, cell, inside.get(n, ()), free.get(cell.box[::2], 0.0)) for n, cell in members]
        for _, members in groupby(enumerate(lattice.cells), key=lambda member: member[1].row)
    ]
    edges = sorted({x for cell in lattice.cells for x in cell.box[::2]})
    return Table(page.number, page.number, lattice.box[1], edges, rows)


def _free_sides(
    lattice: Lattice, inside: dict[int, list[Glyph]]
) -> dict[tuple[float, float], float]:
    """For each span of columns what its cells leave free at their sides, every one of them."""
    free: dict[tuple[float, float], float] = defaultdict(lambda: _MOST_PADDING)
    for n, glyphs in inside.items():
        left, right = span = lattice.cells[n].box[::2]
        first, last = min(g.left for g in glyphs), max(g.right for g in glyphs)
        free[span] = max(0.0, min(free[span], first - left, right - last))
    return free


def _cell(page: Page, cell: LatticeCell, glyphs: Sequence[Glyph], free: float) -> Cell:
    left, _, right, _ = cell.box
    box = page.shown(cell.box)
    if not glyphs:
        return Cell(left, right, "", page.number, box)
    room = right - left - 2 * free
    last = lines(glyphs)[-1]
    return Cell(
        *(left, right, cell_text(glyphs, room), page.number, box),
        ended=not full(last, last[-1], room),
    )
