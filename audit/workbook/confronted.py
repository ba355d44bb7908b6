"""文表核对: a row for each number of the prose beside the cells it speaks of, checked live."""

from __future__ import annotations

from collections.abc import Iterable

from audit.check import Confronted, rule_book
from audit.check.confront import claim_name, own_words
from audit.form import Cell, load_form
from audit.identities import Outcome
from audit.official import official
from audit.report import State
from audit.words import say
from audit.workbook.book import Book
from audit.workbook.claimed import settled
from audit.workbook.formula import (
    UNREADABLE,
    Area,
    areas,
    check_text,
    counted,
    is_large,
    name,
    names,
    number_text,
)
from audit.workbook.layout import Spot, first_row
from audit.workbook.links import link
from audit.workbook.looks import columns, sheet_looks
from audit.workbook.page import Sheet
from audit.workbook.signs import Sign, check_sign, level_sign
from audit.workbook.text import line, literal

_SIGNS = (Sign.FAILED, Sign.UNDECIDED, Sign.WATCH, Sign.HINT, Sign.ZEROED, Sign.PASSED)
_LOW = 17  # points: what agrees has one line


def write_claims(book: Book) -> None:
    """Write every claim of the prose that can be confronted with the tables."""
    key = "claims"
    sheet = Sheet(book, key, columns(key))
    head_row = int(sheet_looks(key)["head"])
    plan, sign = book.layout.claims, sheet.columns["sign"]
    signs = Area(first_row(key), sign, plan.end, sign)
    sheet.title()
    _totals(sheet, signs)
    sheet.note(2, say("sheet.claims.note"))
    sheet.heads(head_row)
    for one in plan.rows:
        _write(sheet, one)
    sheet.signs(signs, _SIGNS)
    sheet.table(plan.end, head_row, "name")
    sheet.raw.print_area(0, sheet.columns.printed[0], plan.printed, sheet.columns.printed[1])
    sheet.protect()


def _totals(sheet: Sheet, signs: Area) -> None:
    """Write the line that counts the signs, live."""
    plan, down = sheet.book.layout.claims, name(signs, always_range=True)
    unit = say("sheet.claims.unit")
    formula = value = say("sheet.claims.all", count=len(plan.rows))
    formula = literal(formula)
    texts = [sign_text(one) for one in plan.rows if (one.report, one.key) not in plan.waived]
    for sign in _SIGNS:
        words = [f"{sign}*"]
        if sign is Sign.UNDECIDED:
            # a full-width question mark might be taken for a wildcard: look for the words behind it
            words = [f"*{say(f'book.check.{key}')}" for key in ("undecided", "open")]
        count = "+".join(f'COUNTIF({down},"{word}")' for word in words)
        formula += f'&"{sign} "&({count})&" {unit}　"'
        value += f"{sign} {sum(text.startswith(sign) for text in texts)} {unit}　"
    sheet.height(1, 19)
    sheet.formula(1, sheet.columns.printed[0], f"={formula}", value, "lead")


def _write(sheet: Sheet, one: Confronted) -> None:
    book, columns_ = sheet.book, sheet.columns
    row = book.layout.claims.by_key[one.report, one.key]
    report, claim = book.audit.reports[one.report], one.claim
    assert claim is not None
    spots = _spots(book, one)
    rid, agency = f"{book.rids[one.report]}|{one.rule}|{one.at}", book.names[one.report]
    low = settled(one)
    wraps, small = ("line",) if low else ("text",), ("small",)
    sheet.text(row, columns_["rid"], rid, "plain", "line")
    sheet.text(row, columns_["agency"], agency, "cell", *wraps)
    sheet.number(row, columns_["year"], report.year, "cell", "center")
    sheet.text(row, columns_["rule"], one.rule, "cell", "center", *small)
    sheet.text(row, columns_["name"], claim_name(claim), "cell", *wraps)
    sheet.number(row, columns_["said"], claim.value, "cell", "number")
    sheet.formula(row, columns_["value"], *_value(one, book, spots), "cell", "right")
    place, of = (row, columns_["sign"]), (one.report, one.key)
    sheet.check(place, of, _sign_formula(one, row, spots), sign_text(one), "cell", "check")
    words = own_words(report, one)
    if spots:
        to = link(spots[-1], line(words))
        look = () if low else ("wrap",)
        sheet.formula(row, columns_["cells"], *to, "cell", *small, "link", *look)
    else:
        sheet.text(row, columns_["cells"], words, "cell", *wraps, *small)
    sheet.text(row, columns_["quote"], claim.quote, "cell", *wraps, *small)
    section = next(
        (official(s.title) for s in load_form(report.form).sections if s.key == claim.section), ""
    )
    sheet.text(row, columns_["section"], section, "cell", "line", *small)
    if low:
        sheet.height(row, _LOW)
    else:
        sheet.row_height(
            row,
            {"agency": agency, "name": claim_name(claim)},
            20,
            small={"cells": words, "quote": claim.quote},
        )


def sign_text(one: Confronted) -> str:
    """Return what the check of a confrontation shows: its sign, and the difference if any."""
    if one.waits:
        return Sign.UNDECIDED + say("book.check.open")
    text = check_text(one.outcome, one.left - one.right)
    sign = check_sign(one.outcome, rule_book()[one.rule].level)
    return sign + text.removeprefix(Sign.FAILED) if one.outcome is Outcome.FAILED else text


def _spots(book: Book, one: Confronted) -> list[Spot]:
    """Where the report's own cells stand, in the order of the equation."""
    cells = book.audit.reports[one.report].cells
    used: Iterable[Cell] = (c for c in one.identity.own if cells[c].state is not State.NOT_ON_FORM)
    found = (book.layout.cell(one.report, cell) for cell in used)
    return [spot for spot in found if spot]


def _areas(spots: list[Spot]) -> tuple[list[Area], str]:
    sheet = spots[0].name if spots else ""
    return areas((spot.row, spot.column) for spot in spots), sheet


def _value(one: Confronted, book: Book, spots: list[Spot]) -> tuple[str, float | str]:
    """Formula and value of the cells' sum; what is not known is no 0."""
    found, sheet = _areas(spots)
    if not found:
        return "=0", 0.0
    where, blank = names(found, sheet), say("book.shown.blank")
    unread = counted(found, f"{UNREADABLE}*", sheet)
    formula = (
        f'=IF(COUNT({where})={len(spots)},SUM({where}),IF({unread}>0,"{UNREADABLE}","{blank}"))'
    )
    states = {book.audit.reports[one.report].cells[cell].state for cell in one.identity.own}
    if states & {State.UNREADABLE, State.ABSENT}:
        return formula, UNREADABLE
    return formula, blank if states & {State.BLANK, State.MARK} else one.right


def _sign_formula(one: Confronted, row: int, spots: list[Spot]) -> str:
    """The live check: the claim's number against the cells, by the rule's own tolerance."""
    found, sheet = _areas(spots)
    here = columns("claims")
    said = name((row, here["said"]))
    summed = f"SUM({names(found, sheet)})" if found else "0"
    difference, tolerance = f"({said}-{summed})", number_text(one.identity.rule.tolerance)
    holds = f"ABS{difference}<={tolerance}"
    unread = counted(found, f"{UNREADABLE}*", sheet)
    sign = level_sign(rule_book()[one.rule].level)
    failed = f'"{sign} "&IF({difference}>0,"+","")&ROUND({difference},6)'
    if is_large(round(one.left - one.right, 6)):
        failed = f'"{sign} {say("book.check.large")}"'  # programs would write it differently
    undecided = f'"{check_text(Outcome.UNDECIDED)}"'
    if one.open:
        failed = undecided = f'"{Sign.UNDECIDED}{say("book.check.open")}"'
    zeroed = f'"{check_text(Outcome.BLANKS_AS_ZERO)}"'
    complete = f"AND(COUNT({names(found, sheet)})={len(spots)},ISNUMBER({said}))"
    return (
        f'=IFERROR(IF({complete},IF({holds},"{Sign.PASSED}",{failed}),'
        f"IF(AND({holds},{unread}=0),{zeroed},{undecided})),{undecided})"
    )
