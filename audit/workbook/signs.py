"""The nine signs of the workbook: what a check or a report comes to, readable without colour."""

from __future__ import annotations

from enum import StrEnum

from audit.findings import Finding
from audit.identities import Outcome
from audit.words import say


class Sign(StrEnum):
    """A sign; all are in GB2312. The order is from grave to harmless."""

    FAILED = "×"
    UNDECIDED = "？"
    WATCH = "△"
    HINT = "◇"
    PASSED = "√"
    ZEROED = "○"
    MISSING = "□"
    UNREAD = "■"
    NONE = "—"

    @property
    def verdict(self) -> str:
        """The sign with its word, as a report or a finding is judged."""
        # the full-width question mark brings its own space
        space = "" if self is Sign.UNDECIDED else " "
        return self.value + space + say(f"book.sign.{self.name.lower()}")


_OUTCOMES = {
    Outcome.PASSED: Sign.PASSED,
    Outcome.BLANKS_AS_ZERO: Sign.ZEROED,
    Outcome.UNDECIDED: Sign.UNDECIDED,
    Outcome.NOT_APPLICABLE: Sign.NONE,
}
_LEVELS = {"error": Sign.FAILED, "warning": Sign.WATCH, "info": Sign.HINT}


def sign_of(finding: Finding) -> Sign:
    """Return the sign of a finding: 不符 by the level of its rule, 无法核对 ？, 空白按0 a hint.

    One that is waived has no sign of its own.
    """
    if finding.waived:
        return Sign.NONE
    if finding.outcome is Outcome.FAILED:
        return _LEVELS[finding.level]
    return Sign.UNDECIDED if finding.outcome is Outcome.UNDECIDED else Sign.HINT


def waived_text() -> str:
    """Return what stands in place of the sign of a finding that is waived."""
    return f"{Sign.NONE} {say('book.waived')}"


def check_sign(outcome: Outcome, level: str) -> Sign:
    """Return the sign of a check by what it came to and the level of its rule."""
    if outcome is Outcome.FAILED:
        return _LEVELS[level]
    return _OUTCOMES[outcome]


def level_sign(level: str) -> Sign:
    """Return the sign of a rule that is broken, by its level."""
    return _LEVELS[level]
