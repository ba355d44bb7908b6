"""The block of one report in 三: title bar, a row per row of the form, a row of checks per rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from audit.form import Cell, Identity, Line, Rule, Table, load_form
from audit.official import beside, official, rule_label
from audit.report import Report
from audit.words import say
from audit.workbook.book import Book
from audit.workbook.cells import (
    Suspicion,
    Written,
    hint,
    note_look,
    readings,
    write_check,
    write_counters,
    write_reading,
    write_reason,
    write_suggestions,
)
from audit.workbook.formula import Position, check_formula, name, shifted
from audit.workbook.grids import STACKED, Shape, stacked_values
from audit.workbook.links import link, link_to_page, link_to_problem, link_to_summary
from audit.workbook.page import Sheet
from audit.workbook.shown import kind_text
from audit.workbook.signs import Sign
from audit.workbook.text import cut, height, literal, width

IS_ROW, IS_CHECKS = 1, 2  # what a hidden column says of a row
ROW_HEIGHT = 17.5
_NAME_LIMIT = 20
_SHRUNK = 32


@dataclass(frozen=True)
class Block:
    """What is needed to write one report's block."""

    sheet: Sheet
    number: int
    shape: Shape
    templates: dict[tuple[object, ...], str]

    @cached_property
    def report(self) -> Report:
        """The report the block is of."""
        return self.sheet.book.audit.reports[self.number]

    @cached_property
    def top(self) -> int:
        """Row of the title bar."""
        return self.sheet.book.layout.tops[self.number]

    @property
    def rid(self) -> str:
        """Key of the block's rows; the row's own key follows it."""
        return f"{self.sheet.book.rids[self.number]}|{STACKED}"

    @property
    def table(self) -> Table:
        """The table as the report's form prints it."""
        return load_form(self.report.form).tables[STACKED]

    @cached_property
    def identities(self) -> dict[tuple[str, str], Identity]:
        """The checks of the table, by rule and row or column."""
        every = load_form(self.report.form).identities
        return {identity.key: identity for identity in every if identity.rule.table == STACKED}

    @cached_property
    def suspicion(self) -> Suspicion:
        """What findings hold against the report's cells."""
        return Suspicion.of(self.sheet.book, self.number)

    def where(self, cell: Cell) -> Position | None:
        """Return a cell's place counted from the title bar, None if its row is not in use."""
        below = self.shape.below.get(cell.row)
        column = self.sheet.columns.index.get(f"value.{cell.column}")
        return None if below is None or column is None else (below, column)

    def check(self, identity: Identity, large: bool) -> str:
        """Return the live check of an identity; blocks of one shape share it but for the row."""
        layout = self.sheet.book.layout
        key = self.report.form, layout.unused[self.number], identity.key, large
        if key not in self.templates:
            self.templates[key] = check_formula(identity, self.where, large)
        return shifted(self.templates[key], self.top)


def write_block(block: Block, before: int | None, after: int | None) -> None:
    """Write a report's block; `before` and `after` are the reports next to it."""
    _title_bar(block, before, after)
    heading = ""
    for row in block.shape.rows:
        _write_row(block, row, row.heading == heading)
        heading = row.heading
    for rule in block.shape.rules:
        _write_checks(block, rule)


def _title_bar(block: Block, before: int | None, after: int | None) -> None:
    sheet, book, row = block.sheet, block.sheet.book, block.top
    columns = sheet.columns
    first, last = stacked_values(columns)
    sheet.height(row, 24)
    sheet.text(row, columns["rid"], block.rid, "plain", "line")
    _who(block, row, "bar")
    sheet.text(row, columns["heading"], say("sheet.applications.summary"), "bar", "small", "muted")
    sheet.formula(row, columns["label"], *_verdict(block), "bar", "bar_title")
    sheet.blanks(row, first, columns["reason"], "bar")
    source = book.layout.spot("sources", book.layout.row("sources", block.number), 2)
    start = Cell(STACKED, block.shape.rows[0].key, block.table.columns[0].key)
    links = (
        link_to_summary(book, block.number),
        link_to_problem(book, block.number),
        _neighbour(book, before, "book.go.before"),
        _neighbour(book, after, "book.go.after"),
        link_to_page(book, block.number, say("book.go.evidence"), start)
        or link(source, say("book.go.source")),
    )
    for column, found in enumerate(links, last - 3):
        if found:
            sheet.formula(row, column, *found, "bar", "go")
    published = block.report.published
    when = say("book.published", date=published) if published else say("book.undated")
    how = f"{kind_text(block.report)}　{when}"
    sheet.text(row, columns["note"], how, "bar", "small", "slate", "line")
    spots = (book.layout.check(block.number, key) for key in block.identities)
    checks = [(spot.row, spot.column) for spot in spots if spot]
    write_counters(sheet, row, block.number, STACKED, checks)


def _who(block: Block, row: int, *styles: str) -> None:
    """Agency and year stand in every row, so that a filter can cut across reports."""
    columns, sheet = block.sheet.columns, block.sheet
    agency = sheet.book.names[block.number]
    # a name shrunk too far could not be read: rather let it run out of its cell
    fit = ("shrink",) if width(agency) < _SHRUNK else ()
    sheet.text(row, columns["agency"], agency, *styles, "tiny", "muted", "line", *fit)
    sheet.number(row, columns["year"], block.report.year, *styles, "tiny", "muted", "center")


def _verdict(block: Block) -> tuple[str, str]:
    """Formula and value of the line that says what the block comes to."""
    now = block.sheet.book.tally.counts(block.number, STACKED)
    start = _start(block)
    places = say("sheet.applications.places")
    failed = Sign.FAILED.verdict + " "
    undecided = Sign.UNDECIDED + say("book.check.undecided") + " "
    zeroed = Sign.ZEROED + say("sheet.applications.zeroed") + " "
    good = f"{Sign.PASSED} {say('sheet.applications.balanced')}"
    parts, values = [literal(start)], [start]
    cells = {
        key: name((block.top, block.sheet.columns[key]))
        for key in ("failed", "undecided", "zeroed")
    }
    for key, words, count in (
        ("failed", failed, now.failed),
        ("undecided", undecided, now.undecided),
        ("zeroed", zeroed, now.zeroed),
    ):
        parts.append(f'IF({cells[key]}>0,"{words}"&{cells[key]}&"{places}","")')
        values.append(f"{words}{count}{places}" if count else "")
    bad = "+".join(cells.values())
    parts.insert(3, f'IF({bad}=0,"{good}","")')
    values.insert(3, "" if now.failed + now.undecided + now.zeroed else good)
    return "=" + "&".join(parts), "".join(values)


def _start(block: Block) -> str:
    """Whose report the block is, and whether another one stands for it."""
    report = block.report
    year = f"　{report.year}" if report.year else ""
    text = cut(block.sheet.book.names[block.number], _NAME_LIMIT) + year + "　"
    counted = block.sheet.book.verdicts[block.number].received
    return text + ("" if counted else say("sheet.applications.repeated"))


def _neighbour(book: Book, number: int | None, word: str) -> tuple[str, str] | None:
    if number is None:
        return None
    return link(book.layout.spot(STACKED, book.layout.tops[number], 1), say(word))


def _write_row(block: Block, line_: Line, same_heading: bool) -> None:
    """Write a row of the form: its numbers, its own check, the note and the reviewer's cell."""
    sheet, columns = block.sheet, block.sheet.columns
    row = block.top + block.shape.below[line_.key]
    # rows outside the outcomes frame the table: received, total, carried over
    look = ("cell",) if line_.groups else ("cell", "shade")
    sheet.text(row, columns["rid"], f"{block.rid}|{line_.key}", "plain", "line")
    _who(block, row, *look)
    repeated = ("faint",) if same_heading else ()
    sheet.text(row, columns["heading"], beside(line_.heading), *look, "small", *repeated)
    _write_label(block, row, line_, look)
    written = _write_numbers(block, row, line_, look)
    for key in columns.index:
        if key.startswith("across."):
            identity = block.identities.get((key.removeprefix("across."), line_.key))
            _write_check(block, (row, columns[key]), identity, look)
    remark = hint(
        written, block.suspicion, lambda cell: official(block.table.column(cell.column).label)
    )
    _fit(sheet, row, (("label", beside(line_.label), 9.5), ("note", remark, 9)))
    note = written.note(remark, columns["read_as"])
    sheet.formula(row, columns["note"], *note, *look, *note_look(remark))
    write_reason(sheet, row, f"{block.rid}|{line_.key}", written, *look)
    sheet.number(row, columns["kind"], IS_ROW, "plain")
    write_suggestions(sheet, row, written, block.suspicion, stacked_values(columns)[0])


def _write_label(block: Block, row: int, line_: Line, look: tuple[str, ...]) -> None:
    sheet, columns = block.sheet, block.sheet.columns
    indent = ("indent",) if line_.groups and line_.label[:1].isdigit() else ()
    weight = () if line_.groups else ("strong",)
    sheet.text(row, columns["label"], beside(line_.label), *look, "label", *weight, *indent)


def _write_numbers(block: Block, row: int, line_: Line, look: tuple[str, ...]) -> Written:
    sheet, table = block.sheet, block.table
    places = [
        (Cell(STACKED, line_.key, key), sheet.columns[f"value.{key}"])
        for key in table.columns_of(line_)
    ]
    written = Written(load_form(block.report.form), row, readings(block.report, places))
    for cell, column, reading in written.cells:
        total = not line_.groups or not table.column(cell.column).groups
        styles = (*look, "number", "strong") if total else (*look, "number")
        write_reading(sheet, row, column, reading, styles)
    return written


def _write_check(
    block: Block, place: Position, identity: Identity | None, look: tuple[str, ...]
) -> None:
    if identity:
        write_check(block.sheet, place, block.number, identity, block.check, *look, "check")
    else:
        block.sheet.blank(*place, *look)


def _fit(sheet: Sheet, row: int, texts: Sequence[tuple[str, str, float]]) -> None:
    """Give a row more height where a text wraps (column, text, font size); others keep theirs."""
    columns = sheet.columns
    rooms = [(text, columns.items[columns[key]].width, size) for key, text, size in texts]
    points = height(rooms, ROW_HEIGHT)
    if points > ROW_HEIGHT:
        sheet.height(row, points)


def _write_checks(block: Block, rule: Rule) -> None:
    """Write the row of live checks of a rule that looks down the columns."""
    sheet, columns = block.sheet, block.sheet.columns
    row, look = block.top + block.shape.rule_below[rule.id], ("cell", "checks")
    sheet.text(row, columns["rid"], f"{block.rid}|{rule.id}", "plain", "line")
    _who(block, row, *look)
    sheet.text(row, columns["heading"], rule.id, *look, "small", "muted")
    text = say("sheet.applications.check", label=rule_label(rule))
    sheet.text(row, columns["label"], text, *look, "small", "italic", "wrap")
    _fit(sheet, row, (("label", text, 9),))
    for key, column in columns.index.items():
        if key.startswith("value."):
            identity = block.identities.get((rule.id, key.removeprefix("value.")))
            _write_check(block, (row, column), identity, look)
    sheet.blanks(row, stacked_values(columns)[1] + 1, columns["reason"], *look)
    sheet.number(row, columns["kind"], IS_CHECKS, "plain")
