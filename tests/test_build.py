"""The run as a whole: nothing in a file stops it, and its output is whole or not there."""

from __future__ import annotations

import errno
import os
import random
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import audit.reading
from audit.bounds import DEFAULT
from audit.build import manifest, read_all
from audit.errors import FormError, InputError
from audit.facts import Fact
from audit.inputs import InputFile
from audit.output import write_whole
from audit.parse import parse
from audit.read import read_bytes
from audit.reading import read_file
from audit.report import Report
from audit.run import audit_reports
from samples.generator import generate, render

REPORT = "乌有市水务局2023年政府信息公开工作年度报告\n行政许可 12\n行政处罚 3\n".encode()


def read(folder: Path, data: bytes, name: str = "a.html") -> Report:
    path = folder / name
    path.write_bytes(data)
    return read_file(InputFile(path, name), {})[0]


UNREADABLE: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "空文件"),
    "only spaces": (b" \r\n\t\n", "空文件"),
    "binary": (bytes(range(256)) * 40, "不是文本"),
    "zeros": (b"\x00" * 5000, "不是文本"),
    "no table": ("乌有市水务局2023年政府信息公开工作年度报告。".encode(), "没有找到"),
    "other table": (b"<table><tr><td>a</td><td>1</td></tr></table>", "没有找到"),
    "one letter": (b"x", "没有找到"),
    "pdf": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "损坏"),
    "old word": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "损坏"),
    "broken zip": (b"PK\x03\x04 and no more", "损坏"),
    "image": (b"\x89PNG\r\n\x1a\n" + bytes(100), "损坏"),
    "rtf": (rb"{\rtf1\ansi x}", "RTF"),
    "mht": (b"From: <Saved>\nMIME-Version: 1.0\nContent-Type: multipart/related\n\n", "损坏"),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_cannot_be_read_is_a_row_with_a_sentence(tmp_path: Path, name: str) -> None:
    data, words = UNREADABLE[name]
    report = read(tmp_path, data)
    assert words in report.problem
    assert "a.html" in report.problem
    assert (report.cells, report.form, report.year) == ({}, "", None)
    assert len(report.digest) == 64


def test_a_file_too_large_is_refused_unread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.html"
    with path.open("wb") as out:
        out.truncate((DEFAULT.size + 1) * 2**20)
    with monkeypatch.context() as patched:
        patched.setattr(Path, "read_bytes", lambda _: pytest.fail("read into memory"))
        (huge,) = read_file(InputFile(path, "a.html"), {})
    assert f"{DEFAULT.size + 1} MB" in huge.problem
    assert huge.digest == ""
    padded = REPORT + b"\n" * (DEFAULT.size * 2**20 - len(REPORT))
    assert read(tmp_path, padded, "a.txt").problem == ""


def test_file_that_may_not_be_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(_: Path) -> bytes:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refused)
    (tmp_path / "a.html").write_bytes(b"x")
    report = read_file(InputFile(tmp_path / "a.html", "甲/a.html"), {})[0]
    assert "甲/a.html" in report.problem
    assert "Permission denied" in report.problem


def test_file_that_went_away(tmp_path: Path) -> None:
    report = read_file(InputFile(tmp_path / "gone.html", "gone.html"), {})[0]
    assert "gone.html" in report.problem
    assert report.digest == ""


def test_even_a_fault_of_ours_stops_no_other_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def faulty(*_: object) -> Report:
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr(audit.reading, "parse_all", faulty)
    report = read(tmp_path, REPORT)
    assert "ZeroDivisionError: division by zero" in report.problem
    assert len(report.digest) == 64


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300), st.sampled_from([b"", REPORT, b"<table><tr><td>", b"\xff\xfe"]))
def test_any_bytes_give_a_report(tmp_path: Path, data: bytes, before: bytes) -> None:
    report = read(tmp_path, before + data)
    assert "请把原件发给维护者" not in report.problem
    assert bool(report.problem) is not bool(report.cells)


@pytest.mark.parametrize(
    "page",
    [
        b"<div>" * 10_000 + REPORT,
        b"<table><tr><td>" * 10_000 + REPORT,
        b"<b>" * 10_000 + "<table><tr><td>行政许可<td>12</table>".encode(),
        b"<table>" + b"<tr>" * 10_000 + b"</table>",
        b"<table><tr>" + b"<td>1" * 10_000,
        b'<table><tr><td rowspan="65535" colspan="9999">' * 50,
        b"|" * 100_000,
        b"\t" * 100_000 + REPORT,
        b"1 " * 50_000,
        "一、".encode() * 50_000,
        ("1" * 100_000).encode(),
        ("," * 50_000 + "1").encode(),
        b"?" * 50_000,
        b"&#x10FFFF;&#xD800;&nbsp" * 1000 + b"<table><tr><td>1",
    ],
    ids=range(14),
)
def test_absurd_pages_give_a_report(tmp_path: Path, page: bytes) -> None:
    report = read(tmp_path, page)
    assert "请把原件发给维护者" not in report.problem
    assert bool(report.problem) is not bool(report.cells)


# ── many files ──


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Enough files for worker processes; most of them small, some unreadable."""
    folder = tmp_path_factory.mktemp("many")
    for n in range(44):
        text = f"虚构{n}局{2021 + n % 3}年政府信息公开工作年度报告\n行政许可 {n}\n行政处罚 3?\n"
        (folder / f"{n:02}.txt").write_text(text, "utf-8")
    (folder / "44.html").write_text(render(generate(random.Random(1)), "html", random.Random(1)))
    (folder / "45.pdf").write_bytes(b"%PDF-1.4")
    (folder / "46.txt").write_bytes(b"")
    return folder


def files(folder: Path) -> list[InputFile]:
    return [InputFile(path, path.name) for path in sorted(folder.iterdir())]


def test_workers_read_what_one_process_reads(folder: Path) -> None:
    facts = {"03.txt": Fact("子虚县", 2019, "2019")}
    seen: list[tuple[int, int]] = []
    pooled = read_all(files(folder), facts, progress=lambda *n: seen.append(n)).reports
    alone = [report for file in files(folder) for report in read_file(file, facts)]
    assert seen == [(n, 47) for n in range(1, 48)]
    assert [replace(report, notes=()) for report in pooled] == [
        replace(report, notes=()) for report in alone
    ]
    assert [report.source for report in pooled] == [file.source for file in files(folder)]
    assert (pooled[3].agency, pooled[3].form) == ("子虚县", "2019")
    assert [bool(report.problem) for report in pooled] == [False] * 45 + [True] * 2


def test_errors_survive_the_way_from_a_worker() -> None:
    import pickle

    for error in (InputError("read.large", name="a", size=17, most=16), FormError("form.twice")):
        back = pickle.loads(pickle.dumps(error))
        assert type(back) is type(error)
        assert (back.key, back.values) == (error.key, error.values)


def test_order_of_files_does_not_matter(folder: Path) -> None:
    reports = read_all(files(folder)[30:], {}).reports
    # two files of one report, neither newer: the order must not choose between them
    reports += [parse(read_bytes(name, REPORT)) for name in ("y.txt", "z.txt")]
    first = audit_reports(reports, name="示例市")
    for seed in range(4):
        shuffled = random.Random(seed).sample(reports, len(reports))
        other = audit_reports(shuffled, name="示例市")
        assert other.reports == first.reports
        assert other.findings == first.findings
        assert (other.results.outcomes == first.results.outcomes).all()


def test_no_reports_at_all() -> None:
    nothing = audit_reports([])
    assert (nothing.reports, nothing.findings) == ((), ())


def test_manifest_hashes_every_input(folder: Path) -> None:
    reports = read_all(files(folder)[:3], {}).reports
    made = manifest(reports)
    assert made == manifest(reports)
    assert {report.source: report.digest[:16] for report in reports}.items() <= made.items()
    assert len(made) == 5


# ── output ──


def fill(path: Path) -> None:
    path.write_text("new")


def refuse(error: OSError) -> object:
    def replace(self: Path, target: Path) -> Path:  # noqa: ARG001
        raise error

    return replace


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_output_is_written_whole(tmp_path: Path) -> None:
    path = tmp_path / "结果.xlsx"
    write_whole(path, fill)
    assert path.read_text() == "new"
    path.write_text("old")
    write_whole(path, fill)
    assert (path.read_text(), names(tmp_path)) == ("new", ["结果.xlsx"])


def test_output_into_a_missing_folder(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        write_whole(tmp_path / "no" / "audit.xlsx", fill)
    assert caught.value.key == "output.folder"
    assert str(tmp_path / "no") in str(caught.value)


def test_output_that_is_a_folder(tmp_path: Path) -> None:
    (tmp_path / "audit.xlsx").mkdir()
    with pytest.raises(InputError) as caught:
        write_whole(tmp_path / "audit.xlsx", fill)
    assert caught.value.key == "output.is_folder"
    assert names(tmp_path) == ["audit.xlsx"]


@pytest.mark.parametrize(
    ("error", "key", "words"),
    [
        (PermissionError(errno.EACCES, "Access is denied"), "output.open", "原文件未动"),
        (OSError(errno.ENOSPC, "No space left on device"), "output.write", "No space left"),
    ],
)
@pytest.mark.parametrize("when", ["writing", "placing"])
def test_failed_output_leaves_the_old_file_and_no_part(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: OSError, key: str, words: str, when: str
) -> None:
    path = tmp_path / "audit.xlsx"
    path.write_text("old")

    def failing(beside: Path) -> None:
        beside.write_text("half")
        raise error

    if when == "placing":
        monkeypatch.setattr(os, "replace", refuse(error))
        monkeypatch.setattr(Path, "replace", refuse(error))
    with pytest.raises(InputError, match=words) as caught:
        write_whole(path, failing if when == "writing" else fill)
    assert caught.value.key == key
    assert str(path) in str(caught.value)
    assert (path.read_text(), names(tmp_path)) == ("old", ["audit.xlsx"])


def test_fault_while_writing_leaves_no_part(tmp_path: Path) -> None:
    def faulty(beside: Path) -> None:
        beside.write_text("half")
        raise KeyError("x")

    with pytest.raises(KeyError):
        write_whole(tmp_path / "audit.xlsx", faulty)
    assert names(tmp_path) == []
