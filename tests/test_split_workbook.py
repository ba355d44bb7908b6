"""A copy of the workbook for each colleague, and the copies merged again."""

from __future__ import annotations

import datetime
import re
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from typer.testing import CliRunner, Result

from audit.assign import assigned
from audit.cli import app
from audit.result import Audit
from audit.review.carried import Carried
from audit.review.filtered import Filter, filtered, outline
from audit.run import audit_reports
from audit.workbook import write_workbook
from tests import judges
from tests.conftest import SAMPLES
from tests.reporting import filled, quiet
from tests.reviewing import SAVED, Save, by_libreoffice, fill, keys_of, rows_of

pytestmark = pytest.mark.usefixtures("in_this_process")

SUITS = "disputes.litigation_direct"
BUREAUS = [f"范例县{name}局" for name in ("教育", "水务", "民政", "财政", "审计")]
_CHANGED = re.compile(rb'\s(hidden|filterMode)="1"|<autoFilter.*?</autoFilter>|<autoFilter[^>]*/>')


def run(*words: object) -> Result:
    return CliRunner().invoke(app, list(map(str, words)))


def audit_of(*years: int) -> Audit:
    wrong = {f"{SUITS}.upheld": 1, f"{SUITS}.total": 2}
    return audit_reports([filled(quiet(b, year), wrong) for b in BUREAUS for year in years])


def owned(audit: Audit, *owners: str) -> Audit:
    """An audit whose reports are these people's, in the order of their keys."""
    rids = sorted(audit.frames.reports["rid"])
    reports = {rid: {"owner": owner} for rid, owner in zip(rids, owners, strict=True) if owner}
    return replace(audit, carried=Carried(reports=reports))


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    path = tmp_path / "audit.xlsx"
    write_workbook(owned(audit_of(2024), "王", "李", "", "李", "王"), path)
    return path


def seen(path: Path, sheet: str) -> set[str]:
    """The keys of the rows that are not hidden."""
    found = judges.opened(path)[sheet]
    return {str(v["rid"]) for row, v in rows_of(found) if not found.row_dimensions[row].hidden}


def criteria(path: Path, sheet: str) -> dict[str, list[str]]:
    """The criteria of a sheet's filter by the key of their column."""
    found = judges.opened(path)[sheet]
    names = {column - 1: key for key, column in keys_of(found)[1].items()}
    return {
        names[c.colId]: ["" for _ in range(bool(c.filters.blank))] + list(c.filters.filter)
        for c in found.auto_filter.filterColumn
    }


def reports_in(keys: set[str]) -> set[str]:
    return {"|".join(key.split("|")[:2]) for key in keys}


@pytest.mark.parametrize("save", SAVED)
def test_each_sees_the_own_rows(whole: Path, tmp_path: Path, save: Save) -> None:
    assert run("split", whole, "--by", "分工", "-o", tmp_path / "copies").exit_code == 0
    copies = {path.stem: path for path in (tmp_path / "copies").glob("*.xlsx")}
    assert set(copies) == {"audit_王", "audit_李", "audit_未分工"}
    every: list[str] = []
    for name, path in copies.items():
        copy = save(path, tmp_path / "saved")
        mine = seen(copy, "汇总")
        assert reports_in(seen(copy, "问题清单")) == mine
        every += mine
        owner = name.removeprefix("audit_").replace("未分工", "")
        assert criteria(copy, "汇总") == {"owner": [owner]}
        agencies = sorted(rid.partition("|")[0] for rid in mine)
        assert criteria(copy, "问题清单") == {"agency": agencies}
    assert sorted(every) == sorted(seen(whole, "汇总"))


def test_nothing_else_is_touched(whole: Path, tmp_path: Path) -> None:
    assert run("split", whole, "-o", tmp_path / "copies").exit_code == 0
    for path in (tmp_path / "copies").glob("*.xlsx"):
        with zipfile.ZipFile(whole) as old, zipfile.ZipFile(path) as new:
            assert old.namelist() == new.namelist()
            changed = [name for name in old.namelist() if old.read(name) != new.read(name)]
            assert changed == ["xl/worksheets/sheet2.xml", "xl/worksheets/sheet3.xml"]
            for name in changed:
                bare = [_CHANGED.sub(b"", book.read(name)) for book in (old, new)]
                assert bare[0] == bare[1]


def test_two_years_of_an_agency_with_two_colleagues(tmp_path: Path) -> None:
    """The names of agencies do not tell whose a finding is: the number of the report does."""
    path = tmp_path / "audit.xlsx"
    write_workbook(owned(audit_of(2023, 2024), *("王", "李"), *("王", "王") * 4), path)
    assert run("split", path).exit_code == 0
    found = reports_in(seen(tmp_path / "audit_李.xlsx", "问题清单"))
    assert found == seen(tmp_path / "audit_李.xlsx", "汇总")
    assert len(found) == 1
    told = criteria(tmp_path / "audit_李.xlsx", "问题清单")
    assert (list(told), len(told["agency"]), len(told["report"])) == (["agency", "report"], 1, 1)
    assert set(criteria(tmp_path / "audit_王.xlsx", "问题清单")) == {"agency", "report"}


def test_one_without_findings_sees_none(tmp_path: Path) -> None:
    path = tmp_path / "audit.xlsx"
    wrong = filled(quiet(BUREAUS[0], 2023), {f"{SUITS}.total": 2})
    write_workbook(owned(audit_reports([wrong, quiet(BUREAUS[1])]), "李", "王"), path)
    assert run("split", path).exit_code == 0
    sizes = {name: len(seen(tmp_path / f"audit_{name}.xlsx", "问题清单")) for name in ("王", "李")}
    assert sizes["王"] == 0 < sizes["李"]


def test_a_copy_is_split_like_the_whole(whole: Path, tmp_path: Path) -> None:
    assert run("split", whole).exit_code == 0
    copy = tmp_path / "audit_李.xlsx"
    assert run("split", copy, "-o", tmp_path / "again").exit_code == 0
    for name in ("王", "李", "未分工"):
        one, other = tmp_path / f"audit_{name}.xlsx", tmp_path / "again" / f"audit_李_{name}.xlsx"
        for sheet in ("汇总", "问题清单"):
            assert seen(one, sheet) == seen(other, sheet)
            assert criteria(one, sheet) == criteria(other, sheet)


def test_a_name_with_other_blanks_and_widths_is_the_same(tmp_path: Path) -> None:
    path = tmp_path / "audit.xlsx"
    write_workbook(owned(audit_of(2024), " 王明", "王　明 ", "Ａnn", "ann", "王明"), path)
    assert run("split", path, "-o", tmp_path / "copies").exit_code == 0
    copies = sorted((tmp_path / "copies").iterdir())
    assert [len(seen(copy, "汇总")) for copy in copies] == [3, 2]
    assert {name.strip() for name in criteria(copies[0], "汇总")["owner"]} == {"王明", "王　明"}


def test_names_become_names_of_files(tmp_path: Path) -> None:
    path = tmp_path / "audit.xlsx"
    people = ("王/李", "王_李", "未分工", "", "a.")
    write_workbook(owned(audit_of(2024), *people), path)
    assert run("split", path, "-o", tmp_path / "copies").exit_code == 0
    names = {p.name for p in (tmp_path / "copies").iterdir()}
    assert names == {
        *("audit_王_李.xlsx", "audit_王_李_2.xlsx", "audit_a.xlsx"),
        *("audit_未分工.xlsx", "audit_未分工_2.xlsx"),
    }


def test_what_a_colleague_may_have_answered_is_not_overwritten(whole: Path, tmp_path: Path) -> None:
    assert run("split", whole).exit_code == 0
    (tmp_path / "audit_王.xlsx").unlink()
    size = (tmp_path / "audit_李.xlsx").stat().st_size
    done = run("split", whole)
    assert done.exit_code == 2
    assert "--force" in done.stderr
    assert not (tmp_path / "audit_王.xlsx").exists()
    assert (tmp_path / "audit_李.xlsx").stat().st_size == size
    assert run("split", whole, "--force").exit_code == 0


def test_what_cannot_be_split_is_told(whole: Path, tmp_path: Path) -> None:
    assert "请写 分工" in run("split", whole, "--by", "年度").stderr
    write_workbook(audit_of(2024), tmp_path / "leer.xlsx")
    done = run("split", tmp_path / "leer.xlsx")
    assert (done.exit_code, "没有填分工" in done.stderr) == (2, True)
    assert run("split", tmp_path / "没有.xlsx").exit_code == 2
    openpyxl.Workbook().save(tmp_path / "别的.xlsx")
    assert "不是本工具写的工作簿" in run("split", tmp_path / "别的.xlsx").stderr


# ── the sheet's XML ──

ROWS = '<row r="1"/><row r="2" hidden="1"><c r="A2"/></row><row r="3"/><row r="4" ht="9"/>'
WANTED = Filter({3}, {0: ["王&李"]}, 2, 4, 2)
CRITERIA = '<filterColumn colId="0"><filters><filter val="王&amp;李"/></filters></filterColumn>'
NEW = f'<autoFilter ref="A2:B4">{CRITERIA}</autoFilter>'
DONE = (
    '<row r="1"/><row r="2" hidden="1"><c r="A2"/></row><row r="3"/><row hidden="1" r="4" ht="9"/>'
)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            f'<w><sheetPr a="1"/><sheetData>{ROWS}</sheetData><autoFilter ref="A2:B4"/><z/></w>',
            f'<w><sheetPr filterMode="1" a="1"/><sheetData>{DONE}</sheetData>{NEW}<z/></w>',
        ),
        (
            f"<w><sheetData>{ROWS}</sheetData><autoFilter><a><b/></a></autoFilter></w>",
            f'<w><sheetPr filterMode="1"/><sheetData>{DONE}</sheetData>{NEW}</w>',
        ),
        (  # none yet: behind the protection, before everything else
            f"<w><sheetData>{ROWS}</sheetData><sheetProtection/><m/><n/></w>",
            f'<w><sheetPr filterMode="1"/><sheetData>{DONE}</sheetData><sheetProtection/>{NEW}'
            "<m/><n/></w>",
        ),
        (
            f"<w><sheetData>{ROWS}</sheetData></w>",
            f'<w><sheetPr filterMode="1"/><sheetData>{DONE}</sheetData>{NEW}</w>',
        ),
        (  # rows need no number; the tables of an extension have rows and filters, too
            "<w><sheetPr filterMode='1'/><sheetData><row/><row hidden='1'/><row hidden='1'/>"
            '<row x=">"/></sheetData><autoFilter></autoFilter><e><row r="4"/><autoFilter/></e></w>',
            "<w><sheetPr filterMode=\"1\"/><sheetData><row/><row hidden='1'/><row/>"
            f'<row hidden="1" x=">"/></sheetData>{NEW}<e><row r="4"/><autoFilter/></e></w>',
        ),
        (
            '<x:w xmlns:x="x"><x:sheetData><x:row r="4"/></x:sheetData></x:w>',
            '<x:w xmlns:x="x"><x:sheetPr filterMode="1"/><x:sheetData><x:row hidden="1" r="4"/>'
            "</x:sheetData>" + re.sub(r"(</?)", r"\1x:", NEW) + "</x:w>",
        ),
    ],
)
def test_a_filter_changes_tags_and_nothing_else(before: str, after: str) -> None:
    assert filtered(outline(before.encode()), WANTED).decode() == after


@pytest.mark.parametrize(
    ("xml", "why"),
    [
        (b"<w><sheetData>", "no element"),
        ("<w/>".encode("utf-16"), "utf-8"),
        (b'<!DOCTYPE w [<!ENTITY a "b">]><w><sheetData><row/></sheetData></w>', "entities"),
        (b"<w/>", "rows"),
    ],
)
def test_what_is_no_sheet_is_refused(xml: bytes, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        outline(xml)


# ── merged again ──

INPUTS = sorted((SAMPLES / "2024").glob("*.txt"))[:4]


def answered(path: Path) -> dict[str, dict[str, Any]]:
    """The answers of a workbook by the key of the finding, without those not answered."""
    rows = rows_of(judges.opened(path)["问题清单"])
    keys = ("status", "opinion", "reviewer", "date")
    found = {str(v["rid"]): {k: v[k] for k in keys if v[k]} for _, v in rows if v["rid"]}
    return {rid: told for rid, told in found.items() if told}


def turned(path: Path) -> None:
    """Sort a list of problems the other way round, and put a column of one's own before it."""
    book = openpyxl.load_workbook(path)
    sheet = book["问题清单"]
    rows = [row for row, _ in rows_of(sheet)]
    values = [[cell.value for cell in sheet[row]] for row in rows]
    for row, told in zip(rows, reversed(values), strict=True):
        for column, value in enumerate(told, 1):
            sheet.cell(row, column).value = value
    sheet.insert_cols(3)
    book.save(path)


@pytest.mark.parametrize(
    "office", [False, pytest.param(True, id="LibreOffice", marks=pytest.mark.slow)]
)
def test_three_copies_come_back_as_one(tmp_path: Path, office: bool) -> None:
    path, copies = tmp_path / "audit.xlsx", tmp_path / "copies"
    assert run("build", *INPUTS, "-o", path, "--assign", "王,李,赵", "-q").exit_code == 0
    assert run("split", path, "-o", copies).exit_code == 0
    files = {name: copies / f"audit_{name}.xlsx" for name in ("王", "李", "赵")}
    mine = {name: sorted(seen(copy, "问题清单")) for name, copy in files.items()}
    said: dict[str, dict[str, dict[str, Any]]] = {
        name: {
            rid: {"status": "属实，已更正", "opinion": f"{name}{n}", "reviewer": name}
            for n, rid in enumerate(rids)
        }
        for name, rids in mine.items()
    }
    dated, both = mine["王"][0], mine["李"][0]
    more: dict[str, dict[str, dict[str, Any]]] = {
        "王": {dated: {**said["王"][dated], "date": datetime.date(2025, 3, 1)}},
        "赵": {both: {"status": "规则误报", "reviewer": "赵"}},
    }
    for name, copy in files.items():
        fill(copy, "问题清单", said[name] | more.get(name, {}), copy)
    wanted = {rid: told for by in said.values() for rid, told in by.items()}
    turned(files["赵"])
    if office:
        files["李"] = by_libreoffice(files["李"], tmp_path / "saved")
    words = [word for file in files.values() for word in ("--carry", file)]
    assert run("build", *INPUTS, "-o", path, *words, "-q").exit_code == 0
    found = answered(path)
    assert set(found) == set(wanted)
    told = found.pop(both)
    assert "属实，已更正（李）" in told["status"]
    assert "规则误报（赵）" in told["status"]
    assert told["opinion"] == wanted.pop(both)["opinion"]
    assert str(found[dated].pop("date")).startswith("2025-03-01")
    assert found == wanted
    book = openpyxl.load_workbook(path)
    owners = {v["owner"] for _, v in rows_of(book["汇总"]) if v["rid"]}
    assert owners == {"王", "李", "赵"}
    assert "未匹配" not in book.sheetnames


def test_reports_are_assigned_for_splitting(tmp_path: Path) -> None:
    path = tmp_path / "audit.xlsx"
    write_workbook(assigned(audit_of(2024), ["王", "李"]), path)
    done = run("split", path)
    assert done.exit_code == 0
    assert {p.name for p in tmp_path.iterdir()} == {"audit.xlsx", "audit_王.xlsx", "audit_李.xlsx"}
    assert "年报 3 份" in done.stdout
