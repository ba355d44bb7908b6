"""The samples: made as committed, read as planned, and nothing found but what was planted."""

from __future__ import annotations

import zipfile
from collections import Counter
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path

import pytest
from _pytest.mark import ParameterSet

from audit.across import across_identities
from audit.check import rule_book
from audit.form import VERSIONS
from audit.identities import Outcome
from audit.inputs import InputFile
from audit.office import read_settings
from audit.reading import read_file
from audit.report import Report, State
from audit.result import Audit
from audit.roster_file import read_roster
from audit.run import audit_reports
from benchmarks.accuracy import read_truth, truth_of
from samples.generator import LAYOUTS, score
from samples.make import FOLDER, everything
from samples.plan import File, load_plan

REPORTS, UNREAD, TRUTH = FOLDER / "reports", FOLDER / "unread", FOLDER / "truth"
# where the kind of a document is not its file's ending
KINDS = {"txt": "text", "md": "markdown"}

PLAN = load_plan()
GRAVE = ("error", "warning")
# rules whose checks end in the place of the claim in the prose: which fact it is, is enough
CLAIMED = {i.rule.id for version in VERSIONS for i in across_identities(version) if i.claims}
CLAIMED.add("N12")


def scanned(file: File) -> bool:
    return file.layout.startswith("scan")


def case(file: File) -> ParameterSet:
    no_ocr = scanned(file) and not find_spec("rapidocr")
    marks = [pytest.mark.skip(reason="the extra ocr is not installed")] if no_ocr else []
    return pytest.param(file, id=file.source, marks=marks)


each_file = pytest.mark.parametrize("file", [case(file) for file in PLAN.files])


@pytest.fixture(scope="module")
def reports(samples_audit: Audit) -> dict[str, Report]:
    return {report.source: report for report in samples_audit.reports}


@pytest.fixture(scope="module")
def told_audit(samples_audit: Audit) -> Audit:
    """The samples audited with the roster and the settings that lie beside them."""
    roster = read_roster(FOLDER / "roster.csv")
    settings = read_settings(FOLDER / "office.toml")
    return audit_reports(samples_audit.reports, roster=roster, settings=settings)


def failures(audit: Audit, source: str) -> Counter[tuple[str, str]]:
    """What is 不符 or 关注 in a file: rule, and where: each equation of a cause counts."""
    return Counter(
        (rule, at.rpartition(".")[0] if rule in CLAIMED else at)
        for finding in audit.findings
        if finding.outcome is Outcome.FAILED and audit.reports[finding.report].source == source
        if finding.level in GRAVE
        for rule, at in finding.checks or ((finding.rule, ""),)
    )


def planted(file: File) -> Counter[tuple[str, str]]:
    return Counter(
        (f.rule, f.at) for defect in file.defects for f in (*defect.fails, *defect.follows)
    )


def files_below(folder: Path) -> set[str]:
    return {p.relative_to(FOLDER).as_posix() for p in folder.rglob("*") if p.is_file()}


def content(data: bytes) -> object:
    """What a file holds; zipped bytes are not the same with every version of zlib."""
    if not zipfile.is_zipfile(BytesIO(data)):
        return data
    with zipfile.ZipFile(BytesIO(data)) as container:
        return [(info.filename, content(container.read(info))) for info in container.infolist()]


def test_committed_files_are_what_the_script_writes() -> None:
    made = everything()
    kept = {f"reports/{file.source}" for file in PLAN.files if file.by_office}
    here = [files_below(folder) for folder in (REPORTS, UNREAD, TRUTH)]
    assert {"README.md"}.union(*here) == {*made, *kept}
    changed = [
        name
        for name, data in made.items()
        if content((FOLDER / name).read_bytes()) != content(data)
    ]
    assert not changed, "run: python -m samples.make"


def test_every_kind_of_file_has_a_sample() -> None:
    endings = {Path(name).suffix for name in files_below(REPORTS)}
    text, office = {".txt", ".md", ".html", ".csv"}, {".docx", ".doc", ".wps", ".xlsx", ".xls"}
    assert endings == {*text, *office, ".pdf", ".ofd", ".mht", ".zip"}
    assert any(map(scanned, PLAN.files))


def test_samples_are_small() -> None:
    sizes = [path.stat().st_size for path in FOLDER.rglob("*") if path.suffix not in (".pyc",)]
    assert sum(sizes) < 3 << 20
    assert max(sizes) < 200 << 10


def test_every_rule_but_the_hints_is_broken_somewhere() -> None:
    grave = {entry.id for entry in rule_book().values() if entry.level in GRAVE}
    assert {failure.rule for _, defect in PLAN.defects for failure in defect.fails} == grave


def test_about_half_of_the_reports_are_clean() -> None:
    clean = sum(not file.defects for file in PLAN.files)
    assert len(PLAN.files) / 3 < clean < len(PLAN.files) * 2 / 3


def test_every_file_is_planned(reports: dict[str, Report]) -> None:
    assert set(reports) == {file.source for file in PLAN.files}


@each_file
def test_who_when_and_what(file: File, reports: dict[str, Report]) -> None:
    report = reports[file.source]
    assert not report.problem
    assert (report.agency, report.year) == (file.agency, file.year)
    assert report.form == file.form.version
    assert report.kind == ("scan" if scanned(file) else KINDS.get(file.ending, file.ending))
    if file.layout in LAYOUTS:
        assert report.encoding == file.encoding


@each_file
def test_where_it_says_so(file: File, reports: dict[str, Report]) -> None:
    said = {m.part: (m.agency, m.year) for m in reports[file.source].mentions}
    assert said.get("title") == (file.agency, file.year)
    assert said.get("file_name") == (file.agency, file.year)
    assert said["preamble"] == ("", file.period or file.year)
    assert said.get("signature", (file.agency, None))[0] == (file.signature or file.agency)


@each_file
def test_exactly_the_planted_defects_are_found(file: File, told_audit: Audit) -> None:
    assert failures(told_audit, file.source) == planted(file)


def test_one_agency_of_the_roster_has_not_reported(told_audit: Audit) -> None:
    assert [member.agency for member in told_audit.missing] == ["示例市南区财政局"]


@pytest.mark.parametrize("name", [item.name for item in PLAN.unread])
def test_what_cannot_be_read_says_why(name: str) -> None:
    (report,) = read_file(InputFile(UNREAD / name, name), {})
    assert Path(name).name in report.problem
    assert report.problem.endswith("。")
    assert not report.cells


def test_no_cell_is_silently_wrong_and_only_the_lost_digit_is_flagged(
    reports: dict[str, Report],
) -> None:
    verdicts = {}
    for source, report in reports.items():
        path = truth_of(InputFile(Path(source), source), TRUTH)
        assert path is not None, source
        verdicts[source] = score(read_truth(path), report.cells)
    scans = {file.source for file in PLAN.files if scanned(file)}
    everywhere = sum((v for source, v in verdicts.items() if source not in scans), Counter())
    right = sum(everywhere.values()) - 1
    assert everywhere == Counter(right=right, flagged=1)
    assert all(found["silent"] == 0 for found in verdicts.values())
    damaged = [(f.source, cell, raw) for f in PLAN.files for cell, raw in f.printed.items()]
    for source, cell, raw in damaged:
        reading = reports[source].cells[cell]
        assert reading.raw == raw
        assert reading.state is (State.UNREADABLE if raw == "?08" else State.REPAIRED)


def test_truth_is_found_by_place_and_then_by_name(tmp_path: Path) -> None:
    (tmp_path / "2023").mkdir()
    (tmp_path / "2023" / "甲.csv").touch()
    file = InputFile(Path("甲.html"), "2024/甲.html")
    assert truth_of(file, tmp_path) == tmp_path / "2023" / "甲.csv"
    (tmp_path / "2024").mkdir()
    (tmp_path / "2024" / "甲.csv").touch()
    assert truth_of(file, tmp_path) == tmp_path / "2024" / "甲.csv"
    assert truth_of(InputFile(Path("乙.txt"), "乙.txt"), tmp_path) is None
