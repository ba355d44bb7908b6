"""`audit show` and `audit rules`: what was read, and what is checked."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from audit.bounds import with_limits
from audit.cli.terms import UNREAD, Lang, Limits, Verbose, app, sentences
from audit.errors import InputError
from audit.words import aside, listed, say, told

if TYPE_CHECKING:
    from audit.check import RuleEntry


@app.command(help=say("cli.show.help"), epilog=say("cli.show.epilog"))
def show(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=say("cli.show.file"))],
    form: Annotated[str, typer.Option("--form", help=say("cli.show.form"))] = "",
    as_json: Annotated[bool, typer.Option("--json", help=say("cli.show.json"))] = False,
    limits: Limits = None,
    _: Lang = None,
    verbose: Verbose = False,
) -> None:
    """Show every cell of one report with its state and place."""
    with sentences(verbose):
        if form not in ("", "2019", "2021"):
            raise InputError("cli.bad_form", value=form)
        whole = next((path for path in (file, *file.parents) if path.is_file()), None)
        if whole is None:
            raise InputError("cli.folder" if file.is_dir() else "input.missing", name=file)
        from audit import terminal
        from audit.build import read_all
        from audit.facts import Fact
        from audit.inputs import find_inputs

        files = find_inputs([whole]).files
        given = {found.source: Fact(form=form) for found in files}
        reports = read_all(files, given, with_limits(limits or [])).reports
        if whole != file:  # a member of an archive, by the source that is shown of it
            member = f"{whole.name}/{file.relative_to(whole).as_posix()}"
            reports = [r for r in reports if f"{r.source}/".startswith(f"{member}/")]
            if not reports:
                raise InputError("input.missing", name=file)
        read = [report for report in reports if not report.problem]
        for report in reports:
            if report.problem:
                typer.echo(report.problem, err=True)
        for line in terminal.as_json(read) if as_json else terminal.cell_lines(read):
            typer.echo(line)
        if len(read) < len(reports):
            raise typer.Exit(UNREAD)


@app.command(help=say("cli.rules.help"), epilog=say("cli.rules.epilog"))
def rules(
    rule: Annotated[str, typer.Argument(metavar="[RULE]", help=say("cli.rules.rule"))] = "",
    _: Lang = None,
    verbose: Verbose = False,
) -> None:
    """List the rules, or explain one."""
    with sentences(verbose):
        from audit.check import checklist, rule_book

        book = rule_book()
        begun = [entry for entry in book.values() if entry.id.startswith(rule.upper())]
        if not begun:
            raise InputError("cli.no_rule", value=rule)
        if rule.upper() in book:
            _explain(book[rule.upper()])
            return
        for entry in begun:
            typer.echo(f"{entry.id}  {say(f'level.{entry.level}')}  {entry.label}")
        if not rule:
            typer.echo(f"\n{say('sheet.rules.questions')}")
            for question in checklist():
                typer.echo(f"{question.id}  {question.label}{aside(question.why)}")


def _explain(entry: RuleEntry) -> None:
    typer.echo(told(say("rules.rule"), f"{entry.id}  {entry.label}"))
    typer.echo(told(say("rules.level"), say(f"level.{entry.level}")))
    typer.echo(told(say("rules.forms"), listed(entry.forms)))
    if entry.since or entry.until:
        parts = [say("rules.from", since=entry.since)] if entry.since else []
        parts += [say("rules.to", until=entry.until)] if entry.until else []
        typer.echo(told(say("rules.years"), "".join(parts)))
    # what is compared is the equation itself where the rule stands in the form
    equation = "" if entry.equation in entry.compares else entry.equation
    texts = {"compares": entry.compares, "equation": equation, "basis": entry.basis}
    texts |= {"exceptions": entry.exceptions, "example": entry.example}
    for key, text in texts.items():
        if text:
            typer.echo(told(say(f"rules.{key}"), text))
