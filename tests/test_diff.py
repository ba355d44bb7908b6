"""What has changed between two workbooks, whichever program saved them."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner, Result

from audit.build import manifest
from audit.cli import app
from audit.pack.one import SHOWN
from audit.report import Report, State
from audit.review.diff import Diff, compare
from audit.review.gathered import read_workbooks
from audit.review.merge import merged
from audit.review.names import Names
from audit.review.placed import brought, pairs
from audit.review.snapshot import Number, read_snapshot
from audit.run import audit_reports
from audit.workbook import write_workbook
from tests.conftest import REPOSITORY
from tests.reporting import filled, quiet, unreadable
from tests.reviewing import SAVED, Save, fill, rows_of

SUITS = "disputes.litigation_direct"
A, B, C, D = (f"范例县{name}" for name in ("教育局", "水务局", "民政局", "财政局"))


def report(agency: str, digest: str = "1") -> Report:
    """A report whose direct suits are not what their total says."""
    numbers = {f"{SUITS}.upheld": 1, f"{SUITS}.total": 2}
    return filled(quiet(agency, digest=digest * 64), numbers)


def built(path: Path, *reports: Report, carry: Path | None = None) -> Path:
    """A workbook of reports, with the answers of another one."""
    rows = merged(read_workbooks([carry] if carry else []))
    audit = audit_reports(reports, manifest=manifest(reports))
    write_workbook(brought(audit, rows, Names.of(reports), ()), path)
    return path


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two builds: A stays, B was sent again without the fault, C is gone, D is new."""
    folder = tmp_path_factory.mktemp("two")
    unclear = filled(report(B), {f"{SUITS}.total": unreadable("7?")})
    old = built(folder / "旧.xlsx", report(A), unclear, report(C))
    path = folder / "新.xlsx"
    built(path, report(A), filled(report(B, "2"), {f"{SUITS}.total": 1}), report(D), carry=old)
    fill(path, "问题清单", {f"{A}|2024|T404": {"status": "属实，已更正", "reviewer": "王"}}, path)
    fill(path, "汇总", {f"{A}|2024": {"owner": "李", "remark": "已电话核实"}}, path)
    fill(path, "四、复议诉讼", {f"{A}|2024": {f"0.{SUITS.partition('.')[2]}.total": 1}}, path)
    fill(path, "四、复议诉讼", {f"{A}|2024": {"reason": "王，见原件"}}, path)
    return folder


@pytest.fixture
def before(two: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(two / "旧.xlsx", tmp_path))


@pytest.fixture
def after(two: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(two / "新.xlsx", tmp_path))


def differing(old: Path, new: Path) -> Diff:
    return compare(read_snapshot(old), read_snapshot(new))


@pytest.mark.parametrize("save", SAVED)
def test_everything_that_changed_is_told(
    before: Path, after: Path, tmp_path: Path, save: Save
) -> None:
    found = differing(save(before, tmp_path / "saved"), save(after, tmp_path / "saved"))
    assert {(c.kind.value, c.source.agency) for c in found.reports} == {
        *(("reread", B), ("new", D), ("gone", C)),
    }
    cells = {(c.source.agency, c.cell): (c.old, c.new) for c in found.cells}
    assert cells == {
        (A, f"{SUITS}.total"): (Number("2", "2"), Number("1", "2")),
        (B, f"{SUITS}.total"): (Number("※7?", "※7?"), Number("1", "1")),
    }
    assert cells[A, f"{SUITS}.total"][1].state is State.CORRECTED
    kinds = {(f.source.agency, f.kind) for f in found.findings}
    assert {(B, "settled"), (C, "gone"), (D, "new")} <= kinds
    assert not {(A, "new"), (A, "gone"), (C, "settled"), (D, "settled")} & kinds
    assert all(f.entry.told["sentence"] for f in found.findings)
    assert [(a.source.agency, a.rule, a.who, a.field, a.old, a.new) for a in found.answers] == [
        (A, "T404", "王", "status", "", "属实，已更正"),
        (A, "T404", "王", "reviewer", "", "王"),
        (A, "", "李", "owner", "", "李"),
        (A, "", "李", "remark", "", "已电话核实"),
        (A, "", "", "reason", "", "王，见原件"),
    ]
    assert not found.rules_changed


@pytest.mark.parametrize("save", SAVED)
def test_saving_again_changes_nothing(before: Path, tmp_path: Path, save: Save) -> None:
    found = differing(before, save(before, tmp_path / "saved"))
    assert (found.reports, found.cells, found.findings, found.answers) == ((), (), (), ())


def test_numbers_that_changed_make_a_finding_changed(tmp_path: Path) -> None:
    old = built(tmp_path / "a.xlsx", report(A))
    new = built(tmp_path / "b.xlsx", filled(report(A), {f"{SUITS}.total": 5}))
    (found,) = (f for f in differing(old, new).findings if f.entry.told["rule"] == "T402")
    assert found.kind == "changed"
    assert found.old is not None
    assert found.entry.told["sentence"] != found.old.told["sentence"]


def test_a_correction_that_settles_is_seen_once_the_workbook_is_calculated(tmp_path: Path) -> None:
    old = built(tmp_path / "a.xlsx", report(A))
    new = tmp_path / "b.xlsx"
    book = openpyxl.load_workbook(old)
    for row, values in rows_of(book["问题清单"]):
        if "|T402|" in str(values["rid"]):
            book["问题清单"].cell(row, 5).value = "√ 已消除"
    book.save(new)
    assert [f.kind for f in differing(old, new).findings] == ["settled"]


def test_answers_on_what_is_settled_stay_visible(tmp_path: Path) -> None:
    old, new = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    fill(built(old, report(A)), "问题清单", {f"{A}|2024|T402": {"status": "读取有误"}}, old)
    built(new, filled(report(A, "2"), {f"{SUITS}.total": 1}))
    (found,) = (f for f in differing(old, new).findings if f.entry.told["rule"] == "T402")
    assert (found.kind, found.status) == ("settled", "读取有误")


@pytest.mark.parametrize(
    ("then", "now", "kinds"),
    [
        (["a.docx"], ["b.docx"], ["reread"]),  # one key, another file
        (["a.docx"], ["a.docx", "b.docx"], ["new"]),  # two: the file says which is which
        (["a.docx", "b.docx"], ["b.docx"], ["gone"]),
        (["a.docx", "b.docx"], ["c.docx", "d.docx"], ["new", "new", "gone", "gone"]),
    ],
)
def test_versions_of_a_report_are_told_apart_by_their_files(
    tmp_path: Path, then: list[str], now: list[str], kinds: list[str]
) -> None:
    old, new = (
        built(
            tmp_path / f"{n}.xlsx",
            *(replace(report(A, source[0]), source=source) for source in sources),
        )
        for n, sources in enumerate((then, now))
    )
    assert [c.kind.value for c in differing(old, new).reports] == kinds


def test_what_could_not_be_read_is_no_set_of_changed_numbers(tmp_path: Path) -> None:
    unread = Report("x.pdf", "pdf", A, 2024, problem="打不开", digest="1" * 64)
    old, new = built(tmp_path / "a.xlsx", unread), built(tmp_path / "b.xlsx", report(A))
    for one, other, kind in ((old, new, "readable"), (new, old, "unreadable")):
        found = differing(one, other)
        assert [c.kind for c in found.reports] == [kind]
        assert found.cells == ()


@pytest.mark.parametrize(
    ("shown", "read", "state"),
    [
        ("3", "3", State.READ),
        ("3", "※3?", State.CORRECTED),
        ("3", "", State.CORRECTED),
        ("", "", State.BLANK),
        ("※3?", "※3?", State.UNREADABLE),
        ("※缺", "※缺", State.ABSENT),
        ("/", "/", State.MARK),
    ],
)
def test_what_stands_in_a_cell_has_a_state(shown: str, read: str, state: State) -> None:
    assert Number(shown, read).state is state


@pytest.mark.parametrize(
    ("new", "old", "same"),
    [
        ("甲|2024|T402|不符|a.b.c", "甲|2024|T402|不符|a.b.c;a.b.d", True),
        ("甲|2024#甲.docx|T402|不符|a.b.c", "甲|2024#甲.docx|T402|不符|a.b.c;a.b.d", True),
        ("甲|2024|T402|不符|a.b.c", "甲|2024|T402|不符|a.b.d", False),
        ("甲|2024#甲.docx|T402|不符|a.b.c", "甲|2024#甲.docx|T402|不符|a.b.d", False),
        ("甲|2024|T402|不符|a.b.c", "甲|2024|T404|不符|a.b.c", False),
    ],
)
def test_a_finding_continues_one_that_shares_a_cell(new: str, old: str, same: bool) -> None:
    assert pairs([new], [old]) == ({new: old} if same else {})


# ── the command ──


def run(*words: object) -> Result:
    return CliRunner().invoke(app, ["diff", *map(str, words)])


def test_the_terminal_counts_first(before: Path, after: Path) -> None:
    done = run(before, after)
    assert done.exit_code == 0
    lines = done.stdout.splitlines()
    assert lines[0].startswith("年报：新增 1，不再有 1，文件已换 1")
    assert lines[1] == "数字：变化 2 格，其中新表里是更正的 1"
    assert lines[3] == "答复：变化 5 处"
    assert sum(line.startswith("数字  ") for line in lines) == 2
    assert any("2 → 1（更正）" in line for line in lines)
    assert any("※7?（读不准） → 1" in line for line in lines)
    assert any("王  处理状态  （空） → 属实，已更正" in line for line in lines)


def test_json_has_a_schema(before: Path, after: Path) -> None:
    told = json.loads(run(before, after, "--json").stdout)
    assert told["schema"] == 1
    assert told["counts"]["cells"] == {"changed": 2, "corrected": 1}
    assert [len(told[key]) for key in ("reports", "cells", "answers")] == [3, 2, 5]
    cell = next(c for c in told["cells"] if c["agency"] == A)
    assert (cell["old"]["shown"], cell["new"]["shown"]) == ("2", "1")
    assert cell["new"] == {"shown": "1", "state": "corrected", "read": "2"}
    assert {f["change"] for f in told["findings"]} <= {"new", "settled", "changed", "gone"}


def test_the_workbook_has_a_row_a_change(before: Path, after: Path, tmp_path: Path) -> None:
    path = tmp_path / "差别.xlsx"
    assert run(before, after, "-o", path).exit_code == 0
    found, book = differing(before, after), openpyxl.load_workbook(path)
    assert [s.title for s in book if s.sheet_state == "visible"] == ["年报", "数字", "问题", "答复"]
    sizes = {s: len(list(rows_of(book[s]))) for s in ("年报", "数字", "问题", "答复")}
    counts = (found.reports, found.cells, found.findings, found.answers)
    assert list(sizes.values()) == list(map(len, counts))
    (row,) = (v for _, v in rows_of(book["数字"]) if v["agency"] == A)
    assert (row["old"], row["new"], row["state_new"], row["cell"]) == (
        2,
        1,
        "更正",
        f"{SUITS}.total",
    )


def test_nothing_in_it_is_a_formula(tmp_path: Path) -> None:
    old, new = built(tmp_path / "a.xlsx", report(A)), tmp_path / "b.xlsx"
    fill(old, "汇总", {f"{A}|2024": {"remark": "'=1+1"}}, new)
    book = openpyxl.load_workbook(new)
    for row, values in rows_of(book["汇总"]):
        if values["remark"]:
            cell = book["汇总"].cell(row, [c.value for c in book["汇总"][5]].index("remark") + 1)
            cell.value, cell.data_type = "=1+1", "s"
    book.save(new)
    path = tmp_path / "差别.xlsx"
    assert run(old, new, "-o", path).exit_code == 0
    cells = [c for row in openpyxl.load_workbook(path)["答复"] for c in row if c.value == "=1+1"]
    assert [c.data_type for c in cells] == ["s"]


@pytest.mark.parametrize("which", [0, 1])
def test_a_file_that_is_no_workbook_ends_with_two(before: Path, tmp_path: Path, which: int) -> None:
    other = tmp_path / "别的.xlsx"
    other.write_text("别的", "utf-8")
    for path, word in ((other, "打不开"), (tmp_path / "没有.xlsx", "打不开")):
        pair = [before, before]
        pair[which] = path
        done = run(*pair)
        assert done.exit_code == 2
        assert word in done.stderr
    openpyxl.Workbook().save(other)
    assert "不是本工具写的工作簿" in run(before, other).stderr


def test_the_output_is_no_input(before: Path, after: Path) -> None:
    size = after.stat().st_size
    assert run(before, after, "-o", after).exit_code == 2
    assert after.stat().st_size == size


def test_an_agency_s_workbook_is_compared_with_its_own_kind(before: Path, tmp_path: Path) -> None:
    sent, back = tmp_path / "发出.xlsx", tmp_path / "发回.xlsx"
    write_workbook(audit_reports([report(A)]), sent, SHOWN, replies=True)
    fill(sent, "问题清单", {f"{A}|2024|T404": {"reply": "录入有误", "replied_by": "赵"}}, back)
    told = [(a.rule, a.who, a.field, a.new) for a in differing(sent, back).answers]
    assert told == [("T404", "赵", "reply", "录入有误"), ("T404", "赵", "replied_by", "赵")]
    assert differing(sent, back).findings == ()
    for pair in ((before, back), (back, before)):
        done = run(*pair)
        assert (done.exit_code, done.stdout) == (2, "")
        assert "“发回.xlsx”是机关审核包里的工作簿" in done.stderr


def test_in_a_process_of_its_own(before: Path, after: Path) -> None:
    """Modules of other commands are not there yet: nothing may import in a circle."""
    told = ["diff", str(before), str(after)]
    done = subprocess.run(
        [sys.executable, "-m", "audit", *told], cwd=REPOSITORY, capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == run(before, after).stdout


@pytest.mark.parametrize("name", ["diff", "pages", "returned", "snapshot", "split"])
def test_what_reads_workbooks_can_be_imported_first(name: str) -> None:
    module = f"import audit.review.{name}"
    assert subprocess.run([sys.executable, "-c", module], cwd=REPOSITORY).returncode == 0
