"""The official form, blank, as a report: for an agency that fills it in and sees it balance."""

from __future__ import annotations

from pathlib import Path

from audit.form import Cell, Form, form_for_year
from audit.output import write_whole
from audit.report import NOT_ON_FORM, Reading, Report, State
from audit.run import audit_reports
from audit.words import say
from audit.workbook import write_workbook

SHOWN = ("summary", "disclosure", "applications", "disputes", "guide")


def blank_report(year: int, last: Report | None = None) -> Report:
    """Return a report on the form for a year with every place empty.

    What `last`, the report of the year before, carries over stands as carried in; a cell that was
    not read there stays empty.
    """
    form = form_for_year(year)
    cells = {cell: _blank(form, cell) for cell in form.places}
    if last:
        table = form.tables["applications"]
        for column in table.columns:
            carried = last.cells.get(Cell("applications", "carried_out", column.key))
            if carried and carried.value is not None:
                cell = Cell("applications", "carried_in", column.key)
                cells[cell] = Reading(State.READ, carried.value, carried.raw)
    agency = last.agency if last and last.agency else say("form.agency")
    return Report(say("form.source"), "xlsx", agency, year, form.version, cells=cells)


def _blank(form: Form, cell: Cell) -> Reading:
    unofficial = cell.row in form.tables[cell.table].unofficial
    return NOT_ON_FORM if unofficial else Reading(State.BLANK)


def write_form(path: Path, year: int, last: Report | None = None) -> None:
    """Write the blank form with live checks as a workbook; OSError if it cannot be written."""
    audit = audit_reports([blank_report(year, last)])
    write_whole(path, lambda beside: write_workbook(audit, beside, SHOWN))
