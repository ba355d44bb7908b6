"""Where the checks of the prose stand in 文表核对, and what they come to."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Set
from dataclasses import dataclass

from audit.check import Confronted, rule_book
from audit.identities import Outcome
from audit.result import Audit
from audit.workbook.formula import Area
from audit.workbook.looks import columns, sheet_looks
from audit.workbook.signs import Sign, check_sign

CLAIMS = "claims"
CheckKey = tuple[str, str]


@dataclass(frozen=True)
class ClaimsPlan:
    """The sheet 文表核对: a row for each confrontation, those of one report together."""

    made: Mapping[int, tuple[Confronted, ...]]
    tops: Mapping[int, int]
    by_key: Mapping[tuple[int, CheckKey], int]
    waived: Set[tuple[int, CheckKey]]

    def has(self, sheet: str) -> bool:
        """Whether a sheet is there at all: this one only with something to compare."""
        return sheet != CLAIMS or bool(self.tops)

    @property
    def end(self) -> int:
        """The last row."""
        sizes = [top + len(self.made[report]) for report, top in self.tops.items()]
        return max(sizes, default=_first() + 1) - 1

    def place(self, report: int, key: CheckKey) -> tuple[str, int, int] | None:
        """Return sheet, row and column of a check of a report."""
        row = self.by_key.get((report, key))
        return None if row is None else (CLAIMS, row, columns(CLAIMS)["sign"])

    def outcome(self, report: int, key: CheckKey) -> Outcome:
        """Return what a check of a report comes to."""
        row = self.by_key[report, key]
        return self.made[report][row - self.tops[report]].known

    def signs(self, report: int) -> Counter[Sign]:
        """Count what the checks of a report come to; an open one not borne out is a hint.

        Those that are waived do not count.
        """
        book = rule_book()
        return Counter(
            Sign.HINT if one.waits else check_sign(one.outcome, book[one.rule].level)
            for one in self._of(report)
            if (report, one.key) not in self.waived
        )

    def areas(self, report: int) -> list[tuple[str, Area]]:
        """Return the sheet, and the area there, in which a report's checks stand."""
        if report not in self.tops:
            return []
        top, column = self.tops[report], columns(CLAIMS)["sign"]
        return [(CLAIMS, Area(top, column, top + len(self.made[report]) - 1, column))]

    def _of(self, report: int) -> tuple[Confronted, ...]:
        return self.made.get(report, ())


def plan_claims(audit: Audit) -> ClaimsPlan:
    """Plan the sheet of an audit."""
    found: dict[int, list[Confronted]] = defaultdict(list)
    for one in audit.confronted:
        found[one.report].append(one)
    tops: dict[int, int] = {}
    by_key: dict[tuple[int, CheckKey], int] = {}
    row = _first()
    for report, several in found.items():
        tops[report] = row
        by_key |= {(report, one.key): row + n for n, one in enumerate(several)}
        row += len(several)
    made = {n: tuple(several) for n, several in found.items()}
    return ClaimsPlan(made, tops, by_key, audit.waived_checks)


def _first() -> int:
    return int(sheet_looks(CLAIMS)["head"]) + 1
