"""Which of two ways to fill in a part of a table was taken: (六)其他处理 as one row or as three."""

from __future__ import annotations

from collections.abc import Container, Sequence
from string import digits

from audit.clean import label_key
from audit.form import Cell, Form, Table
from audit.parse.heads import within
from audit.report import ABSENT, NOT_ON_FORM, Reading, State

_UNREADABLE = State.UNREADABLE
_EMPTY = (State.BLANK, State.MARK)


def complete(form: Form, cells: dict[Cell, Reading], seen: Container[Cell]) -> dict[Cell, Reading]:
    """Every place of the form: read, absent, or not applicable by the way 其他处理 was filled.

    Where neither way was found, both are absent: which one was filled is not known. `seen` are
    cells whose number was recognised.
    """
    certain = {c.row for c, r in cells.items() if r.state is not _UNREADABLE or c in seen}
    filled = {c.row for c, r in cells.items() if r.state not in _EMPTY}
    placed = {cell.row for cell in cells}
    unused: set[str] = set()
    either: set[str] = set()
    for table in form.tables.values():
        for choice in table.alternatives:
            ways = [(choice.official, choice.alternative), (choice.alternative, choice.official)]
            for rows in (certain & filled, certain):
                way, other = next((w for w in ways if rows.intersection(w[0])), ((), ()))
                found = placed.intersection(way)
                if found and _may_be_rest_of(table, found, other):
                    either.update(found, placed.intersection(other))
                elif found:
                    unused.update(other)
                if found:
                    break
    doubtful = {
        cell: reading._replace(state=State.UNREADABLE, value=None, repair="")
        for cell, reading in cells.items()
        if cell.row in either
    }
    known = cells | doubtful
    return {
        cell: NOT_ON_FORM if cell.row in unused else known.get(cell, ABSENT) for cell in form.places
    }


def _may_be_rest_of(table: Table, found: Container[str], other: Sequence[str]) -> bool:
    """Whether the only label found is what losing characters leaves of one of the other way."""
    rests = [label_key(row.label).lstrip(digits) for row in table.rows if row.key in found]
    wholes = [label_key(row.label) for row in table.rows if row.key in other]
    return len(rests) == 1 and any(within(rests[0], whole) for whole in wholes)
