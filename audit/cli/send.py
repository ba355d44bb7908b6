"""`audit send`: the packs to their agencies; without --send it shows what would go to whom."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from audit.cli.terms import DONE, Lang, Verbose, app, sentences
from audit.errors import InputError
from audit.mail.smtp import Server, Tls
from audit.words import say

if TYPE_CHECKING:
    from audit.mail.draft import Sender
    from audit.mail.journal import Journal
    from audit.mail.outbox import Letter

PASSWORD = "NIANBAO_SMTP_PASSWORD"
LEFT_OVER = 1
TLS_PORT = 465


class Way(NamedTuple):
    """Out of which folder, by which server, from whom, and how fast."""

    packs: Path
    server: Server
    sender: Sender
    every: int
    quiet: bool


@app.command(help=say("cli.send.help"), epilog=say("cli.send.epilog"))
def send(
    packs: Annotated[Path, typer.Argument(metavar="PACKS", help=say("cli.send.packs"))],
    really: Annotated[bool, typer.Option("--send", help=say("cli.send.send"))] = False,
    server: Annotated[str, typer.Option("--server", help=say("cli.send.server"))] = "",
    tls: Annotated[Tls | None, typer.Option("--tls", help=say("cli.send.tls"))] = None,
    ca: Annotated[Path | None, typer.Option("--ca", help=say("cli.send.ca"))] = None,
    sender: Annotated[str, typer.Option("--from", help=say("cli.send.sender"))] = "",
    user: Annotated[str, typer.Option("--user", help=say("cli.send.user"))] = "",
    every: Annotated[int, typer.Option("--every", min=0, help=say("cli.send.every"))] = 2,
    largest: Annotated[int, typer.Option("--largest", min=1, help=say("cli.send.largest"))] = 10,
    again: Annotated[bool, typer.Option("--again", help=say("cli.send.again"))] = False,
    quiet: Annotated[bool, typer.Option("-q", "--quiet", help=say("cli.send.quiet"))] = False,
    _: Lang = None,
    verbose: Verbose = False,
) -> None:
    """Show what would go out, or send it."""
    with sentences(verbose):
        from audit.mail.draft import sender_of
        from audit.mail.journal import open_journal, read_past
        from audit.mail.outbox import MEGABYTE, check_packs, read_outbox

        def letters() -> tuple[Letter, ...]:
            past = read_past(packs, _remark)
            return read_outbox(packs, past, largest=largest * MEGABYTE, again=again, tell=_remark)

        check_packs(packs)
        if not really:
            code = _shown(letters(), quiet)
        else:
            who = sender_of(sender)
            way = Way(packs, _server(server, tls, user, ca), who, every, quiet)
            with open_journal(packs) as journal:
                code = _sent(letters(), way, journal)
    raise typer.Exit(code)


def _shown(letters: Sequence[Letter], quiet: bool) -> int:
    """Show what would happen to each letter."""
    from audit.mail.outbox import Standing
    from audit.mail.shown import letter_lines, preview_lines

    if not quiet:
        for letter in letters:
            for line in letter_lines(letter):
                typer.echo(line)
    for line in preview_lines(letters):
        typer.echo(line)
    stuck = (Standing.REFUSED, Standing.UNKNOWN)
    return LEFT_OVER if any(letter.standing in stuck for letter in letters) else DONE


def _sent(letters: Sequence[Letter], way: Way, journal: Journal) -> int:
    """Send, tell of each letter as it goes, and sum up whatever comes in between."""
    from audit.mail.delivery import deliver
    from audit.mail.journal import read_journal
    from audit.mail.outbox import Standing
    from audit.mail.shown import before_lines, delivered_line, letter_lines, summary_line, tallied
    from audit.mail.smtp import Connection

    for letter in letters:
        if (letter.standing is not Standing.READY or letter.before) and not way.quiet:
            for line in letter_lines(letter):
                typer.echo(line)
    for line in before_lines(letters):
        _remark(line)
    outcomes: Counter[str] = Counter()
    connection = Connection(way.server)
    stopped: InputError | KeyboardInterrupt | None = None
    try:
        for done in deliver(letters, way.sender, connection, journal, way.every):
            outcomes[done.outcome] += 1
            if not way.quiet:
                typer.echo(delivered_line(done))
    except (InputError, KeyboardInterrupt) as error:
        stopped = error
    finally:
        connection.close()
    if isinstance(stopped, InputError):
        if not outcomes:
            raise stopped
        _remark(str(stopped))
    elif stopped:
        _remark(say("cli.send.interrupted"))
    tally = tallied(letters, outcomes, read_journal(way.packs))
    typer.echo(summary_line(tally))
    return LEFT_OVER if tally.open else DONE


def _server(told: str, tls: Tls | None, user: str, ca: Path | None) -> Server:
    """The server as the user told it; InputError if that is not enough."""
    host, colon, port = told.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if not told:
        raise InputError("cli.send.no_server")
    if not colon or not host or not port.isdecimal() or not 0 < int(port) < 1 << 16:
        raise InputError("cli.send.bad_server", value=told)
    tls = tls or (Tls.TLS if int(port) == TLS_PORT else Tls.STARTTLS)
    if user and tls is Tls.NONE:
        _remark(say("cli.send.plain"))
    return Server(host, int(port), tls, user, _password(user) if user else "", ca)


def _password(user: str) -> str:
    """The password out of the environment, or asked for; it never stands on a command line."""
    password = os.environ.get(PASSWORD, "")
    if not password and sys.stdin.isatty():
        with suppress(typer.Abort):
            password = typer.prompt(say("cli.send.ask", user=user), hide_input=True, err=True)
    if not password:
        raise InputError("cli.send.no_password", name=PASSWORD)
    if not (password + user).isascii():
        raise InputError("cli.send.letters", name=PASSWORD)
    return str(password)


def _remark(sentence: str | InputError) -> None:
    typer.echo(str(sentence), err=True)
