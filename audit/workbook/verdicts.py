"""What each report comes to: seven signs by group of checks, and the verdict over them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from audit.check import GROUPS
from audit.result import Audit
from audit.words import say
from audit.workbook.layout import make_layout
from audit.workbook.signs import Sign, sign_of
from audit.workbook.tally import Tally, gravest, group_of, implemented_groups, static_signs

LIVE = ("disclosure", "applications", "disputes")  # groups whose checks stand in a sheet
BEYOND = ("claims", "years")  # whose checks stand in 文表核对, or 跨年核对 and 上下级核对
GRAVITY = (Sign.FAILED, Sign.UNDECIDED, Sign.WATCH, Sign.ZEROED, Sign.HINT)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The verdict on a report and its sign in each of `audit.check.GROUPS`, as shown."""

    text: str
    signs: tuple[str, ...] = ()

    @property
    def received(self) -> bool:
        """Whether it stands for a report that is read and counted."""
        return bool(self.signs) and not self.text.startswith(Sign.NONE)


@dataclass(frozen=True, slots=True)
class Added:
    """What findings without live checks add to a group's live counts, and what shows without."""

    failed: int
    undecided: int
    otherwise: str


def verdicts(tally: Tally) -> tuple[Verdict, ...]:
    """Judge every report of an audit."""
    statuses = tally.audit.frames.reports["status"].tolist()
    return tuple(_verdict(tally, n, status) for n, status in enumerate(statuses))


def verdict_texts(audit: Audit) -> list[str]:
    """Return the verdict on each report as 汇总 shows it."""
    return [verdict.text for verdict in verdicts(Tally(audit, make_layout(audit)))]


def _verdict(tally: Tally, report: int, status: str) -> Verdict:
    if status == "unread":
        return Verdict(Sign.UNREAD.verdict)
    signs = tuple(_sign(tally, report, group) for group in GROUPS)
    if status == "repeated":
        return Verdict(repeated_text(), signs)
    return Verdict(judged(signs).verdict, signs)


def repeated_text() -> str:
    """Return the verdict on a report that another one stands for."""
    return f"{Sign.NONE} {say('book.repeated')}"


def judged(signs: Sequence[str]) -> Sign:
    """Return the verdict over a row of signs: the gravest, hints passed over."""
    for sign in (Sign.FAILED, Sign.UNDECIDED, Sign.WATCH, Sign.ZEROED):
        if any(text.startswith(sign) for text in signs):
            return sign
    return Sign.PASSED


def _sign(tally: Tally, report: int, group: str) -> str:
    if group in BEYOND:
        return shown_sign(beyond_signs(tally, report, group))
    if group not in LIVE:
        return static_sign(tally, report, group)
    added, now = added_to(tally, report, group), tally.counts(report, group)
    if now.failed + added.failed:
        return f"{Sign.FAILED}{now.failed + added.failed}"
    if now.undecided + added.undecided:
        return f"{Sign.UNDECIDED}{now.undecided + added.undecided}"
    if now.zeroed and not added.otherwise.startswith(Sign.WATCH):
        return f"{Sign.ZEROED}{now.zeroed}"
    return added.otherwise


def beyond_signs(tally: Tally, report: int, group: str, live: bool = True) -> Counter[Sign]:
    """Count the signs of a group's checks beyond the tables, and of findings without checks."""
    mine = (f for f in tally.of_report(report) if group_of(f) == group and not f.checks)
    found = Counter(sign_of(f) for f in mine)
    plan = tally.layout.beyond(group)
    return found + plan.signs(report) if live and plan else found


def shown_sign(found: Counter[Sign]) -> str:
    """Return what 汇总 shows of some signs: the gravest and how often; — if there is none."""
    grave = next((sign for sign in GRAVITY if found[sign]), None)
    if grave:
        return f"{grave}{found[grave]}"
    return Sign.PASSED if found[Sign.PASSED] else Sign.NONE


def static_sign(tally: Tally, report: int, group: str) -> str:
    """Return the sign of a group without live checks: gravest findings, √, or — without grounds."""
    worst = gravest(static_signs(tally.of_report(report), group))
    if worst:
        return f"{worst[0]}{worst[1]}"
    asked = group in implemented_groups() and tally.has_grounds(report, group)
    return Sign.PASSED if asked else Sign.NONE


def added_to(tally: Tally, report: int, group: str) -> Added:
    """Return what a live group's sign takes from findings that no live check stands for."""
    found = static_signs(tally.of_report(report), group)
    mild = gravest(sign for sign in found if sign in (Sign.WATCH, Sign.HINT))
    none = not tally.counts(report, group).applicable
    otherwise = f"{mild[0]}{mild[1]}" if mild else Sign.NONE if none else Sign.PASSED
    return Added(found.count(Sign.FAILED), found.count(Sign.UNDECIDED), otherwise)
