"""Lists and styles of the binary Word format, as far as they number paragraphs."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple

from audit.read.word.binary import LIST_USES, LISTS, STYLES, Binary, changes_in, cut
from audit.read.word.numbering import Counter, Level, Numbered

_LIST, _LEVEL, _USE = 0x460B, 0x260A, 16
_NUMERALS = {
    **{0: "decimal", 3: "upperLetter", 4: "lowerLetter", 10: "ideographDigital"},
    **{11: "japaneseCounting", 14: "decimalFullWidth", 18: "decimalEnclosedCircle", 23: "bullet"},
    **{19: "decimalFullWidth", 28: "decimalEnclosedCircle", 29: "decimalEnclosedCircle"},
    **{30: "ideographTraditional", 33: "taiwaneseCounting", 35: "taiwaneseCountingThousand"},
    **{36: "taiwaneseDigital", 37: "chineseCounting", 39: "chineseCountingThousand", 255: "none"},
}
_DEEPEST = 20
_MOST_STYLES = 4095


class Lists:
    """Numbers for paragraphs, by their own properties or their style's."""

    def __init__(self, file: Binary) -> None:
        """Read styles and lists; what cannot be read numbers nothing."""
        try:
            self._styles = list(_styles(file.part(STYLES)))
            uses = dict(_uses(file))
        except (struct.error, IndexError):
            self._styles, uses = [], {}
        self._any = bool(uses)
        self._counter = Counter(uses)

    def number(self, style: int, properties: bytes) -> str:
        """Return the number of a paragraph; "" for none."""
        if not self._any:
            return ""
        chain = [properties]
        while style < len(self._styles) and len(chain) < _DEEPEST:
            chain.append(self._styles[style].properties)
            style = self._styles[style].based_on
        said: dict[int, int] = {}
        for group in reversed(chain):
            for code, operand in changes_in(group):
                if code in (_LIST, _LEVEL):
                    said[code] = int.from_bytes(operand, "little")
        name = said.get(_LIST, 0)
        return self._counter.number(str(name), said.get(_LEVEL, 0)) if name else ""


class _Style(NamedTuple):
    """A style: the number of the one it is based on, and its paragraph properties."""

    based_on: int
    properties: bytes


def _styles(sheet: bytes) -> Iterator[_Style]:
    head = 2 + struct.unpack_from("<H", sheet)[0]
    count, fixed = struct.unpack_from("<HH", sheet, 2)
    at = head
    for _ in range(min(count, _MOST_STYLES)):
        size = struct.unpack_from("<H", sheet, at)[0]
        style = cut(sheet, at + 2, size)
        at += 2 + size + size % 2
        yield _style(style, fixed) if size else _Style(_MOST_STYLES, b"")


def _style(style: bytes, fixed: int) -> _Style:
    """A paragraph style's first group of properties stands behind its name."""
    kind, parts = struct.unpack_from("<HH", style, 2)
    if kind & 0xF != 1 or not parts & 0xF:
        return _Style(kind >> 4, b"")
    at = fixed + 2 + 2 * struct.unpack_from("<H", style, fixed)[0] + 2
    at += at % 2
    size = struct.unpack_from("<H", style, at)[0]
    return _Style(kind >> 4, style[at + 4 : at + 2 + size])


def _uses(file: Binary) -> Iterator[tuple[str, Numbered]]:
    """The lists as paragraphs call them: by number, from 1."""
    lists = dict(_lists(file))
    uses = file.part(LIST_USES)
    count = struct.unpack_from("<I", uses)[0] if uses else 0
    at = 4 + _USE * count
    for n in range(min(count, len(uses) // _USE)):
        family, overrides = struct.unpack_from("<i8xB", uses, 4 + _USE * n)
        levels, restarts = dict(lists.get(family, {})), {}
        at += 4
        for _ in range(overrides):
            start, flags = struct.unpack_from("<iI", uses, at)
            at += 8
            if flags & 0x20:
                levels[flags & 0xF], at = _level(uses, at)
                start = levels[flags & 0xF].start
            if flags & 0x10:
                restarts[flags & 0xF] = start
        yield str(n + 1), Numbered(str(family), levels, restarts)


def _lists(file: Binary) -> Iterator[tuple[int, dict[int, Level]]]:
    """The levels of each list stand behind the table of all lists."""
    begin, at = file.place(LISTS)
    if begin == at:
        return
    count = struct.unpack_from("<H", file.tables, begin)[0]
    for n in range(count):
        entry = begin + 2 + 28 * n
        family = struct.unpack_from("<i", file.tables, entry)[0]
        levels = {}
        for level in range(1 if file.tables[entry + 26] & 1 else 9):
            levels[level], at = _level(file.tables, at)
        yield family, levels


def _level(data: bytes, at: int) -> tuple[Level, int]:
    """A level, and where the next one begins."""
    start, numerals, own, further = struct.unpack_from("<iB19xBB", data, at)
    at += 28 + own + further
    size = struct.unpack_from("<H", data, at)[0]
    text = cut(data, at + 2, 2 * size).decode("utf-16-le", "replace")
    text = "".join(f"%{ord(c) + 1}" if c < "\t" else c for c in text)
    return Level(start, _NUMERALS.get(numerals, "decimal"), text), at + 2 + 2 * size
