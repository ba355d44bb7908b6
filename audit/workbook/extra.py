"""The columns an office adds for its reviewers: written, offered words, read back by their keys."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime

from audit.workbook.layout import first_row
from audit.workbook.lists import extra_list, offer
from audit.workbook.page import Sheet

_DATE = len("2000-01-01")


def write_extras(sheet: Sheet, row: int, told: Callable[[str], str]) -> Mapping[str, str]:
    """Write a row's cells of added columns and return what stands there, by key.

    `told` gives what was carried over for a key.
    """
    said = {}
    for extra in sheet.book.extras(sheet.key):
        text = said[extra.key] = told(extra.key)
        place = row, sheet.columns[extra.key]
        day = _day(text) if extra.date else None
        if day:
            sheet.day(place, day, "cell", "yours", "date")
        else:
            look = ("date",) if extra.date else ("wrap",)
            sheet.open(place, text, "cell", *look)
    return said


def offer_choices(sheet: Sheet, last: int) -> None:
    """Offer the words of added columns, and in those for days nothing but a format."""
    for n, extra in enumerate(sheet.book.template.columns):
        if extra.sheet == sheet.key and extra.choices and not sheet.book.replies:
            column = sheet.columns[extra.key]
            place = first_row(sheet.key), column, last, column
            offer(sheet, place, extra_list(n), extra.head)


def _day(text: str) -> datetime | None:
    """A day as it is carried, which later than 1900 is a number to a program."""
    try:
        found = date.fromisoformat(text) if len(text) == _DATE else None
    except ValueError:
        return None
    return datetime(found.year, found.month, found.day) if found and found.year > 1900 else None
