"""`audit build`: reports to a workbook."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from audit.bounds import with_limits
from audit.cli.gather import Wanted, audited, day
from audit.cli.terms import (
    DraftOrNot,
    FactsFile,
    FailOn,
    Lang,
    Limits,
    Quiet,
    SettingsFile,
    SourcesFile,
    Stage,
    TemplateFile,
    Verbose,
    WaiversFile,
    app,
    exit_code,
    sentences,
    timed,
)
from audit.errors import InputError
from audit.words import LANGUAGES, apart, say, speaking, told

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
    facts: FactsFile = None,
    sources: SourcesFile = None,
    roster: Annotated[Path | None, typer.Option("--roster", help=say("cli.build.roster"))] = None,
    settings: SettingsFile = None,
    waivers: WaiversFile = None,
    score: Annotated[Path | None, typer.Option("--score", help=say("cli.build.score"))] = None,
    template: TemplateFile = None,
    stage: DraftOrNot = Stage.PUBLISHED,
    date: Annotated[str, typer.Option("--date", help=say("cli.build.date"))] = "",
    name: Annotated[str, typer.Option("--name", help=say("cli.build.name"))] = "",
    carry: Annotated[
        list[Path] | None, typer.Option("--carry", help=say("cli.build.carry"))
    ] = None,
    afresh: Annotated[bool, typer.Option("--no-carry", help=say("cli.build.no_carry"))] = False,
    assign: Annotated[str | None, typer.Option("--assign", help=say("cli.build.assign"))] = None,
    fail_on: Annotated[
        FailOn, typer.Option("--fail-on", help=say("cli.build.fail_on"))
    ] = FailOn.NEVER,
    limits: Limits = None,
    quiet: Quiet = False,
    lang: Lang = None,
    verbose: Verbose = False,
) -> None:
    """Read reports, check them, write the workbook."""
    with sentences(verbose), timed(quiet):
        from audit.assign import names_in

        wanted = Wanted(
            *(tuple(inputs), facts, sources, roster, settings, waivers, score, stage, day(date)),
            *(name, with_limits(limits or []), output, evidence, data),
            *(_carried(output, carry or [], afresh), lang or LANGUAGES[0], template),
        )
        names = () if assign is None else names_in(assign)
        result = _build(wanted, output, afresh, names, quiet)
        _tell(result, output, quiet, verbose)
    raise typer.Exit(exit_code(result, fail_on))


def _carried_over(result: Audit) -> str:
    """Say what came along from earlier workbooks."""
    from audit.report import State
    from audit.review.carried import Why

    unplaced = [row for row in result.carried.leftovers if row.why is not Why.SETTLED]
    cells = (reading for report in result.reports for reading in report.cells.values())
    counts = {
        "answers": len(result.carried.answers),
        "corrections": sum(reading.state is State.CORRECTED for reading in cells),
        "leftovers": len(unplaced),
    }
    return say("carry.done" if unplaced else "carry.done_all", **counts)


def _carried(output: Path, more: list[Path], afresh: bool) -> tuple[Path, ...]:
    """The workbooks whose answers are carried over: the one that stands there goes first."""
    there = [output] if output.is_file() and not afresh else []
    return (*there, *more)


def _build(
    wanted: Wanted, output: Path, afresh: bool, names: tuple[str, ...], quiet: bool
) -> Audit:
    # heavy imports wait until there is something to do: --help stays quick
    from audit.assign import assigned
    from audit.data import write_data
    from audit.output import write_whole
    from audit.workbook import write_workbook

    _check_outputs(wanted, output)
    seen = _saved(output)
    result = audited(wanted, quiet)
    if names:
        result = assigned(result, names)
    if not afresh and seen != _saved(output):
        raise InputError("output.changed", name=output)  # saved by somebody while we were reading
    with speaking(wanted.language):
        write_whole(output, lambda path: write_workbook(result, path))
        if wanted.data:
            write_data(result, wanted.data)
    return result


def _check_outputs(wanted: Wanted, output: Path) -> None:
    """Refuse what could not be written in the end, before anything is read."""
    from audit.data import check_folder
    from audit.output import check_target

    if output.suffix.lower() != ".xlsx" and not output.is_dir():
        raise InputError("cli.bad_output", name=output)
    check_target(output)
    for folder, purpose in ((wanted.data, "data"), (wanted.evidence, "evidence")):
        if folder:
            check_folder(folder, purpose)


def _tell(result: Audit, output: Path, quiet: bool, verbose: bool) -> None:
    from audit.terminal import verdict_lines

    if verbose:
        for report in result.reports:
            for note in report.notes:
                typer.echo(told(report.source, note), err=True)
    if not quiet:
        for line in verdict_lines(result):
            typer.echo(line)
        if result.carried.since:
            typer.echo(_carried_over(result), err=True)
        if result.unused:  # misspelt, settled, or over
            lines = apart(say("waiver.nth", **waiver._asdict()) for waiver in result.unused)
            typer.echo(say("waiver.unused", lines=lines), err=True)
        if result.litter:
            typer.echo(say("cli.litter", count=result.litter), err=True)
        typer.echo(say("cli.written", name=output))


def _saved(output: Path) -> int | None:
    """When the workbook that stands there was last saved, None if there is none."""
    return output.stat().st_mtime_ns if output.exists() else None
