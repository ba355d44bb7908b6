"""Peak memory and CPU of a build against the number of reports.

    python -m benchmarks.scale 100 1000

Generated reports of different agencies, in all layouts, are built by the command itself in a
process of its own; printed are its peak memory, the memory a report more, and CPU per report.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from random import Random
from typing import NamedTuple

from samples.generator import LAYOUTS, Damage, extension, generate, render

_MEASURED = """
import json, resource, sys
sys.argv = ["audit", *sys.argv[1:]]
from audit.__main__ import main
try:
    main()
except SystemExit as stop:
    code = stop.code
own, workers = (resource.getrusage(w) for w in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
cpu = sum(u.ru_utime + u.ru_stime for u in (own, workers))
print(json.dumps({"code": code, "peak_kb": own.ru_maxrss, "worker_kb": workers.ru_maxrss,
                  "cpu": cpu}))
"""


class Measured(NamedTuple):
    """One build: number of reports, peak memory of the main process and of a worker, CPU."""

    reports: int
    peak_kb: int
    worker_kb: int
    cpu: float


def write_reports(folder: Path, count: int) -> None:
    """Write so many generated reports of different agencies, the layouts in turn."""
    for n in range(count):
        layout = LAYOUTS[n % len(LAYOUTS)]
        report = generate(Random(n), year=2021 + n % 4, agency=f"虚构市第{n}局")
        text = render(report, layout, Random(n), Damage())
        (folder / f"{n:05}.{extension(layout)}").write_text(text, "utf-8")


def measure(count: int) -> Measured:
    """Build so many reports in a process of its own."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name, "reports")
        folder.mkdir()
        write_reports(folder, count)
        out = ["-o", str(Path(name, "audit.xlsx"))]
        command = [sys.executable, "-c", _MEASURED, "build", str(folder), "-q", *out]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        told = json.loads(done.stdout.splitlines()[-1])
        if told["code"]:
            raise SystemExit(done.stderr)
    return Measured(count, told["peak_kb"], told["worker_kb"], told["cpu"])


def main() -> None:
    """Print a line for each number of reports given on the command line."""
    counts = sorted(int(word) for word in sys.argv[1:]) or [100, 1000]
    rows = [measure(count) for count in counts]
    print("| reports | peak MB | a worker's peak MB | KB a report more | CPU ms a report |")
    print("|---|---|---|---|---|")
    for n, row in enumerate(rows):
        before = rows[n - 1]
        more = (row.peak_kb - before.peak_kb) / (row.reports - before.reports) if n else 0.0
        shown = f"{more:.0f}" if n else "–"
        sizes = f"{row.peak_kb / 1024:.0f} | {row.worker_kb / 1024:.0f}"
        print(f"| {row.reports} | {sizes} | {shown} | {row.cpu / row.reports * 1000:.0f} |")


if __name__ == "__main__":
    main()
