"""How much of a folder of reports is read right, cell by cell, against truth files.

    python -m benchmarks.accuracy samples/reports
    python -m benchmarks.accuracy FOLDER --truth DIR

A truth file is a CSV `table,row,column,value` with the name of its report; it is looked for at the
same place below the truth folder (by default `truth/` beside FOLDER), then by name anywhere in it.
"""

from __future__ import annotations

import argparse
import csv
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory, mkdtemp
from typing import NamedTuple

from audit.bounds import DEFAULT
from audit.form import Cell
from audit.inputs import InputFile, find_inputs
from audit.read.kinds import archive_kind
from audit.reading import read_file
from audit.unpack import unpack
from samples.generator import Expected, score

VERDICTS = ("right", "flagged", "missing", "silent")


class Measured(NamedTuple):
    """One file against its truth; `unread` are the cells of a file with a `problem`."""

    source: str
    verdicts: Counter[str]
    unread: int
    milliseconds: float
    problem: str = ""


def measure(folder: Path, truth: Path) -> tuple[list[Measured], list[str]]:
    """Score every file that has a truth file; also return the sources of those that have none."""
    with TemporaryDirectory() as unpacked:
        files = with_members(find_inputs([folder]).files, Path(unpacked))
        pairs = [(file, truth_of(file, truth)) for file in files]
        scored = [(file, path) for file, path in pairs if path]
        for file, _ in scored[:1]:
            read_file(file, {})  # the first reading also loads forms and converters
        measured = [_measured(file, read_truth(path)) for file, path in scored]
    return measured, [file.source for file, path in pairs if not path]


def with_members(files: Sequence[InputFile], folder: Path) -> Iterator[InputFile]:
    """Put the members of archives, unpacked below a folder, in the archives' places."""
    for file in files:
        with file.path.open("rb") as stream:
            kind = archive_kind(stream)
        if kind:
            yield from unpack(file, kind, Path(mkdtemp(dir=folder)), DEFAULT).files
        else:
            yield file


def truth_of(file: InputFile, folder: Path) -> Path | None:
    """Return the truth file of a report: same place and name, or same name anywhere."""
    name = PurePosixPath(file.source).with_suffix(".csv")
    beside = folder / name
    if beside.is_file():
        return beside
    return next((path for path in sorted(folder.rglob("*.csv")) if path.stem == name.stem), None)


def read_truth(path: Path) -> dict[Cell, Expected]:
    """Read what stands in a source; an empty value is a blank or a placeholder."""
    with path.open(encoding="utf-8", newline="") as lines:
        return {
            Cell(row["table"], row["row"], row["column"]): (
                ("number", float(row["value"])) if row["value"] else ("blank", None)
            )
            for row in csv.DictReader(lines)
        }


def _measured(file: InputFile, truth: dict[Cell, Expected]) -> Measured:
    start = time.process_time()
    report = read_file(file, {})[0]
    milliseconds = (time.process_time() - start) * 1000
    if report.problem:
        return Measured(file.source, Counter(), len(truth), milliseconds, report.problem)
    return Measured(file.source, score(truth, report.cells), 0, milliseconds)


def total(measured: Sequence[Measured]) -> Measured:
    """Add up all files."""
    verdicts = Counter(dict.fromkeys(VERDICTS, 0))
    for one in measured:
        verdicts.update(one.verdicts)
    return Measured(
        "**total**",
        verdicts,
        sum(one.unread for one in measured),
        sum(one.milliseconds for one in measured),
    )


def as_markdown(measured: Sequence[Measured], without_truth: Sequence[str]) -> str:
    """Set the result as a table, a line a file, the total last."""
    head = ("file", "cells", *VERDICTS, "right %", "unread", "CPU ms")
    lines = [f"| {' | '.join(head)} |", f"|---|{'---:|' * (len(head) - 1)}"]
    for one in (*measured, total(measured)):
        cells = sum(one.verdicts.values())
        share = f"{one.verdicts['right'] / cells:.2%}" if cells else "–"
        counts = (str(one.verdicts[verdict]) for verdict in VERDICTS)
        row = (one.source, str(cells), *counts, share, str(one.unread or ""))
        lines.append(f"| {' | '.join(row)} | {one.milliseconds:.0f} |")
    remarks = [f"- unread: {one.problem}" for one in measured if one.problem]
    remarks += [f"- no truth file: {source}" for source in without_truth]
    return "\n".join([*lines, *([""] if remarks else []), *remarks])


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table for a folder."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path, help="reports, also in folders")
    parser.add_argument("--truth", type=Path, help="truth files (default: truth/ beside FOLDER)")
    given = parser.parse_args(arguments)
    truth = given.truth or given.folder.resolve().parent / "truth"
    print(as_markdown(*measure(given.folder, truth)))


if __name__ == "__main__":
    main()
