"""A sheet being written, top to bottom: cells, row heights, head, print setup, colours of signs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from audit.template import SUBJECT
from audit.words import say
from audit.workbook.book import Book
from audit.workbook.formula import Area, Position, checked, name
from audit.workbook.looks import Columns, head, looks, sheet_looks
from audit.workbook.signs import Sign
from audit.workbook.tally import WAIVED
from audit.workbook.text import height, line, safe, width
from audit.workbook.writer import Page

_FOOT = 100  # characters; a footer has 255 in all


class Sheet:
    """One sheet of the book. Rows must be written from top to bottom."""

    def __init__(self, book: Book, key: str, columns: Columns) -> None:
        """Add the sheet with its columns, page and footer."""
        self.book, self.key, self.columns = book, key, columns
        self.name = book.template.name(key)
        self.raw = book.workbook.add_worksheet(self.name, Page)
        self.raw.set_tab_color(sheet_looks(key).get("tab") or book.styles.colour("grey"))
        self.raw.hide_gridlines(2)
        for n, column in enumerate(columns.items):
            # groups start folded; the sign to unfold them stands over the column before
            folded = columns.items[n + 1].level if n + 1 < len(columns) else 0
            options = {
                "hidden": column.hidden or column.level > 0,
                "level": column.level,
                "collapsed": folded > column.level,
            }
            self.raw.set_column(n, n, column.width, None, options)
        self._page()

    def _page(self) -> None:
        page = looks()["page"]
        self.raw.set_paper(page["paper"])
        self.raw.set_landscape()
        margins = {side: page[side] for side in ("left", "right", "top", "bottom")}
        self.raw.set_margins(**margins)
        left = (self.book.template.title or SUBJECT).replace(SUBJECT, self.book.subject)
        left = line(left, _FOOT).replace("&", "&&")
        self.raw.set_footer(f"&L&8 {left}&C&8&A　{say('book.page')}&R&8{say('book.disclaimer')}")

    def text(self, row: int, column: int, text: str, *styles: str) -> None:
        """Write a text as text, whatever it looks like; an empty one as a blank."""
        text = safe(text)
        if text:
            _landed(self.raw.write_string(row, column, text, self.book.styles.cell(*styles)))
        else:
            self.blank(row, column, *styles)

    def number(self, row: int, column: int, value: float | None, *styles: str) -> None:
        """Write a number, or a blank for None."""
        if value is None:
            self.blank(row, column, *styles)
        else:
            _landed(self.raw.write_number(row, column, value, self.book.styles.cell(*styles)))

    def blank(self, row: int, column: int, *styles: str) -> None:
        """Write an empty cell that only has a look."""
        _landed(self.raw.write_blank(row, column, None, self.book.styles.cell(*styles)))

    def open(self, place: Position, text: str, *styles: str) -> None:
        """Write a reviewer's cell: what was carried over, or nothing."""
        if text:
            self.text(*place, text, *styles, "yours")
        else:
            self.blank(*place, *styles, "yours")

    def day(self, place: Position, day: datetime, *styles: str) -> None:
        """Write a day as programs count it."""
        _landed(self.raw.write_datetime(*place, day, self.book.styles.cell(*styles)))

    def blanks(self, row: int, first: int, last: int, *styles: str) -> None:
        """Write a run of empty cells."""
        for column in range(first, last + 1):
            self.blank(row, column, *styles)

    def formula(
        self, row: int, column: int, formula: str, value: float | str, *styles: str
    ) -> None:
        """Write a formula with the value it has now."""
        look = self.book.styles.cell(*styles)
        formula = checked(formula, self.name)
        _landed(self.raw.write_formula(row, column, formula, look, value))

    def check(
        self,
        place: Position,
        of: tuple[int, tuple[str, str]],
        formula: str,
        value: str,
        *styles: str,
    ) -> None:
        """Write a live check of a report; in brackets, which no count sees, if it is waived."""
        if of in self.book.audit.waived_checks:
            formula = f'="{WAIVED[0]}"&{formula[1:]}&"{WAIVED[1]}"'
            value = WAIVED[0] + value + WAIVED[1]
            styles = (*styles, "muted")
        self.formula(*place, formula, value, *styles)

    def height(self, row: int, points: float) -> None:
        """Set the height of a row."""
        self.raw.set_row(row, points)

    def band(self, row: int, first: int, last: int, text: str, *styles: str) -> None:
        """Write a text over several columns of a row, merged if there are several."""
        if last > first:
            # merged empty: the writer would take the text for what it looks like
            look = self.book.styles.cell(*styles)
            _landed(self.raw.merge_range(row, first, row, last, "", look))
        self.text(row, first, text, *styles)

    def span(self, key: str) -> tuple[int, int]:
        """Return the first and last column of what may lie over several: key, key_2 and so on."""
        keys = self.columns.index
        return keys[key], max(n for k, n in keys.items() if k == key or k.startswith(f"{key}_"))

    def title(self, *notes: str) -> None:
        """Write the sheet's title in the first row and notes in the next ones."""
        title = self.book.template.title_of(self.key, self.book.subject)
        self.height(0, 27)
        self.text(0, self.columns.printed[0], title, "title")
        for n, note in enumerate(notes, 1):
            self.note(n, note)

    def note(self, row: int, text: str) -> None:
        """Write a remark above the head."""
        self.height(row, 17)
        self.text(row, self.columns.printed[0], text, "note")

    def heads(self, row: int, labels: dict[str, str] | None = None) -> None:
        """Write the head row; a column's label is given or comes from the words.

        Above it, out of sight, stands the key of each column: what is sent back is read by them,
        whatever has become of heads and order.
        """
        self.raw.set_row(row - 1, None, None, {"hidden": True})
        for n, column in enumerate(self.columns.items):
            self.text(row - 1, n, column.key, "plain")
        told = {extra.key: extra.head for extra in self.book.extras(self.key)} | (labels or {})
        tallest = 1
        for n, column in enumerate(self.columns.items):
            label = head(self.key, column.key, told)
            styles = ("head", "head_yours") if column.yours else ("head",)
            self.text(row, n, label, *styles)
            if not column.hidden:
                tallest = max(tallest, -(-width(label) // max(1, int(column.width - 0.8))))
        self.height(row, max(31, 14 * tallest + 5))

    def row_height(
        self,
        row: int,
        texts: Mapping[str, str],
        least: float,
        most: float = 90,
        small: Mapping[str, str] | None = None,
    ) -> None:
        """Set a row's height by the texts, some in small print, that wrap in its columns."""
        wraps = [(text, self._width(key), 10.0) for key, text in texts.items()]
        wraps += [(text, self._width(key), 9.0) for key, text in (small or {}).items()]
        self.height(row, height(wraps, least, most))

    def _width(self, key: str) -> float:
        return self.columns.items[self.columns[key]].width

    def signs(self, area: Area, signs: Sequence[Sign] = tuple(Sign)) -> None:
        """Colour cells by the sign they begin with."""
        first = name((area.top, area.left))
        for sign in signs:
            self.condition(area, f'=LEFT({first},1)="{sign}"', sign.name.lower())

    def condition(self, area: Area, formula: str, look: str, stop: bool = False) -> None:
        """Lay a look over the cells of an area for which a formula holds."""
        format_ = self.book.styles.conditional(look)
        options: dict[str, Any] = {"type": "formula", "criteria": formula, "format": format_}
        if stop:
            options["stop_if_true"] = True
        self.raw.conditional_format(*area, options)

    def table(self, last: int, head_row: int, frozen: str, sortable: bool = False) -> None:
        """Give the rows below a head filters, a frozen head and a page set-up."""
        left, right = self.columns.visible
        if sortable:
            # a filter sorts only the columns it spans: hidden keys must move with their rows
            left, right = 0, len(self.columns) - 1
        self.raw.autofilter(head_row, left, last, right)
        self.raw.freeze_panes(head_row + 1, self.columns[frozen])
        self.raw.repeat_rows(head_row)
        self.raw.print_area(0, self.columns.printed[0], last, self.columns.printed[1])
        self.raw.fit_to_pages(1, 0)
        self.quiet()

    def quiet(self) -> None:
        """Keep green triangles away: sums beside other numbers are meant here."""
        every = "A1:XFD1048576"
        kinds = ("formula_range", "formula_differs", "number_stored_as_text", "formula_unlocked")
        self.raw.ignore_errors(dict.fromkeys(kinds, every))

    def protect(self) -> None:
        """Lock all but open cells, without password: filters work, sorting would tear rows."""
        allowed = ("autofilter", "format_columns", "format_rows", "format_cells")
        self.raw.protect("", dict.fromkeys(allowed, True))


def _landed(code: int) -> None:
    """Refuse to lose a cell: the writer passes over rows it has already put out."""
    if code:
        raise ValueError(f"cell not written, code {code}: rows go from top to bottom")
