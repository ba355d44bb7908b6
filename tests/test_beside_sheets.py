"""跨年核对 and 上下级核对: there only with something to compare, live, alike in every program."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils.cell import column_index_from_string, coordinate_from_string

from audit.report import Report, State
from audit.roster import Member, Roster
from audit.run import audit_reports
from audit.workbook import write_workbook
from tests import judges
from tests.beside import made
from tests.test_formulas import _NAME, ALLOWED, _bare

COUNTY, OFFICE = "示例县人民政府", "示例县人民政府办公室"
EDUCATION, WATER, AUDIT = "示例县教育局", "示例县水利局", "示例县审计局"
ROSTER = (
    Member(COUNTY, scope="region"),
    *(Member(OFFICE, parent=COUNTY), Member(EDUCATION, parent=COUNTY)),
    *(Member(WATER, ("示例县水务局",), parent=COUNTY), Member(AUDIT, parent=COUNTY)),
    Member("虚构县人民政府", scope="region"),
    Member("虚构县人民政府办公室", parent="虚构县人民政府"),
    Member("虚构县民政局", parent="虚构县人民政府", exempt="涉密"),
)
YEARS, LEVELS = "跨年核对", "上下级核对"


def reports() -> list[Report]:
    """Two years of a county, one agency renamed, one missing; a county whose sums are whole."""
    return [
        made(COUNTY, 2023, {"carried_out.total": 5}),
        made(COUNTY, 2024, {"new_received.total": 10, "carried_in.total": 5}, scope="region"),
        made(OFFICE, 2024, {"new_received.total": 4, "review.total": State.BLANK}),
        made(EDUCATION, 2023, {"carried_out.total": 3, "carried_out.business": State.UNREADABLE}),
        made(
            EDUCATION,
            2024,
            {
                "carried_in.total": 2,
                "new_received.total": 9,
                "normative_documents.in_force": 4,
                "review.total": State.MARK,
            },
            text="宣布3件规范性文件失效。",
        ),
        made("示例县水务局", 2023, {"regulations.in_force": State.BLANK, "review.pending": 2}),
        made(WATER, 2024, {"carried_in.total": State.ABSENT}),
        made("虚构县人民政府", 2024, {"new_received.total": 7, "review.total": 1}),
        made("虚构县人民政府办公室", 2024, {"new_received.total": 6, "review.total": 1}),
        made(AUDIT, 2020, {"licences.items_prev": 4, "normative_documents.disclosed_total": 3}),
        made(AUDIT, 2019, {"licences.items_prev": 3}),
        made(AUDIT, 2021, {"normative_documents.in_force": 3}),
    ]


def book(folder: Path, given: Sequence[Report], roster: tuple[Member, ...] = ROSTER) -> Path:
    path = folder / "audit.xlsx"
    write_workbook(audit_reports(given, roster=Roster(roster)), path)
    return path


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return book(tmp_path_factory.mktemp("beside"), reports())


def rows(path: Path, sheet: str) -> list[list[Any]]:
    found: dict[int, dict[int, Any]] = {}
    for (name, cell), value in judges.values(path).items():
        if name == sheet:
            column, row = coordinate_from_string(cell)
            place = column_index_from_string(column)
            found.setdefault(row, {})[place] = value
    return [[found[row].get(n) for n in range(1, 60)] for row in sorted(found)]


def row_of(path: Path, sheet: str, rid: str) -> list[Any]:
    return next(row for row in rows(path, sheet) if row[0] == rid)


def test_both_years_stand_side_by_side(path: Path) -> None:
    row = row_of(path, YEARS, f"{EDUCATION}|2024|years")
    assert row[1:6] == [EDUCATION, 2024, 2, 3, "× -1"]
    assert "？无法核对" in row  # 商业企业 of last year
    assert "◇ +4" in row  # a stated reason makes it a hint
    water = row_of(path, YEARS, f"{WATER}|2024|years")
    assert "上年名称：示例县水务局" in water
    assert "◇ -2" in water
    assert "○空白按0" in water
    old = row_of(path, YEARS, f"{AUDIT}|2020|years")
    assert "△ +1" in old


def test_a_parent_stands_over_those_below(path: Path) -> None:
    found = rows(path, LEVELS)
    assert any("名册下级 4 家，收到 3 家" in str(row[1]) for row in found)
    assert row_of(path, LEVELS, f"{COUNTY}|2024|levels|{AUDIT}")[2] == "□ 未交"
    assert row_of(path, LEVELS, f"{COUNTY}|2024|levels|sum")[3] == 13
    # one is missing: a warning, and no equality
    assert row_of(path, LEVELS, f"{COUNTY}|2024|levels|A02")[3] == "△ -3"
    assert set(row_of(path, LEVELS, f"{COUNTY}|2024|levels|A01")[3:10]) == {"—"}
    assert row_of(path, LEVELS, "虚构县人民政府|2024|levels|A01")[3] == "△ +1"


@pytest.fixture(scope="module")
def formulas(path: Path) -> dict[judges.Place, str]:
    return judges.formulas(path)


def test_every_program_says_the_same(
    path: Path, formulas: dict[judges.Place, str], tmp_path: Path
) -> None:
    poisoned = tmp_path / "audit.xlsx"
    judges.poisoned(path, poisoned)
    places, ours = list(formulas), judges.values(path)
    assert sum(sheet in (YEARS, LEVELS) for sheet, _ in places) > 60
    assert judges.disagreements(ours, judges.by_ironcalc(poisoned, places), places) == []
    assert judges.disagreements(ours, judges.by_libreoffice(poisoned, tmp_path), places) == []
    used = {name for text in formulas.values() for name in _NAME.findall(_bare(text))}
    assert used <= ALLOWED


def test_a_corrected_number_turns_the_checks(path: Path, tmp_path: Path) -> None:
    """A number typed into last year's row turns this year's check, and the problem."""
    changed = tmp_path / "changed.xlsx"
    workbook = openpyxl.load_workbook(path)
    sheet = workbook["三、依申请公开"]
    column = next(c.column for c in sheet[5] if c.value == "总计")
    target = next(
        row
        for row in sheet.iter_rows()
        if str(row[0].value or "").startswith(f"{EDUCATION}|2023")
        and str(row[0].value).endswith("carried_out")
    )
    target[column - 1].value = 2
    workbook.save(changed)
    places = [place for place in judges.formulas(changed) if place[0] in (YEARS, "问题清单")]
    told = judges.by_ironcalc(changed, places)
    row = next(cell.row for cell in workbook[YEARS]["A"] if cell.value == f"{EDUCATION}|2024|years")
    assert told[YEARS, f"F{row}"] == "√"
    problem = next(
        cell.row
        for cell in workbook["问题清单"]["A"]
        if str(cell.value).startswith(f"{EDUCATION}|2024|Y01")
    )
    assert told["问题清单", f"E{problem}"] == "√ 已平"


def test_the_sheets_are_there_only_with_something_to_compare(tmp_path: Path) -> None:
    alone = book(tmp_path, [made(EDUCATION, 2024)], ())
    names = openpyxl.load_workbook(alone).sheetnames
    assert YEARS not in names
    assert LEVELS not in names
