"""How right every kind of file is read, and what it costs: CPU of a report, memory of a process.

    python -m benchmarks.kinds [REPORTS] [--kinds docx,pdf] [--keep DIR]

Random consistent reports are written as files of each kind and read, as a worker of a build does,
in a process of its own. Cells of a report that could not be read count as missing; "unread" says
that this is so of all of them. CPU does not count the first file, which also loads forms and
libraries. Of scans, which take long, there are a third as many.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from random import Random
from typing import Any, NamedTuple

from audit.form import Cell, load_form
from audit.report import Reading, State
from samples.generator import (
    ARCHIVES,
    KINDS,
    Damage,
    Expected,
    Generated,
    NoOfficeError,
    expected,
    generate,
    render,
    rendered,
    score,
    written_to,
)

_FEWER = 3  # so many times fewer scans
_IN_ARCHIVE = 5
_COUNTED = ("flagged", "missing", "silent")

# what the measured process runs: what a worker of a build runs, and nothing else
_READING = """
import json, resource, sys, tempfile
from pathlib import Path
from audit.bounds import DEFAULT
from audit.inputs import InputFile
from audit.reading import open_file

def used():
    own = resource.getrusage(resource.RUSAGE_SELF)
    status = Path("/proc/self/status")  # ru_maxrss begins at the size of whoever started us
    lines = status.read_text().splitlines() if status.exists() else []
    peak = [int(line.split()[1]) for line in lines if line.startswith("VmHWM")] or [own.ru_maxrss]
    return own.ru_utime + own.ru_stime, *peak

def opened(path, folder):
    waiting, reports = [InputFile(path, path.name)], []
    while waiting:
        found = open_file(waiting.pop(), {}, DEFAULT, folder)
        reports += found.reports
        waiting += found.members
    return reports

def told(report):
    cells = [(*cell, x.state, x.value, x.raw) for cell, x in report.cells.items()]
    return {"source": report.source, "problem": report.problem, "cells": cells}

with tempfile.TemporaryDirectory() as folder:
    for name in sys.stdin.read().splitlines():
        before, _ = used()
        reports = opened(Path(name), Path(folder))
        after, peak = used()
        print(json.dumps([[told(r) for r in reports], after - before, peak]), flush=True)
"""

Chosen = Callable[[Generated, Cell], bool]
Written = dict[Path, dict[str, Generated]]


class Told(NamedTuple):
    """What was read of one report: its cells, or why there are none."""

    name: str
    report: Generated
    cells: dict[Cell, Reading]
    problem: str


class Measured(NamedTuple):
    """All reports of a kind, CPU of each, peak memory."""

    kind: str
    reports: tuple[Told, ...]
    milliseconds: float
    peak_mb: float


def write_kind(folder: Path, kind: str, count: int) -> Written:
    """Write files of a kind; return each with its reports by the names of their own files."""
    if kind in KINDS:
        return {p: {p.name: report} for p, report in written_to(folder, range(count), kind)}
    out: Written = {}
    for start in range(0, count, _IN_ARCHIVE):
        reports: dict[str, Generated] = {}
        members: dict[str, bytes] = {}
        for seed in range(start, min(count, start + _IN_ARCHIVE)):
            name = f"虚构上报{seed:05}.{'docx' if seed % 2 else 'html'}"
            reports[name] = generate(Random(seed))
            members[name] = _member(reports[name], Random(name), docx=bool(seed % 2))
        path = folder / f"{start:05}.{kind.partition('_')[0]}"
        path.write_bytes(ARCHIVES[kind](members))
        out[path] = reports
    return out


def _member(report: Generated, rng: Random, *, docx: bool) -> bytes:
    return rendered([report], "docx", [rng])[0] if docx else render(report, "html", rng).encode()


def measure(kind: str, written: Written) -> Measured:
    """Read files in a process of its own."""
    names = "\n".join(map(str, written))
    done = subprocess.run(
        [sys.executable, "-c", _READING], input=names, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    told: list[Told] = []
    costs: list[float] = []
    peak = 0.0
    for (path, held), line in zip(written.items(), done.stdout.splitlines(), strict=True):
        reports, seconds, peak = json.loads(line)
        told += _told(path, held, reports)
        costs.append(seconds * 1000 / len(held))
    warm = costs[1:] or costs
    return Measured(kind, tuple(told), sum(warm) / len(warm), peak / 1024)


def _told(
    path: Path, held: Mapping[str, Generated], reports: Sequence[dict[str, Any]]
) -> Iterator[Told]:
    """Find what was read of every report; where an archive fails, its one row speaks for all."""
    by_name = {PurePosixPath(raw["source"]).name: raw for raw in reports}
    for name, report in held.items():
        raw = by_name.get(name) or by_name[path.name]
        cells = {
            Cell(table, row, column): Reading(State(state), value, text)
            for table, row, column, state, value, text in raw["cells"]
        }
        yield Told(f"{path} {name}", report, cells, raw["problem"])


def lines(measured: Measured) -> list[str]:
    """Set the lines of a kind; of scans also what equations can prove, and what none can."""
    costs = f"{measured.milliseconds:.0f} | {measured.peak_mb:.0f}"
    out = [_line(measured.kind, measured.reports, costs, lambda *_: True)]
    if measured.kind.startswith("scan"):
        out.append(_line(f"{measured.kind}, in equations", measured.reports, "|", in_equations))
        out.append(_line(f"{measured.kind}, table 二", measured.reports, "|", _in_disclosure))
    return out


def _line(name: str, reports: Sequence[Told], costs: str, chosen: Chosen) -> str:
    verdicts: Counter[str] = Counter()
    for told in reports:
        said = expected(told.report, Damage())
        verdicts.update(
            score(
                {cell: x for cell, x in said.items() if chosen(told.report, cell)},
                {cell: x for cell, x in told.cells.items() if chosen(told.report, cell)},
            )
        )
    cells = sum(verdicts.values())
    share = f"{verdicts['right'] / cells:.2%}"
    counts = [str(verdicts[name]) for name in _COUNTED]
    if all(told.problem for told in reports):
        share, counts = "unread", ["–"] * len(_COUNTED)
    return f"| {' | '.join((name, str(len(reports)), str(cells), share, *counts))} | {costs} |"


def in_equations(report: Generated, cell: Cell) -> bool:
    """Whether an equation of the form holds a cell."""
    equations = (i for i in load_form(report.version).identities if i.relation == "=")
    return any(cell in identity.cells for identity in equations)


def _in_disclosure(_report: Generated, cell: Cell) -> bool:
    return cell.table == "disclosure"


def remarks(measured: Measured) -> Iterator[str]:
    """Say which reports could not be read, with one of the reasons, and which cells are wrong."""
    unread = [told for told in measured.reports if told.problem]
    for told in unread[:1]:
        yield f"- {measured.kind}: {len(unread)} unread, as {told.name}: {told.problem}"
    for told in measured.reports:
        for cell, said in wrong(told):
            read = told.cells[cell]
            shown = f"{read.value} ({read.state}, {read.raw!r}), stands there {said}"
            yield f"- {told.name}: silent {'.'.join(cell)}: {shown}"


def wrong(told: Told) -> Iterator[tuple[Cell, Expected | None]]:
    """Cells that are silently wrong, with what stands in the source, if it has them at all."""
    said = expected(told.report, Damage())
    for cell, reading in told.cells.items():
        stands = {cell: said[cell]} if cell in said else {}
        if score(stands, {cell: reading})["silent"]:
            yield cell, said.get(cell)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table, a line a kind as soon as it is measured, then the remarks."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("reports", type=int, nargs="?", default=20, help="reports of each kind")
    parser.add_argument("--kinds", default=",".join([*KINDS, *ARCHIVES]), help="only these")
    parser.add_argument("--keep", type=Path, help="write the files here and leave them")
    given = parser.parse_args(arguments)
    head = ("kind", "reports", "cells", "right %", *_COUNTED, "CPU ms a report", "peak MB")
    print(f"| {' | '.join(head)} |\n|---|{'---:|' * (len(head) - 1)}", flush=True)
    notes: list[str] = []
    with tempfile.TemporaryDirectory() as name:
        for kind in given.kinds.split(","):
            folder = (given.keep or Path(name)) / kind
            folder.mkdir(parents=True, exist_ok=True)
            fewer = _FEWER if kind.startswith("scan") else 1
            try:
                written = write_kind(folder, kind, max(2, given.reports // fewer))
            except (NoOfficeError, ImportError) as error:
                notes.append(f"- {kind}: not made: {error}")
                continue
            measured = measure(kind, written)
            print("\n".join(lines(measured)), flush=True)
            notes += remarks(measured)
    print("\n".join(["", *notes]))


if __name__ == "__main__":
    main()
