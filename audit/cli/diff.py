"""`audit diff`: what has changed between two workbooks."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import typer

from audit.cli.terms import Lang, Verbose, app, sentences, written_in
from audit.errors import InputError
from audit.words import say


@app.command(help=say("cli.diff.help"), epilog=say("cli.diff.epilog"))
def diff(
    old: Annotated[Path, typer.Argument(metavar="OLD", help=say("cli.diff.old"))],
    new: Annotated[Path, typer.Argument(metavar="NEW", help=say("cli.diff.new"))],
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help=say("cli.diff.output"))
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help=say("cli.diff.json"))] = False,
    lang: Lang = None,
    verbose: Verbose = False,
) -> None:
    """Say what differs between two workbooks."""
    # one language for both, that of a workbook if there is to be one
    with sentences(verbose), written_in(lang) if output else nullcontext():
        from audit.compared import diff_json, diff_lines
        from audit.output import check_target, write_whole
        from audit.review.diff import compare
        from audit.review.snapshot import read_snapshot
        from audit.workbook.compared import write_diff

        if output:
            if output.suffix.lower() != ".xlsx":
                raise InputError("cli.bad_output", name=output)
            if any(output.exists() and output.samefile(path) for path in (old, new)):
                raise InputError("diff.itself", name=output)
            check_target(output)
        found = compare(read_snapshot(old), read_snapshot(new))
        if output:
            write_whole(output, lambda path: write_diff(found, path))
        if as_json:
            typer.echo(diff_json(found))
            return
        for line in diff_lines(found):
            typer.echo(line)
        if output:
            typer.echo(say("cli.written", name=output))
