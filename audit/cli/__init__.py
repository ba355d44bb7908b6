"""The command line; the only package that prints, with a module for each command."""

from __future__ import annotations

from typing import Annotated

import typer

import audit
from audit.cli import (  # noqa: F401  (registers their commands)
    build,
    check,
    diff,
    form,
    pack,
    roster,
    sample,
    send,
    show,
    split,
)
from audit.cli.terms import DONE, Lang, app
from audit.words import say

__all__ = ["app"]


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"nianbao-audit {audit.__version__}")
        raise typer.Exit(DONE)


@app.callback(help=say("cli.help"), epilog=say("cli.epilog"))
def _audit(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help=say("cli.version"))
    ] = False,
    _: Lang = None,
) -> None:
    """Take the options that need no command."""
