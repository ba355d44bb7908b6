"""说明: signs and colours, how to review, what the equations cannot see, how the book was made."""

from __future__ import annotations

from audit.report import State
from audit.words import say
from audit.workbook.book import Book
from audit.workbook.looks import columns
from audit.workbook.manifest import build_id
from audit.workbook.page import Sheet
from audit.workbook.signs import Sign
from audit.workbook.text import height

_CELLS = ("blank", "mark", "unreadable", "zero", "suspect", "repaired", "corrected", "yours")


def write_guide(book: Book) -> None:
    """Write the explanations from top to bottom."""
    sheet = Sheet(book, "guide", columns("guide"))
    sheet.title()
    row = _signs(sheet, 2)
    row = _cells(sheet, row + 1)
    for part in ("reply" if book.replies else "review", "reading", "unseen"):
        row = _paragraphs(sheet, row + 1, part)
    row = _manifest(sheet, row + 1)
    sheet.raw.print_area(0, 1, row, 2)
    sheet.raw.fit_to_pages(1, 0)


def _section(sheet: Sheet, row: int, key: str) -> int:
    sheet.height(row, 24)
    sheet.band(row, 1, 2, say(f"guide.{key}.title"), "band", "lead")
    return row + 1


def _line(sheet: Sheet, row: int, text: str, *styles: str) -> int:
    """Write an explanation in the wide column; return the next row."""
    sheet.text(row, 2, text, "cell", "text", *styles)
    sheet.height(row, height([(text, sheet.columns.items[2].width, 10)], 20))
    return row + 1


def _signs(sheet: Sheet, row: int) -> int:
    row = _section(sheet, row, "signs")
    for sign in Sign:
        look = sheet.book.styles.sign(sign.name.lower(), "cell", "center")
        sheet.raw.write_string(row, 1, sign.verdict, look)
        row = _line(sheet, row, sheet.book.say(f"guide.signs.{sign.name.lower()}"))
    return row


def _cells(sheet: Sheet, row: int) -> int:
    row = _section(sheet, row, "cells")
    for key in _CELLS:
        words = "replies" if key == "yours" and sheet.book.replies else key
        text = say(f"guide.cells.{words}_example")
        if key in (State.REPAIRED, State.CORRECTED, "yours"):
            sheet.text(row, 1, text, "cell", "center", key)
        else:
            look = sheet.book.styles.sign(key, "cell", "center")
            sheet.raw.write_string(row, 1, text, look)
        row = _line(sheet, row, say(f"guide.cells.{words}"))
    return row


def _paragraphs(sheet: Sheet, row: int, part: str) -> int:
    row = _section(sheet, row, part)
    for n, text in enumerate(sheet.book.say(f"guide.{part}.text").strip().split("\n"), 1):
        sheet.number(row, 1, n, "cell", "center", "muted")
        row = _line(sheet, row, text)
    return row


def _manifest(sheet: Sheet, row: int) -> int:
    """Write what the book was made of; return the last row."""
    row = _section(sheet, row, "manifest")
    audit = sheet.book.audit
    inputs = {report.source for report in audit.reports}
    lines = {say("guide.manifest.build"): build_id(audit)}
    lines[say("guide.manifest.reports")] = str(len(audit.reports))
    # a hash beside its file: names of files need the wide column
    lines |= {k: v for k, v in audit.manifest.items() if k not in inputs}
    pairs = [*lines.items(), *((v, k) for k, v in audit.manifest.items() if k in inputs)]
    for key, value in pairs:
        sheet.text(row, 1, key, "cell", "text", "small")
        row = _line(sheet, row, value, "small")
    return row - 1
