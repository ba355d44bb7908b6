"""Small workbooks as text that a reviewer can read: every rule with every outcome it can have.

python -m tests.golden        # write the dumps anew, then read the diff
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import openpyxl

from audit.form import Cell, load_form
from audit.output import write_whole
from audit.report import ABSENT, NOT_ON_FORM, Reading, Report, State
from audit.result import Audit
from audit.run import audit_reports
from audit.workbook import write_workbook

FOLDER = Path(__file__).parent
SHEETS = ("总览", "汇总", "问题清单", "二、主动公开", "三、依申请公开", "四、复议诉讼")
FORMS = ("2019", "2021")


def small_audit(version: str) -> Audit:
    """Four reports of one form: all hold, all fail, hold with blanks, cannot be decided."""
    year = 2020 if version == "2019" else 2024
    return audit_reports([_report(version, year, *case) for case in _CASES], name="虚构市")


def dump(path: Path) -> str:
    """Return the workbook's sheets of numbers as text.

    A line for each row: the key, then cell=value, a formula's value as shown. The formulas of
    the first report follow, one a line; those of the others differ in their rows only.
    """
    shown = openpyxl.load_workbook(path, data_only=True)
    written = openpyxl.load_workbook(path)
    lines = []
    for name in SHEETS:
        lines += ["", f"# {name}", *_rows(shown[name]), f"## {name}: formulas of the first report"]
        lines += _formulas(written[name])
    return "\n".join(lines).lstrip() + "\n"


def written_dump(version: str) -> str:
    """Write the workbook of a form's four reports and dump it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "audit.xlsx")
        write_whole(path, lambda beside: write_workbook(small_audit(version), beside))
        return dump(path)


def _rows(sheet: openpyxl.worksheet.worksheet.Worksheet) -> Iterator[str]:
    for row in sheet.iter_rows():
        cells = [f"{c.coordinate}={_text(c.value)}" for c in row if c.value is not None]
        if cells:
            yield "  ".join(cells)


def _formulas(sheet: openpyxl.worksheet.worksheet.Worksheet) -> Iterator[str]:
    rids = [str(c.value) for c in sheet["A"] if "|" in str(c.value)]
    first = rids[0].split("|")[0] if rids else ""
    for row in sheet.iter_rows():
        key = str(row[0].value or "")
        if key and not key.startswith(f"{first}|"):
            continue
        for cell in row:
            if cell.data_type == "f":
                yield f"{cell.coordinate} {cell.value}"


def _text(value: object) -> str:
    return str(value).replace("\n", "⏎").replace("\u3000", "␣")


_FAILING = {
    "disclosure": {"in_force": 1, "issued": 5, "repealed": 0, "disclosed": 5, "disclosed_total": 1},
    "applications": {"new_received": 1, "results_total": 3, "carried_out": 2, "total": 9},
    "disputes": {"upheld": 2, "total": 1},
}


def _report(version: str, year: int, agency: str, way: str) -> Report:
    form = load_form(version)
    unofficial = form.tables["applications"].unofficial
    cells = {
        cell: NOT_ON_FORM if cell.row in unofficial else _reading(cell, way) for cell in form.places
    }
    return Report(f"{agency}.txt", "text", agency, year, version, "own", cells=cells)


def _reading(cell: Cell, way: str) -> Reading:
    if way == "fails":
        wrong = _FAILING[cell.table]
        value = wrong.get(cell.row, wrong.get(cell.column, 0))
        return Reading(State.READ, float(value), str(value))
    first = cell.column in ("natural_person", "upheld", "issued", "disclosed")
    if way == "blank" and not first:
        return Reading(State.MARK, None, "/") if cell.column == "total" else Reading(State.BLANK)
    if way == "undecided" and (first or cell.column == "total"):
        return Reading(State.UNREADABLE, None, "?8") if first else ABSENT
    return Reading(State.READ, 0.0, "0")


_CASES = (
    ("虚构市甲局", "holds"),
    ("虚构市乙局", "fails"),
    ("虚构市丙局", "blank"),
    ("虚构市丁局", "undecided"),
)
