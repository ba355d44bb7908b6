"""Numbers of things: what stands before the number, else what follows it, says of what."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from audit.claims import fields
from audit.claims.numbers import Number
from audit.claims.setting import OPEN, Sentence

_COUNTED = {"件", "宗", "起", "例", "份", "条", "封", "部", "笔", "个"}
_DOUBTFUL = {"件次", "项", "次", "人次", ""}  # perhaps something else was counted
_NO_CUT = {"年", "月", "日"}
_BOUNDARY = re.compile("[，；：（）。\x02]")
_STOP = re.compile("[，；：（）。、\x02]")
_ONLY_FILLER = re.compile("(?:共|合计|总计|共计|累计|计|约|为|有|达到?)*")
_CARRIED = re.compile("结转|转结")
_JOINED = re.compile("(?:和|及|、|与|加|以及|连同|加上)\\Z")
_WITHIN = re.compile("，?(?:（|其中|含|包括|包含|内含)")
_PERHAPS = re.compile("其中|含|包括")
_THERE_IS = re.compile("有|共|发生|涉及|收到|受理|提起|引发|产生|接到|为")
_NOTICE = re.compile("(?:处理费|收费|缴费|缴款)[^，。；]{0,6}(?:告知书|通知书|通知)》?(?:共|数量|计)*\\Z")
_NOTIFIED = re.compile("通知收费|通知金额|应收|应缴|告知金额|通知缴")
_COLLECTED = re.compile("收取|实收|收缴|收到|缴纳|实缴|收费")
_SHARE = re.compile("(?:占|比例|比重)[^，；。]{0,14}\\Z")
_DECIDE = re.compile("处理|办理|作出|做出|实施|办结|决定")
_SHOW = re.compile("公开|公示|公布|发布|归集|录入|报送|新增")
_SPACED = re.compile("[0-9]{1,3}(?:[  ][0-9]{3})+(?:\\.[0-9]+)?\\Z")

_OUTCOMES = {
    *("granted_or_partial", "granted", "partial", "denied", "not_held", "unable", "repeat"),
    *("petition", "not_processed", "other_result", "carried_in", "carried_out"),
}
_APPLICANTS = {"natural", "legal"}
_ENDS = {"upheld", "corrected", "other", "pending"}
_DISPUTES = {"review", "litigation", "disputes", "litigation_direct", "litigation_after_review"}
_DECISIONS = {"licences", "penalties", "coercion"}
_DOCUMENTS = {"norm": "normative", "reg": "regulations"}
_LIFE = {"issue": "issued", "repeal": "repealed", "in_force": "in_force"}
_VERBS = {"receive", "handle", "work", *_LIFE}
_NOUNS = {OPEN, *_DISPUTES, *_DOCUMENTS}
_GOES_ON = re.compile("\\Z|申请|案件|均|已|全部|都|的")
Meaning = tuple[str, bool]  # a field and whether the words can mean nothing else


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
    short = left[-60:]
    if sentence.topic(number.start) == "fee" and _NOTICE.search(short):
        _add(sentence, number, ("fee_notices", True))
        return False
    if short.endswith("各") and (pair := _disputed_pair(sentence, short)):
        for name in pair:
            _add(sentence, number, (name, sentence.open_information))
        return False
    found = fields.BEFORE.search(short) if short else None
    meaning = _meaning(sentence, number, short, found, bridged) if found else None
    behind = False
    verb_only = bool(found) and str(found.lastgroup) in _VERBS
    if (not found or verb_only) and number.unit and (after := fields.AFTER.match(right)):
        said = _meaning_behind(sentence, number, short, after)
        # 办结一件申请 is a saying; and of two verbs the one in front is meant
        if said and not (number.chinese and number.value == 1):
            behind = not verb_only or after.lastgroup in _NOUNS
            meaning = said if behind else meaning
    if meaning and verb_only and not behind and not _GOES_ON.match(right):
        meaning = meaning[0], False
    if meaning:
        _keep(sentence, number, meaning, short)
    elif not sentence.wholes(number.start) and _is_foreign(short):
        sentence.foreign = number.start
    return behind


def _disputed_pair(sentence: Sentence, left: str) -> tuple[str, ...]:
    found = fields.BEFORE.search(left[:-1])
    return ("review", "litigation") if found and found.lastgroup == "disputes" else ()


def _is_foreign(left: str) -> bool:
    """Whether something was received or counted that is no application."""
    verbs = [found for found in fields.VERB.finditer(left) if found.lastgroup in ("receive", "work")]
    topics = [found.lastgroup for found in fields.TOPIC.finditer(left)]
    return bool(verbs) and len(left) - verbs[-1].end() >= 2 or topics[-1:] == ["foreign"]


def _meaning(
    sentence: Sentence, number: Number, left: str, found: re.Match[str], bridged: str
) -> Meaning | None:
    key, place = str(found.lastgroup), number.start
    topic = sentence.topic(place)
    if key == "carried_in" and _JOINED.search(left[: found.start()]):
        return ("pool", True) if fields.VERB.search(left[: found.start()]) else None
    if key == OPEN:
        meaning = _received(sentence, left[: found.start()], place)
        return ("pool", meaning[1]) if _CARRIED.search(bridged) else meaning
    if key in _DOCUMENTS:
        return _document(sentence, key, left[: found.start()], place)
    if key in ("receive", "handle", "work") and _CARRIED.search(bridged) and topic == OPEN:
        return ("pool" if key != "handle" else "handled", key != "work")
    return _by_key(sentence, key, place, topic, left)


def _by_key(sentence: Sentence, key: str, place: int, topic: str, left: str) -> Meaning | None:
    """What a key says by itself, under the topic of the sentence."""
    told = sentence.told(place)
    if key in _OUTCOMES or key in _APPLICANTS:
        if topic == OPEN:
            return key, told
        # without a topic an outcome is still one; of documents and guests it is not
        return (key, False) if topic == "" and key in _OUTCOMES else None
    if key in _DISPUTES:
        return key, sentence.open_information
    if key in _ENDS:
        certain = sentence.open_information and told
        return (f"{topic}_{key}", certain) if topic in ("review", "litigation") else None
    if key in _DECISIONS:
        before = sentence.text[sentence.start : place]
        return key, bool(_DECIDE.search(before)) and not _SHOW.search(before)
    if key in _LIFE:
        if topic not in _DOCUMENTS:
            return None
        return f"{_DOCUMENTS[topic]}_{_LIFE[key]}", told
    if key in ("receive", "handle", "work"):
        return _verb_alone(key, topic, told, left)
    return None


def _verb_alone(key: str, topic: str, told: bool, left: str) -> Meaning | None:
    if topic == OPEN:
        field = {"receive": "received", "handle": "handled", "work": "pool"}[key]
        return field, told and key != "work" and "审结" not in left
    if topic in ("review", "litigation", "disputes") and key == "receive":
        return topic, False
    return None


def _received(sentence: Sentence, left: str, place: int) -> Meaning:
    """Which verb stands last before 申请: the words before it, else the clauses before."""
    wanted = ("new", "receive", "handle", "work")
    verbs = [str(f.lastgroup) for f in fields.VERB.finditer(left) if f.lastgroup in wanted]
    certain = bool(verbs)
    if not verbs:
        before = sentence.text[sentence.start : place]
        verbs = [str(f.lastgroup) for f in fields.VERB.finditer(before) if f.lastgroup in wanted]
    last = verbs[-1] if verbs else "receive"
    if last == "work":
        return "pool", False
    if last == "handle":
        return "handled", certain
    return "received", certain


def _document(sentence: Sentence, key: str, left: str, place: int) -> Meaning:
    """What became of rules or documents by the last verb before them."""
    before = left if fields.VERB.search(left) else sentence.text[sentence.start : place]
    wanted = ("issue", "repeal", "in_force", "loose", "loosely")
    verbs = [str(f.lastgroup) for f in fields.VERB.finditer(before) if f.lastgroup in wanted]
    last = verbs[-1] if verbs else "loose"
    field = {"loose": "issued", "loosely": "repealed"}.get(last) or _LIFE[last]
    certain = last in _LIFE and before is left and "累计" not in before
    return f"{_DOCUMENTS[key]}_{field}", certain


def _meaning_behind(
    sentence: Sentence, number: Number, left: str, found: re.Match[str]
) -> Meaning | None:
    key, place = str(found.lastgroup), number.start
    topic = sentence.topic(place)
    verbs = [str(f.lastgroup) for f in fields.VERB.finditer(left)]
    if key == OPEN:
        return _received(sentence, left, place) if verbs else None
    if key in _DISPUTES:
        known = _THERE_IS.search(left) and (
            sentence.open_information or fields.OPEN_INFORMATION.search(found.group())
        )
        return (key, True) if known else None
    if key in _DOCUMENTS:
        return _document(sentence, key, left, place) if verbs else None
    return _by_key(sentence, key, place, topic, left)


def _keep(sentence: Sentence, number: Number, meaning: Meaning, left: str) -> None:
    """Add a claim, seen beside those that stand before it."""
    field, certain = meaning
    wholes = sentence.wholes(number.start)
    new = bool(re.search("新收", left))
    if field in wholes and not (new and field == "received"):
        return  # a part of the same fact is not the fact
    claims = sentence.claims
    if new and "received" in wholes or field == "carried_in":
        _with_carried(sentence, number, direct=new)
    channel = field in ("received", "handled", "pool") and fields.CHANNEL.search(left)
    if channel and not fields.ANY_CHANNEL.search(left):
        certain = False
    if field in _APPLICANTS and any(c.field == "pool" for c in claims):
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
            if direct or nearest and _WITHIN.search(between[:4]):
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
    if "事业性收费" in left:
        return _add(sentence, number, ("fees", True), round(number.value / 10_000, 6))
    if sentence.topic(number.start) != "fee":
        return None
    field = "fee_notified" if _NOTIFIED.search(left) else "fee_collected"
    if field in sentence.wholes(number.start):
        return None
    certain = bool(_NOTIFIED.search(left) or _COLLECTED.search(left))
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
            certain=last.certain and not number.damaged,
        )
