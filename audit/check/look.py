"""What checks of one report look at: its numbers, its prose, its year."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from typing import NamedTuple

from audit.findings import Finding
from audit.form import Cell, load_form
from audit.identities import Outcome
from audit.report import ABSENT, Report, State

_STOP = re.compile(r"[。；\n]")
_NOWHERE = (State.ABSENT, State.NOT_ON_FORM)


class Passage(NamedTuple):
    """A stretch of prose: the key of its section, "" before the first; its heading; its text."""

    section: str
    heading: str
    text: str


def number(report: Report, table: str, row: str, column: str) -> float | None:
    """Return the number of a cell, None where there is none."""
    reading = report.cells.get(Cell(table, row, column))
    return None if reading is None or not reading.state.has_value else reading.value


def numbers(report: Report, table: str, row: str, columns: tuple[str, ...]) -> list[float] | None:
    """Return the numbers of a row in these columns, None unless all are there."""
    found = [number(report, table, row, column) for column in columns]
    known = [value for value in found if value is not None]
    return known if len(known) == len(found) else None


def is_absent(report: Report, table: str) -> bool:
    """Whether a table was not found at all."""
    states = (report.cells[cell].state for cell in _places(report.form, table))
    return all(state in _NOWHERE for state in states)


def lacks(report: Report, cells: Iterable[Cell]) -> bool:
    """Whether one of these cells of the form is missing from the source."""
    return any(report.cells.get(cell, ABSENT).state is State.ABSENT for cell in cells)


@cache
def _places(version: str, table: str) -> tuple[Cell, ...]:
    return tuple(cell for cell in load_form(version).places if cell.table == table)


def passages(report: Report) -> Iterator[Passage]:
    """Yield the prose before the first section, then that of every section."""
    if report.preamble:
        yield Passage("", "", report.preamble)
    for section in report.sections:
        yield Passage(section.key, section.heading, section.text)


def section_text(report: Report, key: str) -> str | None:
    """Return the text of a section, None if its heading was not found."""
    return next((s.text for s in report.sections if s.key == key), None)


def certain_year(report: Report) -> int | None:
    """Return the year that a report is on, None where it does not say so of one accord.

    A year that stands nowhere in what the report says of itself, though others do, is the user's
    word; one that only the body's years suggest is a guess.
    """
    said = {mention.year for mention in report.mentions if mention.year}
    told = report.year not in said
    return report.year if said and (told or len(said) == 1) else None


def clipped(text: str, start: int, end: int, around: int = 24) -> str:
    """Return a stretch of a text with what stands around it, on one line."""
    first, last = max(0, start - around), min(len(text), end + around)
    return " ".join(text[first:last].split())


def sentence_around(text: str, found: re.Match[str], before: int = 120, after: int = 80) -> str:
    """Return the sentence that a find stands in, cut where it is very long."""
    first = _STOP.split(text[max(0, found.start() - before) : found.start()])[-1]
    return first + found.group() + _STOP.split(text[found.end() : found.end() + after])[0]


def hint(finding: Finding) -> Finding:
    """Return a finding as a hint: what it says may well be right."""
    return replace(finding, level="info")


def undecided(finding: Finding) -> Finding:
    """Return a finding as one of what cannot be judged."""
    return replace(hint(finding), outcome=Outcome.UNDECIDED)
