"""The official form, blank: what a clerk sees before and after filling it in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from typer.testing import CliRunner, Result

from audit.blank import blank_report, write_form
from audit.cli import app
from audit.form import Cell, load_form
from audit.report import State
from tests import judges
from tests.test_turning import column_of, find, number, report, row_of, turned

pytestmark = pytest.mark.usefixtures("in_this_process")

PLAIN = Path(__file__).parent / "reports" / "tag-soup" / "report.html"  # of 2022


def audit(*args: object) -> Result:
    return CliRunner().invoke(app, [str(arg) for arg in args])


@pytest.mark.parametrize(("year", "version", "cells"), [(2020, "2019", 198), (2024, "2021", 200)])
def test_every_place_of_the_form_is_empty(year: int, version: str, cells: int) -> None:
    blank = blank_report(year)
    assert blank.form == version
    states = [reading.state for reading in blank.cells.values()]
    assert states.count(State.BLANK) == cells
    assert set(states) <= {State.BLANK, State.NOT_ON_FORM}


def test_what_was_carried_over_is_carried_in() -> None:
    carried = {Cell("applications", "carried_out", "total"): number(3)}
    blank = blank_report(2025, report("虚构市教育局", carried))
    assert blank.agency == "虚构市教育局"
    assert blank.cells[Cell("applications", "carried_in", "total")].value == 3
    assert blank.cells[Cell("applications", "new_received", "total")].state is State.BLANK


def test_the_command(tmp_path: Path) -> None:
    out = tmp_path / "自查表.xlsx"
    done = audit("form", "--year", 2023, "--last", PLAIN, "-o", out)
    assert done.exit_code == 0, done.stderr
    assert "2022" in done.stdout
    shown = [s.title for s in openpyxl.load_workbook(out) if s.sheet_state == "visible"]
    assert shown == ["汇总", "二、主动公开", "三、依申请公开", "四、复议诉讼", "说明"]
    again = audit("form", "--year", 2023, "-o", out)
    assert (again.exit_code, "--force" in again.stderr) == (2, True)
    assert audit("form", "--year", 2023, "-o", out, "--force").exit_code == 0


@pytest.mark.parametrize(
    ("args", "word"),
    [(("--year", 2018), "2018"), (("--year", 2024, "--last", PLAIN), "2022")],
)
def test_what_is_refused(args: tuple[object, ...], word: str, tmp_path: Path) -> None:
    done = audit("form", *args, "-o", tmp_path / "a.xlsx")
    assert done.exit_code == 2
    assert word in done.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.slow
def test_a_clerk_fills_it_in_and_sees_it_balance(tmp_path: Path) -> None:
    book = tmp_path / "form.xlsx"
    write_form(book, 2024)
    table = load_form("2021").tables["applications"]
    rid = "（填机关名称）|2024|applications"
    places = {
        (row.key, column.key): (
            f"{column_of(book, '三、依申请公开', column.label)}"
            f"{row_of(book, '三、依申请公开', f'{rid}|{row.key}')}"
        )
        for row in table.rows
        if row.key not in table.unofficial
        for column in table.columns
    }

    def fill(opened: Any, **wrong: int) -> None:
        sheet = opened["三、依申请公开"]
        for (row, column), place in places.items():
            own = row in ("new_received", "granted", "results_total")
            mine = own and column in ("natural_person", "total")
            sheet[place] = wrong.get(row, 4) if mine else 0

    values = turned(book, tmp_path, fill)
    assert find(values, "三、依申请公开", "√")
    assert not [c for c in find(values, "三、依申请公开", "×") if c[1:] != "3"]
    values = turned(book, tmp_path, lambda opened: fill(opened, granted=5))
    assert len([c for c in find(values, "三、依申请公开", "×") if c[1:] != "3"]) > 0


def test_judges_agree_on_it(tmp_path: Path) -> None:
    book, poisoned = tmp_path / "form.xlsx", tmp_path / "poisoned.xlsx"
    write_form(book, 2024)
    formulas = judges.formulas(book)
    judges.poisoned(book, poisoned)
    theirs = judges.by_ironcalc(poisoned, list(formulas))
    assert judges.disagreements(judges.values(book), theirs, list(formulas)) == []


def test_the_one_among_the_samples_is_what_the_command_writes(tmp_path: Path) -> None:
    samples = Path(__file__).parents[1] / "samples"
    last = samples / "reports" / "2024" / "示例市水务局2024年政府信息公开工作年度报告.html"
    done = audit("form", "--year", 2025, "--last", last, "-o", tmp_path / "a.xlsx")
    assert done.exit_code == 0
    kept, made = samples / "自查表.xlsx", tmp_path / "a.xlsx"
    assert judges.formulas(kept) == judges.formulas(made), "run audit form again"
    assert judges.values(kept) == judges.values(made), "run audit form again"
