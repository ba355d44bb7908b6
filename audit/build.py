"""The run: files to reports, in worker processes and within bounds."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import audit
from audit.bounds import DEFAULT, Bounds
from audit.errors import InputError
from audit.inputs import InputFile, file_of
from audit.join import join_parts
from audit.output import sweep
from audit.reading import Facts, Opened, open_file
from audit.report import Report
from audit.words import say
from audit.workers import Lost, Workers

Progress = Callable[[int, int], None]
_ARCHIVES = (".zip", ".7z", ".rar")


class Gathered(NamedTuple):
    """The reports of a run, in the order of their sources, and the litter found in archives."""

    reports: list[Report]
    litter: int


def read_all(
    inputs: Sequence[InputFile],
    facts: Facts,
    bounds: Bounds = DEFAULT,
    progress: Progress | None = None,
    evidence: Path | None = None,
) -> Gathered:
    """Read all files, the members of archives among them, and join what belongs together.

    With a folder for `evidence` each report's page is written into it.
    `progress` is called with how many files are done, and how many there are so far.
    """
    reports: list[Report] = []
    litter, done, total = 0, 0, len(inputs)
    # of an archive many files may come
    archives = any(file.path.suffix.lower() in _ARCHIVES for file in inputs)
    most = DEFAULT.members if archives else len(inputs)
    # the folder goes last, when no process reads from it any more
    with TemporaryDirectory(prefix="nianbao-") as folder, Workers(bounds, most) as workers:
        waiting = list(inputs)
        while waiting:
            tasks = [
                (file, _facts_of(file, facts), bounds, Path(folder), evidence) for file in waiting
            ]
            members: list[InputFile] = []
            for file, opened in zip(waiting, workers.run(open_file, tasks), strict=True):
                found = _lost(file, opened) if isinstance(opened, Lost) else opened
                reports += found.reports
                members += found.members
                litter += found.litter
                done, total = done + 1, total + len(found.members)
                if progress:
                    progress(done, total)
            waiting = members
    if evidence:
        sweep(evidence)
    joined = join_parts(sorted(reports, key=lambda report: report.source))
    return Gathered([_with_remarks(report) for report in joined], litter)


def _with_remarks(report: Report) -> Report:
    """Say what the user may have to tell."""
    lacking = [("no_agency", report.agency), ("no_year", report.year)]
    notes = tuple(say(f"note.{key}") for key, known in lacking if not known)
    return report if report.problem else replace(report, notes=(*report.notes, *notes))


def _facts_of(file: InputFile, facts: Facts) -> Facts:
    """What the user told of a file, and of the reports in it."""
    return {s: fact for s, fact in facts.items() if file.source in (s, file_of(s))}


def _lost(file: InputFile, why: Lost) -> Opened:
    kind = file.path.suffix.lstrip(".").lower()
    problem = str(InputError(f"read.{why.value}", name=file.source))
    return Opened((Report(file.source, kind, problem=problem),))


def manifest(reports: Sequence[Report]) -> dict[str, str]:
    """Return what the workbook was made from: tool, rules, and a hash for every input."""
    rules = hashlib.sha256()
    for folder in (files("audit").joinpath("forms"), files("audit.check").joinpath("rules")):
        for path in sorted(folder.iterdir(), key=lambda path: path.name):
            if path.name.endswith(".toml"):
                rules.update(path.read_bytes())
    own = {say("manifest.tool"): f"nianbao-audit {audit.__version__}"}
    own[say("manifest.rules")] = rules.hexdigest()[:16]
    inputs = [pair for r in reports for pair in ((r.source, r.digest), *r.parts)]
    return own | {source: digest[:16] for source, digest in inputs}
