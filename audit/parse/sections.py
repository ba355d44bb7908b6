"""The six sections of a report and the prose in each."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import cache
from typing import NamedTuple

from audit.clean import LOST, label_key, simplified
from audit.document import Document, Row
from audit.form import Form, Section, load_form
from audit.report import SectionText

_HEADING = re.compile(
    rf"\s*#*\s*(?P<numeral>[一二三四五六七八九十{LOST}])\s*[、.．，,:：]?\s*(?P<title>\S.*)"
)
_NUMBERED = re.compile("[一二三四五六][、.]")
_LONGEST = 45  # a heading with its damage; anything longer is a paragraph
_SENTENCE = re.compile(r"[。；！？]")
# what web pages print below a report
_FURNITURE = re.compile(
    r"\s*(?:分享到|扫一扫|打印|关闭|返回|上一篇|下一篇|相关链接|相关文章|责任编辑|版权所有|主办单位|"
    r"主办：|承办|网站地图|网站标识码|.{0,4}ICP|备案序号|您访问的|您的浏览器|当前位置|为了更好的浏览)"
)
_TAG_REST = re.compile(r"\W?/?(?:span|p|div)>?\Z")
_NOTE = re.compile(r"[(（][^)）]*%[)）]\s*\Z")


class Heading(NamedTuple):
    """A section heading: key of the section, document row, offsets in the row, official or not."""

    key: str
    row: int
    start: int
    end: int
    official: bool


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

    A heading with the official title is preferred to one with another wording, and one that
    would break the order of the sections is none.
    """
    chosen: dict[str, Heading] = {}
    for heading in found:
        if any(heading.row in zone for zone in zones):
            continue
        known = chosen.get(heading.key)
        if known is None or (heading.official and not known.official):
            chosen[heading.key] = heading
    out: list[Heading] = []
    for section in form.sections:
        own = chosen.get(section.key)
        if own and (not out or (own.row, own.start) > (out[-1].row, out[-1].start)):
            out.append(own)
    return out


@cache
def _titles(version: str) -> dict[str, Section]:
    return {
        label_key(title): section
        for section in load_form(version).sections
        for title in (section.title, *section.aliases)
    }


@cache
def _inline(version: str) -> re.Pattern[str]:
    """Numeral and official title inside a line, where a page lost its line breaks."""
    titles = (f"{s.numeral}[、.]\\s*{re.escape(s.title)}" for s in load_form(version).sections)
    return re.compile(rf"(?:(?<=[\s。；”\"])|\A)(?:{'|'.join(titles)})")


def _headings(text: str, n: int, form: Form) -> list[Heading]:
    whole = _HEADING.match(text)
    if whole and len(text) <= _LONGEST:
        title = label_key(_TAG_REST.sub("", _NOTE.sub("", whole["title"])))
        section = _section(title, whole["numeral"], form)
        official = bool(section) and title == label_key(section.title if section else "")
        return [Heading(section.key, n, 0, len(text), official)] if section else []
    if not _NUMBERED.search(text):
        return []  # most lines; the patterns below are slow
    return [
        Heading(_titles(form.version)[key].key, n, found.start(), found.end(), True)
        for found in _inline(form.version).finditer(simplified(text))
        if (key := label_key(found.group())[1:]) in _titles(form.version)
    ]


def _section(title: str, numeral: str, form: Form) -> Section | None:
    """By a known title, or by numeral and most of a title where characters were lost."""
    titles = _titles(form.version)
    if title in titles:
        return titles[title]
    for known, section in titles.items():
        if section.numeral == numeral and len(title) >= 4:
            shorter, longer = sorted((title, known), key=len)
            if longer.startswith(shorter) and len(longer) - len(shorter) <= 3:
                return section
            if known.startswith(title[:-2]) and abs(len(title) - len(known)) <= 1:
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
