"""S09, P06, P07, Q05, A04: what should not, or should, stand in the prose of a report."""

from __future__ import annotations

import re
from collections.abc import Iterator

from audit.check.agencies import agency_of
from audit.check.batch import Batch
from audit.check.look import clipped, hint
from audit.check.registry import broken, check
from audit.findings import Finding
from audit.words import say

_TEMPLATE = re.compile(
    r"该部分以表格形式报告|(?:具体(?:情况|数据))?表格如下[:：]|[(（]具体网址[)）]|填写说明|填写示例"
    r"|[(（](?:示例|文字描述)[^)）]{0,30}[)）]|示例[:：]"
    # 张XX hides a person's name; before these words something was to be filled in
    r"|(?<![A-Za-zＡ-Ｚ\d])[XxＸ×]{2,}(?=[年月日市县区局镇乡条件项个次万]|街道|单位|部门|网站)"
)
_TRACES = re.compile("[表网填示文][格址写例字]|[XxＸ×]{2}")
_CONTACT = re.compile("电话|地址|邮编|邮箱|电子版|联系方式|传真")
_HOST = re.compile(
    r"(?<![A-Za-z0-9.@/-])(?:https?://)?(?P<host>(?:[a-z0-9][a-z0-9-]*\.)+(?:com|cn|net|org|info|cc|top|vip|"
    r"gov|xyz|co|me|tv|edu|mobi))(?![A-Za-z0-9-])",
    re.I,
)
_ENDING = re.compile(r"\.[a-z]{2,4}(?![a-z])", re.I)
_MAIL = re.compile(r"[\w.+-]+@(?P<host>(?:[a-z0-9-]+\.)+[a-z]{2,})", re.I)
_GIVEN = re.compile(r"网址|网站|查阅|查询|下载|登录|登陆|访问|浏览|电子版|门户|专栏|链接|可在|通过")
_GOVERNMENT = re.compile(r"(?:\A|\.)gov\.cn\Z|\.政务\Z|\.xn--zfr164b\Z", re.I)
# accounts of agencies on these are the agencies' own
_PLATFORM = re.compile(
    r"(?:\A|\.)(?:weibo|qq|douyin|toutiao|kuaishou|bilibili|people|xuexi|12388)\.(?:com|cn|com\.cn)\Z"
)
_RESIDENT = re.compile(
    r"(?<!\d)\d{6}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3}[\dXx](?!\d)"
)
_MOBILE = re.compile(r"(?<![\d.-])1[3-9]\d(?:[ -]?\d{4}){2}(?![\d.])")
_DIGITS = re.compile(r"[0-9][0-9 -]{9}")
_OFFICE_PHONE = re.compile(r"(?:电话|热线|手机|传真|联系方式)[^。；\n]{0,16}\Z")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_REGION = re.compile(r"全[省市县区州盟旗镇乡](?:[^。\n]{0,24}?)\d+[件宗条]")
_OWN = re.compile(r"(?:本机关|我局|我办|本局|本办|本单位|办公[室厅]本级)[^。\n]{0,24}?\d+[件宗条]")
_APPLICATIONS = re.compile(r"申请|答复|办结")


@check("S09")
def template_text(batch: Batch) -> Iterator[Finding]:
    """Report words of the form's instructions and gaps that were never filled in."""
    for n in batch.read:
        text = f"{batch.reports[n].title}\n{batch.prose[n]}"
        found = list(_TEMPLATE.finditer(text)) if _TRACES.search(text) else []
        if found:
            first = found[0]
            sentence = say("finding.template", words=first.group(), count=len(found))
            quote = clipped(text, first.start(), first.end())
            yield broken(batch, "S09", n, sentence, quote=quote)


@check("P06")
def contact_given(batch: Batch) -> Iterator[Finding]:
    """Report prose without any contact, where the office asks for one: the law does not."""
    for n in batch.read if batch.settings.contact else ():
        text = batch.plain[n]
        if text and not _CONTACT.search(text):
            yield broken(batch, "P06", n, say("finding.no_contact"))


@check("P07")
def government_hosts(batch: Batch) -> Iterator[Finding]:
    """Report hosts outside gov.cn given as the place of the information; of mail it is a hint."""
    for n in batch.read:
        text = batch.plain[n]
        if not _ENDING.search(text):
            continue
        sites = [m for m in _HOST.finditer(text) if _is_foreign(m["host"]) and _is_given(text, m)]
        mails = [m for m in _MAIL.finditer(text) if not _GOVERNMENT.search(m["host"])]
        for found, key in ((sites, "finding.host"), (mails, "finding.mail")):
            if not found:
                continue
            hosts = "、".join(dict.fromkeys(m["host"].lower() for m in found))
            quote = clipped(batch.prose[n], found[0].start(), found[0].end())
            finding = broken(batch, "P07", n, say(key, hosts=hosts), quote=quote)
            yield finding if found is sites else hint(finding)


def _is_foreign(host: str) -> bool:
    return not (_GOVERNMENT.search(host) or _PLATFORM.search(host.lower()))


def _is_given(text: str, host: re.Match[str]) -> bool:
    """Whether the words around a host send the reader there."""
    return bool(_GIVEN.search(text[max(0, host.start() - 30) : host.end() + 15]))


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
            if not _OFFICE_PHONE.search(text[max(0, m.start() - 24) : m.start()])
        ]
        for found, key in ((ids, "finding.resident"), (mobiles, "finding.mobile")):
            if found:
                shown = "、".join(f"{number[:3]}****{number[-4:]}" for number in found[:3])
                yield broken(batch, "Q05", n, say(key, count=len(found), shown=shown))


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
            yield broken(batch, "A04", n, say("finding.scope_unknown"))
            continue
        if not _REGION.search(text):
            continue
        lines = [s for s in re.split(r"[。；\n]", text) if _APPLICATIONS.search(s)]
        region = next((line for line in lines if _REGION.search(line)), "")
        own = next((line for line in lines if _OWN.search(line)), "")
        if region and own and region != own:
            sentence = say("finding.scope", region=region.strip()[:40], own=own.strip()[:40])
            yield broken(batch, "A04", n, sentence, quote=f"{region.strip()[:80]} | {own[:80]}")
