"""Characters where a page shows them, gathered to lines and to the text of a cell."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from audit.clean import UNCLEAR
from audit.document import Box
from audit.read.pages.lattice import Rule

_SAME_LINE = 0.35  # of a glyph's height: baselines that differ by less are of one line
_RAISED = 0.15  # baselines that differ by more are of a note and what it stands at
_APART = 0.55  # of a glyph's height: a wider gap between words is a space
_DIGITS_APART = 0.22  # between digits less is enough: two numbers must not run into one
_COVERED = 0.5  # of the narrower one's width
_TWICE = 0.3  # of a glyph's width: the same character so near is one, drawn twice to be bold


class Glyph(NamedTuple):
    """A character, its box (y grows downwards) and its baseline."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    base: float

    @property
    def height(self) -> float:
        """Height of the box: about that of the font."""
        return self.bottom - self.top


class Page(NamedTuple):
    """What a page shows, turned so that its text reads from left to right.

    `turned` are the quarters, clockwise, by which it was turned from the page as it is shown;
    `marks` are boxes of pictures and `outlines` of shapes that may be a number, `askew` those of
    digits that do not stand upright.
    """

    number: int
    width: float
    height: float
    glyphs: Sequence[Glyph]
    horizontal: Sequence[Rule] = ()
    vertical: Sequence[Rule] = ()
    turned: int = 0
    marks: Sequence[Box] = ()
    outlines: Sequence[Box] = ()
    askew: Sequence[Box] = ()

    def shown(self, box: Box) -> Box:
        """Return a box in points from the top left corner of the page as it is shown."""
        (x1, y1), (x2, y2) = self._back(box[0], box[1]), self._back(box[2], box[3])
        edges = (min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2))
        return (*(round(edge, 1) for edge in edges),)  # type: ignore[return-value]

    def _back(self, x: float, y: float) -> tuple[float, float]:
        if self.turned == 1:
            return y, self.width - x
        if self.turned == 2:
            return self.width - x, self.height - y
        return (self.height - y, x) if self.turned == 3 else (x, y)


Line = list[Glyph]  # from left to right


@lru_cache(maxsize=20_000)
def letter(code: int) -> str:
    """Return the character of a code point; UNCLEAR for one that means nothing outside its font.

    >>> letter(0x2F8F), letter(0xE001)
    ('行', '\\ufffd')
    """
    text = chr(code)
    category = unicodedata.category(text)
    if category in ("Co", "Cn", "Cs", "Cc"):
        return UNCLEAR
    if 0x2E80 <= code <= 0x2FDF or 0xF900 <= code <= 0xFAFF or 0xFB00 <= code <= 0xFB06:
        return unicodedata.normalize("NFKC", text)
    return text


def lines(glyphs: Iterable[Glyph]) -> list[Line]:
    """Gather glyphs to lines, from the top down, each from left to right."""
    out: list[Line] = []
    base = 0.0
    for glyph in sorted(glyphs, key=lambda glyph: glyph.base):
        if not out or glyph.base - base > _SAME_LINE * min(glyph.height, out[-1][0].height):
            out.append([])
            base = glyph.base
        out[-1].append(glyph)
    return [_once(sorted(line, key=lambda glyph: glyph.left)) for line in out]


def _once(line: Line) -> Line:
    """The line without characters drawn a second time to make them bold.

    Of digits drawn over each other nobody knows which is seen: a correction painted over.
    """
    out: Line = []
    for glyph in line:
        near = _TWICE * (glyph.right - glyph.left)
        if any(g.text == glyph.text and glyph.left - g.left < near for g in out[-3:]):
            continue
        if out and _over(out[-1], glyph):
            out[-1], glyph = out[-1]._replace(text=UNCLEAR), glyph._replace(text=UNCLEAR)
        out.append(glyph)
    return out


def _over(one: Glyph, other: Glyph) -> bool:
    """Whether two digits cover each other by more than letters that are set tight."""
    if not (one.text.isdigit() or one.text == UNCLEAR) or not other.text.isdigit():
        return False
    narrow = min(one.right - one.left, other.right - other.left)
    return one.right - other.left > _COVERED * narrow


def words(line: Line) -> Iterator[Line]:
    """Cut a line where a space is wide enough to see, or a note is raised."""
    word: Line = []
    for glyph in line:
        if word and _parted(word[-1], glyph):
            yield word
            word = []
        word.append(glyph)
    if word:
        yield word


def _parted(one: Glyph, other: Glyph) -> bool:
    height = min(one.bottom - one.top, other.bottom - other.top)
    if abs(one.base - other.base) > _RAISED * height:
        return True
    gap = other.left - one.right
    digits = one.text.isascii() and other.text.isascii()
    return gap > (_DIGITS_APART if digits else _APART) * height


def text_of(line: Line) -> str:
    """The line's characters without the spaces between its words."""
    return "".join(glyph.text for glyph in line)


def box_of(glyphs: Sequence[Glyph]) -> Box:
    """Return the box around glyphs."""
    return (
        min(glyph.left for glyph in glyphs),
        min(glyph.top for glyph in glyphs),
        max(glyph.right for glyph in glyphs),
        max(glyph.bottom for glyph in glyphs),
    )


def cell_text(glyphs: Sequence[Glyph], room: float) -> str:
    """The text of a cell with this room for a line, its lines joined with line feeds.

    A line that the room broke goes on in the next: nothing stands between the two. So do
    characters that stand one below the other.
    """
    if len(glyphs) == 1:
        return glyphs[0].text
    rows = lines(glyphs)
    out = spaced(rows[0])
    upright = len(rows) > 2 and all(len(row) == 1 for row in rows)
    for above, below in pairwise(rows):
        text = spaced(below)
        digits = out[-1].isdigit() or text[0].isdigit()
        broken = full(above, below[0], room) or (upright and not digits)
        out += text if broken else f"\n{text}"
    return out


def spaced(line: Line) -> str:
    """The line's characters with a space between its words."""
    return " ".join(text_of(word) for word in words(line))


def full(line: Line, following: Glyph, room: float) -> bool:
    """Whether what follows had no place at the end of the line."""
    return line[-1].right - line[0].left + (following.right - following.left) > room
