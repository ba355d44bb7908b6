"""Reports shared out among colleagues: evenly, the same way every time, nothing taken away."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from audit.assign import Task, assigned, names_in, shared
from audit.cli import app
from audit.errors import InputError
from audit.run import audit_reports
from audit.workbook import write_workbook
from audit.workbook.looks import sheet_looks
from tests import judges
from tests.conftest import SAMPLES
from tests.reporting import quiet
from tests.reviewing import fill, rows_of

pytestmark = pytest.mark.usefixtures("in_this_process")


def tasks(*sizes: int | tuple[int, str]) -> list[Task]:
    told = (size if isinstance(size, tuple) else (size, "") for size in sizes)
    return [Task(f"r{n}", findings, owner) for n, (findings, owner) in enumerate(told)]


@pytest.mark.parametrize(
    ("given_", "names", "owners"),
    [
        (tasks(5, 4, 3), "甲,乙", "甲乙乙"),  # 5 | 4 3
        (tasks(1, 9, 1, 1), "甲,乙", "乙甲乙乙"),  # the largest goes first
        (tasks(2, 2, 2), "甲,乙,丙", "甲乙丙"),
        (tasks(0, 0, 0, 0), "甲,乙", "甲乙甲乙"),
        (tasks(9, 0, 0, 0), "甲,乙", "甲乙乙甲"),  # those without problems, by number of reports
        (tasks((6, "乙"), 3, 3), "甲,乙", "乙甲甲"),  # what somebody has stays and counts
        (tasks((4, "丁"), 3), "甲,乙", "丁甲"),  # also of one who is not named
        (tasks((0, "甲"), (0, "甲"), 0), "甲,乙", "甲甲乙"),
        (tasks(7), "甲", "甲"),
        (tasks(), "甲,乙", ""),
    ],
)
def test_the_largest_goes_to_the_least_loaded(given_: list[Task], names: str, owners: str) -> None:
    found = shared(given_, names_in(names))
    assert "".join(found[task.rid] for task in given_) == owners


@given(
    sizes=st.lists(st.integers(0, 30), max_size=60),
    people=st.integers(1, 8),
)
def test_nobody_is_ahead_by_more_than_one_report(sizes: list[int], people: int) -> None:
    names = [f"审核人{n}" for n in range(people)]
    found = shared(tasks(*sizes), names)
    assert len(found) == len(sizes)
    load = dict.fromkeys(names, 0)
    for task in tasks(*sizes):
        load[found[task.rid]] += task.findings
    assert max(load.values()) - min(load.values()) <= max(sizes, default=0)
    if not any(sizes):
        count = Counter(found.values())
        assert max(count[n] for n in names) - min(count[n] for n in names) <= 1


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("王,李,赵", ("王", "李", "赵")),
        ("王，李、赵；钱", ("王", "李", "赵", "钱")),
        (" 王 老师 ,, 李,王 老师", ("王 老师", "李")),
    ],
)
def test_names_are_read_as_people_write_them(text: str, names: tuple[str, ...]) -> None:
    assert names_in(text) == names


@pytest.mark.parametrize("text", ["", " ", ",，"])
def test_a_list_without_a_name_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="没有姓名"):
        names_in(text)


def owners(path: Path) -> dict[str, str]:
    rows = rows_of(openpyxl.load_workbook(path)["汇总"])
    return {str(v["rid"]): str(v["owner"] or "") for _, v in rows if v["rid"]}


def test_a_build_fills_in_who_does_what_and_leaves_what_is_there(tmp_path: Path) -> None:
    inputs = sorted((SAMPLES / "2024").glob("*.txt"))[:5]
    path = tmp_path / "audit.xlsx"

    def build(*more: str) -> int:
        words = ["build", *map(str, inputs), "-o", str(path), "-q", *more]
        return CliRunner().invoke(app, words).exit_code

    assert build("--assign", "王,李") == 0
    first = owners(path)
    assert set(first.values()) == {"王", "李"}
    changed = next(rid for rid, owner in first.items() if owner == "王")
    fill(path, "汇总", {changed: {"owner": "钱"}}, path)
    assert build("--assign", "王,李,赵") == 0
    assert owners(path) == first | {changed: "钱"}
    assert build("--assign", " ") == 2
    assert owners(path) == first | {changed: "钱"}


def test_the_overview_has_room_for_eight(tmp_path: Path) -> None:
    names = [f"审核人{n}" for n in range(8)]
    reports = [quiet(f"范例县{n}局") for n in range(19)]
    path = tmp_path / "audit.xlsx"
    write_workbook(assigned(audit_reports(reports), names), path)
    assert sheet_looks("overview")["reviewers"] == len(names)
    values = judges.values(path)
    shown = {str(v): cell for (sheet, cell), v in values.items() if sheet == "总览"}
    assert set(names) <= set(shown)
    counts = [values["总览", shown[name].replace("I", "K")] for name in names]
    assert sum(counts) == len(reports)
    formulas = judges.formulas(path)
    judges.poisoned(path, tmp_path / "poisoned.xlsx")
    places = [place for place in formulas if place[0] == "总览"]
    theirs = judges.by_ironcalc(tmp_path / "poisoned.xlsx", places)
    assert judges.disagreements(values, theirs, places) == []
