"""Who reports on which year: title, preamble, signature, file name; dates and scope."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from pathlib import PurePosixPath
from typing import NamedTuple

from audit.clean import narrow, simplified
from audit.document import Document
from audit.report import Mention

_HAN = r"[\u3400-\u9fff（）()〇]"
_SUBJECT = (
    r"(?:政府信息公开|政务公开|信息公开)(?:工作)?(?:情况)?(?:的)?(?:年度|年)?(?:工作)?(?:报告|年报)"
)
_TITLE = re.compile(
    rf"\A(?:.{{0,8}}[:：]|关于)?(?P<before>{_HAN}{{2,40}}?)?(?:关于)?"
    rf"(?P<year>20[0-9]{{2}})年?度?(?P<after>(?!年|度|政府信息公开|政务公开){_HAN}{{2,40}}?)?{_SUBJECT}"
)
_TITLE_YEAR_LAST = re.compile(
    rf"\A(?P<before>(?!政府信息公开|政务公开){_HAN}{{2,40}}?)?(?P<after>){_SUBJECT}[（(]?(?P<year>20[0-9]{{2}})年?度?[)）]?\Z"
)
_TITLE_NO_YEAR = re.compile(rf"\A(?P<before>{_HAN}{{2,30}}?){_SUBJECT}")
_PREAMBLE = {  # by what each needs: most lines lack it, and the search is slow
    "政府信息公开": re.compile(
        rf"(?:公布|发布|公开|将)(?P<agency>{_HAN}{{2,30}}?)(?P<year>20[0-9]{{2}})年度?政府信息公开"
    ),
    "编制": re.compile(
        rf"(?:[,，。]|\A)(?P<agency>{_HAN}{{2,30}}?)(?:组织)?编制了?(?P<year>20[0-9]{{2}})年"
    ),
    "报告由": re.compile(rf"报告由(?P<agency>{_HAN}{{2,30}}?)(?:根据|按照|依据|编制|负责)"),
}
_PERIOD = re.compile(r"(?<![0-9])(20[0-9]{2})年1月1日")
_SENTENCE = re.compile("[。；]")
_HAN_YEAR = re.compile("二[〇零○]{1}[一二三四五六七八九〇零○]{2}(?=年)")
_HAN_DIGITS = str.maketrans("〇零○一二三四五六七八九", "000123456789")
_LONGEST_TITLE = 80
_CONTACT = re.compile(rf"请(?:与|向)(?P<agency>{_HAN}{{3,30}}?)(?:联系|咨询)")
_SITE = re.compile(r"人民政府(?:门户)?网站")
_PORTAL = re.compile(r"(?P<agency>[\u3400-\u9fff]{2,12}人民政府)(?:门户)?网站")
_SIGNED = re.compile(r"\A(20[0-9]{2})年([0-9]{1,2})月([0-9]{1,2})日\Z")
_PUBLISHED = re.compile(
    r"(?:发布|公布|公开|发文|成文|发稿)(?:时间|日期)[:：]?\s*(20[0-9]{2})[-年/.]([0-9]{1,2})[-月/.]([0-9]{1,2})"
)
_WHEN = re.compile("[间間期]")
_BODY_YEAR = re.compile(r"(?<![0-9])(20[0-9]{2})年(?![0-9]{1,2}月)")
_FILE_YEAR = re.compile(r"(?<![0-9])(20[0-9]{2})(?:年(?![0-9]{1,2}月)度?|(?![-_.年]?[0-9]))")
_BODY = (
    "局|办事处|管委会|委员会|委|办公室|办公厅|办|人民政府|政府|厅|镇|乡|街道|中心|院|区|县|市|州"
)
_FILE_AGENCY = re.compile(
    rf"[\u3400-\u9fff]{{2,30}}?(?:{_BODY})"
    r"(?=20|年报|政府信息公开|信息公开|政务公开|[-_ .(（]|\Z)"
)
_BOILERPLATE = re.compile(r"\A[本我]|中华|条例|规定|通知|要求|年度|报告|年报|标题")
_REGION_WORDS = re.compile(r"(?:全|我)[省市县区州盟旗镇乡]")
_GOVERNMENT = re.compile(r"(?:人民政府|[省市县区州盟旗镇乡])\Z")
_BOTH = re.compile(r"政府及(?:其|[\u3400-\u9fff]{0,6}政府)?办公[室厅]")


class Identity(NamedTuple):
    """What a report says of itself; `mentions` are the places where it says who and when."""

    agency: str
    year: int | None
    scope: str
    title: str
    published: str
    signed: str
    mentions: tuple[Mention, ...]


def identify(document: Document, preamble: str, texts: Sequence[str]) -> Identity:
    """Read agency, year, scope and dates; `texts` are the sections' texts, the last one signed.

    Order of trust: title, preamble, signature, file name, and only then contact and web site.
    """
    in_preamble = _in_preamble(preamble)
    title, in_title = _title(document, in_preamble.year)
    signed, in_signature = _signature(texts[-1] if texts else preamble)
    mentions = tuple(
        m
        for m in (in_title, in_preamble, in_signature, _in_file_name(document))
        if m.agency or m.year
    )
    body = simplified("\n".join([preamble, *texts]))
    agency = next((m.agency for m in mentions if m.agency), "") or _contact(body)
    year = next((m.year for m in mentions if m.year), None) or _usual_year(body)
    published = document.published or _published(document)
    return Identity(agency, year, _scope(agency, body), title, published, signed, mentions)


def _flat(text: str) -> str:
    flat = "".join(narrow(simplified(text)).lstrip("#* ").split())
    return _HAN_YEAR.sub(lambda found: _digits(found.group()), flat)


def _digits(year: str) -> str:
    return year.translate(_HAN_DIGITS)


def titled(text: str) -> Mention | None:
    """Return agency and year of a line that reads like a report's title, else None."""
    # 公开 and 报 are in every title; the patterns begin with any words and are slow
    if "公" not in text or not ("报" in text or "報" in text):
        return None
    if len(text) >= _LONGEST_TITLE or _SENTENCE.search(text):
        return None
    flat = _flat(text)
    match = (_TITLE.match(flat) or _TITLE_YEAR_LAST.match(flat)) if "20" in flat else None
    if not match:
        return None
    agency = _agency(match["before"] or "") or _agency(match["after"] or "")
    return Mention("title", agency, int(match["year"]))


def _title(document: Document, year: int | None) -> tuple[str, Mention]:
    """The title: what the page calls itself, else the line that reads like a title.

    A title may be wrapped over two lines. Where a menu lists other years' reports, the line with
    the year of the statistics (`year`) is the one.
    """
    head = [row.text for row in document.rows[:60] if not row.table]
    lines = [text for text in head if len(text) < _LONGEST_TITLE]
    pairs = [a + b for a, b in pairwise(lines)]
    found: list[tuple[str, Mention]] = []
    for text in (document.title, *lines, *pairs):
        title = titled(text)
        if title:
            found.append((text.strip("#* "), title))
            if text == document.title and title.agency:
                return found[-1]
    if found:
        of_year = [title for title in found if title[1].year == year]
        named = [title for title in of_year or found if title[1].agency]
        return (named or of_year or found)[0]
    for text in lines[:10]:
        bare = _TITLE_NO_YEAR.match(_flat(text))
        if bare and not _SENTENCE.search(text):
            return text.strip(), Mention("title", _agency(bare["before"]))
    return document.title, Mention("title")


def _agency(text: str) -> str:
    """An agency's name, or nothing if the words are no name."""
    if _BOILERPLATE.search(text):
        return ""
    name = re.sub(r"^(?:年度|年|关于|现|公布|发布|附件[0-9]?)|(?:关于|的)$", "", text)
    if name.count("（") + name.count("(") != name.count("）") + name.count(")"):
        name = name.strip("（）()")
    return "" if _BOILERPLATE.search(name) or len(name) < 2 else name


def _in_preamble(preamble: str) -> Mention:
    """Agency and period as the opening words state them, within a line or across wrapped ones."""
    lines = [_flat(line) for line in preamble.split("\n")]
    texts = (*lines, "".join(lines))
    named = (
        _agency(found["agency"])
        for text in texts
        for needed, pattern in _PREAMBLE.items()
        if needed in text and (found := pattern.search(text))
    )
    period = _PERIOD.search(texts[-1])
    return Mention("preamble", next(filter(None, named), ""), int(period[1]) if period else None)


def _signature(text: str) -> tuple[str, Mention]:
    """The date that stands alone near the end, and the name above it."""
    lines = [_flat(line) for line in [line for line in text.split("\n") if line.strip()][-8:]]
    for n in range(len(lines) - 1, max(-1, len(lines) - 8), -1):
        found = _SIGNED.match(lines[n])
        if found:
            above = lines[n - 1] if n else ""
            name = _agency(above) if len(above) <= 30 and re.fullmatch(f"{_HAN}+", above) else ""
            return _iso(*found.groups()), Mention("signature", name)
    return "", Mention("signature")


def _in_file_name(document: Document) -> Mention:
    if not document.alone:
        return Mention("file_name")  # the name of a collection
    stem = simplified(PurePosixPath(document.source).stem)
    year, agency = _FILE_YEAR.search(stem), _FILE_AGENCY.search(stem)
    name = _agency(agency.group()) if agency else ""
    return Mention("file_name", name, int(year[1]) if year else None)


def _contact(body: str) -> str:
    """Weak evidence: the web site of a whole region's report, the office to turn to otherwise."""
    flat = _flat(body)
    contact, named = _CONTACT.search(flat), _SITE.search(flat)
    # no name is longer: the slow search need not begin at the start
    portal = _PORTAL.search(flat, max(0, named.start() - 12)) if named else None
    office = (
        _agency(re.split(r"政务公开|信息公开|办公室(?=.{2})", contact["agency"])[0])
        if contact
        else ""
    )
    if contact and "办公室" in contact["agency"]:
        office = _agency(contact["agency"].split("办公室")[0] + "办公室")
    site = portal["agency"][-12:] if portal else ""
    site = re.sub(r"^.*(?:通过|登录|从|在|可|于)", "", site)
    if site and (_REGION_WORDS.search(body) or not office) and not office.endswith("办公室"):
        return site
    return office or site


def _usual_year(body: str) -> int | None:
    years = Counter(_BODY_YEAR.findall(narrow(body)))
    return int(years.most_common(1)[0][0]) if years else None


def _published(document: Document) -> str:
    lines = [row.text for row in (*document.rows[:60], *document.rows[-15:])]
    # 时间 or 日期 is in every one, in either script
    text = "。".join([line for line in lines if len(line) < 120 and _WHEN.search(line)])
    found = _PUBLISHED.search(narrow(simplified(text)))
    return _iso(*found.groups()) if found else ""


def _iso(year: str, month: str, day: str) -> str:
    """The date as ISO 8601, nothing if there is no such day."""
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return ""


def _scope(agency: str, body: str) -> str:
    """Whole region, the office alone, or government with its office; never assumed."""
    if _BOTH.search(body):
        return "gov_and_office"
    if not agency:
        return "unknown"
    if _GOVERNMENT.search(agency):
        return "region" if _REGION_WORDS.search(body) else "unknown"
    return "own"
