"""What stands beside a report's tables and may tell its explanations apart."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import NamedTuple

from audit.form import Cell
from audit.report import Report

_IN, _OUT = "carried_in", "carried_out"
_STATED = {  # facts of the prose (fields of a claim) that one cell of a table states, too
    "received": Cell("applications", "new_received", "total"),
    "carried_in": Cell("applications", _IN, "total"),
    "granted": Cell("applications", "granted", "total"),
    "partial": Cell("applications", "partially_granted", "total"),
    "not_held": Cell("applications", "unable_not_held", "total"),
    "repeat": Cell("applications", "notproc_repeat", "total"),
    "petition": Cell("applications", "notproc_petition", "total"),
    "handled": Cell("applications", "results_total", "total"),
    "carried_out": Cell("applications", _OUT, "total"),
    "review": Cell("disputes", "review", "total"),
    "review_upheld": Cell("disputes", "review", "upheld"),
    "review_corrected": Cell("disputes", "review", "corrected"),
    "review_other": Cell("disputes", "review", "other"),
    "review_pending": Cell("disputes", "review", "pending"),
    "litigation_direct": Cell("disputes", "litigation_direct", "total"),
    "litigation_after_review": Cell("disputes", "litigation_after_review", "total"),
}
_COUNTS = ("count", "zero")


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known beside the report itself: last year's report of the same agency."""

    last_year: Report | None = None


NONE = Evidence()


class Witness(NamedTuple):
    """A source (last_year or claim) and the value it gives for a cell."""

    source: str
    value: int


def witnesses(report: Report, evidence: Evidence) -> dict[Cell, tuple[Witness, ...]]:
    """Return what last year's report and certain, exact claims of the prose say of cells."""
    out: dict[Cell, list[Witness]] = defaultdict(list)
    for cell, reading in evidence.last_year.cells.items() if evidence.last_year else ():
        value = reading.value
        if cell.row == _OUT and value is not None and reading.state.has_value:
            _add(out, cell._replace(row=_IN), "last_year", value)
    for claim in report.claims:
        cell_ = _STATED.get(claim.field)
        plain = claim.kind in _COUNTS and claim.exact and claim.certain
        own = claim.year in (None, report.year) and claim.scope in ("", report.scope)
        if cell_ and plain and own:
            _add(out, cell_, "claim", claim.value)
    return {cell: tuple(dict.fromkeys(found)) for cell, found in out.items()}


def _add(out: dict[Cell, list[Witness]], cell: Cell, source: str, value: float) -> None:
    if value >= 0 and float(value).is_integer():
        out[cell].append(Witness(source, int(value)))
