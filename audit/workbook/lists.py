"""The words a reviewer may choose from: a hidden sheet, its names, and the drop-downs."""

from __future__ import annotations

from audit.choices import DECISION, STATUS, choices
from audit.words import say
from audit.workbook.book import Book
from audit.workbook.layout import first_row
from audit.workbook.looks import sheet_name
from audit.workbook.page import Sheet

_LISTS = (STATUS, DECISION)


def write_lists(book: Book) -> None:
    """Write the hidden sheet of lists and name each list."""
    raw = book.workbook.add_worksheet(sheet_name("lists"))
    raw.hide()
    lists = [choices(which) for which in _LISTS]
    for row in range(max(len(words) for words in lists)):
        for column, words in enumerate(lists):
            if row < len(words):
                raw.write_string(row, column, words[row])
    for column, which in enumerate(_LISTS):
        letter, end = "AB"[column], len(lists[column])
        area = f"={sheet_name('lists')}!${letter}$1:${letter}${end}"
        book.workbook.define_name(_list_name(which), area)


def validate(sheet: Sheet, which: str, key: str, last: int) -> None:
    """Offer a list in a column of reviewers; other words are allowed after a question."""
    column = sheet.columns[key]
    sheet.raw.data_validation(
        first_row(sheet.key),
        column,
        last,
        column,
        {
            "validate": "list",
            "source": f"={_list_name(which)}",
            "error_type": "information",
            "error_title": say(f"book.validation.{which}"),
            "error_message": say("book.validation.other"),
            "input_title": say(f"book.validation.{which}"),
            "input_message": say(f"book.validation.{which}_hint"),
        },
    )


def _list_name(which: str) -> str:
    return say(f"book.validation.{which}_list")
