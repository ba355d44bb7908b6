"""Rows of a document to records: the labels that precede a run of values, and the values."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from audit.clean import label_key
from audit.document import Document, Piece, Row
from audit.parse.values import is_value

_SENTENCE = re.compile(r"[。；;]|[，,].{12,}[，,]")
_PAGE = re.compile(
    r"\s*(?:[-—–]\s*[0-9]+\s*[-—–]|第\s*[0-9]+\s*[页頁].{0,12}|[0-9]+\s*/\s*[0-9]+)\s*\Z"
)
_ENUMERATOR = re.compile(r"[1-8]\s*[.．、]\Z")
_WIDE = 7  # a row of so many blank cells is a row of a table, though nothing is filled in
_MOST_LABELS = 24  # a table head has fewer pieces; more is other text


@dataclass(frozen=True)
class Record:
    """A candidate for a row of a table.

    `labels` are the pieces since the last values, nearest last; the last `own` of them stand on
    the line of the values (or, where a table is written one cell a line, lead straight to them):
    a label on another line is weaker evidence. `before` reaches back to the last record that was
    not empty. `table` is 0 outside table markup; `first` and `row` number the document rows of
    the first and the last value.
    """

    labels: tuple[Piece, ...]
    values: tuple[Piece, ...]
    before: tuple[Piece, ...]
    own: int
    table: int
    cells: bool
    first: int
    row: int

    @cached_property
    def filled(self) -> int:
        """How many of the values are not blank."""
        return sum(bool(piece.text) for piece in self.values)


class _Collector:
    """Gathers labels and single values until they make a record."""

    def __init__(self) -> None:
        self.records: list[Record] = []
        self.labels: list[Piece] = []
        self.before: list[Piece] = []
        self.stream: list[Piece] = []
        self._rows: list[tuple[int, Row]] = []

    def name(self, pieces: Sequence[Piece]) -> None:
        self.labels += pieces
        self.before += pieces
        del self.labels[:-_MOST_LABELS], self.before[: -2 * _MOST_LABELS]

    def emit(self, values: Sequence[Piece], own: int, row: Row, first: int, last: int) -> None:
        record = Record(
            labels=tuple(self.labels),
            values=tuple(values),
            before=tuple(self.before),
            own=own,
            table=row.table,
            cells=row.cells,
            first=first,
            row=last,
        )
        self.labels.clear()
        if record.filled:
            self.before.clear()
        self.records.append(record)

    def collect(self, piece: Piece, row: Row, n: int) -> None:
        self.stream.append(piece)
        self._rows.append((n, row))

    def flush(self) -> None:
        if self.stream:
            # one cell a line: the label's own line leads straight to the values
            (first, _), (last, row) = self._rows[0], self._rows[-1]
            self.emit(self.stream, len(self.labels), row, first, last)
            self.stream.clear()
            self._rows.clear()

    def forget(self) -> None:
        self.labels.clear()
        self.before.clear()


def records(document: Document, is_row_label: Callable[[str], bool]) -> list[Record]:
    """Cut a document into records.

    A row with several values is a record of its own; single values on lines of their own are
    collected until the next label. `is_row_label` tells whether a label key names a row of the
    form: after values on the same line it starts a new record (rows printed side by side).
    """
    found = _Collector()
    for n, row in enumerate(document.rows):
        first = row.pieces[0].text
        if not row.cells and _PAGE.match(row.text):
            continue
        if not row.cells and len(row.pieces) == 1 and _SENTENCE.search(first):
            found.flush()
            found.forget()
            continue
        for part, number in _parts(row, is_row_label):
            names, values = _split(part, number, is_row_label)
            if len(part) == 1 and _ENUMERATOR.match(first):
                names, values = values, []  # what is left of a label, 3.其他 say
            if not names and len(values) == 1:
                found.collect(values[0], row, n)
                continue
            found.flush()
            found.name(names)
            if values and (names or len(values) >= _WIDE or any(piece.text for piece in values)):
                found.emit(values, len(names), row, n, n)
    found.flush()
    return found.records


def _split(
    part: Sequence[Piece], number: int, is_row_label: Callable[[str], bool]
) -> tuple[list[Piece], list[Piece]]:
    """Labels up to the first value (its `number` in the part), then all cells after the last.

    Words after a value or after the row's own label are the content of a cell, blanks before
    the label are not.
    """
    named = [i for i, piece in enumerate(part[:number]) if piece.text]
    if not named:
        return [], list(part)
    if number < len(part):
        own = [n for n, i in enumerate(named) if is_row_label(label_key(part[i].text))]
        named = named[: own[-1] + 1] if own else named
    return [part[i] for i in named], list(part[named[-1] + 1 :])


def _parts(row: Row, is_row_label: Callable[[str], bool]) -> Iterator[tuple[list[Piece], int]]:
    """The rows printed side by side, each with the number of its first value."""
    part: list[Piece] = []
    first = -1
    for piece in row.pieces if row.cells else _without_lost(row.pieces):
        text = piece.text
        if text and first < 0:
            first = len(part) if is_value(text) else -1
        elif text and not is_value(text) and is_row_label(label_key(text)):
            yield part, first
            part, first = [], -1
        part.append(piece)
    yield part, first if first >= 0 else len(part)


def _without_lost(pieces: Sequence[Piece]) -> Sequence[Piece]:
    """Leave out what is left of a vertical heading, a lost character, before a row's label."""
    first = next((n for n, piece in enumerate(pieces) if piece.text.strip("?？")), 0)
    return pieces[first:] if first and not is_value(pieces[first].text) else pieces
