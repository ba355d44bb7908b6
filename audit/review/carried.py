"""What reviewers have said, brought to the findings and reports of a new build."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from audit.review.entry import Entry


class Since(StrEnum):
    """What has become of a finding since the last build; the words stand in the catalogue."""

    NEW = "new"
    SAME = "same"
    CHANGED = "changed"
    REVIEW = "review"  # its numbers changed after it was answered
    DISAGREE = "disagree"


class Why(StrEnum):
    """Why something of a reviewer stands in 未匹配; the words stand in the catalogue."""

    SETTLED = "settled"
    GONE = "gone"
    VERSION = "version"
    UNKEYED = "unkeyed"
    SOURCE = "source"
    ADOPTED = "adopted"
    NUMBER = "number"
    FOREIGN = "foreign"  # in the workbook of another agency
    THEIRS = "theirs"
    DISAGREE = "disagree"
    COLUMN = "column"  # which the template no longer has


@dataclass(frozen=True)
class Leftover:
    """A row of a reviewer's that could not be placed, and why."""

    entry: Entry
    why: Why
    note: str = ""


@dataclass(frozen=True)
class Carried:
    """What a build carries over; empty without an earlier workbook.

    `answers` are by the fingerprint of a finding, `since` tells what became of it, `reports` are
    the reviewer's columns of a report by its rid, `reasons` those of a row of numbers by its key.
    """

    answers: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    since: Mapping[str, Since] = field(default_factory=dict)
    reports: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)
    leftovers: tuple[Leftover, ...] = ()

    def answer(self, fingerprint: str, key: str) -> str:
        """Return what stands in a column of a finding, "" if nothing."""
        return self.answers.get(fingerprint, {}).get(key, "")

    def of_report(self, rid: str, key: str) -> str:
        """Return what stands in a column of a report, "" if nothing."""
        return self.reports.get(rid, {}).get(key, "")
