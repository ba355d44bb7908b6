"""The encoding is found from the bytes alone: texts × encodings, whole and with a broken byte."""

from __future__ import annotations

from contextlib import suppress
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opencc import OpenCC

from audit.errors import InputError
from audit.read import read_bytes
from audit.read.encoding import decode

TEXTS = {
    # a title and hardly more
    "title": "虚构市水务局2023年政府信息公开工作年度报告\n本年未收到申请。\n",
    # a bare table
    "table": "\n".join(
        f"{label}\t{n}\t{n + 2}\t{2 * n + 2}"
        for n, label in enumerate(
            ["规章", "行政规范性文件", "行政许可", "行政处罚", "行政强制", "总计", "其他处理结果"]
        )
    ),
    # prose with the punctuation and symbols that differ between encodings
    "prose": "按照《条例》的规定，现公布“示例区”年度报告：①主动公开信息12条；②收到申请3件，"
    "均已按时办结——无行政复议。收费0.5万元，同比下降10％。\n" * 3,
    # a page that says something else of itself
    "page": '<html><head><meta charset="iso-8859-1"><title>乌有县政府信息公开</title></head><body>'
    "<p>二、主动公开政府信息情况</p><table><tr><td>规章</td><td>3</td></tr></table></body></html>",
}

ENCODINGS = [
    *("utf-8", "utf-8-sig", "gb18030", "gbk", "big5", "utf-16", "utf-16-le", "utf-16-be"),
]
# what the product calls them
NAMES = {"utf-8-sig": "utf-8", "gbk": "gb18030"}

COMBINATIONS = [
    pytest.param(name, encoding, broken, id=f"{name}-{encoding}{'-broken' if broken else ''}")
    for name in TEXTS
    for encoding in ENCODINGS
    for broken in (False, True)
]


@cache
def traditional(text: str) -> str:
    turned: str = OpenCC("s2t").convert(text)
    return turned.replace("爲", "為")


def written(name: str, encoding: str) -> tuple[str, bytes]:
    """The text and its bytes; Big5 holds traditional characters only."""
    text = TEXTS[name]
    if encoding == "big5":
        text = traditional(text).replace("①", "1").replace("②", "2")
    return text, text.encode(encoding)


def break_byte(data: bytes, encoding: str) -> bytes:
    """Destroy the first byte of a Chinese character in the middle of the text."""
    at = len(data) // 2
    if encoding.startswith("utf-16"):
        # the high byte of a unit: a surrogate that stands alone
        at += at % 2 + (encoding != "utf-16-be")
        return data[:at] + b"\xd8" + data[at + 1 :]
    starts = range(0xE4, 0xEA) if encoding.startswith("utf-8") else range(0xB0, 0xF8)
    at = next(n for n in range(at, len(data)) if data[n] in starts and data[n + 1] >= 0x80)
    return data[:at] + b"\xff" + data[at + 1 :]


def test_there_are_64() -> None:
    assert len(COMBINATIONS) == 64


@pytest.mark.parametrize(("name", "encoding", "broken"), COMBINATIONS)
def test_text_comes_back(name: str, encoding: str, broken: bool) -> None:
    text, data = written(name, encoding)
    decoded = decode(break_byte(data, encoding) if broken else data)
    usual = "utf-16" if encoding == "utf-16" else NAMES.get(encoding, encoding)
    assert decoded.encoding == usual
    if not broken:
        assert decoded.text == text
        assert decoded.notes == ()
        return
    assert decoded.text.count("\ufffd") >= 1
    assert len(decoded.notes) == 1
    damaged = next(n for n, (a, b) in enumerate(zip(text, decoded.text, strict=False)) if a != b)
    # pairs of bytes fall into step again at the next ASCII character, units of UTF at once
    in_step = text[damaged + 1 :]
    if "utf" not in encoding:
        in_step = in_step[next(n for n, letter in enumerate(in_step) if letter < "\x80") :]
    assert len(in_step) > len(text) // 4
    assert decoded.text.endswith(in_step)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
@pytest.mark.parametrize("text", ["abc", "12 3", "规", "一、总体情况"])
def test_short_texts(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)).text == text


@pytest.mark.parametrize("declared", ["gb2312", "utf-8", "big5", "iso-8859-1", "nonsense"])
def test_declared_charset_is_not_believed(declared: str) -> None:
    page = (
        f'<html><head><meta charset="{declared}"></head><body><p>政府信息公开年报</p></body></html>'
    )
    for encoding in ("utf-8", "gb18030"):
        document = read_bytes("a.html", page.encode(encoding))
        assert (document.encoding, document.rows[0].text) == (encoding, "政府信息公开年报")


def test_xml_declaration_is_not_believed() -> None:
    page = '<?xml version="1.0" encoding="utf-8"?><html><body><p>政府信息公开年报</p></body></html>'
    assert read_bytes("a.html", page.encode("gb18030")).rows[0].text == "政府信息公开年报"


def test_gb18030_characters_of_four_bytes() -> None:
    text = "示例市㐂𠮷街道政府信息公开年度报告的情况"
    assert decode(text.encode("gb18030")) == (text, "gb18030", ())


@given(st.binary(max_size=400))
def test_any_bytes_decode_or_are_refused(data: bytes) -> None:
    decode(data)
    with suppress(InputError):
        assert read_bytes("x", data).kind in ("text", "html")
