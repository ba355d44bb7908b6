"""sources.csv: where a file came from, and when it was published."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from random import Random

import openpyxl
import pytest
from typer.testing import CliRunner

from audit.cli import app
from audit.days import day_of
from audit.errors import InputError
from audit.origins import Origin, read_origins, with_origins
from audit.report import Report
from samples.generator import generate, render

pytestmark = pytest.mark.usefixtures("in_this_process")

URL = "https://www.example.gov.cn/nb/1.html"


def saved(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "sources.csv"
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_what_is_told(tmp_path: Path, encoding: str) -> None:
    text = f"url,file,published,fetched_at\n{URL},甲/年报.html,2025-01-23 09:30,2025-02-01T08:00\n"
    assert read_origins(saved(tmp_path, text, encoding)) == {
        "甲/年报.html": Origin(URL, "2025-02-01T08:00", "2025-01-23")
    }


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("source,url\na,b\n", "须有列名“file”"),
        ("file,published\na,1月3日\n", "第 2 行 published 的值“1月3日”"),
        ("file,fetched_at\na,\nb,昨天\n", "第 3 行 fetched_at"),
        ("file,published\na,2025-02-30\n", "不是日期"),
        ("file,url\na,x\n./a,y\n", "第 3 行的文件“a”前面已经有了"),
    ],
)
def test_what_cannot_be_used_is_said_with_its_line(
    tmp_path: Path, text: str, sentence: str
) -> None:
    with pytest.raises(InputError) as caught:
        read_origins(saved(tmp_path, text))
    assert sentence in str(caught.value)


DAYS = [
    ("2025-1-5", "2025-01-05"),
    ("2025/1/5", "2025-01-05"),
    ("2025.1.5", "2025-01-05"),
    ("2025年1月5日", "2025-01-05"),
    ("２０２５年０１月０５日", "2025-01-05"),
    ("20250105", "2025-01-05"),
    ("45662", "2025-01-05"),  # what a spreadsheet keeps of it
    ("45662.4375", "2025-01-05T10:30"),
    ("2025/1/5 8:30", "2025-01-05T08:30"),
    ("2025-01-05T08:30:01+08:00", "2025-01-05T08:30:01+08:00"),
    ("2025/13/5", None),
    ("2025-02-30", None),
    ("2025-01-05 25:00", None),
    ("1月5日", None),
    ("12345", None),  # 1933
    ("", None),
]


@pytest.mark.parametrize(("text", "day"), DAYS)
def test_dates_as_people_write_them(tmp_path: Path, text: str, day: str | None) -> None:
    assert day_of(text) == day
    if day:
        told = read_origins(saved(tmp_path, f"file,fetched_at,published\na,{text},{text}\n"))
        assert told == {"a": Origin("", day, day[:10])}


def test_dates_of_a_workbook(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (("文件", "发布日期"), ("a", date(2025, 1, 5)), ("b", 45662), ("c", "2025.1.5")):
        book.worksheets[0].append(row)
    book.save(tmp_path / "sources.xlsx")
    told = read_origins(tmp_path / "sources.xlsx")
    assert {origin.published for origin in told.values()} == {"2025-01-05"}


def test_a_missing_list() -> None:
    with pytest.raises(InputError, match="打不开"):
        read_origins(Path("none.csv"))


@pytest.mark.parametrize(
    ("source", "published", "expected"),
    [
        ("年报.html", "2025-03-01", ("u", "2025-01-23")),  # what is told goes before what was read
        ("包.zip/甲/年报.html", "", ("z", "")),
        ("包.zip/甲/年报.html#2", "2025-03-01", ("z", "2025-03-01")),
        ("别的.html", "2025-03-01", ("", "2025-03-01")),
    ],
)
def test_reports_get_the_origin_of_their_file(
    source: str, published: str, expected: tuple[str, str]
) -> None:
    told = {"年报.html": Origin("u", "", "2025-01-23"), "包.zip": Origin("z")}
    (report,) = with_origins([Report(source, "html", published=published)], told)
    assert (report.url, report.published) == expected


def test_a_build_shows_them(tmp_path: Path) -> None:
    folder, out = tmp_path / "reports", tmp_path / "audit.xlsx"
    folder.mkdir()
    report = generate(Random(1), year=2024, agency="虚构市教育局")
    (folder / "年报.html").write_text(render(report, "html", Random(1)), "utf-8")
    told = f'file,url,published\n年报.html,{URL},2025-01-09\n没有.html,"=1+1",\n'
    sources = saved(folder, told)
    done = CliRunner().invoke(app, ["build", *map(str, (folder, "-o", out, "--sources", sources))])
    assert done.exit_code == 0, done.output
    assert "没有.html" in done.stderr
    book = openpyxl.load_workbook(out)
    found = {cell.value: cell for row in book["读取情况"].iter_rows() for cell in row}
    assert found[URL].data_type == "s"
    assert found[URL].hyperlink is None
    assert "2025-01-09" in found
    assert "sources.csv" not in found
