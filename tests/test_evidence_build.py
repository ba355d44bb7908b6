"""`--evidence`: a page a report, and links from the workbook that lead to it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import openpyxl
import pytest
from typer.testing import CliRunner, Result

from audit.build import read_all
from audit.cli import app
from audit.evidence.naming import folder_link, page_name
from audit.facts import Fact
from audit.form import VERSIONS, load_form
from audit.inputs import InputFile, find_inputs
from audit.reading import read_file
from audit.report import Report
from audit.workbook.links import page_target
from tests import judges
from tests.conftest import REPOSITORY, SAMPLES

pytestmark = pytest.mark.usefixtures("in_this_process")

NO_TABLES = REPOSITORY / "tests" / "reports" / "no-tables" / "report.html"
_LINK = re.compile(r'HYPERLINK\(((?:"(?:[^"]|"")*"&?)+),')
FOLDER = "原 文#1 100%"  # what a link would take differently


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """Three reports, of which one is no report and one cannot be read."""
    folder = tmp_path / "收 到" / "2024"
    folder.mkdir(parents=True)
    shutil.copy(next(SAMPLES.glob("2024/*自然资源*.txt")), folder)
    shutil.copy(next(SAMPLES.glob("2024/*教育局*.html")), folder / "教育局#1 (更正).HTML")
    shutil.copy(NO_TABLES, folder / "不是年报.html")
    (folder / "空.txt").write_bytes(b"")
    return tmp_path


def build(desk: Path, *arguments: object) -> Result:
    out = desk / "成果" / "audit.xlsx"
    out.parent.mkdir(exist_ok=True)
    told = ["build", desk / "收 到", "-o", out, "--evidence", desk / FOLDER, "-q", *arguments]
    return CliRunner().invoke(app, [str(argument) for argument in told])


def read(path: Path, folder: Path, agency: str = "") -> Report:
    (report,) = read_file(
        InputFile(path, path.name), {path.name: Fact(agency=agency)}, evidence=folder
    )
    return report


def links(workbook: Path) -> Iterator[tuple[str, str, str]]:
    """Sheet, target and shown text of every link that leads out of the workbook."""
    formulas, shown = (openpyxl.load_workbook(workbook, data_only=d) for d in (False, True))
    for sheet in formulas:
        for row in sheet.iter_rows():
            for cell in row:
                found = _LINK.search(str(cell.value)) if cell.data_type == "f" else None
                target = re.sub(r'"&?|&"', "", found[1]) if found else "#"
                if not target.startswith("#"):
                    yield sheet.title, target, str(shown[sheet.title][cell.coordinate].value)


def test_links_lead_to_the_pages_and_to_the_cells_in_them(desk: Path) -> None:
    assert build(desk).exit_code == 3
    workbook = desk / "成果" / "audit.xlsx"
    found = list(links(workbook))
    by_sheet = {
        name: [target for sheet, target, _ in found if sheet == name] for name, _, _ in found
    }
    assert set(by_sheet) == {"三、依申请公开", "读取情况", "问题清单"}
    assert len(by_sheet["三、依申请公开"]) == 2
    assert len(by_sheet["读取情况"]) == 3
    assert any("#applications." in target for target in by_sheet["问题清单"])
    for _, target, _ in found:
        assert len(target) <= 255
        path, _, cell = target.partition("#")
        page = workbook.parent / unquote(path)
        assert page.is_file(), target
        if cell:
            assert f'id="{cell}"' in page.read_text("utf-8")
    shown = {text for sheet, _, text in found if sheet == "三、依申请公开"}
    assert shown == {"原文"}


def test_the_links_are_the_same_in_other_programs(desk: Path, tmp_path: Path) -> None:
    build(desk)
    workbook = desk / "成果" / "audit.xlsx"
    poisoned = tmp_path / "poisoned.xlsx"
    judges.poisoned(workbook, poisoned)
    places = list(judges.formulas(workbook))
    theirs = judges.by_ironcalc(poisoned, places)
    assert judges.disagreements(judges.values(workbook), theirs, places) == []


def test_the_same_inputs_give_the_same_pages_and_pages_are_no_inputs(desk: Path) -> None:
    inside = desk / "收 到" / "原文"
    assert build(desk, "--evidence", inside).exit_code == 3
    first = {path: path.read_bytes() for path in sorted(inside.rglob("*")) if path.is_file()}
    assert len(first) == 3
    assert build(desk, "--evidence", inside).exit_code == 3
    again = {path: path.read_bytes() for path in sorted(inside.rglob("*")) if path.is_file()}
    assert again == first


def test_a_document_without_tables_has_a_page_an_unread_one_has_none(desk: Path) -> None:
    folder = desk / "原文"
    told = [
        read(path, folder)
        for path in (desk / "收 到" / "2024" / name for name in ("不是年报.html", "空.txt"))
    ]
    assert [report.evidence for report in told] == ["不是年报.html.html", ""]
    assert all(report.problem for report in told)
    assert told[0].problem in (folder / told[0].evidence).read_text("utf-8").replace("&quot;", '"')


def test_the_page_says_who_was_told_by_facts(desk: Path) -> None:
    path = next((desk / "收 到" / "2024").glob("*自然资源*"))
    report = read(path, desk / "原文", agency="虚构市某局")
    assert "<h1>虚构市某局" in (desk / "原文" / report.evidence).read_text("utf-8")


def test_a_folder_that_cannot_be_written_is_said_before_the_work(desk: Path) -> None:
    (desk / FOLDER).write_bytes(b"a file stands there")
    done = build(desk)
    assert done.exit_code == 2
    assert FOLDER in done.stderr
    assert not (desk / "成果" / "audit.xlsx").exists()


def test_a_page_that_cannot_be_made_does_not_cost_the_report(
    desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> str:
        raise ValueError("broken")

    monkeypatch.setattr("audit.reading.evidence_page", broken)
    path = next((desk / "收 到" / "2024").glob("*自然资源*"))
    report = read(path, desk / "原文")
    assert not report.problem
    assert report.cells
    assert not report.evidence
    assert any("broken" in note for note in report.notes)


def test_tables_in_a_file_of_their_own_have_their_page(tmp_path: Path) -> None:
    """A link to a cell leads to the file in which it stands."""
    page = next(SAMPLES.glob("2024/*教育局*.html")).read_text("utf-8")
    tables = page.split("<table")[1:]
    body = page.split("<table")[0] + "".join(t.split("</table>")[1] for t in tables)
    (tmp_path / "局").mkdir()
    (tmp_path / "局" / "正文.html").write_text(body, "utf-8")
    only = "".join(f"<table{t.split('</table>')[0]}</table>" for t in tables)
    (tmp_path / "局" / "统计.html").write_text(only, "utf-8")
    out, pages = tmp_path / "audit.xlsx", tmp_path / "原文"
    told = ["build", tmp_path / "局", "-o", out, "--evidence", pages, "-q"]
    assert CliRunner().invoke(app, [str(word) for word in told]).exit_code == 0
    targets = {(sheet, target.partition("#")[0]) for sheet, target, _ in links(out)}
    assert ("读取情况", "原文/正文.html.html") in targets
    assert ("三、依申请公开", "原文/统计.html.html") in targets
    assert 'id="applications.new_received.natural_person"' in (pages / "统计.html.html").read_text(
        "utf-8"
    )


# ── names ──

SOURCES = {
    "2024/示例市教育局.pdf": "2024/示例市教育局.pdf.html",
    "甲（更正版）.txt": "甲（更正版）.txt.html",
    "年报.HTML": r"年报\.HTML-[0-9a-f]{8}\.html",
    "a b#1%20?.html": r"a_b_1_20_\.html-[0-9a-f]{8}\.html",
    "包.zip/甲/乙.doc#2": r"包\.zip/甲/乙\.doc_2-[0-9a-f]{8}\.html",
    "con.txt": r"_con\.txt-[0-9a-f]{8}\.html",
    "../x": r"_/x-[0-9a-f]{8}\.html",
    "尾. ": r"尾\._-[0-9a-f]{8}\.html",
    "\ud800\x00": r"__-[0-9a-f]{8}\.html",
    "[1]'&\"<>|:*": r"_1_{9}-[0-9a-f]{8}\.html",
    "e\u0301.txt": r"é\.txt-[0-9a-f]{8}\.html",
}


@pytest.mark.parametrize("source", SOURCES)
def test_names_of_pages(source: str) -> None:
    expected = SOURCES[source]
    name = page_name(source)
    assert re.fullmatch(expected, name) or name == expected


def test_no_two_sources_share_a_page() -> None:
    sources = [
        "a.html",
        "A.html",
        "a b.html",
        "a_b.html",
        "a#b.html",
        "x/" * 80 + "a",
        "y/" * 80 + "a",
    ]
    sources += ["长" * 300 + end for end in ("甲.txt", "乙.txt")]
    names = [page_name(source).casefold() for source in sources]
    assert len(set(names)) == len(sources)
    assert max(map(len, names)) <= 134
    assert max(len(part.encode()) for name in names for part in name.split("/")) <= 255


def test_the_longest_name_still_has_room_for_the_longest_cell() -> None:
    longest = max(len(str(cell)) for version in VERSIONS for cell in load_form(version).places)
    room = 255 - longest - 1 - len("/") - 134
    assert room > 50, "for the way to the folder"


def test_the_way_to_the_folder(tmp_path: Path) -> None:
    assert folder_link(tmp_path / "证 据", tmp_path / "a.xlsx") == "证 据"
    assert folder_link(tmp_path / "e", tmp_path / "b" / "a.xlsx") == "../e"
    assert folder_link(tmp_path / "e#1%", tmp_path / "a.xlsx") == "e%231%25"


def test_a_way_too_long_for_a_link_is_left_out() -> None:
    cell = load_form("2021").cells[0]
    told = [page_target("e" * length, "甲.html", cell) for length in (10, 230, 255)]
    assert told == [f"{'e' * 10}/甲.html#{cell}", f"{'e' * 230}/甲.html", ""]


def test_what_an_ended_worker_left_half_written_goes(tmp_path: Path) -> None:
    """A process that is ended while it writes a page cannot clear up after itself."""
    report = tmp_path / "年报.txt"
    report.write_text("不是年报")
    folder = tmp_path / "原文" / "局"
    folder.mkdir(parents=True)
    (folder / ".年报.txt-x1y2_3z4.part.html").write_text("<html>")
    theirs = [folder / ".mine.part.html", folder / ".电影-abcd1234.part.rar"]
    for path in theirs:
        path.touch()
    files = [InputFile(report, report.name)]
    read_all(files, {}, evidence=tmp_path / "原文")
    assert sorted(path for path in folder.iterdir()) == sorted(theirs)


def test_what_a_build_wrote_is_no_input_of_the_next(tmp_path: Path) -> None:
    """Even where nobody says again where it was written to."""
    (source,) = SAMPLES.glob("2024/*审计局*.pdf")
    folder = tmp_path / "年报"
    folder.mkdir()
    shutil.copy(source, folder)
    wrote = ["-o", "audit.xlsx", "--evidence", "原文", "--data", "data", "-q"]
    told = [
        str(folder / word) if "." in word or word in ("原文", "data") else word for word in wrote
    ]
    assert CliRunner().invoke(app, ["build", str(folder), *told]).exit_code == 0
    found = read_all(find_inputs([folder]).files, {})
    assert [report.source for report in found.reports] == [source.name]
    assert found.litter == len(list(folder.rglob("*.*"))) - 1
