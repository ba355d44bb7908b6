"""上下级核对: an agency, those below it in the roster, their sums, and the checks."""

from __future__ import annotations

from functools import cache

from audit.check.across import Beside, covers_region, key_of, level_of
from audit.form import Cell, load_form
from audit.identities import Outcome
from audit.report import ABSENT
from audit.words import say
from audit.workbook.beside import AT_LEAST, LEVELS, SUM, WHOLE, LevelBlock, last_rows
from audit.workbook.book import Book
from audit.workbook.formula import (
    Area,
    Placed,
    balance_formula,
    check_text,
    is_large,
    name,
)
from audit.workbook.layout import first_row
from audit.workbook.links import link
from audit.workbook.looks import sheet_looks
from audit.workbook.page import Sheet
from audit.workbook.shown import shown
from audit.workbook.signs import Sign, level_sign


def write_levels(book: Book) -> None:
    """Write a block for every agency with others below it."""
    plan = book.layout.beside
    sheet = Sheet(book, LEVELS, plan.levels_columns)
    head_row = int(sheet_looks(LEVELS)["head"])
    sheet.title(say("sheet.levels.note"))
    sheet.height(2, 6)
    sheet.heads(head_row, {key: _label(key) for key in _figures(sheet)})
    for block in plan.blocks.values():
        _bar(sheet, block)
        _agency(sheet, block, block.report, block.own, "above")
        for row, child in zip(block.children, block.below.present, strict=True):
            _agency(sheet, block, child, row, "below")
        for row, member in zip(block.missing, block.below.missing, strict=True):
            _missing(sheet, block, row, member.agency)
        _sums(sheet, block)
        for rule in (AT_LEAST, WHOLE):
            _checks(sheet, block, rule)
    end = last_rows(plan)[1]
    first, last = sheet.columns["role"], len(sheet.columns) - 1
    area = Area(first_row(LEVELS), first, end, last)
    sheet.signs(area)
    here = name((area.top, area.left))
    sheet.condition(area, f"=AND(ISNUMBER({here}),{here}=0)", "zero")
    sheet.table(end, head_row, "role")
    sheet.protect()


def _figures(sheet: Sheet) -> list[str]:
    return [key for key in sheet.columns.index if "." in key]


def _cell(sheet: Sheet, block: LevelBlock, key: str) -> Cell:
    """The cell of the form that a column shows."""
    return _named(sheet.book.layout.forms[block.report], key)


@cache
def _named(version: str, key: str) -> Cell:
    row, column = key.split(".")
    places = load_form(version).places
    return next(c for c in places if (c.row, c.column) == (row, column))


def _label(key: str) -> str:
    row = key.split(".")[0]
    return say(f"sheet.levels.figure.{row}")


def _rid(sheet: Sheet, block: LevelBlock, row: int, of: str) -> None:
    rid = f"{sheet.book.rids[block.report]}|{LEVELS}|{of}"
    sheet.text(row, sheet.columns["rid"], rid, "plain", "line")


def _bar(sheet: Sheet, block: LevelBlock) -> None:
    book, row = sheet.book, block.top
    present, missing = len(block.below.present), len(block.below.missing)
    text = say(
        "sheet.levels.bar",
        agency=book.names[block.report],
        year=book.audit.reports[block.report].year,
        all=present + missing,
        present=present,
    )
    first, last = sheet.columns.visible
    _rid(sheet, block, row, "")
    sheet.blanks(row, first, last, "bar")
    sheet.text(row, first, text, "bar", "bar_title")
    sheet.height(row, 24)


def _agency(sheet: Sheet, block: LevelBlock, report: int, row: int, role: str) -> None:
    """Write a report's numbers as they stand in the sheets of sections."""
    book = sheet.book
    told = book.audit.reports[report]
    _rid(sheet, block, row, book.names[report])
    target = book.layout.spot("applications", book.layout.row("applications", report), 1)
    to = link(target, book.names[report])
    strong = ("strong",) if role == "above" else ()
    sheet.formula(row, sheet.columns["agency"], *to, "cell", "link", "wrap", *strong)
    sheet.text(row, sheet.columns["role"], say(f"sheet.levels.{role}"), "cell", "center")
    for key in _figures(sheet):
        cell = _cell(sheet, block, key)
        spot, content = book.layout.cell(report, cell), shown(told.cells.get(cell, ABSENT))
        column = sheet.columns[key]
        if spot:
            formula = f'=IF(ISBLANK({spot.absolute}),"",{spot.absolute})'
            value = "" if content is None else content
            sheet.formula(row, column, formula, value, "cell", "right", "shrink", *strong)
        else:
            sheet.text(row, column, str(content), "cell", "off_form")
    note = ""
    if role == "above" and not covers_region(book.layout.beside.batch, report):
        note = say("sheet.levels.not_region")
    sheet.text(row, sheet.columns["note"], note, "cell", "text", "small", "brown")
    sheet.row_height(row, {"agency": book.names[report]}, 20, small={"note": note})


def _missing(sheet: Sheet, block: LevelBlock, row: int, agency: str) -> None:
    _rid(sheet, block, row, agency)
    sheet.text(row, sheet.columns["agency"], agency, "cell", "text")
    sheet.text(row, sheet.columns["role"], Sign.MISSING.verdict, "cell", "center")
    for key in (*_figures(sheet), "note"):
        sheet.blank(row, sheet.columns[key], "cell")
    sheet.row_height(row, {"agency": agency}, 20)


def _sums(sheet: Sheet, block: LevelBlock) -> None:
    """Write the sums of those below, of what is known of them."""
    row = block.foot(SUM)
    _rid(sheet, block, row, SUM)
    sheet.text(row, sheet.columns["agency"], say("sheet.levels.sum"), "cell", "strong", "shade")
    sheet.blank(row, sheet.columns["role"], "cell", "shade")
    for key in _figures(sheet):
        column, cell = sheet.columns[key], _cell(sheet, block, key)
        if not block.below.present:
            sheet.text(row, column, Sign.NONE, "cell", "off_form")
            continue
        area = Area(block.children.start, column, block.children.stop - 1, column)
        total = 0.0
        for child in block.below.present:
            content = shown(sheet.book.audit.reports[child].cells.get(cell, ABSENT))
            total += content if isinstance(content, float | int) else 0
        formula = f"=SUM({name(area)})"
        sheet.formula(row, column, formula, total, "cell", "right", "strong", "shade")
    sheet.blank(row, sheet.columns["note"], "cell", "shade")
    sheet.height(row, 20)


def _checks(sheet: Sheet, block: LevelBlock, rule: str) -> None:
    """Write the checks of one rule, a column a number."""
    plan, row = sheet.book.layout.beside, block.foot(rule)
    _rid(sheet, block, row, rule)
    label = say(f"sheet.levels.{'least' if rule == AT_LEAST else 'whole'}", rule=rule)
    sheet.text(row, sheet.columns["agency"], label, "cell", "small", "checks", "wrap")
    sheet.blank(row, sheet.columns["role"], "cell", "checks")
    any_ = False
    for key in _figures(sheet):
        column = sheet.columns[key]
        found = plan.checks.get((block.report, (rule, key)))
        if found and found.judged.outcome is not Outcome.NOT_APPLICABLE:
            _write_check(sheet, block, (row, column), found)
            any_ = True
        else:
            sheet.text(row, column, Sign.NONE, "cell", "check", "muted")
    note = ""
    if not any_ and rule == WHOLE and covers_region(plan.batch, block.report):
        note = say("sheet.levels.not_whole")
    sheet.text(row, sheet.columns["note"], note, "cell", "text", "small", "brown")
    sheet.row_height(row, {"agency": label}, 20, small={"note": note})


def _write_check(sheet: Sheet, block: LevelBlock, place: tuple[int, int], found: Beside) -> None:
    column, identity = place[1], found.identity
    placed: list[Placed] = [((block.own, column), 1)]
    placed += [((row, column), -1) for row in block.children]
    difference = found.judged.left - found.judged.right
    mark = level_sign(level_of(sheet.book.layout.beside.batch, block.report, identity))
    formula = balance_formula(
        placed, identity.relation, sign=mark, large=is_large(round(difference, 6))
    )
    text = check_text(found.judged.outcome, difference, mark)
    of = block.report, key_of(identity)
    sheet.check(place, of, formula, text, "cell", "check", "checks")
