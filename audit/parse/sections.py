"""The six sections of a report and the prose in each."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import cache
from typing import NamedTuple

from audit.clean import LOST, label_key, simplified
from audit.document import Document, Row
from audit.form import Form, Section, load_form
from audit.parse.titles import by_meaning, by_words, numbered, title_key, without_note
from audit.report import SectionText

_NUMERAL = re.compile(rf"\s*#*\s*[一二三四五六七八九十{LOST}]")
_ENDING = re.compile("[情事][况況项項]|申[请請]|公[开開]|[议議诉訴措]")
_OWN, _OFFICIAL = 2, 1  # of a heading's rank
_NUMBERED = re.compile("[一二三四五六][、.]")
_LONGEST = 45  # a heading with its damage; anything longer is a paragraph
_SENTENCE = re.compile(r"[。；！？]")
# what web pages print below a report
_FURNITURE = re.compile(
    r"\s*(?:分享到|扫一扫|打印|关闭|返回|上一篇|下一篇|相关链接|相关文章|责任编辑|版权所有|主办单位|"
    r"主办：|承办|网站地图|网站标识码|.{0,4}ICP|备案序号|您访问的|您的浏览器|当前位置|为了更好的浏览)"
)
_TAG_REST = re.compile(r"\W?/?(?:span|p|div)>?\Z")


class Heading(NamedTuple):
    """A section heading: key of the section, document row, offsets in the row.

    `rank` tells several that may be one section's apart: the numeral that is the section's own
    comes before the official title, and a title without any numeral last.
    """

    key: str
    row: int
    start: int
    end: int
    rank: int


class Prose(NamedTuple):
    """The sections with their text, what stands before the first, and the row of the last."""

    sections: tuple[SectionText, ...]
    preamble: str


def read_sections(
    document: Document, form: Form, found: Sequence[Heading], zones: Sequence[range]
) -> Prose:
    """Split a document into its sections.

    `found` are the possible headings, `zones` the rows of the statistical tables. Rows of tables
    and their heads are left out of the text, and so is what a web page prints below the report.
    """
    headings = choose_headings(found, form, zones)
    tables = _table_rows(document, zones, {heading.row for heading in headings})
    sections = []
    for n, h in enumerate(headings):
        following = headings[n + 1] if n + 1 < len(headings) else None
        end = (following.row, following.start) if following else (len(document.rows), 0)
        text = _prose(document, (h.row, h.end), end, tables, following is None)
        sections.append(
            SectionText(h.key, document.rows[h.row].text[h.start : h.end].strip(), text)
        )
    first = (headings[0].row, headings[0].start) if headings else (len(document.rows), 0)
    return Prose(tuple(sections), _prose(document, (0, 0), first, tables, not headings))


def find_headings(document: Document, form: Form) -> list[Heading]:
    """Return what reads like a section's heading, in document order, outside table markup."""
    return [
        heading
        for n, row in enumerate(document.rows)
        if not row.table
        for heading in _headings(row.text, n, form)
    ]


def choose_headings(
    found: Sequence[Heading], form: Form, zones: Sequence[range] = ()
) -> list[Heading]:
    """Return the section headings in document order, at most one a section, none inside a zone.

    Of several the one of the highest rank is it, of these the first: the overview may have an
    enumeration 一、二、三、 of its own. One that would break the order of the sections is none.
    """
    chosen: dict[str, Heading] = {}
    for heading in found:
        if any(heading.row in zone for zone in zones):
            continue
        known = chosen.get(heading.key)
        if known is None or heading.rank > known.rank:
            chosen[heading.key] = heading
    out: list[Heading] = []
    for section in form.sections:
        own = chosen.get(section.key)
        if own and (not out or (own.row, own.start) > (out[-1].row, out[-1].start)):
            out.append(own)
    return out


@cache
def _inline(version: str) -> re.Pattern[str]:
    """Numeral and official title inside a line, where a page lost its line breaks."""
    titles = (f"{s.numeral}[、.]\\s*{re.escape(s.title)}" for s in load_form(version).sections)
    return re.compile(rf"(?:(?<=[\s。；”\"])|\A)(?:{'|'.join(titles)})")


def _headings(text: str, n: int, form: Form) -> list[Heading]:
    if len(text) <= _LONGEST:
        whole = _whole(text, form)
        if whole or _NUMERAL.match(text):
            return [Heading(whole[0].key, n, 0, len(text), whole[1])] if whole else []
    if not _NUMBERED.search(text):
        return []  # most lines; the patterns below are slow
    return [
        Heading(by_words(form.version)[key].key, n, found.start(), found.end(), _OWN + _OFFICIAL)
        for found in _inline(form.version).finditer(simplified(text))
        if (key := label_key(found.group())[1:]) in by_words(form.version)
    ]


def _whole(text: str, form: Form) -> tuple[Section, int] | None:
    """The section whose heading a line is, and the heading's rank."""
    if not _ENDING.search(text) and not _NUMERAL.match(text):
        return None  # most lines
    line = numbered(text)
    title = _TAG_REST.sub("", without_note(line.title))
    if line.as_printed:
        section = _section(label_key(title), line.numeral, form)
    else:
        # in other styles, or without a numeral, a line of the text may say nearly the same
        meant = by_meaning(form.version).get(title_key(title))
        exact = meant is not None and label_key(title) == label_key(meant.title)
        alike = meant is not None and title_key(title) == title_key(meant.title)
        section = meant if (alike and line.numeral) or exact else None
        if section and line.numeral not in ("", section.numeral):
            return None
    if not section:
        return None
    own = _OWN * (line.numeral == section.numeral)
    return section, own + _OFFICIAL * (title_key(title) == title_key(section.title))


def _section(title: str, numeral: str, form: Form) -> Section | None:
    """By a known title, by numeral and meaning, or by numeral and most of a damaged title."""
    known = by_words(form.version)
    meant = by_meaning(form.version).get(title_key(title))
    if title in known:
        return known[title]
    if meant and meant.numeral == numeral:
        return meant
    for words, section in known.items():
        if section.numeral == numeral and len(title) >= 4:
            shorter, longer = sorted((title, words), key=len)
            if longer.startswith(shorter) and len(longer) - len(shorter) <= 3:
                return section
            if words.startswith(title[:-2]) and abs(len(title) - len(words)) <= 1:
                return section
    return None


def _table_rows(
    document: Document, zones: Sequence[range], headings: Collection[int]
) -> frozenset[int]:
    """Rows of the tables: all between first and last value that are no sentence, and the heads."""
    out: set[int] = set()
    for zone in zones:
        out.update(n for n in zone if n not in headings and not _is_sentence(document.rows[n]))
        n = zone.start - 1
        while n >= 0 and n not in headings and not _is_sentence(document.rows[n]):
            out.add(n)
            n -= 1
    return frozenset(out)


def _is_sentence(row: Row) -> bool:
    return not row.cells and bool(_SENTENCE.search(row.text))


def _prose(
    document: Document,
    start: tuple[int, int],
    end: tuple[int, int],
    tables: Collection[int],
    to_end: bool,
) -> str:
    lines: list[str] = []
    for n in range(start[0], min(end[0] + 1, len(document.rows))):
        row = document.rows[n]
        if n in tables or row.table or len(row.pieces) > 3:
            continue
        text = row.text
        text = text[: end[1]] if n == end[0] else text
        text = text[start[1] :] if n == start[0] else text
        if to_end and _FURNITURE.match(simplified(text)):
            break
        if text.strip():
            lines.append(text.strip())
    return "\n".join(lines)
