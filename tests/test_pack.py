"""Packs: one for each agency, with what is asked of it and nothing else."""

from __future__ import annotations

import csv
import email
import hashlib
import json
import re
import shutil
import zipfile
from dataclasses import replace
from email import policy
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from audit.cli import app
from audit.errors import InputError
from audit.form import Cell
from audit.pack.asked import Told, answers_of, asked
from audit.pack.own import names_of, own_report
from audit.pack.run import check_out, file_names
from audit.report import Report, State
from audit.review.entry import PROBLEM, REPLY, Entry
from audit.review.merge import Merged
from audit.review.names import Names
from audit.roster import Member, Roster
from audit.run import audit_reports
from audit.settings import Settings
from audit.waivers import Waiver
from audit.workbook.suggested import cause_text
from tests import judges
from tests.packing import packs, report_of
from tests.reporting import filled, place, quiet

ONE, OTHER, CLEAN = "虚构市甲局", "虚构市乙局", "虚构市丙局"
ABOVE = "虚构市人民政府"
ROSTER = Roster(
    (
        Member(ABOVE),
        Member(OTHER, ("虚构市乙委员会",), ABOVE, email="yi@example.gov.cn；电话 1"),
        Member(ONE, parent=ABOVE),
        Member("虚构市丁局", parent=ABOVE, email="ding@example.gov.cn"),
    )
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Packs of three agencies, one of which has nothing to be asked."""
    out = tmp_path_factory.mktemp("made") / "packs"
    given = [
        report_of(ONE, "各局/乙局转来.zip/甲.html"),
        report_of(OTHER, "b.html"),
        report_of("虚构市乙委员会", "a.html", year=2023),
        quiet(CLEAN),
    ]
    packs(given, out, ROSTER)
    return out


def rows(path: Path) -> list[dict[str, str]]:
    raw = path.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(raw.decode("utf-8-sig").splitlines()))


def test_a_folder_a_zip_and_a_draft_for_each_agency_and_two_lists(made: Path) -> None:
    names = {path.name for path in made.iterdir()}
    each = {f"{agency}{end}" for agency in (ONE, OTHER, CLEAN) for end in ("", ".zip", ".eml")}
    assert names == each | {"发送清单.csv", "未交清单.csv"}
    inside = {path.name for path in (made / ONE).iterdir()}
    files = {f"{ONE}核实函.docx", f"{ONE}年报核对.xlsx", "通知.txt", "manifest.json", "SHA256SUMS"}
    assert inside == files
    with zipfile.ZipFile(made / f"{ONE}.zip") as archive:
        assert set(archive.namelist()) == {f"{ONE}/{name}" for name in files}


def test_the_lists_say_what_goes_to_whom_and_who_has_not_reported(made: Path) -> None:
    sent = {row["机关"]: row for row in rows(made / "发送清单.csv")}
    assert list(sent) == [OTHER, ONE, CLEAN]  # as the roster has them, then the rest
    other = sent[OTHER]
    assert other["邮箱"] == "yi@example.gov.cn"
    assert "“电话”写法不对" in other["提示"]
    assert sent[ONE]["提示"] == sent[CLEAN]["提示"] == "名册中没有邮箱"
    data = (made / other["压缩包"]).read_bytes()
    assert int(other["字节数"]) == len(data)
    assert other["sha256"] == hashlib.sha256(data).hexdigest()
    assert int(other["核实事项"]) > 1
    assert sent[CLEAN]["核实事项"] == "0"
    assert [row["机关"] for row in rows(made / "未交清单.csv")] == [ABOVE, "虚构市丁局"]


def test_manifest_and_sums_agree_with_the_files(made: Path) -> None:
    folder = made / ONE
    told = json.loads((folder / "manifest.json").read_text("utf-8"))
    assert told["agency"] == ONE
    assert told["reports"] == [{"file": "甲.html", "year": 2024, "sha256": "0" * 64}]
    assert told["tool"].startswith("nianbao-audit ")
    sums = dict(
        line.split("  ")[::-1] for line in (folder / "SHA256SUMS").read_text("utf-8").splitlines()
    )
    assert {f["name"]: f["sha256"] for f in told["files"]}.items() <= sums.items()
    there = {p.name for p in folder.iterdir()} - {"SHA256SUMS"}
    assert set(sums) == there
    for name, digest in sums.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest


def test_an_agency_of_two_names_gets_one_pack_of_all_its_years(made: Path) -> None:
    told = json.loads((made / OTHER / "manifest.json").read_text("utf-8"))
    assert [(r["file"], r["year"]) for r in told["reports"]] == [("a.html", 2023), ("b.html", 2024)]


def test_the_workbook_asks_for_replies_and_locks_the_rest(made: Path) -> None:
    book = openpyxl.load_workbook(made / ONE / f"{ONE}年报核对.xlsx")
    assert all(sheet.protection.sheet for sheet in book)
    assert not any(sheet.protection.password for sheet in book)
    sheet = book["问题清单"]
    keys = [cell.value for cell in sheet[4]]
    assert {"rid", "value_hash", "kept", *REPLY} <= set(keys)
    assert not {"status", "opinion", "reviewer", "date"} & set(keys)
    heads = dict(zip(keys, (cell.value for cell in sheet[5]), strict=True))
    assert [heads[key] for key in REPLY] == ["机关答复", "答复人", "答复日期"]
    first = dict(zip(keys, sheet[6], strict=True))
    opened = {key for key, cell in first.items() if not cell.protection.locked}
    assert opened == set(REPLY)
    numbers = book["三、依申请公开"]
    there = {cell.value: cell.column for cell in numbers[4]}
    row = numbers[7]
    free = {cell.column for cell in row if not cell.protection.locked}
    values = {column for key, column in there.items() if str(key).startswith("value.")}
    assert free == values | {there["reason"]}
    assert {"问题清单", "三、依申请公开", "说明"} <= set(book.sheetnames)
    # nothing refers to a sheet of the office's workbook that is not here
    formulas = [c.value for s in book for row in s.iter_rows() for c in row if c.data_type == "f"]
    named = {name for text in formulas for name in re.findall(r"'([^']+)'!", str(text))}
    assert {"问题清单", "三、依申请公开"} <= named <= set(book.sheetnames)


def test_python_and_another_program_agree_on_what_stands_in_it(made: Path, tmp_path: Path) -> None:
    path = made / OTHER / f"{OTHER}年报核对.xlsx"
    formulas = judges.formulas(path)
    assert judges.poisoned(path, tmp_path / "poisoned.xlsx") > 50
    theirs = judges.by_ironcalc(tmp_path / "poisoned.xlsx", list(formulas))
    assert judges.disagreements(judges.values(path), theirs, list(formulas)) == []


def test_findings_keep_the_keys_they_have_in_the_office(made: Path) -> None:
    office = audit_reports([report_of(ONE, "甲.html"), quiet(CLEAN)])
    told = dict(zip(office.fingerprints, office.findings, strict=True))
    sheet = openpyxl.load_workbook(made / ONE / f"{ONE}年报核对.xlsx")["问题清单"]
    keys = [cell.value for cell in sheet[4]]
    for values in sheet.iter_rows(min_row=6, values_only=True):
        row = dict(zip(keys, values, strict=True))
        assert told[str(row["rid"])].value_hash == row["value_hash"]


def test_the_likely_cause_is_told_as_to_an_agency() -> None:
    diagnosis = "几种解释中最可能：先疑填报；N09 支持“甲”改为 4；同因 N09：正文作行政诉讼 4"
    (first, *_) = audit_reports([report_of(ONE, "甲.html")]).findings
    finding = replace(first, grade="乙", diagnosis=diagnosis, checks=(("N09", ""),))
    assert cause_text(finding) == f"乙 {diagnosis}"
    told = "乙 几种解释中最可能；另一项核对支持“甲”改为 4；同因：正文作行政诉讼 4"
    assert cause_text(finding, to_agency=True) == told
    read = replace(first, grade="甲", diagnosis="只此一种解释：原文没有读准；先疑读取，请对照原文")
    assert "先疑" not in cause_text(read, to_agency=True)
    assert "请对照原文" in cause_text(read, to_agency=True)


def test_no_workbook_of_an_agency_suspects_it(made: Path) -> None:
    book = openpyxl.load_workbook(made / ONE / f"{ONE}年报核对.xlsx")
    sheet = book["问题清单"]
    causes = [str(c.value) for c in sheet[6] if "种解释" in str(c.value)]
    assert causes
    assert not [text for text in causes if "先疑" in text or re.search(r"[A-Z]\d\d", text)]


def answered(rid: str, status: str) -> dict[tuple[str, str], Merged]:
    return {(PROBLEM, rid): Merged(Entry(PROBLEM, rid, {"status": status, "opinion": "内部意见"}))}


@pytest.mark.parametrize(
    ("status", "left"),
    [
        *(("规则误报", 0), ("读取有误", 0), ("有说明，可接受", 0), ("属实，已更正", 0)),
        *(("属实，退回修改", 1), ("暂缓", 1), ("", 1)),
    ],
)
def test_what_reviewers_have_closed_is_not_asked(status: str, left: int) -> None:
    report = report_of(ONE, "甲.html")
    every = asked(ONE, None, [report], Told(), {})
    target = every.fingerprints[0]
    result = asked(ONE, None, [report], Told(), answers_of(answered(target, status)).get(ONE, {}))
    assert len(result.findings) == len(every.findings) - 1 + left
    assert (target in result.fingerprints) is bool(left)
    checks = {(every.findings[0].report, check) for check in every.findings[0].checks}
    assert (checks <= result.waived_checks) is not bool(left)


def test_the_answer_to_a_finding_of_a_file_in_an_archive_is_found() -> None:
    sources = ("甲/年报.html", "乙/年报.html", "新.html")
    cell = "disclosure.licences.decisions"
    two = [filled(report_of(ONE, source), {cell: n}) for n, source in enumerate(sources)]
    office = audit_reports(two)
    for report in two:
        names = names_of(two)
        own = [own_report(one, names, {}) for one in two]
        rid = next(k for k in office.fingerprints if report.source in k and "|不符|" in k)
        result = asked(ONE, None, own, Told(), answered(rid, "规则误报"))
        told = set(asked(ONE, None, own, Told(), {}).fingerprints)
        gone = told - set(result.fingerprints)
        assert {names[report.source] in key for key in gone} == {True}
        assert len(gone) == 1


def test_what_is_waived_is_not_asked_and_not_told() -> None:
    report = report_of(ONE, "甲.html")
    every = asked(ONE, None, [report], Told(), {})
    rules = sorted({rule for finding in every.findings for rule in finding.rules})
    waivers = tuple(
        Waiver(n, ONE, rule, frozenset(), "王某某", "不便外传", "2024")
        for n, rule in enumerate(rules)
    )
    result = asked(ONE, None, [report], Told(waivers=waivers), {})
    assert every.findings
    assert result.findings == ()


def test_who_corrected_a_number_and_why_stays_inside() -> None:
    report = report_of(ONE, "甲.html")
    cell = place("applications.new_received.natural_person")
    corrected = report.cells[cell]._replace(state=State.CORRECTED, value=0.0, repair="李某电话核实")
    own = own_report(
        replace(report, cells={**report.cells, cell: corrected}), {"甲.html": "甲.html"}, {}
    )
    assert own.cells[cell] == corrected._replace(repair="")


def words_of(folder: Path, agency: str) -> tuple[str, str]:
    """The notice of an agency, and what its mail says."""
    notice = (folder / agency / "通知.txt").read_text("utf-8-sig")
    mail = email.message_from_bytes((folder / f"{agency}.eml").read_bytes(), policy=policy.default)
    body = mail.get_body()
    assert body is not None
    return notice, str(body.get_content())


def test_who_writes_and_until_when_stand_in_notice_and_mail(tmp_path: Path) -> None:
    told = Told(Settings(office="虚构市公开办", reply_by="2025-03-05"))
    packs([report_of(ONE, "甲.html")], tmp_path / "packs", told=told)
    for text in words_of(tmp_path / "packs", ONE):
        assert "于2025年3月5日前" in text
        assert text.rstrip().endswith("虚构市公开办")


def test_who_is_asked_nothing_is_not_told_to_answer(made: Path) -> None:
    for text in words_of(made, CLEAN):
        assert "没有需请你单位核实的事项" in text
        assert not [word for word in ("0 项", "填写", "日前") if word in text]
    for text in words_of(made, ONE):
        assert "黄色栏内填写答复" in text
        assert "　　月　　日前" in text


@pytest.mark.slow
@pytest.mark.parametrize("only", [False, True])
def test_only_agencies_with_a_broken_rule_get_a_pack(tmp_path: Path, only: bool) -> None:
    given = [report_of(ONE, "a.html"), quiet(CLEAN)]
    found = packs(given, tmp_path / "packs", only_failed=only)
    assert [one.agency for one in found if one.zip] == ([ONE] if only else [CLEAN, ONE])
    assert (tmp_path / "packs" / CLEAN).exists() is not only
    listed = [row["机关"] for row in rows(tmp_path / "packs" / "发送清单.csv")]
    assert listed == ([ONE] if only else [CLEAN, ONE])
    assert not (tmp_path / "packs" / "未交清单.csv").exists()


def test_a_folder_for_each_superior(tmp_path: Path) -> None:
    given = [report_of(ONE, "a.html"), report_of(OTHER, "b.html"), quiet(ABOVE)]
    packs(given, tmp_path / "packs", ROSTER, by_parent=True)
    names = {path.name for path in (tmp_path / "packs").iterdir()}
    assert names == {ABOVE, "（无上级）", "发送清单.csv", "未交清单.csv"}
    assert (tmp_path / "packs" / ABOVE / f"{ONE}.zip").is_file()
    assert (tmp_path / "packs" / "（无上级）" / f"{ABOVE}.zip").is_file()
    for row in rows(tmp_path / "packs" / "发送清单.csv"):
        assert (tmp_path / "packs" / row["压缩包"]).is_file()
        assert (tmp_path / "packs" / row["邮件草稿"]).is_file()


def test_by_superior_needs_a_roster(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="--roster"):
        check_out(tmp_path / "packs", None, by_parent=True)


def test_packs_are_not_mixed_with_what_is_there(tmp_path: Path) -> None:
    out = tmp_path / "packs"
    out.mkdir()
    check_out(out, None, by_parent=False)
    (out / "旧.txt").write_text("x")
    with pytest.raises(InputError, match="已有内容"):
        check_out(out, None, by_parent=False)


def test_a_folder_that_takes_no_packs_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> str:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("audit.pack.run.tempfile.mkdtemp", refuse)
    with pytest.raises(InputError, match="Permission denied"):
        packs([report_of("示例市公安局", "a.html")], tmp_path / "packs")


def test_what_an_ended_run_left_is_told(tmp_path: Path) -> None:
    left = tmp_path / ".packs-abcd1234.part"
    left.mkdir()
    args = ["pack", str(tmp_path / "没有"), "-o", str(tmp_path / "packs"), "-q"]
    done = CliRunner().invoke(app, args)
    assert str(left) in done.stderr
    assert "中断" in done.stderr
    assert left.is_dir()


def test_a_pack_that_fails_stops_no_other(tmp_path: Path) -> None:
    broken = replace(report_of(ONE, "a.html"), cells={Cell("x", "y", "z"): None})  # type: ignore[dict-item]
    found = {one.agency: one for one in packs([broken, quiet(CLEAN)], tmp_path / "packs")}
    assert found[ONE].problem.startswith("没有做成")
    assert found[CLEAN].zip
    assert not (tmp_path / "packs" / ONE).exists()
    listed = {row["机关"]: row["提示"] for row in rows(tmp_path / "packs" / "发送清单.csv")}
    assert listed[ONE].startswith("没有做成")
    assert not list(tmp_path.glob(".packs-*"))


def test_names_of_folders_stay_within_and_apart() -> None:
    names = file_names(["../虚构市/局", "虚构局", "CON", "con", "甲" * 90])
    assert names["虚构局"] == "虚构局"
    assert len({name.casefold() for name in names.values()}) == 5
    assert not any("/" in name or name.startswith(".") for name in names.values())
    assert max(map(len, names.values())) < 80
    assert file_names(["发送清单.csv"])["发送清单.csv"] != "发送清单.csv"  # stands there already


def test_the_key_of_a_report_is_found_by_its_own_name() -> None:
    def of(source: str) -> Report:
        return replace(quiet(ONE), source=source)

    plain = f"{ONE}|2024"
    names = Names.of([of("2024/a.html"), of("2024/b.html")])
    assert names.find(f"{plain}#b.html") == f"{plain}#2024/b.html"
    assert names.find(f"{plain}#c.html") == names.counted[plain]
    alike = [of("甲/a.html"), of("乙/a.html")]
    told = names_of(alike)
    assert len(set(told.values())) == 2
    for source, name in told.items():
        assert Names.of(alike).find(f"{plain}#{name}") == f"{plain}#{source}"


@pytest.mark.slow
def test_the_same_reports_give_the_same_bytes(made: Path, tmp_path: Path) -> None:
    given = [
        quiet(CLEAN),
        report_of("虚构市乙委员会", "a.html", year=2023),
        report_of(OTHER, "b.html"),
        report_of(ONE, "各局/乙局转来.zip/甲.html"),
    ]
    packs(given, tmp_path / "packs", ROSTER)
    for path in sorted(made.rglob("*")):
        if path.is_file():
            again = tmp_path / "packs" / path.relative_to(made)
            assert again.read_bytes() == path.read_bytes(), path.name
    shutil.rmtree(tmp_path / "packs")
