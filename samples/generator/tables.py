"""The three tables of a report as slots with spans, before any layout is chosen."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import groupby
from random import Random
from typing import Literal

from audit.form import Cell, Line, Table

from .damage import Damage
from .report import Generated

Kind = Literal["head", "stage", "group", "label", "value"]

STAGE = "三、本年度办理结果"
NOTE = "(本列数据的勾稽关系为:第一项加第二项之和,等于第三项加第四项之和)"
FULL_WIDTH = str.maketrans("(),:;", "（），：；")
# shorter wordings seen in print; all are aliases of the form
SHORT = {
    "partially_granted": "(二)部分公开",
    "other_no_correction": "1.逾期不补正",
    "other_fee_unpaid": "2.逾期不缴费",
    "carried_out": "四、结转下年继续办理",
}
# column names of four characters stand in two lines in narrow columns
NARROW = ("商业企业", "科研机构", "结果维持", "结果纠正", "其他结果", "尚未审结")


@dataclass(frozen=True, slots=True)
class Slot:
    """A place of a printed table with the columns and rows it spans."""

    text: str
    columns: int = 1
    rows: int = 1
    kind: Kind = "head"
    cell: Cell | None = None


Slots = tuple[Slot, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A printed table: the slots that begin in each row; the first `head` rows are its head."""

    key: str
    width: int
    head: int
    rows: tuple[Slots, ...]

    def relabelled(self, change: Callable[[str], str]) -> Grid:
        """Return the grid with every label and heading changed."""
        rows = (
            tuple(s if s.kind == "value" else replace(s, text=change(s.text)) for s in row)
            for row in self.rows
        )
        return replace(self, rows=tuple(rows))

    def placed(self) -> list[list[Slot | None]]:
        """Return the slots in their columns, None where a span covers the place."""
        out: list[list[Slot | None]] = [[None] * self.width for _ in self.rows]
        taken: set[tuple[int, int]] = set()
        for n, row in enumerate(self.rows):
            for slot in row:
                at = next(c for c in range(self.width) if (n, c) not in taken)
                out[n][at] = slot
                taken |= {(n + i, at + j) for i in range(slot.rows) for j in range(slot.columns)}
        return out


@dataclass(frozen=True, slots=True)
class Wording:
    """How one agency words and sets the labels of the form."""

    full_width: bool
    spaced: bool
    narrow: bool
    short: bool

    @classmethod
    def drawn(cls, rng: Random, *, separated: bool) -> Wording:
        """Draw a wording; spaces inside labels only where the layout separates its cells."""
        full_width, spaced, narrow = (rng.random() < 0.4 for _ in range(3))
        return cls(full_width, spaced and separated, narrow and separated, rng.random() < 0.25)

    def prose(self, text: str) -> str:
        """Set running text."""
        return text.translate(FULL_WIDTH) if self.full_width else text

    def label(self, line: Line) -> str:
        """Word a row of a table."""
        return SHORT.get(line.key, line.label) if self.short else line.label

    def set(self, text: str) -> str:
        """Set a label: punctuation, a space after its number, a break in a narrow column."""
        if self.spaced:
            text = re.sub(r"^(\d\.|\([一二三四五六七]\))", r"\1 ", text)
        if self.narrow and text in NARROW:
            text = f"{text[:2]} {text[2:]}"
        return self.prose(text)


def grids(report: Generated, wording: Wording, damage: Damage, rng: Random) -> dict[str, Grid]:
    """Return the report's tables by key, worded, with the damage that labels have suffered."""
    tables = report.form.tables
    make: dict[str, Callable[[Table], Grid]] = {
        "disclosure": lambda table: _disclosure(table, report, damage),
        "applications": lambda table: _applications(table, report, wording, damage),
        "disputes": lambda table: _disputes(table, report, damage),
    }
    there = {cell.table for cell in report.cells}
    made = [draw(tables[key]) for key, draw in make.items() if key in there]
    return {
        grid.key: grid.relabelled(lambda text: damage.label(wording.set(text), rng))
        for grid in made
    }


def _values(row: Line, table: Table, report: Generated, damage: Damage) -> list[Slot]:
    cells = (Cell(table.key, row.key, column) for column in table.columns_of(row))
    return [Slot(damage.printed(report.cells[c]), kind="value", cell=c) for c in cells]


def _disclosure(table: Table, report: Generated, damage: Damage) -> Grid:
    rows: list[Slots] = []
    for heading, lines in groupby(table.rows, key=lambda row: row.heading):
        block = list(lines)
        columns = [table.column(key).label for key in table.columns_of(block[0])]
        rows.append((Slot(heading, columns=4),))
        rows.append((Slot("信息内容"), *_filling([Slot(label) for label in columns], 3)))
        for line in block:
            values = _filling(_values(line, table, report, damage), 3)
            rows.append((Slot(line.label, kind="label"), *values))
    return Grid(table.key, 4, 0, tuple(rows))


def _filling(slots: list[Slot], width: int) -> list[Slot]:
    """Widen the last slot so that the row is full."""
    return [*slots[:-1], replace(slots[-1], columns=width - len(slots) + 1)]


def _applications(table: Table, report: Generated, wording: Wording, damage: Damage) -> Grid:
    first, *organisations, last = (column.label for column in table.columns)
    rows: list[Slots] = [
        (Slot(NOTE, columns=3, rows=3), Slot("申请人情况", columns=7)),
        (Slot(first, rows=2), Slot("法人或其他组织", columns=5), Slot(last, rows=2)),
        tuple(Slot(label) for label in organisations),
    ]
    lines = table.rows_in_use(report.unused)
    staged = sum(bool(line.heading) for line in lines)
    seen: set[str] = set()
    for line in lines:
        slots: list[Slot] = []
        if line.heading and STAGE not in seen:
            slots.append(Slot(STAGE, rows=staged, kind="stage"))
            seen.add(STAGE)
        grouped = line.heading not in ("", STAGE)
        if grouped and line.heading not in seen:
            members = sum(other.heading == line.heading for other in lines)
            slots.append(Slot(line.heading, rows=members, kind="group"))
            seen.add(line.heading)
        span = 1 if grouped else 2 if line.heading else 3
        slots.append(Slot(wording.label(line), columns=span, kind="label"))
        rows.append((*slots, *_values(line, table, report, damage)))
    return Grid(table.key, 10, 3, tuple(rows))


def _disputes(table: Table, report: Generated, damage: Damage) -> Grid:
    labels = [column.label for column in table.columns]
    review, *suits = table.rows
    rows: tuple[Slots, ...] = (
        (Slot(review.heading, columns=5), Slot(suits[0].heading, columns=10)),
        (
            *(Slot(label, rows=2) for label in labels),
            *(Slot(line.label, columns=5) for line in suits),
        ),
        tuple(Slot(label) for label in labels * 2),
        tuple(slot for line in table.rows for slot in _values(line, table, report, damage)),
    )
    return Grid(table.key, 15, 3, rows)
