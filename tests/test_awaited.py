"""What reviewers note on reports that have not come stays, also once they come."""

from __future__ import annotations

from pathlib import Path

import openpyxl

from audit.report import Report
from audit.result import Audit
from audit.review.diff import compare
from audit.review.gathered import read_workbooks
from audit.review.merge import merged
from audit.review.names import Names
from audit.review.placed import brought
from audit.review.snapshot import read_snapshot
from audit.roster import Member, Roster
from audit.run import audit_reports
from audit.workbook import write_workbook
from tests import judges
from tests.reporting import quiet
from tests.reviewing import fill, rows_of

HERE, AWAITED = "范例县教育局", "范例县水务局"
SAID = {"owner": "王", "decision": "退回", "remark": "已电话催报"}


def built(path: Path, *reports: Report, carry: Path | None = None) -> Audit:
    rows = merged(read_workbooks([carry] if carry else []))
    audit = audit_reports(reports, roster=Roster((Member(HERE), Member(AWAITED))))
    audit = brought(audit, rows, Names.of(reports), ())
    write_workbook(audit, path)
    return audit


def test_a_remark_on_a_report_that_has_not_come_is_kept(tmp_path: Path) -> None:
    first, second, third = (tmp_path / f"{n}.xlsx" for n in range(3))
    built(first, quiet(HERE))
    fill(first, "汇总", {AWAITED: SAID}, first)
    for path, reports in ((second, [quiet(HERE)]), (third, [quiet(HERE), quiet(AWAITED)])):
        audit = built(path, *reports, carry=first)
        assert audit.carried.leftovers == ()
        rows = [v for _, v in rows_of(openpyxl.load_workbook(path)["汇总"])]
        (row,) = (v for v in rows if str(v["rid"]).startswith(AWAITED))
        assert {key: row[key] for key in SAID} == SAID
    formulas = judges.formulas(second)
    judges.poisoned(second, tmp_path / "poisoned.xlsx")
    theirs = judges.by_ironcalc(tmp_path / "poisoned.xlsx", list(formulas))
    assert judges.disagreements(judges.values(second), theirs, list(formulas)) == []


def test_a_report_that_came_is_new(tmp_path: Path) -> None:
    first, second = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    built(first, quiet(HERE))
    fill(first, "汇总", {AWAITED: SAID}, first)
    built(second, quiet(HERE), quiet(AWAITED), carry=first)
    found = compare(read_snapshot(first), read_snapshot(second))
    assert [(c.kind.value, c.source.agency) for c in found.reports] == [("new", AWAITED)]
    assert found.answers == ()


def test_a_workbook_without_the_sheet_of_files_is_compared(tmp_path: Path) -> None:
    first, second = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    built(first, quiet(HERE))
    book = openpyxl.load_workbook(first)
    del book["读取情况"]
    book.save(second)
    fill(second, "汇总", {HERE: SAID}, second)
    found = compare(read_snapshot(first), read_snapshot(second))
    assert {a.field: a.new for a in found.answers} == SAID
