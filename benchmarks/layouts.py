"""Random consistent reports in every layout with every known damage, read back and scored.

    python -m benchmarks.layouts [REPORTS]

prints, for each damage and layout, the share of cells read right and how many were flagged,
missing and silently wrong.
"""

from __future__ import annotations

import sys
from collections import Counter
from random import Random

from audit.errors import InputError
from audit.form import Cell
from audit.parse import parse
from audit.read import read_bytes
from audit.report import Reading
from samples.generator import (
    LAYOUTS,
    Damage,
    expected,
    extension,
    generate,
    render,
    score,
    supports,
)

DAMAGES = {
    "none": Damage(),
    "lost 0.1": Damage(lost=0.1),
    "lost 0.3": Damage(lost=0.3),
    "lost 0.1 as ?": Damage(lost=0.1, lost_as="?"),
    "page breaks": Damage(page_breaks=True),
    "merged": Damage(merged=True),
    "traditional": Damage(traditional=True),
    "zeros blank": Damage(zeros="blank"),
    "zeros /": Damage(zeros="/"),
    "zeros -": Damage(zeros="-"),
    "zeros 无": Damage(zeros="无"),
    "together": Damage(lost=0.1, page_breaks=True, merged=True, traditional=True),
}


def round_trip(layout: str, damage: Damage, reports: range) -> Counter[str]:
    """Render, read and score some random reports."""
    verdicts: Counter[str] = Counter()
    for seed in reports:
        report = generate(Random(seed))
        page = render(report, layout, Random(f"{layout} {seed}"), damage)
        name = f"{report.title}.{extension(layout)}"
        verdicts.update(score(expected(report, damage), cells_read(name, page.encode())))
    return verdicts


def cells_read(name: str, data: bytes) -> dict[Cell, Reading]:
    """Read a file; a file refused as a whole has no cells."""
    try:
        return parse(read_bytes(name, data)).cells
    except InputError:
        return {}


def main() -> None:
    """Print the table, a line a damage, over all layouts that can show it."""
    reports = range(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
    print("| damage | layouts | cells | right % | worst layout % | flagged | missing | silent |")
    print("|---|---|---|---|---|---|---|---|")
    for name, damage in DAMAGES.items():
        found = {x: round_trip(x, damage, reports) for x in LAYOUTS if supports(x, damage)}
        total = sum(found.values(), Counter())
        shares = [100 * c["right"] / sum(c.values()) for c in found.values()]
        cells = sum(total.values())
        print(
            f"| {name} | {len(found)} | {cells} | {100 * total['right'] / cells:.2f} "
            f"| {min(shares):.2f} | {total['flagged']} | {total['missing']} | {total['silent']} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
