"""Wholes that the prose splits into parts: after 其中, 包括, a colon, in brackets."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from audit.claims.numbers import Number
from audit.claims.setting import Sentence
from audit.report import Breakdown

_MARK = re.compile(
    "[，（：、]*(?:主要|具体|其中|包括|包含|分别)*(?:其中|包括|包含|分别[为是有]?|：)(?:了|有|为)?[，：]?|（"
)
# what may stand between the whole and the mark
_BETWEEN = re.compile("(?:（[^（）]*）)?(?:，(?:同比|环比|较|比|占)[^，；。]*)?")
_NO_PARTS = re.compile("[，]?(?:不?含|另|同比|环比|较|比|占|详见|见|即|以下)")
# the rest of a whole is called by no name of its own (其他信息), or by the whole's
_REST = re.compile("(?:其[他它]|其余)(?P<name>[^，、；：。（）]*)\\Z")
_ANY_REST = re.compile(
    "(?:各|各类|类|类别|类型|方面|领域|渠道|方式|形式|平台|途径|情形|情况|结果|原因|处理|答复|信息|内容|文件|事项|栏目"
    "|材料|申请|部门|单位|组织|机构|政府|公开|发布|办理|条|件|的|有|为|共|则|等)*"
)
_AND_MORE = re.compile("[等若干余]|另有|及其")
# an item may be in several parts: the words say so, or the parts are ways and forms of one item
_OVERLAPPING = re.compile(
    "同时|同一|重复|多种|多个|多项|多次|多方面|多渠道|交叉|兼有|既[^，。；]{1,12}又|部分信息|分别计|先后|合计|共计|一并|同步"
)
_WAYS = re.compile(
    "网站|网上|网络|线上|线下|微信|微博|公众号|新媒体|客户端|抖音|短视频|平台|公开栏|电子屏|广播|电视|报纸|报刊|政务公报"
    "|现场|电话|当面|窗口|信函|邮寄|图片|图文|图解|视频|音频|文字|H5|通过"
)
_CLASS = re.compile("(?<![各分多两三四五种])类")
_CHANGE = re.compile("增|减|同比|较上|比上|人均|平均")
_PASSED = {"年", "月", "日", "%", "个百分点", "号", "时", "分"}
_REACH = 800  # letters that a list may take
_DEEPEST = 8  # brackets that are never closed are no list
_APPLICANTS = {"natural", "legal"}
_OUTCOMES = {
    *("granted_or_partial", "granted", "partial", "denied", "not_held", "unable", "repeat"),
    *("petition", "not_processed", "other_result", "carried_out"),
}


def read_breakdowns(sentence: Sentence) -> list[Breakdown]:
    """Return the wholes with two parts or more that a sentence states, all of one unit."""
    numbers = [
        number
        for number in sentence.numbers
        if number.unit not in _PASSED and not sentence.is_quoted(number.start)
    ]
    if len(numbers) < 3:
        return []
    fields = {claim.start: claim.field for claim in sentence.claims if claim.kind == "count"}
    out, done = [], sentence.start
    for found in _MARK.finditer(sentence.text, sentence.start, sentence.end):
        whole = _whole(sentence.text, numbers, found.start()) if found.start() >= done else None
        if whole is None or _NO_PARTS.match(sentence.text, found.end()):
            continue
        parts = list(_parts(sentence, whole, found, numbers, fields))
        if len(parts) >= 2 and whole.exact and all(part.exact for part in parts):
            out.append(_breakdown(sentence, whole, parts, fields, found))
    return out


def _whole(text: str, numbers: Sequence[Number], mark: int) -> Number | None:
    for number in reversed([n for n in numbers if n.end <= mark]):
        if _BETWEEN.fullmatch(text, number.end, mark):
            return number if number.unit and not number.damaged else None
    return None


def _parts(
    sentence: Sentence,
    whole: Number,
    mark: re.Match[str],
    numbers: Sequence[Number],
    fields: dict[int, str],
) -> Iterator[Number]:
    """Yield the numbers of a list until it ends or goes over to something else."""
    text, start = sentence.text, mark.end()
    end, bracketed = _list_end(text, mark, sentence.end)
    kind: str | None = None
    first, separator = True, ""
    for number in numbers:
        if number.start >= end:
            return
        if number.start < start:
            continue
        between = text[start : number.start]
        if not bracketed and between.count("（") > between.count("）"):
            if between.count("（") > _DEEPEST:
                return
            continue  # within a bracket of a part
        if not first and not bracketed and "；" in between and separator != "；":
            return
        now = _kind(fields.get(_source(sentence, number)), fields.get(_source(sentence, whole)))
        if number.unit != whole.unit or number.damaged or _CHANGE.search(between):
            return
        if now == "other" or (kind is not None and now != kind):
            return
        if not first and re.search("其中|包括|包含", between):
            return
        yield number
        separator = separator or text[number.end : number.end + 1]
        kind, first, start = now, False, number.end


def _list_end(text: str, mark: re.Match[str], end: int) -> tuple[int, bool]:
    end = min(end, mark.end() + _REACH)
    opening = mark.group().find("（")
    if opening < 0:
        return end, False
    depth = 0
    for place in range(mark.start() + opening, end):
        depth += (text[place] == "（") - (text[place] == "）")
        if not depth:
            return place, True
    return mark.end(), True  # a bracket that is never closed is no list


def _source(sentence: Sentence, number: Number) -> int:
    return sentence.prose.places[number.start]


def _kind(part: str | None, whole: str | None) -> str:
    """Parts of one list are of one kind; what was received says nothing of the outcomes."""
    if part is None:
        return ""
    if part in _APPLICANTS:
        return "applicants"
    if part == "carried_out" and whole == "handled":
        return "other"
    if part in _OUTCOMES:
        return "other" if whole == "received" else "outcomes"
    ends = ("_upheld", "_corrected", "_other", "_pending")
    return "ends" if part.endswith(ends) else "facts" if whole is None else "other"


def _breakdown(
    sentence: Sentence,
    whole: Number,
    parts: Sequence[Number],
    fields: dict[int, str],
    mark: re.Match[str],
) -> Breakdown:
    first, end = sentence.prose.span(whole.start, parts[-1].end)
    clause = sentence.clause(whole.start, whole.end)[0]
    named = [fields.get(_source(sentence, part)) for part in parts]
    return Breakdown(
        whole.value,
        tuple(part.value for part in parts),
        _is_closed(sentence.text, clause, whole, parts, named),
        sentence.prose.quote(clause, parts[-1].end),
        sentence.around.section,
        first,
        end,
        _excludes(sentence, mark, parts, named),
    )


def _is_closed(
    text: str, clause: int, whole: Number, parts: Sequence[Number], named: Sequence[str | None]
) -> bool:
    """Whether the last part is the rest of the whole, so that nothing is left out."""
    ends = (*(part.start for part in parts[1:]), parts[-1].end + 1)
    gaps = [text[p.end : end] for p, end in zip(parts, ends, strict=True)]
    if any(_AND_MORE.match(gap) for gap in gaps):
        return False
    last = text[parts[-2].end : parts[-1].start]
    if {*named} == _APPLICANTS:
        return "企业" not in last
    rest = _REST.search(last)
    if not rest:
        return False
    return rest["name"] in text[clause : whole.start] or bool(_ANY_REST.fullmatch(rest["name"]))


def _excludes(
    sentence: Sentence, mark: re.Match[str], parts: Sequence[Number], named: Sequence[str | None]
) -> bool:
    """Whether no item can be in two parts: a row of the form, a class, all of a complete list."""
    text = sentence.text
    if all(named):
        return True
    listed = text[mark.end() : parts[-1].end]
    if _OVERLAPPING.search(text, mark.end(), sentence.end):
        return False
    if "分别" in mark.group():
        return True
    rest = _REST.search(text[parts[-2].end : parts[-1].start])
    return not _WAYS.search(listed) and bool(rest or len(_CLASS.findall(listed)) >= 2)
