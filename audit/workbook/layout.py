"""Where everything stands, known before a line is written: rows of reports, cells and checks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import numpy as np

from audit.errors import AuditError
from audit.findings import Finding
from audit.form import VERSIONS, Cell, Rule, load_form
from audit.identities import system
from audit.report import Report
from audit.result import Audit
from audit.template import Template
from audit.workbook.beside import LEVELS, YEARS, BesidePlan, last_rows, plan_beside
from audit.workbook.claimed import CLAIMS, ClaimsPlan, plan_claims
from audit.workbook.formula import name
from audit.workbook.grids import FLAT, STACKED, CheckKey, Flat, Shape, flat, shape, stacked
from audit.workbook.looks import Columns, sheet_looks
from audit.workbook.signs import Sign, sign_of

ROW_LIMIT = 1_048_576
SCORES, UNMATCHED = "scores", "unmatched"


class Spot(NamedTuple):
    """A cell of the workbook: sheet key, row and column counted from 0, the sheet's name."""

    sheet: str
    row: int
    column: int
    name: str

    @property
    def link(self) -> str:
        """Where a HYPERLINK to this cell points."""
        return f"#'{self.name}'!{name((self.row, self.column))}"

    @property
    def absolute(self) -> str:
        """The cell as another sheet's formula refers to it; survives sorting."""
        return name((self.row, self.column), self.name)


_GRAVITY = (Sign.FAILED, Sign.UNDECIDED, Sign.WATCH, Sign.HINT, Sign.NONE)


@dataclass(frozen=True)
class Layout:
    """Rows and columns of every report, cell, check and finding.

    `position` is a report's place among those read (-1 if unread), `tops` the row of its title
    bar, `findings` the order of the list of problems (hints and what is waived at its end),
    `listed` the places in it of each report's. `claims` and `beside` say where
    the checks stand that reach beyond a report's tables. `scored` and
    `unmatched` tell whether there are 得分 and 未匹配. `template` has the names of the sheets.
    """

    forms: tuple[str, ...]
    flats: Mapping[str, Flat]
    stacked: Columns
    unused: tuple[frozenset[str], ...]
    shapes: tuple[Shape | None, ...]
    position: tuple[int, ...]
    tops: tuple[int, ...]
    findings: tuple[int, ...]
    listed: tuple[tuple[int, ...], ...]
    claims: ClaimsPlan
    beside: BesidePlan
    scored: bool
    unmatched: bool
    template: Template

    def name(self, sheet: str) -> str:
        """Return the name on a sheet's tab."""
        return self.template.name(sheet)

    def spot(self, sheet: str, row: int, column: int) -> Spot:
        """Return a cell of a sheet."""
        return Spot(sheet, row, column, self.name(sheet))

    def has(self, sheet: str) -> bool:
        """Whether a sheet is there at all: those of comparisons only with something to compare."""
        told = {SCORES: self.scored, UNMATCHED: self.unmatched}
        if sheet in told:
            return told[sheet]
        return self.claims.has(sheet) and self.beside.has(sheet)

    def beyond(self, group: str) -> ClaimsPlan | BesidePlan | None:
        """Return where the checks of a group stand that reach beyond one report's tables."""
        plans: dict[str, ClaimsPlan | BesidePlan] = {"claims": self.claims, "years": self.beside}
        return plans.get(group)

    @property
    def printed(self) -> list[int]:
        """Numbers of the reports that stand in the sheets of sections, in order."""
        return [n for n, position in enumerate(self.position) if position >= 0]

    @property
    def end(self) -> int:
        """The last row of the stacked table's sheet."""
        sizes = [top + s.size for top, s in zip(self.tops, self.shapes, strict=True) if s]
        return max(sizes, default=first_row(STACKED) + 1) - 1

    def columns(self, table: str) -> Columns:
        """Return the columns of a table's sheet."""
        return self.stacked if table == STACKED else self.flats[table].columns

    def row(self, sheet: str, report: int) -> int:
        """Return a report's row (or title bar) in a sheet."""
        if sheet == STACKED:
            return self.tops[report]
        every = sheet in ("summary", "sources")
        return first_row(sheet) + (report if every else self.position[report])

    def cell(self, report: int, cell: Cell) -> Spot | None:
        """Return where a cell of a report stands, None if its row is not printed."""
        block = self.shapes[report]
        if block is None:
            return None
        if cell.table == STACKED:
            below = block.below.get(cell.row)
            return self._spot(report, STACKED, below, self._stacked(f"value.{cell.column}"))
        column = self.flats[cell.table].cell(self.forms[report], cell)
        return self._spot(report, cell.table, 0, column)

    def check(self, report: int, key: CheckKey) -> Spot | None:
        """Return where a check of a report stands, None if it is not printed."""
        rule, block = rules_by_id().get(key[0]), self.shapes[report]
        if rule is None:
            plans = (self.claims, self.beside)
            found = next((at for plan in plans if (at := plan.place(report, key))), None)
            return self.spot(*found) if found else None
        if block is None:
            return None
        if rule.table != STACKED:
            column = self.flats[rule.table].check(self.forms[report], key)
            return self._spot(report, rule.table, 0, column)
        if rule.each == "row":
            below, column = block.below.get(key[1]), self._stacked(f"across.{rule.id}")
        else:
            below, column = block.rule_below.get(rule.id), self._stacked(f"value.{key[1]}")
        return self._spot(report, STACKED, below, column)

    def helper(self, report: int, table: str, key: str) -> Spot:
        """Return the hidden cell that counts a report's checks of one table."""
        return self.spot(table, self.row(table, report), self.columns(table)[key])

    def _stacked(self, key: str) -> int | None:
        return self.stacked.index.get(key)

    def _spot(self, report: int, sheet: str, below: int | None, column: int | None) -> Spot | None:
        if below is None or column is None:
            return None
        return self.spot(sheet, self.row(sheet, report) + below, column)


def first_row(sheet: str) -> int:
    """Return the first row below the head of a sheet."""
    return int(sheet_looks(sheet)["head"]) + 1


def last_row(sheet: str, count: int) -> int:
    """Return the last of `count` rows, at least one, so that a range is never empty."""
    return first_row(sheet) + max(count, 1) - 1


@cache
def rules_by_id() -> dict[str, Rule]:
    """Return the rules that are equations, by id."""
    return {identity.rule.id: identity.rule for identity in system().identities}


def make_layout(audit: Audit) -> Layout:
    """Lay out the workbook of an audit; AuditError if a sheet cannot hold it."""
    used = Counter(report.form for report in audit.reports if not report.problem)
    # the form that most reports are on comes first
    present = [load_form(version) for version, _ in used.most_common()] or [load_form(VERSIONS[-1])]
    digits = _digits(audit)
    unused = tuple(frozenset() if r.problem else r.unused for r in audit.reports)
    shapes = _shapes(audit.reports, unused)
    position, tops, count, top = [], [], 0, first_row(STACKED)
    for block in shapes:
        position.append(-1 if block is None else count)
        tops.append(-1 if block is None else top)
        if block is not None:
            count, top = count + 1, top + block.size
    told = audit.template
    _fits(told, STACKED, top)
    _fits(told, "problems", first_row("problems") + len(audit.findings))
    claims, beside = plan_claims(audit), plan_beside(audit)
    _fits(told, CLAIMS, claims.end + 1)
    for sheet, last in zip((YEARS, LEVELS), last_rows(beside), strict=True):
        _fits(told, sheet, last + 1)
    order = sorted(range(len(audit.findings)), key=lambda n: _gravity(audit.findings[n]))
    listed: list[list[int]] = [[] for _ in audit.reports]
    for place, n in enumerate(order):
        listed[audit.findings[n].report].append(place)
    return Layout(
        tuple(report.form for report in audit.reports),
        {table: flat(table, present, digits) for table in FLAT},
        stacked(present, digits),
        unused,
        shapes,
        tuple(position),
        tuple(tops),
        tuple(order),
        tuple(map(tuple, listed)),
        claims,
        beside,
        audit.scheme is not None,
        bool(audit.carried.leftovers),
        told,
    )


def _gravity(finding: Finding) -> tuple[int, int, int]:
    """Where a finding stands in the list: × ？ △ of each report together, hints after them all."""
    rank = _GRAVITY.index(sign_of(finding))
    return max(rank, _GRAVITY.index(Sign.WATCH)), finding.report, rank


def _shapes(
    reports: Sequence[Report], unused: Sequence[frozenset[str]]
) -> tuple[Shape | None, ...]:
    """The block of every report, one object for all that are alike; None for the unread."""
    known = {
        key: shape(*key)
        for key in {(r.form, u) for r, u in zip(reports, unused, strict=True) if not r.problem}
    }
    return tuple(
        None if r.problem else known[r.form, u] for r, u in zip(reports, unused, strict=True)
    )


def _fits(template: Template, sheet: str, rows: int) -> None:
    if rows > ROW_LIMIT:
        raise AuditError("book.rows", sheet=template.name(sheet), rows=rows, limit=ROW_LIMIT)


def _digits(audit: Audit) -> dict[Cell, int]:
    """Characters of the longest number in each cell over all reports."""
    values = np.nan_to_num(np.abs(audit.frames.values.to_numpy()), nan=0.0, posinf=0.0)
    if not len(values):
        return {}
    whole = np.floor(np.log10(np.maximum(values.max(axis=0), 1.0))).astype(int) + 1
    decimal = (values != np.floor(values)).any(axis=0)
    return {
        cell: int(n) + 3 * int(d) for cell, n, d in zip(system().cells, whole, decimal, strict=True)
    }
