"""What has changed between two workbooks: reports, numbers, findings, answers."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from audit.errors import InputError
from audit.report import State
from audit.review.entry import ANSWER, REASON, REPLY, Entry
from audit.review.names import report_of
from audit.review.placed import pairs
from audit.review.snapshot import Number, Snapshot, Source, named
from audit.template import EXTRA
from audit.words import say
from audit.workbook.signs import Sign


class Report(StrEnum):
    """What has become of a report; the words stand in the catalogue."""

    NEW = "new"
    GONE = "gone"
    REREAD = "reread"  # from a file with another hash
    READABLE = "readable"  # its tables were not read before
    UNREADABLE = "unreadable"


class Found(StrEnum):
    """What has become of a finding; the words stand in the catalogue."""

    NEW = "new"
    SETTLED = "settled"
    CHANGED = "changed"
    GONE = "gone"  # with its report


class ReportChange(NamedTuple):
    """A report that came, went or was read from another file."""

    kind: Report
    rid: str
    old: Source | None
    new: Source | None

    @property
    def source(self) -> Source:
        """Who it is from: as the newer workbook has it."""
        return self.new or self.old or named(self.rid)


class CellChange(NamedTuple):
    """A cell of a report that is in both workbooks, as shown in each."""

    rid: str
    source: Source
    cell: str
    old: Number
    new: Number


class FindingChange(NamedTuple):
    """A finding that came, went or has other numbers; `entry` as the newer workbook has it."""

    kind: Found
    source: Source
    entry: Entry
    old: Entry | None = None

    @property
    def status(self) -> str:
        """What a reviewer has last said of it."""
        last = self.entry.fields.get("status", "")
        return last or (self.old.fields.get("status", "") if self.old else "")


class AnswerChange(NamedTuple):
    """A field of a reviewer's that has changed; `rule` is "" if it is not on a finding.

    `rid` is the key of its row, `who` the reviewer or, of a report, whose it is, as far as told.
    """

    rid: str
    source: Source
    rule: str
    who: str
    field: str
    old: str
    new: str


@dataclass(frozen=True)
class Diff:
    """All that differs between two workbooks, in the order of the newer one."""

    old: str
    new: str
    rules_changed: bool
    reports: tuple[ReportChange, ...]
    cells: tuple[CellChange, ...]
    findings: tuple[FindingChange, ...]
    answers: tuple[AnswerChange, ...]

    @property
    def counts(self) -> dict[str, dict[str, int]]:
        """How many of each sort; of cells also how many now show a reviewer's number."""
        reports, findings = (
            Counter(x.kind for x in all_) for all_ in (self.reports, self.findings)
        )
        corrected = sum(change.new.state is State.CORRECTED for change in self.cells)
        return {
            "reports": {kind.value: reports[kind] for kind in Report},
            "cells": {"changed": len(self.cells), "corrected": corrected},
            "findings": {kind.value: findings[kind] for kind in Found},
            "answers": {"changed": len(self.answers)},
        }


def compare(old: Snapshot, new: Snapshot) -> Diff:
    """Return what differs between two workbooks.

    Raises InputError if one is the office's and the other an agency's: what is not asked of the
    agency would seem to be settled.
    """
    if old.theirs != new.theirs:
        raise InputError("diff.theirs", name=old.file if old.theirs else new.file)
    became = _became(old, new)
    answers = (*_of_findings(old, new, became), *_of_reports(old, new, became))
    return Diff(
        old.file,
        new.file,
        old.rules != new.rules,
        tuple(_reports(old, new, became)),
        tuple(_cells(old, new, became)),
        tuple(_findings(old, new, became)),
        (*answers, *_of_rows(old, new, became)),
    )


def _became(old: Snapshot, new: Snapshot) -> dict[str, str]:
    """The keys of the older reports to those they have now.

    A report of which there are several has its file in its key: then the same file goes first,
    then the same content, then the only one there is.
    """
    found = {rid: rid for rid in old.reports if rid in new.reports}
    left = defaultdict(list)
    for rid in new.reports:
        if rid not in found:
            left[rid.partition("#")[0]].append(rid)
    for alike in (_same_file, _same_content, None):
        for rid, source in old.reports.items():
            near = left[rid.partition("#")[0]]
            same = [r for r in near if alike is None or alike(source, new.reports[r])]
            if rid not in found and same and (alike or len(same) == 1):
                found[rid] = same[0]
                near.remove(same[0])
    return found


def _same_file(one: Source, other: Source) -> bool:
    return bool(one.file) and one.file == other.file


def _same_content(one: Source, other: Source) -> bool:
    return bool(one.digest) and one.digest == other.digest


def _reports(old: Snapshot, new: Snapshot, became: Mapping[str, str]) -> Iterator[ReportChange]:
    before = {there: rid for rid, there in became.items()}
    for rid, source in new.reports.items():
        if rid not in before:
            yield ReportChange(Report.NEW, rid, None, source)
            continue
        was = old.reports[before[rid]]
        kind = _kind(before[rid] in old.numbers, rid in new.numbers)
        if kind is None and was.digest and source.digest and was.digest != source.digest:
            kind = Report.REREAD
        if kind:
            yield ReportChange(kind, rid, was, source)
    for rid, source in old.reports.items():
        if rid not in became:
            yield ReportChange(Report.GONE, rid, source, None)


def _kind(was_read: bool, is_read: bool) -> Report | None:
    if was_read == is_read:
        return None
    return Report.READABLE if is_read else Report.UNREADABLE


def _cells(old: Snapshot, new: Snapshot, became: Mapping[str, str]) -> Iterator[CellChange]:
    off = Number(*(say("book.shown.not_on_form"),) * 2)  # rows not in use are not printed
    before = {there: rid for rid, there in became.items()}
    for rid, numbers in new.numbers.items():
        was = old.numbers.get(before.get(rid, ""), {})
        for cell in dict.fromkeys((*numbers, *was)) if was else ():
            sides = was.get(cell, off), numbers.get(cell, off)
            if sides[0].shown != sides[1].shown or sides[0].state is not sides[1].state:
                yield CellChange(rid, new.reports[rid], cell, *sides)


def _continued(old: Snapshot, new: Snapshot, became: Mapping[str, str]) -> dict[str, str]:
    """The newer findings to the older ones they continue, both by key."""
    keys = {}
    for key in old.findings:
        report, *rest = key.rsplit("|", 3)
        if report in became:
            keys["|".join((became[report], *rest))] = key
    return {now: keys[then] for now, then in pairs(new.findings, keys).items()}


def _findings(old: Snapshot, new: Snapshot, became: Mapping[str, str]) -> Iterator[FindingChange]:
    before = _continued(old, new, became)
    for key, entry in new.findings.items():
        source = _source(new, key.rsplit("|", 3)[0])
        was = old.findings[before[key]] if key in before else None
        if was is None:
            yield FindingChange(Found.NEW, source, entry)
        elif _passed(entry) and not _passed(was):
            yield FindingChange(Found.SETTLED, source, entry, was)
        elif _differs(was, entry):
            yield FindingChange(Found.CHANGED, source, entry, was)
    continued = set(before.values())
    for key, entry in old.findings.items():
        if key not in continued:
            report = key.rsplit("|", 3)[0]
            kind = Found.SETTLED if report in became else Found.GONE
            yield FindingChange(kind, _source(old, report), entry)


def _passed(entry: Entry) -> bool:
    """Whether a finding was settled in the workbook itself, by a number that was typed in."""
    return entry.told.get("level", "").startswith(Sign.PASSED)


def _differs(old: Entry, new: Entry) -> bool:
    if old.told.get("value_hash") != new.told.get("value_hash"):
        return True
    levels = [entry.told.get("level", "")[:1] for entry in (old, new)]  # the sign, not its word
    return all(levels) and levels[0] != levels[1]  # some programs save no level


def _of_findings(old: Snapshot, new: Snapshot, became: Mapping[str, str]) -> Iterator[AnswerChange]:
    before = _continued(old, new, became)
    for key, entry in new.findings.items():
        was = old.findings[before[key]].fields if key in before else {}
        names = (of.get(key) for key in ("reviewer", "replied_by") for of in (entry.fields, was))
        who = next(filter(None, names), "")
        told = key, _source(new, key.rsplit("|", 3)[0]), entry.told.get("rule", ""), who
        extras = [k for k in dict.fromkeys((*was, *entry.fields)) if k.startswith(EXTRA)]
        yield from _changed(told, (*ANSWER, *REPLY, *extras), was, entry.fields)


def _of_reports(old: Snapshot, new: Snapshot, became: Mapping[str, str]) -> Iterator[AnswerChange]:
    before = {there: rid for rid, there in became.items()}
    for rid, entry in new.rows.items():
        was = old.rows.get(before.get(rid, rid))
        who = entry.fields.get("owner", "")
        told = rid, _source(new, rid), "", who
        then = was.fields if was else {}
        keys = tuple(dict.fromkeys((*then, *entry.fields)))
        yield from _changed(told, keys, then, entry.fields)


def _of_rows(old: Snapshot, new: Snapshot, became: Mapping[str, str]) -> Iterator[AnswerChange]:
    before = {there: rid for rid, there in became.items()}
    for rid, reason in new.reasons.items():
        report = report_of(rid)
        was = old.reasons.get(before.get(report, report) + rid.removeprefix(report), "")
        told = rid, _source(new, report), "", ""
        yield from _changed(told, (REASON,), {REASON: was}, {REASON: reason})


def _changed(
    told: tuple[str, Source, str, str],
    keys: tuple[str, ...],
    old: Mapping[str, str],
    new: Mapping[str, str],
) -> Iterator[AnswerChange]:
    for key in keys:
        if old.get(key, "") != new.get(key, ""):
            yield AnswerChange(*told, key, old.get(key, ""), new.get(key, ""))


def _source(snapshot: Snapshot, rid: str) -> Source:
    return snapshot.reports.get(rid) or named(rid)
