"""未匹配: answers and corrections that this build could not place, and what is settled."""

from __future__ import annotations

from audit.review.carried import Leftover, Why
from audit.review.entry import ENTRIES, packed
from audit.words import say
from audit.workbook.book import Book
from audit.workbook.layout import UNMATCHED, first_row, last_row
from audit.workbook.looks import columns, sheet_looks
from audit.workbook.page import Sheet

_ORDER = tuple(Why)
_CHUNK = 16_000  # characters; one may be two of the units that a cell counts


def write_unmatched(book: Book) -> None:
    """Write a row for each, those that need a decision first; the next build reads them again."""
    sheet = Sheet(book, UNMATCHED, columns(UNMATCHED))
    head_row = int(sheet_looks(UNMATCHED)["head"])
    sheet.title(say("sheet.unmatched.note"))
    sheet.height(2, 6)
    sheet.heads(head_row)
    rows = sorted(book.audit.carried.leftovers, key=lambda row: _ORDER.index(row.why))
    for row, leftover in enumerate(rows, first_row(UNMATCHED)):
        _write(sheet, row, leftover)
    sheet.table(last_row(UNMATCHED, len(rows)), head_row, "agency")


def _write(sheet: Sheet, row: int, leftover: Leftover) -> None:
    entry, columns_ = leftover.entry, sheet.columns
    told = entry.told
    texts = {
        "why": say(f"carry.why.{leftover.why}"),
        "agency": told.get("agency") or entry.rid.partition("|")[0],
        "year": told.get("year", ""),
        "rule": told.get("rule", ""),
        "what": leftover.note or told.get("sentence", ""),
        "said": "；".join(
            say("carry.field", field=say(f"carry.fields.{key}"), text=text)
            for key, text in entry.fields.items()
            if text and "." not in key
        ),
        "file": entry.file,
    }
    look = ("muted",) if leftover.why is Why.SETTLED else ()
    sheet.text(row, columns_["rid"], entry.rid, "plain", "line")
    for key, text in texts.items():
        sheet.text(row, columns_[key], text, "cell", "text", "small", *look)
    text = packed(entry)
    for n, key in enumerate(ENTRIES):
        part = text[n * _CHUNK : (n + 1) * _CHUNK]
        sheet.text(row, columns_[key], part, "plain", "line")
    sheet.row_height(row, {}, 20, most=160, small=texts)
