"""Lists of the binary Word format, as far as they number paragraphs."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from audit.read.word.binary import LIST_USES, LISTS, Binary, changes_in, cut
from audit.read.word.looks import Styles
from audit.read.word.numbering import Counter, Level, Numbered

_LIST, _LEVEL, _USE = 0x460B, 0x260A, 16
_NUMERALS = {
    **{0: "decimal", 3: "upperLetter", 4: "lowerLetter", 10: "ideographDigital"},
    **{11: "japaneseCounting", 14: "decimalFullWidth", 18: "decimalEnclosedCircle", 23: "bullet"},
    **{19: "decimalFullWidth", 28: "decimalEnclosedCircle", 29: "decimalEnclosedCircle"},
    **{30: "ideographTraditional", 33: "taiwaneseCounting", 35: "taiwaneseCountingThousand"},
    **{36: "taiwaneseDigital", 37: "chineseCounting", 39: "chineseCountingThousand", 255: "none"},
}


class Lists:
    """Numbers for paragraphs, by their own properties or their style's."""

    def __init__(self, file: Binary, styles: Styles) -> None:
        """Read the lists; what cannot be read numbers nothing."""
        try:
            uses = dict(_uses(file))
        except (struct.error, IndexError):
            uses = {}
        self._styles = styles
        self._any = bool(uses)
        self._counter = Counter(uses)

    def number(self, style: int, properties: bytes) -> str:
        """Return the number of a paragraph; "" for none."""
        if not self._any:
            return ""
        said: dict[int, int] = {}
        for group in (*self._styles.of_paragraph(style), properties):
            for code, operand in changes_in(group):
                if code in (_LIST, _LEVEL):
                    said[code] = int.from_bytes(operand, "little")
        name = said.get(_LIST, 0)
        return self._counter.number(str(name), said.get(_LEVEL, 0)) if name else ""


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
