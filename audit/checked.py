"""An audit for one who asks about a few reports: verdicts and findings, as lines or as JSON."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator

from audit.check.causes import graded
from audit.findings import Finding
from audit.result import Audit
from audit.terminal import plain_line
from audit.words import say, told
from audit.workbook.signs import sign_of
from audit.workbook.verdicts import verdict_texts

SCHEMA = 1  # grows when a field changes its meaning or goes; new fields leave it as it is


def finding_lines(result: Audit) -> Iterator[str]:
    """Yield for each report its verdict, then what was found, gravest first."""
    found = _by_report(result)
    for n, (report, verdict) in enumerate(zip(result.reports, verdict_texts(result), strict=True)):
        year = report.year or say("verdict.no_year")
        who = f"{year} {report.agency or say('verdict.unknown')}"
        yield plain_line(f"{verdict}  {who}  {report.source}")
        if report.problem:
            yield plain_line(f"  {report.problem}")
        for finding in found[n]:
            yield from _of_finding(finding)


def _of_finding(finding: Finding) -> Iterator[str]:
    yield plain_line(f"  {sign_of(finding)} {finding.rule}  {finding.sentence}")
    if finding.waived:
        yield plain_line(f"      {finding.waived}")
    cause = graded(finding)
    where = " ".join(str(part) for part in (finding.quote, finding.place or "") if part)
    if cause:
        yield plain_line(" " * 6 + told(say("sheet.problems.head.cause"), cause))
    if where:
        yield plain_line(" " * 6 + told(say("sheet.problems.head.quote"), where))


def findings_json(result: Audit) -> str:
    """Return verdicts and findings as JSON; docs/README.md describes every field."""
    found = _by_report(result)
    reports = [
        {
            "source": report.source,
            "agency": report.agency,
            "year": report.year,
            "form": report.form,
            "verdict": verdict,
            "problem": report.problem,
            "findings": [_as_object(finding) for finding in found[n]],
        }
        for n, (report, verdict) in enumerate(
            zip(result.reports, verdict_texts(result), strict=True)
        )
    ]
    return json.dumps({"schema": SCHEMA, "reports": reports}, ensure_ascii=False, indent=1)


def _as_object(finding: Finding) -> dict[str, object]:
    return {
        "rule": finding.rule,
        "level": finding.level,
        "outcome": finding.outcome.value,
        "sentence": finding.sentence,
        "cells": [str(cell) for cell in finding.cells],
        "left": finding.left,
        "right": finding.right,
        "difference": finding.difference,
        "suspect": [str(cell) for cell in finding.suspect],
        "suggested": list(finding.suggested),
        "grade": finding.grade,
        "diagnosis": finding.diagnosis,
        "quote": finding.quote,
        "place": str(finding.place or ""),
        "waived": finding.waived,
        "fingerprint": finding.fingerprint,
        "follows": list(finding.follows),
    }


def _by_report(result: Audit) -> dict[int, list[Finding]]:
    found: dict[int, list[Finding]] = defaultdict(list)
    for finding in result.findings:
        found[finding.report].append(finding)
    return found
