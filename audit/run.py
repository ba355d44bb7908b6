"""Reports to an audit: the order of work, frames, checks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from audit.check import Batch, Checked, run_checks
from audit.findings import Finding
from audit.frames import build_frames
from audit.identities import Outcome, Results
from audit.report import Report
from audit.result import Audit
from audit.roster import Roster
from audit.scheme import Scheme
from audit.settings import Settings
from audit.template import PLAIN, Template
from audit.waivers import Waiver, waive
from audit.words import LANGUAGES, language, speaking


def audit_reports(
    reports: Sequence[Report],
    *,
    roster: Roster | None = None,
    settings: Settings | None = None,
    waivers: Sequence[Waiver] = (),
    scheme: Scheme | None = None,
    date: str = "",
    name: str = "",
    litter: int = 0,
    manifest: dict[str, str] | None = None,
    evidence: str = "",
    template: Template = PLAIN,
) -> Audit:
    """Check all reports and put them in the order a reviewer wants to work: worst first."""
    told = roster or Roster(), settings or Settings(date=date)
    given = sorted(reports, key=lambda report: report.source)
    batch = Batch(given, build_frames(given, told[0]), *told)
    results, confronted, found = _checked(batch)
    findings, unused = waive(found, batch, waivers)
    order = _worst_first(batch, findings)
    place = {n: at for at, n in enumerate(order)}
    # those of one report keep their order, the waived ones last
    moved = sorted(
        (replace(finding, report=place[finding.report]) for finding in findings),
        key=lambda finding: (finding.report, bool(finding.waived)),
    )
    beyond = sorted(
        (replace(one, report=place[one.report]) for one in confronted), key=lambda one: one.report
    )
    return Audit(
        tuple(given[n] for n in order),
        batch.frames.reordered(order),
        Results(results.outcomes[order], results.left[order], results.right[order]),
        tuple(beyond),
        tuple(moved),
        *(date, name, litter, manifest or {}, evidence, *told, unused, scheme),
        template=template,
    )


def _checked(batch: Batch) -> Checked:
    """Check a batch; what is found in another language keeps the sentence of the first.

    The numbers in that one, which labels may bring along, tell whether an answer still fits.
    """
    with speaking(LANGUAGES[0]):
        checked = run_checks(batch)
    if language() == LANGUAGES[0]:
        return checked
    spoken = run_checks(batch)
    pairs = zip(checked.findings, spoken.findings, strict=True)
    return spoken._replace(findings=tuple(replace(own, first=one.sentence) for one, own in pairs))


def _worst_first(batch: Batch, findings: Sequence[Finding]) -> list[int]:
    counts = Counter((f.report, _grade(f)) for f in findings if not f.waived)
    counted = batch.frames.reports["counted"].tolist()

    def key(n: int) -> tuple[object, ...]:
        worst = next((g for g in range(4) if counts[n, g]), 4)
        return (
            bool(batch.reports[n].problem),
            not counted[n],
            worst,
            *(-counts[n, g] for g in range(4)),
            batch.reports[n].source,
        )

    return sorted(range(len(batch.reports)), key=key)


def _grade(finding: Finding) -> int:
    """0 不符 of level error, 1 无法核对, 2 a warning, 3 the rest."""
    if finding.outcome is Outcome.FAILED:
        return {"error": 0, "warning": 2, "info": 3}[finding.level]
    return 1 if finding.outcome is Outcome.UNDECIDED else 3
