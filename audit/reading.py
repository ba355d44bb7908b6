"""What a worker does with one file: open it, read it, take it apart; nothing escapes it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from tempfile import mkdtemp
from typing import NamedTuple

from audit.bounds import DEFAULT, Bounds
from audit.claims import read_claims
from audit.document import Document
from audit.errors import AuditError, InputError
from audit.evidence import evidence_page
from audit.evidence.naming import page_name
from audit.facts import Fact, with_fact
from audit.inputs import InputFile, saved_with
from audit.output import write_whole
from audit.own import is_own
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


def open_file(
    file: InputFile, facts: Facts, bounds: Bounds, folder: Path, evidence: Path | None = None
) -> Opened:
    """Open a file: an archive is unpacked below `folder`, anything else read into reports.

    With a folder for `evidence` the reports' pages are written into it, for the document is at
    hand here only. What a build has written itself is litter. Whatever goes wrong becomes the
    `problem` of a report.
    """
    try:
        if is_own(file.path):
            return Opened((), litter=1)
        with file.path.open("rb") as stream:
            kind = archive_kind(stream)
        if not kind:
            return Opened(read_file(file, facts, bounds, evidence))
        unpacked = unpack(file, kind, Path(mkdtemp(dir=folder)), bounds)
    except Exception as error:  # nothing of one file may stop the others
        return Opened((_unread(file, error),))
    refused = tuple(
        Report(source, _suffix(source), problem=str(error)) for source, error in unpacked.refused
    )
    return Opened(refused, unpacked.files, unpacked.litter)


def read_file(
    file: InputFile, facts: Facts, bounds: Bounds = DEFAULT, evidence: Path | None = None
) -> tuple[Report, ...]:
    """Read one file into its reports, mostly one; whatever goes wrong becomes a `problem`.

    `facts` are what the user told, by source; several reports of one file are told apart by
    path#1, path#2.
    """
    digest, data, document = "", b"", None
    try:
        refuse_large(file.source, file.path.stat().st_size, bounds)  # before it fills the memory
        data = file.path.read_bytes()
        digest = hashlib.sha256(data).hexdigest()
        told = {source: fact.form for source, fact in facts.items() if fact.form}
        beside = saved_with(file, bounds.size << 20)
        document = read_bytes(file.source, data, bounds, beside)
        reports = parse_all(document, told)
    except Exception as error:  # nothing of one file may stop the others
        reports = [_unread(file, error)]
    found = [
        _with_claims(
            _told(
                replace(report, digest=digest, modified=file.modified),
                facts.get(report.source, Fact()),
            )
        )
        for report in reports
    ]
    if evidence and document:
        found = [_with_page(evidence, document, report, data) for report in found]
    return tuple(found)


def _with_page(folder: Path, document: Document, report: Report, data: bytes) -> Report:
    """Write a report's page; one that cannot be made or written is a note, for the rest is read."""
    try:
        page = evidence_page(document, report, data).encode("utf-8")
        name = page_name(report.source)
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, lambda beside: beside.write_bytes(page))
    except Exception as error:
        note = say("evidence.failed", problem=str(error) or type(error).__name__)
        return replace(report, notes=(*report.notes, note))
    body = replace(report.body, evidence=name) if report.body else None
    return replace(report, evidence=name, body=body)


def _with_claims(report: Report) -> Report:
    """Read what the prose claims, for year and scope are known now; a failure is a note."""
    body = _with_claims(report.body) if report.body else None
    try:
        claims, breakdowns = read_claims(report)
    except Exception as error:  # the tables are read, and that is not to be lost
        note = say("read.claims_failed", problem=f"{type(error).__name__}: {error}")
        return replace(report, notes=(*report.notes, note), body=body)
    return replace(report, claims=claims, breakdowns=breakdowns, body=body)


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
