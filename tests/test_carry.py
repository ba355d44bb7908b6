"""Reviewers' answers and corrections survive every rebuild, or are shown as unplaced."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from typer.testing import CliRunner, Result

from audit.cli import app
from audit.form import Cell, load_form
from audit.review.entry import PROBLEM, Entry
from audit.review.merge import Merged
from audit.review.names import Names
from audit.review.placed import carry
from audit.run import audit_reports
from audit.settings import Settings
from samples.generator import Generated, generate, render
from tests import judges
from tests.conftest import worked_here
from tests.reporting import quiet
from tests.returned import Desk, Seen, as_wps_does, copied
from tests.reviewing import by_libreoffice

pytestmark = pytest.mark.usefixtures("in_this_process")

WRONG, CLEAN = "虚构市财政局", "虚构市教育局"
GRANTED = Cell("applications", "granted", "natural_person")
ANSWER = {
    "status": "属实，退回修改",
    "opinion": "已电话核实",
    "reviewer": "王",
    "date": "2026-03-01",
}


def made(agency: str, year: int = 2024) -> Generated:
    return generate(Random(7), year=year, agency=agency, single_other_row=False)


def report(folder: Path, agency: str, *, slip: float = 0.0, year: int = 2024) -> None:
    """Write a report, its 予以公开·自然人 off by a slip."""
    true = made(agency, year)
    slipped = replace(true, cells={**true.cells, GRANTED: true.cells[GRANTED] + slip})
    folder.mkdir(parents=True, exist_ok=True)
    text = render(slipped, "html", Random(7))
    (folder / f"{agency}{year}.html").write_text(text, "utf-8")


def build(folder: Path, out: Path, *more: object) -> Result:
    return CliRunner().invoke(app, ["build", str(folder), "-o", str(out), "-q", *map(str, more)])


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of reports and a workbook of them.

    One has answered the first finding on 财政局 and written remarks.
    """
    begun = tmp_path_factory.mktemp("begun")
    report(begun / "reports", WRONG, slip=9)
    report(begun / "reports", CLEAN)
    path = begun / "audit.xlsx"
    with worked_here():
        assert build(begun / "reports", path).exit_code == 0
    desk = Desk(path)
    desk.write(f"{WRONG}|2024|T302", ANSWER)
    desk.write(f"{WRONG}|2024", {"owner": "王", "decision": "退回修改", "remark": "急"})
    desk.save()
    return begun


@pytest.fixture
def folder(begun: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(begun / "reports", tmp_path / "reports"))


@pytest.fixture
def out(begun: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(begun / "audit.xlsx", tmp_path))


def answered(path: Path) -> bool:
    seen = Seen(path)
    found = seen.values(f"{WRONG}|2024|T302", *ANSWER)
    return found == tuple(ANSWER.values()) and seen.values(
        f"{WRONG}|2024", "owner", "decision", "remark"
    ) == ("王", "退回修改", "急")


def _as_it_is(desk: Desk) -> None:
    pass


def _columns_inserted(desk: Desk) -> None:
    for key in ("status", "owner", "reason"):
        desk.sheet(key)[0].insert_cols(3, 2)


def _columns_moved(desk: Desk) -> None:
    sheet, keys, _ = desk.sheet("status")
    for row in range(1, sheet.max_row + 1):
        cells = [sheet.cell(row, keys[key]) for key in ("status", "reviewer")]
        cells[0].value, cells[1].value = cells[1].value, cells[0].value


def _rows_sorted(desk: Desk) -> None:
    sheet, _, first = desk.sheet("status")
    rows = [[c.value for c in row] for row in sheet.iter_rows(min_row=first)]
    for row, values in zip(range(first, sheet.max_row + 1), reversed(rows), strict=True):
        for column, value in enumerate(values, 1):
            sheet.cell(row, column).value = value


def _rows_deleted_and_added(desk: Desk) -> None:
    sheet, _, first = desk.sheet("status")
    kept = desk.cell(f"{WRONG}|2024|T302", "status").row
    for row in range(sheet.max_row, first - 1, -1):
        if row != kept:
            sheet.delete_rows(row)
    sheet.insert_rows(first, 3)
    sheet.insert_rows(1, 20)


def _rows_hidden(desk: Desk) -> None:
    sheet, _, first = desk.sheet("status")
    for row in range(first, sheet.max_row + 1):
        sheet.row_dimensions[row].hidden = True
    sheet.auto_filter.add_filter_column(4, ["× 不符"])


def _sheets_renamed_and_added(desk: Desk) -> None:
    for key in ("status", "decision", "reason"):
        desk.sheet(key)[0].title = f"已看 {key}"
    desk.book.create_sheet("我的笔记", 0)["A1"] = "rid"


def _heads_renamed(desk: Desk) -> None:
    sheet, keys, first = desk.sheet("status")
    sheet.cell(first - 1, keys["status"]).value = "状态"


CHANGES = [
    *(_columns_inserted, _columns_moved, _rows_sorted, _rows_hidden, _heads_renamed),
    *(_sheets_renamed_and_added, _rows_deleted_and_added),
]


def _all_at_once(desk: Desk) -> None:
    for change in CHANGES:
        change(desk)


# one by one they tell what is broken, all at once whether anything is
@pytest.mark.parametrize(
    "change",
    [_as_it_is, _all_at_once, *(pytest.param(c, marks=pytest.mark.slow) for c in CHANGES)],
)
def test_answers_survive(folder: Path, out: Path, change: Callable[[Desk], None]) -> None:
    desk = Desk(out)
    change(desk)
    desk.save()
    assert build(folder, out).exit_code == 0
    assert answered(out)
    assert build(folder, out).exit_code == 0
    assert answered(out), "and the build after that"


def test_answers_survive_wps(folder: Path, out: Path, tmp_path: Path) -> None:
    shutil.move(as_wps_does(out, tmp_path / "wps.xlsx"), out)
    assert build(folder, out).exit_code == 0
    assert answered(out)


@pytest.mark.slow
def test_answers_survive_libreoffice(folder: Path, out: Path, tmp_path: Path) -> None:
    desk = Desk(out)
    desk.write(f"{CLEAN}|2024|applications|granted", {"value.natural_person": 77, "reason": "李"})
    desk.save()
    shutil.copy(by_libreoffice(out, tmp_path / "saved"), out)
    assert build(folder, out).exit_code == 0
    assert answered(out)
    row = f"{CLEAN}|2024|applications|granted"
    assert Seen(out).values(row, "value.natural_person", "reason") == (77, "李")


def test_all_judges_know_the_answers(folder: Path, out: Path, tmp_path: Path) -> None:
    assert build(folder, out).exit_code == 0
    ours, formulas = judges.values(out), judges.formulas(out)
    judges.poisoned(out, tmp_path / "poisoned.xlsx")
    theirs = judges.by_ironcalc(tmp_path / "poisoned.xlsx", list(formulas))
    assert judges.disagreements(ours, theirs, list(formulas)) == []
    shown = {str(value) for (sheet, _), value in ours.items() if sheet in ("问题清单", "汇总")}
    assert any("已处理 1 条" in text for text in shown)
    assert any("审核结论已填 1 份" in text for text in shown)
    assert ("总览", "王") in {(sheet, value) for (sheet, _), value in ours.items()}


def test_what_has_changed_since_is_told(folder: Path, out: Path) -> None:
    report(folder, WRONG, slip=5)
    report(folder, "虚构市水务局", slip=3)
    assert build(folder, out).exit_code == 0
    assert answered(out)
    seen = Seen(out)
    assert seen.values(f"{WRONG}|2024|T302", "since") == ("复核后变更",)
    assert seen.values("虚构市水务局|2024|T302", "since") == ("新增",)
    assert build(folder, out).exit_code == 0
    assert Seen(out).values("虚构市水务局|2024|T302", "since") == ("未变",)


def unplaced(path: Path) -> dict[str, str]:
    """Why → what, and what was said, as 未匹配 has it."""
    return {
        str(row["why"]): "　".join(str(row[key] or "") for key in ("agency", "what", "said"))
        for row in Seen(path).rows("entry")
        if row["entry"]
    }


def test_what_is_settled_is_listed_and_stays_listed(folder: Path, out: Path) -> None:
    report(folder, WRONG)
    for _ in range(2):
        assert build(folder, out).exit_code == 0
        told = unplaced(out)["已消除"]
        assert WRONG in told
        assert "已电话核实" in told
        assert "处理状态：属实，退回修改" in told
    report(folder, WRONG, slip=9)
    assert build(folder, out).exit_code == 0
    assert answered(out), "it comes back with its answer"
    with pytest.raises(KeyError):
        unplaced(out)


def test_answers_to_a_report_that_is_gone_are_kept(folder: Path, out: Path) -> None:
    (folder / f"{WRONG}2024.html").unlink()
    assert build(folder, out).exit_code == 0
    assert "没有这份年报" in unplaced(out)
    report(folder, WRONG, slip=9)
    assert build(folder, out).exit_code == 0
    assert answered(out)


def corrected(out: Path, value: object) -> str:
    row = f"{WRONG}|2024|applications|granted"
    desk = Desk(out)
    desk.write(row, {"value.natural_person": value, "reason": "王，据原件"})
    desk.save()
    return row


def test_a_correction_is_used_by_all_checks_and_the_original_stays(folder: Path, out: Path) -> None:
    right = made(WRONG).cells[GRANTED]
    row = corrected(out, right)
    assert build(folder, out, "--data", out.parent / "data").exit_code == 0
    desk = Desk(out)
    assert desk.values(row, "value.natural_person", "reason") == (right, "王，据原件")
    assert desk.values(row, "read_as")[0].startswith(f"{right + 9:g}|")
    assert not [rid for rid in desk.rows("status") if f"{WRONG}|2024|T302" in rid]
    cells = (out.parent / "data" / "cells.csv").read_text("utf-8-sig").splitlines()
    assert [line for line in cells if "granted,natural_person" in line and ",corrected," in line]
    assert "已消除" in unplaced(out), "the answer to what it has settled"
    assert build(folder, out).exit_code == 0
    assert Seen(out).values(row, "value.natural_person", "reason") == (right, "王，据原件")


@pytest.mark.parametrize(
    ("typed", "slip", "why"),
    [
        (3, 7, "来源已变，更正未用"),
        ("约三", 9, "更正不是数，未用"),
        (None, 9, "更正不是数，未用"),
    ],
)
def test_a_correction_that_does_not_apply_is_shown(
    folder: Path, out: Path, typed: object, slip: float, why: str
) -> None:
    row = corrected(out, typed)
    report(folder, WRONG, slip=slip)
    assert build(folder, out).exit_code == 0
    now = made(WRONG).cells[GRANTED] + slip
    assert Seen(out).values(row, "value.natural_person") == (now,)
    told = unplaced(out)[why]
    assert "王，据原件" in told
    assert "予以公开" in told


def test_a_source_that_now_says_what_was_corrected(folder: Path, out: Path) -> None:
    right = made(WRONG).cells[GRANTED]
    corrected(out, right)
    report(folder, WRONG)
    assert build(folder, out).exit_code == 0
    assert "来源已改为更正的数" in unplaced(out)


def test_copies_are_merged_and_who_disagree_are_both_shown(folder: Path, out: Path) -> None:
    assert build(folder, out).exit_code == 0
    wang, li = copied(out, "王.xlsx"), copied(out, "李.xlsx")
    row = f"{WRONG}|2024|applications|granted"
    for path, name, status, value in ((wang, "王", "规则误报", 1), (li, "李", "暂缓", 2)):
        desk = Desk(path)
        desk.write(f"{WRONG}|2024|T302", {"status": status, "reviewer": name})
        desk.write(row, {"value.natural_person": value})
        desk.write(f"{CLEAN}|2024", {"remark": f"{name}看过"})
        desk.save()
    desk = Desk(li)
    desk.write(f"{CLEAN}|2024", {"decision": "通过"})
    desk.save()
    assert build(folder, out, "--carry", wang, "--carry", li).exit_code == 0
    seen = Seen(out)
    status, since, opinion = seen.values(f"{WRONG}|2024|T302", "status", "since", "opinion")
    assert status == "规则误报（王）；暂缓（李）"
    assert (since, opinion) == ("意见不一", "已电话核实")
    assert seen.values(f"{CLEAN}|2024", "decision", "remark") == (
        "通过",
        "王看过（王）；李看过（李）",
    )
    assert seen.values(row, "value.natural_person") == (made(WRONG).cells[GRANTED] + 9,), (
        "of two corrections none is used"
    )
    assert "几处更正不同，未用" in unplaced(out)


def test_an_older_copy_does_not_undo_a_later_answer(folder: Path, out: Path) -> None:
    assert build(folder, out).exit_code == 0
    old = copied(out, "旧.xlsx")
    desk = Desk(out)
    desk.write(f"{WRONG}|2024|T302", {"status": "有说明，可接受"})
    desk.save()
    assert build(folder, out, "--carry", old).exit_code == 0
    assert Seen(out).values(f"{WRONG}|2024|T302", "status") == ("有说明，可接受",)
    desk = Desk(out)
    desk.write(f"{WRONG}|2024|T302", {"status": None})
    desk.save()
    assert build(folder, out, "--carry", old).exit_code == 0
    assert Seen(out).values(f"{WRONG}|2024|T302", "status") == (None,), "taken back by hand"


def test_a_folder_of_copies(folder: Path, out: Path, tmp_path: Path) -> None:
    copies = tmp_path / "copies"
    copies.mkdir()
    shutil.move(out, copies / "王.xlsx")
    (copies / "别的.xlsx").write_text("不是工作簿", "utf-8")
    done = build(folder, out, "--carry", copies)
    assert done.exit_code == 0
    assert "别的.xlsx" in done.stderr
    assert answered(out)


def test_afresh(folder: Path, out: Path) -> None:
    assert build(folder, out, "--no-carry").exit_code == 0
    assert Seen(out).values(f"{WRONG}|2024|T302", "status") == (None,)


def _delete_the_keys(desk: Desk) -> None:
    desk.sheet("status")[0].delete_cols(1)


def _delete_a_sheet(desk: Desk) -> None:
    desk.book.remove(desk.sheet("decision")[0])


def _delete_what_was_read(desk: Desk) -> None:
    sheet, keys, first = desk.sheet("value.natural_person")
    for row in range(first, sheet.max_row + 1):
        sheet.cell(row, keys["read_as"]).value = None


@pytest.mark.parametrize(
    ("alter", "sheet"),
    [
        (_delete_the_keys, "问题清单"),
        (_delete_a_sheet, "汇总"),
        (_delete_what_was_read, "三、依申请公开"),
    ],
)
def test_where_answers_can_no_longer_be_found_nothing_is_written(
    folder: Path, out: Path, alter: Callable[[Desk], None], sheet: str
) -> None:
    desk = Desk(out)
    alter(desk)
    desk.save()
    before = out.read_bytes()
    done = build(folder, out)
    assert done.exit_code == 2
    assert sheet in done.stderr
    assert "--no-carry" in done.stderr
    assert out.read_bytes() == before


def test_a_file_that_is_not_ours_is_not_overwritten(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "别人的.xlsx"
    out.write_text("不是工作簿", "utf-8")
    done = build(folder, out)
    assert (done.exit_code, out.read_text("utf-8")) == (2, "不是工作簿")
    assert "--no-carry" in done.stderr


def test_what_reviewers_wrote_is_text_and_nothing_else(folder: Path, out: Path) -> None:
    hostile = {"opinion": "=1+1", "reviewer": "<r>王</r>", "date": "x" * 40_000}
    desk = Desk(out)
    desk.write(f"{WRONG}|2024|T302", hostile | {"opinion": "'=cmd|' /C calc'!A0"})
    desk.save()
    for _ in range(2):
        assert build(folder, out).exit_code == 0
    opinion, who = Seen(out).values(f"{WRONG}|2024|T302", "opinion", "reviewer")
    assert (opinion, str(who).replace("\u200b", "")) == ("'=cmd|' /C calc'!A0", "<r>王</r>")


def test_every_cell_has_its_place(folder: Path, out: Path) -> None:
    """A correction typed into any cell of the form comes back as that cell's."""
    desk = Desk(out)
    row = f"{WRONG}|2024|disclosure"
    desk.write(row, {"0.normative_documents.in_force": 4321, "reason": "王"})
    desk.save()
    assert build(folder, out, "--data", out.parent / "data").exit_code == 0
    line = "disclosure,normative_documents,in_force,4321.0,corrected"
    assert line in (out.parent / "data" / "cells.csv").read_text("utf-8-sig")
    assert load_form("2021").tables["disclosure"].row("normative_documents")


def anonymous(folder: Path, name: str, slip: float) -> None:
    """A report that does not say whose it is."""
    report(folder, WRONG, slip=slip)
    path = folder / f"{WRONG}2024.html"
    text = path.read_text("utf-8").replace(WRONG, "本机关")
    path.unlink()
    (folder / f"{name}.html").write_text(text, "utf-8")


def test_no_report_of_unknown_agency_takes_what_was_said_of_another(tmp_path: Path) -> None:
    folder, out = tmp_path / "reports", tmp_path / "audit.xlsx"
    for n, name in enumerate(("甲", "乙", "丙"), 3):
        anonymous(folder, name, slip=n)
    assert build(folder, out).exit_code == 0
    desk = Desk(out)
    key = next(rid for rid in desk.rows("status") if "乙.html" in rid and "T302" in rid)
    desk.write(key, {"status": "暂缓", "opinion": "乙的"})
    desk.write(next(r for r in desk.rows("decision") if "乙.html" in r), {"remark": "乙"})
    desk.save()
    (folder / "乙.html").unlink()
    for _ in range(2):
        assert build(folder, out).exit_code == 0
        desk = Desk(out)
        shown = {desk.cell(rid, "opinion").value for rid in desk.rows("status") if "T302" in rid}
        assert shown == {None}
        assert {desk.cell(r, "remark").value for r in desk.rows("decision") if "|" in r} == {None}
        assert "没有这份年报" in unplaced(out)
    anonymous(folder, "乙", slip=4)
    assert build(folder, out).exit_code == 0
    assert Seen(out).values(key, "status", "opinion") == ("暂缓", "乙的")


def test_several_corrections_of_a_row_come_back_with_their_report(folder: Path, out: Path) -> None:
    row = f"{WRONG}|2024|applications|granted"
    desk = Desk(out)
    desk.write(row, {"value.natural_person": 71, "value.business": 72, "reason": "王"})
    desk.save()
    (folder / f"{WRONG}2024.html").unlink()
    for _ in range(3):
        assert build(folder, out).exit_code == 0
    report(folder, WRONG, slip=9)
    assert build(folder, out).exit_code == 0
    found = Seen(out).values(row, "value.natural_person", "value.business", "reason")
    assert found == (71, 72, "王")


def test_corrections_that_differ_stay_until_one_is_chosen(folder: Path, out: Path) -> None:
    row = f"{WRONG}|2024|applications|granted"
    for name, value in (("王", 40), ("李", 41)):
        path = copied(out, f"{name}.xlsx")
        desk = Desk(path)
        desk.write(row, {"value.natural_person": value})
        desk.save()
    more = ("--carry", out.with_name("王.xlsx"), "--carry", out.with_name("李.xlsx"))
    for arguments in (more, (), ()):
        assert build(folder, out, *arguments).exit_code == 0
        desk = Desk(out)
        sheet, keys, first = desk.sheet("entry")
        told = [str(sheet.cell(n, keys["what"]).value) for n in range(first, sheet.max_row + 1)]
        assert sum("更正为 40" in text for text in told) == 1
        assert sum("更正为 41" in text for text in told) == 1


def test_who_disagree_are_shown_so_until_it_is_settled(folder: Path, out: Path) -> None:
    for name, status in (("王", "规则误报"), ("李", "暂缓")):
        desk = Desk(copied(out, f"{name}.xlsx"))
        desk.write(f"{WRONG}|2024|T302", {"status": status, "reviewer": name})
        desk.save()
    more = ("--carry", out.with_name("王.xlsx"), "--carry", out.with_name("李.xlsx"))
    for arguments in (more, (), ()):
        assert build(folder, out, *arguments).exit_code == 0
        assert Seen(out).values(f"{WRONG}|2024|T302", "since") == ("意见不一",)
    desk = Desk(out)
    desk.write(f"{WRONG}|2024|T302", {"status": "暂缓"})
    desk.save()
    assert build(folder, out).exit_code == 0
    assert Seen(out).values(f"{WRONG}|2024|T302", "since", "status") == ("未变", "暂缓")


@pytest.mark.parametrize("key", [None, 12345, "abc|x", "a|b|c|d|e"])
def test_an_answer_whose_key_is_lost_is_shown(folder: Path, out: Path, key: object) -> None:
    desk = Desk(out)
    cell = desk.cell(f"{WRONG}|2024|T302", "status")
    sheet, keys, _ = desk.sheet("status")
    sheet.cell(cell.row, keys["rid"]).value = key
    desk.save()
    for _ in range(2):
        assert build(folder, out).exit_code == 0
        told = " ".join(unplaced(out).values())
        assert "属实，退回修改" in told
        assert "已电话核实" in told


def test_a_reason_without_a_correction_is_kept_when_its_report_is_gone(
    folder: Path, out: Path
) -> None:
    row = f"{WRONG}|2024|applications|granted"
    desk = Desk(out)
    desk.write(row, {"reason": "已电话核实，原数无误"})
    desk.save()
    (folder / f"{WRONG}2024.html").unlink()
    for _ in range(2):
        assert build(folder, out).exit_code == 0
        assert "原数无误" in " ".join(unplaced(out).values())
    report(folder, WRONG, slip=9)
    assert build(folder, out).exit_code == 0
    assert Seen(out).values(row, "reason") == ("已电话核实，原数无误",)


def test_a_long_opinion_is_kept_when_its_report_is_gone(folder: Path, out: Path) -> None:
    long = "".join(chr(0x4E00 + n * 37 % 20_000) for n in range(30_000))
    desk = Desk(out)
    desk.write(f"{WRONG}|2024|T302", {"opinion": long})
    desk.save()
    (folder / f"{WRONG}2024.html").unlink()
    for _ in range(2):
        assert build(folder, out).exit_code == 0
    report(folder, WRONG, slip=9)
    assert build(folder, out).exit_code == 0
    assert Seen(out).values(f"{WRONG}|2024|T302", "opinion") == (long,)


def test_alike_findings_keep_their_own_answers() -> None:
    """Findings of one key are known by their numbers: with one settled no answer moves."""
    (finding, *_) = audit_reports([quiet()], settings=Settings(overview_most=1)).findings
    several = [replace(finding, sentence=f"正文作 {n}，表中为 {n + 1}") for n in (30, 400, 50)]
    before, after = (
        replace(audit_reports([quiet()]), findings=tuple(found))
        for found in (several, [several[0], several[2]])
    )
    rows = {
        (PROBLEM, key): Merged(
            Entry(PROBLEM, key, {"opinion": f.sentence}, told={"value_hash": f.value_hash})
        )
        for key, f in zip(before.fingerprints, before.findings, strict=True)
    }
    names = Names.of(after.reports)
    carried = carry(rows, dict(zip(after.fingerprints, after.findings, strict=True)), names)
    for key, f in zip(after.fingerprints, after.findings, strict=True):
        assert carried.answer(key, "opinion") == f.sentence
    (left,) = carried.leftovers
    assert left.entry.fields["opinion"] == several[1].sentence


def test_a_folder_says_what_it_does_not_take(folder: Path, out: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    assert "没有工作簿" in build(folder, out, "--carry", empty).stderr
    (empty / "甲.et").write_bytes(b"x")
    assert "甲.et" in build(folder, out, "--carry", empty).stderr


def test_the_command_says_what_came_along(folder: Path, out: Path) -> None:
    done = CliRunner().invoke(app, ["build", str(folder), "-o", str(out)])
    assert "带入 1 条答复、0 处更正，全部对上" in done.stderr
    (folder / f"{WRONG}2024.html").unlink()
    done = CliRunner().invoke(app, ["build", str(folder), "-o", str(out)])
    assert "未匹配 2 条" in done.stderr
