"""`audit split`: a copy of the workbook for each colleague."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from audit.cli.terms import Lang, Verbose, app, sentences
from audit.errors import InputError
from audit.words import everywhere, say


@app.command(help=say("cli.split.help"), epilog=say("cli.split.epilog"))
def split(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=say("cli.split.file"))],
    by: Annotated[str, typer.Option("--by", help=say("cli.split.by"))] = "分工",
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help=say("cli.split.output"))
    ] = None,
    force: Annotated[bool, typer.Option("--force", help=say("cli.split.force"))] = False,
    _: Lang = None,
    verbose: Verbose = False,
) -> None:
    """Write a copy for each name."""
    with sentences(verbose):
        from audit.data import check_folder
        from audit.review.split import plan_split, write_copy

        if by not in everywhere("carry.fields.owner"):
            raise InputError("cli.split.bad_by", value=by)
        folder = output or file.parent
        found = plan_split(file, folder)
        for copy in found.copies:
            # what stands there may hold a colleague's answers
            if copy.path.exists() and not force:
                raise InputError("cli.split.exists", name=copy.path)
        check_folder(folder, "split")
        for copy in found.copies:
            write_copy(found, copy)
            counts = {"reports": copy.reports, "findings": copy.findings}
            typer.echo(say("cli.split.written", name=copy.path, **counts))
