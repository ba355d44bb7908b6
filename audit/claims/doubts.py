"""Words around a number or a denial that narrow it: then it may be another fact than the table's.

A claim that something narrows is never certain, so that no agency is asked about what it did not
say; it stands in 文表核对 for a reviewer.
"""

from __future__ import annotations

import re

# what a plain denial may consist of, longest first; anything else makes it one of something else
_PLAIN = re.compile(
    "未收到|未受理|未发生|未出现|未产生|未接到|未有|没有|不存在|未|无|没|收到|受理|接到|发生|出现|产生|存在|涉及"
    "|因|由|而|关于|有关|相关|对|就|的|之|了|过|任何|一起|一件|有|引起|引发|导致|所致|造成|提起|提出|申请人?"
    "|政府信息公开工作|政府信息公开|信息公开工作|信息公开|政府信息|依申请公开|公开|工作|方面|问题|事项|事件|案件|案例"
    "|案|情况|情形|公民|自然人|法人|其他组织|其它组织|行政复议|复议|行政诉讼|诉讼|申诉|投诉|举报|和|及|以及|或者|或|与"
    "|、|结转至?|转至|转结|到|下一?年度?|上一?年度?|本年度?|当年|今年|年度|继续|办理|需要?|制发|制作|制定|出台|印发|新|规章"
    "|行政规范性文件|规范性文件|文件|收取|收费|费用|信息处理费|处理费|信息|被|我局|我委|我镇|我县|我市|我区|本机关|本局"
    "|本单位|本部门|请求|要求|件|起|宗|例|次|用"
)
_OTHERS = re.compile("下属|所属|直属|二级单位|事业单位|名义|相比|同期|去年|上年同|往年")
_ELSEWHERE = re.compile("下属|所属|直属|二级单位|事业单位|名义|相比|同期")
_SUBORDINATE = re.compile("各部门|各乡镇|各镇|各街道|各单位|本级|系统")
# by the beginning of a field's name
_NARROWED = {
    "received": re.compile("按内容"),
    "handled": re.compile("按期|按时|延期|延长|当年|个工作日|网上|线上|线下"),
    "not_held": re.compile("信息不存在"),
    "denied": re.compile("拟|等共|[（(]?含不予处理"),
    "not_processed": re.compile("等共"),
    "granted": re.compile("拟"),
    "repeat": re.compile("按|作为"),
    "petition": re.compile("按内容|引导|途径"),
    "natural": re.compile("公开|答复|办结|处理"),
    "legal": re.compile("公开|答复|办结|处理"),
    "review": re.compile("受理|(?<!未)审结|出庭|第三人|代[^表]|为被"),
    "litigation": re.compile("出庭|第三人|代[^表]|为被告|应诉率"),
    "disputes": re.compile("出庭|第三人|代[^表]|为被告"),
    "regulations": re.compile("代拟|代起草|名义|由本局|由我局"),
    "normative": re.compile("代拟|代起草|名义|由本局|由我局"),
    "licences": re.compile("系统|委托|政务服务|含"),
    "penalties": re.compile("系统|委托|含"),
    "coercion": re.compile("系统|委托|含"),
    "fees": re.compile("下属|所属|由"),
    "fee_pages": re.compile("超出|以上|以下|每页|部分"),
}
_PART_OF_DISPUTES = re.compile("其中[^。；]{0,12}(?:政府)?信息公开")
_REVIEWER = re.compile("受理|被申请人|县政府办理|市政府办理|代[^表]{0,6}办理")
_NOT_ALL = re.compile("率|到期|延期|延长|尚在|或|除")


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
    narrowed = next((p for name, p in _NARROWED.items() if field.startswith(name)), None)
    if narrowed and narrowed.search(clause):
        return True
    if field in ("received", "pool", "handled") and _SUBORDINATE.search(sentence):
        return True
    if field.startswith(("review", "litigation", "disputes")):
        return bool(_PART_OF_DISPUTES.search(sentence) or _REVIEWER.search(clause))
    return bool(_ELSEWHERE.search(clause))
