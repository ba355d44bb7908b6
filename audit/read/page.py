"""Pages of glyphs and rule lines to the rows of a document: ruled tables and lines of text."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import groupby

from audit.bounds import Bounds
from audit.document import Box, Piece, Place, Row
from audit.errors import InputError
from audit.read.blocks import Block, Cell, Table, Text
from audit.read.continued import is_page_number, joined
from audit.read.glyphs import (
    Glyph,
    Line,
    Page,
    box_of,
    cell_text,
    full,
    lines,
    spaced,
    text_of,
    words,
)
from audit.read.lattice import Lattice, LatticeCell, lattices
from audit.read.unruled import VALUE, Chunk, Found, Label, Span, find

_TOLERANCE = 3.0  # points: a double line is one, and pieces of a line meet
_PIECES_APART = 0.8  # letters: a wider gap sets two pieces of a line apart
_MOST_PADDING = 5.7  # points that word processors leave free at the sides of a cell
_LETTER = 10.5  # points, where a page has none of full width
_WIDE = "\u2e80"  # from here on letters are as wide as high
_LONG = 10  # letters: a shorter line only marks words
_HEADINGS, _LABELS = -20.0, -10.0  # columns of a table without lines, left of the values
_MARGIN = 0.12  # of the page's height: what stands there may be a running head or page number


def rows_of(pages: Sequence[Page], name: str, bounds: Bounds) -> tuple[Row, ...]:
    """Turn pages into rows in reading order; InputError if there are too many.

    A table that goes on on the next page is one table. A cell's place has its page and box, a
    line's pieces have as column their distance from the left edge in letters.
    """
    blocks: list[Block] = []
    for page in pages:
        blocks += _blocks(page, _unfinished(blocks))
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


def _unfinished(blocks: Sequence[Block]) -> tuple[Span, ...]:
    """The columns of a table without lines that the page may have ended in."""
    last = next((block for block in reversed(blocks) if not _is_number(block)), None)
    return last.columns if isinstance(last, Table) else ()


def _is_number(block: Block) -> bool:
    return isinstance(block, Text) and is_page_number(block)


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


def _blocks(page: Page, known: tuple[Span, ...]) -> list[Block]:
    """The tables and lines of a page from the top down."""
    found = lattices(page.horizontal, page.vertical, _TOLERANCE)
    inside, outside = _sorted_in(page.glyphs, found)
    blocks: list[Block] = [
        _table(page, lattice, inside[n]) for n, lattice in enumerate(found) if n in inside
    ]
    blocks += _unruled(page, outside, known)
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


# ── lines of text and tables without lines ──


def _unruled(page: Page, glyphs: Sequence[Glyph], known: tuple[Span, ...]) -> list[Block]:
    """The lines outside of ruled tables: those of a table without lines, and the others."""
    rows = [[_chunk(part) for part in _parts(line)] for line in lines(glyphs)]
    widths = sorted(glyph.right - glyph.left for glyph in glyphs if glyph.text >= _WIDE)
    letter = widths[len(widths) // 2] if widths else _LETTER
    texts = [_text(page, row, letter) for row in rows]
    if len(rows) > 1 and rows[-1][0].base - rows[-2][0].base > 2 * letter:
        texts[-1] = texts[-1]._replace(last=True)
    body = [n for n, text in enumerate(texts) if not is_page_number(text)]
    separators = [rule.at for rule in page.horizontal if rule.end - rule.start > _LONG * letter]
    out: list[Block] = []
    used: set[int] = set()
    for found in find([rows[n] for n in body], letter, separators, known):
        used |= {body[n] for n in range(found.start, found.end)}
        out.append(_as_table(page, found))
    return out + [text for n, text in enumerate(texts) if n not in used]


def _chunk(part: Line) -> Chunk:
    return Chunk(spaced(part), part[0].base, box_of(part))


def _text(page: Page, row: Sequence[Chunk], letter: float) -> Text:
    pieces = []
    for chunk in row:
        column = 1 + round(2 * chunk.left / letter)  # a Latin letter takes half a place
        pieces.append(
            Piece(chunk.text, Place(column=column, page=page.number, box=page.shown(chunk.box)))
        )
    middle = (row[0].box[1] + row[0].box[3]) / 2
    marginal = not _MARGIN < middle / page.height < 1 - _MARGIN
    return Text(page.number, middle, tuple(pieces), marginal)


def _as_table(page: Page, found: Found) -> Table:
    """Headings of groups in the first column, labels in the second, then the values."""
    top = min(chunk.box[1] for chunk in _chunks_of(found))
    edges = [_HEADINGS, _LABELS, *(left for left, _ in found.columns), found.columns[-1][1]]
    rows = list(_head_rows(page, found))
    for row in found.rows:
        cells = [
            Cell(_HEADINGS, _LABELS, heading.text, page.number, page.shown(heading.box))
            for heading in row.headings
        ]
        box = row.label.box if row.label.chunks else next(iter(row.values.values())).box
        if row.label.chunks:
            place = page.number, page.shown(box)
            cells.append(Cell(_LABELS, edges[2], row.label.text, *place, ended=row.ended))
        for n, (left, right) in enumerate(found.columns):
            value = row.values.get(n)
            own = value.box if value else (left, box[1], right, box[3])
            text = value.text if value else ""
            cells.append(Cell(left, right, text, page.number, page.shown(own)))
        rows.append(cells)
    rows = [row for row in rows if row]
    return Table(page.number, page.number, top, edges, rows, found.columns)


def _chunks_of(found: Found) -> Iterator[Chunk]:
    yield from found.head.over
    for label in (found.head.left, *found.head.columns.values()):
        yield from label.chunks
    for row in found.rows:
        yield from row.label.chunks
        yield from row.values.values()


def _head_rows(page: Page, found: Found) -> Iterator[list[Cell]]:
    columns, head = found.columns, found.head

    def cell(left: float, right: float, label: Label) -> Cell:
        return Cell(left, right, label.text, page.number, page.shown(label.box))

    over = [Label([chunk]) for chunk in head.over]
    yield [cell(max(label.box[0], columns[0][0]), label.right, label) for label in over]
    left = [cell(_LABELS, columns[0][0], head.left)] if head.left.chunks else []
    yield left + [cell(*columns[n], label) for n, label in sorted(head.columns.items())]


def _parts(line: Line) -> Iterator[Line]:
    """Pieces of a line: far apart, or a number after a label."""
    part: Line = []
    value = False
    for word in words(line):
        number = bool(VALUE.fullmatch(text_of(word)))
        if part and (number or value or _far(part[-1], word[0])):
            yield part
            part = []
        part = part + word
        value = number
    if part:
        yield part


def _far(one: Glyph, other: Glyph) -> bool:
    letter = max(one.right - one.left, other.right - other.left)
    return other.left - one.right > _PIECES_APART * letter
