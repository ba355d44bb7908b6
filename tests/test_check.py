"""`audit check`: the same findings as the workbook's, in the terminal and as JSON."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner, Result

from audit.cli import app
from tests import judges

pytestmark = pytest.mark.usefixtures("in_this_process")

SAMPLES = Path(__file__).parents[1] / "samples" / "reports"
WRONG = SAMPLES / "2024" / "示例市公安局2024年政府信息公开工作年度报告.txt"
FIELDS = {
    *("rule", "level", "outcome", "sentence", "cells", "left", "right", "difference"),
    *("suspect", "suggested", "grade", "diagnosis", "quote", "place", "fingerprint", "waived"),
    "follows",
}


def audit(*args: object) -> Result:
    return CliRunner().invoke(app, [str(arg) for arg in args])


def test_it_says_what_the_workbook_says(tmp_path: Path) -> None:
    told = json.loads(audit("check", "--json", WRONG).stdout)
    (report,) = told["reports"]
    assert audit("build", WRONG, "-o", tmp_path / "a.xlsx", "-q").exit_code == 0
    values = judges.values(tmp_path / "a.xlsx")
    keys = [
        v for (s, c), v in values.items() if s == "问题清单" and c[0] == "A" and c[1:].isdigit()
    ]
    listed = [key for key in keys if isinstance(key, str) and "|" in key]
    assert [finding["fingerprint"] for finding in report["findings"]] == listed
    sentences = openpyxl.load_workbook(tmp_path / "a.xlsx")["问题清单"]
    shown = "".join(str(cell.value) for row in sentences for cell in row)
    assert all(finding["sentence"] in shown for finding in report["findings"])
    assert report["verdict"] in set(values.values())


def test_the_schema() -> None:
    told = json.loads(audit("check", "--json", WRONG, SAMPLES / "2023").stdout)
    assert told["schema"] == 1
    for report in told["reports"]:
        assert set(report) == {
            *("source", "agency", "year", "form", "verdict", "problem", "findings")
        }
        for finding in report["findings"]:
            assert set(finding) == FIELDS
            assert len(finding["suspect"]) == len(finding["suggested"])


def test_lines_name_rule_cause_and_source() -> None:
    done = audit("check", WRONG)
    assert done.exit_code == 0
    head, *lines = done.stdout.splitlines()
    assert head.startswith("× 不符  2024 示例市公安局")
    assert any(line.startswith("  × T302  疑") for line in lines)
    assert any("可能原因：甲" in line for line in lines)


@pytest.mark.parametrize(("limit", "code"), [("error", 1), ("never", 0)])
def test_exit_codes(limit: str, code: int) -> None:
    assert audit("check", WRONG, "--fail-on", limit).exit_code == code


def test_a_file_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    path = tmp_path / "空.txt"
    path.write_text("")
    done = audit("check", path)
    assert done.exit_code == 3
    assert "空.txt" in done.stdout
