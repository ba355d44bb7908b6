"""Reports to an audit: the order of work, frames, checks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from audit.check import run_checks
from audit.findings import Finding
from audit.frames import Frames, build_frames
from audit.identities import Outcome
from audit.report import Report
from audit.result import Audit


def audit_reports(
    reports: Sequence[Report],
    *,
    date: str = "",
    name: str = "",
    litter: int = 0,
    manifest: dict[str, str] | None = None,
    evidence: str = "",
) -> Audit:
    """Check all reports and put them in the order a reviewer wants to work: worst first."""
    ordered = sorted(reports, key=lambda report: report.source)
    frames = build_frames(ordered)
    _, findings = run_checks(ordered, frames)
    order = _worst_first(ordered, frames, findings)
    ordered = [ordered[n] for n in order]
    frames = build_frames(ordered)
    results, findings = run_checks(ordered, frames)
    return Audit(
        *(tuple(ordered), frames, results, findings, date, name, litter, manifest or {}, evidence)
    )


def _worst_first(
    reports: Sequence[Report], frames: Frames, findings: Sequence[Finding]
) -> list[int]:
    counts = Counter((f.report, _grade(f)) for f in findings)
    counted = frames.reports["counted"].tolist()

    def key(n: int) -> tuple[object, ...]:
        worst = next((g for g in range(4) if counts[n, g]), 4)
        return (
            bool(reports[n].problem),
            not counted[n],
            worst,
            *(-counts[n, g] for g in range(4)),
            reports[n].source,
        )

    return sorted(range(len(reports)), key=key)


def _grade(finding: Finding) -> int:
    """0 不符 of level error, 1 无法核对, 2 a warning, 3 the rest."""
    if finding.outcome is Outcome.FAILED:
        return {"error": 0, "warning": 2, "info": 3}[finding.level]
    return 1 if finding.outcome is Outcome.UNDECIDED else 3
