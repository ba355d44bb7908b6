"""CPU of a build with all checks beside one with those on equations alone, similarity apart.

    python -m benchmarks.checks 200

So many generated agencies in three levels report on two years; all is read, checked and written in
one process. The fewer checks are the form's own equations, S08, X04 and P08, without claims,
localisation, roster and the sheets that belong to them.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from random import Random
from unittest.mock import patch

import audit.check
from audit.check.registry import CHECKS
from audit.claims import read_claims
from audit.parse import parse_all
from audit.read import read_bytes
from audit.report import Report
from audit.roster import Member, Roster
from audit.run import audit_reports
from audit.workbook import write_workbook
from samples.generator import LAYOUTS, Damage, extension, generate, render

_FEW = ("S08", "X04", "P08")
_SIMILAR = ("Y08", "Q03")
_YEARS = (2023, 2024)
_COUNTIES = 10


def names(count: int) -> list[tuple[str, str]]:
    """Agencies in three levels with the one above: a city, its counties, their offices."""
    counties = [f"虚构市第{n}县人民政府" for n in range(_COUNTIES)]
    offices = [(f"虚构市第{n % _COUNTIES}县第{n}局", counties[n % _COUNTIES]) for n in range(count)]
    above = [(county, "虚构市人民政府") for county in counties]
    return [("虚构市人民政府", ""), *above, *offices][:count]


def files(agencies: Sequence[tuple[str, str]]) -> Iterator[tuple[str, bytes]]:
    """Both years' reports of each agency as text files, the layouts in turn."""
    for n, (agency, _) in enumerate(agencies):
        for year in _YEARS:
            layout = LAYOUTS[(2 * n + year) % len(LAYOUTS)]
            rng = Random(f"{n} {year}")
            text = render(generate(rng, year=year, agency=agency), layout, rng, Damage())
            yield f"{year}/{n:04}.{extension(layout)}", text.encode()


@contextmanager
def _only(wanted: Callable[[str], bool], equations_alone: bool = False) -> Iterator[None]:
    """Leave only some of the registered checks, and, if told, nothing beyond the equations."""
    kept = {rule: check for rule, check in CHECKS.items() if wanted(rule)}
    with patch.dict(CHECKS, kept, clear=True):
        if not equations_alone:
            yield
            return
        with (
            patch.object(audit.check, "by_cause", lambda _, found: list(found)),
            patch.object(audit.check, "across_findings", lambda _: []),
        ):
            yield


def _told(report: Report) -> Report:
    claims, breakdowns = read_claims(report)
    return replace(report, claims=claims, breakdowns=breakdowns)


def spent(given: Sequence[tuple[str, bytes]], roster: Roster | None, claims: bool) -> float:
    """CPU seconds of reading, checking and writing."""
    start = time.process_time()
    reports = [r for name, data in given for r in parse_all(read_bytes(name, data), {})]
    if claims:
        reports = [_told(report) for report in reports]
    result = audit_reports(reports, roster=roster)
    with tempfile.TemporaryDirectory() as folder:
        write_workbook(result, Path(folder, "audit.xlsx"))
    return time.process_time() - start


def main() -> None:
    """Print milliseconds a report of each kind of build, and their ratio."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    agencies = names(count)
    roster = Roster(tuple(Member(name, parent=parent) for name, parent in agencies))
    given = list(files(agencies))
    spent(given[:20], roster, claims=True)  # warm
    with _only(lambda rule: rule in _FEW, equations_alone=True):
        few = spent(given, None, claims=False)
    with _only(lambda rule: rule not in _SIMILAR):
        most = spent(given, roster, claims=True)
    every = spent(given, roster, claims=True)
    print("| checks | reports | CPU ms a report | ratio |\n|---|---:|---:|---:|")
    for name, cpu in (("equations alone", few), ("all but similarity", most), ("all", every)):
        ms = 1000 * cpu / len(given)
        print(f"| {name} | {len(given)} | {ms:.1f} | {cpu / few:.2f} |")


if __name__ == "__main__":
    main()
