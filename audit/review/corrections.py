"""Numbers that a reviewer has corrected: applied where the source still says what it said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from audit.form import Cell
from audit.report import ABSENT, Reading, Report, State
from audit.review.carried import Leftover, Why
from audit.review.entry import CELLS, REASON
from audit.review.merge import Merged, Rows
from audit.review.placed import Names, report_of, worded
from audit.words import say
from audit.workbook.shown import as_read


def with_corrections(
    reports: Sequence[Report], rows: Rows, names: Names
) -> tuple[list[Report], list[Leftover]]:
    """Return the reports with what reviewers corrected, and the corrections that do not apply.

    One applies if it is a number, nobody has corrected the cell to another, and the source says
    what it said then. What had been read stays beside it.
    """
    out, leftovers = list(reports), []
    places = {rid: n for n, rid in enumerate(names.all)}
    for (kind, rid), row in rows.items():
        if kind != CELLS:
            continue
        there = names.find(report_of(rid))
        report = out[places[there]] if there else None
        for key, text in _changed(row):
            reading = report.cells.get(Cell(*key.split(".")), ABSENT) if report else None
            why = _unfit(row, key, text, reading)
            if report is None or reading is None or why:
                leftovers.append(_leftover(row, key, text, reading, why or Why.GONE))
                continue
            corrected = Reading(
                State.CORRECTED,
                float(text),
                as_read(reading),
                reading.place,
                row.entry.fields.get(REASON, ""),
            )
            report = replace(report, cells={**report.cells, Cell(*key.split(".")): corrected})
        if there and report:
            out[places[there]] = report
    return out, leftovers


def _changed(row: Merged) -> list[tuple[str, str]]:
    """The cells of a row that do not say what was read, or of which reviewers disagree."""
    read = row.entry.read
    return [
        (key, row.entry.fields[key])
        for key in read
        if row.entry.fields[key] != read[key] or key in row.disagree
    ]


def _unfit(row: Merged, key: str, text: str, reading: Reading | None) -> Why | None:
    """Why a correction does not apply, None if it does."""
    if reading is None:
        return Why.GONE
    if key in row.disagree:
        return Why.DISAGREE
    if not _is_number(text):
        return Why.NUMBER
    if as_read(reading) == row.entry.read[key]:
        return None
    return Why.ADOPTED if as_read(reading) == text else Why.SOURCE


def _is_number(text: str) -> bool:
    try:
        return abs(float(text)) < float("inf")
    except ValueError:
        return False


def _leftover(row: Merged, key: str, text: str, reading: Reading | None, why: Why) -> Leftover:
    said = row.disagree.get(key, ())
    told = "；".join(say("carry.signed", who=who, text=value) for who, value in said) or text
    blank, reason = say("book.shown.blank"), row.entry.fields.get(REASON, "")
    texts = {"was": row.entry.read[key], "told": told, "now": as_read(reading) if reading else ""}
    shown = {name: text or blank for name, text in texts.items()}
    note = say("carry.correction", cell=worded(key), **shown)
    # only this cell: the rest of the row found its place
    kept = {key: text, REASON: reason}
    entry = replace(row.entry, fields=kept, read={key: row.entry.read[key]})
    return Leftover(entry, why, note)
