"""Pages of glyphs and rule lines to the rows of a document: ruled tables and lines of text."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import groupby

from audit.bounds import Bounds
from audit.document import Box, Piece, Place, Row
from audit.errors import InputError
from audit.read.blocks import Block, Cell, Table, Text
from audit.read.continued import joined
from audit.read.glyphs import Glyph, Line, Page, box_of, cell_text, full, lines, text_of, words
from audit.read.lattice import Lattice, LatticeCell, lattices

_TOLERANCE = 3.0  # points: a double line is one, and pieces of a line meet
_PIECES_APART = 0.9  # of a glyph's height: a wider gap sets two pieces of a line apart
_HALF = 0.5  # a Latin letter takes half the width of a line's height
_MARGIN = 0.12  # of the page's height: what stands there may be a running head or page number
_VALUE = re.compile(r"[-+−－]?[0-9０-９][0-9０-９.,，．%]*|[/\\／]|[-—–―－_]+|[?\ufffd□]+")


def rows_of(pages: Sequence[Page], name: str, bounds: Bounds) -> tuple[Row, ...]:
    """Turn pages into rows in reading order; InputError if there are too many.

    A table that goes on on the next page is one table. A cell's place has its page and box, a
    line's pieces have as column their distance from the left edge in letters.
    """
    blocks: list[Block] = []
    for page in pages:
        blocks += _blocks(page)
    rows: list[Row] = []
    number = 0
    for block in joined(blocks):
        if isinstance(block, Text):
            rows.append(Row(block.pieces))
            continue
        number += 1
        rows += _numbered(block, number)
        if len(rows) > bounds.rows:
            raise InputError("read.long", name=name, rows=len(rows), most=bounds.rows)
    return tuple(rows)


def _numbered(table: Table, number: int) -> Iterator[Row]:
    edges = _snapped(table.edges)
    for n, cells in enumerate(table.rows, 1):
        pieces = []
        for cell in cells:
            column = bisect_right(edges, cell.left + _TOLERANCE)
            place = Place(number, n, column, page=cell.page, box=cell.box)
            pieces.append(Piece(cell.text, place))
        yield Row(tuple(pieces), True, number)


def _snapped(edges: Sequence[float]) -> list[float]:
    """The lines between the columns of all parts of a table, those together one."""
    out: list[float] = []
    for edge in edges:
        if not out or edge - out[-1] > _TOLERANCE:
            out.append(edge)
    return out


def _blocks(page: Page) -> list[Block]:
    """The tables and lines of a page from the top down."""
    found = lattices(page.horizontal, page.vertical, _TOLERANCE)
    inside, outside = _sorted_in(page.glyphs, found)
    blocks: list[Block] = [
        _table(page, lattice, inside[n]) for n, lattice in enumerate(found) if n in inside
    ]
    blocks += [_text(page, line) for line in lines(outside)]
    return sorted(blocks, key=lambda block: block.top)


# ── ruled tables ──


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
    padding = _padding(lattice, inside)
    rows = [
        [_cell(page, cell, inside.get(n, ()), padding) for n, cell in members]
        for _, members in groupby(enumerate(lattice.cells), key=lambda member: member[1].row)
    ]
    edges = sorted({x for cell in lattice.cells for x in cell.box[::2]})
    return Table(page.number, page.number, lattice.box[1], edges, rows)


def _padding(lattice: Lattice, inside: dict[int, list[Glyph]]) -> float:
    """The least that any cell leaves free at its side."""
    free = (
        min(
            min(glyph.left for glyph in glyphs) - lattice.cells[n].box[0],
            lattice.cells[n].box[2] - max(glyph.right for glyph in glyphs),
        )
        for n, glyphs in inside.items()
    )
    return max(0.0, min(free, default=0.0))


def _cell(page: Page, cell: LatticeCell, glyphs: Sequence[Glyph], padding: float) -> Cell:
    left, _, right, _ = cell.box
    box = page.shown(cell.box)
    if not glyphs:
        return Cell(left, right, "", page.number, box)
    room = right - left - 2 * padding
    last = lines(glyphs)[-1]
    return Cell(
        *(left, right, cell_text(glyphs, room), page.number, box),
        ended=not full(last, last[-1], room),
    )


# ── lines of text ──


def _text(page: Page, line: Line) -> Text:
    pieces = []
    for part in _parts(line):
        box = box_of(part)
        column = 1 + round(box[0] / (_HALF * (part[0].bottom - part[0].top) or 1))
        place = Place(column=column, page=page.number, box=page.shown(box))
        pieces.append(Piece(" ".join(text_of(word) for word in words(part)), place))
    middle = (line[0].top + line[0].bottom) / 2
    marginal = not _MARGIN < middle / page.height < 1 - _MARGIN
    return Text(page.number, middle, tuple(pieces), marginal)


def _parts(line: Line) -> Iterator[Line]:
    """Pieces of a line: far apart, or a number after a label."""
    part: Line = []
    value = False
    for word in words(line):
        number = bool(_VALUE.fullmatch(text_of(word)))
        if part and (number or value or _far(part[-1], word[0])):
            yield part
            part = []
        part = part + word
        value = number
    if part:
        yield part


def _far(one: Glyph, other: Glyph) -> bool:
    return other.left - one.right > _PIECES_APART * min(one.height, other.height)
