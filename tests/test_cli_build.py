"""`audit build` as its user meets it: outputs, exit codes, sentences, nothing lost."""

from __future__ import annotations

import csv
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner, Result

from audit.cli import app
from audit.document import kind_name
from tests.conftest import SAMPLES

pytestmark = pytest.mark.usefixtures("in_this_process")

ONE = next(SAMPLES.glob("2024/*财政局*.md"))
CLEAN = next(SAMPLES.glob("2023/*财政局*.md"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two reports, one with a failed equation of level error."""
    reports = tmp_path / "reports"
    reports.mkdir()
    for path in (ONE, CLEAN):
        shutil.copy(path, reports)
    return reports


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workbook of the same two reports, written once by processes of its own."""
    reports = tmp_path_factory.mktemp("book")
    for path in (ONE, CLEAN):
        shutil.copy(path, reports)
    assert build(reports, "-o", reports / "audit.xlsx").exit_code == 0
    return reports / "audit.xlsx"


@pytest.fixture
def out(book: Path, tmp_path: Path) -> Path:
    """An output that is there already."""
    return Path(shutil.copy(book, tmp_path))


def build(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["build", *map(str, arguments)])


def sentence(done: Result) -> str:
    """What went to standard error: never a traceback."""
    assert "Traceback" not in done.output
    return done.stderr.strip()


def test_a_verdict_line_per_report_then_the_file(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "audit.xlsx"
    done = build(folder, "-o", out)
    assert done.exit_code == 0
    lines = done.stdout.splitlines()
    assert lines[0].startswith("×")
    assert lines[1].startswith("√")
    assert lines[-1].endswith("audit.xlsx")
    assert out.stat().st_size > 10_000


@pytest.mark.parametrize(
    ("terminal", "flags", "told"), [("1", (), True), ("1", ("-q",), False), ("", (), False)]
)
def test_how_long_it_took_is_told_on_a_terminal(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    terminal: str,
    flags: tuple[str, ...],
    told: bool,
) -> None:
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    if terminal:
        monkeypatch.setenv("FORCE_COLOR", terminal)  # which rich takes for a terminal
    done = build(ONE, "-o", tmp_path / "a.xlsx", *flags)
    assert bool(re.search(r"用时 \d+ 秒\n\Z", done.stderr)) is told
    assert "用时" not in done.stdout


def test_quiet_prints_nothing(folder: Path, tmp_path: Path) -> None:
    done = build(folder, "-o", tmp_path / "audit.xlsx", "-q")
    assert (done.exit_code, done.output) == (0, "")


def test_same_inputs_same_bytes(folder: Path, tmp_path: Path) -> None:
    one, other = tmp_path / "1.xlsx", tmp_path / "2.xlsx"
    assert build(folder, "-o", one).exit_code == build(folder, "-o", other).exit_code == 0
    assert one.read_bytes() == other.read_bytes()


def test_the_date_stands_in_the_book_only_if_given(folder: Path, tmp_path: Path) -> None:
    for arguments, there in (((), False), (("--date", "2025-02-18"), True)):
        out = tmp_path / "audit.xlsx"
        assert build(folder, "-o", out, "--no-carry", *arguments).exit_code == 0
        sheet = openpyxl.load_workbook(out)["总览"]
        text = " ".join(str(c.value) for row in sheet.iter_rows() for c in row if c.value)
        assert ("2025-02-18" in text) is there


@pytest.mark.parametrize(
    ("limit", "code"), [("never", 0), ("error", 1), ("warning", 1), ("info", 1)]
)
def test_fail_on(folder: Path, tmp_path: Path, limit: str, code: int) -> None:
    assert build(folder, "-o", tmp_path / "a.xlsx", "--fail-on", limit).exit_code == code


def test_what_cannot_be_read_is_a_row_and_exit_code_3(folder: Path, tmp_path: Path) -> None:
    (folder / "扫描件.pdf").write_bytes(b"%PDF-1.7 ...")
    out = tmp_path / "audit.xlsx"
    done = build(folder, "-o", out)
    assert done.exit_code == 3
    assert "■ 未读出" in done.stdout
    sheet = openpyxl.load_workbook(out)["汇总"]
    verdicts = [str(c.value) for row in sheet.iter_rows() for c in row if c.value]
    assert any("■ 未读出" in text for text in verdicts)
    assert any("PDF" in text for text in verdicts)
    assert build(folder, "-o", tmp_path / "b.xlsx", "--fail-on", "error").exit_code == 1


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        *(("docx", "Word 文档"), ("doc", "Word 文档"), ("pdf", "PDF 文档"), ("scan", "扫描件")),
        *(("html", "网页"), ("htm", "网页"), ("png", "图片"), ("xyz", "其他（xyz）"), ("", "")),
    ],
)
def test_kinds_are_named_in_one_way(kind: str, name: str) -> None:
    assert kind_name(kind) == name


def test_a_folder_of_nothing_but_unreadable_files_still_gives_a_book(tmp_path: Path) -> None:
    reports = tmp_path / "reports"
    reports.mkdir()
    (reports / "空.txt").write_bytes(b"")
    (reports / "图.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    done = build(reports, "-o", tmp_path / "audit.xlsx")
    assert done.exit_code == 3
    assert len(openpyxl.load_workbook(tmp_path / "audit.xlsx").sheetnames) >= 12


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("没有这个文件夹",), "没有这个文件夹"),
        (("{folder}", "-o", "{tmp}/没有/audit.xlsx"), "没有"),
        (("{folder}", "-o", "{tmp}"), "文件夹"),
        (("{folder}", "-o", "{tmp}/a.xlsx", "--date", "昨天"), "昨天"),
        (("{folder}", "-o", "{tmp}/a.xlsx", "--facts", "{tmp}/没有.csv"), "没有.csv"),
    ],
)
def test_cannot_run_is_exit_code_2_and_one_sentence(
    folder: Path, tmp_path: Path, arguments: tuple[str, ...], word: str
) -> None:
    done = build(*(a.format(folder=folder, tmp=tmp_path) for a in arguments))
    assert done.exit_code == 2
    assert word in sentence(done)
    assert len(sentence(done).splitlines()) == 1


def test_an_output_open_elsewhere(
    folder: Path, out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = out.read_bytes()

    def refused(*_: object) -> None:
        raise PermissionError(13, "used by another process")

    monkeypatch.setattr(os, "replace", refused)
    monkeypatch.setattr(Path, "replace", refused)
    done = build(folder, "-o", out)
    assert done.exit_code == 2
    assert "关闭" in sentence(done)
    assert out.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir() if p.is_file()] == ["audit.xlsx"]


@pytest.mark.slow
def test_a_full_disk(folder: Path, tmp_path: Path) -> None:
    resource = pytest.importorskip("resource", reason="this system limits no file sizes")
    out = tmp_path / "audit.xlsx"
    assert build(folder, "-o", out).exit_code == 0
    before = out.read_bytes()
    command = [sys.executable, "-m", "audit", "build", str(folder), "-o", str(out)]
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000)),
    )
    assert done.returncode == 2
    assert "没有写成" in done.stderr
    assert "Traceback" not in done.stderr
    assert out.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir() if p.is_file()] == ["audit.xlsx"]


def test_its_own_output_in_the_input_folder_is_no_input(folder: Path) -> None:
    out = folder / "audit.xlsx"
    assert build(folder, "-o", out, "--data", folder / "data").exit_code == 0
    done = build(folder, "-o", out, "--data", folder / "data")
    assert done.exit_code == 0
    assert "未读出" not in done.output


def test_litter_is_counted_in_one_line(folder: Path, tmp_path: Path) -> None:
    for name in ("~$年报.docx", "Thumbs.db", ".DS_Store", "年报_files/a.js"):
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"x")
    done = build(folder, "-o", tmp_path / "audit.xlsx")
    assert done.exit_code == 0
    assert "4" in sentence(done)


def test_facts_override_what_was_read(folder: Path, tmp_path: Path) -> None:
    facts, data = tmp_path / "facts.csv", tmp_path / "data"
    rows = f"source,agency,year,scope\n{ONE.name},示例市财政局（筹）,2022,region\n"
    facts.write_text(rows, "utf-8-sig")
    done = build(folder, "-o", tmp_path / "a.xlsx", "--facts", facts, "--data", data)
    assert done.exit_code == 0
    with (data / "reports.csv").open(encoding="utf-8-sig", newline="") as file:
        told = {row["source"]: row for row in csv.DictReader(file)}
    assert told[ONE.name]["agency"] == "示例市财政局（筹）"
    assert (told[ONE.name]["year"], told[ONE.name]["scope"]) == ("2022", "region")


def test_the_data_have_the_verdicts_of_the_summary(folder: Path, tmp_path: Path) -> None:
    shutil.copy(ONE, folder / "又一份.md")
    (folder / "空.txt").write_bytes(b"")
    out, data = tmp_path / "a.xlsx", tmp_path / "data"
    assert build(folder, "-o", out, "--data", data).exit_code == 3
    with (data / "reports.csv").open(encoding="utf-8-sig", newline="") as file:
        told = [row["verdict"] for row in csv.DictReader(file)]
    sheet = openpyxl.load_workbook(out, data_only=True)["汇总"]
    (head,) = [c for row in sheet.iter_rows(max_row=8) for c in row if c.value == "结论"]
    shown = [sheet.cell(head.row + n, head.column).value for n in range(1, 5)]
    assert told == shown
    assert {text[0] for text in told} == {"×", "√", "—", "■"}


def test_no_network(folder: Path, tmp_path: Path) -> None:
    """The main job runs with every socket forbidden."""
    forbidding = (
        "import socket\n"
        "def no(*a, **k): raise RuntimeError('network')\n"
        "socket.create_connection = socket.getaddrinfo = no\n"
        "socket.socket.connect = socket.socket.bind = no\n"
    )
    (tmp_path / "sitecustomize.py").write_text(forbidding)  # every process takes it in
    path = os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])
    command = [sys.executable, "-m", "audit", "build", str(folder), "-o", str(tmp_path / "a.xlsx")]
    done = subprocess.run(
        command,
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_help_ends_with_a_line_to_paste() -> None:
    for words in ([], ["build"], ["show"], ["rules"]):
        done = CliRunner().invoke(app, [*words, "--help"])
        assert done.exit_code == 0
        assert "audit " in done.output.strip().splitlines()[-1]
