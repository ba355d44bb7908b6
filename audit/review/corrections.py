"""Numbers that a reviewer has corrected: applied where the source still says what it said."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from audit.form import Cell
from audit.report import ABSENT, Reading, Report, State
from audit.review.carried import Leftover, Why
from audit.review.entry import CELLS, REASON
from audit.review.merge import Merged, Rows
from audit.review.names import Names, report_of
from audit.review.placed import worded
from audit.words import say
from audit.workbook.shown import as_read

_NUMBER = re.compile(r"-?[0-9]{1,12}(?:\.[0-9]+)?")


def with_corrections(
    reports: Sequence[Report], rows: Rows, names: Names
) -> tuple[list[Report], list[Leftover]]:
    """Return the reports with what reviewers corrected, and the corrections that do not apply.

    One applies if it is a number, nobody has corrected the cell to another, and the source says
    what it said then. What had been read stays beside it.
    """
    out, leftovers = list(reports), []
    places = {rid: n for n, rid in enumerate(names.all)}
    applied: dict[tuple[str, str], str] = {}
    for (kind, rid), row in rows.items():
        if kind != CELLS:
            continue
        there = names.find(report_of(rid))
        report = out[places[there]] if there in places else None
        for key, text in _changed(row):
            cell = Cell(*key.split("."))
            reading = report.cells.get(cell, ABSENT) if report else None
            why = _unfit(row, key, text, reading)
            if applied.get((there or "", key), text) != text:
                why = Why.DISAGREE  # of another version of the report
            if report is None or reading is None or why:
                leftovers += _leftovers(row, key, text, reading, why or Why.GONE)
                continue
            applied[there or "", key] = text
            reason = row.entry.fields.get(REASON, "")
            place, was = reading.place, as_read(reading)
            corrected = Reading(State.CORRECTED, float(text), was, place, reason)
            report = replace(report, cells={**report.cells, cell: corrected})
        if there and report:
            out[places[there]] = report
    return out, leftovers


def _changed(row: Merged) -> list[tuple[str, str]]:
    """The cells of a row that do not say what was read, or of which reviewers disagree."""
    read, fields = row.entry.read, row.entry.fields
    return [
        (key, fields.get(key, read[key]))
        for key in read
        if fields.get(key, read[key]) != read[key] or key in row.disagree
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
    return _NUMBER.fullmatch(text) is not None


def _leftovers(
    row: Merged, key: str, text: str, reading: Reading | None, why: Why
) -> list[Leftover]:
    """What could not be applied, a row for each who said something else."""
    blank, was = say("book.shown.blank"), row.entry.read[key]
    now = as_read(reading) if reading else ""
    out = []
    for who, told in row.disagree.get(key) or [(row.entry.file, text)]:
        texts = {"was": was, "told": told, "now": now}
        shown = {name: text or blank for name, text in texts.items()}
        note = say("carry.correction", cell=worded(key), **shown)
        # only this cell: the rest of the row found its place
        kept = {key: told, REASON: row.entry.fields.get(REASON, "")}
        entry = replace(row.entry, fields=kept, read={key: was}, file=who)
        out.append(Leftover(entry, why, note))
    return out
