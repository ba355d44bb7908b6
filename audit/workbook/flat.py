"""二、主动公开 and 四、复议诉讼: a row a report, checks beside the cells they look at."""

from __future__ import annotations

from functools import partial

from audit.check.equations import cell_name
from audit.form import Cell, Identity, load_form
from audit.official import beside, official
from audit.report import State
from audit.words import listed, say
from audit.workbook.book import Book
from audit.workbook.cells import (
    Suspicion,
    Written,
    condition_cells,
    hint,
    note_look,
    readings,
    write_check,
    write_counters,
    write_reading,
    write_reason,
    write_suggestions,
)
from audit.workbook.formula import Area, Position, check_formula
from audit.workbook.grids import Block, Flat, check_key, value_key
from audit.workbook.layout import first_row, last_row
from audit.workbook.looks import sheet_looks
from audit.workbook.page import Sheet
from audit.workbook.signs import Sign
from audit.workbook.text import height

_IS_CELL = 1  # in a hidden row: this column holds numbers, not checks
_MARKS = (Sign.FAILED, Sign.UNDECIDED, Sign.ZEROED, Sign.PASSED)


def write_disclosure(book: Book) -> None:
    """Write the sheet of section two."""
    _write_flat(book, "disclosure")


def write_disputes(book: Book) -> None:
    """Write the sheet of section four."""
    _write_flat(book, "disputes")


def _write_flat(book: Book, table: str) -> None:
    flat = book.layout.flats[table]
    sheet = Sheet(book, table, flat.columns)
    head_row = int(sheet_looks(table)["head"])
    sheet.raw.set_default_row(20)
    sheet.title(book.say("sheet.flat.note"))
    _heads(sheet, flat, head_row)
    for number in book.layout.printed:
        _write_report(sheet, flat, table, number)
    _finish(sheet, flat, table, head_row)


def _heads(sheet: Sheet, flat: Flat, head_row: int) -> None:
    """Write, above the head, the form's name (where there are several), row labels and marks."""
    forms_row, rows_row, marks_row = head_row - 4, head_row - 3, head_row - 2
    sheet.height(forms_row, 18 if len(flat.blocks) > 1 else 6)
    if len(flat.blocks) > 1:
        for n, block in enumerate(flat.blocks):
            first, last = _extent(flat, n)
            name = listed(official(load_form(version).title) for version in block.versions)
            sheet.band(forms_row, first, last, name, "framed_band")
    sheet.height(rows_row, _band_height(flat))
    labels: dict[str, str] = {}
    marks: list[int] = []
    for n, block in enumerate(flat.blocks):
        for row in block.table.rows:
            cells = [Cell(block.table.key, row.key, c) for c in block.table.columns_of(row)]
            keys = [value_key(n, cell) for cell in cells]
            labels |= {
                key: beside(block.table.column(cell.column).label)
                for key, cell in zip(keys, cells, strict=True)
            }
            marks += [flat.columns[key] for key in keys]
            checks = [check_key(n, i.key) for i in block.of_row(row.key)]
            last = flat.columns[[*keys, *checks][-1]]
            sheet.band(rows_row, flat.columns[keys[0]], last, beside(row.label), "framed_band")
        for identity in block.identities:
            check = say("sheet.flat.check", rule=identity.rule.id)
            labels[check_key(n, identity.key)] = check
    sheet.raw.set_row(marks_row, None, None, {"hidden": True})
    for column in sorted(marks):
        sheet.number(marks_row, column, _IS_CELL, "plain")
    sheet.heads(head_row, labels)


def _band_height(flat: Flat) -> float:
    """Room for the longest row label over the columns it spans."""
    items = flat.columns.items
    spans = [
        (beside(row.label), sum(items[column].width for column in _span(flat, n, row.key)), 9.5)
        for n, block in enumerate(flat.blocks)
        for row in block.table.rows
    ]
    return height(spans, 20)


def _span(flat: Flat, n: int, row: str) -> list[int]:
    return [place for key, place in flat.columns.index.items() if key.startswith(f"{n}.{row}.")]


def _extent(flat: Flat, n: int) -> Position:
    places = [flat.columns[k] for k in flat.columns.index if k.startswith((f"{n}.", f"{n}="))]
    return min(places), max(places)


def _write_report(sheet: Sheet, flat: Flat, table: str, number: int) -> None:
    book, columns = sheet.book, flat.columns
    report, row = book.audit.reports[number], book.layout.row(table, number)
    rid = book.rids[number]
    n = flat.block(report.form)
    sheet.text(row, columns["rid"], f"{rid}|{table}", "plain")
    agency = book.names[number]
    sheet.text(row, columns["agency"], agency, "cell", "text")
    sheet.number(row, columns["year"], report.year, "cell", "center")
    written = _written(flat, table, number, book)
    suspicion = Suspicion.of(book, number)
    checks: list[Position] = []
    for other, block in enumerate(flat.blocks):
        if other == n:
            checks = _write_block(sheet, block, n, number, written)
        else:
            _write_other_form(sheet, flat, other, row)
    text = hint(written, suspicion, partial(cell_name, written.form))
    sheet.row_height(row, {"agency": agency}, 20, small={"note": text})
    note = written.note(text, columns["read_as"])
    sheet.formula(row, columns["note"], *note, "cell", *note_look(text))
    write_reason(sheet, row, f"{rid}|{table}", written, "cell")
    write_suggestions(sheet, row, written, suspicion, flat.values[0])
    write_counters(sheet, row, number, table, checks)


def _written(flat: Flat, table: str, number: int, book: Book) -> Written:
    report, row = book.audit.reports[number], book.layout.row(table, number)
    form, n = load_form(report.form), flat.block(report.form)
    cells = [cell for cell in form.places if cell.table == table]
    places = [(cell, flat.columns[value_key(n, cell)]) for cell in cells]
    return Written(form, row, readings(report, places))


def _write_block(
    sheet: Sheet, block: Block, n: int, number: int, written: Written
) -> list[Position]:
    """Write a report's cells and checks from left to right; return where the checks stand."""
    row = written.row
    standing = {
        cell: (row, column)
        for cell, column, reading in written.cells
        if reading.state is not State.NOT_ON_FORM
    }
    totals = block.totals

    def formula(identity: Identity, large: bool) -> str:
        return check_formula(identity, standing.get, large)

    for cell, column, reading in written.cells:
        strong = ("strong",) if cell.column in totals else ()
        write_reading(sheet, row, column, reading, ("cell", "number", *strong))
    checks = []
    for identity in block.identities:
        place = row, sheet.columns[check_key(n, identity.key)]
        write_check(sheet, place, number, identity, formula, "cell", "check")
        checks.append(place)
    return checks


def _write_other_form(sheet: Sheet, flat: Flat, n: int, row: int) -> None:
    """Fill the block of a form that the report is not on."""
    for key, column in flat.columns.index.items():
        if key.startswith(f"{n}."):
            sheet.text(row, column, say("book.shown.not_on_form"), "cell", "off_form")
        elif key.startswith(f"{n}="):
            sheet.text(row, column, Sign.NONE, "cell", "off_form")


def _finish(sheet: Sheet, flat: Flat, table: str, head_row: int) -> None:
    layout, columns = sheet.book.layout, flat.columns
    top, end = first_row(table), last_row(table, len(layout.printed))
    first, last = flat.values
    area = Area(top, first, end, last)
    mark = f"{columns.letter(columns.items[first].key)}${head_row - 1}"
    condition_cells(sheet, area, f"{mark}={_IS_CELL}")
    sheet.signs(area, _MARKS)
    sheet.table(end, head_row, columns.items[first].key)
    sheet.raw.repeat_rows(head_row - 4, head_row)
    if len(flat.blocks) > 1:
        sheet.raw.repeat_columns(columns["agency"], columns["year"])
        sheet.raw.fit_to_pages(len(flat.blocks), 0)
    sheet.protect()
