"""Tables that a source seems to have, though none of their numbers were found."""

from __future__ import annotations

from collections.abc import Mapping

from audit.clean import label_key
from audit.document import Document
from audit.form import Cell, Form
from audit.report import Reading, State

_ABSENT = (State.ABSENT, State.NOT_ON_FORM)
_LEAST = 2  # words of a table's head and rows that no prose has in lines of their own


def unseen_tables(document: Document, form: Form, cells: Mapping[Cell, Reading]) -> tuple[str, ...]:
    """Return the keys of the tables that may stand in the source and could not be read.

    A table without any reading is one of them if pictures stand in the source where tables
    should, or if labels of the table stand there in lines or cells of their own.
    """
    seen = {cell.table for cell, reading in cells.items() if reading.state not in _ABSENT}
    absent = [table for table in form.tables.values() if table.key not in seen]
    if not absent or document.pictures:
        return tuple(table.key for table in absent)
    texts = {label_key(piece.text) for row in document.rows for piece in row.pieces}
    return tuple(
        table.key
        for table in absent
        if len(texts & {label_key(line.label) for line in (*table.rows, *table.columns)}) >= _LEAST
    )
