"""Cells drawn at random from what was read, to measure by hand how well it was read."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from audit.form import Cell
from audit.report import Report, State


def draw(reports: Sequence[Report], count: int, seed: int) -> list[tuple[int, Cell]]:
    """Return `count` cells (position of the report, cell), fewer if there are no more.

    Every cell that the form has in a report is as likely as any other. The same seed draws the
    same cells whatever the order of the reports; more of them begin with those of fewer.
    """
    every = (
        (hashlib.sha256(f"{seed}|{report.source}|{cell}".encode()).digest(), n, cell)
        for n, report in enumerate(reports)
        if not report.problem
        for cell, reading in report.cells.items()
        if reading.state is not State.NOT_ON_FORM
    )
    return [(n, cell) for _, n, cell in sorted(every)[:count]]
