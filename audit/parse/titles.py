"""Titles of the six sections: how they are numbered, and what they say whatever stands around."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from audit.clean import LOST, label_key, simplified
from audit.form import Section, load_form

_HAN = "一二三四五六七八九十"
_OTHERS = {
    d: h for row in ("123456", "壹贰叁肆伍陆", "ⅠⅡⅢⅣⅤⅥ") for d, h in zip(row, _HAN, strict=False)
}
_PLAIN = re.compile(
    rf"\s*#*\s*(?P<numeral>[{_HAN}{LOST}])\s*(?P<mark>[、.．，,:：]?)\s*(?P<title>\S.*)"
)
_OTHER = re.compile(
    rf"\s*#*\s*(?:第\s*(?P<part>[{_HAN}1-6])\s*(?:部分|章|节)\s*[、.．，,:：]?|[(（]\s*(?P<bracket>[{_HAN}1-6])\s*[)）]"
    r"|(?P<digit>[1-6])\s*[、.．]|(?P<formal>[壹贰叁肆伍陆ⅠⅡⅢⅣⅤⅥ])\s*[、.．，,:：]?)\s*(?P<title>\S.*)"
)
# what is put behind a title and is none of it: （表格）, (重复率: 61%), a bracket that never closes
_NOTE = re.compile(r"\s*[(（\[【][^()（）\[\]【】]*[)）\]】]?\s*\Z")
_FILLER = re.compile(
    "20\\d\\d年度?|本?年度|本年|政府信息公开|行政机关|情况|工作|措施|主要|存在|下一步|以及|[的和与及]"
)
_SAME = (
    ("整改", "改进"),
    ("行政诉讼", "诉讼"),
    ("行政复议", "复议"),
    ("需要", "需"),
    ("其它", "其他"),
)


class Numbered(NamedTuple):
    """A line as a heading: its numeral as 一 to 十, "" for none; its title; numbered as printed."""

    numeral: str
    title: str
    as_printed: bool


def numbered(line: str) -> Numbered:
    """Take the numeral from a line; numerals of other styles (第一部分, 1., 壹、) come as 一 to 十.

    >>> numbered("第二部分：主动公开政府信息情况")
    Numbered(numeral='二', title='主动公开政府信息情况', as_printed=False)
    """
    plain = _PLAIN.match(line)
    if plain:
        return Numbered(plain["numeral"], plain["title"], True)
    other = _OTHER.match(simplified(line))
    if not other:
        return Numbered("", line, False)
    said = next(filter(None, other.group("part", "bracket", "digit", "formal")))
    return Numbered(_OTHERS.get(said, said), line[other.start("title") :], False)


def without_note(title: str) -> str:
    """Return a title without what stands behind it in brackets."""
    while (shorter := _NOTE.sub("", title)) != title:
        title = shorter
    return title


@lru_cache(maxsize=2_000)
def title_key(title: str) -> str:
    """Return what a title says: without note, fillers (情况, 的, 工作, 本年度) and variants.

    >>> title_key("政府信息公开工作存在的问题和整改措施（文字）")
    '问题改进'
    >>> title_key("工作情况")
    ''
    """
    key = _FILLER.sub("", label_key(without_note(title)))
    for variant, usual in _SAME:
        key = key.replace(variant, usual)
    return key


@cache
def by_words(version: str) -> dict[str, Section]:
    """Return the sections of a form by the keys of their titles and known variants."""
    return {
        label_key(title): section
        for section in load_form(version).sections
        for title in (section.title, *section.aliases)
    }


@cache
def by_meaning(version: str) -> dict[str, Section]:
    """Return the sections of a form by what their titles say."""
    return {
        title_key(title): section
        for section in load_form(version).sections
        for title in (section.title, *section.aliases)
    }
