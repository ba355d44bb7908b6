"""What the command line says, as lines; printing them is its own business."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence

from rich.cells import cell_len, set_cell_size

from audit.check.worded import without_note
from audit.findings import Finding
from audit.form import load_form
from audit.identities import Outcome
from audit.official import official
from audit.partners import expected_year
from audit.report import Report, State
from audit.result import Audit
from audit.words import say
from audit.workbook.signs import Sign
from audit.workbook.text import clipped
from audit.workbook.verdicts import verdict_texts

_WIDEST = 36  # columns of a row's or column's name in a line
_COUNTED = {
    ("error", Outcome.FAILED): "failed",
    ("info", Outcome.UNDECIDED): "undecided",
    ("warning", Outcome.FAILED): "warned",
}
_TOLD = (*_COUNTED.values(), "waived")


def verdict_lines(result: Audit) -> Iterator[str]:
    """Yield a line a report, in the order of the workbook and with its verdicts."""
    counts = Counter((f.report, _counted_as(f)) for f in result.findings)
    for n, (report, text) in enumerate(zip(result.reports, verdict_texts(result), strict=True)):
        found = [say(f"verdict.{k}", count=c) for k in _TOLD if (c := counts[n, k])]
        year = report.year or say("verdict.no_year")
        who = f"{year} {report.agency or say('verdict.unknown')}"
        parts = [report.problem] if report.problem else [who, *found, report.source]
        yield plain_line(f"{_wide(text, 16)}{'  '.join(parts)}")
    year = expected_year(result.reports)
    for member in result.missing:
        yield plain_line(f"{_wide(Sign.MISSING.verdict, 16)}{year} {member.agency}")


def _counted_as(finding: Finding) -> str | None:
    return "waived" if finding.waived else _COUNTED.get((finding.level, finding.outcome))


def cell_lines(reports: Sequence[Report]) -> Iterator[str]:
    """Yield for each report who reports, cells by state, and a line a cell of the form."""
    for n, report in enumerate(reports):
        if n:
            yield ""
        if len(reports) > 1:
            yield plain_line(report.source)
        yield from _of_report(report)


def _of_report(report: Report) -> Iterator[str]:
    form = load_form(report.form)
    counts = Counter(reading.state for reading in report.cells.values())
    who = {
        "agency": report.agency or "？",
        "year": report.year or "？",
        "form": official(form.title),
    }
    yield plain_line(say("show.head", **who))
    shown = "  ".join(f"{say(f'state.{s.value}')} {counts[s]}" for s in State if counts[s])
    yield say("show.counts", counts=shown)
    for cell, reading in report.cells.items():
        if reading.state is State.NOT_ON_FORM:
            continue
        table = form.tables[cell.table]
        row, column = (
            _short(line.label) for line in (table.row(cell.row), table.column(cell.column))
        )
        label = row if row.endswith(column) and cell.column == "total" else f"{row}·{column}"
        number = "" if reading.value is None else f"{reading.value:.6f}".rstrip("0").rstrip(".")
        parts = (
            _wide(label, 52),
            _wide(number or "—", 12),
            _wide(say(f"state.{reading.state.value}"), 12),
            str(reading.place or ""),
            reading.raw[:40] if reading.raw != number else "",
            reading.repaired,
        )
        yield plain_line(" ".join(parts).rstrip())


def _short(label: str) -> str:
    """A name of the form without its note in brackets, cut visibly."""
    return clipped(without_note(label), _WIDEST)


def as_json(reports: Sequence[Report]) -> Iterator[str]:
    """Yield everything that was read as JSON: an object, or a list where there are several."""
    if reports:
        found = [_as_object(report) for report in reports]
        yield json.dumps(found if len(found) > 1 else found[0], ensure_ascii=False, indent=1)


def _as_object(report: Report) -> dict[str, object]:
    head = {
        name: getattr(report, name)
        for name in ("source", "agency", "year", "form", "scope", "title", "published", "signed")
    }
    cells = [
        {
            **dict(zip(("table", "row", "column"), cell, strict=True)),
            "state": reading.state.value,
            "value": reading.value,
            "raw": reading.raw,
            "place": str(reading.place or ""),
            "repair": reading.repaired,
        }
        for cell, reading in report.cells.items()
    ]
    sections = [{"section": s.key, "heading": s.heading, "text": s.text} for s in report.sections]
    return {**head, "cells": cells, "sections": sections, "notes": list(report.notes)}


def plain_line(text: str) -> str:
    """Return what may go to a terminal: one line, no control characters from a report."""
    return "".join(letter if letter.isprintable() else " " for letter in text)


def _wide(text: str, width: int) -> str:
    """Pad to a width counted in terminal columns."""
    room = width - cell_len(text)
    return text + " " * room if room > 0 else set_cell_size(text, width)
