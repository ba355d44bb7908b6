"""From a document to the cells of a form, each with raw text, state and place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from audit.document import Document, Piece
from audit.form import Cell, Form, Table
from audit.parse.align import Alignment, Placement, align
from audit.parse.alternatives import complete
from audit.parse.columns import (
    Head,
    disclosure_fit,
    end_doubtful,
    evidence,
    fit,
    read_head,
)
from audit.parse.heads import (
    WideHead,
    agrees,
    applications_head,
    by_head,
    disputes_contradict,
    sums_agree,
    trusted,
)
from audit.parse.labels import Labels, is_row_label, labels_of
from audit.parse.recognition import Seen, believe, is_recognised, read_recognised
from audit.parse.records import Record, records
from audit.parse.sections import Heading, choose_headings
from audit.parse.settle import settle
from audit.parse.values import Kind, read_value
from audit.report import Reading, State


class Tables(NamedTuple):
    """All cells of a form as read, and the tables that the source has more than once."""

    cells: dict[Cell, Reading]
    repeated: tuple[str, ...]
    zones: tuple[range, ...]


def read_cells(document: Document, form: Form, possible: Sequence[Heading]) -> Tables:
    """Read the three tables of a document as a given form; `possible` are headings of sections.

    Every place of the form has a reading; `zones` are, for each table found, the document rows
    from its first to its last value.
    """
    known = is_row_label(form)
    found = records(document, known.__contains__)
    labels = labels_of(form.version)
    headings = {h.key: h.row for h in choose_headings(possible, form)}
    starts = {t.key: headings[t.section] for t in form.tables.values() if t.section in headings}
    alignment = align(found, labels, starts)
    drafts = dict(_drafts(form, found, labels, alignment))
    drafts |= _detached(found, alignment, labels, drafts)
    drafts |= _wrapped(found, alignment, drafts)
    doubts = {cell: draft.number for cell, draft in drafts.items() if draft.number is not None}
    by_order = frozenset(cell for cell, draft in drafts.items() if draft.by_order)
    seen = {cell: draft.seen for cell, draft in drafts.items() if draft.seen}
    readings = {cell: draft.reading for cell, draft in drafts.items()}
    cells = believe(complete(form, readings, seen), seen, form)
    zones = tuple(_zones(form, found, labels, alignment))
    return Tables(settle(cells, doubts, by_order, form), alignment.repeated, zones)


def _zones(
    form: Form, found: Sequence[Record], labels: Labels, alignment: Alignment
) -> Iterator[range]:
    for key in form.tables:
        own = [found[p.record] for p in alignment.placements if labels.slots[p.slot].table == key]
        if own:
            yield range(min(r.first for r in own), max(r.row for r in own) + 1)


class _Draft(NamedTuple):
    """A reading before the identities were asked; `number` is what it may stand for.

    `seen` is the number where it was recognised from an image.
    """

    reading: Reading
    number: float | None = None
    by_order: bool = False
    seen: Seen | None = None


def _drafts(
    form: Form, found: Sequence[Record], labels: Labels, alignment: Alignment
) -> Iterator[tuple[Cell, _Draft]]:
    for table in form.tables.values():
        placed = [p for p in alignment.placements if labels.slots[p.slot].table == table.key]
        yield from _READERS[table.key](table, found, labels, placed)


def _applications(
    table: Table, found: Sequence[Record], labels: Labels, placed: Sequence[Placement]
) -> Iterator[tuple[Cell, _Draft]]:
    """Table 三: as many values a row as the form has columns, by their order or by the head."""
    own = [found[p.record] for p in sorted(placed, key=lambda p: p.record)]
    need, keys = len(table.columns), tuple(column.key for column in table.columns)
    known = evidence(own, need)
    head = _head_above(found, own, keys, labels.columns[table.key])
    # rows with a number too many: where the values of a shorter row begin is not certain either
    overfull = 2 * sum(r.filled > need for r in own) > sum(r.filled >= need for r in own)
    in_order = {p.record: fit(found[p.record], need, known) for p in placed}
    refused = head.contradicts or not sums_agree(filter(None, in_order.values()))
    units = _units(table)
    for p in placed:
        record = found[p.record]
        exact = len(record.values) == need or not record.filled
        certain = p.sure and not refused and (exact or not overfull)
        chosen = in_order[p.record] if certain else None
        if chosen is None or not agrees(chosen, keys, record, head):
            chosen = by_head(record, keys, head) if p.sure else None
        cells = _cells_of_row(table.key, labels.slots[p.slot].row, keys)
        yield from _given(units, cells, chosen, record, not p.by_label)
        if chosen and end_doubtful(chosen, known):
            yield cells[-1], _Draft(Reading(State.UNREADABLE, None, "", chosen[-1].place))


def _head_above(
    found: Sequence[Record], own: Sequence[Record], keys: Sequence[str], columns: dict[str, str]
) -> WideHead:
    """The head of table 三; a row above the first one placed may have taken it."""
    if not own:
        return WideHead(False)
    first = next(n for n, record in enumerate(found) if record is own[0])
    near = found[max(0, first - 3) : first]
    near = [r for r in near if r.table == own[0].table and r.filled >= len(keys)]
    heads = (applications_head(record, columns) for record in (*own, *near))
    head = next((h for h in heads if h.contradicts or h.total_first or h.places), WideHead(False))
    rows = [r.values for r in own if r.table == head.table and r.filled >= len(keys)]
    return trusted(head, keys, rows)


def _disputes(
    table: Table, found: Sequence[Record], labels: Labels, placed: Sequence[Placement]
) -> Iterator[tuple[Cell, _Draft]]:
    """Table 四: one row with the three groups side by side."""
    keys = tuple(column.key for column in table.columns)
    cells = [cell for row in table.rows for cell in _cells_of_row(table.key, row.key, keys)]
    for p in placed:
        record = found[p.record]
        doubtful = not p.sure or disputes_contradict(record, labels.columns[table.key], keys)
        # words before fewer than fifteen numbers may stand in the first number's cell
        shifted = record.cells and record.own and record.first == record.row
        doubtful = doubtful or bool(shifted and record.filled != len(cells))
        chosen = None if doubtful else fit(record, len(cells), evidence([record], len(cells)))
        yield from _given(_units(table), cells, chosen, record, False)


@lru_cache(maxsize=1000)
def _cells_of_row(table: str, row: str, columns: tuple[str, ...]) -> tuple[Cell, ...]:
    return tuple(Cell(table, row, column) for column in columns)


def _units(table: Table) -> dict[str, str]:
    return {column.key: column.unit for column in table.columns}


def _given(
    units: Mapping[str, str],
    cells: Sequence[Cell],
    chosen: Sequence[Piece] | None,
    record: Record,
    by_order: bool,
) -> Iterator[tuple[Cell, _Draft]]:
    if chosen is None:
        yield from _unreadable(cells, record)
        return
    for cell, piece in zip(cells, chosen, strict=True):
        yield cell, _draft(piece, units[cell.column], by_order)


def _disclosure(
    table: Table, found: Sequence[Record], labels: Labels, placed: Sequence[Placement]
) -> Iterator[tuple[Cell, _Draft]]:
    head = Head((), ())
    for p in sorted(placed, key=lambda p: p.record):
        record, row = found[p.record], table.row(labels.slots[p.slot].row)
        above = read_head(record.before[:-1], labels.columns[table.key])
        head = above if above.columns or above.whole else head
        chosen = disclosure_fit(record, table, row, head) if p.sure else None
        if chosen is None:
            yield from _unreadable([Cell(table.key, row.key, c) for c in row.columns], record)
            continue
        for column, piece in chosen.items():
            cell, unit = Cell(table.key, row.key, column), table.column(column).unit
            if unit == "wan_yuan" and head.other_unit:
                # another unit stated above a column of 万元: the number is not the form's
                yield cell, _Draft(Reading(State.UNREADABLE, None, piece.text, piece.place))
            else:
                yield cell, _draft(piece, unit, False)


_READERS = {"disclosure": _disclosure, "applications": _applications, "disputes": _disputes}


def _detached(
    found: Sequence[Record], alignment: Alignment, labels: Labels, drafts: dict[Cell, _Draft]
) -> dict[Cell, _Draft]:
    """A lone number inside table 三 may belong to a blank cell of it: that cell is not blank."""
    placed = {
        p.record for p in alignment.placements if labels.slots[p.slot].table == "applications"
    }
    inside = range(min(placed, default=0), max(placed, default=0))
    lone = [
        found[n].values[0].text
        for n in inside
        if n not in placed and len(found[n].values) == 1 and found[n].filled == 1
    ]
    filled = {c.row for c, d in drafts.items() if c.table == "applications" and d.reading.value}
    blank = {
        cell: draft.reading.place
        for cell, draft in drafts.items()
        if cell.row in filled and draft.reading.state is State.BLANK
    }
    if not 0 < len(blank) <= len(lone):
        return {}
    raw = " | ".join(lone)
    return {c: _Draft(Reading(State.UNREADABLE, None, raw, place)) for c, place in blank.items()}


def _wrapped(
    found: Sequence[Record], alignment: Alignment, drafts: dict[Cell, _Draft]
) -> dict[Cell, _Draft]:
    """A lone number on the line below a row of text may be the rest of the row's last number."""
    placed = {p.record for p in alignment.placements}
    ends = {
        found[n].values[-1].place
        for n in placed
        if n + 1 < len(found)
        and n + 1 not in placed
        and not found[n].table
        and found[n].values[-1].text
        and found[n + 1].filled == len(found[n + 1].values) == 1
        and not found[n + 1].labels
    }
    return {
        cell: _Draft(
            draft.reading._replace(state=State.UNREADABLE, value=None, repair=""),
            draft.reading.value,
        )
        for cell, draft in drafts.items()
        if draft.reading.value is not None and draft.reading.place in ends
    }


def _unreadable(cells: Sequence[Cell], record: Record) -> Iterator[tuple[Cell, _Draft]]:
    """A row whose values cannot be told apart with certainty: each cell keeps the whole row."""
    raw = " | ".join(piece.text for piece in record.values)
    for cell in cells:
        yield cell, _Draft(Reading(State.UNREADABLE, None, raw, record.values[0].place))


def _draft(piece: Piece, unit: str, by_order: bool) -> _Draft:
    if is_recognised(piece):
        reading, seen = read_recognised(piece, unit)
        # a row that only its order places is not proven by what is in it
        return _Draft(reading, seen=None if by_order else seen)
    state, number, raw, repair, doubt, is_number = _content(piece.text, unit, by_order)
    return _Draft(Reading(state, number, raw, piece.place, repair), doubt, is_number)


@lru_cache(maxsize=20_000)
def _content(
    text: str, unit: str, by_order: bool
) -> tuple[State, float | None, str, str, float | None, bool]:
    """What a reading has but its place, and its draft; cached, for most cells say the same."""
    value = read_value(text, unit)
    if value.kind is Kind.BLANK:
        return State.BLANK, None, "", "", None, False
    if value.kind is Kind.MARK:
        return State.MARK, None, text, "", None, False
    if value.kind is Kind.NUMBER and not by_order:
        state = State.REPAIRED if value.repair else State.READ
        return state, value.number, text, value.repair, None, False
    uncertain = by_order and value.kind is Kind.NUMBER
    return State.UNREADABLE, None, text, "", value.number, uncertain
