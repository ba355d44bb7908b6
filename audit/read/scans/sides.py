"""Recognised pages to the rows of a document: tables go on on the next page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from audit.bounds import Bounds
from audit.document import Box, Piece, Row
from audit.errors import InputError
from audit.read.pages.blocks import Block, Cell, Table, Text
from audit.read.pages.continued import joined
from audit.read.pages.furniture import marked
from audit.read.pages.page import numbered

WIDTH = 500.0  # of every table: scans of two pages of one table differ in place and size


class Written(NamedTuple):
    """A piece that was read. In a table: from where to where its cell reaches, 0 to WIDTH.

    `ended` tells that its last line had room for more.
    """

    piece: Piece
    left: float = 0.0
    right: float = 0.0
    ended: bool = True


class Side(NamedTuple):
    """A page: its number, its height in points, and what stands side by side on it."""

    number: int
    height: float
    rows: Sequence[tuple[Written, ...]]


def rows_of_sides(sides: Sequence[Side], name: str, bounds: Bounds) -> tuple[Row, ...]:
    """Put pages together; InputError if there are too many rows."""
    texts = iter(
        marked(
            [_text(side, row) for side in sides for row in side.rows if not _table(row)],
            {side.number: side.height for side in sides},
        )
    )
    blocks: list[Block] = []
    for side in sides:
        for table, rows in groupby(side.rows, key=_table):
            if table:
                blocks.append(_ruled(side, list(rows)))
            else:
                blocks += [next(texts) for _ in rows]
    known = {
        (piece.place.page, piece.place.box): piece
        for side in sides
        for row in side.rows
        for piece, *_ in row
    }
    out: list[Row] = []
    number = 0
    for block in joined(blocks):
        if isinstance(block, Text):
            out.append(Row(block.pieces))
        else:
            number += 1
            out += _recognised(numbered(block, number), known)
    if len(out) > bounds.rows:
        raise InputError("read.long", name=name, rows=len(out), most=bounds.rows)
    return tuple(out)


def _table(row: Sequence[Written]) -> int:
    return row[0].piece.place.table


def _text(side: Side, row: Sequence[Written]) -> Text:
    return Text(side.number, _top(row), tuple(one.piece for one in row))


def _top(row: Sequence[Written]) -> float:
    box = row[0].piece.place.box
    return box[1] if box else 0.0


def _ruled(side: Side, rows: Sequence[Sequence[Written]]) -> Table:
    edges = sorted({edge for row in rows for one in row for edge in (one.left, one.right)})
    cells = [[_cell(side.number, one) for one in row] for row in rows]
    return Table(side.number, side.number, _top(rows[0]), edges, cells)


def _cell(page: int, one: Written) -> Cell:
    box = one.piece.place.box
    assert box  # a cell has been seen somewhere
    return Cell(one.left, one.right, one.piece.text, page, box, one.ended)


def _recognised(rows: Iterator[Row], known: dict[tuple[int, Box | None], Piece]) -> Iterator[Row]:
    """Rows with what is known of how their pieces were read; one put together has no again."""
    for row in rows:
        pieces = []
        for piece in row.pieces:
            read = known[piece.place.page, piece.place.box]
            place = piece.place._replace(confidence=read.place.confidence)
            again = read.again if piece.text == read.text else None
            pieces.append(Piece(piece.text, place, again))
        yield row._replace(pieces=tuple(pieces))
