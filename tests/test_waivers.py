"""Waived findings: what a waiver covers, and that they stay visible and count for nothing."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner, Result

from audit.cli import app
from audit.data import findings_frame
from audit.errors import InputError
from audit.findings import Finding
from audit.form import Cell
from audit.report import Report
from audit.result import Audit
from audit.roster import Member, Roster
from audit.run import audit_reports
from audit.settings import Settings
from audit.waiver_file import read_waivers
from audit.waivers import Waiver
from audit.workbook import write_workbook
from audit.workbook.verdicts import verdict_texts
from tests import judges
from tests.reporting import AGENCY, filled, place, quiet

pytestmark = pytest.mark.usefixtures("in_this_process")

SAMPLES = Path(__file__).parents[1] / "samples"
WRONG = SAMPLES / "reports" / "2024" / "示例市公安局2024年政府信息公开工作年度报告.txt"
HEAD = "机关,规则,单元格,批准人,理由,有效期至\n"


def waiver(rule: str, *cells: str, agency: str = AGENCY, until: str = "2024") -> Waiver:
    named = frozenset(place(cell) for cell in cells)
    return Waiver(2, agency, rule, named, "王某", "已书面说明", until)


def late(year: int = 2024, agency: str = AGENCY) -> Report:
    """A report with direct suits, which T404 asks about, and two suits that are not added up."""
    numbers = {"disputes.litigation_direct.upheld": 1, "disputes.litigation_direct.total": 2}
    return filled(quiet(agency, year=year), numbers)


RULES = ("T402", "T404", "T406", "N12")  # of everything found on it


def of(audit: Audit, rule: str) -> list[Finding]:
    return [finding for finding in audit.findings if finding.rule == rule]


@pytest.mark.parametrize(
    ("given", "day", "holds"),
    [
        (waiver("T404"), "", True),
        (waiver("T404", agency="*"), "", True),
        (waiver("T404", agency="旧名教育局"), "", True),
        (waiver("T404", until="2025"), "", True),
        (waiver("T404", "disputes.litigation_direct.total"), "", True),
        (waiver("T404", until="2026-03-01"), "2026-03-01", True),
        (waiver("T404", until="2026-03-01"), "2026-03-02", False),
        (waiver("T404", until="2026-03-01"), "", False),
        (waiver("T404", until="2023"), "", False),
        (waiver("T404", agency="范例县财政局"), "", False),
        (waiver("T402"), "", False),
        (waiver("T404", "disputes.review.total"), "", False),
    ],
)
def test_what_a_waiver_covers(given: Waiver, day: str, holds: bool) -> None:
    roster = Roster((Member(AGENCY, ("旧名教育局",)),))
    settings = Settings(date=day)
    audit = audit_reports([late()], roster=roster, settings=settings, waivers=[given])
    (found,) = of(audit, "T404")
    told = f"王某豁免（至 {given.until}）：已书面说明"
    assert found.waived == (told if holds else "")
    if given.rule == "T404":
        assert audit.unused == (() if holds else (given,))


def test_a_cause_is_waived_only_with_all_its_rules() -> None:
    report = filled(quiet(), {"applications.granted.natural_person": 3})
    (cause,) = of(audit_reports([report]), "T302")
    assert len(cause.rules) > 1
    one, *others = (waiver(rule) for rule in sorted(cause.rules))
    assert not of(audit_reports([report], waivers=others), "T302")[0].waived
    assert of(audit_reports([report], waivers=[one, *others]), "T302")[0].waived


def test_what_is_waived_comes_last_and_changes_no_finding() -> None:
    plain = audit_reports([late()])
    audit = audit_reports([late()], waivers=[waiver("T402")])
    assert {f.fingerprint for f in audit.findings} == {f.fingerprint for f in plain.findings}
    assert [bool(f.waived) for f in audit.findings] == sorted(
        bool(f.waived) for f in audit.findings
    )
    frame = findings_frame(audit).set_index("rule")
    assert frame.loc["T402", "waived"] == "王某豁免（至 2024）：已书面说明"


def test_the_verdict_is_that_of_the_rest() -> None:
    everything = [waiver(rule) for rule in RULES]
    assert verdict_texts(audit_reports([late()])) == ["× 不符"]
    assert verdict_texts(audit_reports([late()], waivers=everything)) == ["√ 通过"]


def test_the_workbook_shows_and_does_not_count_them(tmp_path: Path) -> None:
    reports = [late(), late(agency="范例县财政局")]
    audit = audit_reports(reports, waivers=[waiver(rule) for rule in RULES])
    path = tmp_path / "audit.xlsx"
    write_workbook(audit, path)
    book = openpyxl.load_workbook(path, data_only=True)
    problems = book["问题清单"]
    levels = [problems.cell(row, 5).value for row in range(5, problems.max_row + 1)]
    assert levels.count("— 已豁免") == len(RULES)
    shown = "".join(str(c.value) for row in problems for c in row)
    assert "王某豁免（至 2024）：已书面说明" in shown
    assert f"已豁免 {len(RULES)} 条" in shown
    checks = [c.value for row in book["四、复议诉讼"] for c in row if isinstance(c.value, str)]
    assert "（× -1）" in checks
    assert "× -1" in checks
    summary = {str(c.value): row for row in book["汇总"] for c in row}
    mine = [c.value for c in summary[AGENCY]]
    assert "× 不符" not in mine
    assert any(f"豁免 {len(RULES)}" in str(value) for value in mine)
    formulas = judges.formulas(path)
    judges.poisoned(path, tmp_path / "poisoned.xlsx")
    theirs = judges.by_ironcalc(tmp_path / "poisoned.xlsx", list(formulas))
    assert judges.disagreements(judges.values(path), theirs, list(formulas)) == []


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("范例县教育局,T404,,王某,,2024", "第 2 行没有填“理由”"),
        (",T404,,王某,已说明,2024", "第 2 行没有填“机关”"),
        ("范例县教育局,T999,,王某,已说明,2024", "规则“T999”没有"),
        ("范例县教育局,T404,disputes.review,王某,已说明,2024", "单元格“disputes.review”没有"),
        ("范例县教育局,T404,disputes.review.most,王某,已说明,2024", "“disputes.review.most”没有"),
        ("范例县教育局,T404,,王某,已说明,永久", "有效期“永久”不能用"),
        ("范例县教育局,T404,,王某,已说明,2026-06-30", "请用 --date"),
    ],
)
def test_a_line_that_cannot_be_used_is_refused(tmp_path: Path, line: str, sentence: str) -> None:
    path = tmp_path / "豁免.csv"
    path.write_text(HEAD + line, "utf-8")
    with pytest.raises(InputError, match="豁免清单“") as caught:
        read_waivers(path)
    assert sentence in str(caught.value)


def test_a_list_is_read(tmp_path: Path) -> None:
    path = tmp_path / "豁免.csv"
    cells = "disputes.review.total；applications.granted.total"
    path.write_text(
        f"{HEAD}*,t404,{cells},王某,已说明,2026/6/30\n甲局,N14,,王某,已说明,2025年度", "utf-8"
    )
    one, other = read_waivers(path, "2026-03-01")
    both = {Cell("disputes", "review", "total"), Cell("applications", "granted", "total")}
    assert one == Waiver(2, "*", "T404", frozenset(both), "王某", "已说明", "2026-06-30")
    assert (other.line, other.until, other.cells) == (3, "2025", frozenset())


def run(*args: object) -> Result:
    return CliRunner().invoke(app, [str(arg) for arg in args])


def test_the_commands_take_a_list(tmp_path: Path) -> None:
    asked = json.loads(run("check", "--json", WRONG).stdout)["reports"][0]["findings"]
    rules = {f["rule"] for f in asked} | {"T301", "T303", "N05", "N09"}  # of the same causes
    lines = [f"示例市公安局,{rule},,王某,已说明,2024" for rule in sorted(rules)]
    path = tmp_path / "豁免.csv"
    path.write_text(HEAD + "\n".join([*lines, "示例市无此局,T404,,王某,已说明,2024"]), "utf-8")
    assert run("check", WRONG, "--fail-on", "error").exit_code == 1
    done = run("check", WRONG, "--fail-on", "info", "--waivers", path)
    assert done.exit_code == 0
    assert done.stdout.count("王某豁免（至 2024）：已说明") == len(asked)
    built = run("build", WRONG, "-o", tmp_path / "a.xlsx", "--waivers", path)
    assert f"豁免 {len(asked)}" in built.stdout
    assert "示例市无此局 T404" in built.stderr
    assert "示例市公安局 T404" not in built.stderr


def test_the_example_of_the_samples_waives_something() -> None:
    (one, *_), day = read_waivers(SAMPLES / "waivers.csv"), ""
    assert one.holds(2024, day)
    assert not one.holds(2025, day)
    told = json.loads(run("check", "--json", WRONG, "--waivers", SAMPLES / "waivers.csv").stdout)
    waived = {f["rule"] for f in told["reports"][0]["findings"] if f["waived"]}
    assert waived == {"T404"}
