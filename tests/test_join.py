"""One report in several files of a folder: joined where nothing else can be meant."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from audit.build import read_all
from audit.inputs import find_inputs
from audit.report import Report
from samples.generator import Generated, generate, render

pytestmark = pytest.mark.usefixtures("in_this_process")

BUREAU = "虚构市教育局"


def parts(report: Generated, layout: str = "html") -> tuple[str, str]:
    """A report cut in two: its text, and its tables without a word around them."""
    page = render(report, layout, Random(1))
    tables = page.split("<table")[1:]
    body = page.split("<table")[0] + "".join(t.split("</table>")[1] for t in tables)
    return body, "".join(f"<table{t.split('</table>')[0]}</table>" for t in tables)


def read(folder: Path, files: dict[str, str]) -> list[Report]:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return read_all(find_inputs([folder]).files, {}).reports


@pytest.fixture(scope="module")
def report() -> Generated:
    return generate(Random(3), year=2023, agency=BUREAU)


def test_a_body_and_its_table_are_one_report(tmp_path: Path, report: Generated) -> None:
    body, tables = parts(report)
    (joined,) = read(tmp_path, {"局/正文.html": body, "局/统计.html": tables})
    assert (joined.source, joined.agency, joined.year) == ("局/正文.html", BUREAU, 2023)
    assert joined.problem == ""
    assert {cell: r.value for cell, r in joined.cells.items() if r.value is not None} == {
        cell: value for cell, value in report.cells.items() if cell.row not in report.unused
    }
    assert len(joined.sections) == 6
    assert all("统计.html" in str(r.place) for r in joined.cells.values() if r.place)
    assert any("统计.html" in note for note in joined.notes)
    assert [source for source, _ in joined.parts] == ["局/统计.html"]


def test_names_tell_which_table_is_whose(tmp_path: Path, report: Generated) -> None:
    body, tables = parts(report)
    other = generate(Random(4), year=2023, agency="虚构市水务局")
    other_body, other_tables = parts(other)
    files = {"教育局年报.html": body, "教育局年报附表.html": tables}
    files |= {"水务局年报.html": other_body, "水务局年报（统计表）.html": other_tables}
    education, water = read(tmp_path, files)
    assert (education.agency, water.agency) == (BUREAU, "虚构市水务局")
    value = next(cell for cell in other.cells if cell.row == "results_total")
    assert water.cells[value].value == other.cells[value]


@pytest.mark.parametrize(
    ("body_name", "table_name", "third"),
    [
        ("年报.html", "附表.html", "教育局.html"),  # a third file: the table may be its
        ("教育局年报.html", "水务局附表.html", "说明.txt"),
        ("甲/正文.html", "乙/附表.html", "说明.txt"),
    ],
)
def test_where_another_choice_is_left_nothing_is_joined(
    tmp_path: Path, report: Generated, body_name: str, table_name: str, third: str
) -> None:
    body, tables = parts(report)
    found = read(tmp_path, {body_name: body, table_name: tables, third: "通知"})
    told = {r.source: bool(r.problem) for r in found}
    assert told == {body_name: True, table_name: False, third: True}


def test_another_year_is_another_report(tmp_path: Path, report: Generated) -> None:
    body, tables = parts(report)
    found = read(tmp_path, {"2022年年报.html": body, "2021年统计表.html": tables})
    assert len(found) == 2


@pytest.mark.parametrize(
    "names",
    [
        ("1.html", "2.html", "附表2.html"),  # names that say nothing
        ("教育局年报.html", "乙单位数据.html"),  # alone, but of another name
        ("虚构市年报.html", "虚构市水务局统计.html"),  # a bureau's table is not its city's
    ],
)
def test_tables_of_somebody_else_are_not_joined(
    tmp_path: Path, report: Generated, names: tuple[str, ...]
) -> None:
    body, tables = parts(report)
    other, _ = parts(generate(Random(4), year=2023, agency="虚构市水务局"))
    texts = [*[body, other][: len(names) - 1], tables]
    found = read(tmp_path, dict(zip(names, texts, strict=True)))
    assert len(found) == len(names)


def test_tables_of_another_form_are_not_joined(tmp_path: Path) -> None:
    body, _ = parts(generate(Random(3), year=2019, agency=BUREAU))
    _, tables = parts(generate(Random(3), year=2023, agency=BUREAU))
    assert len(read(tmp_path, {"局/正文.html": body, "局/统计.html": tables})) == 2
