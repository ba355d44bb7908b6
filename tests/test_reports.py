"""Every mess is a folder of tests/reports: a report with that damage and what must be read.

A new folder needs no change here. `expected.toml` says:

others: agency and year of the other reports in the file, where there are several;
agency, year, form, scope, published, signed, encoding: as the report must have them, where given;
extra_tables: the tables that stand more than once; problem: words of the sentence that says why
nothing was read; findings: all of them, each as told by `said`, or left out where the report may
be read in more than one way;
[rest]: what stands in every cell of a table that is not listed; without it such cells are not in
the source; other_processing = "alternative": (六) is filled the way the form does not print;
[cells]: "table.row.column" = number, "" for a blank cell, "/" (or another) for a mark;
"table.row" = the whole row;
[states]: the state of a cell, of a row ("table.row.*") or of a table ("table.*.*"), where it is not
read (a number), blank, mark or absent (not in the source). Two words allow a choice: flagged is
unreadable or absent, right_or_flagged also what really stands there.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from audit.check import Batch, run_checks
from audit.findings import Finding
from audit.form import VERSIONS, Cell, Form, load_form
from audit.frames import build_frames
from audit.identities import Outcome
from audit.inputs import InputFile
from audit.read import read_bytes
from audit.reading import read_file
from audit.report import Reading, Report, State

FOLDERS = sorted(path for path in (Path(__file__).parent / "reports").iterdir() if path.is_dir())
WORDS = {
    *("agency", "year", "form", "scope", "published", "signed", "encoding", "extra_tables"),
    *(
        "problem",
        "others",
        "findings",
        "rest",
        "cells",
        "states",
        "other_processing",
        "absent_tables",
    ),
}
FLAGGED = {State.UNREADABLE, State.ABSENT}
OTHER = {"other_processing", "other_no_correction", "other_fee_unpaid", "other_other"}
Wanted = tuple[float | str | None, set[State]]

# what a mess in the tables leads to; the prose of these reports is cut short
OF_TABLES = {
    *(rule.id for version in VERSIONS for rule in load_form(version).rules),
    *("S08", "X04", "P08"),
}
every_folder = pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)


@cache
def expected_of(folder: Path) -> dict[str, Any]:
    return tomllib.loads((folder / "expected.toml").read_text("utf-8"))


@cache
def reports_of(folder: Path) -> tuple[Report, ...]:
    (path,) = folder.glob("report.*")
    return read_file(InputFile(path, path.name), {})


def report_of(folder: Path) -> Report:
    return reports_of(folder)[0]


def wanted_cells(told: dict[str, Any], form: Form) -> dict[Cell, Wanted]:
    """What stands in the source at every place of the form, and the states it may be read as."""
    out: dict[Cell, Wanted] = {}
    unused = unused_rows(told, form)
    for cell in form.places:
        table = form.tables[cell.table]
        columns = table.columns_of(table.row(cell.row))
        stands: float | str | None = None
        if cell.row in unused:
            out[cell] = (None, {unused[cell.row]})
            continue
        row = told.get("cells", {}).get(f"{cell.table}.{cell.row}")
        if row is not None:
            stands = row[columns.index(cell.column)]
        stands = told.get("cells", {}).get(str(cell), stands)
        if stands is None:
            stands = told.get("rest", {}).get(cell.table)
        out[cell] = (stands, {usual_state(stands)})
    for pattern, state in told.get("states", {}).items():
        matching = [c for c in out if c.row not in unused and matches(c, pattern)]
        assert matching, f"no such cell: {pattern}"
        for cell in matching:
            out[cell] = (out[cell][0], states_meant(state, out[cell][0]))
    used = [states for cell, (_, states) in out.items() if cell.row in OTHER - set(unused)]
    if all(State.UNREADABLE in states for states in used):
        # a way of filling (六) that cannot be read rules the other one out no more
        out |= {cell: (None, {*FLAGGED, *out[cell][1]}) for cell in out if cell.row in unused}
    return out


def usual_state(stands: float | str | None) -> State:
    if isinstance(stands, str):
        return State.MARK if stands else State.BLANK
    return State.ABSENT if stands is None else State.READ


def states_meant(word: str, stands: float | str | None) -> set[State]:
    if word == "flagged":
        return FLAGGED
    if word == "right_or_flagged":
        right = {State.REPAIRED} if isinstance(stands, float | int) else set()
        return {usual_state(stands), *right, *FLAGGED}
    return {State(word)}


def unused_rows(told: dict[str, Any], form: Form) -> dict[str, State]:
    """The rows of (六) that are not filled; absent where the source ends before either way."""
    way = told.get("other_processing", "official")
    gone = "applications" in told["absent_tables"] or way == "unknown"
    state = State.ABSENT if gone else State.NOT_ON_FORM
    (choice,) = form.tables["applications"].alternatives
    return dict.fromkeys(choice.official if way == "alternative" else choice.alternative, state)


def matches(cell: Cell, pattern: str) -> bool:
    return all(p in ("*", word) for p, word in zip(pattern.split("."), cell, strict=True))


def agrees(reading: Reading, stands: float | str | None, states: set[State]) -> bool:
    if reading.state not in states:
        return False
    if reading.state is State.MARK:
        return reading.raw == stands
    return reading.value == (stands if reading.state.has_value else None)


def said(finding: Finding) -> str:
    """A finding in one line: rule, outcome, then where it failed or how many checks are open.

    Equations that fail for the same reason follow.
    """
    words = f"{finding.rule} {finding.outcome.value}"
    if not finding.checks:
        return words
    if finding.outcome is not Outcome.FAILED:
        return f"{words} {len(finding.checks)}"
    first, *others = finding.checks
    return "; ".join([f"{words} {first[1]}", *(" ".join(other) for other in others)])


@pytest.mark.parametrize("least", [30])
def test_there_are_enough(least: int) -> None:
    assert len(FOLDERS) >= least


@every_folder
def test_folder_is_complete(folder: Path) -> None:
    told = expected_of(folder)
    assert len(list(folder.glob("report.*"))) == 1
    assert set(told) <= WORDS
    assert "problem" in told or "absent_tables" in told
    names = {str(cell) for cell in load_form(told.get("form", "2021")).places}
    rows = {name.rpartition(".")[0] for name in names}
    assert set(told.get("cells", {})) <= names | rows
    for table in told.get("absent_tables", []):
        assert table not in told.get("rest", {})
        assert not any(name.startswith(f"{table}.") for name in told.get("cells", {}))


@every_folder
def test_every_cell_is_read_as_it_stands_or_flagged(folder: Path) -> None:
    told, report = expected_of(folder), report_of(folder)
    if "problem" in told:
        assert report.cells == {}
        return
    assert report.problem == ""
    assert report.form == told["form"]
    wanted = wanted_cells(told, load_form(told["form"]))
    assert set(report.cells) == set(wanted)
    wrong = {
        str(cell): (stands, sorted(states), reading.state.value, reading.value, reading.raw)
        for cell, (stands, states) in wanted.items()
        for reading in [report.cells[cell]]
        if not agrees(reading, stands, states)
    }
    assert wrong == {}


@every_folder
def test_other_reports_of_the_file(folder: Path) -> None:
    others = [f"{report.agency} {report.year}" for report in reports_of(folder)[1:]]
    assert others == expected_of(folder).get("others", [])


@every_folder
def test_who_and_when(folder: Path) -> None:
    told, report = expected_of(folder), report_of(folder)
    if "problem" in told:
        assert told["problem"] in report.problem
        return
    names = {"agency", "year", "form", "scope", "published", "signed", "encoding"} & set(told)
    assert {name: getattr(report, name) for name in names} == {name: told[name] for name in names}
    if "findings" in told or "extra_tables" in told:
        assert list(report.extra_tables) == told.get("extra_tables", [])


@every_folder
def test_findings_are_those_and_no_others(folder: Path) -> None:
    told, report = expected_of(folder), report_of(folder)
    if "findings" not in told:
        pytest.skip("it may be read in more than one way")
    findings = run_checks(Batch([report], build_frames([report]))).findings
    rules = [{f.rule, *(rule for rule, _ in f.checks)} for f in findings]
    found = [said(f) for f, told_by in zip(findings, rules, strict=True) if told_by & OF_TABLES]
    assert sorted(found) == sorted(told["findings"])


@every_folder
def test_places_lead_back_to_the_source(folder: Path) -> None:
    """In running text a cell's offsets are where its raw text stands; in markup it has a table."""
    report = report_of(folder)
    (path,) = folder.glob("report.*")
    if report.problem or report.kind not in ("text", "markdown"):
        # in a table, and on pages at least on one of them
        assert all(not r.place or r.place.table or r.place.page for r in report.cells.values())
        return
    source = source_text(path)
    for cell, reading in report.cells.items():
        if reading.place and reading.state is not State.UNREADABLE:
            found = source[reading.place.start : reading.place.end]
            assert found == reading.raw, cell


def source_text(path: Path) -> str:
    data = path.read_bytes()
    encoding = read_bytes(path.name, data).encoding
    return data.decode(encoding, "replace").removeprefix("\ufeff")
