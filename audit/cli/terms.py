"""What the commands share: the application, errors as sentences, progress, exit codes."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from audit.cli.usage import FAILED, Application, Commands
from audit.errors import AuditError
from audit.words import LANGUAGES, say, speaking

if TYPE_CHECKING:
    from audit.result import Audit

app = Application(
    cls=Commands,
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help=say("cli.help"),
    epilog=say("cli.epilog"),
)

DONE, FINDINGS, UNREAD = 0, 1, 3


class FailOn(StrEnum):
    """From which level on findings make the exit code 1."""

    NEVER = "never"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class Stage(StrEnum):
    """Whether the reports are published or drafts."""

    PUBLISHED = "published"
    DRAFT = "draft"


class Language(StrEnum):
    """In what language everything is said."""

    ZH = "zh"
    EN = "en"


def _speak(ctx: typer.Context, chosen: Language | None) -> Language | None:
    if chosen:
        ctx.with_resource(speaking(chosen))
    return chosen


# options that several commands share
Lang = Annotated[
    Language | None, typer.Option("--lang", callback=_speak, is_eager=True, help=say("cli.lang"))
]
FactsFile = Annotated[Path | None, typer.Option("--facts", help=say("cli.build.facts"))]
SourcesFile = Annotated[Path | None, typer.Option("--sources", help=say("cli.build.sources"))]
SettingsFile = Annotated[Path | None, typer.Option("--settings", help=say("cli.build.settings"))]
TemplateFile = Annotated[Path | None, typer.Option("--template", help=say("cli.build.template"))]
WaiversFile = Annotated[Path | None, typer.Option("--waivers", help=say("cli.build.waivers"))]
Limits = Annotated[list[str] | None, typer.Option("--limit", help=say("cli.limit"))]
Quiet = Annotated[bool, typer.Option("-q", "--quiet", help=say("cli.quiet"))]
Verbose = Annotated[bool, typer.Option("-v", "--verbose", help=say("cli.verbose"))]
DraftOrNot = Annotated[Stage, typer.Option("--stage", help=say("cli.build.stage"))]


def written_in(lang: Language | None) -> AbstractContextManager[None]:
    """Say what goes into files in the language asked for, else in the first one."""
    return speaking(lang or LANGUAGES[0])


@contextmanager
def sentences(verbose: bool) -> Iterator[None]:
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


@contextmanager
def progress_bar(
    total: int, quiet: bool, doing: str = "cli.reading"
) -> Iterator[Callable[[int, int], None]]:
    """A progress bar on a terminal, with the words of a key for what goes on; elsewhere nothing."""
    console = Console(stderr=True)
    if quiet or not console.is_terminal:
        yield lambda _done, _total: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console) as bar:
        task = bar.add_task(say(doing), total=total)
        yield lambda done, total: bar.update(task, completed=done, total=total)


@contextmanager
def timed(quiet: bool) -> Iterator[None]:
    """Say on a terminal how long the work within took; elsewhere the output tells no time."""
    console = Console(stderr=True)
    start = console.get_time()
    yield
    if console.is_terminal and not quiet:
        minutes, seconds = divmod(max(round(console.get_time() - start), 1), 60)
        key = "cli.took_minutes" if minutes else "cli.took"
        typer.echo(say(key, minutes=minutes, seconds=seconds), err=True)


def exit_code(result: Audit, limit: FailOn) -> int:
    """Return the code a run ends with: findings go before files that could not be read."""
    levels = ("error", "warning", "info")
    grave = levels[: levels.index(limit) + 1] if limit is not FailOn.NEVER else ()
    if any(finding.level in grave and not finding.waived for finding in result.findings):
        return FINDINGS
    return UNREAD if any(report.problem for report in result.reports) else DONE
