"""Consistent reports in every layout, with every known damage, read back or are flagged."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

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
# shares of cells that must come back right; wrong values are never allowed
LEAST_RIGHT = {"none": 1.0, "lost 0.1": 0.99}
# of two reports one row of table 三 is already 1.8 %
LEAST_RIGHT_OF_FEW = {"none": 1.0, "lost 0.1": 0.96}
CASES = [
    pytest.param(layout, name, id=f"{layout}-{name}")
    for name, damage in DAMAGES.items()
    for layout in LAYOUTS
    if supports(layout, damage)
]


def round_trip(layout: str, damage: Damage, reports: range) -> Counter[str]:
    """Render, read and score some random reports."""
    verdicts: Counter[str] = Counter()
    for seed in reports:
        report = generate(Random(seed))
        page = render(report, layout, Random(f"{layout} {seed}"), damage)
        name = f"{report.title}.{extension(layout)}"
        verdicts.update(score(expected(report, damage), cells_read(name, page)))
    return verdicts


def cells_read(name: str, page: str) -> dict[Cell, Reading]:
    """Read a page; a page refused as a whole has no cells."""
    try:
        return parse(read_bytes(name, page.encode())).cells
    except InputError:
        return {}


def check(layout: str, name: str, reports: range, least_right: dict[str, float]) -> None:
    verdicts = round_trip(layout, DAMAGES[name], reports)
    assert verdicts["silent"] == 0, verdicts
    right = verdicts["right"] / sum(verdicts.values())
    assert right >= least_right.get(name, 0), verdicts


@pytest.mark.parametrize(("layout", "name"), CASES)
def test_what_is_printed_is_read_or_flagged(layout: str, name: str) -> None:
    check(layout, name, range(2), LEAST_RIGHT_OF_FEW)


@pytest.mark.slow
@pytest.mark.parametrize(("layout", "name"), CASES)
def test_what_is_printed_is_read_or_flagged_in_many_reports(layout: str, name: str) -> None:
    check(layout, name, range(2, 22), LEAST_RIGHT)
