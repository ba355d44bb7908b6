"""The open columns of 问题清单: what reviewers answer or, in an agency's book, what it replies."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from audit.choices import STATUS, settling
from audit.findings import Finding
from audit.review.carried import Since
from audit.review.entry import ANSWER, REPLY, kept
from audit.words import say
from audit.workbook.book import Book
from audit.workbook.extra import offer_choices, write_extras
from audit.workbook.layout import first_row
from audit.workbook.lists import validate
from audit.workbook.looks import Columns
from audit.workbook.page import Sheet
from audit.workbook.signs import Sign
from audit.workbook.text import literal

_LOUD = (Since.NEW, Since.REVIEW, Since.DISAGREE)
_SCORED = ("item", "points")  # what 得分 adds up
_WIDE = ("opinion", "reply")
_SPARE_ROWS = 200  # rows below the list that also get the drop-down


def list_columns(book: Book) -> Columns:
    """Return the columns of the list, those hidden in which nothing would stand."""
    found = book.columns("problems")
    if book.audit.scheme is None:
        found = Columns(tuple(column for column in found.items if column.key not in _SCORED))
    carried = book.audit.carried
    unused = set() if carried.since else {"since"}
    if not book.replies and not any(carried.answer(f, "reply") for f in carried.answers):
        unused |= {*REPLY}
    if not any(finding.suspect or finding.diagnosis for finding in book.audit.findings):
        unused |= {"suggested", "cause"}
    hidden = (replace(c, hidden=True) if c.key in unused else c for c in found.items)
    return Columns(tuple(hidden))


def write_answer(sheet: Sheet, row: int, finding: Finding, fingerprint: str) -> None:
    """Write what was carried over, and out of sight what the next build must know of it."""
    columns, carried = sheet.columns, sheet.book.audit.carried
    keys = REPLY if sheet.book.replies else (*ANSWER, *REPLY)
    answer = {key: carried.answer(fingerprint, key) for key in keys}
    for key, text in answer.items():
        look = ("text",) if key in _WIDE else ("center", "wrap")
        if key in REPLY and not sheet.book.replies:
            sheet.text(row, columns[key], text, "cell", "small", *look)
        else:
            sheet.open((row, columns[key]), text, "cell", *look)
    since = carried.since.get(fingerprint)
    told = say(f"carry.since.{since}") if since else Sign.NONE
    loud = "strong" if since in _LOUD else "muted"
    sheet.text(row, columns["since"], told, "cell", "center", "small", loud)
    sheet.text(row, columns["value_hash"], finding.value_hash, "plain")
    answer |= write_extras(sheet, row, partial(carried.answer, fingerprint))
    filled = kept({k: v for k, v in answer.items() if v})
    sheet.text(row, columns["kept"], filled, "plain", "line")


def closed(sheet: Sheet) -> str:
    """Return the condition that a row of the list is done with, as its first row says it."""
    answer = f"${sheet.columns.letter(sheet.book.answer)}{first_row('problems') + 1}"
    if sheet.book.replies:
        return f'{answer}<>""'
    return ",".join(f"{answer}={literal(word)}" for word in settling(STATUS))


def finish_answers(sheet: Sheet, end: int) -> None:
    """Offer reviewers their words; lock all but an agency's replies."""
    if sheet.book.replies:
        sheet.protect()
    else:
        validate(sheet, STATUS, "status", end + _SPARE_ROWS)
        offer_choices(sheet, end + _SPARE_ROWS)
