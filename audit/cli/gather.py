"""From what the user names to an audit: what `audit build` and `audit check` share."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import typer

from audit.bounds import DEFAULT, Bounds
from audit.cli.terms import Stage, progress_bar
from audit.days import day_of
from audit.errors import InputError
from audit.words import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from audit.report import Report
    from audit.result import Audit
    from audit.review.carried import Leftover
    from audit.review.merge import Rows
    from audit.review.placed import Names
    from audit.roster import Roster
    from audit.scheme import Scheme
    from audit.settings import Settings
    from audit.waivers import Waiver


class Wanted(NamedTuple):
    """What is read and by which bounds, what is told beside it, and outputs that are no inputs.

    `evidence` is the folder for the pages of the reports, `output` the workbook they belong to,
    `carry` the workbooks whose answers are carried over, the first going first.
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


class Taken(NamedTuple):
    """Reports with what reviewers corrected, and all that is told beside them.

    `rows` are what came back in workbooks, `names` the reports they mean, `unfit` the corrections
    that do not apply; `link` is the way from the workbook to the pages of the reports.
    """

    reports: list[Report]
    rows: Rows
    names: Names
    unfit: list[Leftover]
    roster: Roster | None
    settings: Settings
    waivers: Sequence[Waiver]
    scheme: Scheme | None
    litter: int
    link: str


def audited(wanted: Wanted, quiet: bool) -> Audit:
    """Read the inputs and check them."""
    from audit.build import manifest
    from audit.review.placed import brought
    from audit.run import audit_reports

    taken = take(wanted, quiet)
    result = audit_reports(
        taken.reports,
        roster=taken.roster,
        settings=taken.settings,
        waivers=taken.waivers,
        scheme=taken.scheme,
        date=wanted.date,
        name=wanted.name,
        litter=taken.litter,
        manifest=manifest(taken.reports),
        evidence=taken.link,
    )
    return brought(result, taken.rows, taken.names, taken.unfit)


def take(wanted: Wanted, quiet: bool) -> Taken:
    """Read the inputs, what is told beside them, and what reviewers have corrected."""
    from audit.build import read_all
    from audit.evidence.naming import folder_link
    from audit.facts import read_facts
    from audit.inputs import find_inputs
    from audit.office import read_settings
    from audit.origins import names_of, read_origins, with_origins
    from audit.review.corrections import with_corrections
    from audit.review.merge import merged
    from audit.review.placed import Names
    from audit.review.returned import read_workbooks
    from audit.roster_file import read_roster
    from audit.scheme import read_scheme
    from audit.waiver_file import read_waivers

    office = read_settings(wanted.settings, stage=wanted.stage, date=wanted.date)
    told = read_facts(wanted.facts, _remark) if wanted.facts else {}
    roster = read_roster(wanted.roster, _remark) if wanted.roster else None
    origins = read_origins(wanted.sources, _remark) if wanted.sources else {}
    waivers = read_waivers(wanted.waivers, wanted.date, _remark) if wanted.waivers else ()
    scheme = read_scheme(wanted.score) if wanted.score else None
    lists = (wanted.facts, wanted.sources, wanted.roster, wanted.waivers)
    told_by = (*lists, wanted.settings, wanted.score, *wanted.carry)
    rows = merged(read_workbooks(wanted.carry, _remark))
    own = (wanted.output, wanted.data, wanted.evidence, *told_by)
    found = find_inputs(wanted.inputs, [path for path in own if path])
    with progress_bar(len(found.files), quiet) as progress:
        reports, litter = read_all(found.files, told, wanted.bounds, progress, wanted.evidence)
    known = {source for r in reports for source in (r.source, *dict(r.parts))}
    _say_unknown("facts.unknown", wanted.facts, set(told) - known)
    files = {name for report in reports for name in names_of(report)}
    _say_unknown("origins.unknown", wanted.sources, set(origins) - files)
    reports = with_origins(reports, origins)
    evidence, output = wanted.evidence, wanted.output
    link = folder_link(evidence, output) if evidence and output else ""
    names = Names.of(reports)
    reports, unfit = with_corrections(reports, rows, names)
    given = (roster, office, waivers, scheme, litter + found.litter, link)
    return Taken(reports, rows, names, unfit, *given)


def _remark(sentence: str) -> None:
    typer.echo(sentence, err=True)


def _say_unknown(key: str, name: Path | None, names: set[str]) -> None:
    """Say which lines of a list are of no file that was read."""
    if names:
        _remark(say(key, name=name, names="、".join(sorted(names))))


def day(text: str) -> str:
    """Return a date as the user gave it; InputError if it is none."""
    if not text:
        return ""
    found = day_of(text)
    if found is None:
        raise InputError("cli.bad_date", value=text)
    return found[:10]
