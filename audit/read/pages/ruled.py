"""Ruled tables of a page: each glyph to the cell it stands in."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import groupby

from audit.clean import UNSEEN
from audit.document import Box
from audit.read.pages.blocks import Cell, Table
from audit.read.pages.glyphs import Glyph, Page, cell_text, full, lines
from audit.read.pages.lattice import Lattice, LatticeCell, lattices

_TOLERANCE = 3.0  # points: a double line is one, and pieces of a line meet
_FRAME = 0.8  # of a cell's width and height: a larger shape frames or fills it
_MOST_PADDING = 5.7  # points that word processors leave free at the sides of a cell


def ruled_tables(page: Page) -> tuple[list[Table], list[Glyph]]:
    """Return the ruled tables of a page that have text, and the glyphs outside of them."""
    found = lattices(page.horizontal, page.vertical, _TOLERANCE)
    grids = [_Grid(lattice) for lattice in found]
    inside, outside = _sorted_in(page.glyphs, found, grids)
    return [_table(page, found[n], inside[n], grids[n]) for n in sorted(inside)], outside


def _sorted_in(
    glyphs: Sequence[Glyph], found: Sequence[Lattice], grids: Sequence[_Grid]
) -> tuple[dict[int, dict[int, list[Glyph]]], list[Glyph]]:
    """Glyphs by table and cell, the smallest table first, and those outside of all."""
    inside: dict[int, dict[int, list[Glyph]]] = defaultdict(lambda: defaultdict(list))
    outside: list[Glyph] = []
    order = sorted(range(len(found)), key=lambda n: _area(found[n].box))
    for glyph in glyphs:
        x, y = (glyph.left + glyph.right) / 2, (glyph.top + glyph.bottom) / 2
        for n in order:
            cell = grids[n].cell_at(x, y)
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


def _table(page: Page, lattice: Lattice, inside: dict[int, list[Glyph]], grid: _Grid) -> Table:
    free = _free_sides(lattice, inside)
    unread = _unread(page, lattice, inside, grid)
    rows = [
        [
            _cell(page, cell, inside.get(n, ()), free.get(cell.box[::2], 0.0), n in unread)
            for n, cell in members
        ]
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


def _unread(page: Page, lattice: Lattice, inside: dict[int, list[Glyph]], grid: _Grid) -> set[int]:
    """The cells that show what is no text, in them alone or where nothing else stands."""
    out: set[int] = set()
    for mark in (*page.marks, *_letters(page, lattice, inside, grid)):
        own = grid.cell_at(*_middle(mark))
        if own is not None and _in(mark, lattice.cells[own].box):
            out.add(own)
        else:
            below = (n for n, cell in enumerate(lattice.cells) if _has(mark, *_middle(cell.box)))
            out.update(n for n in below if n not in inside)
    for mark in page.askew:
        own = grid.cell_at(*_middle(mark))
        if own is not None and own not in inside:
            out.add(own)
    return out


def _letters(
    page: Page, lattice: Lattice, inside: dict[int, list[Glyph]], grid: _Grid
) -> Iterator[Box]:
    """Shapes that may be letters: no frame of a cell, nor one of what stands in it."""
    for outline in page.outlines:
        own = grid.cell_at(*_middle(outline))
        if own is None:
            continue
        left, top, right, bottom = lattice.cells[own].box
        wide, high = outline[2] - outline[0], outline[3] - outline[1]
        frames = wide > _FRAME * (right - left) and high > _FRAME * (bottom - top)
        glyphs = ((g.left, g.top, g.right, g.bottom) for g in inside.get(own, ()))
        if not frames and not any(_has(outline, *_middle(box)) for box in glyphs):
            yield outline


def _in(box: Box, other: Box) -> bool:
    return _has(other, box[0] + _TOLERANCE, box[1] + _TOLERANCE) and _has(
        other, box[2] - _TOLERANCE, box[3] - _TOLERANCE
    )


def _cell(
    page: Page, cell: LatticeCell, glyphs: Sequence[Glyph], free: float, unread: bool
) -> Cell:
    left, _, right, _ = cell.box
    box = page.shown(cell.box)
    other = UNSEEN if unread else ""
    if not glyphs:
        return Cell(left, right, other, page.number, box)
    room = right - left - 2 * free
    last = lines(glyphs)[-1]
    return Cell(
        *(left, right, cell_text(glyphs, room) + other, page.number, box),
        ended=not full(last, last[-1], room),
    )


def _middle(box: Box) -> tuple[float, float]:
    return (box[0] + box[2]) / 2, (box[1] + box[3]) / 2


def _has(box: Box, x: float, y: float) -> bool:
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]
