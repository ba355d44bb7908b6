"""Numbers of things: what stands before the number, else what follows it, says of what."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from audit.claims import fields
from audit.claims.meanings import (
    APPLICANTS,
    DECISIONS,
    NOUNS,
    VERBS,
    Meaning,
    meaning_before,
    meaning_behind,
)
from audit.claims.numbers import Number
from audit.claims.setting import OPEN, Sentence

_COUNTED = {"件", "宗", "起", "例", "份", "条", "封", "部", "笔", "个"}
_DOUBTFUL = {"件次", "项", "次", "人次", ""}  # perhaps something else was counted
_NO_CUT = {"年", "月", "日"}
_BOUNDARY = re.compile("[，；：（）。\x02]")
_STOP = re.compile("[，；：（）。、\x02]")
_ONLY_FILLER = re.compile("(?:共|合计|总计|共计|累计|计|约|为|有|达到?)*")
_WITHIN = re.compile("，?(?:（|其中|含|包括|包含|内含)")
_PERHAPS = re.compile("其中|含|包括")
_NOTICE = re.compile(
    "(?:处理费|收费|缴费|缴款)[^，。；]{0,6}(?:告知书|通知书|通知)》?(?:共|的|件数|数量|计)*\\Z"
)
_PROCESSING = re.compile("信息(?:公开)?处理费")
_NOTIFIED = re.compile("通知收费|通知金额|应收|应缴|告知金额|通知缴")
_COLLECTED = re.compile("收取|实收|收缴|收到|缴纳|实缴|收费")
_SHARE = re.compile("(?:占|比例|比重)[^，；。]{0,14}\\Z")
_OTHER_BASE = re.compile("全[市县省区州国旗]|[上去]年|同期")
_SPACED = re.compile("[0-9]{1,3}(?:[  ][0-9]{3})+(?:\\.[0-9]+)?\\Z")
# what is counted together with others: 不予公开、无法提供等共9件
_AND_OTHERS = re.compile(
    "等(?:情形|情况|案件|事项|申请|结果|处理|决定|方式|原因|类型|几|多|[0-9〇一二两三四五六七八九十]+|种|类|的|共|合计|共计|总计|累计|计|各)*\\Z"
)
_PAIRED = re.compile("[^、和及与或]{2}(?:、|和|及|与|或|以及)\\Z")
_GOES_ON = re.compile("\\Z|申请|案件|均|已|全部|都|的")


def read_counts(sentence: Sentence) -> None:
    """Find the claims that are numbers in a sentence and add them to it."""
    numbers = sentence.numbers
    cut, used = sentence.start, False
    for n, number in enumerate(numbers):
        if number.unit in _NO_CUT:
            continue
        left, bridged = _left(sentence, cut, number.start, used)
        right = _right(sentence, number, numbers[n + 1 :])
        used = False
        if not sentence.is_quoted(number.start):
            used = _read(sentence, number, left, right, bridged)
        cut = number.end


def _left(sentence: Sentence, cut: int, start: int, used: bool) -> tuple[str, str]:
    """Return the words before a number up to a boundary, and a bracket that stands between."""
    text = sentence.text
    gap = text[cut:start]
    marks = [found.end() for found in _BOUNDARY.finditer(gap)]
    if not marks:
        if cut > sentence.start:  # between two numbers 、 divides; the first may have used the rest
            gap = gap.partition("、")[2] if "、" in gap else "" if used else gap
        return gap, ""
    left = gap[marks[-1] :]
    mark = gap[marks[-1] - 1]
    if mark == "）" and _ONLY_FILLER.fullmatch(left):
        opening = text.rfind("（", sentence.start, cut + marks[-1])
        if opening >= cut:
            outer, _ = _left(sentence, cut, opening, used)
            return outer + left, text[opening : cut + marks[-1]]
    if mark == "，" and left and _ONLY_FILLER.fullmatch(left) and cut == sentence.start:
        outer, _ = _left(sentence, cut, cut + marks[-1] - 1, used)
        return outer + left, ""
    return left, ""


def _right(sentence: Sentence, number: Number, following: Sequence[Number]) -> str:
    end = next((n.start for n in following if n.unit not in _NO_CUT), sentence.end)
    stop = _STOP.search(sentence.text, number.end, end)
    return sentence.text[number.end : stop.start() if stop else end]


def _read(sentence: Sentence, number: Number, left: str, right: str, bridged: str) -> bool:
    """Add what a number claims; True if the words behind it were needed for that."""
    if number.unit == "%":
        _share(sentence, number, left)
    elif number.unit == "元":
        _money(sentence, number, left)
    elif number.unit == "页":
        if sentence.topic(number.start) == "fee":
            _add(sentence, number, ("fee_pages", True))
    elif number.unit in _COUNTED or number.unit in _DOUBTFUL:
        if not number.unit and right:
            return False  # some other unit
        return _count(sentence, number, left, right, bridged)
    return False


def _count(sentence: Sentence, number: Number, left: str, right: str, bridged: str) -> bool:
    short = left[-60:].rstrip('”’"')
    if sentence.topic(number.start) == "fee" and _NOTICE.search(short):
        _add(sentence, number, ("fee_notices", True))
        return False
    if short.endswith("各") and (pair := _disputed_pair(short)):
        for name in pair:
            _add(sentence, number, (name, sentence.open_information))
        return False
    if "申请" in short and sentence.around.topic == OPEN:
        sentence.foreign = -1
    found = fields.BEFORE.search(short) if short else None
    meaning = meaning_before(sentence, number.start, short, found, bridged) if found else None
    behind = False
    verb_only = found is not None and found.lastgroup in VERBS
    if (not found or verb_only) and number.unit and (after := fields.AFTER.match(right)):
        said = meaning_behind(sentence, number.start, short, after)
        # 办结一件申请 is a saying; and of two verbs the one in front is meant
        if said and not (number.chinese and number.value == 1):
            behind = not verb_only or after.lastgroup in NOUNS
            meaning = said if behind else meaning
    if meaning and verb_only and not behind and not _GOES_ON.match(right):
        meaning = meaning[0], False
    if meaning:
        if found and not behind and number.value and _is_sum(meaning[0], short, found.start()):
            meaning = meaning[0], False
        _keep(sentence, number, meaning, short)
        if meaning[0] in DECISIONS:
            sentence.foreign = number.start  # what follows is told of these
    elif not sentence.wholes(number.start) and _is_foreign(short):
        sentence.foreign = number.start
    return behind


def _is_sum(field: str, left: str, start: int) -> bool:
    """Whether a number is of several things, of which its words are the last."""
    if field in ("received", "pool", "handled"):
        return False  # 网站、信函等申请 are all of one thing
    return bool(_AND_OTHERS.search(left) or _PAIRED.search(left[:start]))


def _disputed_pair(left: str) -> tuple[str, ...]:
    found = fields.BEFORE.search(left[:-1])
    return ("review", "litigation") if found and found.lastgroup == "disputes" else ()


def _is_foreign(left: str) -> bool:
    """Whether something was received or counted that is no application."""
    verbs = [
        found for found in fields.VERB.finditer(left) if found.lastgroup in ("receive", "work")
    ]
    topics = [found.lastgroup for found in fields.TOPIC.finditer(left)]
    return (bool(verbs) and len(left) - verbs[-1].end() >= 2) or topics[-1:] == ["foreign"]


def _keep(sentence: Sentence, number: Number, meaning: Meaning, left: str) -> None:
    """Add a claim, seen beside those that stand before it."""
    field, certain = meaning
    wholes = sentence.wholes(number.start)
    new = bool(re.search("新收", left))
    if field in wholes and not (new and field == "received"):
        return  # a part of the same fact is not the fact
    claims = sentence.claims
    if (new and "received" in wholes) or field == "carried_in":
        _with_carried(sentence, number, direct=new)
    channel = field in ("received", "handled", "pool") and fields.CHANNEL.search(left)
    if channel and not fields.ANY_CHANNEL.search(left):
        certain = False
    of = field.rpartition("_")[0]
    if any(c.field == of and not c.certain for c in claims):
        certain = False  # how suits ended that may be others
    if field in APPLICANTS and any(c.field == "pool" for c in claims):
        certain = False  # the table tells the applicants of what was received only
    _add(sentence, number, (field, certain))


def _with_carried(sentence: Sentence, number: Number, *, direct: bool) -> None:
    """What was received and holds 上年结转 within it is more than what was newly received."""
    nearest = True
    for n in range(len(sentence.claims) - 1, -1, -1):
        claim = sentence.claims[n]
        end = bisect_left(sentence.prose.places, claim.end)
        between = sentence.text[end : number.start]
        if claim.field == "received":
            if direct or (nearest and _WITHIN.search(between[:4])):
                sentence.claims[n] = replace(claim, field="pool")
            elif _PERHAPS.search(between):
                sentence.claims[n] = replace(claim, certain=False)
            return
        if claim.field == "handled" and _WITHIN.search(between[:4]):
            return  # it is 办结 that holds them
        nearest = False


def _add(sentence: Sentence, number: Number, meaning: Meaning, value: float | None = None) -> None:
    field, certain = meaning
    first, last = sentence.prose.span(number.start, number.text_end)
    spaced = sentence.prose.gap(number.start, number.text_end) and not _SPACED.match(
        sentence.prose.source[first:last]
    )
    doubtful = number.damaged or spaced or number.unit in _DOUBTFUL
    sentence.add(
        field,
        number.value if value is None else value,
        number.start,
        number.text_end,
        exact=number.exact,
        certain=certain and not doubtful,
    )


def _money(sentence: Sentence, number: Number, left: str) -> None:
    before = sentence.text[sentence.start : number.start]
    if "事业性收费" in before and not _PROCESSING.search(before):
        value = round(number.value / 10_000, 6)
        return _add(sentence, number, ("fees", "事业性收费" in left), value)
    if sentence.topic(number.start) != "fee":
        return None
    told = any(claim.field == "fee_notices" for claim in sentence.claims)
    collected = bool(_COLLECTED.search(left))
    notified = bool(_NOTIFIED.search(left)) or (told and not collected)
    field = "fee_notified" if notified else "fee_collected"
    if field in sentence.wholes(number.start):
        return None
    certain = (notified or collected) and (
        told or sentence.open_information or bool(_PROCESSING.search(before))
    )
    return _add(sentence, number, (field, certain))


def _share(sentence: Sentence, number: Number, left: str) -> None:
    if not (sentence.claims and _SHARE.search(left)):
        return
    last = sentence.claims[-1]
    if last.kind == "count" and not any(c.isdigit() for c in left):
        sentence.add(
            last.field,
            number.value,
            number.start,
            number.text_end,
            kind="share",
            exact=number.exact,
            # of the region's or another year's is no share of a number in the table
            certain=last.certain and not number.damaged and not _OTHER_BASE.search(left),
        )
