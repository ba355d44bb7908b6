"""Claims without a number: a fact denied, everything answered, an outcome of all."""

from __future__ import annotations

import re
from collections.abc import Sequence

from audit.claims import fields
from audit.claims.setting import OPEN, Sentence

_REACH = 120  # letters: further on nothing is denied
_CLAUSE_END = re.compile("[，；：。\x02]")
_NO_RECEIPT = re.compile(
    "投诉|举报|超期|逾期|延期|不予|纠纷|责任|追究|泄密|舆情|意见|推诿|无法|费|更正|其[他它](?!组织)"
)
_RECEIPT = re.compile("未(?:收到|受理|接到|新收|接收)|没有|无|未有")
_LOST = re.compile("败诉|撤销|责令")
_FEE = re.compile("信息(?:公开)?处理费|信息公开[^，。；]{0,6}收费")
_A_NUMBER = "[0-9〇一二两三四五六七八九十]+[件宗起份]"
# one that is still open, in words that name no fact: 剩余1件, 1件尚在期限内
_OPEN_ONES = re.compile(
    f"{_A_NUMBER}[^，。；]{{0,6}}(?:正在|尚在|仍在|还在|在办|在途|未到期|办理中|顺延|待)"
    f"|(?:剩余|其余|另有|尚有|还有|仅有|除)[^，。；]{{0,6}}{_A_NUMBER}"
)
_COUNTED = {"件", "宗", "起", "份", "条", "例"}
_ANY_ALL = ("received", "pool", "handled")


def read_denials(sentence: Sentence) -> None:
    """Add what a sentence says did not happen."""
    for found in fields.DENIAL.finditer(sentence.text, sentence.start, sentence.end):
        if sentence.is_quoted(found.start()):
            continue
        stop = _CLAUSE_END.search(sentence.text, found.end(), sentence.end)
        end = min(stop.start() if stop else sentence.end, found.end() + _REACH)
        clause = sentence.clause(found.start(), end)
        before = sentence.text[clause[0] : found.start()]
        said = sentence.text[found.start() : end]
        if fields.CONDITION.search(before) or re.search("[0-9]", said):
            continue
        hoped = fields.ASPIRATION.search(before)
        for field, certain, last in _denied(sentence, found.start(), said):
            sentence.add(
                field,
                0.0,
                found.start(),
                found.start() + last,
                kind="zero",
                certain=certain and not hoped,
            )
    for found in fields.NONE_OF.finditer(sentence.text, sentence.start, sentence.end):
        _none_of(sentence, found)


def _none_of(sentence: Sentence, found: re.Match[str]) -> None:
    """Add what a sentence says is nought, unless it was read as a number."""
    start, end = found.span("what")
    if sentence.is_quoted(start) or re.search("[0-9](?!年)[0-9]*(?![0-9年])", found["what"]):
        return
    said = f"无{found['what']}"
    for field, certain, _ in _denied(sentence, start, said):
        if all(claim.field != field for claim in sentence.claims):
            sentence.add(field, 0.0, start, end, kind="zero", certain=certain)


def _denied(sentence: Sentence, start: int, said: str) -> list[tuple[str, bool, int]]:
    """Return the facts denied, whether for certain, and where the words end."""
    found = {str(match.lastgroup): match.end() for match in fields.DENIED.finditer(said)}
    known = sentence.open_information
    disputes = [name for name in ("disputes", "review", "litigation") if name in found]
    if _LOST.search(said):
        return []
    if "corrected" in found:
        topic = disputes[0] if disputes else sentence.topic(start)
        if topic in ("review", "litigation"):
            return [(f"{topic}_corrected", known, found["corrected"])]
        return []
    if disputes:
        if {"review", "litigation"} <= found.keys() or "disputes" in found:
            return [("disputes", known, max(found[name] for name in disputes))]
        return [(disputes[0], known, found[disputes[0]])]
    if "fees" in found:
        return [("fees", "项目" not in said, found["fees"])]
    if "fee_collected" in found:
        told = sentence.text[sentence.start : start + len(said)]
        if _FEE.search(told) or sentence.topic(start) in ("fee", OPEN):
            return [("fee_collected", bool(_FEE.search(told)), found["fee_collected"])]
        return []
    if documents := [name for name in ("both", "norm", "reg") if name in found]:
        return _documents(said, documents, found)
    for field in ("carried_in", "carried_out"):
        if field in found:
            topic = sentence.topic(start + len(said))
            return [(field, topic == OPEN, found[field])] if topic in (OPEN, "") else []
    if "received" in found and _RECEIPT.match(said) and not _NO_RECEIPT.search(said):
        return [("received", True, found["received"])]
    return []


def _documents(
    said: str, names: Sequence[str], found: dict[str, int]
) -> list[tuple[str, bool, int]]:
    verbs = [str(f.lastgroup) for f in fields.VERB.finditer(said)]
    life = {"issue": "issued", "repeal": "repealed"}
    wanted = [life[verb] for verb in verbs if verb in life]
    if not wanted:
        return []
    kinds = {"both": ("regulations", "normative"), "norm": ("normative",), "reg": ("regulations",)}
    ends = max(found[name] for name in names)
    return [
        (f"{kind}_{what}", True, ends)
        for name in names
        for kind in kinds[name]
        for what in dict.fromkeys(wanted)
    ]


def read_alls(sentence: Sentence) -> None:
    """Add 全部办结 and the like, and outcomes of all that was counted before (均获维持)."""
    for found in fields.ALL.finditer(sentence.text, sentence.start, sentence.end):
        place = found.start()
        if sentence.is_quoted(place):
            continue
        if sentence.topic(place) != OPEN and not fields.APPLICATION.search(found.group()):
            continue
        first, _ = sentence.prose.span(place, place + 1)
        counted = [c for c in sentence.claims if c.start < first and c.kind == "count"]
        wholes = [c.field for c in counted if c.field in _ANY_ALL]
        clause = sentence.clause(place, found.end())[0]
        before = sentence.text[clause:place]
        certain = (
            sentence.told(place)
            # 均 after 答复 N 件 speaks of those N only
            and ("率" in found.group() or wholes[-1:] != ["handled"])
            and not any(c.field == "carried_out" and c.value for c in sentence.claims)
            and not _OPEN_ONES.search(sentence.text, sentence.start, sentence.end_of_next)
            and not _of_some(sentence, clause, found)
            and (wholes or all(c.field != "carried_in" for c in counted))  # of those alone
            and not fields.ASPIRATION.search(before)
        )
        sentence.add("handled", 100.0, place, found.end(), kind="all", certain=certain)
    for found in fields.IMPLIED.finditer(sentence.text, sentence.start, sentence.end):
        _implied(sentence, found.start() + 1, found.end())


def _of_some(sentence: Sentence, clause: int, found: re.Match[str]) -> bool:
    """Whether all of a number are meant (全部17件) that is not known to be what was received."""
    received = {c.start for c in sentence.claims if c.field in ("received", "pool")}
    return any(
        clause <= number.start < found.end()
        and number.unit in _COUNTED
        and sentence.prose.places[number.start] not in received
        for number in sentence.numbers
    )


def _implied(sentence: Sentence, start: int, end: int) -> None:
    first, _ = sentence.prose.span(start, start + 1)
    counted = [
        c for c in sentence.claims if c.field in ("review", "litigation") and c.start < first
    ]
    each = sentence.text[start - 1] != "（" and re.search("[均全]", sentence.text[start:end])
    for claim in counted if each else counted[-1:]:
        certain = claim.certain and len(counted) == 1 and claim.value == 1
        if claim.value:
            sentence.add(f"{claim.field}_upheld", claim.value, start, end, certain=certain)
