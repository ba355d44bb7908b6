"""Which words mean which fact: what stands at a number, what a sentence speaks of, what denies.

All patterns are written in simplified script without blanks. A phrase before a number is matched
up to the number, so that the last word in front of it decides, not the first in the clause.
"""

from __future__ import annotations

import re

_AND = "(?:和|及|与|或|、|以及|暨)"
_APPLICATION = (
    "(?:政府信息公开(?:的)?申请|信息公开申请|政府信息(?:的)?申请|依申请公开(?:政府)?(?:信息)?"
    "|依申请信息公开|信息依申请公开|公开政府信息(?:的)?申请|依申请)"
)
_REVIEW = "(?:行政)?复议"
_SUIT = "(?:行政)?(?:诉讼|应诉)"
_NEXT = "(?:下|次|明)(?:一)?(?:年|个年度)度?|[0-9]{4}年度?"
_LAST = "(?:上一?(?:年|个年度)度?|去年|往年|年初|[0-9]{4}年度?|跨年度?)"
# words that may stand between the deciding word and the number
_FILLER = (
    "(?:答复|处理|办理|申请[人件]?|书|件|提出|案件|案|请求|事项|信件|件数|数量|总数|总量|数|的|了|有|共|合计"
    "|总计|累计|计|约|近|超过?|逾|大约|将近|接近|达到?|为|是|等|仅|只|各类|信息|情况|情形|结果|类)*"
)
_SHORT = (
    "(?:案件|案|申请|事项|决定|数量|件数|总数|数|的|了|有|共"
    "|合计|总计|累计|计|约|近|超过?|逾|大约|将近|接近|达到?|为|是|仅|只|各类|类)*"
)

RECEIVE = (
    "收到|新收|收件(?!人)|接收|接受|(?<!不予)受理|接到|接获|收悉"
    "|(?<!不动产)(?<!产权)(?<!工商)(?<!婚姻)(?<!企业)(?<!主体)(?<!注册)(?<!户籍)登记"
    "|新增(?=(?:政府信息公开|依申请公开)?的?申请)"
)
HANDLE = "办结|答复|办理完毕|办理完成|办理完结|回复|审结|办毕"
WORK = "收办|承办|办理|处理|处置"
ISSUE = "制定发布|制发|新?制定|新制发|新制作|出台|印发|制作"
ISSUE_LOOSELY = "发布|公布|公开|新增公开|审查|备案|修订|报备"
REPEAL = "宣布失效|清理废止|废止失效|废止|失效"
REPEAL_LOOSELY = "清理"
IN_FORCE = "现行有效|现有有效|继续有效|保留有效"

_PHRASES = {
    "carried_in": f"{_LAST}(?:结转|转结|遗留|延续|结存|转入|转至|转到|转接|未办结)[^，；。]{{0,12}}"
    f"|结转(?:自)?(?:上一?年度?|去年|往年)[^，；。]{{0,10}}|转[至入到](?:今年|本年度?)[^，；。]{{0,8}}",
    "carried_out": f"(?:结转|转结|顺延|延续|延至|转)(?:到|至|入)?(?:{_NEXT})(?:继续|再)?"
    "[^，；。]{0,6}",
    "unfinished": "(?:尚未|还未|未|待|暂未)(?:办结|答复|办理完毕|办理完成)"
    "|(?:正|尚|仍|还)在(?:办理|处理)(?:之?中|过程中)?",
    "granted_or_partial": f"(?:予以公开|同意公开|公开|予以){_AND}(?:予以)?部分公开",
    "granted": "予以公开|同意公开|准予公开|全部公开",
    "partial": "部分公开|区分处理",
    "denied": "不予公开|不同意公开",
    "not_held": "信息不存在|不掌握(?:相关)?(?:政府)?(?:信息)?",
    "unable": "无法提供",
    "repeat": "重复申请",
    "petition": "信访[、]?(?:举报)?[、]?(?:投诉)?(?:类|事项)*",
    "not_processed": "不予处理",
    "other_result": "作?(?:其他|其它)(?:方式)?(?:处理|情形)",
    "anyone": f"(?:自然人|公民|个人){_AND}法人{_AND}?(?:其他|其它|非法人)?组织",
    "natural": "自然人|公民个人|公民",
    "legal": f"法人{_AND}?(?:其他|其它|非法人)组织|法人(?:单位|组织)?",
    "volume": "申请(?:总?量|总?数|件数|数量)",
}
_DISPUTES = {
    "disputes": f"{_REVIEW}(?:案件)?{_AND}{_SUIT}",
    "litigation_after_review": "(?:经)?复议后(?:提起|起诉|的)?(?:行政)?(?:诉讼)?",
    "litigation_direct": "(?:未经复议)?直接(?:提起|起诉)(?:行政)?(?:诉讼)?",
    "review": _REVIEW,
    "litigation": _SUIT,
    "upheld": "(?:结果)?(?:被)?维持(?:原行政行为)?",
    "corrected": "(?:结果)?(?:被)?(?:纠正|纠错)",
    "other": "(?:其他|其它)结果",
    "pending": "(?:尚未|未)审结|(?:尚|正)?在审理中?",
}
_DECISIONS = {
    "joint": f"行政(?:许可|处罚|强制)(?:案件|事项|决定)?{_AND}行政(?:许可|处罚|强制)",
    "licences": "行政许可",
    "penalties": "行政处罚",
    "coercion": "行政强制(?:执行|措施)?",
}
_VERBS = {
    "receive": RECEIVE,
    "handle": HANDLE,
    "work": WORK,
    "issue": ISSUE,
    "repeal": REPEAL,
    "in_force": IN_FORCE,
}


def _groups(table: dict[str, str]) -> str:
    return "|".join(f"(?P<{name}>{words})" for name, words in table.items())


# the letters with which a phrase may begin: most places are passed over by one look at them
_HEADS = (
    "还待暂仍未上去往年跨结转顺延予同公准全部区不信无重作其自法政依"
    "收新接受登办答回审收承处制出印宣清废失现继保行复应诉经未直被维纠尚在正规申"
)

# the longest phrase that reaches up to the number
BEFORE = re.compile(
    rf"(?=[{_HEADS}0-9])(?:(?:{_groups(_PHRASES)}|(?P<application>{_APPLICATION})|{_groups(_VERBS)}){_FILLER}"
    rf"|(?:{_groups(_DISPUTES)}|{_groups(_DECISIONS)}"
    rf"|(?P<both>规章{_AND}(?:行政)?规范性文件)|(?P<norm>规范性文件)|(?P<reg>规章)){_SHORT})\Z"
)
_ONLY_BEFORE = ("anyone", "natural", "legal", "petition", "volume")
_BEHIND = {
    **{k: v for k, v in _PHRASES.items() if k not in _ONLY_BEFORE},
    **{k: v for k, v in _DISPUTES.items() if k in ("upheld", "corrected", "other", "pending")},
}
# what may follow a number that nothing in front of it explains
AFTER = re.compile(
    "(?:(?:的)?(?:申请|案件)?(?:已|被|系|为|是|均|由于|因|按照?《[^》]{1,16}》(?:的?规定)?|依法|作出?|正在?)*)"
    f"(?:{_groups(_BEHIND)}"
    f"|(?P<handle>{HANDLE})"
    f"|(?P<application>(?:(?!办结|答复)[^，。、]){{0,8}}{_APPLICATION})(?!.{{0,6}}(?:复议|诉讼|收))"
    f"|(?P<norm>(?:行政)?规范性文件)|(?P<reg>[^，。、]{{0,4}}规章)"
    f"|(?P<disputes>[^，。、]{{0,16}}{_REVIEW}{_AND}{_SUIT})"
    f"|(?P<review>[^，。、]{{0,16}}{_REVIEW})|(?P<litigation>[^，。、]{{0,16}}{_SUIT}))"
)
# what may follow the noun behind a number: 5件行政规范性文件被废止
THEN = re.compile(
    "(?:均|都|全部|已|被|予以|依法|获|仍|作出?|了)*"
    f"(?:{_groups(_BEHIND)}|(?P<receive>{RECEIVE})|(?P<handle>{HANDLE})|(?P<issue>{ISSUE})|(?P<repeal>{REPEAL}))"
)
VERB = re.compile(
    f"(?=[本新收接受登办答回审承处制出印宣清废失现继保发公备修报])(?:(?P<new>(?:本年度?)?新收)|(?P<receive>{RECEIVE})|(?P<handle>{HANDLE})|(?P<work>{WORK})"
    f"|(?P<repeal>{REPEAL})|(?P<in_force>{IN_FORCE})|(?P<issue>{ISSUE})|(?P<loose>{ISSUE_LOOSELY})"
    f"|(?P<loosely>{REPEAL_LOOSELY}))"
)

TOPIC = re.compile(
    "(?=[政信公依复行诉应规收建提留热工问来舆投栏账])(?:"
    f"(?P<application>{_APPLICATION})|(?P<disputes>{_REVIEW}(?:案件)?{_AND}{_SUIT})"
    f"|(?P<review>复议)|(?P<litigation>{_SUIT})"
    f"|(?P<both>规章{_AND}(?:行政)?规范性文件)|(?P<norm>规范性文件)|(?P<reg>规章)"
    "|(?P<fee>信息(?:公开)?处理费|(?<!事业性)收费)"
    "|(?P<foreign>建议|提案|信访|留言|热线|工单|问政|来信|来电|来访|舆情|投诉|政策性?文件|栏目|账号))"
)
APPLICATION = re.compile(_APPLICATION)
OPEN_INFORMATION = re.compile("信息公开|依申请|信息依")
# counted in a part only
CHANNEL = re.compile(
    "系统|线上|线下|网上|网络|网站|平台|当面|现场|窗口|信函|邮寄|邮政|邮箱|邮件|电话|传真|微信|来函|口头|书面"
)
ANY_CHANNEL = re.compile("等(?:各种|多种|各类)?(?:方式|渠道|途径|形式)")
PLAN = re.compile("下一步|下步|明年|来年|计划|力争|预计|拟于|将于|目标|争取")
ASPIRATION = re.compile("确保|做到|力争|争取|实现|努力|要求|坚持|必须|应当|避免|防止|如果|如对")
PARTLY = re.compile(
    "[上下]半年|季度|(?<!今年)以来|历年|平均|每年|每月|月均|近[两三四五几][0-9]?年|(?<!12)月[底份]"
    "|(?:截[至止](?:20[0-9]{2}年)?|[-—~至])(?!12月)[0-9]{1,2}月"
)
REVIEWING_BODY = re.compile("(?<!被)(?<!被行政)复议机[关构]|复议局|作为复议")
# some organs of the region, not all of it
SOME = re.compile(
    "各(?:乡镇|街道|镇|部门|单位|科室|县区)|[县市区]直|[各县市区]部门|其他(?:部门|单位)"
)
REGION = re.compile("全[县市区省州旗镇乡域盟]|我[县市区省州旗盟]|全街道|各级")
OWN = re.compile(
    "本机关|本单位|本部门|我[局委办厅处院会中队]|本[局委办厅级]|[区县市州省]本级|办公[室厅]"
)
YEAR = re.compile(
    "(?<![较比与同])(?<![转延]至)(?<![转延]到)(?<!转入)(?<!转)(?P<year>20[0-9]{2})年(?!度?(?:结转|转结|转[至到入]|遗留|版))"
    "|(?P<this>今年|本年)"
    "|(?<![较比与同])(?P<last>去年|上一?年度?)(?!度?(?:结转|转结|转[至到入]|遗留|末|底|相比|同期))"
)

# facts denied
DENIAL = re.compile(
    "(?=[未没无不免])(?:未(?:收到|受理|接到|新收|接收|发生|出现|产生|涉及|引发|引起|收取|制发|制定|出台|废止|新增|有|因|被|对|向)"
    "|没有|(?<![有毫从])无(?![法关障障碍效偿人线纸需疑论锡为微缝])|不存在|不收取|免收)"
)
DENIED = re.compile(
    f"(?P<disputes>{_REVIEW}(?:案件|申请)?(?:{_AND}|情况)*{_SUIT}|{_SUIT}(?:案件)?{_AND}{_REVIEW})"
    f"|(?P<review>{_REVIEW})|(?P<litigation>{_SUIT})|(?P<corrected>纠错|纠正)"
    "|(?P<fee_collected>信息(?:公开)?处理费|收费|费用)|(?P<fees>行政事业性收费)"
    f"|(?P<both>规章{_AND}(?:行政)?规范性文件)|(?P<norm>规范性文件)|(?P<reg>规章)"
    f"|(?P<carried_in>{_LAST}(?:结转|转结))|(?P<carried_out>结转|转结)"
    f"|(?P<received>{_APPLICATION}|(?<=收到)申请)"
)
# denied by a number: 行政复议、行政诉讼均为零
NONE_OF = re.compile(
    "(?P<what>[^，。；：\x02]{2,40}?)(?:均|都|皆)?[为是](?:零|〇|0)[件宗起例]?(?=[，。；\x02]|\\Z)"
)
CONDITION = re.compile("(?:对于?|如|若|凡|因)\\Z")
ALL = re.compile(
    "(?=[均全都所办答按])(?:(?:均|全部|都|所有(?:的)?申请)(?:均|都|已|予以|在[^，。；]{0,10}(?:期限|时限|时间|期|工作日)内|按[^，。；]{0,4}"
    "|依法|依规|及时|进行|作出|了|全部|规定|法定|时限|得到|要求)*"
    "(?:办理完毕|办理完成|办理完结|办结|办毕|答复|回复))"
    "|(?:办结|答复|办复|按[时期](?:办结|答复)|按[时期])率(?:均|达到?|为|是|保持|实现|在)*(?:100%|百分之百|百分百)"
)
IMPLIED = re.compile(
    "[，（](?:均|全部)?(?:获|被|为|予以)?(?:结果)?(?:均|全部)?(?:获|被|为)?维持(?=[，。；）])"
)
