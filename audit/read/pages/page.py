"""Pages of glyphs and rule lines to the rows of a document: tables and lines of text."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from audit.bounds import Bounds
from audit.document import Piece, Place, Row
from audit.errors import InputError
from audit.read.pages.blocks import Block, Table, Text
from audit.read.pages.chunks import VALUE, Chunk, Span
from audit.read.pages.continued import joined
from audit.read.pages.furniture import marked
from audit.read.pages.glyphs import Glyph, Line, Page, box_of, lines, spaced, text_of, words
from audit.read.pages.ruled import ruled_tables
from audit.read.pages.unruled import unruled_tables

_NEAR = 3.0  # points: lines between columns that are one
_LETTER = 10.5  # points, where a page has none of full width
_WIDE = "\u2e80"  # from here on letters are as wide as high
_PIECES_APART = 0.8  # letters: a wider gap sets two pieces of a line apart


def rows_of(pages: Sequence[Page], name: str, bounds: Bounds) -> tuple[Row, ...]:
    """Turn pages into rows in reading order; InputError if there are too many.

    A table that goes on on the next page is one table. A cell's place has its page and box, a
    line's pieces have as column their distance from the left edge in letters.
    """
    sides = [_Side(page) for page in pages]
    texts = marked(
        [text for side in sides for text in side.texts], {p.number: p.height for p in pages}
    )
    blocks: list[Block] = []
    for side in sides:
        side.texts = [text for text in texts if text.page == side.page.number]
        blocks += side.blocks(_unfinished(blocks))
    rows: list[Row] = []
    number = 0
    for block in joined(blocks):
        if isinstance(block, Text):
            rows.append(Row(block.pieces))
        else:
            number += 1
            rows += numbered(block, number)
        if len(rows) > bounds.rows:
            raise InputError("read.long", name=name, rows=len(rows), most=bounds.rows)
    return tuple(rows)


class _Side:
    """A page: its ruled tables, and its other lines."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._tables, outside = ruled_tables(page)
        widths = sorted(glyph.right - glyph.left for glyph in outside if glyph.text >= _WIDE)
        self._letter = widths[len(widths) // 2] if widths else _LETTER
        self._lines = [[_chunk(part) for part in _parts(line)] for line in lines(outside)]
        self.texts = [self._text(n) for n in range(len(self._lines))]

    def _text(self, n: int) -> Text:
        page, line = self.page, self._lines[n]
        pieces = []
        for chunk in line:
            column = 1 + round(2 * chunk.left / self._letter)  # a Latin letter takes half a place
            place = Place(column=column, page=page.number, box=page.shown(chunk.box))
            pieces.append(Piece(chunk.text, place))
        return Text(page.number, (line[0].box[1] + line[0].box[3]) / 2, tuple(pieces))

    def blocks(self, known: tuple[Span, ...]) -> list[Block]:
        """The tables and lines of the page from the top down.

        `known` are the columns of a table without lines that the page before ended with.
        """
        body = [n for n, text in enumerate(self.texts) if not text.furniture]
        lines_ = [self._lines[n] for n in body]
        out: list[Block] = [*self._tables]
        used: set[int] = set()
        for table, inside in unruled_tables(self.page, lines_, self._letter, known):
            out.append(table)
            used |= {body[n] for n in inside}
        out += [text for n, text in enumerate(self.texts) if n not in used]
        return sorted(out, key=lambda block: block.top)


def _chunk(part: Line) -> Chunk:
    letter = max(glyph.right - glyph.left for glyph in part)
    return Chunk(spaced(part), part[0].base, box_of(part), letter)


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


# ── tables over several pages ──


def _unfinished(blocks: Sequence[Block]) -> tuple[Span, ...]:
    """The columns of a table without lines that ends the last page."""
    last = next((b for b in reversed(blocks) if isinstance(b, Table) or not b.furniture), None)
    return last.columns if isinstance(last, Table) else ()


def numbered(table: Table, number: int) -> Iterator[Row]:
    """The rows of a table, each cell with the columns of all the table's parts."""
    edges = _snapped(table.edges)
    for n, cells in enumerate(table.rows, 1):
        pieces = []
        for cell in cells:
            column = bisect_right(edges, cell.left + _NEAR)
            place = Place(number, n, column, page=cell.page, box=cell.box)
            pieces.append(Piece(cell.text, place))
        yield Row(tuple(pieces), True, number)


def _snapped(edges: Sequence[float]) -> list[float]:
    """The lines between the columns of all parts of a table, those together one."""
    out: list[float] = []
    for edge in edges:
        if not out or edge - out[-1] > _NEAR:
            out.append(edge)
    return out
