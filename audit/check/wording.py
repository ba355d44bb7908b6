"""S09, P06, P07, Q05, A04: what should not, or should, stand in the prose of a report."""

from __future__ import annotations

import re
from collections.abc import Iterator

from audit.check.agencies import agency_of
from audit.check.batch import Batch
from audit.check.look import clipped, hint, sentence_around
from audit.check.registry import broken, check
from audit.findings import Finding
from audit.form import Cell
from audit.report import Report
from audit.words import listed, say

_GAP = r"(?<![A-Za-zＡ-Ｚ\d张王李某])[XxＸ×]{2,}"
_TEMPLATE = re.compile(
    r"该部分以表格形式报告|[(（]具体网址[)）]|[(（]文字描述[^)）]{0,30}[)）]"
    # alone on a line or in brackets: an office may well publish 填写说明, or be called 示例
    r"|^\s*[(（]?(?:填写(?:说明|示例|要求)|示例)[一二三\d]?\s*(?:[)）]|[:：]|$)"
    r"|[(（](?:填写(?:说明|示例|要求)|示例)[一二三\d]?(?:[:：][^)）]{0,30})?[)）]"
    # 张XX hides a person's name; before these words something was to be filled in
    rf"|{_GAP}(?=[年月日条件项个次万])",
    re.M,
)
_NAME = re.compile(rf"{_GAP}(?=[省市县区局镇乡]|街道|单位|部门|网站)")
_QUOTED = re.compile('《[^《》\n]{1,80}》|“[^“”\n]{1,80}”|「[^「」\n]{1,80}」|"[^"\n]{1,80}"')
# whose names are hidden, not forgotten: those of applicants and parties, and of an example
_HIDING = re.compile(
    "某|申请人|当事人|[原被]告|诉(?=[XxＸ×])|起诉|一案|案件|来信|来电|反映|(?<!依)申请公开|[例比]如|如[:：]"
)
_BEGINNING = re.compile(r"(?:\A|[。；\n])\s*\Z")
_TRACES = re.compile("[表网填示文][格址写例字]|[XxＸ×]{2}")
_CONTACT = re.compile("电话|地址|邮编|邮箱|电子版|联系方式|传真")
_HOST = re.compile(
    r"(?<![A-Za-z0-9.@/-])(?:https?://)?(?P<host>(?:[a-z0-9][a-z0-9-]*\.)+(?:com|cn|net|org|info|cc|top|vip|"
    r"gov|xyz|co|me|tv|edu|mobi))(?![A-Za-z0-9-])",
    re.I,
)
_ENDING = re.compile(r"\.[a-z]{2,4}(?![a-z])", re.I)
_MAIL = re.compile(r"[\w.+-]+@(?P<host>(?:[a-z0-9-]+\.)+[a-z]{2,})", re.I)
_GIVEN = re.compile("查阅|查看|查询|下载|登录|登陆|访问|浏览|可在")
# where the report or the agency's own information is said to be
_OWN_SITE = re.compile(
    "电子版|[本该此](?:年度)?(?:报告|年报)|年度报告|政府(?:信息公开)?(?:门户)?网站?|门户网站|官方网站|官网"
    "|(?:[本我][局办县市区镇乡委厅]|本机关|本单位)(?:[\u3400-\u9fff]{0,6})网站"
)
# another's site, or one that the reader is warned of
_OTHERS = re.compile(
    "[日晚早]报|报社|新闻|新华|人民网|媒体|电视|广播|杂志|大学|学院|学校|医院|银行|公司|企业|协会|商城"
)
_BEFORE = 12  # letters before a host, in which its owner is named
_WARNED = re.compile("假冒|仿冒|冒充|虚假|诈骗|钓鱼|非法|非政府|非本|关闭|关停|停用|注销|错链|暗链")
_GOVERNMENT = re.compile(r"(?:\A|\.)gov\.cn\Z|\.政务\Z|\.xn--zfr164b\Z", re.I)
# accounts of agencies on these are the agencies' own; edu.cn is for schools alone
_PLATFORM = re.compile(
    r"(?:\A|\.)(?:(?:weibo|qq|douyin|toutiao|kuaishou|bilibili|people|xuexi|12388)\.(?:com|cn|com\.cn)|edu\.cn)\Z"
)
_RESIDENT = re.compile(
    r"(?<!\d)\d{6}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3}[\dXx](?!\d)"
)
_MOBILE = re.compile(r"(?<![\d.-])1[3-9]\d(?:[ -]?\d{4}){2}(?![\d.])")
_DIGITS = re.compile(r"[0-9][0-9 -]{9}")
_OFFICE_PHONE = re.compile(
    r"(?:电话|热线|手机|传真|联系方式|联系人|拨打|致电|办公室|值班室|服务台|窗口)[^。；\n]{0,16}\Z"
)
_PRIVATE = re.compile("申请人|当事人|来访人|信访人|举报人|投诉人")
# a number that counts something, or is a document's or an account's
_COUNTING = re.compile(
    r"(?:[量数额率值]|[编文案备单账帐号]号|代码|证号|索引号|群|访问|浏览|点击|阅读)"
    r"(?:累计|总计|合计|共计|共|已|超过|突破|达到?|[为约近是有])*\s*[:：]?\s*\Z"
    r"|(?:累计|总计|合计|共计|超过|突破|达到?)\s*\Z"
)
_COUNTED = re.compile(r"\s*(?:余|多)?\s*(?:[人件条次个元万亿篇份户项家部封宗字米吨]|平方|公里|%)")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_REGION = re.compile(r"全[省市县区州盟旗镇乡](?:[^。\n]{0,24}?)\d+[件宗条]")
_OWN = re.compile(r"(?:本机关|我局|我办|本局|本办|本单位|办公[室厅]本级)[^。\n]{0,24}?\d+[件宗条]")
_COUNT = re.compile(r"\d+(?=[件宗条])")
_APPLICATIONS = re.compile("申请")
# what is answered, too, and is no application
_NO_APPLICATION = re.compile("热线|提案|建议|信访|咨询|留言|许可|行政审批")
# a government that speaks of those below it reports on all of them
_BELOW = re.compile(
    "各(?:县|市|区|镇|乡|街道|部门|单位|委办局|级行政机关|行政机关)|[市县区]直(?:各?部门|单位)|辖区"
)


@check("S09")
def template_text(batch: Batch) -> Iterator[Finding]:
    """Report words of the form's instructions and gaps that were never filled in."""
    for n in batch.read:
        text = f"{batch.reports[n].title}\n{batch.prose[n]}"
        if not _TRACES.search(text):
            continue
        # what is quoted is a title or somebody's words; the length stays, so that places hold
        own = _QUOTED.sub(lambda quoted: "　" * len(quoted.group()), text)
        names = [m for m in _NAME.finditer(own) if not _HIDING.search(sentence_around(own, m))]
        gaps = [m for m in _TEMPLATE.finditer(own) if not _hides(own, m)]
        sure = gaps + [m for m in names if _BEGINNING.search(own[: m.start()])]
        for found in (sure or names,):
            if found:
                first = min(found, key=lambda m: m.start())
                words = first.group().strip()
                sentence = say("finding.template", words=words, count=len(found))
                quote = clipped(text, first.start(), first.end())
                finding = broken(batch, "S09", n, sentence, quote=quote)
                yield finding if sure else hint(finding)


def _hides(text: str, found: re.Match[str]) -> bool:
    """Whether letters stand for a name or date that the sentence hides on purpose."""
    return found.group()[0] in "XxＸ×" and bool(_HIDING.search(sentence_around(text, found)))


@check("P06")
def contact_given(batch: Batch) -> Iterator[Finding]:
    """Report prose without any contact, where the office asks for one: the law does not."""
    for n in batch.read if batch.settings.contact else ():
        text = batch.plain[n]
        if text and not _CONTACT.search(text):
            yield broken(batch, "P06", n, say("finding.no_contact"))


@check("P07")
def government_hosts(batch: Batch) -> Iterator[Finding]:
    """Report hosts outside gov.cn given as the place of the agency's own information.

    Another's site that the reader is sent to is a hint, and so is an address of mail; where
    nobody is sent there, or the text warns of it, there is nothing to say.
    """
    for n in batch.read:
        text = batch.plain[n]
        if not _ENDING.search(text):
            continue
        foreign = [m for m in _HOST.finditer(text) if _is_foreign(m["host"])]
        around = {m.start(): sentence_around(text, m, 40, 15) for m in foreign}
        sites = [m for m in foreign if _is_own_site(text, m, around[m.start()])]
        given = [m for m in foreign if m not in sites and _is_given(around[m.start()])]
        mails = [m for m in _MAIL.finditer(text) if not _GOVERNMENT.search(m["host"])]
        keys = ("finding.host", "finding.other_host", "finding.mail")
        for found, key in zip((sites, given, mails), keys, strict=True):
            if not found:
                continue
            hosts = listed(dict.fromkeys(m["host"].lower() for m in found))
            quote = clipped(batch.prose[n], found[0].start(), found[0].end())
            finding = broken(batch, "P07", n, say(key, hosts=hosts), quote=quote)
            yield finding if found is sites else hint(finding)


def _is_foreign(host: str) -> bool:
    return not (_GOVERNMENT.search(host) or _PLATFORM.search(host.lower()))


def _is_own_site(text: str, host: re.Match[str], words: str) -> bool:
    """Whether a host is given as the place of the report or of the agency's own information."""
    others = _OTHERS.search(text[max(0, host.start() - _BEFORE) : host.start()])
    return bool(_OWN_SITE.search(words)) and _is_given(words) and not others


def _is_given(words: str) -> bool:
    """Whether the words around a host send the reader there."""
    return bool(_GIVEN.search(words)) and not _WARNED.search(words)


@check("Q05")
def personal_data(batch: Batch) -> Iterator[Finding]:
    """Report resident ID numbers, and mobile numbers that are no office's; both are masked."""
    for n in batch.read:
        text = batch.plain[n]
        if not _DIGITS.search(text):
            continue
        ids = [m.group() for m in _RESIDENT.finditer(text) if _is_resident(m.group())]
        mobiles = [
            m.group()
            for m in _MOBILE.finditer(text)
            if not _is_office_phone(text[max(0, m.start() - 24) : m.start()])
            and not _COUNTING.search(text[max(0, m.start() - 16) : m.start()])
            and not _COUNTED.match(text, m.end())
        ]
        for found, key in ((ids, "finding.resident"), (mobiles, "finding.mobile")):
            if found:
                shown = listed(f"{number[:3]}****{number[-4:]}" for number in found[:3])
                yield broken(batch, "Q05", n, say(key, count=len(found), shown=shown))


def _is_office_phone(before: str) -> bool:
    return bool(_OFFICE_PHONE.search(before)) and not _PRIVATE.search(before)


def _is_resident(number: str) -> bool:
    """Whether the last character is the check digit of the seventeen before it (GB 11643)."""
    total = sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False))
    return "10X98765432"[total % 11] == number[-1].upper()


@check("A04")
def scope_unclear(batch: Batch) -> Iterator[Finding]:
    """Report governments that do not say whether they report for the region, or say both.

    Only sentences on applications are compared: of documents an office tells both.
    """
    for n in batch.read:
        agency, text = agency_of(batch, n), batch.plain[n]
        if not agency.is_government or not text:
            continue
        if agency.kind == "government" and batch.reports[n].scope == "unknown":
            if not _BELOW.search(text):
                yield broken(batch, "A04", n, say("finding.scope_unknown"))
            continue
        if not _REGION.search(text):
            continue
        lines = [
            line
            for line in re.split(r"[。；\n]", text)
            if _APPLICATIONS.search(line) and not _NO_APPLICATION.search(line)
        ]
        region = next((line for line in lines if _REGION.search(line)), "")
        own = next((line for line in lines if _OWN.search(line)), "")
        if region and own and region != own and not _settled(batch.reports[n], region, own):
            sentence = say("finding.scope", region=region.strip()[:40], own=own.strip()[:40])
            yield broken(batch, "A04", n, sentence, quote=f"{region.strip()[:80]} | {own[:80]}")


def _settled(report: Report, region: str, own: str) -> bool:
    """Whether the table's own number tells which of two scopes it has."""
    cells = [Cell("applications", row, "total") for row in ("new_received", "results_total")]
    known = {report.cells[cell].value for cell in cells if cell in report.cells} - {None, 0.0}
    said = [{float(number) for number in _COUNT.findall(line)} for line in (region, own)]
    return bool(known & said[0]) != bool(known & said[1])
