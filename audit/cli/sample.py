"""`audit sample`: cells drawn at random beside their evidence, to be checked by eye."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from audit.bounds import with_limits
from audit.cli.terms import Lang, Limits, Quiet, Verbose, app, progress_bar, sentences, written_in
from audit.errors import InputError
from audit.words import listed, say


@app.command(help=say("cli.sample.help"), epilog=say("cli.sample.epilog"))
def sample(
    inputs: Annotated[list[Path], typer.Argument(metavar="INPUT...", help=say("cli.build.input"))],
    count: Annotated[int, typer.Option("--n", min=1, help=say("cli.sample.count"))] = 50,
    seed: Annotated[int, typer.Option("--seed", help=say("cli.sample.seed"))] = 1,
    output: Annotated[Path, typer.Option("-o", "--output", help=say("cli.build.output"))] = Path(
        "抽样核对.xlsx"
    ),
    evidence: Annotated[
        Path | None, typer.Option("--evidence", help=say("cli.build.evidence"))
    ] = None,
    force: Annotated[bool, typer.Option("--force", help=say("cli.form.force"))] = False,
    limits: Limits = None,
    quiet: Quiet = False,
    lang: Lang = None,
    verbose: Verbose = False,
) -> None:
    """Write a sheet of randomly drawn cells."""
    with sentences(verbose):
        from audit.build import read_all
        from audit.data import check_folder
        from audit.evidence.naming import folder_link
        from audit.inputs import find_inputs
        from audit.output import check_target, write_whole
        from audit.run import audit_reports
        from audit.sample import draw
        from audit.workbook import write_sample

        if output.suffix.lower() != ".xlsx":
            raise InputError("cli.bad_output", name=output)
        check_target(output)
        if output.exists() and not force:
            raise InputError("cli.form.exists", name=output)
        if evidence:
            check_folder(evidence, "evidence")
        files = find_inputs(inputs, [path for path in (output, evidence) if path]).files
        with progress_bar(len(files), quiet) as progress, written_in(lang):
            reports = read_all(files, {}, with_limits(limits or []), progress, evidence).reports
        link = folder_link(evidence, output) if evidence else ""
        with written_in(lang):
            result = audit_reports(reports, evidence=link)
        drawn = draw(result.reports, count, seed)
        if not drawn:
            raise InputError("input.none", name=listed(map(str, inputs)))
        with written_in(lang):
            write_whole(output, lambda path: write_sample(result, drawn, path))
        typer.echo(say("cli.sample.written", name=output, count=len(drawn)))
