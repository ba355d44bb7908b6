"""What stands beside a report's tables and may tell its explanations apart."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import NamedTuple

from audit.form import Cell
from audit.report import Report

_IN, _OUT = "carried_in", "carried_out"
# facts of the prose (fields of a claim) that one cell of table 三 states, too
_STATED = {
    "received": "new_received",
    "carried_in": _IN,
    "granted": "granted",
    "partial": "partially_granted",
    "not_held": "unable_not_held",
    "repeat": "notproc_repeat",
    "petition": "notproc_petition",
    "handled": "results_total",
    "carried_out": _OUT,
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
        row = _STATED.get(claim.field)
        plain = claim.kind in _COUNTS and claim.exact and claim.certain
        own = claim.year in (None, report.year) and claim.scope in ("", report.scope)
        if row and plain and own:
            _add(out, Cell("applications", row, "total"), "claim", claim.value)
    return {cell: tuple(dict.fromkeys(found)) for cell, found in out.items()}


def _add(out: dict[Cell, list[Witness]], cell: Cell, source: str, value: float) -> None:
    if value >= 0 and float(value).is_integer():
        out[cell].append(Witness(source, int(value)))
