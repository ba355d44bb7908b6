"""Links within the workbook, as formulas: they survive sorting and have no limit in number."""

from __future__ import annotations

from audit.words import say
from audit.workbook.figures import summary_columns
from audit.workbook.formula import Position, name
from audit.workbook.layout import first_row
from audit.workbook.looks import columns, sheet_looks, sheet_name
from audit.workbook.page import Book
from audit.workbook.text import literal


def link(sheet: str, position: Position, text: str) -> tuple[str, str]:
    """Return formula and value of a link that shows a text made with `text.line`."""
    target = f"#'{sheet_name(sheet)}'!{name(position)}"
    return f"=HYPERLINK({literal(target)},{literal(text)})", text


def link_to_summary(book: Book, report: int) -> tuple[str, str]:
    """Return a link to a report's row of the summary, wherever it has been sorted to."""
    return _sorted_row(book, "summary", "no", "agency", report, say("book.go.summary"))


def link_to_problem(book: Book, report: int) -> tuple[str, str] | None:
    """Return a link to a report's first problem in the list, None if it has none."""
    if not book.tally.of_report(report):
        return None
    return _sorted_row(book, "problems", "report", "sentence", report, say("book.go.problem"))


def _sorted_row(
    book: Book, sheet: str, key: str, shown: str, report: int, text: str
) -> tuple[str, str]:
    layout, count = book.layout, len(book.audit.reports)
    here = summary_columns() if sheet == "summary" else columns(sheet)
    if count > sheet_looks("summary")["lookups"]:
        # looking up every report in a long list would cost time that grows with its square
        place = report if sheet == "summary" else layout.listed[report]
        return link(sheet, (first_row(sheet) + place, here[shown]), text)
    target = f"#'{sheet_name(sheet)}'!{here.letter(shown)}"
    match = f"MATCH({report + 1},{book.down(sheet, key)},0)+{first_row(sheet)}"
    return f"=HYPERLINK({literal(target)}&({match}),{literal(text)})", text
