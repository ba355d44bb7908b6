"""Where the checks across years and levels stand in their sheets, and what they come to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property

from audit.across import AcrossIdentity
from audit.check.across import (
    CHILDREN,
    LAST_YEAR,
    Beside,
    compared,
    identities_with,
    key_of,
    level_of,
)
from audit.check.batch import Batch
from audit.form import VERSIONS
from audit.identities import Outcome
from audit.partners import Below
from audit.result import Audit
from audit.workbook.formula import Area
from audit.workbook.looks import Column, Columns, columns, place_holder, sheet_looks
from audit.workbook.signs import Sign, level_sign

YEARS, LEVELS = "years", "levels"
CheckKey = tuple[str, str]
# what stands below the agencies of a block of 上下级核对
SUM, AT_LEAST, WHOLE = "sum", "A02", "A01"
_SIGNS = {
    Outcome.UNDECIDED: Sign.UNDECIDED,
    Outcome.BLANKS_AS_ZERO: Sign.ZEROED,
    Outcome.PASSED: Sign.PASSED,
}
_FOOT = (SUM, AT_LEAST, WHOLE)


@dataclass(frozen=True)
class LevelBlock:
    """An agency and those below it: its bar, its row, a row for each below, and the checks."""

    report: int
    top: int
    below: Below

    @property
    def own(self) -> int:
        """The row of the agency itself."""
        return self.top + 1

    @property
    def children(self) -> range:
        """The rows of the reports below, in the order of the roster."""
        return range(self.own + 1, self.own + 1 + len(self.below.present))

    @property
    def missing(self) -> range:
        """The rows of those below that have not reported."""
        return range(self.children.stop, self.children.stop + len(self.below.missing))

    def foot(self, key: str) -> int:
        """The row of the sums, or of the checks of a rule."""
        return self.missing.stop + _FOOT.index(key)

    @property
    def end(self) -> int:
        """The first row that is no longer of the block."""
        return self.missing.stop + len(_FOOT)


@dataclass(frozen=True)
class BesidePlan:
    """The sheets 跨年核对 and 上下级核对: their rows, columns, and the checks of each report."""

    batch: Batch
    years: Mapping[int, int]
    years_columns: Columns
    blocks: Mapping[int, LevelBlock]
    levels_columns: Columns
    checks: Mapping[tuple[int, CheckKey], Beside]
    waived: Set[tuple[int, CheckKey]]

    def has(self, sheet: str) -> bool:
        """Whether a sheet is there at all: these two only with something to compare."""
        return {YEARS: bool(self.years), LEVELS: bool(self.blocks)}.get(sheet, True)

    def place(self, report: int, key: CheckKey) -> tuple[str, int, int] | None:
        """Return sheet, row and column of a check of a report."""
        if (report, key) not in self.checks:
            return None
        if report in self.years and check_column(key) in self.years_columns.index:
            return YEARS, self.years[report], self.years_columns[check_column(key)]
        if report in self.blocks and key[0] in _FOOT:
            return LEVELS, self.blocks[report].foot(key[0]), self.levels_columns[key[1]]
        return None

    def outcome(self, report: int, key: CheckKey) -> Outcome:
        """Return what a check of a report comes to."""
        found = self.checks.get((report, key))
        return found.judged.outcome if found else Outcome.NOT_APPLICABLE

    def failed(self, report: int) -> set[str]:
        """Return the rules that a report does not satisfy."""
        found = self._of_report.get(report, ())
        return {key[0] for (_, key), b in found if b.judged.outcome is Outcome.FAILED}

    def signs(self, report: int) -> Counter[Sign]:
        """Count what the checks of a report come to, but for those that are waived."""
        found: Counter[Sign] = Counter()
        for (n, key), beside in self._of_report.get(report, ()):
            sign = _SIGNS.get(beside.judged.outcome)
            if beside.judged.outcome is Outcome.FAILED:
                sign = level_sign(level_of(self.batch, n, beside.identity))
            if sign and self.place(n, key) and (n, key) not in self.waived:
                found[sign] += 1
        return found

    @cached_property
    def _of_report(self) -> dict[int, list[tuple[tuple[int, CheckKey], Beside]]]:
        out: dict[int, list[tuple[tuple[int, CheckKey], Beside]]] = {}
        for item in self.checks.items():
            out.setdefault(item[0][0], []).append(item)
        return out

    def areas(self, report: int) -> list[tuple[str, Area]]:
        """Return the sheets, and the areas there, in which a report's checks stand."""
        spots: dict[str, list[tuple[int, int]]] = {}
        for (n, key), _ in self._of_report.get(report, ()):
            found = self.place(n, key)
            if found:
                spots.setdefault(found[0], []).append(found[1:])
        out = []
        for sheet, places in spots.items():
            rows, across = [row for row, _ in places], [column for _, column in places]
            out.append((sheet, Area(min(rows), min(across), max(rows), max(across))))
        return out


def check_column(key: CheckKey) -> str:
    """Return the key of the column in which a check across years stands."""
    return f"{key[0]}@{key[1]}"


def plan_beside(audit: Audit) -> BesidePlan:
    """Plan both sheets of an audit."""
    batch = audit.batch
    checks: dict[tuple[int, CheckKey], Beside] = {}
    used: dict[CheckKey, AcrossIdentity] = {}
    for n in batch.read:
        for source in (LAST_YEAR, CHILDREN):
            for found in compared(batch, n, source):
                key = key_of(found.identity)
                checks[n, key] = found
                if source == LAST_YEAR and found.judged.outcome is not Outcome.NOT_APPLICABLE:
                    used[key] = found.identity
    paired = [n for n in batch.read if batch.last_year[n] is not None]
    first = int(sheet_looks(YEARS)["head"]) + 1
    figures = _figures()
    return BesidePlan(
        batch,
        {n: first + place for place, n in enumerate(paired)},
        columns(YEARS, {"checks": _years_columns(used)}),
        _blocks(batch),
        columns(LEVELS, {"values": figures}),
        checks,
        audit.waived_checks,
    )


def shown_identities(used: Iterable[CheckKey] | None = None) -> dict[CheckKey, AcrossIdentity]:
    """Return the equations with last year's reports by key, in the order of their file."""
    wanted = None if used is None else set(used)
    found = {key_of(i): i for v in reversed(VERSIONS) for i in identities_with(LAST_YEAR, v)}
    return {key: i for key, i in found.items() if wanted is None or key in wanted}


def _years_columns(used: Mapping[CheckKey, AcrossIdentity]) -> list[Column]:
    """For every check its column, before it both sides where the looks ask for them."""
    width = place_holder(YEARS, "checks").width
    sides = sheet_looks(YEARS)["sides"]
    out = []
    for key in shown_identities(used):
        if key[0] in sides:
            out += [Column(f"{check_column(key)}.{side}", width) for side in ("left", "right")]
        out.append(Column(check_column(key), width + 1.5))
    return out


def _figures() -> list[Column]:
    width = place_holder(LEVELS, "values").width
    found: dict[str, None] = {}
    for version in VERSIONS:
        found |= {key_of(i)[1]: None for i in identities_with(CHILDREN, version)}
    return [Column(key, width) for key in found]


def _blocks(batch: Batch) -> dict[int, LevelBlock]:
    out, top = {}, int(sheet_looks(LEVELS)["head"]) + 1
    for n in batch.read:
        below = batch.children[n]
        if below:
            out[n] = LevelBlock(n, top, below)
            top = out[n].end
    return out


def last_rows(plan: BesidePlan) -> Sequence[int]:
    """Return the last rows of 跨年核对 and 上下级核对."""
    years = max(plan.years.values(), default=int(sheet_looks(YEARS)["head"]) + 1)
    levels = max(
        (b.end for b in plan.blocks.values()), default=int(sheet_looks(LEVELS)["head"]) + 2
    )
    return years, levels - 1
