"""抽样核对: cells drawn at random beside what they were read from, to be checked by eye."""

from __future__ import annotations

from collections.abc import Sequence

from audit.form import Cell, load_form
from audit.official import beside
from audit.report import State
from audit.words import say
from audit.workbook.book import Book
from audit.workbook.formula import Area, name
from audit.workbook.layout import first_row, last_row
from audit.workbook.links import link_to_page
from audit.workbook.looks import columns, sheet_looks
from audit.workbook.page import Sheet
from audit.workbook.shown import shown
from audit.workbook.text import line, literal


def write_drawn(book: Book, drawn: Sequence[tuple[int, Cell]]) -> None:
    """Write a row for each cell: what was read, from what, and room for what stands there."""
    sheet = Sheet(book, "sample", columns("sample"))
    head_row, top = int(sheet_looks("sample")["head"]), first_row("sample")
    end = last_row("sample", len(drawn))
    sheet.title(say("sheet.sample.note"))
    found = Area(top, sheet.columns["right"], end, sheet.columns["right"])
    yes, no = say("sheet.sample.yes"), say("sheet.sample.no")
    where = name(found, always_range=True)
    parts = [f'COUNTIF({where},"{word}")' for word in (yes, no)]
    formula = (
        f"={literal(say('sheet.sample.checked'))}&({'+'.join(parts)})&{literal(f'/{len(drawn)}')}"
        f"&{literal('　' + yes)}&{parts[0]}&{literal('　' + no)}&{parts[1]}"
    )
    value = f"{say('sheet.sample.checked')}0/{len(drawn)}　{yes}0　{no}0"
    sheet.height(2, 19)
    sheet.formula(2, sheet.columns.visible[0], formula, value, "lead")
    sheet.heads(head_row)
    for n, (report, cell) in enumerate(drawn):
        _write(sheet, top + n, n + 1, report, cell)
    sheet.condition(found, f'={name((found.top, found.left))}="{no}"', "failed")
    sheet.table(end, head_row, "row")


def _write(sheet: Sheet, row: int, number: int, report: int, cell: Cell) -> None:
    book, columns_ = sheet.book, sheet.columns
    told = book.audit.reports[report]
    table, reading = load_form(told.form).tables[cell.table], told.cells[cell]
    texts = {
        "agency": book.names[report],
        "row": beside(table.row(cell.row).label),
        "column": beside(table.column(cell.column).label),
        "state": say(f"state.{reading.state.value}"),
        "raw": reading.raw,
    }
    sheet.text(row, columns_["rid"], f"{told.source}|{cell}", "plain", "line")
    sheet.number(row, columns_["no"], number, "cell", "center")
    sheet.number(row, columns_["year"], told.year, "cell", "center")
    for key, text in texts.items():
        sheet.text(row, columns_[key], text, "cell", "text", "small")
    content = shown(reading)
    if isinstance(content, str):
        sheet.text(row, columns_["value"], content, "cell", "center", "strong")
    else:
        sheet.number(row, columns_["value"], content, "cell", "center", "strong")
    place = line(f"{told.source}　{reading.place or ''}")
    page = link_to_page(book, report, place, cell)
    if page:
        sheet.formula(row, columns_["place"], *page, "cell", "wrap", "small", "link")
    else:
        sheet.text(row, columns_["place"], place, "cell", "text", "small")
    for key in ("stands", "remark"):
        sheet.blank(row, columns_[key], "cell", "yours", "center")
    # a number that was not read is right if none is taken for it: only what stands there decides
    here, there = name((row, columns_["value"])), name((row, columns_["stands"]))
    yes, no = (literal(say(f"sheet.sample.{word}")) for word in ("yes", "no"))
    equal = f"{there}={here}" if reading.state.has_value else f"NOT(ISNUMBER({there}))"
    if reading.state in (State.UNREADABLE, State.ABSENT):
        equal = "TRUE"
    formula = f'=IF(ISBLANK({there}),"",IF({equal},{yes},{no}))'
    sheet.formula(row, columns_["right"], formula, "", "cell", "center")
    sheet.row_height(row, {"agency": texts["agency"]}, 22, small={**texts, "place": place})
