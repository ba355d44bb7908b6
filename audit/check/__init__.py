"""Frames × rules → outcomes and findings."""

from __future__ import annotations

from collections.abc import Sequence

from audit.check import names, versions  # noqa: F401  (registers their checks)
from audit.check.equations import equation_findings
from audit.check.registry import CHECKS, GROUPS, RuleEntry, rule_book
from audit.findings import Finding
from audit.frames import Frames
from audit.identities import Results, evaluate
from audit.report import Report

__all__ = ["GROUPS", "RuleEntry", "rule_book", "run_checks"]

_SEVERITY = {"error": 0, "warning": 1, "info": 2}


def run_checks(reports: Sequence[Report], frames: Frames) -> tuple[Results, tuple[Finding, ...]]:
    """Check all reports; return the outcome arrays and the findings, by report, gravest first.

    Of a report that another file stands for, nothing is found but that, and how they differ.
    """
    results = evaluate(frames.values.to_numpy(), frames.states.to_numpy(), frames.forms)
    found = list(equation_findings(reports, frames, results))
    for function in CHECKS.values():
        found += function(reports, frames)
    counted = frames.reports["counted"].tolist()
    found = [f for f in found if counted[f.report] or f.rule in versions.RULES]
    found.sort(key=lambda f: (f.report, _SEVERITY[f.level], f.rule, f.checks, f.sentence))
    return results, tuple(found)
