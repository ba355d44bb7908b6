"""What Word documents are made of, paragraphs and tables in tables, as rows of a document."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from audit.bounds import Bounds
from audit.clean import UNSEEN
from audit.document import Document, Piece, Place, Row
from audit.errors import InputError

# Signs inside a paragraph's text that no document contains as text.
SEEN = "\ufffc"  # a picture or a field stands here that shows no text
APART = "\x1e"  # what follows is no part of the number before it
LISTED = "\x1d"  # the end of a number that a list gave
TAB, BREAK = "\t", "\n"

_SPACE = re.compile(r"[ \r\f\xa0\u3000]+")
_IN_CELL = str.maketrans({APART: BREAK, LISTED: BREAK, TAB: BREAK})
_IN_LINE = str.maketrans({APART: " ", LISTED: None, SEEN: None})
_NUMERAL = re.compile(r"[\d零〇]")
_CHOICES = ("FORMDROPDOWN", "FORMCHECKBOX")
_CLOSED = ("、", "）", ")")  # after a number that ends so the text follows without a space
_TYPED_COLUMNS = 3  # so many stretches set apart by tabs are a row typed without a table
_NEAR = 60  # twentieths of a point: cell edges so close are one


class Cell(NamedTuple):
    """A cell at a table column (from 1); `merged` tells "start" or "more" of a vertical merge."""

    column: int
    blocks: Sequence[Block]
    merged: str = ""


class Grid(NamedTuple):
    """A table: its rows by their number (from 1)."""

    rows: Sequence[tuple[int, Sequence[Cell]]]


Block = str | Grid


def to_document(name: str, kind: str, blocks: Sequence[Block], bounds: Bounds) -> Document:
    """Number tables and offsets; InputError for more rows than a report can have.

    A table that holds other tables is layout: its text is read as lines, the inner ones as data.
    """
    flow = _Flow(name, bounds)
    flow.lines(blocks)
    pictures = 0 if flow.tables else flow.pictures
    return Document(name, kind, tuple(flow.rows), pictures=pictures)


class _Flow:
    """Collects rows; a layout table's cells flow like paragraphs."""

    def __init__(self, name: str, bounds: Bounds) -> None:
        self.rows: list[Row] = []
        self.tables = 0
        self.pictures = 0
        self._name = name
        self._most = bounds.rows
        self._offset = 0

    def lines(self, blocks: Sequence[Block]) -> None:
        for block in blocks:
            if isinstance(block, str):
                for line in block.split(BREAK):
                    self._line(line)
            elif _is_layout(block):
                for _, cells in block.rows:
                    for cell in cells:
                        self.lines(cell.blocks)
            else:
                self._table(block)

    def _line(self, line: str) -> None:
        self.pictures += line.count(SEEN)
        if line.endswith(LISTED):
            return  # a number without any text
        texts = [
            text
            for part in line.translate(_IN_LINE).split(TAB)
            if (text := _SPACE.sub(" ", part).strip())
        ]
        if not texts:
            return
        if len(texts) < _TYPED_COLUMNS:
            texts = [" ".join(texts)]
        pieces = []
        start = self._offset
        for text in texts:
            place = Place(
                column=self._offset - start + 1, start=self._offset, end=self._offset + len(text)
            )
            pieces.append(Piece(text, place))
            self._offset += len(text) + 1
        self._add(Row(tuple(pieces)))

    def _table(self, grid: Grid) -> None:
        self.tables += 1
        above: frozenset[int] = frozenset()
        for number, cells in grid.rows:
            pieces = []
            for cell in cells:
                text = _cell_text(cell.blocks)
                if cell.merged == "more" and (not text or cell.column in above):
                    continue  # covered by the cell above
                pieces.append(Piece(text, Place(self.tables, number, cell.column)))
            above = frozenset(cell.column for cell in cells if cell.merged)
            if pieces:
                self._add(Row(tuple(pieces), True, self.tables))

    def _add(self, row: Row) -> None:
        if len(self.rows) >= self._most:
            raise InputError("read.long", name=self._name, rows=self._most, most=self._most)
        self.rows.append(row)


def _is_layout(grid: Grid) -> bool:
    return any(isinstance(b, Grid) for _, cells in grid.rows for cell in cells for b in cell.blocks)


def _cell_text(blocks: Sequence[Block]) -> str:
    """The text of a cell; whatever stands apart in it is on a line of its own."""
    text = BREAK.join(block for block in blocks if isinstance(block, str)).translate(_IN_CELL)
    lines = (_SPACE.sub(" ", line).strip() for line in text.replace(SEEN, "").split(BREAK))
    shown = BREAK.join(filter(None, lines))
    # a picture beside a digit may be another one
    return shown + UNSEEN if SEEN in text and (not shown or shown[-1].isdigit()) else shown


@dataclass(slots=True)
class Paragraph:
    """A paragraph's text as its runs are added.

    A field shows its result, not its instruction; a run that looks otherwise (struck out,
    raised) than the one before it stands apart.
    """

    _parts: list[str] = field(default_factory=list)
    _run: list[str] = field(default_factory=list)  # the last parts, of one look
    _look: object = None
    _fields: list[bool] = field(default_factory=list)  # for each open one, whether it shows

    def add(self, text: str, look: object = None) -> None:
        """Add what a run shows; inside a field's instruction it shows nothing."""
        if not all(self._fields):
            self.instruct(text)
        elif text:
            if look != self._look:
                self._take_back()
                self._parts += [APART] if self._parts else []
            self._look = look
            self._parts.append(text)
            self._run.append(text)

    def _take_back(self) -> None:
        """Add a sign to text struck out, or white, that keeps a number from being one."""
        if getattr(self._look, "doubtful", False) and _NUMERAL.search("".join(self._run)):
            self._parts.append(UNSEEN)
        self._run.clear()

    def instruct(self, text: str) -> None:
        """Take a stretch of a field's instruction; what is chosen in a form is drawn, no text."""
        if text.strip().startswith(_CHOICES):
            self._parts.append(SEEN)

    def begin_field(self) -> None:
        """A field's instruction follows."""
        self._fields.append(False)

    def show_field(self) -> None:
        """The innermost field's result follows."""
        if self._fields:
            self._fields[-1] = True

    def end_field(self) -> None:
        """End the innermost field; one without a result draws something that is no text."""
        if self._fields and not self._fields.pop():
            self.add(SEEN, self._look)

    def end(self) -> str:
        """Return the paragraph's text and start anew, even inside a field.

        What a field without an end swallowed is text that cannot be told.
        """
        self._take_back()
        text = "".join(self._parts) + (UNSEEN if not all(self._fields) else "")
        self._parts.clear()
        self._fields.clear()
        self._look = None
        return text


def listed(number: str, text: str) -> str:
    """Put a list's number before a paragraph's text."""
    if not number:
        return text
    return number + ("" if number.endswith(_CLOSED) else " ") + LISTED + text


def columns_of(edges: Iterator[int]) -> dict[int, int]:
    """Number the distinct left edges of a table's cells, from 1; nearly equal ones are one."""
    out: dict[int, int] = {}
    last, column = None, 0
    for edge in sorted(set(edges)):
        column += last is None or edge - last > _NEAR
        out[edge], last = column, edge
    return out
