"""What the live formulas come to now, counted by Python: the values cached in the workbook."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
from numpy.typing import NDArray

from audit.check import BY_TABLE, GROUPS, has_grounds, rule_book
from audit.findings import Finding
from audit.form import Cell, Identity
from audit.identities import OUTCOMES, Outcome, system
from audit.result import Audit
from audit.workbook.formula import Area, areas, counted
from audit.workbook.grids import CheckKey
from audit.workbook.layout import Layout, Spot
from audit.workbook.signs import Sign, sign_of

_COUNTED = (Outcome.FAILED, Outcome.UNDECIDED, Outcome.BLANKS_AS_ZERO, Outcome.PASSED)
WAIVED = ("（", "）")  # what a check that is waived stands in, so that nothing counts it
_GRAVE = (Sign.FAILED, Sign.UNDECIDED, Sign.WATCH, Sign.HINT)


@cache
def identities_by_key() -> dict[CheckKey, int]:
    """Return the place of every identity in the arrays of results."""
    return {identity.key: n for n, identity in enumerate(system().identities)}


@dataclass(frozen=True)
class Counts:
    """How many of a report's checks of one table came to each outcome."""

    failed: int
    undecided: int
    zeroed: int
    passed: int

    @property
    def applicable(self) -> int:
        """Checks that say anything about the report at all."""
        return self.failed + self.undecided + self.zeroed + self.passed


@dataclass(frozen=True)
class Tally:
    """Counts over an audit that several sheets show."""

    audit: Audit
    layout: Layout

    def outcome(self, report: int, key: CheckKey) -> Outcome:
        """Return what a check came to."""
        if key not in identities_by_key():
            claimed = self.layout.claims.place(report, key)
            plan = self.layout.claims if claimed else self.layout.beside
            return plan.outcome(report, key)
        return OUTCOMES[int(self.audit.results.outcomes[report, identities_by_key()[key]])]

    def sides(self, report: int, key: CheckKey) -> tuple[float, float]:
        """Return both sides of a check, blanks and texts as 0."""
        n = identities_by_key()[key]
        results = self.audit.results
        return float(results.left[report, n]), float(results.right[report, n])

    def counts(self, report: int, table: str) -> Counts:
        """Return the counts of a report's checks of one table."""
        return Counts(*(int(count[report]) for count in self._counted[table]))

    def listed(self, report: int, table: str) -> list[CheckKey]:
        """Return the checks of one table that a report does not pass: problems list them."""
        codes = self._open[report]
        open_ = (Outcome.FAILED, Outcome.UNDECIDED, Outcome.BLANKS_AS_ZERO)
        found = np.nonzero(np.isin(codes, [OUTCOMES.index(outcome) for outcome in open_]))[0]
        all_of = system().identities
        return [all_of[n].key for n in found if all_of[n].rule.table == table]

    def has_grounds(self, report: int, group: str) -> bool:
        """Return whether the checks of a group had anything to look at in a report."""
        return has_grounds(self.audit.batch, report, group)

    def of_report(self, report: int) -> list[Finding]:
        """Return a report's findings in the order of the list of problems."""
        layout = self.layout
        return [self.audit.findings[layout.findings[place]] for place in layout.listed[report]]

    @cached_property
    def _open(self) -> NDArray[np.int8]:
        """The outcomes, but for the checks that are waived: they count for nothing."""
        codes = self.audit.results.outcomes
        waived = [
            (report, place)
            for report, key in self.audit.waived_checks
            if (place := identities_by_key().get(key)) is not None
        ]
        if waived:
            codes = codes.copy()
            codes[tuple(zip(*waived, strict=True))] = OUTCOMES.index(Outcome.NOT_APPLICABLE)
        return codes

    @cached_property
    def _counted(self) -> dict[str, list[NDArray[np.int64]]]:
        """For each table, the numbers of each outcome over all reports, in the order of Counts."""
        tables = np.array([identity.rule.table for identity in system().identities])
        codes = self._open
        return {
            table: [
                (codes[:, tables == table] == OUTCOMES.index(outcome)).sum(axis=1)
                for outcome in _COUNTED
            ]
            for table in set(tables.tolist())
        }


@dataclass(frozen=True)
class Standing:
    """The checks a finding stands for: where they are (by sheet), and how many do not hold yet."""

    areas: tuple[tuple[str, Area], ...]
    checks: int
    failing: int
    zeroed_too: bool
    waived: bool

    @property
    def failed(self) -> str:
        """How many fail by now, as an expression."""
        patterns = [f"{start}{Sign.FAILED}*" for start in self._starts]
        return "+".join(counted([a], p, sheet) for p in patterns for sheet, a in self.areas)

    @property
    def expression(self) -> str:
        """How many still do not hold, live; √ settles, and ○ unless blanks are the finding."""
        settling = (Sign.PASSED,) if self.zeroed_too else (Sign.PASSED, Sign.ZEROED)
        patterns = [f"{start}{sign}*" for sign in settling for start in self._starts]
        parts = [counted([a], pattern, s) for pattern in patterns for s, a in self.areas]
        return "-".join([str(self.checks), *parts])

    @property
    def _starts(self) -> tuple[str, ...]:
        return ("", WAIVED[0]) if self.waived else ("",)


def standing(tally: Tally, finding: Finding) -> Standing | None:
    """Return the live side of a finding, None if it stands for no printed check."""
    spots: dict[CheckKey, Spot] = {}
    for key in finding.checks:
        spot = tally.layout.check(finding.report, key)
        if spot:
            spots[key] = spot
    if not spots:
        return None
    zeroed_too = finding.outcome is Outcome.BLANKS_AS_ZERO
    settled = {Outcome.PASSED} if zeroed_too else {Outcome.PASSED, Outcome.BLANKS_AS_ZERO}
    failing = sum(tally.outcome(finding.report, key) not in settled for key in spots)
    found = [
        (tally.layout.name(sheet), area)
        for sheet in dict.fromkeys(spot.sheet for spot in spots.values())
        for area in areas((s.row, s.column) for s in spots.values() if s.sheet == sheet)
    ]
    waived = any((finding.report, key) in tally.audit.waived_checks for key in spots)
    return Standing(tuple(found), len(spots), failing, zeroed_too, waived)


def anchor(layout: Layout, finding: Finding) -> Spot | None:
    """Return the cell a finding points at: the likeliest to be wrong, else the identity's total."""
    for cell in anchor_cells(finding):
        spot = layout.cell(finding.report, cell)
        if spot:
            return spot
    return None


def anchor_cells(finding: Finding) -> list[Cell]:
    """Return the cells a finding may point at, the best first."""
    identity = lone_identity(finding)
    # of several that may be wrong none is pointed at before the total
    cells = [] if len(finding.alternatives) > 1 else list(finding.suspect)
    if identity and finding.left is not None:
        cells.append(identity.right[-1][0] if identity.right else identity.left[0][0])
    return [*cells, *finding.cells]


def group_of(finding: Finding) -> str:
    """Return the group of checks a finding belongs to, "" if its rule is not in the book."""
    entry = rule_book().get(finding.rule)
    if entry and entry.group == BY_TABLE and finding.cells:
        return finding.cells[0].table
    return entry.group if entry else ""


def implemented_groups() -> frozenset[str]:
    """Return the groups for which there is at least one rule."""
    return frozenset(entry.group for entry in rule_book().values()) & frozenset(GROUPS)


def gravest(signs: Iterable[Sign]) -> tuple[Sign, int] | None:
    """Return the gravest sign and how often it stands among these, None if there is none."""
    found = Counter(signs)
    return next(((sign, found[sign]) for sign in _GRAVE if found[sign]), None)


def lone_identity(finding: Finding) -> Identity | None:
    """Return the identity of a finding that stands for exactly one."""
    if len(finding.checks) != 1 or finding.checks[0] not in identities_by_key():
        return None
    return system().identities[identities_by_key()[finding.checks[0]]]


def static_signs(findings: Iterable[Finding], group: str) -> list[Sign]:
    """Return the signs of the findings of a group that no live check of its own counts."""
    return [sign_of(f) for f in findings if group_of(f) == group and not _counted(f)]


def _counted(finding: Finding) -> bool:
    return any(key in identities_by_key() for key in finding.checks)
