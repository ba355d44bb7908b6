"""Where the checks of the prose stand in 文表核对, and what they come to."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Set
from dataclasses import dataclass

from audit.check import Confronted, rule_book
from audit.identities import Outcome
from audit.result import Audit
from audit.workbook.formula import Area, areas
from audit.workbook.looks import columns, sheet_looks
from audit.workbook.signs import Sign, check_sign

CLAIMS = "claims"
CheckKey = tuple[str, str]


@dataclass(frozen=True)
class ClaimsPlan:
    """The sheet 文表核对: a row for each confrontation, first those that call for a look.

    In both parts the rows of one report stand together. Only the first part, of `open` rows, is
    printed: most of what the prose says agrees with the tables.
    """

    rows: tuple[Confronted, ...]
    open: int
    by_key: Mapping[tuple[int, CheckKey], int]
    of_report: Mapping[int, tuple[int, ...]]
    waived: Set[tuple[int, CheckKey]]

    def has(self, sheet: str) -> bool:
        """Whether a sheet is there at all: this one only with something to compare."""
        return sheet != CLAIMS or bool(self.rows)

    @property
    def end(self) -> int:
        """The last row."""
        return _first() + max(len(self.rows), 1) - 1

    @property
    def printed(self) -> int:
        """The last row that is printed, the head if no row calls for a look."""
        return _first() + self.open - 1

    def place(self, report: int, key: CheckKey) -> tuple[str, int, int] | None:
        """Return sheet, row and column of a check of a report."""
        row = self.by_key.get((report, key))
        return None if row is None else (CLAIMS, row, columns(CLAIMS)["sign"])

    def outcome(self, report: int, key: CheckKey) -> Outcome:
        """Return what a check of a report comes to."""
        return self.rows[self.by_key[report, key] - _first()].known

    def signs(self, report: int) -> Counter[Sign]:
        """Count what the checks of a report come to; an open one not borne out is a hint.

        Those that are waived do not count.
        """
        book = rule_book()
        return Counter(
            Sign.HINT if one.waits else check_sign(one.outcome, book[one.rule].level)
            for one in (self.rows[row - _first()] for row in self.of_report.get(report, ()))
            if (report, one.key) not in self.waived
        )

    def areas(self, report: int) -> list[tuple[str, Area]]:
        """Return the sheet, and the areas there, in which a report's checks stand."""
        column = columns(CLAIMS)["sign"]
        rows = self.of_report.get(report, ())
        return [(CLAIMS, area) for area in areas((row, column) for row in rows)]


def plan_claims(audit: Audit) -> ClaimsPlan:
    """Plan the sheet of an audit."""
    # the sort is stable: the order of the reports and of their prose stays in both parts
    rows = sorted(audit.confronted, key=lambda one: (settled(one), one.report))
    by_key: dict[tuple[int, CheckKey], int] = {}
    of_report: dict[int, list[int]] = defaultdict(list)
    for row, one in enumerate(rows, _first()):
        by_key[one.report, one.key] = row
        of_report[one.report].append(row)
    return ClaimsPlan(
        tuple(rows),
        sum(not settled(one) for one in rows),
        by_key,
        {report: tuple(places) for report, places in of_report.items()},
        audit.waived_checks,
    )


def settled(one: Confronted) -> bool:
    """Whether the prose agrees with the tables, or says nothing of them: nobody need look."""
    return one.outcome not in (Outcome.FAILED, Outcome.UNDECIDED)


def _first() -> int:
    return int(sheet_looks(CLAIMS)["head"]) + 1
