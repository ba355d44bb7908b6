"""Splits 一、总体情况 into the five parts that the official form asks for."""

from __future__ import annotations

import re

from audit.clean import simplified

# part → words by which its heading is known; 依申请 before 公开, which both of the first have
PARTS: dict[str, tuple[str, ...]] = {
    "disclosure": ("主动公开",),
    "applications": ("依申请", "申请公开", "公开申请"),
    "management": ("信息管理", "规范管理", "公开管理", "资源管理", "制度建设"),
    "platform": ("平台", "渠道", "载体", "网站", "新媒体"),
    "oversight": ("监督", "考核", "保障", "培训"),
}
LEAD = "lead"

_LEAST = 3  # with fewer headings the text is not split by the official parts
_NUMBER = r"[(（]\s*[一二三四五六七八九十]\s*[)）]"
_HEADING = re.compile(rf"(?:^|(?<=[\s。；;!！”])){_NUMBER}\s*(?P<title>[^\n。：:；;]{{2,30}})")


def overview_parts(text: str) -> dict[str, str]:
    """Split the text of section one at its headings （一）…（五）, in the order of the form.

    Returns part (a key of PARTS, or LEAD for what stands before the first heading) → text with
    its heading; parts without a heading are left out. Returns {} if fewer than three of the five
    are found in order: then the text is not written by parts.

    >>> overview_parts("前言。\\n（一）主动公开。甲\\n（二）依申请公开。乙\\n（三）信息管理。丙")
    {'lead': '前言。', 'disclosure': '（一）主动公开。甲', 'applications': '（二）依申请公开。乙', \
'management': '（三）信息管理。丙'}
    >>> overview_parts("全年主动公开信息10条。")
    {}
    """
    starts = _starts(text)
    if len(starts) < _LEAST:
        return {}
    ends = [start for _, start in starts[1:]] + [len(text)]
    found = {LEAD: text[: starts[0][1]].strip()}
    found |= {
        part: text[start:end].strip() for (part, start), end in zip(starts, ends, strict=True)
    }
    return {part: words for part, words in found.items() if words}


def _starts(text: str) -> list[tuple[str, int]]:
    """Where each part begins; a heading out of the form's order belongs to the part before it."""
    order = list(PARTS)
    starts: list[tuple[str, int]] = []
    # the same length in either script, so that places hold
    for heading in _HEADING.finditer(simplified(text)):
        part = _part(heading["title"])
        last = order.index(starts[-1][0]) if starts else -1
        if part and order.index(part) > last:
            starts.append((part, heading.start()))
    return starts


def _part(title: str) -> str:
    # the word that stands first names the part: 政府信息公开平台监督 is about the platform
    places = {
        part: min((title.find(word) for word in words if word in title), default=-1)
        for part, words in PARTS.items()
    }
    named = [part for part in PARTS if places[part] >= 0]
    return min(named, key=lambda part: places[part], default="")
