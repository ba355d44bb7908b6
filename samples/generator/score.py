"""Measures a reading against what the source says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from audit.form import Cell
from audit.report import ABSENT, Reading, State

from .damage import Expected

EMPTY = (State.BLANK, State.MARK)


def score(expected: Mapping[Cell, Expected], cells: Mapping[Cell, Reading]) -> Counter[str]:
    """Count cells by verdict: right, flagged, missing, silent.

    A cell the source does not have counts, as silent, if the reading says something stands there.
    """
    verdicts = Counter({"right": 0, "flagged": 0, "missing": 0, "silent": 0})
    verdicts.update(verdict(said, cells.get(cell, ABSENT)) for cell, said in expected.items())
    strangers = (reading.state for cell, reading in cells.items() if cell not in expected)
    verdicts["silent"] += sum(state.has_value or state in EMPTY for state in strangers)
    return verdicts


def verdict(said: Expected, reading: Reading) -> str:
    """Judge one cell that stands in the source."""
    kind, value = said
    if reading.state is State.UNREADABLE:
        return "flagged"
    if reading.state is State.ABSENT:
        return "missing"
    if kind == "number":
        return "right" if reading.state.has_value and reading.value == value else "silent"
    return "right" if reading.state in EMPTY else "silent"
