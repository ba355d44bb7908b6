"""Letters that are ready go out one after the other, each written down before and after."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from audit.errors import AuditError, InputError
from audit.mail.clock import pause
from audit.mail.draft import Sender
from audit.mail.journal import Journal, Outcome
from audit.mail.outbox import Letter, Standing, draft_of
from audit.mail.smtp import Connection

_MOST_IN_A_ROW = 3  # a server that takes nothing is not to be pestered with hundreds of letters


class Delivered(NamedTuple):
    """A letter that was tried, and what became of it."""

    letter: Letter
    outcome: Outcome
    said: str


def deliver(
    letters: Sequence[Letter],
    sender: Sender,
    connection: Connection,
    journal: Journal,
    every: float,
) -> Iterator[Delivered]:
    """Send what is ready, `every` seconds apart; yield each letter when it is written down.

    Raises InputError when it makes no sense to go on: there is no connection, the journal cannot be
    written, or three letters in a row have failed. What was not yielded has not been sent, unless
    the program itself is ended in the middle of a letter.
    """
    ready = [letter for letter in letters if letter.standing is Standing.READY]
    if ready:
        connection.open()
    in_a_row = 0
    for n, letter in enumerate(ready):
        if n:
            pause(every)
        done = _one(letter, sender, connection, journal)
        yield done
        failed = done.outcome in (Outcome.FAILED, Outcome.UNKNOWN)
        in_a_row = in_a_row + 1 if failed else 0
        if in_a_row == _MOST_IN_A_ROW and n + 1 < len(ready):
            raise InputError("mail.stopped", count=in_a_row)


def _one(letter: Letter, sender: Sender, connection: Connection, journal: Journal) -> Delivered:
    try:
        draft = draft_of(letter)
    except AuditError as error:
        return Delivered(letter, Outcome.REFUSED, str(error))
    data = draft.outgoing(sender, letter.to)
    journal.begin(letter.entry, draft.message_id(sender))
    try:
        answer = connection.send(sender, letter.to, data)
    except InputError as error:
        journal.end(letter.entry, Outcome.FAILED, str(error))
        raise
    journal.end(letter.entry, *answer)
    return Delivered(letter, *answer)
