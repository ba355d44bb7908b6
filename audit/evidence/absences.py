"""The list at the top of a page: cells that were not found, and cells that could not be read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from audit.evidence.marks import Marks, column_label, escaped, row_label
from audit.evidence.naming import anchor
from audit.form import Cell, Table
from audit.report import State
from audit.words import listed, say

_RAW = 60


def absences_html(marks: Marks) -> str:
    """Return the list; cells of a row that share state and text stand on one line.

    A cell that stands somewhere in the source is linked to its place; any other, also one that
    was read but whose place is not shown, has its anchor here.
    """
    if marks.report.problem:
        return ""
    lines = [line for table in marks.form.tables.values() for line in _lines(marks, table)]
    title = escaped(say("evidence.open"))
    if not lines:
        none = escaped(say("evidence.none_open"))
        return f'<section id="open"><h2>{title}</h2><p>{none}</p></section>'
    heads = "".join(
        f"<th>{escaped(say(f'evidence.head.{key}'))}</th>"
        for key in ("table", "row", "columns", "state", "raw")
    )
    body, signs = "".join(lines), escaped(say("evidence.unseen"))
    return (
        f'<section id="open"><h2>{title}</h2><p>{signs}</p><table class="open">'
        f"<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></section>"
    )


def _lines(marks: Marks, table: Table) -> Iterator[str]:
    of_table = [
        (cell, reading)
        for cell, reading in marks.report.cells.items()
        if cell.table == table.key and reading.state is not State.NOT_ON_FORM
    ]
    if all(reading.state is State.ABSENT for _, reading in of_table):
        cells = [cell for cell, _ in of_table]
        whole = escaped(say("evidence.whole", count=len(cells)))
        yield _line(table.key, whole, _anchors(cells), State.ABSENT, "")
        return
    groups: dict[tuple[str, State, str], list[Cell]] = defaultdict(list)
    for cell, reading in of_table:
        shown = cell in marks.placed
        if not shown or reading.state is State.UNREADABLE:
            groups[cell.row, reading.state, reading.raw].append(cell)
    for (_, state, raw), cells in groups.items():
        label = escaped(row_label(marks.form, cells[0]))
        yield _line(table.key, label, _columns(marks, table, cells), state, raw)


def _columns(marks: Marks, table: Table, cells: Sequence[Cell]) -> str:
    """The columns, each as a link to its place or as the anchor itself; a whole row as one."""
    row = table.row(cells[0].row)
    if len(cells) == len(table.columns_of(row)) > 1:
        every = escaped(say("evidence.every", count=len(cells)))
        if all(cell in marks.placed for cell in cells):
            return f'<a href="#{anchor(cells[0])}">{every}</a>'
        if not any(cell in marks.placed for cell in cells):
            return every + _anchors(cells)
    return listed(_column(marks, cell) for cell in cells)


def _column(marks: Marks, cell: Cell) -> str:
    name = escaped(column_label(marks.form, cell))
    if cell in marks.placed:
        return f'<a href="#{anchor(cell)}">{name}</a>'
    return f'<span id="{anchor(cell)}">{name}</span>'


def _anchors(cells: Sequence[Cell]) -> str:
    return "".join(f'<span id="{anchor(cell)}" class="at"></span>' for cell in cells)


def _line(table: str, label: str, columns: str, state: State, raw: str) -> str:
    word = escaped(say(f"state.{state.value}"))
    text = " ".join(raw.split())
    cut = escaped(text[:_RAW] + "…" * (len(text) > _RAW))
    return (
        f"<tr><td>{escaped(say(f'sheet.{table}.name'))}</td><td>{label}</td><td>{columns}</td>"
        f'<td><span class="word {state.value}">{word}</span></td><td>{cut}</td></tr>'
    )
