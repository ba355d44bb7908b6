"""What differs between two workbooks: lines for a terminal, JSON, and the words of both."""

from __future__ import annotations

import json
from collections.abc import Iterator

from audit.check.equations import cell_name
from audit.form import VERSIONS, Cell, load_form
from audit.review.diff import (
    AnswerChange,
    CellChange,
    Diff,
    FindingChange,
    Report,
    ReportChange,
)
from audit.review.snapshot import Number, Source
from audit.template import field_name
from audit.terminal import plain_line
from audit.words import aside, say

SCHEMA = 1  # grows when a field changes its meaning or goes; new fields leave it as it is


def diff_lines(diff: Diff) -> Iterator[str]:
    """Yield how many of each sort, then a line for each change."""
    for key, counts in diff.counts.items():
        yield say(f"diff.counts.{key}", **counts)
    if diff.rules_changed:
        yield say("diff.rules")
    for report in diff.reports:
        yield plain_line(f"{_head('reports')}  {_of_report(report)}")
    for cell in diff.cells:
        yield plain_line(f"{_head('cells')}  {_of_cell(cell)}")
    for finding in diff.findings:
        yield plain_line(f"{_head('findings')}  {_of_finding(finding)}")
    for answer in diff.answers:
        yield plain_line(f"{_head('answers')}  {_of_answer(answer)}")


def _head(key: str) -> str:
    return say(f"sheet.diff_{key}.name")


def _of_report(change: ReportChange) -> str:
    kind, files = say(f"diff.report.{change.kind}"), change.source.file
    old, new = change.old, change.new
    if old and new and change.kind is Report.REREAD:
        files = say("diff.files", old=hashed(old), new=hashed(new))
    return f"{kind}  {who(change.source)}  {files}"


def _of_cell(change: CellChange) -> str:
    return f"{who(change.source)}  {change.cell}{aside(label(change.cell))}  {from_to(change)}"


def _of_finding(change: FindingChange) -> str:
    told = change.entry.told
    status = f"  〔{change.status}〕" if change.status else ""
    kind = say(f"diff.finding.{change.kind}")
    sentence = told.get("sentence", "")
    return f"{kind}  {who(change.source)}  {told.get('rule', '')}  {sentence}{status}"


def _of_answer(change: AnswerChange) -> str:
    parts = [who(change.source), change.rule, change.who, field_name(change.field)]
    told = "  ".join(part for part in parts if part)
    return f"{told}  {text_or_none(change.old)} → {text_or_none(change.new)}"


def who(source: Source) -> str:
    """Return year and agency of a report."""
    year = source.year or say("verdict.no_year")
    return f"{year} {source.agency or say('verdict.unknown')}"


def hashed(source: Source) -> str:
    """Return a report's file with the beginning of its hash."""
    return source.file + aside(source.digest)


def label(cell: str) -> str:
    """Return a cell's name in the words of the newest form that has it."""
    found = Cell(*cell.split("."))
    form = next(f for v in reversed(VERSIONS) if found in (f := load_form(v)).places)
    return cell_name(form, found)


def from_to(change: CellChange) -> str:
    """Return what a cell showed and shows, with the state where it is no number that was read."""
    return f"{number_text(change.old)} → {number_text(change.new)}"


def number_text(number: Number) -> str:
    """Return what a cell shows, with its state unless it is simply a number."""
    if number.shown and number.state.value == "read":
        return number.shown
    state = say(f"state.{number.state}")
    return number.shown + aside(state)


def text_or_none(text: str) -> str:
    """Return what a reviewer has written, or that there is nothing."""
    return text or say("diff.nothing")


def diff_json(diff: Diff) -> str:
    """Return what differs as JSON; docs/README.md describes every field."""
    found = {
        "schema": SCHEMA,
        "old": diff.old,
        "new": diff.new,
        "rules_changed": diff.rules_changed,
        "counts": diff.counts,
        "reports": [_report_object(change) for change in diff.reports],
        "cells": [_cell_object(change) for change in diff.cells],
        "findings": [_finding_object(change) for change in diff.findings],
        "answers": [_answer_object(change) for change in diff.answers],
    }
    return json.dumps(found, ensure_ascii=False, indent=1)


def _names(source: Source) -> dict[str, object]:
    year = int(source.year) if source.year.isdigit() else None
    return {"agency": source.agency, "year": year}


def _report_object(change: ReportChange) -> dict[str, object]:
    sides = {
        side: {"source": source.file, "digest": source.digest} if source else None
        for side, source in (("old", change.old), ("new", change.new))
    }
    return {"change": change.kind.value, **_names(change.source), "key": change.rid, **sides}


def _cell_object(change: CellChange) -> dict[str, object]:
    sides = {
        side: {"shown": number.shown, "state": number.state.value, "read": number.read}
        for side, number in (("old", change.old), ("new", change.new))
    }
    return {**_names(change.source), "key": change.rid, "cell": change.cell, **sides}


def _finding_object(change: FindingChange) -> dict[str, object]:
    entry, old = change.entry, change.old
    return {
        "change": change.kind.value,
        **_names(change.source),
        "rule": entry.told.get("rule", ""),
        "sentence": entry.told.get("sentence", ""),
        "was": old.told.get("sentence", "") if old else "",
        "status": change.status,
        "key": entry.rid,
    }


def _answer_object(change: AnswerChange) -> dict[str, object]:
    return {
        **_names(change.source),
        "key": change.rid,
        "rule": change.rule,
        "who": change.who,
        "field": change.field,
        "old": change.old,
        "new": change.new,
    }
