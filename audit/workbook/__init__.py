"""An audit as one workbook whose checks are live.

`write_workbook` is the only way in. `layout` says where everything stands, `formula` what is
live, `text` guards every string; each sheet has a module of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime
from pathlib import Path

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

from audit.form import Cell
from audit.result import Audit
from audit.workbook.applications import write_applications
from audit.workbook.book import Book
from audit.workbook.confronted import write_claims
from audit.workbook.drawn import write_drawn
from audit.workbook.flat import write_disclosure, write_disputes
from audit.workbook.grids import STACKED
from audit.workbook.guide import write_guide
from audit.workbook.layout import make_layout
from audit.workbook.levels import write_levels
from audit.workbook.lists import write_lists
from audit.workbook.looks import looks
from audit.workbook.manifest import write_manifest
from audit.workbook.overview import write_overview
from audit.workbook.problems import write_problems
from audit.workbook.prose import write_general, write_improvement, write_other
from audit.workbook.rules import write_rules
from audit.workbook.scored import write_scores
from audit.workbook.sources import write_sources
from audit.workbook.style import Styles
from audit.workbook.summary import write_summary
from audit.workbook.tally import Tally
from audit.workbook.text import safe
from audit.workbook.unmatched import write_unmatched
from audit.workbook.verdicts import verdicts
from audit.workbook.years import write_years

__all__ = ["write_workbook"]

_CREATED = datetime(2000, 1, 1, tzinfo=UTC)  # fixed: the same inputs give the same bytes

_SHEETS: dict[str, Callable[[Book], None]] = {
    "overview": write_overview,
    "summary": write_summary,
    "problems": write_problems,
    "unmatched": write_unmatched,
    "scores": write_scores,
    "general": write_general,
    "disclosure": write_disclosure,
    "applications": write_applications,
    "disputes": write_disputes,
    "improvement": write_improvement,
    "other": write_other,
    "claims": write_claims,
    "years": write_years,
    "levels": write_levels,
    "sources": write_sources,
    "rules": write_rules,
    "guide": write_guide,
}


def write_workbook(
    audit: Audit, path: Path, shown: Collection[str] = (), replies: bool = False
) -> None:
    """Write the workbook of an audit to a path.

    With `shown` the other sheets, and the columns for what a reviewer notes, are out of sight.
    With `replies` the workbook is for the agency itself: it replies where reviewers answer, may
    correct its numbers, and everything else is locked; sheets that are not shown are not there.
    The file is written where it is told: being whole or not there is the caller's care. Raises
    OSError if it cannot be written, AuditError if a sheet cannot hold the audit.
    """
    book = opened(audit, path, replies)
    workbook = book.workbook
    for key in _written(book, shown):
        _SHEETS[key](book)
    if not replies:
        write_lists(book)
    write_manifest(book)
    first = next((key for key in looks()["order"] if key in shown), "overview")
    workbook.get_worksheet_by_name(book.template.name(first)).activate()
    if shown:
        workbook.get_worksheet_by_name(book.template.name(first)).set_first_sheet()
        _hide_all_but(book, shown)
    if replies:
        _lock(book)
    close(book)


def write_sample(audit: Audit, drawn: Sequence[tuple[int, Cell]], path: Path) -> None:
    """Write drawn cells (report, cell) as a workbook of one sheet, to be checked by eye.

    Raises OSError if it cannot be written.
    """
    book = opened(audit, path)
    write_drawn(book, drawn)
    write_manifest(book)
    close(book)


def opened(audit: Audit, path: Path, replies: bool = False) -> Book:
    """Return a new workbook about an audit, to be written to a path."""
    # no theme scheme: it would put the theme's own font in place of the one named
    told = {"font_name": audit.template.font} if audit.template.font else {}
    font = {**looks()["font"], **told, "font_scheme": "none"}
    # an agency's own is small: without files for its parts it takes a fifth less time
    kept = "in_memory" if replies else "constant_memory"
    options = {kept: True, "default_format_properties": font}
    workbook = xlsxwriter.Workbook(str(path), options)
    layout = make_layout(audit)
    tally, styles = Tally(audit, layout), Styles(workbook, audit.template)
    book = Book(workbook, audit, layout, tally, styles, verdicts(tally), replies)
    title = audit.template.book_title(book.subject)
    workbook.set_properties({"title": safe(title, 200), "created": _CREATED.replace(tzinfo=None)})
    return book


def close(book: Book) -> None:
    """Put a workbook out; OSError if it cannot be written."""
    try:
        book.workbook.close()
    except FileCreateError as error:
        # the writer wraps what the system said
        raise error.args[0] from None


def _written(book: Book, shown: Collection[str]) -> list[str]:
    """The sheets to write: an agency's book has only what it shows, which refers to no other."""
    there = filter(book.layout.has, looks()["order"])
    return [key for key in there if key in shown or not book.replies]


def _hide_all_but(book: Book, shown: Collection[str]) -> None:
    for key in _written(book, shown):
        sheet = book.workbook.get_worksheet_by_name(book.template.name(key))
        if key not in shown:
            sheet.hide()
        elif key in (*book.layout.flats, STACKED) and not book.replies:
            found = book.layout.columns(key)
            for name in ("note", "reason"):
                place = found[name]
                sheet.set_column(place, place, None, None, {"hidden": True})


def _lock(book: Book) -> None:
    """Lock the sheets that reviewers may change as they like: open cells stay open."""
    for sheet in book.workbook.worksheets():
        if not sheet.protect_options:
            sheet.protect("", {"autofilter": True, "format_columns": True, "format_rows": True})
