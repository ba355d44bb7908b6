"""The whole outcome of a run, as the workbook and the data files need it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property

from audit.check.batch import Batch
from audit.check.confront import Confronted
from audit.findings import Finding
from audit.frames import Frames
from audit.identities import Results
from audit.partners import expected_year, not_received
from audit.report import Report
from audit.review.carried import Carried
from audit.roster import Member, Roster
from audit.scheme import Scheme
from audit.settings import Settings
from audit.template import PLAIN, Template
from audit.waivers import Waiver


@dataclass(frozen=True)
class Audit:
    """Reports in workbook order with everything that was found.

    `reports`, the rows of `frames` and of `results`, and the `report` of findings and
    confrontations share one order; both are sorted by it.
    `litter` counts system files passed over. `date` is what the user gave with --date, or "".
    `name` is the region the workbook is titled with, or "". `evidence` is the way from the
    workbook to the folder that holds the pages of the reports, or "". `roster` and `settings` are
    what the user told beside the reports; `unused` are the waivers that waive nothing,
    `scheme` is how reports are scored, if they are, `carried` what reviewers have said.
    Where only some findings are shown, `keys` are their fingerprints among all, and `excused`
    the checks (report, rule and line) of the others that count for nothing. `template` is how
    an office wants its workbook to look.
    """

    reports: tuple[Report, ...]
    frames: Frames
    results: Results
    confronted: tuple[Confronted, ...]
    findings: tuple[Finding, ...]
    date: str = ""
    name: str = ""
    litter: int = 0
    manifest: dict[str, str] = field(default_factory=dict)
    evidence: str = ""
    roster: Roster = field(default_factory=Roster)
    settings: Settings = field(default_factory=Settings)
    unused: tuple[Waiver, ...] = ()
    scheme: Scheme | None = None
    carried: Carried = field(default_factory=Carried)
    keys: tuple[str, ...] = ()
    excused: frozenset[tuple[int, tuple[str, str]]] = frozenset()
    template: Template = PLAIN

    @cached_property
    def batch(self) -> Batch:
        """What the checks were given, in the order of the workbook."""
        return Batch(self.reports, self.frames, self.roster, self.settings)

    @cached_property
    def fingerprints(self) -> tuple[str, ...]:
        """The key of each finding; several alike are told apart by what was found."""
        if self.keys:
            return self.keys
        times = Counter(finding.fingerprint for finding in self.findings)
        seen: Counter[str] = Counter()
        out = []
        for finding in self.findings:
            key = finding.fingerprint
            key += f"#{finding.value_hash}" if times[key] > 1 else ""
            seen[key] += 1
            out.append(key + (f"-{seen[key]}" if seen[key] > 1 else ""))
        return tuple(out)

    @cached_property
    def waived_checks(self) -> frozenset[tuple[int, tuple[str, str]]]:
        """Reports and checks that the office waives: no finding that counts stands for them."""
        of = {
            waived: {
                (f.report, key)
                for f in self.findings
                if bool(f.waived) == waived
                for key in f.checks
            }
            for waived in (True, False)
        }
        return frozenset((of[True] | self.excused) - of[False])

    @cached_property
    def missing(self) -> tuple[Member, ...]:
        """The agencies of the roster whose reports on the latest year were not received."""
        return not_received(self.reports, self.roster)

    @cached_property
    def awaited(self) -> tuple[str, ...]:
        """The keys that these reports will have, as reviewers' remarks are kept under them."""
        year = expected_year(self.reports)
        return tuple(f"{member.agency}|{year}" for member in self.missing)
