"""The command line; the only module that prints."""

from __future__ import annotations

import datetime
import json
import sys
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from audit.errors import AuditError, InputError
from audit.form import load_form
from audit.report import Report, State
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
    except typer.Exit:
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


@app.command(help=say("cli.build.help"), epilog=say("cli.build.epilog"))
def build(
    inputs: Annotated[list[Path], typer.Argument(metavar="INPUT...", help=say("cli.build.input"))],
    output: Annotated[Path, typer.Option("-o", "--output", help=say("cli.build.output"))] = Path(
        "audit.xlsx"
    ),
    data: Annotated[Path | None, typer.Option("--data", help=say("cli.build.data"))] = None,
    facts: Annotated[Path | None, typer.Option("--facts", help=say("cli.build.facts"))] = None,
    date: Annotated[str, typer.Option("--date", help=say("cli.build.date"))] = "",
    name: Annotated[str, typer.Option("--name", help=say("cli.build.name"))] = "",
    force: Annotated[bool, typer.Option("--force", help=say("cli.build.force"))] = False,
    fail_on: Annotated[
        FailOn, typer.Option("--fail-on", help=say("cli.build.fail_on"))
    ] = FailOn.NEVER,
    quiet: Annotated[bool, typer.Option("-q", "--quiet", help=say("cli.quiet"))] = False,
    verbose: Annotated[bool, typer.Option("-v", "--verbose", help=say("cli.verbose"))] = False,
) -> None:
    """Read reports, check them, write the workbook."""
    with _sentences(verbose):
        code = _build(inputs, output, data, facts, _day(date), name, force, fail_on, quiet, verbose)
    raise typer.Exit(code)


def _build(
    given: list[Path],
    output: Path,
    data: Path | None,
    facts: Path | None,
    date: str,
    name: str,
    force: bool,
    fail_on: FailOn,
    quiet: bool,
    verbose: bool,
) -> int:
    # heavy imports wait until there is something to do: --help stays quick
    from audit.build import check_target, manifest, read_all, write_whole
    from audit.data import write_data
    from audit.facts import read_facts
    from audit.inputs import find_inputs
    from audit.review import held_work
    from audit.run import audit_reports
    from audit.workbook import write_workbook

    told = read_facts(facts) if facts else {}
    check_target(output)
    if output.exists() and not force:
        held = held_work(output)
        if held:
            raise InputError("output.held", sentence=held)
    found = find_inputs(given, [p for p in (output, data, facts) if p])
    unknown = sorted(set(told) - {file.source for file in found.files})
    if unknown:
        typer.echo(say("facts.unknown", names="、".join(unknown)), err=True)
    with _progress(len(found.files), quiet) as progress:
        reports = read_all(found.files, told, progress)
    result = audit_reports(
        reports, date=date, name=name, litter=found.litter, manifest=manifest(reports)
    )
    write_whole(output, lambda path: write_workbook(result, path))
    if data:
        write_data(result, data)
    if verbose:
        for report in result.reports:
            for note in report.notes:
                typer.echo(f"{report.source}：{note}", err=True)
    if not quiet:
        _print_verdicts(result)
        if found.litter:
            typer.echo(say("cli.litter", count=found.litter), err=True)
        typer.echo(say("cli.written", name=output))
    return _exit_code(result, fail_on)


def _day(text: str) -> str:
    if not text:
        return ""
    try:
        return datetime.date.fromisoformat(text).isoformat()
    except ValueError:
        raise InputError("cli.bad_date", value=text) from None


@contextmanager
def _progress(total: int, quiet: bool) -> Iterator[Callable[[int], None]]:
    """A progress bar on a terminal, nothing elsewhere."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, disable=quiet or not console.is_terminal) as bar:
        task = bar.add_task(say("cli.reading"), total=total)
        yield lambda n: bar.update(task, completed=n)


def _exit_code(result: Audit, limit: FailOn) -> int:
    levels = ("error", "warning", "info")
    grave = levels[: levels.index(limit) + 1] if limit is not FailOn.NEVER else ()
    if any(finding.level in grave for finding in result.findings):
        return FINDINGS
    return UNREAD if any(report.problem for report in result.reports) else DONE


def _print_verdicts(result: Audit) -> None:
    """A line a report, in the order of the workbook and with its verdicts."""
    from audit.identities import Outcome
    from audit.workbook.verdicts import verdict_texts

    failed, undecided = Outcome.FAILED, Outcome.UNDECIDED
    shown = {("error", failed): "failed", ("info", undecided): "undecided"}
    shown["warning", failed] = "warned"
    counts = Counter((f.report, shown.get((f.level, f.outcome))) for f in result.findings)
    for n, (report, text) in enumerate(zip(result.reports, verdict_texts(result), strict=True)):
        found = [say(f"verdict.{k}", count=c) for k in shown.values() if (c := counts[n, k])]
        who = f"{report.year or ''} {report.agency or say('verdict.unknown')}".strip()
        parts = [report.problem] if report.problem else [who, *found, report.source]
        typer.echo(_plain(f"{_wide(text, 12)}{'  '.join(parts)}"))


@app.command(help=say("cli.show.help"), epilog=say("cli.show.epilog"))
def show(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=say("cli.show.file"))],
    form: Annotated[str, typer.Option("--form", help=say("cli.show.form"))] = "",
    as_json: Annotated[bool, typer.Option("--json", help=say("cli.show.json"))] = False,
    verbose: Annotated[bool, typer.Option("-v", "--verbose", help=say("cli.verbose"))] = False,
) -> None:
    """Show every cell of one report with its state and place."""
    with _sentences(verbose):
        if form not in ("", "2019", "2021"):
            raise InputError("cli.bad_form", value=form)
        if not file.is_file():
            raise InputError("input.missing", name=file)
        from audit.build import read_one
        from audit.facts import Fact
        from audit.inputs import InputFile

        report = read_one(InputFile(file, file.name), Fact(form=form))
        if report.problem:
            typer.echo(report.problem, err=True)
            raise typer.Exit(UNREAD)
        typer.echo(_as_json(report)) if as_json else _print_cells(report)


def _as_json(report: Report) -> str:
    head = {
        name: getattr(report, name)
        for name in ("source", "agency", "year", "form", "scope", "title", "published", "signed")
    }
    cells = [
        {
            **dict(zip(("table", "row", "column"), cell, strict=True)),
            "state": reading.state.value,
            "value": reading.value,
            "raw": reading.raw,
            "place": str(reading.place or ""),
            "repair": reading.repair,
        }
        for cell, reading in report.cells.items()
    ]
    sections = [{"section": s.key, "heading": s.heading, "text": s.text} for s in report.sections]
    whole = {**head, "cells": cells, "sections": sections, "notes": list(report.notes)}
    return json.dumps(whole, ensure_ascii=False, indent=1)


def _print_cells(report: Report) -> None:
    form = load_form(report.form)
    counts = Counter(reading.state for reading in report.cells.values())
    who = {"agency": report.agency or "？", "year": report.year or "？", "form": form.title}
    typer.echo(_plain(say("show.head", **who)))
    shown = "  ".join(f"{say(f'state.{s.value}')} {counts[s]}" for s in State if counts[s])
    typer.echo(say("show.counts", counts=shown))
    for cell, reading in report.cells.items():
        if reading.state is State.NOT_ON_FORM:
            continue
        table = form.tables[cell.table]
        label = f"{table.row(cell.row).label[:18]}·{table.column(cell.column).label[:8]}"
        number = "" if reading.value is None else f"{reading.value:.6f}".rstrip("0").rstrip(".")
        raw = reading.raw if reading.raw != number else ""
        parts = (
            _wide(label, 52),
            _wide(number or "—", 12),
            _wide(say(f"state.{reading.state.value}"), 8),
        )
        place = str(reading.place or "")
        typer.echo(_plain(" ".join((*parts, place, raw[:40], reading.repair)).rstrip()))


def _plain(text: str) -> str:
    """What may go to a terminal: one line, no control characters from a report."""
    return "".join(letter if letter.isprintable() else " " for letter in text)


def _wide(text: str, width: int) -> str:
    """Pad to a width counted in terminal columns."""
    from rich.cells import cell_len, set_cell_size

    return (
        text + " " * (width - cell_len(text))
        if cell_len(text) < width
        else set_cell_size(text, width)
    )


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
    app()
