"""Several reports in one file become several; one report said twice stays one."""

from __future__ import annotations

import re
from random import Random

import pytest

from audit.parse import parse, parse_all
from audit.read import read_bytes
from samples.generator import LAYOUTS, extension, generate, render

BUREAUS = ("教育局", "水务局", "民政局")


def pages(layout: str, seeds: range) -> list[str]:
    named = zip(BUREAUS, seeds, strict=False)
    reports = [generate(Random(s), year=2023, agency=f"虚构市{bureau}") for bureau, s in named]
    return [render(r, layout, Random(s)) for r, s in zip(reports, seeds, strict=True)]


@pytest.mark.parametrize("first", [1, 4, 7])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_reports_one_after_another_are_read_as_alone(layout: str, first: int) -> None:
    alone = pages(layout, range(first, first + 3))
    name = f"汇编.{extension(layout)}"
    found = parse_all(read_bytes(name, "\n".join(alone).encode()), {})
    assert [report.source for report in found] == [f"{name}#{n}" for n in (1, 2, 3)]
    assert [report.agency for report in found] == [f"虚构市{bureau}" for bureau in BUREAUS]
    for report, page in zip(found, alone, strict=True):
        whole = parse(read_bytes(name, page.encode()))
        assert report.year == 2023
        assert [(c, r.state, r.value) for c, r in report.cells.items()] == [
            (c, r.state, r.value) for c, r in whole.cells.items()
        ]
        assert [s.text for s in report.sections[:5]] == [s.text for s in whole.sections[:5]]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_same_report_twice_is_one_with_a_remark(layout: str) -> None:
    (page,) = pages(layout, range(7, 8))
    (report,) = parse_all(read_bytes("a", f"{page}\n{page}".encode()), {})
    assert report.source == "a"
    assert report.extra_tables


def test_a_report_whose_tables_are_pictures_lends_its_name_to_no_other() -> None:
    first, second = pages("html", range(3, 5))
    cut = re.sub(r"<table.*?</table>", "<img src='t.png'>", first, flags=re.S)
    one, other = parse_all(read_bytes("a.html", f"{cut}\n{second}".encode()), {})
    assert one.problem
    assert (other.agency, other.problem) == (f"虚构市{BUREAUS[1]}", "")
