"""The words a reviewer may choose from: a hidden sheet, its names, and the drop-downs."""

from __future__ import annotations

from xlsxwriter.utility import xl_col_to_name

from audit.choices import DECISION, STATUS, choices
from audit.words import say
from audit.workbook.book import Book
from audit.workbook.layout import first_row
from audit.workbook.page import Sheet

_LISTS = (STATUS, DECISION)

_Place = tuple[int, int, int, int]


def write_lists(book: Book) -> None:
    """Write the hidden sheet of lists and name each list."""
    name = book.template.name("lists")
    raw = book.workbook.add_worksheet(name)
    raw.hide()
    lists = {_list_name(which): choices(which) for which in _LISTS}
    for n, extra in enumerate(book.template.columns):
        if extra.choices:
            lists[extra_list(n)] = list(extra.choices)
    for row in range(max(len(words) for words in lists.values())):
        for column, words in enumerate(lists.values()):
            if row < len(words):
                raw.write_string(row, column, words[row])
    for column, (listed, words) in enumerate(lists.items()):
        letter = xl_col_to_name(column)
        book.workbook.define_name(listed, f"={name}!${letter}$1:${letter}${len(words)}")


def validate(sheet: Sheet, which: str, key: str, last: int) -> None:
    """Offer a list in a column of reviewers; other words are allowed after a question."""
    column = sheet.columns[key]
    place = first_row(sheet.key), column, last, column
    hint = say(f"book.validation.{which}_hint")
    offer(sheet, place, _list_name(which), say(f"book.validation.{which}"), hint)


def offer(sheet: Sheet, place: _Place, listed: str, title: str, hint: str = "") -> None:
    """Offer a named list in some cells, under a title; other words are allowed."""
    options = {
        "validate": "list",
        "source": f"={listed}",
        "error_type": "information",
        "error_title": title,
        "error_message": say("book.validation.other"),
        "input_title": title,
        "input_message": hint or say("book.validation.extra_hint"),
    }
    sheet.raw.data_validation(*place, options)


def extra_list(n: int) -> str:
    """Return the name of the list of the n-th column that an office has added."""
    return say("book.validation.extra_list", n=n + 1)


def _list_name(which: str) -> str:
    return say(f"book.validation.{which}_list")
