"""The one intermediate form of a document: rows of text pieces, each with its place."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from audit.words import catalogue, say

Box = tuple[float, float, float, float]


class Place(NamedTuple):
    """Where a piece stands, as far as its kind of source tells.

    In a table: number of the table, row and column (from 1). In running text: character offsets
    `start` and `end`. On a page: its number (from 1) and the box (left, top, right, bottom) in
    points from the top left corner of the page as it is shown. In a sheet of a spreadsheet: the
    name of the sheet; row and column are the sheet's own. `confidence` (0 to 1) is given where
    the text was recognised from an image, `part` where it stands in another file of the report.
    """

    table: int = 0
    row: int = 0
    column: int = 0
    start: int = -1
    end: int = -1
    page: int = 0
    box: Box | None = None
    sheet: str = ""
    confidence: float | None = None
    part: str = ""

    def __str__(self) -> str:
        words = [self.part] if self.part else []
        if self.sheet:
            words.append(say("place.sheet", sheet=self.sheet, cell=_cell_name(self)))
        elif self.page:
            words.append(say("place.page", page=self.page))
        if self.table and not self.sheet:
            words.append(say("place.cell", table=self.table, row=self.row, column=self.column))
        elif self.start >= 0 and not self.page:
            words.append(say("place.text", start=self.start, end=self.end))
        if self.box:
            words.append(say("place.box", box=",".join(f"{edge:.0f}" for edge in self.box)))
        if self.confidence is not None:
            words.append(say("place.confidence", share=f"{self.confidence:.0%}"))
        return " ".join(words)


def _cell_name(place: Place) -> str:
    """The name that spreadsheets give a cell: B7."""
    letters, column = "", place.column
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{place.row or ''}"


class Piece(NamedTuple):
    """A cell of a table or a stretch of a line.

    `again` is what a second, independent recognition read; None where the text was not
    recognised from an image.
    """

    text: str
    place: Place
    again: str | None = None


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
        if len(self.pieces) == 1:
            return self.pieces[0].text
        return " ".join([piece.text for piece in self.pieces if piece.text])


@dataclass(frozen=True, slots=True)
class Document:
    """A source as read, before any meaning is given to it.

    `title` is what the document calls itself outside its text (HTML title); `published` a date
    its markup states; `notes` tell what had to be repaired to read it; `pictures` counts those that
    stand where a table should. `alone` is False for one of several reports that stand in one file.
    """

    source: str
    kind: str
    rows: tuple[Row, ...]
    encoding: str = ""
    title: str = ""
    published: str = ""
    notes: tuple[str, ...] = field(default=())
    alone: bool = True
    pictures: int = 0


def kind_name(kind: str) -> str:
    """Return what a kind of document is called; of a file that was not read it is the ending."""
    known = catalogue().get(f"kind.{kind}")
    return known or (say("kind.other", ending=kind) if kind else "")
