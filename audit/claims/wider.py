"""Words beside a number that make it count more, less or something else than the table's row.

They may stand behind the number, too, where the tables are told of only after something is taken
away from a whole (其中3件撤回) or said of whom it was (由…作出). Such a claim is never certain.
"""

from __future__ import annotations

import re
from typing import NamedTuple

WHOLES = ("received", "pool", "handled")
_OUTCOMES = {
    *("granted_or_partial", "granted", "partial", "denied", "not_held", "unable", "repeat"),
    *("petition", "not_processed", "other_result"),
}
_DISPUTES = ("review", "litigation", "disputes")
_DECISIONS = ("licences", "penalties", "coercion")
_DOCUMENTS = ("regulations", "normative")

# what is taken away from a whole, or that another number is the one that counts
_TAKEN = re.compile(
    "撤回|撤销申请|转信访|不再?计入|[不未]予?(?:计入|纳入|统计|列入)|转为|转入(?!下|次)|转作|转由|转办|转交|转送|移送|移交|退回|退件"
    "|取消|终止|放弃|甄别|不属于|剔除|扣除|核减|核销|去重|除去|排除|去除|减去|并案|合并(?:计|统计|登记|为)|视为"
    "|实际(?:受理|收到|办理|答复|为|共|有|申请)|实为|有效申请|无效"
)
_TAKEN_FROM_HANDLED = re.compile("不再?计入|[不未]予?(?:计入|纳入|统计|列入)|剔除|扣除|核减|实际")
# before anything was answered, these take away, too; later they are outcomes
_ANSWERED = re.compile("办结|答复|办理|处理|予以公开|部分公开|不予|无法提供")
_SORTED = re.compile(
    "重复|信访|举报|咨询|属于|误|补正|分别计|非本|非(?:政府)?信息|符合|[不未]予?登记|不构成|由其[他它]|其[他它](?:部门|单位|机关)"
)
_GOES_ON = re.compile("(?:其中|经|剔除|扣除|除|去除|实际)")
# several years in one list, or all since one of them
_YEARS = re.compile(
    "(?<![较比与同和])(20[0-9]{2})年?度?(?:[0-9]{1,2}月)?(?:[0-9]{1,2}日)?(?:、|和|及|与|至|到|-|—|~)+(?!\\1)20[0-9]{2}年?"
    "|(?<!一)年(?:来|间)"
)
_SINCE = re.compile(
    "(?<!今年)(?<!本年)(?<!年初)以来|至今(?!年)|迄今|历年|截[至止]目前|(?:自|从)20[0-9]{2}年(?!1月1日)[^，。；0-9]{0,16}(?:起|开始|以后|之后|后|来)"
)
_BEGUN = re.compile("（[^（）]{0,24}(?:以来|起|至今|[上下]半年|季度|历年)）")
# an outcome together with another, or a class of the form's rows
_TOGETHER = re.compile(
    "(?:内?含|包括|包含)[^，；。）]{0,8}(?:公开|提供|处理|不存在)"
    "|[件宗起份][，（]其中(?:部分公开|不予|无法)"
)
_CLASS = re.compile("(?<!信息)公开(?:类|件(?![数的]))")
# documents have such classes, too, before anybody applies
_DOCUMENT = re.compile("公文|文件|发文|属性|(?<!已)主动公开(?:类|的|信息|政府信息)*[为共计]?[0-9]")
_APPLIED = re.compile(
    "申请(?!公开)|(?:收到|受理|答复|办结|办理)依申请公开|依申请公开(?:工作|方面|情况|办理)"
)
_UNRELATED = re.compile(
    "(?:收到|接到)(?:行政)?复议申请|无关|[不未]涉及|非(?:政府)?信息公开|结转|转结|已[^，。；]{0,8}统计|统计在|[上往去]年(?!同期|度?相比)|跨年|[不未]予?(?:受理|计入)"
    "|20[0-9]{2}年(?:度)?(?:受理|收到|提起|发生|立案|遗留|未审结|未结)"
    "|(?:均|系|为|属)[^，。；0-9]{0,3}20[0-9]{2}年"
    "|(?:均|系|为|属|涉及|因)[^，。；]{0,8}(?:工伤|征收|拆迁|处罚|许可)"
)
_BY_OTHERS = re.compile("(?<![理事自])由(?!于)|协助|配合|参与|协同|会同|联合|督促|指导")
_COMMA = re.compile("[，；：（]")


class Beside(NamedTuple):
    """The words of a sentence around a number, in simplified script without blanks."""

    clause: str
    before: str  # from the beginning of the sentence
    behind: str  # to its end
    following: str  # the sentence after it


def is_wider(field: str, beside: Beside) -> bool:
    """Return whether words beside a number may make it another than the table's."""
    if _SINCE.search(beside.before) or _SINCE.search(beside.behind):
        return True
    behind = beside.behind.partition("；")[0]
    if _YEARS.search(f"{beside.before}；{behind}") or _BEGUN.match(_bracket(behind)):
        return True
    near = _near(beside)
    if field in WHOLES:
        shared = "分别" in _COMMA.split(beside.before)[-1]  # with others of the same list
        return shared or _is_reduced(field, beside)
    if field in _OUTCOMES:
        return _is_of_others(field, beside, near)
    if field.startswith(_DISPUTES):
        return bool(_UNRELATED.search(beside.clause + behind))
    if field.startswith((*_DECISIONS, *_DOCUMENTS)):
        return bool(_BY_OTHERS.search(near))
    return False


def _bracket(behind: str) -> str:
    """The bracket right behind a number and its unit, and what follows."""
    return behind[behind.find("（") :] if "（" in behind[:4] else ""


def _near(beside: Beside) -> str:
    """The clause, and what follows the number up to the next one."""
    digit = re.search("[0-9；]", beside.behind)
    return beside.clause + beside.behind[: digit.start() if digit else None]


def _is_reduced(field: str, beside: Beside) -> bool:
    """Whether something is taken away from a whole behind it."""
    if field == "handled":
        return bool(_TAKEN_FROM_HANDLED.search(beside.behind))
    behind = beside.behind
    if _GOES_ON.match(beside.following):
        behind += beside.following
    if _TAKEN.search(behind) or _TAKEN.search(beside.before):
        return True
    answered = _ANSWERED.search(behind)
    return bool(_SORTED.search(behind, 0, answered.start() if answered else len(behind)))


def _is_of_others(field: str, beside: Beside, near: str) -> bool:
    """Whether an outcome is one together with others, of documents, or of what is not counted."""
    if _CLASS.search(beside.clause) or _TAKEN_FROM_HANDLED.search(near) or "甄别" in beside.before:
        return True
    if field == "petition" and _TAKEN.search(beside.clause):
        return True
    if _TOGETHER.search(near) and field in ("granted", "denied", "unable"):
        return True
    documents = [found.end() for found in _DOCUMENT.finditer(beside.before)]
    if not documents:
        return False
    return not _APPLIED.search(beside.before, documents[-1])
