"""Tables without lines, once found on a page, as cells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from audit.read.pages.blocks import Cell, Table
from audit.read.pages.chunks import Chunk, Chunks, Label, Span
from audit.read.pages.glyphs import Page
from audit.read.pages.segment import Found, find

_HEADINGS, _LABELS = -20.0, -10.0  # columns of a table without lines, left of the values
_LONG = 10  # letters: a shorter line only marks words


def unruled_tables(
    page: Page, lines: Sequence[Chunks], letter: float, known: tuple[Span, ...]
) -> Iterator[tuple[Table, range]]:
    """Find the tables among lines of a page, each with the range of its lines.

    `letter` is the width of a letter; `known` are the columns of the table that the page before
    ended with.
    """
    separators = [rule.at for rule in page.horizontal if rule.end - rule.start > _LONG * letter]
    for found in find(lines, letter, separators, known):
        yield _as_table(page, found), range(found.start, found.end)


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
            cells.append(Cell(_LABELS, edges[2], row.label.text, *place, ended=False))
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
    yield [cell(max(label.box[0], columns[0][0]), label.box[2], label) for label in over]
    left = [cell(_LABELS, columns[0][0], head.left)] if head.left.chunks else []
    yield left + [cell(*columns[n], label) for n, label in sorted(head.columns.items())]
