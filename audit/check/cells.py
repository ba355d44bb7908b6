"""C01–C05: what stands in the cells themselves."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import NamedTuple

from audit.check.batch import Batch
from audit.check.equations import cell_name, plain
from audit.check.look import is_absent, undecided
from audit.check.registry import broken, check
from audit.clean import LOST, narrow
from audit.findings import Finding
from audit.form import Cell, Form, load_form
from audit.official import official
from audit.report import Reading, Report, State
from audit.words import say

_EMPTY = (State.BLANK, State.MARK)
_GAPS = {State.UNREADABLE: "finding.unreadable", State.ABSENT: "finding.absent"}
_LOST = re.compile(f"[{LOST}]")
_WORDS_AND_NUMBER = re.compile(r"\A[^|\n]*\d[^|\n]*\Z")
_WORD = re.compile(r"[\u3400-\u9fff]")
_MONEY = ("wan_yuan", "yuan")


class _Found(NamedTuple):
    """The cells of one table of a report that share a cause."""

    n: int
    form: Form
    table: str
    cells: tuple[Cell, ...]

    def words(self, report: Report) -> dict[str, object]:
        """The words that every sentence on cells needs: how many, and the first of them."""
        first = self.cells[0]
        reading = report.cells[first]
        told = reading.raw.strip() or ("" if reading.value is None else plain(reading.value))
        return {
            "table": official(self.form.tables[self.table].title),
            "count": len(self.cells),
            "first": cell_name(self.form, first),
            "raw": " ".join(told.split())[:40],
        }


def _by_table(batch: Batch, wanted: Callable[[Form, Cell, Reading, str], bool]) -> Iterator[_Found]:
    """Yield the wanted cells, told apart by report and table; the last argument is their unit."""
    for n in batch.read:
        report = batch.reports[n]
        form, cells = load_form(report.form), defaultdict[str, list[Cell]](list)
        for cell, reading in batch.odd[n]:
            unit = form.tables[cell.table].column(cell.column).unit
            if wanted(form, cell, reading, unit):
                cells[cell.table].append(cell)
        for table, own in cells.items():
            yield _Found(n, form, table, tuple(own))


def _told(batch: Batch, rule: str, found: _Found, key: str) -> Finding:
    report = batch.reports[found.n]
    first = report.cells[found.cells[0]]
    return broken(
        *(batch, rule, found.n, say(key, **found.words(report))),
        cells=found.cells,
        quote=" | ".join(report.cells[cell].raw.strip() or "␣" for cell in found.cells[:12]),
        place=first.place,
    )


@check("C01")
def counts(batch: Batch) -> Iterator[Finding]:
    """Report counts that are negative or no whole numbers; changes and money may be."""

    def no_count(_: Form, __: Cell, reading: Reading, unit: str) -> bool:
        value = reading.value
        return unit == "count" and value is not None and (value < 0 or value % 1 != 0)

    for found in _by_table(batch, no_count):
        yield _told(batch, "C01", found, "finding.no_count")


@check("C02")
def blanks(batch: Batch) -> Iterator[Finding]:
    """Report blanks and placeholders that no equation speaks of; those in equations are told there.

    A table that is blank throughout is told, too: then nobody has filled it.
    """

    def empty(form: Form, cell: Cell, reading: Reading, _: str) -> bool:
        return reading.state in _EMPTY and not form.around[cell]

    for found in _by_table(batch, empty):
        yield _told(batch, "C02", found, "finding.empty")


@check("C03")
def words_in_cells(batch: Batch) -> Iterator[Finding]:
    """Report numbers that stand with a unit or other words in a count's cell."""

    def worded(_: Form, __: Cell, reading: Reading, unit: str) -> bool:
        return unit == "count" and _is_worded(reading)

    for found in _by_table(batch, worded):
        yield _told(batch, "C03", found, "finding.words_in_cell")


def _is_worded(reading: Reading) -> bool:
    if reading.state not in (State.REPAIRED, State.UNREADABLE) or _LOST.search(reading.raw):
        return False
    raw = reading.raw.strip()
    return bool(_WORDS_AND_NUMBER.match(raw) and _WORD.search(raw))


@check("C04")
def money(batch: Batch) -> Iterator[Finding]:
    """Report amounts that are negative or written with a unit, words or thousands marks."""

    def no_amount(_: Form, __: Cell, reading: Reading, unit: str) -> bool:
        if unit not in _MONEY:
            return False
        negative = reading.value is not None and reading.value < 0
        # of procurement the form fixes no unit: there it must be said
        written = unit == "wan_yuan" and (_is_worded(reading) or "," in narrow(reading.raw))
        return negative or written

    for found in _by_table(batch, no_amount):
        yield _told(batch, "C04", found, "finding.no_amount")


@check("C05")
def unread(batch: Batch) -> Iterator[Finding]:
    """Tell of unreadable and absent cells that no equation covers: 无法核对, never passed.

    What an equation covers is 无法核对 there, and a table without any cell is S05.
    """

    def unknown(form: Form, cell: Cell, reading: Reading, _: str) -> bool:
        return reading.state in _GAPS and not form.around[cell]

    for found in _by_table(batch, unknown):
        report = batch.reports[found.n]
        for state in _GAPS:
            own = tuple(cell for cell in found.cells if report.cells[cell].state is state)
            if own and not (state is State.ABSENT and is_absent(report, found.table)):
                yield undecided(_told(batch, "C05", found._replace(cells=own), _GAPS[state]))
