"""CPU of a pack, the letter's share apart, beside writing its workbook alone.

    python -m benchmarks.packs 40
    python -m benchmarks.packs --run 500

Each agency has a report on one year with two broken equations and a page of its source. The second
line makes all packs in one run, by worker processes: seconds, CPU and memory of the whole.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random
from unittest.mock import patch

from audit.evidence.naming import page_name
from audit.inputs import find_inputs
from audit.pack import one
from audit.pack.asked import Told, asked
from audit.pack.letter import read_template
from audit.pack.one import Order, make_pack
from audit.pack.run import Wish, write_packs
from audit.reading import read_file
from audit.report import Report
from audit.roster import Roster
from audit.workbook import write_workbook
from samples.generator import generate, render

_SOURCE = "年报.html"


def report(folder: Path, n: int) -> Report:
    """Return the report of an agency as it is read, with its page in a folder."""
    given = generate(Random(n), year=2024, agency=f"虚构市第{n}局")
    path = folder / _SOURCE
    path.write_text(render(given, "html", Random(n)), "utf-8")
    [found] = read_file(find_inputs([path]).files[0], {}, evidence=folder / "pages")
    cells = dict(found.cells)
    for cell in [c for c in cells if c.row == "new_received"][:1]:
        cells[cell] = cells[cell]._replace(value=(cells[cell].value or 0.0) + 90)
    source = f"{n}/{_SOURCE}"
    page = folder / "pages" / page_name(source)
    page.parent.mkdir(parents=True, exist_ok=True)
    (folder / "pages" / found.evidence).replace(page)
    found = replace(found, agency=given.agency, source=source, cells=cells)
    return replace(found, evidence=page_name(source))


def _cpu(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def measure(count: int, folder: Path) -> None:
    """Print milliseconds of CPU a pack: all of it, the letter, the workbook alone."""
    pages = folder / "pages"
    reports = [report(folder, n) for n in range(count + 1)]
    template = read_template(None)

    def order(n: int, out: str) -> Order:
        agency, own = reports[n].agency, (reports[n],)
        return Order(
            *(agency, agency, folder / out, own, None, Told(), {}, pages, frozenset(), template)
        )

    make_pack(order(count, "warm"))
    packs = _cpu(lambda: [make_pack(order(n, "a")) for n in range(count)])
    with patch.object(one, "letter", lambda *_: b""):
        bare = _cpu(lambda: [make_pack(order(n, "b")) for n in range(count)])
    audits = [asked(r.agency, None, [r], Told(), {}) for r in reports[:count]]
    target = folder / "alone.xlsx"

    def books() -> None:
        for alone in audits:
            write_workbook(alone, target, one.SHOWN, replies=True)

    book = _cpu(books)
    told = {"pack": packs, "without the letter": bare, "letter": packs - bare, "workbook": book}
    for name, seconds in told.items():
        print(f"{name:20} {1000 * seconds / count:7.1f} ms")
    print(f"{'ratio to workbook':20} {bare / book:7.2f}")


def run(count: int, folder: Path) -> None:
    """Print what all packs of a run cost."""
    reports = [report(folder, n) for n in range(count)]
    start, began = time.perf_counter(), _used()
    wish = Wish(read_template(None), folder / "pages")
    made = write_packs(reports, Roster(), Told(), {}, wish, folder / "packs")
    assert len([pack for pack in made if pack.zip]) == count
    seconds, cpu = time.perf_counter() - start, _used() - began
    largest = [
        resource.getrusage(who).ru_maxrss / 1024
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    ]
    print(f"{count} packs: {seconds:.0f} s, CPU {cpu:.0f} s, {1000 * cpu / count:.0f} ms a pack")
    print(f"memory: {largest[0]:.0f} MB here, {largest[1]:.0f} MB the largest worker")


def _used() -> float:
    both = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(u.ru_utime + u.ru_stime for u in map(resource.getrusage, both))


def main() -> None:
    """Measure as told on the command line."""
    whole = "--run" in sys.argv
    count = next((int(word) for word in sys.argv[1:] if word.isdigit()), 40)
    with tempfile.TemporaryDirectory() as folder:
        (run if whole else measure)(count, Path(folder))


if __name__ == "__main__":
    main()
