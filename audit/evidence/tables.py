"""The merged cells of a source's table, found again from where its pieces begin."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass
from itertools import pairwise

from audit.document import Piece, Place, Row

_WIDEST = 200  # a table that claims more columns is shown without its gaps


@dataclass(slots=True)
class TableCell:
    """A cell as shown: its column from 0, how far it reaches; without a piece it is a gap."""

    column: int
    piece: Piece | None
    across: int = 1
    down: int = 1


def table_cells(rows: Sequence[Row], alone: Container[Place]) -> list[list[TableCell]]:
    """Return the cells of every row of a table.

    A document keeps where a cell begins, not how far it reaches. A place without a piece is taken
    for a part of the label before it or, at the start of a row or under a label that begins
    there, of the one above. That is for the eye only, so it concerns labels alone: never a
    number, and never a place in `alone`.
    """
    lines = _columns(rows)
    width = max(column for line in lines for column, _ in line) + 1
    out: list[list[TableCell]] = []
    above: list[TableCell | None] = [None] * width
    for line in lines:
        shown: list[TableCell] = []
        here: list[TableCell | None] = [None] * width
        spread = {piece.place for _, piece in line if _is_label(piece, alone)}
        ends = [column for column, _ in line[1:]]
        _from_above(shown, here, above, 0, line[0][0], alone)
        for (column, piece), end in zip(line, [*ends, width], strict=True):
            across = _reach(column, end, end == width and column > 0, above, alone)
            cell = TableCell(column, piece, across if piece.place in spread else 1)
            shown.append(cell)
            here[column : column + cell.across] = [cell] * cell.across
            _from_above(shown, here, above, column + cell.across, end, alone)
        out.append(shown)
        above = here
    return out


def _is_label(piece: Piece, alone: Container[Place]) -> bool:
    """Whether a piece may reach further than its own place; in text there are no merged cells."""
    free = piece.place.start < 0 and piece.place not in alone
    return free and any(letter.isalpha() for letter in piece.text)


def _reach(
    column: int, end: int, last: bool, above: Sequence[TableCell | None], alone: Container[Place]
) -> int:
    """How many columns a label takes: up to the next piece; the last one to a label above."""
    for n in range(column + 1, end):
        over = above[n]
        if last and over and over.column == n and over.piece and _is_label(over.piece, alone):
            return n - column
    return end - column


def _from_above(
    shown: list[TableCell],
    here: list[TableCell | None],
    above: Sequence[TableCell | None],
    start: int,
    end: int,
    alone: Container[Place],
) -> None:
    """Fill places without a piece: by the label above if all of it fits there, else by gaps."""
    column = start
    while column < end:
        over = above[column]
        whole = over and over.column == column and column + over.across <= end
        if over and whole and over.piece and _is_label(over.piece, alone):
            over.down += 1
        else:
            over = TableCell(column, None)
            shown.append(over)
        here[column : column + over.across] = [over] * over.across
        column += over.across


def _columns(rows: Sequence[Row]) -> list[list[tuple[int, Piece]]]:
    """The column of every piece, counted from the table's first; its number if that fails."""
    lines = [[(_column(piece), piece) for piece in row.pieces] for row in rows]
    first = min(column for line in lines for column, _ in line)
    last = max(column for line in lines for column, _ in line)
    ordered = all(a[0] < b[0] for line in lines for a, b in pairwise(line))
    if not ordered or last - first >= _WIDEST:
        return [list(enumerate(row.pieces)) for row in rows]
    return [[(column - first, piece) for column, piece in line] for line in lines]


def _column(piece: Piece) -> int:
    """In text the number among the line's cells; the column there is a distance."""
    place = piece.place
    return place.column if place.table or place.sheet else place.row
