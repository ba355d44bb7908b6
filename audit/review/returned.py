"""A workbook as it comes back: its rows by key, whatever was moved, sorted, renamed or inserted."""

from __future__ import annotations

import datetime
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from audit.choices import DECISION, STATUS, chosen
from audit.errors import InputError
from audit.form import VERSIONS, Cell, load_form
from audit.review.entry import (
    CELLS,
    ENTRIES,
    FOREIGN,
    PROBLEM,
    REASON,
    REPLY,
    REPORT,
    THEIRS,
    Entry,
)
from audit.review.pages import (
    KEPT,
    MANIFEST,
    READ_AS,
    REPLIES,
    RID,
    SOURCES,
    UNMATCHED,
    Page,
    Rows,
    kinds,
    link_texts,
    read_pages,
)
from audit.template import EXTRA
from audit.words import listed, say
from audit.workbook.grids import FLAT, STACKED, value_key
from audit.workbook.looks import sheet_looks, sheet_name
from audit.workbook.shown import JOINT, cell_text, own_words

_IS_ROW = "1"
_ANSWERED = {REPLIES: PROBLEM, CELLS: THEIRS}  # what an agency may fill in, and what that is
_TOLD = ("agency", "year", "rule", "sentence", "value_hash", "level")


def read_returned(path: Path) -> list[Entry]:
    """Return the rows of a workbook that hold, or may hold, a reviewer's work.

    Raises InputError if the file cannot be opened or is no workbook of ours.
    """
    pages = read_pages(path)
    there = {page.kind for page in pages}
    # where answers can no longer be found, there may be some
    instead = {PROBLEM, REPORT} if REPLIES in there else {REPLIES}
    lost = [key for key, _ in kinds() if key not in {*there, *instead, UNMATCHED, SOURCES}]
    if lost:
        names = listed(sheet_name(key) for key in lost)
        raise InputError("carry.altered", name=path, sheets=names)
    if {REPLIES, PROBLEM} <= there:
        names = listed(page.name for page in pages if page.kind == REPLIES)
        raise InputError("carry.mixed", name=path, sheets=names)
    found = [entry for page in pages for entry in entries_of(page, path)]
    if REPLIES not in there:
        return found
    agencies = _agencies(pages)
    theirs = (_theirs(entry, agencies) for entry in found if entry.kind in _ANSWERED)
    return [entry for entry in theirs if entry.kind != FOREIGN or entry.fields]


def _theirs(entry: Entry, agencies: Collection[str]) -> Entry:
    """A row of an agency's own workbook: its replies are to findings, its numbers its own.

    A row that came from another agency's workbook is nobody's answer: only what was typed is kept.
    """
    agency, keyed, _ = entry.rid.partition("|")
    if keyed and agency not in agencies:
        typed = entry.edits
        read = {key: text for key, text in entry.read.items() if key in typed}
        return replace(entry, kind=FOREIGN, fields=typed, before={}, read=read)
    return replace(entry, kind=_ANSWERED[entry.kind])


def _agencies(pages: Sequence[Page]) -> frozenset[str]:
    """The names under which an agency's own workbook has its reports."""
    by_file = [page for page in pages if page.kind == SOURCES]
    # without that sheet its numbers tell
    told = by_file or [page for page in pages if page.kind in (STACKED, *FLAT)]
    rids = (_text(row[page.columns[RID]]) for page in told for row in page.rows)
    return frozenset(rid.partition("|")[0] for rid in rids if "|" in rid)


def entries_of(page: Page, path: Path) -> list[Entry]:
    """Return the rows of one sheet that hold, or may hold, a reviewer's work."""
    if page.kind in (MANIFEST, SOURCES):
        return []
    found = list(_entries(page.kind, page.columns, page.rows, path))
    if "sentence" in page.columns and any(not e.told.get("sentence", "") for e in found):
        return _with_sentences(page, path)
    return found


def _with_sentences(page: Page, path: Path) -> list[Entry]:
    """The rows of a sheet whose links were saved without what they show."""
    at = page.columns["sentence"]
    rows = [
        [*row[:at], row[at] or text, *row[at + 1 :]]
        for row, text in zip(page.rows, link_texts(path, page, "sentence"), strict=True)
    ]
    return list(_entries(page.kind, page.columns, rows, path))


def _entries(kind: str, columns: Mapping[str, int], rows: Rows, path: Path) -> Iterator[Entry]:
    for n, row in enumerate(rows):
        values = {key: _text(row[at]) for key, at in columns.items() if at < len(row)}
        rid = values.get(RID, "")
        if n == 0 or rid == RID:  # the head
            continue
        if kind == UNMATCHED:
            entry = _kept_entry("".join(values.get(key, "") for key in ENTRIES), path)
        elif "|" not in rid:
            entry = _unkeyed(kind, f"{path.name}:{n}", values, path)
        elif kind in (STACKED, *FLAT):
            entry = _of_cells(kind, rid, values, path)
        else:
            entry = _of_columns(kind, rid, values, path)
        if entry:
            yield entry


def _unkeyed(kind: str, rid: str, values: Mapping[str, str], path: Path) -> Entry | None:
    """A row without a key in which something stands all the same, None if nothing does."""
    if kind in (STACKED, *FLAT):
        reason = values.get(REASON, "")
        return Entry(CELLS, rid, {REASON: reason}, file=path.name) if reason else None
    entry = _of_columns(kind, rid, {k: v for k, v in values.items() if k != KEPT}, path)
    return entry if any(entry.fields.values()) else None


def _of_columns(kind: str, rid: str, values: Mapping[str, str], path: Path) -> Entry:
    open_ = {c["key"]: None for c in sheet_looks(kind)["columns"] if c.get("yours")}
    if kind == PROBLEM:
        open_ |= dict.fromkeys(REPLY)
    told = {key: values[key] for key in _TOLD if key in values}
    if kind in (PROBLEM, REPORT):  # an agency cannot add to what reviewers say
        open_ |= {key: None for key in values if key.startswith(EXTRA)}
    fields = _in_words({key: values.get(key, "") for key in open_})
    return Entry(kind, rid, fields, _in_words(_kept(values)), {}, told, path.name)


def _in_words(fields: Mapping[str, str]) -> dict[str, str]:
    """What stands in open columns, choices of another language in the one spoken."""
    lists = (STATUS, DECISION)
    return {key: chosen(key, text) if key in lists else text for key, text in fields.items()}


def _of_cells(kind: str, rid: str, values: Mapping[str, str], path: Path) -> Entry | None:
    """A row of numbers: its fields are its cells and the reviewer's column; None for others."""
    if not values.get(READ_AS):
        if values.get("kind", _IS_ROW) == _IS_ROW:
            raise _altered(kind, path)
        return None
    places = _places(rid, values)
    parts = [own_words(part) for part in values[READ_AS].split(JOINT)]
    if len(parts) != len(places):
        raise _altered(kind, path)
    read = dict(zip(places, parts, strict=True))
    fields = {cell: own_words(values[key]) for cell, key in places.items()} | {
        REASON: values.get(REASON, "")
    }
    told = {key: values[key] for key in ("agency", "year") if key in values}
    return Entry(CELLS, rid, fields, read | _kept(values), read, told, path.name)


def _altered(kind: str, path: Path) -> InputError:
    """A row of numbers no longer says what had been read there."""
    return InputError("carry.altered", name=path, sheets=sheet_name(kind))


def _places(rid: str, values: Mapping[str, str]) -> dict[str, str]:
    """The cells of a row, in the order of the form, and under which key each stands."""
    table = row = rid.rpartition("|")[2]
    if table not in FLAT:
        columns = load_form(VERSIONS[-1]).tables[STACKED].columns
        found = {str(Cell(STACKED, row, c.key)): f"value.{c.key}" for c in columns}
        return found if set(found.values()) <= set(values) else {}
    off = say("book.shown.not_on_form")
    for version in VERSIONS:
        cells = [cell for cell in load_form(version).places if cell.table == table]
        for block in range(len(VERSIONS)):
            found = {str(cell): value_key(block, cell) for cell in cells}
            there = {key for key in values if key.startswith(f"{block}.")}
            if set(found.values()) == there and any(own_words(values[k]) != off for k in there):
                return found
    return {}


def _kept(values: Mapping[str, str]) -> dict[str, str]:
    """What the build had put into a row's open columns."""
    try:
        found = json.loads(values.get(KEPT) or "{}")
    except ValueError:
        return {}
    return {str(k): str(v) for k, v in found.items()} if isinstance(found, dict) else {}


def _kept_entry(text: str, path: Path) -> Entry | None:
    """An entry that an earlier build could not place, as it was kept."""
    try:
        found = json.loads(text)
        found["fields"] = _in_words(found["fields"])
        entry = Entry(**{**found, "before": {}, "file": found.get("file") or path.name})
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
    # what is settled and was never answered is listed once
    return entry if any(entry.fields.values()) else None


def _text(value: object) -> str:
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        return cell_text(float(value))
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat()
    if isinstance(value, datetime.date):
        return value.isoformat()
    return "" if value is None else str(value).replace("\u200b", "").strip()
