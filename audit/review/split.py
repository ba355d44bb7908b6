"""A workbook as a copy for each colleague: whole, with the filters set to that one's reports."""

from __future__ import annotations

import posixpath
import re
import unicodedata
import zipfile
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

from audit.errors import InputError
from audit.output import write_whole
from audit.review.filtered import Filter, Outline, filtered, outline
from audit.review.pages import RID, Page, read_pages
from audit.words import say
from audit.workbook.text import safe

SUMMARY, PROBLEMS, OWNER = "summary", "problems", "owner"
_NO_NAME = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]+')  # what no file may be called on some system
_LONGEST = 40
_BOOK = "xl/workbook.xml"
_TO = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"


class Copy(NamedTuple):
    """A copy to be written: whose ("" for nobody's), where, and the filters of its two sheets."""

    owner: str
    path: Path
    reports: int
    findings: int
    filters: Mapping[str, Filter]


@dataclass(frozen=True)
class Split:
    """A workbook taken apart: the file, its copies, and the two sheets by their part."""

    path: Path
    copies: tuple[Copy, ...]
    parts: Mapping[str, tuple[str, Outline]]


def plan_split(path: Path, folder: Path) -> Split:
    """Return the copies of a workbook, one for each name in 分工, and one for the rest if any.

    Raises InputError if it is no workbook of ours, or nobody has a report.
    """
    pages = {page.kind: page for page in read_pages(path, "diff.open", "diff.foreign")}
    if not {SUMMARY, PROBLEMS} <= set(pages):
        raise InputError("split.lacking", name=path)
    summary, problems = pages[SUMMARY], pages[PROBLEMS]
    owners = _owners(summary)
    names = sorted(set(owners.values()) - {""})
    if not names:
        raise InputError("split.none", name=path)
    if "" in owners.values():
        names.append("")
    files = _file_names(path.stem, names)
    copies = []
    for name in names:
        mine = {rid for rid, owner in owners.items() if owner == name}
        filters = {SUMMARY: _of_summary(summary, name), PROBLEMS: _of_problems(problems, mine)}
        found = len(filters[PROBLEMS].rows)
        copies.append(Copy(name, folder / files[name], len(mine), found, filters))
    try:
        parts = {page.kind: _part(path, page.name) for page in (summary, problems)}
    except (ValueError, KeyError, OSError, zipfile.BadZipFile, ElementTree.ParseError):
        raise InputError("split.locked", name=path) from None
    return Split(path, tuple(copies), parts)


def write_copy(split: Split, copy: Copy) -> None:
    """Write a copy: its two sheets with their filters, every other part as it is.

    Raises InputError if it cannot be written.
    """
    changed = {
        part: filtered(found, copy.filters[kind]) for kind, (part, found) in split.parts.items()
    }

    def write(target: Path) -> None:
        with zipfile.ZipFile(split.path) as old, zipfile.ZipFile(target, "w") as new:
            for info in old.infolist():
                new.writestr(info, changed.get(info.filename) or old.read(info))

    write_whole(copy.path, write)


def _text(value: object) -> str:
    number = int(value) if isinstance(value, float) and value.is_integer() else value
    return "" if number is None else str(number)


def _cell(page: Page, row: Sequence[object], key: str) -> str:
    return _text(row[page.columns[key]])


def _owners(summary: Page) -> dict[str, str]:
    """Whose each report is, by its key; also of reports that are still awaited.

    A name that is written in several ways goes by the first.
    """
    found, first = {}, dict[str, str]()
    for row in summary.rows:
        if "|" in (rid := _cell(summary, row, RID)):
            name = _cell(summary, row, OWNER).strip()
            found[rid] = first.setdefault(_bare(name), name)
    return found


def _bare(name: str) -> str:
    """A name without blanks and widths: 王　明 is 王明."""
    return "".join(unicodedata.normalize("NFKC", name).split()).casefold()


def _of_summary(page: Page, name: str) -> Filter:
    """The rows of a name, and the name as it is written there, in whichever ways."""
    rows, texts = set(), set()
    for number, row in _data(page):
        owner = _cell(page, row, OWNER)
        if _bare(owner) == _bare(name):
            rows.add(number)
            texts.add(owner if name else "")
    return _filter(page, rows, {OWNER: sorted(texts)})


def _of_problems(page: Page, mine: Collection[str]) -> Filter:
    """The findings of reports; the filter is on 机关.

    Where an agency's reports are not all the same colleague's, one on the number of the report,
    which is hidden, tells them apart.
    """
    rows, agencies, numbers = set(), {rid.partition("|")[0] for rid in mine}, set()
    shown = defaultdict(set)
    for number, row in _data(page):
        agency = _cell(page, row, "agency")
        shown[agency].add(number)
        if _cell(page, row, RID).rsplit("|", 3)[0] in mine:
            rows.add(number)
            agencies.add(agency)
            numbers.add(_cell(page, row, "report"))
    texts = {"agency": sorted(agencies - {""}) or [say("split.rest")]}
    if rows != {number for agency in agencies for number in shown[agency]}:
        texts["report"] = sorted(numbers, key=lambda text: (len(text), text)) or ["0"]
    return _filter(page, rows, texts)


def _data(page: Page) -> list[tuple[int, Sequence[object]]]:
    """The rows below the head that have a key, with their numbers from 1."""
    return [
        (page.top + 1 + n, row)
        for n, row in enumerate(page.rows)
        if n and "|" in _cell(page, row, RID)
    ]


def _filter(page: Page, rows: Collection[int], texts: Mapping[str, Sequence[str]]) -> Filter:
    head = page.top + 1
    last = max((number for number, _ in _data(page)), default=head + 1)
    columns = {page.columns[key]: told for key, told in texts.items()}
    return Filter(frozenset(rows), columns, head, last, max(page.columns.values()) + 1)


def _file_names(stem: str, names: Sequence[str]) -> dict[str, str]:
    """What each copy is called: no two alike, and nothing that a system does not take."""
    files: dict[str, str] = {}
    taken = set()
    for name in names:
        bare = _NO_NAME.sub("_", safe(name or say("split.rest"), _LONGEST)).strip(" .")
        # whoever is called as the rest comes first
        n, free = 1, bare
        while free.casefold() in taken:
            n += 1
            free = f"{bare}_{n}"
        taken.add(free.casefold())
        files[name] = f"{stem}_{free}.xlsx"
    return files


def _part(path: Path, name: str) -> tuple[str, Outline]:
    """The part of a package that is the sheet of a name, and where its tags stand."""
    with zipfile.ZipFile(path) as package:
        links = ElementTree.fromstring(package.read("xl/_rels/workbook.xml.rels"))
        targets = {link.get("Id"): link.get("Target", "") for link in links}
        for element in ElementTree.fromstring(package.read(_BOOK)).iter():
            if element.tag.endswith("}sheet") and element.get("name") == name:
                target = targets[element.get(_TO) or element.get(_STRICT)]
                part = posixpath.normpath(posixpath.join("/xl", target))[1:]
                return part, outline(package.read(part))
    raise KeyError(name)
