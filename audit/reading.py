"""What a worker does with one file: open it, read it, take it apart; nothing escapes it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from tempfile import mkdtemp
from typing import NamedTuple

from audit.bounds import DEFAULT, Bounds
from audit.errors import AuditError, InputError
from audit.facts import Fact, with_fact
from audit.inputs import InputFile
from audit.parse import parse_all
from audit.read import read_bytes, refuse_large
from audit.read.kinds import archive_kind
from audit.report import Report
from audit.unpack import unpack
from audit.words import say

Facts = Mapping[str, Fact]


class Opened(NamedTuple):
    """What came out of a file: reports, or an archive's members to be opened in turn."""

    reports: tuple[Report, ...]
    members: tuple[InputFile, ...] = ()
    litter: int = 0


def open_file(file: InputFile, facts: Facts, bounds: Bounds, folder: Path) -> Opened:
    """Open a file: an archive is unpacked below `folder`, anything else read into reports.

    Whatever goes wrong becomes the `problem` of a report.
    """
    try:
        with file.path.open("rb") as stream:
            kind = archive_kind(stream)
        if not kind:
            return Opened(read_file(file, facts, bounds))
        unpacked = unpack(file, kind, Path(mkdtemp(dir=folder)), bounds)
    except Exception as error:  # nothing of one file may stop the others
        return Opened((_unread(file, error),))
    refused = tuple(
        Report(source, _suffix(source), problem=str(error)) for source, error in unpacked.refused
    )
    return Opened(refused, unpacked.files, unpacked.litter)


def read_file(file: InputFile, facts: Facts, bounds: Bounds = DEFAULT) -> tuple[Report, ...]:
    """Read one file into its reports, mostly one; whatever goes wrong becomes a `problem`.

    `facts` are what the user told, by source; several reports of one file are told apart by
    path#1, path#2.
    """
    digest = ""
    try:
        refuse_large(file.source, file.path.stat().st_size, bounds)  # before it fills the memory
        data = file.path.read_bytes()
        digest = hashlib.sha256(data).hexdigest()
        told = {s: f.form for s, f in facts.items() if s.split("#")[0] == file.source and f.form}
        reports = parse_all(read_bytes(file.source, data, bounds), told)
    except Exception as error:  # nothing of one file may stop the others
        reports = [_unread(file, error)]
    return tuple(
        _told(
            replace(report, digest=digest, modified=file.modified),
            facts.get(report.source, Fact()),
        )
        for report in reports
    )


def _told(report: Report, fact: Fact) -> Report:
    body = with_fact(report.body, fact) if report.body else None
    return replace(with_fact(report, fact), body=body)


def _unread(file: InputFile, error: Exception) -> Report:
    if isinstance(error, AuditError):
        problem = str(error)
    elif isinstance(error, MemoryError):
        problem = say("read.memory", name=file.source)
    elif isinstance(error, RecursionError):
        problem = str(InputError("read.damaged", name=file.source))
    elif isinstance(error, OSError):
        reason = error.strerror or type(error).__name__
        problem = say("read.unreadable_file", name=file.source, problem=reason)
    else:
        problem = say("read.failed", name=file.source, problem=f"{type(error).__name__}: {error}")
    return Report(file.source, _suffix(file.source), problem=problem)


def _suffix(source: str) -> str:
    return source.split("/")[-1].rpartition(".")[2].lower()
