"""`audit form`: the official form, blank, with live checks, for an agency to fill in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from audit.cli.terms import Lang, Verbose, app, sentences, written_in
from audit.errors import InputError
from audit.words import say

if TYPE_CHECKING:
    from audit.report import Report

_FIRST = 2019  # the year of the first official form


@app.command(help=say("cli.form.help"), epilog=say("cli.form.epilog"))
def form(
    year: Annotated[int, typer.Option("--year", help=say("cli.form.year"))],
    last: Annotated[Path | None, typer.Option("--last", help=say("cli.form.last"))] = None,
    output: Annotated[Path, typer.Option("-o", "--output", help=say("cli.form.output"))] = Path(
        "自查表.xlsx"
    ),
    force: Annotated[bool, typer.Option("--force", help=say("cli.form.force"))] = False,
    lang: Lang = None,
    verbose: Verbose = False,
) -> None:
    """Write the blank form as a workbook."""
    with sentences(verbose):
        from audit.blank import write_form
        from audit.output import check_target

        if not _FIRST <= year <= 9999:
            raise InputError("cli.form.bad_year", value=year, first=_FIRST)
        if output.suffix.lower() != ".xlsx":
            raise InputError("cli.bad_output", name=output)
        check_target(output)
        if output.exists() and not force:
            raise InputError("cli.form.exists", name=output)
        before = _report_before(last, year) if last else None
        with written_in(lang):
            write_form(output, year, before)
        typer.echo(say("cli.written", name=output))
        if before:
            typer.echo(say("cli.form.carried", agency=before.agency, year=before.year))


def _report_before(path: Path, year: int) -> Report:
    """The one report of the year before in a file."""
    from audit.build import read_all
    from audit.inputs import find_inputs

    reports = read_all(find_inputs([path]).files, {}).reports
    read = [report for report in reports if not report.problem]
    if len(read) != 1:
        problem = next((report.problem for report in reports if report.problem), "")
        raise InputError("cli.form.no_last", name=path, count=len(read), problem=problem)
    if read[0].year not in (None, year - 1):
        raise InputError("cli.form.other_year", name=path, found=read[0].year, wanted=year - 1)
    return read[0]
