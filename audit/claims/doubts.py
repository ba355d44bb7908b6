"""Words around a number or a denial that narrow it: then it may be another fact than the table's.

A claim that something narrows is never certain, so that no agency is asked about what it did not
say; it stands in 文表核对 for a reviewer.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from audit.claims.fields import OPEN_INFORMATION

# what a plain denial may consist of, longest first; anything else makes it one of something else
_PLAIN = re.compile(
    "未收到|未受理|未发生|未出现|未产生|未接到|未有|没有|不存在|未|无|没|收到|受理|接到|发生|出现|产生|存在|涉及"
    "|因|由|而|关于|有关|相关|对|就|的|之|了|过|任何|一起|一件|有|引起|引发|导致|所致|造成|提起|提出|申请人?"
    "|政府信息公开工作|政府信息公开|信息公开工作|信息公开|政府信息|依申请公开|公开|工作|方面|问题|事项|事件|案件|案例"
    "|案|情况|情形|公民|自然人|法人|其他组织|其它组织|行政复议|复议|行政诉讼|诉讼|申诉|投诉|举报|和|及|以及|或者|或|与"
    "|、|任何(?:单位|组织|个人)|(?:单位|组织)和个人|个人和(?:单位|组织)|社会公众|群众|结转至?|转至|转结|到|下一?年度?|上一?年度?|本年度?|当年|今年|年度|继续|办理|需要?|制发|制作|制定|出台|印发|新|规章"
    "|行政规范性文件|规范性文件|文件|收取|收费|费用|信息处理费|处理费|信息|被|我局|我委|我镇|我县|我市|我区|本机关|本局"
    "|20[0-9]{2}年度?|全年|数量|件数|总数|均|都|皆|[为是](?:零|〇|0)|本单位|本部门|请求|要求|件|起|宗|例|次|用"
)
_OTHERS = re.compile("下属|所属|直属|二级单位|事业单位|名义|相比|同期|去年|上年同|往年")
_ELSEWHERE = re.compile("下属|所属|直属|二级单位|事业单位|名义|相比|同期")
_SUBORDINATE = re.compile("各部门|各乡镇|各镇|各街道|各单位|本级|系统")
# of a decision: one that was only begun, altered or ended, and what a part of the office counts
_DECISION = "系统|委托|含|[理案分]类|(?:许可|处罚|强制)类"
_PERMIT = "政务服务|网上|线上|在线|当场|即办|受理|延期|延续|变更|注销|撤销|吊销|补办|换发"
_OF_OTHERS = "代拟|代起草|名义|由本局|由我局|拟(?![定订制])"
# by the beginning of a field's name, in the clause
_NARROWED = {
    "received": re.compile("按内容"),
    "handled": re.compile("按期|按时|延期|延长|当年|个工作日|网上|线上|线下"),
    "not_held": re.compile("信息不存在"),
    "denied": re.compile("拟|[（(]?含不予处理"),
    "granted": re.compile("拟"),
    "repeat": re.compile("按|作为"),
    "petition": re.compile("按内容|引导|途径"),
    "natural": re.compile("公开|答复|办结|处理"),
    "legal": re.compile("公开|答复|办结|处理"),
    "review": re.compile("受理|办理|审理(?!中)|(?<!未)审结|出庭|第三人|代[^表]|为被"),
    "litigation": re.compile("出庭|第三人|代[^表]|为被告|应诉率"),
    "disputes": re.compile("出庭|第三人|代[^表]|为被告"),
    "regulations": re.compile(_OF_OTHERS),
    "normative": re.compile(_OF_OTHERS),
    "licences": re.compile(f"{_DECISION}|{_PERMIT}"),
    "penalties": re.compile(_DECISION),
    "coercion": re.compile(_DECISION),
    "fees": re.compile("下属|所属|由|[减免停缓]征|减免|免除|清退|退还|退付|取消|降低|违规"),
    "fee_pages": re.compile("超出|以上|以下|每页|部分"),
}
# and in the sentence: other business of the office has its own statistics
_BUSINESS = re.compile("12345|热线|工单|投诉|举报|信访|来访|政务服务|一体化")
_DISPUTED = re.compile("信访|民事|仲裁|检察")
_OFFICIAL = re.compile(
    "(?:起草|清理|审查|审核|备案|代)[^，。；]{0,8}[县市区省州](?:委|人民政府|政府)[^，。；]{0,6}规范性文件"
)
_IN_SENTENCE = {
    "licences": _BUSINESS,
    "penalties": _BUSINESS,
    "coercion": _BUSINESS,
    "review": _DISPUTED,
    "litigation": _DISPUTED,
    "disputes": _DISPUTED,
    "normative": _OFFICIAL,
}
_PEOPLE, _BODIES = re.compile("自然人|公民|个人"), re.compile("法人|企业|组织|单位")
_TIDIED = re.compile("(?:继续|保留)有效")
_DEFENDING = re.compile("应诉")
_PART_OF_DISPUTES = re.compile("其中[^。；]{0,12}(?:政府)?信息公开")
_REVIEWER = re.compile("受理|被申请人|县政府办理|市政府办理|代[^表]{0,6}办理")
_NOT_ALL = re.compile("其中|率|到期|延期|延长|尚在|或|除")


def is_doubtful(field: str, kind: str, clause: str, sentence: str) -> bool:
    """Return whether words in a clause, or in its sentence, may narrow a claim.

    Both in simplified script without blanks.
    """
    if kind == "zero" and not field.endswith("_corrected"):
        first = min((p for w in "未没无不" if (p := clause.find(w)) >= 0), default=0)
        said = clause[first:]
        some = "法人" in said and "公民" not in said and "自然人" not in said
        return bool(some or _PLAIN.sub("", said) or _OTHERS.search(sentence))
    if kind == "all":
        return bool(_NOT_ALL.search(clause) or re.search("（[^）]*件", sentence))
    if _narrowed(_NARROWED, field, clause) or _narrowed(_IN_SENTENCE, field, sentence):
        return True
    if field in ("received", "pool", "handled") and _SUBORDINATE.search(sentence):
        return True
    if field in ("received", "pool", "handled") and _of_one_kind(clause):
        return True
    if field.endswith("_in_force") and _TIDIED.search(clause) and "清理" in sentence:
        return True  # of what was looked through, not of all
    if field.startswith(("review", "litigation", "disputes")):
        if _DEFENDING.search(clause) and not OPEN_INFORMATION.search(sentence):
            return True  # 行政应诉 counts every suit
        return bool(_PART_OF_DISPUTES.search(sentence) or _REVIEWER.search(clause))
    return bool(_ELSEWHERE.search(clause))


def _narrowed(words: Mapping[str, re.Pattern[str]], field: str, text: str) -> bool:
    found = next((pattern for name, pattern in words.items() if field.startswith(name)), None)
    return bool(found and found.search(text))


def _of_one_kind(clause: str) -> bool:
    """Whether only people, or only bodies, are said to have applied."""
    own = re.sub("[本我各下][^，]?(?:单位|组织)", "", clause)
    return bool(_PEOPLE.search(own)) != bool(_BODIES.search(own))
