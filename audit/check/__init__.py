"""Frames × rules → outcomes and findings."""

from __future__ import annotations

from typing import NamedTuple

from audit.check import (  # noqa: F401  (each registers its checks)
    alike,
    cells,
    copies,
    dates,
    disclosure,
    fees,
    levels,
    names,
    plausible,
    prose,
    quality,
    structure,
    versions,
    wording,
    years,
)
from audit.check.absorb import absorbed
from audit.check.across import across_findings
from audit.check.batch import Batch
from audit.check.causes import by_cause
from audit.check.confront import Confronted, confront_claims, confront_findings
from audit.check.equations import equation_findings
from audit.check.grounds import has_grounds
from audit.check.joined import joined
from audit.check.missing import told_once
from audit.check.registry import BY_TABLE, CHECKS, GROUPS, RuleEntry, checklist, rule_book
from audit.findings import Finding
from audit.identities import Results, evaluate

__all__ = [
    "BY_TABLE",
    "GROUPS",
    "Batch",
    "Checked",
    "Confronted",
    "RuleEntry",
    "checklist",
    "has_grounds",
    "rule_book",
    "run_checks",
]

_SEVERITY = {"error": 0, "warning": 1, "info": 2}


class Checked(NamedTuple):
    """Outcome arrays, confrontations by report, and findings by report, gravest first."""

    results: Results
    confronted: tuple[Confronted, ...]
    findings: tuple[Finding, ...]


def run_checks(batch: Batch) -> Checked:
    """Check all reports.

    Of a report that another file stands for, nothing is found but that, and how they differ.
    """
    reports, frames = batch.reports, batch.frames
    results = evaluate(frames.values.to_numpy(), frames.states.to_numpy(), frames.forms)
    confronted = tuple(confront_claims(batch))
    beyond = [*confront_findings(batch, confronted), *across_findings(batch)]
    causes = by_cause(batch, equation_findings(reports, frames, results))
    causes, beyond = absorbed(batch, causes, beyond)
    found = [*causes, *beyond]
    book = rule_book()
    for rule, function in CHECKS.items():
        found += [f for f in function(batch) if book[rule].holds_for(reports[f.report].year)]
    counted = frames.reports["counted"].tolist()
    found = [f for f in found if counted[f.report] or f.rule in versions.RULES]
    found = joined(batch, told_once(batch, found))
    # those alike stay in the order in which they were found, whatever the language
    found.sort(key=lambda f: (f.report, _SEVERITY[f.level], f.rule, f.checks))
    return Checked(results, confronted, tuple(found))
