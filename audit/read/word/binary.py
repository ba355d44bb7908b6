"""The binary Word format (1997 to 2003, and WPS): where the text lies and what properties it has.

A document's characters are numbered; a table of pieces says where in the file each of them
stands. Properties hang on places in the file: runs of characters, paragraphs.
"""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

_PAGE = 512  # bytes of a page of runs
_LISTED = 0x9A  # where the file's first table of places and sizes begins
_TEXT_LENGTHS = 0x4C
CLX, STYLES, CHARACTERS, PARAGRAPHS, SHAPES, BOXES, LISTS, LIST_USES = 33, 1, 12, 13, 40, 56, 73, 74
_SIZES = {0: 1, 1: 1, 2: 2, 4: 2, 5: 2, 3: 4, 7: 3}  # of an operand, by the upper bits of its code
TABLE_DEFINITION, TABS = 0xD608, 0xC615
_ELSEWHERE = (0x6645, 0x6646, 0x646B)  # properties too long for a page
_SHORT = {0x41: 0x0800, 0x57: 0x0837, 0x5C: 0x083C}  # deleted, struck, hidden as a piece says it


class DamagedError(Exception):
    """The file does not hold what it says it holds."""


class Piece(NamedTuple):
    """Characters `start` to `end` stand at byte `at`, two bytes each if `wide`."""

    start: int
    end: int
    at: int
    wide: bool
    changes: bytes


class Stretch(NamedTuple):
    """Characters of one piece and one run: the number and the place of the first."""

    start: int
    at: int
    wide: bool
    text: str
    properties: bytes


class Run(NamedTuple):
    """Bytes `start` to `end` of the text have properties."""

    start: int
    end: int
    style: int
    properties: bytes


def cut(data: bytes, at: int, size: int) -> bytes:
    """Return bytes that must be there."""
    if at < 0 or size < 0 or at + size > len(data):
        raise DamagedError
    return data[at : at + size]


@lru_cache(maxsize=512)
def changes_in(group: bytes) -> tuple[tuple[int, bytes], ...]:
    """Return code and operand of the property changes of a group; most groups come often."""
    return tuple(_changes(group))


def _changes(group: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 2 < len(group):
        code = group[at] | group[at + 1] << 8
        at += 2
        size = _SIZES.get(code >> 13)
        if size is None:
            size = 1 + group[at]
            if code == TABLE_DEFINITION:
                size = 1 + int.from_bytes(group[at : at + 2], "little")
            elif code == TABS and group[at] == 255:
                removed = group[at + 1]
                size = 3 + 4 * removed + 3 * cut(group, at + 2 + 4 * removed, 1)[0]
        if at + size > len(group):
            return
        yield code, group[at : at + size]
        at += size


class Binary:
    """The streams of a document and what they say of its text."""

    def __init__(self, main: bytes, tables: bytes, data: bytes) -> None:
        """Take the streams; DamagedError or struct.error if the text cannot be located."""
        self.main, self.tables, self._data = main, tables, data
        self.lengths = struct.unpack_from("<8i", main, _TEXT_LENGTHS)
        self.pieces = list(self._pieces())
        self.length = self.pieces[-1].end if self.pieces else 0
        if min(self.lengths) < 0 or sum(self.lengths) > self.length:
            raise DamagedError
        self._characters = _Runs(self._runs(CHARACTERS, 1))
        self._paragraphs = _Runs(self._runs(PARAGRAPHS, 13))

    def part(self, number: int) -> bytes:
        """Return one of the parts that the beginning of the file lists."""
        at, size = struct.unpack_from("<II", self.main, _LISTED + 8 * number)
        return cut(self.tables, at, size)

    def place(self, number: int) -> tuple[int, int]:
        """Return where one of those parts begins and ends."""
        at, size = struct.unpack_from("<II", self.main, _LISTED + 8 * number)
        return at, at + size

    def text(self, start: int, end: int) -> Iterator[Stretch]:
        """Yield characters `start` to `end` as stretches of equal properties."""
        for piece in self.pieces:
            width = 1 + piece.wide
            at = piece.at + (max(piece.start, start) - piece.start) * width
            last = piece.at + (min(piece.end, end) - piece.start) * width
            while at < last:
                run = self._characters.at(at)
                until = min(last, run.end if run else self._characters.after(at, last))
                # a run that cuts a character in two belongs to no whole file
                until = max(at + width, until - (until - at) % width)
                text = self.main[at:until].decode(
                    "utf-16-le" if piece.wide else "cp1252", "replace"
                )
                own = (run.properties if run else b"") + piece.changes
                yield Stretch(piece.start + (at - piece.at) // width, at, piece.wide, text, own)
                at = until

    def paragraph(self, at: int) -> Run | None:
        """Return the properties of the paragraph whose text includes a place."""
        return self._paragraphs.at(at)

    def whole(self, properties: bytes) -> bytes:
        """Return properties with those that the file keeps elsewhere."""
        for code, operand in changes_in(properties):
            if code in _ELSEWHERE:
                at = int.from_bytes(operand, "little")
                size = int.from_bytes(cut(self._data, at, 2), "little")
                properties += cut(self._data, at + 2, size)
        return properties

    def _pieces(self) -> Iterator[Piece]:
        block = self.part(CLX)
        at = 0
        groups: list[bytes] = []
        while cut(block, at, 1) == b"\x01":
            size = int.from_bytes(cut(block, at + 1, 2), "little")
            groups.append(cut(block, at + 3, size))
            at += 3 + size
        size = int.from_bytes(cut(block, at + 1, 4), "little")
        plan = cut(block, at + 5, size)
        count = (size - 4) // 12
        starts = struct.unpack_from(f"<{count + 1}I", plan)
        left = len(self.main)
        for n in range(count):
            place, change = struct.unpack_from("<2xIH", plan, 4 * (count + 1) + 8 * n)
            wide = not place & 0x40000000
            place = place & 0x3FFFFFFF if wide else (place & 0x3FFFFFFF) // 2
            left -= (starts[n + 1] - starts[n]) * (1 + wide)
            if starts[n + 1] < starts[n] or left < 0:
                raise DamagedError  # more text than the file has bytes
            cut(self.main, place, (starts[n + 1] - starts[n]) * (1 + wide))
            yield Piece(starts[n], starts[n + 1], place, wide, _change(change, groups))

    def _runs(self, number: int, size: int) -> Iterator[Run]:
        """The runs on all pages of a kind; `size` is that of an entry behind the places."""
        plan = self.part(number)
        count = (len(plan) - 4) // 8
        if count * _PAGE > len(self.main):
            raise DamagedError
        for page_number in struct.unpack_from(f"<{max(count, 0)}I", plan, 4 * (count + 1)):
            page = cut(self.main, (page_number & 0x3FFFFF) * _PAGE, _PAGE)
            runs = page[-1]
            places = struct.unpack_from(f"<{runs + 1}I", page)
            for n in range(runs):
                at = 2 * page[4 * (runs + 1) + size * n]
                style, properties = _of_paragraph(page, at) if size > 1 else (0, _of_run(page, at))
                yield Run(places[n], places[n + 1], style, properties)


def _change(change: int, groups: list[bytes]) -> bytes:
    """The properties that a piece gives its text."""
    if change & 1:
        return groups[change >> 1] if change >> 1 < len(groups) else b""
    code = _SHORT.get(change >> 1 & 0x7F)
    return struct.pack("<HB", code, change >> 8) if code else b""


def _of_run(page: bytes, at: int) -> bytes:
    return page[at + 1 : at + 1 + page[at]] if at else b""


def _of_paragraph(page: bytes, at: int) -> tuple[int, bytes]:
    if not at:
        return 0, b""
    at, size = (at + 1, 2 * page[at] - 1) if page[at] else (at + 2, 2 * page[at + 1])
    own = cut(page, at, max(size, 2))
    return int.from_bytes(own[:2], "little"), own[2:]


class _Runs:
    """Runs in the order of their places."""

    def __init__(self, runs: Iterator[Run]) -> None:
        self._runs = sorted(runs)
        self._starts = [run.start for run in self._runs]

    def at(self, place: int) -> Run | None:
        """The run that includes a place."""
        n = bisect_right(self._starts, place) - 1
        return self._runs[n] if n >= 0 and place < self._runs[n].end else None

    def after(self, place: int, otherwise: int) -> int:
        """Where the next run begins."""
        n = bisect_right(self._starts, place)
        return self._starts[n] if n < len(self._starts) else otherwise
