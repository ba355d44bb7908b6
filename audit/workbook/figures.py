"""The key figures of a report in the summary: totals of the rows that the looks list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from audit.form import Cell, load_form
from audit.report import ABSENT, Report
from audit.workbook.looks import Column, Columns, columns, place_holder, sheet_looks
from audit.workbook.shown import shown


@dataclass(frozen=True, slots=True)
class Figure:
    """The total of some rows of a table, or of a group of rows; `outcome` joins the overview."""

    key: str
    table: str
    rows: tuple[str, ...] = ()
    group: str = ""
    outcome: bool = False

    @property
    def column(self) -> str:
        """Key of the figure's column in the summary."""
        return f"figure.{self.key}"

    def cells(self, version: str, unused: frozenset[str]) -> tuple[Cell, ...]:
        """Return the cells whose sum is the figure, on a form with some rows not in use."""
        table = load_form(version).tables[self.table]
        total = next(column.key for column in table.columns if not column.groups)
        return tuple(
            Cell(self.table, row.key, total)
            for row in table.rows_in_use(unused)
            if row.key in self.rows or self.group in row.groups
        )


@cache
def figures() -> tuple[Figure, ...]:
    """Return the key figures in the order of their columns."""
    raw = sheet_looks("summary")["figures"]
    return tuple(Figure(**{**item, "rows": tuple(item.get("rows", ()))}) for item in raw)


def summary_columns() -> Columns:
    """Return the columns of the summary, one for each figure among them."""
    holder = place_holder("summary", "figures")
    each = [Column(figure.column, holder.width, level=holder.level) for figure in figures()]
    return columns("summary", {"figures": each})


@cache
def figure_cells(figure: Figure, version: str, unused: frozenset[str]) -> tuple[Cell, ...]:
    """Return a figure's cells; the reports of a book need only few answers."""
    return figure.cells(version, unused)


def figure_value(report: Report, cells: Sequence[Cell]) -> float | str:
    """Return the sum of a figure's cells in a report, "" unless every one is a number."""
    contents = [shown(report.cells.get(cell, ABSENT)) for cell in cells]
    numbers = [content for content in contents if isinstance(content, float | int)]
    return float(sum(numbers)) if numbers and len(numbers) == len(contents) else ""
