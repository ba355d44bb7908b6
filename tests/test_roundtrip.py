"""Consistent reports in every layout, with every known damage, read back or are flagged."""

from __future__ import annotations

import pytest

from benchmarks.layouts import DAMAGES, round_trip
from samples.generator import LAYOUTS, supports

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
def test_what_is_printed_is_read_or_flagged_in_ten_thousand_cells(layout: str, name: str) -> None:
    check(layout, name, range(2, 54), LEAST_RIGHT)
