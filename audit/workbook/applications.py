"""三、依申请公开: a block of rows a report, one printed page each."""

from __future__ import annotations

from audit.form import VERSIONS, load_form
from audit.official import beside
from audit.words import say
from audit.workbook.block import IS_ROW, ROW_HEIGHT, Block, write_block
from audit.workbook.book import Book
from audit.workbook.cells import condition_cells
from audit.workbook.formula import Area
from audit.workbook.grids import STACKED, stacked_values
from audit.workbook.layout import first_row
from audit.workbook.looks import looks, sheet_looks
from audit.workbook.page import Sheet
from audit.workbook.signs import Sign


def write_applications(book: Book) -> None:
    """Write the sheet of section three."""
    sheet = Sheet(book, STACKED, book.layout.stacked)
    sheet.raw.set_default_row(ROW_HEIGHT)
    head_row = int(sheet_looks(STACKED)["head"])
    sheet.title(book.say("sheet.applications.note"))
    _legend(sheet, head_row - 2)
    sheet.heads(head_row, _labels(book))
    printed, templates = book.layout.printed, dict[tuple[object, ...], str]()
    for place, number in enumerate(printed):
        shape = book.layout.shapes[number]
        assert shape is not None  # only reports that were read are printed
        before = printed[place - 1] if place else None
        after = printed[place + 1] if place + 1 < len(printed) else None
        write_block(Block(sheet, number, shape, templates), before, after)
    _finish(sheet, head_row)


def _labels(book: Book) -> dict[str, str]:
    """Heads that come from the form: its columns, and its rules along a row."""
    labels: dict[str, str] = {}
    rules = [key for key in book.layout.stacked.index if key.startswith("across.")]
    for key in rules:
        word = say("sheet.applications.across")
        labels[key] = word if len(rules) == 1 else f"{word} {key.removeprefix('across.')}"
    for version in VERSIONS:
        for column in load_form(version).tables[STACKED].columns:
            labels[f"value.{column.key}"] = beside(column.label)
    return labels


def _legend(sheet: Sheet, row: int) -> None:
    """Show what the colours mean, above the columns of numbers."""
    sheet.height(row, 17)
    first, _ = stacked_values(sheet.columns)
    sheet.text(row, sheet.columns["label"], say("sheet.applications.legend"), "note", "right")
    shown = {key: say(f"book.legend.{key}") for key in ("zero", "suspect", "blank", "unreadable")}
    for sign in (Sign.PASSED, Sign.FAILED, Sign.ZEROED):
        shown[sign.name.lower()] = sign + say(f"book.legend.{sign.name.lower()}")
    shown["undecided"] = Sign.UNDECIDED + say("book.check.undecided")
    for column, (look, text) in enumerate(shown.items(), first):
        sheet.raw.write_string(row, column, text, sheet.book.styles.sign(look, "center", "small"))


def _finish(sheet: Sheet, head_row: int) -> None:
    """Lay colours, filters, page breaks and protection over the written rows."""
    layout, columns = sheet.book.layout, sheet.columns
    top, end = first_row(STACKED), layout.end
    first, last = stacked_values(columns)
    area = Area(top, first, end, last)
    condition_cells(sheet, area, f"${columns.letter('kind')}{top + 1}={IS_ROW}")
    used = (Sign.FAILED, Sign.UNDECIDED, Sign.ZEROED, Sign.PASSED)
    sheet.signs(Area(top, first, end, columns["note"] - 1), used)
    sheet.table(end, head_row, columns.items[first].key)
    # breaks hold only with a fixed scale: a page fitted to its width ignores them in Excel
    sheet.raw.set_print_scale(_scale(sheet))
    sheet.raw.set_h_pagebreaks([layout.tops[n] for n in layout.printed[1:]])
    sheet.protect()


def _scale(sheet: Sheet) -> int:
    """The scale at which the visible columns fill the page."""
    page = looks()["page"]
    shown = [column for column in sheet.columns.items if not column.hidden]
    pixels = sum(column.width * page["unit_pixels"] + 5 for column in shown)
    return max(40, min(100, int(100 * page["inches"] * 96 / pixels)))
