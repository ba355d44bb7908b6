"""A workbook being written, with all that its sheets draw on."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

import xlsxwriter

from audit.form import Cell
from audit.result import Audit
from audit.words import say
from audit.workbook.figures import Figure, figure_cells, figure_value, summary_columns
from audit.workbook.formula import Area, name
from audit.workbook.layout import Layout, first_row, last_row
from audit.workbook.looks import Columns, columns, sheet_name
from audit.workbook.style import Styles
from audit.workbook.tally import Tally
from audit.workbook.text import line
from audit.workbook.verdicts import Verdict

NAME_LIMIT = 48  # a longer name is whole in 读取情况 only


@dataclass(frozen=True)
class Book:
    """The workbook being written with all that its sheets draw on.

    With `replies` it is an agency's own: the agency replies where reviewers answer.
    """

    workbook: xlsxwriter.Workbook
    audit: Audit
    layout: Layout
    tally: Tally
    styles: Styles
    verdicts: tuple[Verdict, ...]
    replies: bool = False

    @cached_property
    def names(self) -> list[str]:
        """What every report goes by in the sheets: its agency, or its file if that is unknown."""
        return [
            line(report.agency or say("book.file", source=report.source), NAME_LIMIT)
            for report in self.audit.reports
        ]

    @cached_property
    def rids(self) -> list[str]:
        """The key of every report."""
        return [str(rid) for rid in self.audit.frames.reports["rid"]]

    @property
    def rows(self) -> list[str]:
        """The keys of all rows of the summary: reports, and those that are still awaited."""
        return [*self.rids, *self.audit.awaited]

    @cached_property
    def any_waived(self) -> bool:
        """Whether any finding is waived."""
        return any(finding.waived for finding in self.audit.findings)

    @cached_property
    def answers(self) -> Counter[int | str]:
        """How many findings have an answer now: of each report, of each rule, and ("") of all."""
        audit, found = self.audit, Counter[int | str]()
        for finding, fingerprint in zip(audit.findings, audit.fingerprints, strict=True):
            if not finding.waived and audit.carried.answer(fingerprint, "status"):
                found.update((finding.report, finding.rule, ""))
        return found

    @property
    def answer(self) -> str:
        """The column of the list of problems that tells whether a finding has its answer."""
        return "reply" if self.replies else "status"

    def columns(self, sheet: str) -> Columns:
        """Return the columns of a sheet as this book has it."""
        if sheet not in self._columns:
            key = "replies" if self.replies and sheet == "problems" else sheet
            self._columns[sheet] = columns(key)
        return self._columns[sheet]

    @cached_property
    def _columns(self) -> dict[str, Columns]:
        return {}

    def down(self, sheet: str, key: str) -> str:
        """Return all rows of a column of the summary or the list of problems, as a reference."""
        found = summary_columns() if sheet == "summary" else self.columns(sheet)
        audit, count = self.audit, len(self.audit.findings)
        if sheet == "summary":
            count = len(audit.reports) + len(audit.missing)
        column, end = found[key], last_row(sheet, count)
        area = Area(first_row(sheet), column, end, column)
        return name(area, sheet_name(sheet), always_range=True)

    def figure(self, figure: Figure, report: int) -> float | str:
        """Return a key figure of a report, "" where it has none or is not counted."""
        if not self.verdicts[report].received:
            return ""
        return figure_value(self.audit.reports[report], self.figure_cells(figure, report))

    def figure_cells(self, figure: Figure, report: int) -> tuple[Cell, ...]:
        """Return the cells of a key figure of a report that was read."""
        layout = self.layout
        return figure_cells(figure, layout.forms[report], layout.unused[report])

    def figure_total(self, figure: Figure, year: int = 0) -> float:
        """Return the sum of a key figure over the reports that totals count, or those of a year."""
        reports = enumerate(self.audit.reports)
        values = (self.figure(figure, n) for n, r in reports if not year or r.year == year)
        return sum(value for value in values if isinstance(value, float))

    @property
    def subject(self) -> str:
        """Whose reports on which years, as titles say it; "" if neither is known."""
        years = sorted({r.year for r in self.audit.reports if r.year and not r.problem})
        span = f"{years[0]}" if len(years) == 1 else f"{years[0]}–{years[-1]}" if years else ""
        parts = [line(self.audit.name, NAME_LIMIT), say("book.years", years=span) if span else ""]
        return " ".join(part for part in parts if part)
