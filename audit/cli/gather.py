"""From what the user names to an audit: what `audit build` and `audit check` share."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import typer

from audit.bounds import DEFAULT, Bounds
from audit.cli.terms import Stage, progress_bar
from audit.days import day_of
from audit.errors import InputError
from audit.words import LANGUAGES, language, listed, speaking

if TYPE_CHECKING:
    from audit.facts import Fact
    from audit.lists import Tell
    from audit.origins import Origin
    from audit.report import Report
    from audit.result import Audit
    from audit.review.carried import Leftover
    from audit.review.merge import Rows
    from audit.review.names import Names
    from audit.roster import Roster
    from audit.scheme import Scheme
    from audit.settings import Settings
    from audit.template import Template
    from audit.waivers import Waiver


class Wanted(NamedTuple):
    """What is read and by which bounds, what is told beside it, and outputs that are no inputs.

    `evidence` is the folder for the pages of the reports, `output` the workbook they belong to,
    `carry` the workbooks whose answers are carried over, the first going first; `language` that of
    what is found, `template` how the workbook is to look.
    """

    inputs: tuple[Path, ...]
    facts: Path | None = None
    sources: Path | None = None
    roster: Path | None = None
    settings: Path | None = None
    waivers: Path | None = None
    score: Path | None = None
    stage: Stage = Stage.PUBLISHED
    date: str = ""
    name: str = ""
    bounds: Bounds = DEFAULT
    output: Path | None = None
    evidence: Path | None = None
    data: Path | None = None
    carry: tuple[Path, ...] = ()
    language: str = LANGUAGES[0]
    template: Path | None = None

    @property
    def told_by(self) -> tuple[Path | None, ...]:
        """The files that are no reports: lists, settings, workbooks that came back."""
        lists = (self.facts, self.sources, self.roster, self.waivers, self.settings, self.score)
        return (*lists, self.template, *(path for path in self.carry if not path.is_dir()))


class Told(NamedTuple):
    """What the user tells beside the reports, read from files."""

    settings: Settings
    facts: dict[str, Fact]
    roster: Roster | None
    origins: dict[str, Origin]
    waivers: tuple[Waiver, ...]
    scheme: Scheme | None
    rows: Rows
    template: Template


def _told(wanted: Wanted, tell: Tell) -> Told:
    from audit.facts import read_facts
    from audit.office import read_settings
    from audit.origins import read_origins
    from audit.review.gathered import read_workbooks
    from audit.review.merge import merged
    from audit.roster_file import read_roster
    from audit.scheme import read_scheme
    from audit.template import PLAIN
    from audit.template_file import read_template
    from audit.waiver_file import read_waivers

    return Told(
        read_settings(wanted.settings, stage=wanted.stage, date=wanted.date),
        read_facts(wanted.facts, tell) if wanted.facts else {},
        read_roster(wanted.roster, tell) if wanted.roster else None,
        read_origins(wanted.sources, tell) if wanted.sources else {},
        read_waivers(wanted.waivers, wanted.date, tell) if wanted.waivers else (),
        read_scheme(wanted.score) if wanted.score else None,
        merged(read_workbooks(wanted.carry, tell, wanted.bounds)),
        read_template(wanted.template) if wanted.template else PLAIN,
    )


def _reports(wanted: Wanted, told: Told, quiet: bool, tell: Tell) -> tuple[list[Report], int]:
    """Read the inputs, say what was told of none of them, and count the litter."""
    from audit.build import read_all
    from audit.inputs import find_inputs
    from audit.origins import names_of, with_origins

    own = (wanted.output, wanted.data, wanted.evidence, *wanted.told_by, _logo(wanted))
    found = find_inputs(wanted.inputs, [path for path in own if path])
    with progress_bar(len(found.files), quiet) as progress:
        read = read_all(found.files, told.facts, wanted.bounds, progress, wanted.evidence)
    known = {source for r in read.reports for source in (r.source, *dict(r.parts))}
    _say_unknown("facts.unknown", wanted.facts, set(told.facts) - known, tell)
    files = {name for report in read.reports for name in names_of(report)}
    _say_unknown("origins.unknown", wanted.sources, set(told.origins) - files, tell)
    return with_origins(read.reports, told.origins), read.litter + found.litter


def _logo(wanted: Wanted) -> Path | None:
    """The picture that a template names, which may lie among the reports."""
    from audit.template_file import logo_path

    return logo_path(wanted.template) if wanted.template else None


class Taken(NamedTuple):
    """Reports with what reviewers corrected, and all that is told beside them.

    `names` are the reports that returned workbooks mean, `unfit` the corrections that do not apply.
    """

    reports: list[Report]
    told: Told
    names: Names
    unfit: list[Leftover]
    litter: int


def take(wanted: Wanted, quiet: bool) -> Taken:
    """Read the inputs, what is told beside them, and what reviewers have corrected."""
    heard_in = language()

    def tell(error: InputError) -> None:
        with speaking(heard_in):
            typer.echo(str(error), err=True)

    with speaking(wanted.language):
        told = _told(wanted, tell)
        reports, litter = _reports(wanted, told, quiet, tell)
        return _corrected(told, reports, litter)


def _corrected(told: Told, reports: list[Report], litter: int) -> Taken:
    from audit.review.corrections import with_corrections
    from audit.review.names import Names

    names = Names.of(reports, told.roster)
    corrected, unfit = with_corrections(reports, told.rows, names)
    return Taken(corrected, told, names, unfit, litter)


def audited(wanted: Wanted, quiet: bool) -> Audit:
    """Read the inputs and check them, with what reviewers have said in the workbooks carried."""
    from audit.build import manifest
    from audit.evidence.naming import folder_link
    from audit.review.placed import brought
    from audit.run import audit_reports

    taken, evidence, output = take(wanted, quiet), wanted.evidence, wanted.output
    told = taken.told
    with speaking(wanted.language):
        result = audit_reports(
            taken.reports,
            roster=told.roster,
            settings=told.settings,
            waivers=told.waivers,
            scheme=told.scheme,
            date=wanted.date,
            name=wanted.name,
            litter=taken.litter,
            manifest=manifest(taken.reports),
            evidence=folder_link(evidence, output) if evidence and output else "",
            template=told.template,
        )
        return brought(result, told.rows, taken.names, taken.unfit)


def _say_unknown(key: str, name: Path | None, names: set[str], tell: Tell) -> None:
    """Say which lines of a list are of no file that was read."""
    if names:
        tell(InputError(key, name=name, names=listed(sorted(names))))


def day(text: str) -> str:
    """Return a date as the user gave it; InputError if it is none."""
    if not text:
        return ""
    found = day_of(text)
    if found is None:
        raise InputError("cli.bad_date", value=text)
    return found[:10]
