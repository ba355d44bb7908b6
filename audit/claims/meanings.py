"""From the words at a number to the fact they name, and whether they can mean nothing else."""

from __future__ import annotations

import re

from audit.claims import fields
from audit.claims.setting import OPEN, Sentence

_CARRIED = re.compile("结转|转结")
_JOINED = re.compile("(?:和|及|、|与|加|以及|连同|加上)\\Z")
_THERE_IS = re.compile("有|共|发生|涉及|收到|受理|提起|引发|产生|接到|为")
_DECIDE = re.compile("处理|办理|作出|做出|实施|办结|决定")
_SHOW = re.compile("公开|公示|公布|发布|归集|录入|报送|新增")
_OUTCOMES = {
    *("granted_or_partial", "granted", "partial", "denied", "not_held", "unable", "repeat"),
    *("petition", "not_processed", "other_result", "carried_in", "carried_out"),
}
APPLICANTS = {"natural", "legal"}
_ENDS = {"upheld", "corrected", "other", "pending"}
_DISPUTES = {"review", "litigation", "disputes", "litigation_direct", "litigation_after_review"}
DECISIONS = {"licences", "penalties", "coercion"}
_DOCUMENTS = {"norm": "normative", "reg": "regulations"}
_LIFE = {"issue": "issued", "repeal": "repealed", "in_force": "in_force"}
_LOOSELY = {"loose": "issued", "loosely": "repealed"}
_BECOMES = {"receive": "received", "handle": "handled", "unfinished": "carried_out"}
_ALTERED = re.compile("修改|修订|累计")
_SPECIAL = re.compile("更正|补正|撤回|复议|诉讼|转来|转办")
_PLAIN = re.compile(
    "(?:已|均|全部|共|都|办理|依法|依规|按期|按时|按规定|及时|如期|规范|累计|合计|总计|计|本?年度?|当年|全年"
    "|年内|今年|予以|作出|实际|应|其中|目前|现|我[局镇市县区委办厅]|本[机关局单位]+|[0-9]{4}年度?|、|各类)*"
)
VERBS = {"receive", "handle", "work", *_LIFE}
NOUNS = {OPEN, *_DISPUTES, *_DOCUMENTS}
Meaning = tuple[str, bool]  # a field and whether the words can mean nothing else


def meaning_before(
    sentence: Sentence, place: int, left: str, found: re.Match[str], bridged: str
) -> Meaning | None:
    """Return what a phrase in front of a number means; `bridged` is a bracket between the two."""
    key = str(found.lastgroup)
    topic = sentence.topic(place)
    if key == "carried_in" and _JOINED.search(left[: found.start()]):
        return ("pool", True) if fields.VERB.search(left[: found.start()]) else None
    if key == "anyone":
        return _received(sentence, left[: found.start()], place) if topic == OPEN else None
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
    if key == "volume":
        return ("received", False) if topic == OPEN else None
    if key == "unfinished":
        return ("carried_out", False) if topic == OPEN else None
    if key in _OUTCOMES or key in APPLICANTS:
        if topic == OPEN:
            return key, told
        # without a topic an outcome is still one; of documents and guests it is not
        return (key, False) if topic == "" and key in _OUTCOMES else None
    if key in _DISPUTES:
        return key, sentence.open_information
    if key in _ENDS:
        certain = sentence.open_information and told
        return (f"{topic}_{key}", certain) if topic in ("review", "litigation") else None
    if key in DECISIONS:
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
        if key == "handle":
            return field, told and _plainly(left) and "审结" not in left
        return field, told and key != "work" and "各类" not in left
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
    if _SPECIAL.search(left):
        certain = False
    if last == "work":
        return "pool", False
    if last == "handle":
        return "handled", certain and _plainly(left)
    return "received", certain


def _plainly(left: str) -> bool:
    """Whether the last 办结 or 答复 has nothing in front that makes it a part (延期答复)."""
    found = [f for f in fields.VERB.finditer(left) if f.lastgroup == "handle"]
    return bool(found) and bool(_PLAIN.fullmatch(left, 0, found[-1].start()))


def _document(sentence: Sentence, key: str, left: str, place: int) -> Meaning:
    """What became of rules or documents by the last verb before them."""
    clause = sentence.text[sentence.clause(place, place + 1)[0] : place]
    wanted = ("issue", "repeal", "in_force", "loose", "loosely")
    for before in (left, clause, sentence.text[sentence.start : place]):
        verbs = [str(f.lastgroup) for f in fields.VERB.finditer(before) if f.lastgroup in wanted]
        if verbs:
            break
    became = [_LOOSELY.get(verb) or _LIFE[verb] for verb in verbs or ["loose"]]
    certain = (
        bool(verbs)
        and set(verbs) <= _LIFE.keys()
        and len(set(became)) == 1
        and before in (left, clause)
        and not _ALTERED.search(clause)
    )
    return f"{_DOCUMENTS[key]}_{became[-1]}", certain


def meaning_behind(
    sentence: Sentence, place: int, left: str, found: re.Match[str]
) -> Meaning | None:
    """Return what a phrase behind a number means, with the words in front of it."""
    key = str(found.lastgroup)
    topic = sentence.topic(place)
    verbs = [str(f.lastgroup) for f in fields.VERB.finditer(left)]
    if not verbs and (key == OPEN or key in _DOCUMENTS):
        return _became(key, found)
    if key == OPEN:
        return _received(sentence, left, place)
    if key in _DISPUTES:
        known = _THERE_IS.search(left) and (
            sentence.open_information or fields.OPEN_INFORMATION.search(found.group())
        )
        return (key, True) if known else None
    if key in _DOCUMENTS:
        return _document(sentence, key, left, place)
    return _by_key(sentence, key, place, topic, left)


def _became(key: str, noun: re.Match[str]) -> Meaning | None:
    """What became of the things that a number counts, told behind their noun; they may be some."""
    then = fields.THEN.match(noun.string, noun.end())
    what = str(then.lastgroup) if then else ""
    if key in _DOCUMENTS:
        return (f"{_DOCUMENTS[key]}_{_LIFE[what]}", False) if what in _LIFE else None
    field = _BECOMES.get(what, what)
    return (field, False) if field in _OUTCOMES | {"received", "handled"} else None
