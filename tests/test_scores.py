"""Scores: what a scheme takes, and that it follows the reviewers' answers."""

from __future__ import annotations

import shutil
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from typer.testing import CliRunner

from audit.cli import app
from audit.errors import InputError
from audit.report import Report
from audit.result import Audit
from audit.roster import Member, Roster
from audit.run import audit_reports
from audit.scheme import Scheme, read_scheme
from audit.scores import scores
from audit.workbook import write_workbook
from tests import judges
from tests.reporting import filled, quiet, unreadable
from tests.test_waivers import waiver

pytestmark = pytest.mark.usefixtures("in_this_process")

SAMPLES = Path(__file__).parents[1] / "samples"
SCHEME = """
full = 100
floor = 80
excused = ["规则误报"]
[[items]]
name = "表内"
cap = 12
[items.points]
"T4*" = 4
T404 = 0
T302 = 5
[[items]]
name = "正文"
[items.points]
"N*" = 30
"""


def scheme(folder: Path, text: str = SCHEME) -> Scheme:
    path = folder / "办法.toml"
    path.write_text(text, "utf-8")
    return read_scheme(path)


def wrong(agency: str, *rows: str, year: int = 2024) -> Report:
    """A report in which some rows of table four do not add up, four points each."""
    return filled(quiet(agency, year=year), {f"disputes.{row}.upheld": 1 for row in rows})


def table(audit: Audit, with_: Scheme) -> list[tuple[str, float, int | None]]:
    return [(audit.reports[s.report].agency, s.score, s.rank) for s in scores(audit, with_)]


def test_points_by_rule_cap_floor_and_rank(tmp_path: Path) -> None:
    given = scheme(tmp_path)
    reports = [
        quiet("甲县财政局"),
        quiet("乙县财政局"),
        wrong("丙县财政局", "review"),
        wrong("丁县财政局", "review", "litigation_direct", "litigation_after_review"),
        filled(
            wrong("戊县财政局", "review", "litigation_direct", "litigation_after_review"),
            {"applications.granted.natural_person": 3},
        ),
        wrong("甲县财政局", "review", year=2023),
    ]
    audit = audit_reports(reports, scheme=given)
    found = {(name, points): rank for name, points, rank in table(audit, given)}
    assert found[("甲县财政局", 100)] == found[("乙县财政局", 100)] == 1
    assert found[("丙县财政局", 96)] == 3
    assert found[("丁县财政局", 88)] == found[("戊县财政局", 88)] == 4, "the item has a cap"
    assert found[("甲县财政局", 96)] == 1, "another year"
    assert [n for n, _, _ in table(audit, given)][-1] == "甲县财政局"


def test_what_takes_nothing(tmp_path: Path) -> None:
    given = scheme(tmp_path)
    unread = filled(quiet("甲县财政局"), {"disputes.review.upheld": unreadable("?")})
    asked = filled(quiet("乙县财政局"), {"disputes.litigation_direct.total": 1})
    waived = wrong("丙县财政局", "review")
    audit = audit_reports(
        [unread, waived], scheme=given, waivers=[waiver("T401", agency="丙县财政局")]
    )
    assert {points for _, points, _ in table(audit, given)} == {100}
    assert audit_reports([asked]).findings, "T404 asks, and takes nothing by this scheme"


def test_no_score_below_the_floor(tmp_path: Path) -> None:
    low = scheme(tmp_path, SCHEME.replace("cap = 12", "").replace("= 4\n", "= 40\n"))
    audit = audit_reports([wrong("甲县财政局", "review", "litigation_direct")], scheme=low)
    assert [points for _, points, _ in table(audit, low)] == [80]


@pytest.fixture
def book(tmp_path: Path) -> Path:
    given = scheme(tmp_path, "not_received = 0\n" + SCHEME)
    reports = [wrong("甲县财政局", "review"), quiet("乙县财政局")]
    names = ("甲县财政局", "乙县财政局", "丙县财政局")
    audit = audit_reports(
        [*reports, Report("坏.pdf", "pdf", problem="打不开")],
        scheme=given,
        roster=Roster(tuple(map(Member, names))),
    )
    path = tmp_path / "audit.xlsx"
    write_workbook(audit, path)
    return path


def rows(values: dict[judges.Place, object]) -> dict[object, tuple[object, object]]:
    """Agency → rank and score as 得分 shows them."""
    found = {}
    for row in range(7, 12):
        name = values.get(("得分", f"C{row}"))
        if name:
            found[name] = values.get(("得分", f"B{row}")), values.get(("得分", f"E{row}"))
    return found


def test_the_sheet(book: Path) -> None:
    assert rows(judges.values(book)) == {
        "乙县财政局": (1, 100),
        "甲县财政局": (2, 96),
        "丙县财政局": ("—", 0),
        "（文件）坏.pdf": ("—", "—"),
    }
    sheet = openpyxl.load_workbook(book)["得分"]
    shown = [str(cell.value) for row in sheet for cell in row]
    assert any("T401 扣 4：" in text for text in shown)
    assert any("满分 100，最低 80；不扣分的：规则误报、已豁免" in text for text in shown)


@pytest.mark.parametrize(("word", "score"), [("规则误报", 100), ("属实，退回修改", 96)])
def test_an_answer_turns_the_score(book: Path, tmp_path: Path, word: str, score: int) -> None:
    answered = tmp_path / "answered.xlsx"
    shutil.copy(book, answered)
    edited = openpyxl.load_workbook(answered)
    sheet = edited["问题清单"]
    heads = {cell.value: cell.column for cell in sheet[5]}
    for row in range(6, sheet.max_row + 1):
        sheet.cell(row, heads["处理状态"]).value = word
    edited.save(answered)
    places = list(judges.formulas(answered))
    shown = rows(
        judges.by_ironcalc(answered, places)
        | {place: value for place, value in judges.values(book).items() if place[1][0] == "C"}
    )
    assert shown["甲县财政局"] == (1 if score == 100 else 2, score)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("full = 100", "items 的“”不能用；请写一个或几个 [[items]]"),
        (SCHEME.replace("T302 = 5", "T999 = 5"), "第 11 行：items 的“T999 = 5”不能用"),
        (SCHEME.replace("T302 = 5", "T302 = -1"), "第 11 行：items 的“T302 = -1”不能用"),
        (SCHEME.replace('"N*" = 30', "T302 = 30"), "规则 T302 在“表内”和“正文”都有"),
        (SCHEME.replace("floor = 80", "floor = 180"), "第 3 行：floor 的“180”不能用"),
        (SCHEME.replace("规则误报", "误报"), "excused 的“误报”不能用"),
        (SCHEME.replace("cap = 12", "most = 12"), "第 7 行：items 的“most = 12”不能用"),
        ("full = \n", "第 1 行"),
    ],
)
def test_a_scheme_that_cannot_be_used(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(InputError, match="评分办法“") as caught:
        scheme(tmp_path, text)
    assert sentence in str(caught.value)


def test_the_command_and_the_data(tmp_path: Path) -> None:
    args = ["build", str(SAMPLES / "reports" / "2023"), "-o", str(tmp_path / "a.xlsx")]
    args += ["--score", str(SAMPLES / "scheme.toml"), "--data", str(tmp_path / "data"), "-q"]
    assert CliRunner().invoke(app, args).exit_code == 0
    frame = pd.read_csv(tmp_path / "data" / "scores.csv")
    items = [item.name for item in read_scheme(SAMPLES / "scheme.toml").items]
    assert list(frame.columns) == ["source", "agency", "year", "score", "rank", *items]
    assert (frame["score"] == (100 - frame[items].sum(axis=1)).clip(lower=60)).all()
    assert frame["score"].min() < 100
    assert (frame["rank"] >= 1).all()
