"""`audit roster`: a first draft of a roster from reports."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from audit.bounds import with_limits
from audit.cli.terms import (
    UNREAD,
    Lang,
    Limits,
    Quiet,
    Verbose,
    app,
    progress_bar,
    sentences,
    written_in,
)
from audit.errors import InputError
from audit.words import say


@app.command(help=say("cli.roster.help"), epilog=say("cli.roster.epilog"))
def roster(
    inputs: Annotated[list[Path], typer.Argument(metavar="INPUT...", help=say("cli.build.input"))],
    output: Annotated[Path, typer.Option("-o", "--output", help=say("cli.roster.output"))] = Path(
        "roster.xlsx"
    ),
    force: Annotated[bool, typer.Option("--force", help=say("cli.roster.force"))] = False,
    limits: Limits = None,
    quiet: Quiet = False,
    lang: Lang = None,
    verbose: Verbose = False,
) -> None:
    """Read reports, write down who they are of."""
    with sentences(verbose):
        from audit.build import read_all
        from audit.draft import draft_roster
        from audit.inputs import find_inputs
        from audit.output import check_target, write_whole
        from audit.roster_file import write_roster

        if output.suffix.lower() != ".xlsx":
            raise InputError("cli.roster.bad_output", name=output)
        if output.exists() and not force:
            raise InputError("cli.roster.exists", name=output)
        check_target(output)
        files = find_inputs(inputs, [output]).files
        with progress_bar(len(files), quiet) as progress:
            reports = read_all(files, {}, with_limits(limits or []), progress).reports
        with written_in(lang):
            draft = draft_roster(reports)
            write_whole(output, lambda path: write_roster(draft, path))
        unnamed = sum(1 for report in reports if report.problem or not report.agency)
        if unnamed:
            typer.echo(say("cli.roster.unnamed", count=unnamed), err=True)
        typer.echo(say("cli.roster.written", name=output, count=len(draft.members)))
    if any(report.problem for report in reports):
        raise typer.Exit(UNREAD)
