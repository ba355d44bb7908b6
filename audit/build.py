"""The run: files to reports in worker processes, reports to an audit, the audit to files."""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import audit
from audit.document import Document
from audit.errors import AuditError, InputError
from audit.evidence import evidence_page
from audit.evidence.naming import page_name
from audit.facts import Fact, with_fact
from audit.form import VERSIONS
from audit.inputs import InputFile
from audit.parse import read_report
from audit.read import read_bytes, refuse_large
from audit.report import Report
from audit.words import say

_FEW = 40  # below this starting worker processes costs more than it saves
_CHUNK = 8

Progress = Callable[[int], None]


def read_one(file: InputFile, fact: Fact, evidence: Path | None = None) -> Report:
    """Read one file into a report; whatever goes wrong becomes the report's `problem`.

    With a folder for `evidence` the report's page is written into it: here, where the document
    is at hand. Raises InputError if that folder cannot be written.
    """
    document: Document | None = None
    try:
        refuse_large(file.source, file.path.stat().st_size)  # before it fills the memory
        data = file.path.read_bytes()
    except InputError as error:
        return Report(file.source, _suffix(file), problem=str(error))
    except OSError as error:
        reason = error.strerror or type(error).__name__
        problem = say("read.unreadable_file", name=file.source, problem=reason)
        return Report(file.source, _suffix(file), problem=problem)
    digest = hashlib.sha256(data).hexdigest()
    try:
        document = read_bytes(file.source, data)
        report = read_report(document, data, fact.form)
    except AuditError as error:
        report = Report(file.source, _suffix(file), digest=digest, problem=str(error))
    except Exception as error:  # nothing of one report may stop the others
        sentence = say("read.failed", name=file.source, problem=f"{type(error).__name__}: {error}")
        report = Report(file.source, _suffix(file), digest=digest, problem=sentence)
    report = _with_remarks(with_fact(report, fact))
    return with_page(evidence, document, report, data) if evidence and document else report


def with_page(folder: Path, document: Document, report: Report, data: bytes) -> Report:
    """Write a report's page into the folder for evidence; return the report that knows it.

    Raises InputError if the folder cannot be written; a page that cannot be made is a note.
    """
    try:
        page = evidence_page(document, report, data)
    except Exception as error:  # the report itself has been read
        note = say("evidence.failed", problem=f"{type(error).__name__}: {error}")
        return replace(report, notes=(*report.notes, note))
    name = page_name(report.source)
    path = folder / name
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError("output.evidence", name=folder, problem=error.strerror) from None
    write_whole(path, lambda beside: _write(beside, page))
    return replace(report, evidence=name)


def _write(path: Path, text: str) -> None:
    path.write_bytes(text.encode("utf-8"))


def _with_remarks(report: Report) -> Report:
    """Say what the user may have to tell."""
    lacking = [("no_agency", report.agency), ("no_year", report.year)]
    notes = tuple(say(f"note.{key}") for key, known in lacking if not known)
    return report if report.problem else replace(report, notes=(*report.notes, *notes))


def _suffix(file: InputFile) -> str:
    return file.path.suffix.lstrip(".").lower()


def read_all(
    inputs: Sequence[InputFile],
    facts: Mapping[str, Fact],
    progress: Progress | None = None,
    evidence: Path | None = None,
) -> list[Report]:
    """Read all files, in order; many of them in worker processes (spawned, so on any system).

    With a folder for `evidence` each report's page is written into it.
    """
    told = [facts.get(file.source, Fact()) for file in inputs]
    folders = [evidence] * len(inputs)
    workers = min(os.cpu_count() or 1, 61)
    if len(inputs) < _FEW or workers < 2:
        return list(_counted(map(read_one, inputs, told, folders), progress))
    context = multiprocessing.get_context("spawn")
    try:
        with ProcessPoolExecutor(workers, context) as pool:
            found = pool.map(read_one, inputs, told, folders, chunksize=_CHUNK)
            return list(_counted(found, progress))
    except BrokenProcessPool:
        # a worker was killed from outside: go on alone
        return list(_counted(map(read_one, inputs, told, folders), progress))


def _counted(reports: Iterator[Report], progress: Progress | None) -> Iterator[Report]:
    for n, report in enumerate(reports, 1):
        if progress:
            progress(n)
        yield report


def manifest(reports: Sequence[Report]) -> dict[str, str]:
    """Return what the workbook was made from: tool, rules, and a hash for every input."""
    rules = hashlib.sha256()
    for version in VERSIONS:
        rules.update(files("audit").joinpath(f"forms/{version}.toml").read_bytes())
    rules.update(files("audit.check").joinpath("rules.toml").read_bytes())
    own = {say("manifest.tool"): f"nianbao-audit {audit.__version__}"}
    own[say("manifest.rules")] = rules.hexdigest()[:16]
    return own | {report.source: report.digest[:16] for report in reports}


def check_target(path: Path) -> None:
    """Raise InputError if no file can come to stand at a path: before the work, not after."""
    if not path.parent.is_dir():
        raise InputError("output.folder", name=path.parent)
    if path.is_dir():
        raise InputError("output.is_folder", name=path)


def write_whole(path: Path, write: Callable[[Path], None]) -> None:
    """Have `write` fill a file beside `path`, then put it in place: whole or not at all.

    Raises InputError, with what to do, if the folder is missing, the disk full, or the file open
    in another program; an older file at `path` is then untouched.
    """
    check_target(path)
    beside: Path | None = None
    try:
        handle, name = tempfile.mkstemp(f".part{path.suffix}", f".{path.stem[:40]}-", path.parent)
        os.close(handle)
        beside = Path(name)
        write(beside)
        if path.exists() and not os.access(path, os.W_OK):
            raise PermissionError(13, "read-only")
        beside.chmod(0o644)
        beside.replace(path)
    except PermissionError:
        raise InputError("output.open", name=path) from None
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError("output.write", name=path, problem=reason) from None
    finally:
        if beside is not None:
            with suppress(OSError):
                beside.unlink()
