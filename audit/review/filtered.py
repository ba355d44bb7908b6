"""A filter laid over a sheet inside its file: rows hidden, criteria set, every other byte kept."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

from xlsxwriter.utility import xl_col_to_name

_HIDDEN = re.compile(rb"""\s+(?:hidden|filterMode)\s*=\s*(?:"[^"]*"|'[^']*')""")
_NAME = re.compile(rb"<[^\s/>]+")
_TAG = re.compile(rb"""<(?:[^"'>]|"[^"]*"|'[^']*')*>""")
# what stands between the rows and a filter
_BEFORE = ("sheetCalcPr", "sheetProtection", "protectedRanges", "scenarios")


class Filter(NamedTuple):
    """What is to be seen: rows (counted from 1), and by column (from 0) the texts to show.

    "" among the texts are blanks. `head` is the row of the heads, `last` the last row, `width` how
    many columns there are.
    """

    rows: Collection[int]
    texts: Mapping[int, Sequence[str]]
    head: int
    last: int
    width: int


@dataclass
class Outline:
    """Where in a sheet's XML the tags stand that a filter changes.

    `rows` are by number the places of their start tags, `filter` the span of the old filter or the
    place for a new one.
    """

    xml: bytes
    root: tuple[int, int] = (0, 0)
    prefix: str = ""
    properties: int = -1
    rows: dict[int, int] = field(default_factory=dict)
    filter: tuple[int, int] = (-1, -1)


def outline(xml: bytes) -> Outline:
    """Return where the tags of a sheet stand.

    Raises ValueError if it is no XML in UTF-8, or none of a sheet.
    """
    return _Reader(xml).read()


class _Reader:
    """Follows a parser through a sheet; it knows where in the bytes each tag is."""

    def __init__(self, xml: bytes) -> None:
        self._parser = expat.ParserCreate()
        self._found = Outline(xml)
        self._path: list[str] = []
        self._row = 0
        self._after = False  # the rows are behind us
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.StartDoctypeDeclHandler = self._refuse

    def read(self) -> Outline:
        found = self._found
        found.xml.decode()
        try:
            self._parser.Parse(found.xml, True)
        except expat.ExpatError as error:
            raise ValueError(str(error)) from error
        if not found.rows:
            raise ValueError("no rows")
        return found

    def _refuse(self, *_declared: object) -> None:
        raise ValueError("a document type: whoever writes one wants entities")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        found, at = self._found, self._parser.CurrentByteIndex
        prefix, _, local = name.rpartition(":")
        if not self._path:
            found.prefix = f"{prefix}:" if prefix else ""
            found.root = (at, _tag_end(found.xml, at))
        elif len(self._path) == 1:
            self._part(local, at)
        elif self._path[1:] == ["sheetData"] and local == "row":
            self._row = int(attributes.get("r", self._row + 1))
            found.rows[self._row] = at
        self._path.append(local)

    def _part(self, local: str, at: int) -> None:
        found = self._found
        # a new filter goes before whatever may not stand in front of it
        new = self._after and local not in _BEFORE and found.filter[0] < 0
        if local == "sheetPr":
            found.properties = at
        elif local == "autoFilter":
            found.filter = (at, _tag_end(found.xml, at))
        elif new:
            found.filter = (at, at)
        self._after = self._after or local == "sheetData"

    def _end(self, name: str) -> None:
        self._path.pop()
        found, at = self._found, self._parser.CurrentByteIndex
        if len(self._path) == 1 and name.rpartition(":")[2] == "autoFilter":
            start, stop = found.filter
            if found.xml[stop - 2 : stop] != b"/>":  # of one that is empty no end tag follows
                found.filter = (start, _tag_end(found.xml, at))
        elif not self._path and found.filter[0] < 0:
            found.filter = (at, at)


def filtered(found: Outline, wanted: Filter) -> bytes:
    """Return a sheet with a filter in place of any it had."""
    xml, changes = found.xml, list[tuple[int, int, bytes]]()
    if found.properties < 0:
        new = f'<{found.prefix}sheetPr filterMode="1"/>'.encode()
        changes.append((found.root[1], found.root[1], new))
    else:
        changes.append(_changed(xml, found.properties, b' filterMode="1"'))
    for row, at in found.rows.items():
        if wanted.head < row <= wanted.last:
            changes.append(_changed(xml, at, b"" if row in wanted.rows else b' hidden="1"'))
    changes.append((*found.filter, _criteria(found.prefix, wanted).encode()))
    out, end = [], 0
    for start, stop, new in sorted(changes, key=lambda change: change[:2]):
        out += [xml[end:start], new]
        end = stop
    return b"".join((*out, xml[end:]))


def _changed(xml: bytes, at: int, attribute: bytes) -> tuple[int, int, bytes]:
    """A start tag with an attribute of ours, or without it."""
    stop = _tag_end(xml, at)
    tag = _HIDDEN.sub(b"", xml[at:stop])
    name = _NAME.match(tag)
    cut = name.end() if name else 0
    return at, stop, tag[:cut] + attribute + tag[cut:]


def _tag_end(xml: bytes, at: int) -> int:
    tag = _TAG.match(xml, at)
    if tag is None:
        raise ValueError("no tag")
    return tag.end()


def _criteria(prefix: str, wanted: Filter) -> str:
    parts = []
    for column, texts in sorted(wanted.texts.items()):
        values = "".join(f"<{prefix}filter val={quoteattr(text)}/>" for text in texts if text)
        blank = ' blank="1"' if "" in texts else ""
        inner = f"<{prefix}filters{blank}>{values}</{prefix}filters>"
        parts.append(f'<{prefix}filterColumn colId="{column}">{inner}</{prefix}filterColumn>')
    right = xl_col_to_name(wanted.width - 1)
    area = f"A{wanted.head}:{right}{wanted.last}"
    return f'<{prefix}autoFilter ref="{area}">{"".join(parts)}</{prefix}autoFilter>'
