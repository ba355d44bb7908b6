"""What is asked of an agency: the audit of its own reports alone, without what needs no answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from audit.build import manifest
from audit.choices import STATUS, settling
from audit.findings import Finding
from audit.report import Report
from audit.result import Audit
from audit.review.entry import PROBLEM
from audit.review.merge import Merged, Rows
from audit.review.names import Names
from audit.review.placed import carry
from audit.roster import Member, Roster
from audit.run import audit_reports
from audit.settings import Settings
from audit.template import PLAIN, Template
from audit.waivers import Waiver
from audit.words import say
from audit.workbook.signs import Sign, sign_of

_OURS = ("X04",)  # a report received twice: which files there are is the office's own affair
_ASKED = (Sign.FAILED, Sign.UNDECIDED, Sign.WATCH)  # hints are for reviewers


@dataclass(frozen=True)
class Told:
    """What the office tells beside the reports: settings, waivers, a date ("" if none), a look."""

    settings: Settings = field(default_factory=Settings)
    waivers: tuple[Waiver, ...] = ()
    date: str = ""
    template: Template = PLAIN


def answers_of(rows: Rows) -> dict[str, dict[tuple[str, str], Merged]]:
    """Return the reviewers' answers because of which a finding is not asked, by agency."""
    found: dict[str, dict[tuple[str, str], Merged]] = {}
    for (kind, rid), row in rows.items():
        if kind == PROBLEM and row.entry.fields.get("status") in _not_asked():
            found.setdefault(rid.partition("|")[0], {})[kind, rid] = row
    return found


def asked(
    agency: str, member: Member | None, reports: Sequence[Report], told: Told, answers: Rows
) -> Audit:
    """Return the audit of an agency's reports with the findings that are asked of it.

    Left out are those waived, those that a reviewer has closed (the words that let a row of the
    office's workbook fade), hints, and copies of one report. The others keep the fingerprints
    that they have in the office's workbook.
    """
    # nobody else of the roster, whose names would stand in the workbook
    roster = Roster((member._replace(parent="", email=""),)) if member else None
    audit = audit_reports(
        reports,
        roster=roster,
        settings=told.settings,
        waivers=told.waivers,
        date=told.date,
        name=agency,
        manifest=manifest(reports),
        evidence=say("pack.file.pages"),
        template=told.template,
    )
    keys, known = audit.fingerprints, dict(zip(audit.fingerprints, audit.findings, strict=True))
    carried = carry(answers, known, Names.of(audit.reports))
    settled = [
        bool(finding.waived) or carried.answer(key, "status") in _not_asked()
        for key, finding in known.items()
    ]
    kept = [n for n, f in enumerate(audit.findings) if not settled[n] and _is_asked(f)]
    excused = {
        (finding.report, check)
        for finding, done in zip(audit.findings, settled, strict=True)
        if done
        for check in finding.checks
    }
    return replace(
        audit,
        findings=tuple(audit.findings[n] for n in kept),
        keys=tuple(keys[n] for n in kept),
        excused=frozenset(excused),
        unused=(),
    )


def _is_asked(finding: Finding) -> bool:
    return sign_of(finding) in _ASKED and finding.rule not in _OURS


def _not_asked() -> list[str]:
    return settling(STATUS)
