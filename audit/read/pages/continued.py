"""Tables that go on on the next page: one table again, and the row that the page's end broke."""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import inf

from audit.read.pages.blocks import Block, Cell, Table, Text

_NEAR = 3.0  # points
_SAME_COLUMNS = 0.8  # of the lines between columns, for a table that goes on
_ENUMERATED = re.compile(r"\s*(?:[（(]?[一二三四五六七八九十0-9]{1,2}\s*[)）.、．]|第)")
_VALUE = re.compile(r"[-+−－\s0-9０-９.,，．%/\\／—–―_?\ufffd□]*|[无無]")


def joined(blocks: Sequence[Block]) -> list[Block]:
    """Join the parts of tables; page numbers and running heads between them come after."""
    out: list[Block] = []
    between: list[Text] = []
    last: Table | None = None
    for block in blocks:
        if isinstance(block, Text):
            between.append(block)
        elif last and all(text.furniture for text in between) and _same_columns(last, block):
            _append(last, block)
        else:
            out += [*([last] if last else []), *between]
            between, last = [], block
    return [*out, *([last] if last else []), *between]


def _same_columns(table: Table, other: Table) -> bool:
    if other.page != table.last_page + 1:
        return False
    outer = abs(table.edges[0] - other.edges[0]), abs(table.edges[-1] - other.edges[-1])
    fewer, more = sorted((table.edges, other.edges), key=len)
    shared = sum(any(abs(x - y) <= _NEAR for y in more) for x in fewer)
    return max(outer) <= _NEAR and shared >= _SAME_COLUMNS * len(fewer)


def _append(table: Table, other: Table) -> None:
    """Put the rows of the next page behind, without a head said again, a broken row made whole."""
    rows = list(other.rows)
    for known in table.rows:
        if not rows or _said(known) != _said(rows[0]):
            break
        rows.pop(0)
    if rows and _goes_on(table.rows[-1], rows[0]):
        table.rows[-1] = _whole(table.rows[-1], rows.pop(0))
    table.rows += rows
    table.edges = sorted([*table.edges, *other.edges])
    table.last_page = other.last_page


def _said(row: Sequence[Cell]) -> list[str]:
    return [cell.text for cell in row if cell.text]


def _goes_on(row: Sequence[Cell], rest: Sequence[Cell]) -> bool:
    """Whether a row is the rest of the one before: its label goes on or is blank.

    A label goes on where its last line was full and no new number begins. The values stand in
    either part; a number that stands in both was broken where its line was full.
    """
    labels: list[float] = []
    alone: list[float] = []
    for cell in rest:
        above = _above(cell, row)
        words = bool(cell.text) and not _VALUE.fullmatch(cell.text)
        if words and _ENUMERATED.match(cell.text):
            return False
        if above is None:
            # what is left of a heading of a group may stand there
            alone += [cell.left] if words else [inf] if cell.text else []
            continue
        named = bool(above.text) and not _VALUE.fullmatch(above.text)
        if above.text and cell.text and (named != words or above.ended):
            return False
        labels += [cell.left] if named else []
    return bool(labels) and max(alone, default=-inf) < max(labels)


def _above(cell: Cell, row: Sequence[Cell]) -> Cell | None:
    """The cell of a row that has the same span."""
    same = (
        other
        for other in row
        if abs(other.left - cell.left) <= _NEAR and abs(other.right - cell.right) <= _NEAR
    )
    return next(same, None)


def _whole(row: Sequence[Cell], rest: Sequence[Cell]) -> list[Cell]:
    """The row with what the next page says of it; a value's place is where it stands."""
    out = []
    for cell in row:
        below = next((other for other in rest if _above(other, [cell])), None)
        if below is None or not below.text:
            out.append(cell)
        else:
            out.append(cell._replace(text=cell.text + below.text) if cell.text else below)
    alone = [cell for cell in rest if cell.text and _above(cell, row) is None]
    return sorted([*out, *alone], key=lambda cell: cell.left)
