"""读取情况: a row a file: what it is, who and when, cells by state, what could not be read."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from audit.report import State
from audit.words import catalogue, say
from audit.workbook.book import Book
from audit.workbook.layout import first_row, last_row
from audit.workbook.links import link_to_page
from audit.workbook.looks import Columns, columns, sheet_looks
from audit.workbook.page import Sheet
from audit.workbook.shown import kind_text
from audit.workbook.text import line

_STATES = (
    State.READ,
    State.REPAIRED,
    State.BLANK,
    State.MARK,
    State.UNREADABLE,
    State.ABSENT,
    State.CORRECTED,
)
_WRAPPED = ("source", "kind", "agency", "problem", "encoding", "title", "url", "fetched_at")
_ORIGIN = ("url", "fetched_at")
DIGEST = 12


def write_sources(book: Book) -> None:
    """Write how every file was read."""
    sheet = Sheet(book, "sources", _columns(book))
    head_row, count = int(sheet_looks("sources")["head"]), len(book.audit.reports)
    litter = book.audit.litter
    notes = [say("sheet.sources.note")]
    if litter:
        notes.append(say("sheet.sources.litter", count=litter))
    sheet.title("　".join(notes))
    sheet.height(2, 6)
    sheet.heads(head_row)
    for number in range(count):
        _write(sheet, number, first_row("sources") + number)
    sheet.table(last_row("sources", count), head_row, "kind")
    sheet.protect()


def _columns(book: Book) -> Columns:
    """The columns of the sheet; those for origins are hidden where none is told."""
    found = columns("sources")
    if any(report.url or report.fetched_at for report in book.audit.reports):
        return found
    hidden = (replace(c, hidden=True) if c.key in _ORIGIN else c for c in found.items)
    return Columns(tuple(hidden))


def _write(sheet: Sheet, number: int, row: int) -> None:
    book, columns_ = sheet.book, sheet.columns
    report = book.audit.reports[number]
    sheet.text(row, columns_["rid"], book.rids[number], "plain", "line")
    sheet.number(row, columns_["no"], number + 1, "cell", "center")
    scope = catalogue().get(f"book.scope.{report.scope}", report.scope)
    texts = {
        "source": report.source,
        "kind": kind_text(report),
        "encoding": report.encoding,
        "agency": report.agency,
        "form": report.form,
        "scope": scope,
        "published": report.published,
        "signed": report.signed,
        "title": report.title,
        "digest": report.digest[:DIGEST],
        "url": report.url,
        "fetched_at": report.fetched_at,
        "problem": "\n".join(part for part in (report.problem, *report.notes) if part),
    }
    narrow = ("form", "scope", "published", "signed", "digest")
    page = link_to_page(book, number, line(report.source))
    for key, text in texts.items():
        if key == "source" and page:
            sheet.formula(row, columns_[key], *page, "cell", "small", "wrap", "link")
            continue
        look = ("line", "center", "shrink") if key in narrow else ("text",)
        red = ("red",) if key == "problem" and report.problem else ()
        sheet.text(row, columns_[key], text, "cell", "small", *look, *red)
    sheet.number(row, columns_["year"], report.year, "cell", "center")
    counts = Counter(reading.state for reading in report.cells.values())
    for state in _STATES:
        found = counts[state] if not report.problem else None
        warn = ("strong",) if state in (State.UNREADABLE, State.ABSENT) and found else ()
        quiet = () if found else ("faint",)
        sheet.number(row, columns_[state.value], found, "cell", "center", *warn, *quiet)
    wrapped = {key: texts[key] for key in _WRAPPED}
    sheet.row_height(row, {}, 20, most=200, small=wrapped)
