"""The command line; the only module that prints."""

from __future__ import annotations

import datetime
import os
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

import audit
from audit.bounds import Bounds, with_limits
from audit.errors import AuditError, InputError
from audit.words import say

if TYPE_CHECKING:
    from audit.result import Audit

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help=say("cli.help"),
    epilog=say("cli.epilog"),
)

DONE, FINDINGS, FAILED, UNREAD = 0, 1, 2, 3


class FailOn(StrEnum):
    """From which level on findings make the exit code 1."""

    NEVER = "never"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


@contextmanager
def _sentences(verbose: bool) -> Iterator[None]:
    """Turn errors into one sentence and exit code 2; -v adds the trace."""
    try:
        yield
    except (typer.Exit, BrokenPipeError):
        raise
    except Exception as error:
        if verbose:
            traceback.print_exc()
        if isinstance(error, AuditError):
            sentence = str(error)
        elif isinstance(error, MemoryError):
            sentence = say("cli.memory")
        else:
            sentence = say("cli.bug", problem=f"{type(error).__name__}: {error}")
        typer.echo(sentence, err=True)
        raise typer.Exit(FAILED) from None


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


@app.command(help=say("cli.build.help"), epilog=say("cli.build.epilog"))
def build(
    inputs: Annotated[list[Path], typer.Argument(metavar="INPUT...", help=say("cli.build.input"))],
    output: Annotated[Path, typer.Option("-o", "--output", help=say("cli.build.output"))] = Path(
        "audit.xlsx"
    ),
    data: Annotated[Path | None, typer.Option("--data", help=say("cli.build.data"))] = None,
    evidence: Annotated[
        Path | None, typer.Option("--evidence", help=say("cli.build.evidence"))
    ] = None,
    facts: Annotated[Path | None, typer.Option("--facts", help=say("cli.build.facts"))] = None,
    date: Annotated[str, typer.Option("--date", help=say("cli.build.date"))] = "",
    name: Annotated[str, typer.Option("--name", help=say("cli.build.name"))] = "",
    force: Annotated[bool, typer.Option("--force", help=say("cli.build.force"))] = False,
    fail_on: Annotated[
        FailOn, typer.Option("--fail-on", help=say("cli.build.fail_on"))
    ] = FailOn.NEVER,
    limits: Annotated[list[str] | None, typer.Option("--limit", help=say("cli.limit"))] = None,
    quiet: Annotated[bool, typer.Option("-q", "--quiet", help=say("cli.quiet"))] = False,
    verbose: Annotated[bool, typer.Option("-v", "--verbose", help=say("cli.verbose"))] = False,
) -> None:
    """Read reports, check them, write the workbook."""
    with _sentences(verbose):
        bounds = with_limits(limits or [])
        code = _build(
            *(inputs, output, data, evidence, facts, _day(date), name),
            *(force, fail_on, bounds, quiet, verbose),
        )
    raise typer.Exit(code)


def _build(
    given: list[Path],
    output: Path,
    data: Path | None,
    evidence: Path | None,
    facts: Path | None,
    date: str,
    name: str,
    force: bool,
    fail_on: FailOn,
    bounds: Bounds,
    quiet: bool,
    verbose: bool,
) -> int:
    # heavy imports wait until there is something to do: --help stays quick
    from audit.build import manifest, read_all
    from audit.data import check_folder, write_data
    from audit.evidence.naming import folder_link
    from audit.facts import read_facts
    from audit.inputs import find_inputs
    from audit.output import check_target, write_whole
    from audit.run import audit_reports
    from audit.workbook import write_workbook

    if output.suffix.lower() != ".xlsx" and not output.is_dir():
        raise InputError("cli.bad_output", name=output)
    told = read_facts(facts) if facts else {}
    check_target(output)
    for folder, purpose in ((data, "data"), (evidence, "evidence")):
        if folder:
            check_folder(folder, purpose)
    seen = None if force else _unanswered(output)
    found = find_inputs(given, [p for p in (output, data, evidence, facts) if p])
    with _progress(len(found.files), quiet) as progress:
        reports, litter = read_all(found.files, told, bounds, progress, evidence)
    unknown = sorted(set(told) - {source for r in reports for source in (r.source, *dict(r.parts))})
    if unknown:
        typer.echo(say("facts.unknown", name=facts, names="、".join(unknown)), err=True)
    litter += found.litter
    named = {"date": date, "name": name}
    named["evidence"] = folder_link(evidence, output) if evidence else ""
    result = audit_reports(reports, litter=litter, manifest=manifest(reports), **named)
    if not force and seen != _saved(output):
        _unanswered(output)  # saved by somebody while we were reading
    write_whole(output, lambda path: write_workbook(result, path))
    if data:
        write_data(result, data)
    _tell(result, output, quiet, verbose)
    return _exit_code(result, fail_on)


def _tell(result: Audit, output: Path, quiet: bool, verbose: bool) -> None:
    from audit.terminal import verdict_lines

    if verbose:
        for report in result.reports:
            for note in report.notes:
                typer.echo(f"{report.source}：{note}", err=True)
    if not quiet:
        for line in verdict_lines(result):
            typer.echo(line)
        if result.litter:
            typer.echo(say("cli.litter", count=result.litter), err=True)
        typer.echo(say("cli.written", name=output))


def _saved(output: Path) -> int | None:
    """When the workbook that stands there was last saved, None if there is none."""
    return output.stat().st_mtime_ns if output.exists() else None


def _unanswered(output: Path) -> int | None:
    """Refuse to go on if a reviewer's work stands in the output; return when it was saved."""
    from audit.review import held_work

    saved = _saved(output)
    held = held_work(output) if saved is not None else ""
    if held:
        raise InputError("output.held", sentence=held)
    return saved


def _day(text: str) -> str:
    if not text:
        return ""
    try:
        return datetime.date.fromisoformat(text).isoformat()
    except ValueError:
        raise InputError("cli.bad_date", value=text) from None


@contextmanager
def _progress(total: int, quiet: bool) -> Iterator[Callable[[int, int], None]]:
    """A progress bar on a terminal, nothing elsewhere."""
    console = Console(stderr=True)
    if quiet or not console.is_terminal:
        yield lambda _done, _total: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console) as bar:
        task = bar.add_task(say("cli.reading"), total=total)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _exit_code(result: Audit, limit: FailOn) -> int:
    levels = ("error", "warning", "info")
    grave = levels[: levels.index(limit) + 1] if limit is not FailOn.NEVER else ()
    if any(finding.level in grave for finding in result.findings):
        return FINDINGS
    return UNREAD if any(report.problem for report in result.reports) else DONE


@app.command(help=say("cli.show.help"), epilog=say("cli.show.epilog"))
def show(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=say("cli.show.file"))],
    form: Annotated[str, typer.Option("--form", help=say("cli.show.form"))] = "",
    as_json: Annotated[bool, typer.Option("--json", help=say("cli.show.json"))] = False,
    limits: Annotated[list[str] | None, typer.Option("--limit", help=say("cli.limit"))] = None,
    verbose: Annotated[bool, typer.Option("-v", "--verbose", help=say("cli.verbose"))] = False,
) -> None:
    """Show every cell of one report with its state and place."""
    with _sentences(verbose):
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
        told = {found.source: Fact(form=form) for found in files}
        reports = read_all(files, told, with_limits(limits or [])).reports
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
    verbose: Annotated[bool, typer.Option("-v", "--verbose", help=say("cli.verbose"))] = False,
) -> None:
    """List the rules, or explain one."""
    with _sentences(verbose):
        from audit.check import rule_book

        book = rule_book()
        if not rule:
            for entry in book.values():
                typer.echo(f"{entry.id}  {say(f'level.{entry.level}')}  {entry.label}")
            return
        if rule.upper() not in book:
            raise InputError("cli.no_rule", value=rule)
        entry = book[rule.upper()]
        typer.echo(f"{say('rules.rule')}：{entry.id}  {entry.label}")
        typer.echo(f"{say('rules.level')}：{say(f'level.{entry.level}')}")
        typer.echo(f"{say('rules.forms')}：{'、'.join(entry.forms)}")
        for key in ("equation", "basis", "exceptions"):
            if text := getattr(entry, key):
                typer.echo(f"{say(f'rules.{key}')}：{text}")


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
