"""Cells drawn at random: always the same ones, all as likely, and what a reader types is judged."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from audit.cli import app
from audit.own import is_own
from audit.report import State
from audit.sample import draw
from tests import judges
from tests.test_turning import report

pytestmark = pytest.mark.usefixtures("in_this_process")

SAMPLES = Path(__file__).parents[1] / "samples" / "reports" / "2023"
REPORTS = [report(name, {}) for name in ("虚构市教育局", "虚构市财政局", "虚构市民政局")]


def names(seed: int, count: int = 30, order: int = 1) -> list[tuple[str, str]]:
    given = REPORTS[::order]
    return [(given[n].agency, str(cell)) for n, cell in draw(given, count, seed)]


def test_a_seed_draws_the_same_cells_in_any_order() -> None:
    assert names(1) == names(1, order=-1)
    assert names(1) != names(2)
    assert names(1, 40)[:30] == names(1)


def test_every_cell_may_be_drawn_and_none_twice() -> None:
    drawn = names(7, 10_000)
    assert len(drawn) == len(set(drawn)) == 3 * 200
    # by chance a report gets a third: far from it is a fault of the draw
    firsts = Counter(name for seed in range(200) for name, _ in names(seed, 3))
    assert all(130 < times < 270 for times in firsts.values())


def test_what_the_form_has_not_is_never_drawn() -> None:
    drawn = draw(REPORTS, 10_000, 1)
    assert all(REPORTS[n].cells[cell].state is not State.NOT_ON_FORM for n, cell in drawn)
    assert draw([replace(REPORTS[0], problem="没有", cells={})], 5, 1) == []


def test_the_command_and_what_a_reader_types(tmp_path: Path) -> None:
    out = tmp_path / "抽样核对.xlsx"
    done = CliRunner().invoke(app, ["sample", str(SAMPLES), "--n", "6", "-o", str(out), "-q"])
    assert done.exit_code == 0, done.stderr
    assert is_own(out)
    book = openpyxl.load_workbook(out)
    sheet = book["抽样核对"]
    heads = {cell.value: cell.column for cell in sheet[6]}
    rows = list(range(7, 13))
    for row in rows:
        value = sheet.cell(row, heads["读数"]).value
        sheet.cell(row, heads["原件上的数"]).value = "空" if value is None else value
    wrong = next(r for r in rows if isinstance(sheet.cell(r, heads["读数"]).value, int | float))
    sheet.cell(wrong, heads["原件上的数"]).value = 99_999
    book.save(out)
    places = [("抽样核对", sheet.cell(row, heads["是否一致"]).coordinate) for row in rows]
    head = ("抽样核对", "B3")
    values = judges.by_ironcalc(out, [*places, head])
    said = [values[place] for place in places]
    assert said.count("不一致") == 1
    assert said[wrong - rows[0]] == "不一致"
    assert values[head].split() == ["已核", "6/6", "一致5", "不一致1"]


@pytest.mark.parametrize("args", [["--n", "0"], ["-o", "a.csv"]])
def test_what_is_refused(args: list[str]) -> None:
    assert CliRunner().invoke(app, ["sample", str(SAMPLES), *args]).exit_code == 2
