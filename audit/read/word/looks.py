"""Styles of the binary Word format, and how runs of text look by them and by themselves."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from audit.read.word.binary import STYLES, Binary, changes_in, cut

_DELETED, _HIDDEN, _STRUCK, _STRUCK_TWICE = 0x0800, 0x083C, 0x0837, 0x2A53
_RAISED, _POSITION, _SYMBOL, _OWN_STYLE = 0x2A48, 0x4845, 0x6A09, 0x4A30
_COLOUR, _ANY_COLOUR, _WHITE, _WHITE_OF_ALL = 0x2A42, 0x6870, 8, 0xFFFFFF
_TOGGLES = (_HIDDEN, _STRUCK, _STRUCK_TWICE)
_AS_STYLE = 0x80  # in a toggle: as the style says; with a 1, the other way
_PARAGRAPH, _CHARACTER = 1, 2
_DEEPEST = 20
_MOST_STYLES = 4095


class Look(NamedTuple):
    """How a run looks; `doubtful` is struck out or white, `symbol` a character of a symbol font."""

    deleted: bool = False
    hidden: bool = False
    doubtful: bool = False
    raised: tuple[int, int] = (0, 0)
    symbol: bool = False


class _Style(NamedTuple):
    """A style: the number of the one it is based on, what it says of paragraphs and of runs."""

    based_on: int
    paragraph: bytes = b""
    runs: bytes = b""


class Styles:
    """The styles of a document, by their numbers; those that cannot be read say nothing."""

    def __init__(self, file: Binary) -> None:
        """Read the styles; DamagedError if one is longer than all of them."""
        try:
            self._styles = list(_styles(file.part(STYLES)))
        except (struct.error, IndexError):
            self._styles = []
        self.tell = any(_look_of([style.runs]) != Look() for style in self._styles)
        self.look = lru_cache(maxsize=4096)(self._look)

    def of_paragraph(self, style: int) -> list[bytes]:
        """Return what a style and those it is based on say of paragraphs, the strongest last."""
        return [found.paragraph for found in self._chain(style)]

    def _chain(self, style: int) -> list[_Style]:
        found: list[_Style] = []
        while style < len(self._styles) and len(found) < _DEEPEST:
            found.append(self._styles[style])
            style = self._styles[style].based_on
        return found[::-1]

    def _look(self, style: int, properties: bytes) -> Look:
        """Say how a run looks by the style of its paragraph, by its own, and by its properties."""
        if not self.tell:
            return _look_of([properties])
        groups = [found.runs for found in self._chain(style)]
        if own := dict(changes_in(properties)).get(_OWN_STYLE):
            groups += [found.runs for found in self._chain(int.from_bytes(own, "little"))]
        return _look_of([*groups, properties])


def _look_of(groups: Sequence[bytes]) -> Look:
    said: dict[int, int] = {}
    for code, operand in chain.from_iterable(map(changes_in, groups)):
        value = int.from_bytes(operand, "little")
        if code in _TOGGLES and value & _AS_STYLE:
            value = said.get(code, 0) ^ (value & 1)
        elif code == _ANY_COLOUR:  # of the two ways to say it the later one holds
            code, value = _COLOUR, _WHITE if value == _WHITE_OF_ALL else 0
        said[code] = value
    struck = said.get(_STRUCK, 0) & 1 or said.get(_STRUCK_TWICE, 0) & 1
    return Look(
        bool(said.get(_DELETED)),
        bool(said.get(_HIDDEN, 0) & 1),
        bool(struck) or said.get(_COLOUR) == _WHITE,
        (said.get(_RAISED, 0), said.get(_POSITION, 0)),
        _SYMBOL in said,
    )


def _styles(sheet: bytes) -> Iterator[_Style]:
    head = 2 + struct.unpack_from("<H", sheet)[0]
    count, fixed = struct.unpack_from("<HH", sheet, 2)
    at = head
    for _ in range(min(count, _MOST_STYLES)):
        size = struct.unpack_from("<H", sheet, at)[0]
        style = cut(sheet, at + 2, size)
        at += 2 + size + size % 2
        yield _style(style, fixed) if size else _Style(_MOST_STYLES)


def _style(style: bytes, fixed: int) -> _Style:
    """Behind a style's name stand groups of properties: of the paragraph, if it is of one, of runs.

    The first group of a paragraph begins with the number of the style itself.
    """
    kind, parts = struct.unpack_from("<HH", style, 2)
    at = fixed + 2 + 2 * struct.unpack_from("<H", style, fixed)[0] + 2
    groups = []
    for _ in range(parts & 0xF):
        at += at % 2
        size = struct.unpack_from("<H", style, at)[0]
        groups.append(style[at + 2 : at + 2 + size])
        at += 2 + size
    if kind & 0xF == _PARAGRAPH and groups:
        return _Style(kind >> 4, groups[0][2:], groups[1] if len(groups) > 1 else b"")
    return _Style(kind >> 4, b"", groups[0] if kind & 0xF == _CHARACTER and groups else b"")
