"""S01–S07: the skeleton of a report: sections, titles, form, tables."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from audit.check.batch import Batch
from audit.check.look import (
    certain_year,
    clipped,
    hint,
    is_absent,
    passages,
    section_text,
    sentence_around,
    undecided,
)
from audit.check.registry import broken, check
from audit.clean import LOST, label_key, simplified
from audit.findings import Finding
from audit.form import VERSIONS, Section, Table, form_for_year, load_form
from audit.official import official, section_name
from audit.parse.parts import PARTS, overview_parts
from audit.parse.titles import by_meaning, numbered, title_key, without_note
from audit.report import Report, SectionText, State
from audit.words import apart, listed, say

_HEADING_LINE = re.compile(r"^\s*#*\s*([一二三四五六])\s*[、.．]\s*([^\n。；！？]{2,40})$", re.M)
_FIRST_ITEM = re.compile(r"^\s*一\s*[、.．]", re.M)
_LOST_END = re.compile(rf"[{LOST}]|span>|/p>")
# words by which the content of a section is known where its heading was lost
_CONTENT = {
    "problems": re.compile(r"(?:存在|还有|仍有)[^。]{0,30}(?:问题|不足|差距|困难|短板)"),
    "other": re.compile(r"信息处理费|公开处理费|没有其他需要报告|无其他需要报告|无其他事项"),
}
_LISTS_SECTIONS = re.compile("组成|内容包括|全文包括|六[个大项]?(?:部分|内容|方面)")
_MOST = 3  # headings that a sentence names
_NUMBER = re.compile(
    r"国办(?:公开办函|发|函|秘函)\s*[〔\[【(（]\s*(20\d\d)\s*[〕\]】)）]\s*(\d+)\s*号"
)


@check("S01")
def sections_present(batch: Batch) -> Iterator[Finding]:
    """Report the sections of which neither a heading nor the content was found."""
    for n in batch.read:
        report = batch.reports[n]
        lost = lost_sections(report)
        astray = [s for s in _missing(report) if _stands_elsewhere(report, s)]
        # its table is missing with a section: one cause is one line
        tabled = any(section.key in load_form(report.form).tables for section in lost)
        for sections, key in ((lost, "finding.sections"), (astray, "finding.order")):
            if sections:
                sentence = say(key, names=_names(sections), count=len(sections))
                also = ("S05",) if tabled and sections is lost else ()
                yield broken(batch, "S01", n, sentence, follows=also)


def lost_sections(report: Report) -> list[Section]:
    """Return the sections of which neither a heading nor the content was found anywhere."""
    return [
        section
        for section in _missing(report)
        if not _has_content(report, section) and not _stands_elsewhere(report, section)
    ]


@check("S02")
def titles_unaltered(batch: Batch) -> Iterator[Finding]:
    """Report headings in other words or under another numeral, and content without heading."""
    for n in batch.read:
        report = batch.reports[n]
        missing = [
            section
            for section in _missing(report)
            if _has_content(report, section) and not _stands_elsewhere(report, section)
        ]
        said = [_altered(report, found) for found in report.sections]
        said += [_replaced(report, section) for section in missing]
        told = [sentence for sentence in said if sentence][:_MOST]
        lost = [s for s in missing if not _other_heading(report, s)]
        if lost:
            told.append(say("finding.titles_lost", names=_names(lost)))
        if told:
            yield broken(batch, "S02", n, say("finding.titles", told=apart(told)))


def _names(sections: Iterable[Section]) -> str:
    return apart(map(section_name, sections))


def _stands_elsewhere(report: Report, section: Section) -> bool:
    """Whether a section's own heading stands in the text of another: then it is out of order."""
    titles = {label_key(title) for title in (section.title, *section.aliases)}
    return any(
        line[1] == section.numeral and label_key(line[2]) in titles
        for passage in passages(report)
        for line in _HEADING_LINE.finditer(simplified(passage.text))
    )


def _missing(report: Report) -> list[Section]:
    found = {section.key for section in report.sections}
    return [s for s in load_form(report.form).sections if s.key not in found]


def _has_content(report: Report, section: Section) -> bool:
    """Whether a section's content stands in the report, be it without its heading."""
    if _other_heading(report, section):
        return True
    if section.key in load_form(report.form).tables:
        return section.key in report.unseen_tables or not is_absent(report, section.key)
    if section.key == "overview":
        return len(report.preamble) > 300 or not report.sections
    # many a preamble names the six sections
    sentences = (s for p in passages(report) for s in re.split(r"[。\n]", simplified(p.text)))
    told = [s for s in sentences if _CONTENT[section.key].search(s)]
    return any(not _LISTS_SECTIONS.search(sentence) for sentence in told)


def _other_heading(report: Report, section: Section) -> str:
    """A line with the section's numeral that reads like a heading, between its neighbours."""
    order = [s.key for s in load_form(report.form).sections]
    place = order.index(section.key)
    before = [s.text for s in report.sections if order.index(s.key) < place]
    text = before[-1] if before else report.preamble
    lines = _HEADING_LINE.finditer(simplified(text))
    other = next((found for found in lines if found[1] == section.numeral), None)
    # what begins with 一 again is an enumeration within a section
    if other is None or _FIRST_ITEM.search(text, 0, other.start()):
        return ""
    return other.group().strip()


def _altered(report: Report, found: SectionText) -> str:
    section = next(s for s in load_form(report.form).sections if s.key == found.key)
    heading = simplified(found.heading)
    line = numbered(heading)
    # 一 二 三 are taken for each other where a text was recognised from an image
    if line.numeral not in ("", section.numeral, *LOST) and not _is_recognised(report):
        return say(
            "finding.title_number", heading=found.heading.strip(), title=section_name(section)
        )
    if _LOST_END.search(heading):
        return ""
    if by_meaning(report.form).get(title_key(line.title)) == section:
        return ""
    own = label_key(without_note(line.title))
    known = [label_key(title) for title in (section.title, *section.aliases)]
    # the last letters of a heading get lost in copies
    if any(title.startswith(own) and len(title) - len(own) <= 3 for title in known):
        return ""
    return say("finding.title_words", heading=found.heading.strip(), title=section.title)


def _is_recognised(report: Report) -> bool:
    places = (reading.place for reading in report.cells.values())
    return any(place is not None and place.confidence is not None for place in places)


def _replaced(report: Report, section: Section) -> str:
    other = _other_heading(report, section)
    return say("finding.title_words", heading=other, title=section.title) if other else ""


@check("S03")
def five_items(batch: Batch) -> Iterator[Finding]:
    """Report which of the five items section one does not speak of; one paragraph is a hint."""
    for n in batch.read:
        text = simplified(section_text(batch.reports[n], "overview") or "")
        lacking = [p for p, words in PARTS.items() if not any(word in text for word in words)]
        if text and lacking:
            names = listed(say(f"item.{part}") for part in lacking)
            found = broken(batch, "S03", n, say("finding.items", names=names, count=len(lacking)))
            yield found if overview_parts(text) else hint(found)


@check("S04")
def right_form(batch: Batch) -> Iterator[Finding]:
    """Report tables on the form of other years; only where year and form are certain."""
    for n in batch.read:
        report, year = batch.reports[n], certain_year(batch.reports[n])
        if not year or year < load_form(VERSIONS[0]).years[0]:
            continue
        due = form_for_year(year)
        if report.form != due.version and not is_absent(report, "disclosure"):
            words = {"year": year, "own": report.form, "due": due.version, "basis": due.basis}
            yield broken(batch, "S04", n, say("finding.form", **words))


@check("S05")
def tables_present(batch: Batch) -> Iterator[Finding]:
    """Report tables of which nothing was found; 无法核对 if the source seems to have them."""
    for n in batch.read:
        report = batch.reports[n]
        missing, unseen = tables_lacking(report)
        if missing:
            names = apart(official(table.title) for table in missing)
            sentence = say("finding.tables_missing", names=names, count=len(missing))
            yield broken(batch, "S05", n, sentence)
        if unseen:
            sentence = say("finding.tables_unseen", names=apart(official(t.title) for t in unseen))
            yield undecided(broken(batch, "S05", n, sentence))


def tables_lacking(report: Report) -> tuple[list[Table], list[Table]]:
    """Return the tables that are missing, those of lost sections left out, and the unseen ones."""
    absent = [t for t in load_form(report.form).tables.values() if is_absent(report, t.key)]
    unseen = [t for t in absent if t.key in report.unseen_tables]
    lost = {section.key for section in lost_sections(report)} if absent else set()
    return [t for t in absent if t not in unseen and t.section not in lost], unseen


@check("S06")
def rows_present(batch: Batch) -> Iterator[Finding]:
    """Report rows and columns of a table that was found in part, one finding a table."""
    for n in batch.read:
        report = batch.reports[n]
        for table in load_form(report.form).tables.values():
            if is_absent(report, table.key):
                continue
            lacking: dict[str, int] = defaultdict(int)
            cells = tuple(
                cell
                for cell, reading in batch.odd[n]
                if cell.table == table.key and reading.state is State.ABSENT
            )
            for cell in cells:
                lacking[cell.row] += 1
            if not cells:
                continue
            rows = apart(official(table.row(key).label) for key in list(lacking)[:3])
            sentence = say(
                "finding.skeleton",
                table=official(table.title),
                rows=rows + ("……" if len(lacking) > 3 else ""),
                count=len(lacking),
                cells=len(cells),
            )
            yield broken(batch, "S06", n, sentence, cells=cells)


def _cites(text: str, notice: str) -> bool:
    """Whether a text names a notice, be it among others: 国办公开办函〔2019〕60号、〔2021〕30号."""
    organ, mark, number = notice.partition("〔")
    said = label_key(text)
    return label_key(organ) in said and label_key(mark + number) in said


@check("S07")
def basis_in_force(batch: Batch) -> Iterator[Finding]:
    """Report a citation of the notice of another form; without any there is nothing to say."""
    for n in batch.read:
        year, text = certain_year(batch.reports[n]), batch.plain[n]
        if not year or "国办" not in text:
            continue
        due = form_for_year(year).basis
        for found in _NUMBER.finditer(text):
            about_form = (found[1], found[2]) in (("2019", "60"), ("2021", "30"))
            if about_form and not _cites(sentence_around(text, found), due):
                sentence = say("finding.basis", cited=found.group(), due=due, year=year)
                quote = clipped(batch.prose[n], found.start(), found.end())
                yield broken(batch, "S07", n, sentence, quote=quote)
                break
