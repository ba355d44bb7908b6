"""What stands on pages one below the other: lines of text and tables, before they are rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from audit.document import Box, Piece


class Cell(NamedTuple):
    """A cell of a table: from column line to column line, its text, and where it is.

    `ended` tells that its last line had room for more: what it says does not go on.
    """

    left: float
    right: float
    text: str
    page: int
    box: Box
    ended: bool = True


@dataclass(slots=True)
class Table:
    """A table: the places of the lines between its columns, and its rows from the top down.

    `columns` are where its values stand, if no lines show it.
    """

    page: int
    last_page: int
    top: float
    edges: list[float]
    rows: list[list[Cell]]
    columns: tuple[tuple[float, float], ...] = ()


class Text(NamedTuple):
    """A line of text; `furniture` tells that it is a page number or a running head."""

    page: int
    top: float
    pieces: tuple[Piece, ...]
    furniture: bool = False

    @property
    def words(self) -> str:
        """What the line says."""
        return " ".join(piece.text for piece in self.pieces)


Block = Table | Text
