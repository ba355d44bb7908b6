"""Frames × rules → outcomes and findings."""

from __future__ import annotations

from audit.check import names, versions  # noqa: F401  (registers their checks)
from audit.check.batch import Batch
from audit.check.causes import by_cause
from audit.check.equations import equation_findings
from audit.check.registry import CHECKS, GROUPS, RuleEntry, rule_book
from audit.findings import Finding
from audit.identities import Results, evaluate

__all__ = ["GROUPS", "Batch", "RuleEntry", "rule_book", "run_checks"]

_SEVERITY = {"error": 0, "warning": 1, "info": 2}


def run_checks(batch: Batch) -> tuple[Results, tuple[Finding, ...]]:
    """Check all reports; return the outcome arrays and the findings by report, gravest first.

    Of a report that another file stands for, nothing is found but that, and how they differ.
    """
    reports, frames = batch.reports, batch.frames
    results = evaluate(frames.values.to_numpy(), frames.states.to_numpy(), frames.forms)
    found = by_cause(batch, equation_findings(reports, frames, results))
    book = rule_book()
    for rule, function in CHECKS.items():
        found += [f for f in function(batch) if book[rule].holds_for(reports[f.report].year)]
    counted = frames.reports["counted"].tolist()
    found = [f for f in found if counted[f.report] or f.rule in versions.RULES]
    found.sort(key=lambda f: (f.report, _SEVERITY[f.level], f.rule, f.checks, f.sentence))
    return results, tuple(found)
