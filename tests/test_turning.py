"""Correct a number: its checks, the problem, the verdict and the overview turn at once."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import openpyxl
import pytest

from audit.form import Cell, load_form
from audit.output import write_whole
from audit.report import NOT_ON_FORM, Reading, Report, State
from audit.run import audit_reports
from audit.workbook import write_workbook
from samples.generator import written
from tests import judges
from tests.reporting import as_read

AGENCY = "虚构市教育局"
GRANTED = Cell("applications", "granted", "natural_person")


def report(agency: str, changes: dict[Cell, Reading]) -> Report:
    """A report of zeros on the 2021 form with some cells changed."""
    form = load_form("2021")
    unofficial = form.tables["applications"].unofficial
    cells = {
        cell: NOT_ON_FORM if cell.row in unofficial else Reading(State.READ, 0.0, "0")
        for cell in form.places
    }
    return Report(f"{agency}.txt", "text", agency, 2024, "2021", cells=cells | changes)


def honest(agency: str, numbers: dict[Cell, Reading], slips: dict[Cell, Reading]) -> Report:
    """A report with prose true to its numbers, and slips in its tables."""
    form = load_form("2021")
    zeros = {c: 0.0 for c in form.places if c.row not in form.tables[c.table].unofficial}
    values = zeros | {cell: reading.value or 0.0 for cell, reading in numbers.items()}
    made = as_read(written(agency, 2024, form, values, Random(agency)))
    return replace(made, cells=made.cells | slips)


def number(value: float) -> Reading:
    return Reading(State.READ, float(value), f"{value:g}")


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """One report in which 予以公开·自然人 should be 12 but says 21, one clean, one unreadable."""
    rows = {"new_received": 12, "granted": 12, "results_total": 12}
    numbers = {
        Cell("applications", row, column): number(value)
        for row, value in rows.items()
        for column in ("natural_person", "total")
    }
    lost = Reading(State.UNREADABLE, None, "?2")
    reports = [
        honest(AGENCY, numbers, {GRANTED: number(21)}),
        honest("虚构市财政局", numbers, {}),
        honest("虚构市档案局", numbers, {GRANTED: lost}),
    ]
    path = tmp_path / "audit.xlsx"
    write_whole(path, lambda beside: write_workbook(audit_reports(reports), beside))
    return path


def turned(book: Path, folder: Path, change: Callable[[Any], None]) -> dict[judges.Place, Any]:
    """Change the workbook as a reviewer would, recalculate in LibreOffice, return all values."""
    copy = folder / "changed.xlsx"
    shutil.copy(book, copy)
    opened = openpyxl.load_workbook(copy)
    change(opened)
    opened.save(copy)
    return judges.by_libreoffice(copy, folder)


def find(values: dict[judges.Place, Any], sheet: str, text: str) -> list[str]:
    return [c for (s, c), v in values.items() if s == sheet and str(v).startswith(text)]


def row_of(book: Path, sheet: str, rid: str) -> int:
    opened = judges.opened(book)[sheet]
    return next(int(c.row) for c in opened["A"] if str(c.value).startswith(rid))


def column_of(book: Path, sheet: str, label: str) -> str:
    opened = judges.opened(book)[sheet]
    return next(
        str(c.column_letter) for row in opened.iter_rows(max_row=8) for c in row if c.value == label
    )


def place_of(book: Path, cell: Cell, agency: str) -> str:
    label = load_form("2021").tables[cell.table].column(cell.column).label
    row = row_of(book, "三、依申请公开", f"{agency}|2024|{cell.table}|{cell.row}")
    return f"{column_of(book, '三、依申请公开', label)}{row}"


def summary(book: Path, values: dict[judges.Place, Any], agency: str, label: str) -> Any:
    place = f"{column_of(book, '汇总', label)}{row_of(book, '汇总', f'{agency}|2024')}"
    return values.get(("汇总", place))


def test_as_built_the_fault_shows_everywhere(book: Path) -> None:
    values = judges.values(book)
    assert summary(book, values, AGENCY, "结论") == "× 不符"
    assert summary(book, values, "虚构市财政局", "结论") == "√ 通过"
    assert summary(book, values, "虚构市档案局", "结论").startswith("？")
    assert find(values, "问题清单", "× 不符")
    assert find(values, "三、依申请公开", "× +9")


def test_the_right_number_settles_everything(book: Path, tmp_path: Path) -> None:
    place = place_of(book, GRANTED, AGENCY)
    values = turned(book, tmp_path, lambda b: b["三、依申请公开"].__setitem__(place, 12))
    assert summary(book, values, AGENCY, "结论") == "√ 通过"
    assert not find(values, "问题清单", "× 不符")
    legend = {c for c in find(judges.values(book), "三、依申请公开", "×") if c[1:] == "3"}
    assert set(find(values, "三、依申请公开", "×")) == legend
    note = [v for (s, c), v in values.items() if s == "三、依申请公开" and "已更正，原填" in str(v)]
    assert len(note) == 1
    assert "21" in note[0]
    before = judges.values(book)
    tiles = {
        p: (before[p], values[p]) for p in before if p[0] == "总览" and before[p] != values.get(p)
    }
    assert tiles, "the overview did not turn"


@pytest.mark.slow
def test_a_number_typed_over_an_unreadable_cell_is_a_number(book: Path, tmp_path: Path) -> None:
    place = place_of(book, GRANTED, "虚构市档案局")
    assert judges.values(book)["三、依申请公开", place] == "※?2"
    values = turned(book, tmp_path, lambda b: b["三、依申请公开"].__setitem__(place, 12))
    assert values["三、依申请公开", place] == 12
    assert summary(book, values, "虚构市档案局", "结论") == "√ 通过"


@pytest.mark.slow
def test_a_wrong_correction_is_counted_though_no_problem_lists_it(
    book: Path, tmp_path: Path
) -> None:
    place = place_of(book, GRANTED, "虚构市财政局")
    values = turned(book, tmp_path, lambda b: b["三、依申请公开"].__setitem__(place, 13))
    assert summary(book, values, "虚构市财政局", "结论") == "× 不符"
    assert "新增" in str(summary(book, values, "虚构市财政局", "首要问题"))
