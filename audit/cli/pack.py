"""`audit pack`: for each agency a folder and a zip to send: letter, workbook, pages, draft."""

from __future__ import annotations

import os
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from audit.bounds import with_limits
from audit.cli.gather import Wanted, day, take
from audit.cli.terms import (
    DONE,
    UNREAD,
    DraftOrNot,
    FactsFile,
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
    progress_bar,
    sentences,
    timed,
    written_in,
)
from audit.errors import InputError
from audit.words import listed, say, told

if TYPE_CHECKING:
    from collections.abc import Sequence

    from audit.pack.one import Made
    from audit.report import Report

PASSWORD = "AUDIT_PACK_PASSWORD"  # the environment variable


class Only(StrEnum):
    """Which agencies get a pack."""

    FAILED = "不符"


class By(StrEnum):
    """How the packs are put into folders."""

    PARENT = "parent"


@app.command(help=say("cli.pack.help"), epilog=say("cli.pack.epilog"))
def pack(
    inputs: Annotated[list[Path], typer.Argument(metavar="INPUT...", help=say("cli.build.input"))],
    output: Annotated[Path, typer.Option("-o", "--output", help=say("cli.pack.output"))] = Path(
        "packs"
    ),
    carry: Annotated[list[Path] | None, typer.Option("--carry", help=say("cli.pack.carry"))] = None,
    roster: Annotated[Path | None, typer.Option("--roster", help=say("cli.pack.roster"))] = None,
    only: Annotated[Only | None, typer.Option("--only", help=say("cli.pack.only"))] = None,
    by: Annotated[
        By | None, typer.Option("--by", case_sensitive=False, help=say("cli.pack.by"))
    ] = None,
    letter: Annotated[Path | None, typer.Option("--letter", help=say("cli.pack.letter"))] = None,
    password: Annotated[
        bool, typer.Option("--password", help=say("cli.pack.password", name=PASSWORD))
    ] = False,
    facts: FactsFile = None,
    sources: SourcesFile = None,
    settings: SettingsFile = None,
    waivers: WaiversFile = None,
    template: TemplateFile = None,
    stage: DraftOrNot = Stage.PUBLISHED,
    date: Annotated[str, typer.Option("--date", help=say("cli.pack.date"))] = "",
    limits: Limits = None,
    quiet: Quiet = False,
    _: Lang = None,
    verbose: Verbose = False,
) -> None:
    """Read reports and write what goes to each agency."""
    with sentences(verbose), timed(quiet), TemporaryDirectory(prefix="nianbao-") as pages:
        wanted = Wanted(
            *(tuple(inputs), facts, sources, roster, settings, waivers, None, stage, day(date)),
            bounds=with_limits(limits or []),
            evidence=Path(pages),
            carry=tuple(carry or ()),
            template=template,
        )
        made = _packs(wanted, output, letter, (only is not None, by is not None, password), quiet)
    raise typer.Exit(UNREAD if any(one.problem for one in made) else DONE)


def _packs(
    wanted: Wanted,
    output: Path,
    letter: Path | None,
    choices: tuple[bool, bool, bool],
    quiet: bool,
) -> list[Made]:
    # heavy imports wait until there is something to do: --help stays quick
    from audit.pack.asked import Told
    from audit.pack.letter import check_template, read_template
    from audit.pack.run import Wish, check_out, left_behind, write_packs

    only_failed, by_parent, locked = choices
    check_out(output, wanted.roster, by_parent)
    if left := left_behind(output):
        typer.echo(say("pack.left", names=listed(map(str, left))), err=True)
    text = read_template(letter)
    check_template(text, letter)
    password = _password() if locked else ""
    assert wanted.evidence is not None
    taken = take(wanted, quiet)
    told = taken.told
    agencies = len({report.agency for report in taken.reports})
    # what agencies get is in Chinese, whatever the command line speaks
    with progress_bar(agencies, quiet, "cli.pack.making") as progress, written_in(None):
        made = write_packs(
            taken.reports,
            told.roster,
            Told(told.settings, tuple(told.waivers), wanted.date, told.template),
            told.rows,
            Wish(text, wanted.evidence, only_failed, by_parent, password),
            output,
            wanted.bounds,
            progress,
        )
    _tell(taken.reports, made, output, quiet)
    return made


def _password() -> str:
    """The password from the environment, else asked for: never a word of the command line."""
    given = os.environ.get(PASSWORD)
    if given is None:
        given = typer.prompt(say("cli.pack.ask"), hide_input=True, confirmation_prompt=True)
    if not given:
        raise InputError("pack.no_password", name=PASSWORD)
    from audit.pack.bundle import check_encryption

    check_encryption()
    return str(given)


def _tell(reports: Sequence[Report], made: list[Made], output: Path, quiet: bool) -> None:
    nobody = [report.source for report in reports if not report.agency]
    if nobody:
        typer.echo(say("cli.pack.nobody", names=listed(nobody)), err=True)
    for one in made:
        if one.problem:
            typer.echo(told(one.agency, one.problem), err=True)
    if not quiet:
        packs = [one for one in made if one.zip]
        asked = sum(one.questions for one in packs)
        typer.echo(say("cli.pack.written", name=output, packs=len(packs), questions=asked))


@app.command(help=say("cli.letter.help"), epilog=say("cli.letter.epilog"))
def letter(
    output: Annotated[Path, typer.Option("-o", "--output", help=say("cli.letter.output"))] = Path(
        "函.docx"
    ),
    force: Annotated[bool, typer.Option("--force", help=say("cli.form.force"))] = False,
    _: Lang = None,
    verbose: Verbose = False,
) -> None:
    """Write the template of the letter, for an office to make its own of it."""
    with sentences(verbose):
        from audit.output import write_whole
        from audit.pack.letter import read_template

        if output.suffix.lower() != ".docx":
            raise InputError("cli.letter.bad_output", name=output)
        if output.exists() and not force:
            raise InputError("cli.letter.exists", name=output)
        write_whole(output, lambda path: path.write_bytes(read_template(None)))
        typer.echo(say("cli.written", name=output))
