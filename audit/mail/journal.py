"""What was sent: a file in the folder of the packs, a line before and a line after each letter.

A letter that was begun and not ended may have gone out or not: it is unknown, and stays so until
somebody decides. A line is on the disk before the letter is.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import IO, NamedTuple

from audit.errors import InputError
from audit.lists import Tell
from audit.mail.clock import moment

JOURNAL = "发送记录.jsonl"
_TEXTS = ("mail", "pack", "agency", "at")
_BEGUN, _ENDED = "begun", "ended"


class Outcome(StrEnum):
    """How it stands with a letter after an attempt."""

    SENT = "sent"
    REFUSED = "refused"
    FAILED = "failed"
    UNKNOWN = "unknown"


class Entry(NamedTuple):
    """A letter as it is written down: hashes of the draft and of the pack, for whom, to where."""

    mail: str
    pack: str
    agency: str
    to: tuple[str, ...]

    @property
    def key(self) -> Key:
        """What makes it this letter: the draft, and where it goes in whichever order."""
        return self.mail, frozenset(address.lower() for address in self.to)


Key = tuple[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Past:
    """What a journal says of one letter: the last outcome, when, and which letter it was.

    `folder` is the folder of packs beside this one in whose journal it stands, "" for our own.
    """

    outcome: Outcome
    at: str
    entry: Entry
    folder: str = ""

    @property
    def gone(self) -> bool:
        """Whether it went out, or may have."""
        return self.outcome in (Outcome.SENT, Outcome.UNKNOWN)


def read_past(folder: Path, tell: Tell) -> dict[Key, Past]:
    """Return what became of letters of a folder, and of those of the folders beside it.

    Packs made anew stand in a folder of their own, and an agency need not get the same twice.
    Raises InputError as `read_journal` does; a journal beside that cannot be read is told.
    """
    past = read_journal(folder)
    own = folder.resolve()
    for path in sorted(own.parent.glob(f"*/{JOURNAL}")):
        if path.parent == own:
            continue
        try:
            beside = read_journal(path.parent)
        except InputError as error:
            tell(InputError("mail.journal.beside", problem=error))
            continue
        for key, one in beside.items():
            if key not in past or (one.gone and not past[key].gone):
                past[key] = replace(one, folder=path.parent.name)
    return past


def read_journal(folder: Path) -> dict[Key, Past]:
    """Return by the key of a letter what became of it; nothing if none was ever sent.

    Raises InputError with the line that cannot be read: then nobody knows what was sent. A last
    line that was cut off is passed over; what it was about is told by the line before.
    """
    try:
        lines = (folder / JOURNAL).read_bytes().splitlines(keepends=True)
    except FileNotFoundError:
        return {}
    except OSError:
        raise InputError("mail.journal.open", name=folder / JOURNAL) from None
    past: dict[Key, Past] = {}
    for n, line in enumerate(lines, 1):
        try:
            told = json.loads(line)
            mail, pack, agency, at = (str(told[name]) for name in _TEXTS)
            entry = Entry(mail, pack, agency, tuple(map(str, told["to"])))
            ended = told["event"] == _ENDED
            outcome = Outcome(told["outcome"]) if ended else Outcome.UNKNOWN
        except (ValueError, KeyError, TypeError):
            if n == len(lines) and not line.endswith(b"\n"):
                break
            raise InputError("mail.journal.line", name=folder / JOURNAL, line=n) from None
        # what has gone out has gone out, whatever is tried later
        if entry.key not in past or past[entry.key].outcome is not Outcome.SENT:
            past[entry.key] = Past(outcome, at, entry)
    return past


class Journal:
    """An open journal, locked, that is only added to."""

    def __init__(self, file: IO[bytes]) -> None:
        """Take the open file."""
        self._file = file

    def begin(self, entry: Entry, message_id: str) -> None:
        """Write down that a letter is about to be sent; on the disk when this returns."""
        self._write({"event": _BEGUN, **entry._asdict(), "message_id": message_id})

    def end(self, entry: Entry, outcome: Outcome, said: str) -> None:
        """Write down what became of it, and what the server said."""
        self._write({"event": _ENDED, **entry._asdict(), "outcome": outcome.value, "said": said})

    def _write(self, told: Mapping[str, object]) -> None:
        line = json.dumps({"at": moment().isoformat(), **told}, ensure_ascii=False)
        try:
            self._file.write(line.encode("utf-8") + b"\n")
            self._file.flush()
            os.fsync(self._file.fileno())
        except OSError as error:
            reason = error.strerror or str(error)
            raise InputError("mail.journal.write", name=self._file.name, problem=reason) from None


@contextmanager
def open_journal(folder: Path) -> Iterator[Journal]:
    """Open the journal of a folder to add to it; InputError if another process has it open."""
    path = folder / JOURNAL
    try:
        new = not path.exists()
        file = path.open("a+b")
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError("mail.journal.write", name=path, problem=reason) from None
    with file:
        _lock(file, path)
        _mend(file)
        if new:
            _keep_name(folder)
        yield Journal(file)


def _mend(file: IO[bytes]) -> None:
    """End a last line that has no end: whole, it gets one; cut off, it goes."""
    file.seek(0)
    data = file.read()
    last = data[data.rfind(b"\n") + 1 :]
    if not last:
        return
    try:
        json.loads(last)
    except ValueError:
        file.truncate(len(data) - len(last))
    else:
        file.write(b"\n")
    file.flush()


def _keep_name(folder: Path) -> None:
    """Have the name of the new file on the disk, too, where the system can."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _lock(file: IO[bytes], path: Path) -> None:
    """Keep others from sending the same packs at the same time; gone with the process."""
    try:
        if sys.platform == "win32":
            import msvcrt

            file.seek(1 << 30)  # beyond what is written: the lock keeps nobody from reading
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        raise InputError("mail.journal.locked", name=path) from None
    except OSError:
        return  # a share that knows no locks
