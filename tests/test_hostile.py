"""Strings from reports are only ever text: no formula, no link, no broken file."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pytest
from typer.testing import CliRunner

from audit.cli import app
from audit.form import Cell
from audit.output import write_whole
from audit.report import Reading, Report, SectionText, State
from audit.run import audit_reports
from audit.workbook import write_workbook
from tests import judges
from tests.test_formulas import ALLOWED, _bare
from tests.test_turning import report

pytestmark = pytest.mark.slow  # hundreds of hostile strings make a large book

FORMULAS = [
    *("=1+1", "=SUM(A1:A9)", "=cmd|' /C calc'!A0", '=HYPERLINK("http://x.example","点我")'),
    *('=WEBSERVICE("http://x.example")', '=IMPORTXML("http://x.example","//a")', "={1,2}"),
    *(
        "{=SUM(1)}",
        "{=1+1}",
        "+1+1",
        "-1+1",
        "@SUM(1)",
        "+cmd|' /C calc'!A0",
        "-2+3+cmd|' /C calc'!A0",
    ),
    *("@A1", "=A1", '="a"&"b"', "=1/0", "=#REF!", "=NOW()", "=RAND()", '=INDIRECT("A1")'),
    *('=DDE("cmd";"/C calc";"x")', 'DDE("a")', "=MSEXCEL|'\\..\\cmd.exe'!''", "＝1+1", "\t=1+1"),
    *(
        "\r=1+1",
        "\n=1+1",
        " =1+1",
        "'=1+1",
        '"=1+1',
        "=\u200b1+1",
        "%0A=1+1",
        "=",
        "==",
        "=(",
        '="',
    ),
]
MARKUP = [
    *(
        "<r>x</r>",
        "<r><t>x</t></r>",
        "<r>",
        "</r>",
        "<r/>",
        "<si><t>x</t></si>",
        "</t></si>",
        "<f>1</f>",
    ),
    *(
        "<script>alert(1)</script>",
        "<b>x</b>",
        "&lt;r&gt;",
        "&amp;",
        "&",
        "<",
        ">",
        "]]>",
        "<![CDATA[x]]>",
    ),
    *(
        "<!-- x -->",
        '<?xml version="1.0"?>',
        "&#0;",
        "&#x1;",
        "_x000D_",
        "_x0000_",
        "_x005F_x000D_",
    ),
]
LINKS = [
    *("http://x.example/", "https://x.example/?a=1&b=2", "ftp://x.example", "mailto:a@x.example"),
    *(
        "internal:'总览'!A1",
        "external:c:\\x.xlsx#A1",
        "file:///etc/passwd",
        "\\\\x.example\\share",
        "#A1",
    ),
]
CONTROLS = [
    *(
        "a\x00b",
        "\x01\x02\x03",
        "a\x07b",
        "a\x0bb",
        "a\x0cb",
        "a\x1fb",
        "a\x7fb",
        "a\x85b",
        "a\x9fb",
    ),
    *("a\rb", "a\r\nb", "\ud800", "\udfff", "a\ud83db", "\ufffe", "\uffff", "\ufeffa", "a\u2028b"),
    *(
        "\u202e反向",
        "\u202a左右\u202c",
        "\u2066x\u2069",
        "e\u0301",
        "👨‍👩‍👧",
        "\U0001f600" * 5,
        "𠀀𠮷",
        "\u200f\u200e",
    ),
]
LONG = [
    "长" * 40_000,
    "x" * 40_000,
    "\U0001f600" * 20_000,
    "=" * 33_000,
    '"' * 300,
    "'" * 300,
    "行\n" * 500,
]
NAMES = [
    "History",
    "a/b",
    "总览",
    "|",
    "||",
    "a|b|c",
    "※",
    "※?",
    "×",
    "√ 通过",
    "？",
    "{name}",
    "%s",
    "*",
    "?",
    "~",
]
HOSTILE = [*FORMULAS, *MARKUP, *LINKS, *CONTROLS, *LONG, *NAMES]


def hostile_report(n: int, text: str) -> Report:
    plain = report(f"机关{n}", {})
    cells = plain.cells | {
        Cell("applications", "granted", "business"): Reading(State.UNREADABLE, None, text),
        Cell("applications", "granted", "research"): Reading(State.MARK, None, text),
        Cell("disclosure", "fees", "amount"): Reading(State.REPAIRED, 1.0, text),
        Cell("disputes", "review", "total"): Reading(State.READ, 1.0, "1"),
    }
    return Report(
        *(f"{n}{text}", text, text, 2024, "2021"),
        title=text,
        published=text,
        signed=text,
        encoding=text,
        cells=cells,
        sections=tuple(SectionText(key, text, text) for key in ("overview", "problems", "other")),
        notes=(text,),
    )


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    reports = [hostile_report(n, text) for n, text in enumerate(HOSTILE)]
    reports += [Report(f"x{n}{text}", text, problem=text) for n, text in enumerate(HOSTILE)]
    path = tmp_path_factory.mktemp("hostile") / "audit.xlsx"
    write_whole(
        path, lambda beside: write_workbook(audit_reports(reports, name=FORMULAS[0]), beside)
    )
    return path


@pytest.fixture(scope="module")
def formulas(book: Path) -> dict[judges.Place, str]:
    return judges.formulas(book)


def test_there_are_enough_of_them() -> None:
    assert len(set(HOSTILE)) >= 80


def test_every_part_is_well_formed(book: Path) -> None:
    with zipfile.ZipFile(book) as parts:
        assert parts.testzip() is None
        for name in parts.namelist():
            if name.endswith((".xml", ".rels")):
                ElementTree.fromstring(parts.read(name))


def test_no_string_became_a_formula(formulas: dict[judges.Place, str]) -> None:
    for place, text in formulas.items():
        names = re.findall(r"([A-Z][A-Z0-9.]*)\(", _bare(text))
        assert set(names) <= ALLOWED, (place, text[:200])
        assert "cmd|" not in _bare(text), place
        assert not re.search(r"[A-Za-z]+\|", _bare(text)), place


def test_no_string_became_a_link_or_an_outside_reference(
    book: Path, formulas: dict[judges.Place, str]
) -> None:
    with zipfile.ZipFile(book) as parts:
        names = parts.namelist()
        assert not [name for name in names if "externalLink" in name or "connections" in name]
        for name in names:
            if name.startswith("xl/worksheets/"):
                assert b"<hyperlink " not in parts.read(name), name
                assert b'TargetMode="External"' not in parts.read(name), name
    for text in formulas.values():
        for target in re.findall(r'HYPERLINK\("([^"]*)"', text):
            assert target.startswith("#'"), text[:120]


def test_the_strings_are_there_as_text(book: Path) -> None:
    sheet = openpyxl.load_workbook(book)["读取情况"]
    shown = {cell.value for row in sheet.iter_rows() for cell in row if cell.data_type in "sn"}
    for text in ("=1+1", "=cmd|' /C calc'!A0", "http://x.example/", "<b>x</b>", "+1+1", "@A1"):
        assert text in shown, text


def test_libreoffice_opens_it_and_agrees(
    book: Path, formulas: dict[judges.Place, str], tmp_path: Path
) -> None:
    places = list(formulas)
    copy = tmp_path / "audit.xlsx"
    judges.poisoned(book, copy)
    theirs = judges.by_libreoffice(copy, tmp_path)
    assert judges.disagreements(judges.values(book), theirs, places) == []


def test_a_hostile_folder_through_the_command(tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    encodable = [text for text in HOSTILE if text.isprintable() and len(text) < 1000]
    for n, text in enumerate(encodable):
        page = f"{text}2024年政府信息公开工作年度报告\n一、总体情况\n{text}\n行政许可 {text} 3\n"
        table = f"(一)予以公开 1 0 0 {text} 0 0 1\n(七)总计 1 0 0 0 0 0 1\n"
        page += f"{table}六、其他需要报告的事项\n{text}\n"
        (folder / f"{n}.txt").write_text(page, "utf-8")
    out, data = tmp_path / "audit.xlsx", tmp_path / "data"
    done = CliRunner().invoke(app, ["build", str(folder), "-o", str(out), "--data", str(data)])
    assert done.exit_code in (0, 3), done.output
    for text in judges.formulas(out).values():
        assert set(re.findall(r"([A-Z][A-Z0-9.]*)\(", _bare(text))) <= ALLOWED
    for name in ("reports", "cells", "sections", "findings"):
        for line in (data / f"{name}.csv").read_text("utf-8-sig").splitlines():
            assert not re.search(r'(?:^|,)"?[=@+](?![0-9.]+(?:,|$))', line), line[:120]
