"""What is drawn over the cells of a sheet: pictures and boxes of text, by the cells they cover."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from itertools import islice
from xml.etree.ElementTree import Element

from audit.clean import UNSEEN
from audit.read.package import Package
from audit.read.sheets.grid import Merge, Sheet

_TOUCHING = 60_000  # of 914,400 to an inch: so little of a cell is covered by chance
_SHARE = 8  # of a cell's size, the same
_FURTHEST = 1 << 20
_MOST_CELLS = 200_000
_GROUP, _ANCHOR, _SHAPE, _PICTURE = 0xF, 0xF010, 0xF00A, 75


def draw(sheet: Sheet, areas: list[Merge]) -> None:
    """Mark what is covered by pictures and blank, or ends with a digit: it may be another number.

    Only rows with a text have cells; pictures beside tables stand for nothing in them.
    """
    covered = _covered(sheet) if areas else {}
    places = (
        (row, column)
        for area in areas
        for row in range(area.top, min(area.bottom, sheet.last) + 1)
        for column in range(area.left, min(area.right, sheet.widest) + 1)
    )
    for place in islice(places, _MOST_CELLS):
        _mark(sheet, *covered.get(place, place))


def _covered(sheet: Sheet) -> dict[tuple[int, int], tuple[int, int]]:
    """Where the text of a merged cell stands, by the places that it takes up."""
    places = (
        ((row, column), (merge.top, merge.left))
        for merge in sheet.merges
        for row in range(merge.top, min(merge.bottom, sheet.last) + 1)
        for column in range(merge.left, min(merge.right, sheet.widest) + 1)
    )
    return dict(islice(places, _MOST_CELLS))


def _mark(sheet: Sheet, row: int, column: int) -> None:
    cells = sheet.rows.get(row, {})
    text = cells.get(column, "").strip()
    if any(cells.values()) and (not text or text[-1].isdigit()):
        cells[column] = text + UNSEEN


def drawn_in(package: Package, part: str) -> list[Merge]:
    """Return the cells under what a sheet's part draws."""
    drawing = package.related(part, "drawing")
    anchors = package.tree(drawing).iter() if drawing else ()
    return [
        area
        for anchor in anchors
        if anchor.tag.endswith("Anchor") and _shows(anchor)
        for area in _area(anchor)
    ]


def _shows(anchor: Element) -> bool:
    """Whether it holds a picture or a text; lines, frames and hidden ones say nothing."""
    if any(said.get("hidden") in ("1", "true") for said in anchor.iterfind(".//{*}cNvPr")):
        return False
    pictures = anchor.find(".//{*}pic") is not None
    return pictures or any((text.text or "").strip() for text in anchor.iterfind(".//{*}t"))


def _area(anchor: Element) -> Iterator[Merge]:
    top, left = (_number(anchor, f"{{*}}from/{{*}}{name}") for name in ("row", "col"))
    if anchor.find("{*}from") is None:
        return
    ends = []
    for first, name in ((top, "row"), (left, "col")):
        last = _number(anchor, f"{{*}}to/{{*}}{name}")
        touching = _number(anchor, f"{{*}}to/{{*}}{name}Off") < _TOUCHING
        ends.append(max(first, last - touching))
    yield Merge(top + 1, ends[0] + 1, left + 1, ends[1] + 1)


def _number(anchor: Element, path: str) -> int:
    """A count of the file; nothing lies so far off that it has more digits than this."""
    text = (anchor.findtext(path) or "").strip()
    return min(int(text), _FURTHEST) if text.isascii() and text.isdigit() else 0


def drawn_by(records: bytes) -> list[Merge]:
    """Return the cells under the pictures that the drawing records of an older workbook tell of."""
    out: list[Merge] = []
    at, picture = 0, False
    while at + 8 <= len(records):
        kind, code, size = struct.unpack_from("<HHI", records, at)
        at += 8
        if kind & 0xF == _GROUP:
            continue  # what it holds follows
        if code == _SHAPE:
            picture = kind >> 4 == _PICTURE
        elif code == _ANCHOR and picture and at + 18 <= len(records):
            left, _, top, _, right, x, bottom, y = struct.unpack_from("<8H", records, at + 2)
            bottom = max(top, bottom - (y < 256 // _SHARE))
            right = max(left, right - (x < 1024 // _SHARE))
            out.append(Merge(top + 1, bottom + 1, left + 1, right + 1))
        at += size
    return out
