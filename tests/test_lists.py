"""Lists that an office writes: encodings, separators, quotes, heads; one reader for all of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from audit.cli import app
from audit.errors import InputError
from audit.lists import Kind, read_list
from audit.roster_file import read_roster
from tests.conftest import SAMPLES

pytestmark = pytest.mark.usefixtures("in_this_process")

KIND = Kind(
    "名册", {"agency": ("机关", "机关名称"), "parent": ("上级",), "email": ("邮箱", "email")}
)
ROWS = [("甲局", "乙县"), ("虚构材料局", "乙县")]
TEXT = "机关,上级\n" + "".join(f"{a},{p}\n" for a, p in ROWS)


def saved(folder: Path, data: bytes, name: str = "roster.csv") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", "\t", ";", "，"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_encodings_and_separators(
    tmp_path: Path, encoding: str, separator: str, newline: str
) -> None:
    text = TEXT.replace(",", separator).replace("\n", newline)
    rows = read_list(saved(tmp_path, text.encode(encoding), "名单.txt"), KIND)
    assert [(told["agency"], told["parent"], told["email"]) for _, told in rows] == [
        (*row, "") for row in ROWS
    ]
    assert [n for n, _ in rows] == [2, 3]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('机关,上级\n甲局,\n"乙局,\n丙局,\n', "第 3 行的双引号没有成对"),
        ('机关,上级\n"甲局,\n"乙局",\n', "第 2 行的双引号没有成对"),
        ('机关,上级\n"甲\n局",\n乙局,"丙\n', "第 4 行的双引号没有成对"),
        ('"机关,上级\n甲局,\n', "第 1 行"),
        ("机关,上级\n甲局,,丙\n", "第 2 行有 3 栏，列名只有 2 栏"),
        ("\n机构,上级\n", "第 2 行须有列名“机关”"),
    ],
)
def test_what_would_be_lost_is_refused(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(InputError) as caught:
        read_list(saved(tmp_path, text.encode()), KIND)
    assert sentence in str(caught.value)
    assert "roster.csv" in str(caught.value)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_letter_that_cannot_be_read_is_refused(tmp_path: Path, encoding: str) -> None:
    data = f"机关,上级\n甲局,{TEXT}".encode(encoding) + b"\xff\xff\n"
    with pytest.raises(InputError, match=r"第 \d 行有认不出的字"):
        read_list(saved(tmp_path, data), KIND)


@pytest.mark.parametrize(
    ("heads", "told"),
    [
        ("机关,上级", []),
        ("＊机关 ,上 级", []),
        ("机关,电话", ["“电话”"]),
        ("机关,emial", ["“emial”（是否应为“邮箱”？）"]),
        ("机关,机关名称,代号", ["“机关名称”、“代号”"]),
        ("机关,", []),
    ],
)
def test_columns_that_are_not_used_are_told(tmp_path: Path, heads: str, told: list[str]) -> None:
    remarks: list[InputError] = []
    rows = read_list(saved(tmp_path, f"{heads}\n甲局,x\n".encode()), KIND, remarks.append)
    assert rows[0][1]["agency"] == "甲局"
    known = "可用的列名：机关、上级、邮箱。"
    assert list(map(str, remarks)) == [
        f"名册“{tmp_path / 'roster.csv'}”里这些列没有用到：{t}；{known}" for t in told
    ]


def test_the_build_goes_on_and_says_so(tmp_path: Path) -> None:
    roster = saved(tmp_path, "单位,电话,上极\n示例市财政局,1,\n".encode("utf-16"))
    assert [member.agency for member in read_roster(roster).members] == ["示例市财政局"]
    one = next(SAMPLES.glob("2023/*财政局*.md"))
    command = ["build", str(one), "-o", str(tmp_path / "a.xlsx"), "--roster", str(roster)]
    done = CliRunner().invoke(app, command)
    assert done.exit_code == 0
    assert "“电话”、“上极”（是否应为“上级”？）" in done.stderr
