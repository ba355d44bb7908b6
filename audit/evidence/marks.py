"""Which cells of the form stand at which place of a source, and what is said of each there."""

from __future__ import annotations

import html
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property

from audit.document import Document, Place
from audit.evidence.naming import anchor
from audit.form import Cell, Form, load_form
from audit.official import official
from audit.report import Reading, Report, State
from audit.words import listed, say

# controls but TAB and LF, lone surrogates, what is no character, and what reorders a line
_NOT_TEXT = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u202a-\u202e\u2066-\u2069]"
)
_TAGGED = (State.REPAIRED, State.BLANK, State.MARK, State.UNREADABLE)
# what stands at one place is shown as its gravest cell
_GRAVEST = (State.UNREADABLE, State.REPAIRED, State.MARK, State.BLANK, State.READ)
_RAW = 120


def escaped(text: str) -> str:
    """Return a text of a report as HTML shows it, letter by letter."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return html.escape(_NOT_TEXT.sub("\ufffd", plain))


class Marks:
    """The cells of a report by their place; each place is handed out once."""

    def __init__(self, document: Document, report: Report) -> None:
        """Take a document and the report that was read from it (or could not be)."""
        self.report = report
        there = {piece.place for row in document.rows for piece in row.pieces}
        self._at: dict[Place, list[Cell]] = defaultdict(list)
        for cell, reading in report.cells.items():
            if reading.place in there and reading.state is not State.ABSENT:
                self._at[reading.place].append(cell)
        self.placed = frozenset(cell for cells in self._at.values() for cell in cells)

    @cached_property
    def form(self) -> Form:
        """The form the report is on."""
        return load_form(self.report.form)

    def __contains__(self, place: object) -> bool:
        return place in self._at

    def take(self, place: Place) -> Mark | None:
        """Return the mark of a place, None if no cell was read from it or it has been taken."""
        cells = self._at.get(place)
        if not cells:
            return None
        # emptied, not removed: a second piece at the same place is still no free text
        self._at[place] = []
        return Mark(self, cells)

    def reading(self, cell: Cell) -> Reading:
        """Return how a cell was read."""
        return self.report.cells[cell]


class Mark:
    """What is put over a place from which cells of the form were read."""

    def __init__(self, marks: Marks, cells: Sequence[Cell]) -> None:
        """Take the cells, at least one, that were read from the place."""
        self._marks, self.cells = marks, cells
        states = {marks.reading(cell).state for cell in cells}
        self.state = next(state for state in _GRAVEST if state in states)

    def attributes(self, *looks: str) -> str:
        """Return the attributes for the element that shows the place."""
        # a row whose numbers cannot be told apart has its place at the first of them
        whole = ("whole",) if self.state is State.UNREADABLE and len(self.cells) > 1 else ()
        names = " ".join(("m", *looks, *whole, self.state.value))
        return f'id="{anchor(self.cells[0])}" class="{names}" tabindex="0"'

    @property
    def inside(self) -> str:
        """What goes into the element: further anchors, the sign of the state, the card."""
        more = "".join(f'<span id="{anchor(cell)}" class="at"></span>' for cell in self.cells[1:])
        return f"{more}{tag(self.state)}{self._card()}"

    def _card(self) -> str:
        lines = []
        for reading, cells in _alike(self._marks, self.cells):
            first = cells[0]
            names = listed(column_label(self._marks.form, cell) for cell in cells)
            lines += [
                f"<small>{escaped(say(f'sheet.{first.table}.name'))}</small>",
                f"<b>{escaped(row_label(self._marks.form, first))} · {escaped(names)}</b>",
                f"<span>{_told(reading)}</span>",
            ]
        if self.state is State.UNREADABLE:
            lines.append(f'<a href="#open">{escaped(say("evidence.back"))}</a>')
        return f'<span class="card" role="tooltip">{"".join(lines)}</span>'


def _alike(marks: Marks, cells: Sequence[Cell]) -> Iterator[tuple[Reading, list[Cell]]]:
    """Cells of one row that were read the same."""
    groups: dict[tuple[str, str, Reading], list[Cell]] = defaultdict(list)
    for cell in cells:
        groups[cell.table, cell.row, marks.reading(cell)].append(cell)
    for (_, _, reading), group in groups.items():
        yield reading, group


def tag(state: State) -> str:
    """Return the sign that tells a state without its colour; a plain number has none."""
    if state not in _TAGGED:
        return ""
    return f'<i class="tag">{escaped(say(f"evidence.tag.{state.value}"))}</i>'


def row_label(form: Form, cell: Cell) -> str:
    """Return the label of a cell's row with the heading above it."""
    row = form.tables[cell.table].row(cell.row)
    return f"{official(row.heading)} {official(row.label)}".strip()


def column_label(form: Form, cell: Cell) -> str:
    """Return the label of a cell's column."""
    return official(form.tables[cell.table].column(cell.column).label)


def _told(reading: Reading) -> str:
    """State, value, what stood there and how it was repaired."""
    parts = [say(f"state.{reading.state.value}")]
    number = number_text(reading.value)
    if number:
        parts.append(number)
    if reading.raw and reading.raw != number:
        raw = " ".join(reading.raw.split())
        parts.append(say("evidence.raw", raw=raw[:_RAW] + "…" * (len(raw) > _RAW)))
    if reading.repair:
        parts.append(reading.repaired)
    if reading.place and reading.place.confidence is not None:
        parts.append(say("place.confidence", share=f"{reading.place.confidence:.0%}"))
    return escaped("　".join(parts))


def number_text(value: float | None) -> str:
    """Return a number as a person writes it, "" for none."""
    return "" if value is None else f"{value:.6f}".rstrip("0").rstrip(".")
