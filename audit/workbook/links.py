"""Links within the workbook and to the reports' pages, as formulas.

They survive sorting and have no limit in number.
"""

from __future__ import annotations

from audit.evidence.naming import anchor, page_name
from audit.form import Cell
from audit.report import ABSENT
from audit.words import say
from audit.workbook.book import Book
from audit.workbook.layout import Spot, first_row
from audit.workbook.looks import sheet_looks
from audit.workbook.text import line, literal

_SHORT = 14  # characters of a name that an office has given
_TARGET_LIMIT = 255  # characters a HYPERLINK may lead to


def link(spot: Spot, text: str) -> tuple[str, str]:
    """Return formula and value of a link that shows a text made with `text.line`."""
    return f"=HYPERLINK({literal(spot.link)},{literal(text)})", text


def link_to_summary(book: Book, report: int) -> tuple[str, str] | None:
    """Return a link to a report's row of the summary, wherever it has been sorted to.

    None in an agency's workbook, which does not show the summary.
    """
    if book.replies:
        return None
    return _sorted_row(
        book, "summary", "no", "agency", report, line(book.say("book.go.summary"), _SHORT)
    )


def link_to_problem(book: Book, report: int) -> tuple[str, str] | None:
    """Return a link to a report's first problem in the list, None if it has none."""
    if not book.tally.of_report(report):
        return None
    return _sorted_row(book, "problems", "report", "sentence", report, say("book.go.problem"))


def link_to_page(
    book: Book, report: int, text: str, cell: Cell | None = None
) -> tuple[str, str] | None:
    """Return a link to a report's page, to one cell in it if told; None if there is no page.

    A cell that stands in another file of the report leads to that file's page.
    """
    told, folder = book.audit.reports[report], book.audit.evidence
    place = told.cells.get(cell, ABSENT).place if cell else None
    parts = [source for source, _ in told.parts if place and source.split("/")[-1] == place.part]
    page = page_name(parts[0]) if parts and told.evidence else told.evidence
    target = page_target(folder, page, cell) if page and folder else ""
    return (f"=HYPERLINK({literal(target)},{literal(text)})", text) if target else None


def page_target(folder: str, page: str, cell: Cell | None = None) -> str:
    """Return where a link to a page leads: to the cell, to the page if that is too long, or ""."""
    whole = f"{folder}/{page}"
    ways = [f"{whole}#{anchor(cell)}"] if cell else []
    return next((way for way in (*ways, whole) if len(way) <= _TARGET_LIMIT), "")


def _sorted_row(
    book: Book, sheet: str, key: str, shown: str, report: int, text: str
) -> tuple[str, str]:
    layout, count = book.layout, len(book.audit.reports)
    here = book.columns(sheet)
    if count > sheet_looks("summary")["lookups"]:
        # looking up every report in a long list would cost time that grows with its square
        place = report if sheet == "summary" else layout.listed[report][0]
        return link(layout.spot(sheet, first_row(sheet) + place, here[shown]), text)
    target = f"#'{layout.name(sheet)}'!{here.letter(shown)}"
    match = f"MATCH({report + 1},{book.down(sheet, key)},0)+{first_row(sheet)}"
    return f"=HYPERLINK({literal(target)}&({match}),{literal(text)})", text
