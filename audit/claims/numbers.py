"""Numbers in prose: Arabic or Chinese, with their unit and what makes them inexact."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from audit.clean import LOST

_DIGITS = {letter: n for n, letter in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "○": 0,
    "两": 2,
}
_SMALL = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10_000, "亿": 100_000_000}
_CHINESE = "".join((*_DIGITS, *_SMALL, *_LARGE))
_UNITS = (
    *(
        "件次",
        "人次",
        "场次",
        "个百分点",
        "个次",
        "件",
        "宗",
        "起",
        "例",
        "份",
        "条",
        "封",
        "项",
        "部",
    ),
    *(
        "笔",
        "个",
        "次",
        "场",
        "期",
        "篇",
        "页",
        "张",
        "册",
        "名",
        "人",
        "家",
        "类",
        "种",
        "届",
        "天",
    ),
    *(
        "元",
        "%",
        "年",
        "月",
        "日",
        "时",
        "小时",
        "分",
        "号",
        "处",
        "户",
        "幅",
        "批",
        "款",
        "章",
        "倍",
    ),
)
_NUMBER = re.compile(
    rf"(?=[0-9{_CHINESE}])(?P<number>(?:[0-9]{{1,3}}(?:,[0-9]{{3}})+(?![0-9])|[0-9]+)(?:\.[0-9]+)?[百千万亿]{{0,2}}"
    rf"|[{_CHINESE}]+(?=[余多几]?[万亿]?(?:{'|'.join(_UNITS)})))"
    rf"(?P<more>余|多|几)?(?P<times>[万亿])?(?P<unit>{'|'.join(_UNITS)})?"
    "(?P<about>左右|以上|以下|上下)?"
)
_BEFORE = ("约", "近", "超", "超过", "逾", "不足", "不到", "至少", "最多")
# 每一件, 第三件 and the like count nothing; nor do 数十件 and 一件事
_NO_COUNT = tuple("第每任同逐某各数几多前后上下首")
_TO = tuple("-—~～至到")


class Number(NamedTuple):
    """A number with its place; `text_end` is where the digits end, `end` where the unit does.

    `damaged` tells that a character was lost behind it.
    """

    value: float
    unit: str
    start: int
    text_end: int
    end: int
    exact: bool
    damaged: bool
    chinese: bool


def find_numbers(text: str, start: int, end: int) -> Iterator[Number]:
    """Yield the numbers of a piece of text; years are numbers with the unit 年.

    Left out is what counts nothing (第三件), one end of a range, and one whose first digit was
    lost: what is left of such a number says nothing of it.
    """
    for found in _NUMBER.finditer(text, start, end):
        if number := _number(text, start, found):
            yield number


def _number(text: str, start: int, found: re.Match[str]) -> Number | None:
    written, unit = found["number"], found["unit"] or ""
    before = text[max(start, found.start() - 3) : found.start()]
    after = text[found.end() : found.end() + 1]
    chinese = written[0] in _CHINESE
    if chinese:
        value = chinese_value(written)
        if not unit or value is None or before.endswith(_NO_COUNT) or after == "事":
            return None
    else:
        value = _arabic(written)
    if before.endswith("第"):
        return None
    if (before[-1:] and before[-1:] in LOST) or (before.endswith(_TO) and before[-2:-1].isdigit()):
        return None
    if found["times"]:
        value *= _LARGE[found["times"]]
    return Number(
        round(value, 6),
        unit,
        *(found.start(), found.end("number"), found.end()),
        exact=not (found["more"] or found["about"] or before.endswith(_BEFORE)),
        damaged=after in LOST if after else False,
        chinese=chinese,
    )


def _arabic(written: str) -> float:
    digits = written.rstrip("百千万亿")
    value = float(digits.replace(",", ""))
    for letter in written[len(digits) :]:
        value *= _SMALL.get(letter) or _LARGE[letter]
    return value


def chinese_value(written: str) -> float | None:
    """Return the value of a Chinese numeral, None for what is none (十十, 百).

    >>> chinese_value("一百零三"), chinese_value("二〇二四"), chinese_value("两万三千")
    (103.0, 2024.0, 23000.0)
    """
    if len(written) > 1 and all(letter in _DIGITS for letter in written):
        return float("".join(str(_DIGITS[letter]) for letter in written))
    total = group = digit = 0
    last = 0  # the power before: 一百五 is not written in reports, 十百 is nothing
    for letter in written:
        if letter in _DIGITS:
            if digit:
                return None
            digit = _DIGITS[letter]
        elif letter in _SMALL:
            if (last and last <= _SMALL[letter]) or (not digit and (letter != "十" or group)):
                return None
            group += (digit or 1) * _SMALL[letter]
            digit, last = 0, _SMALL[letter]
        else:
            if not group + digit:
                return None
            total = (total + group + digit) * _LARGE[letter]
            group = digit = last = 0
    return float(total + group + digit)
