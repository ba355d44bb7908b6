"""The command line; the only package that prints, with a module for each command."""

from __future__ import annotations

import os
import sys
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
from audit.cli.terms import DONE, app
from audit.words import say

__all__ = ["app", "main"]


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"nianbao-audit {audit.__version__}")
        raise typer.Exit(DONE)


@app.callback(help=say("cli.help"), epilog=say("cli.epilog"))
def _audit(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help=say("cli.version"))
    ] = False,
) -> None:
    """Take the options that need no command."""


def main() -> None:
    """Run the command line; Chinese comes out whatever the terminal's code page is."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        app()
    except BrokenPipeError:
        # the reader of a pipe (head, more) has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(DONE)
