"""What a reviewer sees first: short sentences, what calls for a look before what agrees."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import openpyxl
import pytest

from audit.findings import Finding
from audit.identities import Outcome
from audit.run import audit_reports
from audit.workbook import write_workbook
from audit.workbook.firsts import short
from audit.workbook.suggested import cause_text, suggested_text
from audit.workbook.text import height, width
from tests.reporting import number, place, quiet

FILLED = [
    place(f"applications.{row}.{column}")
    for row in ("new_received", "granted", "results_total")
    for column in ("natural_person", "total")
]


def finding(*suggested: float, diagnosis: str = "来源里没有读准") -> Finding:
    made = Finding("T302", "error", Outcome.UNDECIDED, 0, "某局|2024", "……")
    return replace(made, suggested=suggested, diagnosis=diagnosis)


@pytest.mark.parametrize(
    ("suggested", "shown", "told"),
    [
        ((), "", "来源里没有读准"),
        ((12.0,), "12", "来源里没有读准"),
        ((5.0, 0.0), "5；0", "来源里没有读准"),
        ((0.0, 2.0, 0.0), "3 格", "来源里没有读准；建议依次为 0、2、0"),
        ((0.0,) * 7, "7 格", "来源里没有读准；建议均为 0"),
    ],
)
def test_many_suggestions_are_told_with_the_cause(
    suggested: tuple[float, ...], shown: str, told: str
) -> None:
    assert suggested_text(finding(*suggested)) == shown
    assert cause_text(finding(*suggested)) == told


def test_a_waived_finding_tells_only_who_waives_it() -> None:
    assert cause_text(replace(finding(1.0, 2.0, 3.0), waived="王某豁免")) == "王某豁免"


@pytest.mark.parametrize(
    ("sentence", "shown"),
    [
        ("正文作办结 16，表中总计为 17", "正文作办结 16，表中总计为 17"),
        ("疑“甲；乙”应为 2（填 0）；自然人：差 -2", "疑“甲；乙”应为 2（填 0）"),
        ("没有找到“六、其他；请核实", "没有找到“六、其他"),
        ("疑“" + "甲" * 20 + "”应为 2、“" + "乙" * 40 + "”应为 3", "疑“" + "甲" * 20 + "”应为 2…"),
        ("甲" * 90, "甲" * 48 + "…"),
    ],
)
def test_the_first_problem_is_its_first_clause(sentence: str, shown: str) -> None:
    assert short(sentence) == shown
    assert width(short(sentence)) <= 98


@pytest.mark.parametrize("size", [9.0, 10.0])
def test_a_row_has_room_for_every_line(size: float) -> None:
    one = height([("甲", 20, size)], 0)
    assert height([("甲\n乙\n丙", 20, size)], 0) - one == pytest.approx(2 * size * 1.43, abs=0.2)
    # twenty units of width hold ten wide characters of size 10, not eleven
    assert height([("甲" * 11, 20, 10.0)], 0) > height([("甲", 20, 10.0)], 0)
    assert height([("甲" * 500, 20, size)], 20, 90) == 90


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Two years of one agency, whose prose says that it received nothing."""
    late, early = quiet(year=2024), quiet(year=2023)
    late, early = (
        replace(report, cells=report.cells | {cell: number(n) for cell in FILLED})
        for report, n in ((late, 3), (early, 5))
    )
    path = tmp_path_factory.mktemp("looks") / "audit.xlsx"
    write_workbook(audit_reports([late, early]), path)
    return openpyxl.load_workbook(path, data_only=True)


def test_claims_that_call_for_a_look_come_first_and_are_printed(book: Any) -> None:
    sheet = book["文表核对"]
    signs = [str(sheet.cell(row, 8).value)[0] for row in range(6, sheet.max_row + 1)]
    open_ = sum(sign not in "√○—" for sign in signs)
    assert 0 < open_ < len(signs)
    assert all(sign not in "√○—" for sign in signs[:open_])
    assert all(sign in "√○—" for sign in signs[open_:])
    assert sheet.print_area.endswith(f"${5 + open_}")
    assert f"共 {len(signs)} 处" in sheet.cell(2, 2).value
    assert sheet.row_dimensions[sheet.max_row].height < sheet.row_dimensions[5].height


def test_outcomes_are_those_of_the_latest_year(book: Any) -> None:
    cells = {str(c.value): c for row in book["总览"] for c in row if c.value is not None}
    assert "办理结果（2024 年度）" in cells
    granted = cells["予以公开"]
    assert [c.value for c in book["总览"][granted.row]].count(3) == 1


def test_what_stands_before_the_first_part_is_shown(book: Any) -> None:
    sheet = book["一、总体情况"]
    assert "政府信息公开条例" in sheet.cell(6, 5).value
