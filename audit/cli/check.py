"""`audit check`: verdict and findings of a few reports in the terminal, or as JSON."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from audit.bounds import with_limits
from audit.cli.gather import Wanted, audited, day
from audit.cli.terms import (
    DraftOrNot,
    FactsFile,
    FailOn,
    Lang,
    Limits,
    SettingsFile,
    Stage,
    Verbose,
    WaiversFile,
    app,
    exit_code,
    sentences,
)
from audit.words import language, say


@app.command(help=say("cli.check.help"), epilog=say("cli.check.epilog"))
def check(
    inputs: Annotated[list[Path], typer.Argument(metavar="FILE...", help=say("cli.build.input"))],
    as_json: Annotated[bool, typer.Option("--json", help=say("cli.check.json"))] = False,
    facts: FactsFile = None,
    roster: Annotated[Path | None, typer.Option("--roster", help=say("cli.build.roster"))] = None,
    settings: SettingsFile = None,
    waivers: WaiversFile = None,
    stage: DraftOrNot = Stage.PUBLISHED,
    date: Annotated[str, typer.Option("--date", help=say("cli.build.date"))] = "",
    fail_on: Annotated[
        FailOn, typer.Option("--fail-on", help=say("cli.build.fail_on"))
    ] = FailOn.NEVER,
    limits: Limits = None,
    _: Lang = None,
    verbose: Verbose = False,
) -> None:
    """Check reports and say what was found."""
    with sentences(verbose):
        from audit.checked import finding_lines, findings_json

        bounds = with_limits(limits or [])
        wanted = Wanted(
            tuple(inputs),
            facts,
            roster=roster,
            settings=settings,
            waivers=waivers,
            stage=stage,
            date=day(date),
            bounds=bounds,
            language=language(),
        )
        result = audited(wanted, quiet=True)
        if as_json:
            typer.echo(findings_json(result))
        else:
            for line in finding_lines(result):
                typer.echo(line)
    raise typer.Exit(exit_code(result, fail_on))
