"""Rules about last year's report that are no equations: Y06, Y07, Y09."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from audit.check.batch import Batch
from audit.check.disclosure import in_another_unit
from audit.check.equations import cell_name, plain
from audit.check.registry import broken, check
from audit.findings import Finding
from audit.form import Cell, load_form
from audit.identities import system
from audit.words import apart, listed, say

_JUMP, _TIMES = 20, 5
_SAME_SHARE, _SAME_CELLS = 0.9, 8
_LISTED = 3
_STOCK = (
    Cell("disclosure", "normative_documents", "in_force"),
    Cell("disclosure", "regulations", "in_force"),
)

_FEES = system().cells.index(Cell("disclosure", "fees", "amount"))


def _pairs(batch: Batch) -> Iterator[tuple[int, int]]:
    """Reports that count, with the position of last year's."""
    for n in batch.read:
        last = batch.last_year[n]
        if last is not None:
            yield n, last


def _values(batch: Batch) -> NDArray[np.float64]:
    return batch.frames.values.to_numpy()


@check("Y06")
def jumps(batch: Batch) -> Iterator[Finding]:
    """Report numbers that are at least 20 away from last year's and five times as much or less.

    Of applications only the column of totals is looked at: the others follow it.
    """
    values, cells = _values(batch), system().cells
    looked_at = np.array([c.table != "applications" or c.column == "total" for c in cells])
    for n, last in _pairs(batch):
        now, before = values[n], values[last]
        jumped = (np.abs(now - before) >= _JUMP) & looked_at
        jumped &= (now > _TIMES * before) | (before > _TIMES * now)
        jumped[_FEES] &= not _told(float(now[_FEES]), float(before[_FEES]))
        if jumped.any():
            found = [cells[at] for at in np.nonzero(jumped)[0]]
            # the largest change first
            found.sort(key=lambda cell: -abs(_change(batch, n, last, cell)))
            names = apart(_jump(batch, n, last, cell) for cell in found[:_LISTED])
            sentence = say(
                "finding.jump",
                count=len(found),
                cells=names + ("……" if len(found) > _LISTED else ""),
            )
            yield broken(batch, "Y06", n, sentence, cells=tuple(found))


def _told(now: float, before: float) -> bool:
    """Whether T203 tells of two years' fees."""
    return bool(now and before) and in_another_unit(now, before)


def _change(batch: Batch, n: int, last: int, cell: Cell) -> float:
    now, before = (batch.reports[k].cells[cell].value or 0.0 for k in (n, last))
    return now - before


def _jump(batch: Batch, n: int, last: int, cell: Cell) -> str:
    now, before = (batch.reports[k].cells[cell].value or 0.0 for k in (n, last))
    name = cell_name(load_form(batch.reports[n].form), cell)
    return say("finding.jump_cell", cell=name, before=plain(before), now=plain(now))


@check("Y07")
def copied(batch: Batch) -> Iterator[Finding]:
    """Report that nearly all numbers of a report are those of the year before."""
    values, cells = _values(batch), system().cells
    for n, last in _pairs(batch):
        now, before = values[n], values[last]
        both = ~np.isnan(now) & ~np.isnan(before)
        filled = both & ((now != 0) | (before != 0))
        same = filled & (now == before)
        count, alike = int(filled.sum()), int(same.sum())
        if count >= _SAME_CELLS and alike >= _SAME_SHARE * count:
            share = int(100 * alike / count)
            sentence = say("finding.copied", cells=count, same=alike, share=share)
            found = tuple(cells[at] for at in np.nonzero(same)[0])
            yield broken(batch, "Y07", n, sentence, cells=found)


@check("Y09")
def form_break(batch: Batch) -> Iterator[Finding]:
    """Say why documents in force are not compared with last year's: another form was in use."""
    for n, last in _pairs(batch):
        report, before = batch.reports[n], batch.reports[last]
        if report.form == before.form:
            continue
        found = [c for c in _STOCK if c in report.cells and c not in before.cells]
        stocks = [(cell, report.cells[cell].value) for cell in found]
        known = [(cell, value) for cell, value in stocks if value]
        if known:
            numbers = listed(plain(value) for _, value in known if value)
            sentence = say("finding.form_break", now=numbers)
            yield broken(batch, "Y09", n, sentence, cells=tuple(cell for cell, _ in known))
