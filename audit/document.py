"""The one intermediate form of a document: rows of text pieces, each with its place."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from audit.words import say

MOST_ROWS = 50_000  # the longest reports have some hundreds


class Place(NamedTuple):
    """Where a piece stands: a table cell (1-based) or, in running text, character offsets."""

    table: int = 0
    row: int = 0
    column: int = 0
    start: int = -1
    end: int = -1

    def __str__(self) -> str:
        if self.table:
            return say("place.cell", table=self.table, row=self.row, column=self.column)
        return say("place.text", start=self.start, end=self.end)


class Piece(NamedTuple):
    """A cell of a table or a stretch of a line."""

    text: str
    place: Place


class Row(NamedTuple):
    """One line of text or one row of a table.

    `cells` tells whether the source itself separates the pieces (table markup, tabs, pipes);
    `table` numbers the table the row stands in, 0 outside tables.
    """

    pieces: tuple[Piece, ...]
    cells: bool = False
    table: int = 0

    @property
    def text(self) -> str:
        """The row's pieces joined by spaces."""
        return " ".join(piece.text for piece in self.pieces if piece.text)


@dataclass(frozen=True, slots=True)
class Document:
    """A source as read, before any meaning is given to it.

    `title` is what the document calls itself outside its text (HTML title); `published` a date
    its markup states; `notes` tell what had to be repaired to read it.
    """

    source: str
    kind: str
    rows: tuple[Row, ...]
    encoding: str = ""
    title: str = ""
    published: str = ""
    notes: tuple[str, ...] = field(default=())
