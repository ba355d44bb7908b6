"""The roster: as offices keep it, as it is drafted, and who is 未交 in the workbook."""

from __future__ import annotations

from pathlib import Path
from random import Random

import openpyxl
import pytest
import xlsxwriter
from typer.testing import CliRunner, Result

from audit.cli import app
from audit.draft import draft_roster
from audit.errors import InputError
from audit.roster import Member, Roster
from audit.roster_file import read_roster, write_roster
from samples.generator import generate, render
from tests.beside import made

pytestmark = pytest.mark.usefixtures("in_this_process")

CHINESE = """机关,别名,上级,层级,类型,范围,邮箱,免报
示例市人民政府,,,市级,政府,本地区,,
示例市农业农村局,示例市农业局；示例市农委,示例市人民政府,市级,部门,本机关,a@example.gov.cn,
示例市国家保密局,,示例市人民政府,,,,,涉密
"""
ENGLISH = """parent,agency,aliases,scope,exempt,remark
,示例市人民政府,,region,否,x
示例市人民政府,示例市农业农村局,示例市农业局;示例市农委,own,,y
"""
BUREAU = Member(
    *("示例市农业农村局", ("示例市农业局", "示例市农委"), "示例市人民政府", "市级", "部门", "own"),
    "a@example.gov.cn",
)


def saved(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "roster.csv"
    path.write_bytes(text.encode(encoding))
    return path


def as_workbook(folder: Path, text: str) -> Path:
    path = folder / "roster.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        for n, line in enumerate(text.splitlines()):
            sheet.write_row(n, 0, line.split(","))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_csv_in_chinese(tmp_path: Path, encoding: str) -> None:
    roster = read_roster(saved(tmp_path, CHINESE, encoding))
    assert roster.members[1] == BUREAU
    assert roster.find("示例市农委") == BUREAU
    assert [m.exempt for m in roster.members] == ["", "", "涉密"]


def test_a_csv_in_english_in_any_order(tmp_path: Path) -> None:
    roster = read_roster(saved(tmp_path, ENGLISH))
    assert [m.scope for m in roster.members] == ["region", "own"]
    assert roster.members[1].aliases == BUREAU.aliases
    assert not roster.members[0].exempt
    assert roster.children("示例市人民政府") == roster.members[1:]


def test_a_workbook(tmp_path: Path) -> None:
    assert read_roster(as_workbook(tmp_path, CHINESE)).members[1] == BUREAU


HEAD = "机关,别名,上级,范围\n"
BAD = [
    ("单位名,上级\n甲,乙\n", "第 1 行须有列名“机关”（“单位名”是否就是它"),
    (HEAD, "没有机关"),
    (HEAD + "甲局\n,乙,,\n", "第 3 行没有机关名称"),
    (HEAD + "甲局\n\n甲局\n", "第 4 行的“甲局”在第 2 行"),
    (HEAD + "甲局\n乙局,甲局\n", "第 3 行的“甲局”"),
    (HEAD + "甲局,,丙府\n", "第 2 行的上级“丙府”不在名册中"),
    (HEAD + "甲局,,乙局\n乙局,,甲局\n", "第 2 行：“甲局”顺着上级又回到了自己"),
    (HEAD + "甲局,,甲局\n", "又回到了自己"),
    (HEAD + "甲局,,,全县\n", "第 2 行的范围“全县”不能用"),
]


@pytest.mark.parametrize(("text", "sentence"), BAD)
def test_what_is_wrong_is_said_with_its_line(tmp_path: Path, text: str, sentence: str) -> None:
    for path in (saved(tmp_path, text), as_workbook(tmp_path, text)):
        with pytest.raises(InputError) as caught:
            read_roster(path)
        assert sentence in str(caught.value)


def test_a_file_that_is_no_roster(tmp_path: Path) -> None:
    for name in ("none.csv", "none.xlsx"):
        with pytest.raises(InputError, match="打不开名册"):
            read_roster(tmp_path / name)
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"no workbook")
    with pytest.raises(InputError, match="打不开名册"):
        read_roster(broken)


def test_what_is_written_reads_back(tmp_path: Path) -> None:
    told = read_roster(saved(tmp_path, CHINESE))
    hostile = Roster((*told.members, Member("=1+1"), Member("http://x", ("@a",))))
    path = tmp_path / "out.xlsx"
    write_roster(hostile, path)
    assert read_roster(path) == hostile


def test_a_draft_says_what_the_names_say() -> None:
    reports = [
        *(made("示例市人民政府", 2024, scope="region"), made("示例市东区人民政府", 2024)),
        *(made("示例市东区教育局", 2024), made("示例市东区教育局", 2023)),
        *(made("示例市财政局", 2024, scope="own"), made("虚构县水利局", 2024)),
        *(made("示例市东区示范街道办事处", 2024), made("示例市人民政府办公室", 2024)),
    ]
    draft = {m.agency: m for m in draft_roster(reports).members}
    assert len(draft) == 7
    assert draft["示例市人民政府"] == Member("示例市人民政府", kind="政府", scope="region")
    assert draft["示例市东区人民政府"][2:5] == ("示例市人民政府", "县级", "政府")
    assert draft["示例市东区教育局"][2:5] == ("示例市东区人民政府", "", "部门")
    assert draft["示例市财政局"].parent == "示例市人民政府"
    assert draft["示例市人民政府办公室"][2:5] == ("示例市人民政府", "", "政府办公厅（室）")
    assert draft["示例市东区示范街道办事处"][2:5] == ("示例市东区人民政府", "乡级", "街道")
    assert draft["虚构县水利局"].parent == ""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    reports = tmp_path / "reports"
    reports.mkdir()
    for n, agency in enumerate(("虚构市人民政府", "虚构市教育局")):
        report = generate(Random(n), year=2024, agency=agency)
        (reports / f"{agency}.html").write_text(render(report, "html", Random(n)), "utf-8")
    return reports


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_who_has_not_reported_is_a_row_of_the_summary(folder: Path, tmp_path: Path) -> None:
    text = "机关,上级,免报\n虚构市人民政府,,\n"
    text += "".join(f"虚构市{n},虚构市人民政府,{e}\n" for n, e in EXPECTED)
    roster, out = saved(folder, text), tmp_path / "audit.xlsx"
    done = run("build", folder, "-o", out, "--roster", roster)
    assert done.exit_code == 0, done.output
    assert "□ 未交" in done.stdout
    book = openpyxl.load_workbook(out, data_only=True)
    rows = {row[2]: row for row in book["汇总"].iter_rows(values_only=True)}
    assert rows["虚构市财政局"][3:6] == (2024, "□ 未交", "名册中有，没有收到 2024 年度年报")
    assert "虚构市保密局" not in rows
    tiles = [c for row in book["总览"].iter_rows(values_only=True) for c in row]
    assert "2 / 3" in tiles
    assert "上下级核对" in book.sheetnames


EXPECTED = [("教育局", ""), ("财政局", ""), ("保密局", "是")]


def test_a_draft_is_made_of_reports_and_never_overwritten(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "roster.xlsx"
    done = run("roster", folder, "-o", out)
    assert done.exit_code == 0, done.output
    assert "2 家机关" in done.stdout
    assert [m.parent for m in read_roster(out).members] == ["", "虚构市人民政府"]
    again = run("roster", folder, "-o", out)
    assert again.exit_code == 2
    assert "不予覆盖" in again.stderr
    assert run("roster", folder, "-o", out, "--force").exit_code == 0
    assert run("roster", folder, "-o", tmp_path / "roster.csv").exit_code == 2
