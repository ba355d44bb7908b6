"""`audit build`: reports to a workbook."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from audit.bounds import Bounds, with_limits
from audit.cli.terms import FailOn, Stage, app, exit_code, progress_bar, sentences
from audit.errors import InputError
from audit.words import say

if TYPE_CHECKING:
    from audit.result import Audit


@app.command(help=say("cli.build.help"), epilog=say("cli.build.epilog"))
def build(
    inputs: Annotated[list[Path], typer.Argument(metavar="INPUT...", help=say("cli.build.input"))],
    output: Annotated[Path, typer.Option("-o", "--output", help=say("cli.build.output"))] = Path(
        "audit.xlsx"
    ),
    data: Annotated[Path | None, typer.Option("--data", help=say("cli.build.data"))] = None,
    evidence: Annotated[
        Path | None, typer.Option("--evidence", help=say("cli.build.evidence"))
    ] = None,
    facts: Annotated[Path | None, typer.Option("--facts", help=say("cli.build.facts"))] = None,
    sources: Annotated[
        Path | None, typer.Option("--sources", help=say("cli.build.sources"))
    ] = None,
    roster: Annotated[Path | None, typer.Option("--roster", help=say("cli.build.roster"))] = None,
    settings: Annotated[
        Path | None, typer.Option("--settings", help=say("cli.build.settings"))
    ] = None,
    stage: Annotated[Stage, typer.Option("--stage", help=say("cli.build.stage"))] = Stage.PUBLISHED,
    date: Annotated[str, typer.Option("--date", help=say("cli.build.date"))] = "",
    name: Annotated[str, typer.Option("--name", help=say("cli.build.name"))] = "",
    force: Annotated[bool, typer.Option("--force", help=say("cli.build.force"))] = False,
    fail_on: Annotated[
        FailOn, typer.Option("--fail-on", help=say("cli.build.fail_on"))
    ] = FailOn.NEVER,
    limits: Annotated[list[str] | None, typer.Option("--limit", help=say("cli.limit"))] = None,
    quiet: Annotated[bool, typer.Option("-q", "--quiet", help=say("cli.quiet"))] = False,
    verbose: Annotated[bool, typer.Option("-v", "--verbose", help=say("cli.verbose"))] = False,
) -> None:
    """Read reports, check them, write the workbook."""
    with sentences(verbose):
        wanted = _Wanted(
            *(tuple(inputs), output, data, evidence, facts, sources, roster, settings, stage),
            *(_day(date), name, force),
            with_limits(limits or []),
        )
        result = _build(wanted, quiet)
        _tell(result, output, quiet, verbose)
    raise typer.Exit(exit_code(result, fail_on))


class _Wanted(NamedTuple):
    """What a build reads, by which bounds, and where it puts what."""

    inputs: tuple[Path, ...]
    output: Path
    data: Path | None
    evidence: Path | None
    facts: Path | None
    sources: Path | None
    roster: Path | None
    settings: Path | None
    stage: Stage
    date: str
    name: str
    force: bool
    bounds: Bounds


def _build(wanted: _Wanted, quiet: bool) -> Audit:
    # heavy imports wait until there is something to do: --help stays quick
    from audit.data import write_data
    from audit.output import write_whole
    from audit.workbook import write_workbook

    output = wanted.output
    _check_outputs(wanted)
    seen = None if wanted.force else _unanswered(output)
    result = _audited(wanted, quiet)
    if not wanted.force and seen != _saved(output):
        _unanswered(output)  # saved by somebody while we were reading
    write_whole(output, lambda path: write_workbook(result, path))
    if wanted.data:
        write_data(result, wanted.data)
    return result


def _check_outputs(wanted: _Wanted) -> None:
    """Refuse what could not be written in the end, before anything is read."""
    from audit.data import check_folder
    from audit.output import check_target

    if wanted.output.suffix.lower() != ".xlsx" and not wanted.output.is_dir():
        raise InputError("cli.bad_output", name=wanted.output)
    check_target(wanted.output)
    for folder, purpose in ((wanted.data, "data"), (wanted.evidence, "evidence")):
        if folder:
            check_folder(folder, purpose)


def _audited(wanted: _Wanted, quiet: bool) -> Audit:
    """Read the inputs and check them."""
    from audit.build import manifest, read_all
    from audit.evidence.naming import folder_link
    from audit.facts import read_facts
    from audit.inputs import find_inputs
    from audit.office import read_settings
    from audit.origins import names_of, read_origins, with_origins
    from audit.roster_file import read_roster
    from audit.run import audit_reports

    office = read_settings(wanted.settings, stage=wanted.stage, date=wanted.date)
    told = read_facts(wanted.facts) if wanted.facts else {}
    roster = read_roster(wanted.roster) if wanted.roster else None
    origins = read_origins(wanted.sources) if wanted.sources else {}
    told_by = (wanted.facts, wanted.sources, wanted.roster, wanted.settings)
    own = (wanted.output, wanted.data, wanted.evidence, *told_by)
    found = find_inputs(wanted.inputs, [path for path in own if path])
    with progress_bar(len(found.files), quiet) as progress:
        reports, litter = read_all(found.files, told, wanted.bounds, progress, wanted.evidence)
    known = {source for r in reports for source in (r.source, *dict(r.parts))}
    _say_unknown("facts.unknown", wanted.facts, set(told) - known)
    files = {name for report in reports for name in names_of(report)}
    _say_unknown("origins.unknown", wanted.sources, set(origins) - files)
    reports = with_origins(reports, origins)
    return audit_reports(
        reports,
        roster=roster,
        settings=office,
        date=wanted.date,
        name=wanted.name,
        litter=litter + found.litter,
        manifest=manifest(reports),
        evidence=folder_link(wanted.evidence, wanted.output) if wanted.evidence else "",
    )


def _say_unknown(key: str, name: Path | None, names: set[str]) -> None:
    """Say which lines of a list are of no file that was read."""
    if names:
        typer.echo(say(key, name=name, names="、".join(sorted(names))), err=True)


def _tell(result: Audit, output: Path, quiet: bool, verbose: bool) -> None:
    from audit.terminal import verdict_lines

    if verbose:
        for report in result.reports:
            for note in report.notes:
                typer.echo(f"{report.source}：{note}", err=True)
    if not quiet:
        for line in verdict_lines(result):
            typer.echo(line)
        if result.litter:
            typer.echo(say("cli.litter", count=result.litter), err=True)
        typer.echo(say("cli.written", name=output))


def _saved(output: Path) -> int | None:
    """When the workbook that stands there was last saved, None if there is none."""
    return output.stat().st_mtime_ns if output.exists() else None


def _unanswered(output: Path) -> int | None:
    """Refuse to go on if a reviewer's work stands in the output; return when it was saved."""
    from audit.review import held_work

    saved = _saved(output)
    held = held_work(output) if saved is not None else ""
    if held:
        raise InputError("output.held", sentence=held)
    return saved


def _day(text: str) -> str:
    if not text:
        return ""
    try:
        return datetime.date.fromisoformat(text).isoformat()
    except ValueError:
        raise InputError("cli.bad_date", value=text) from None
