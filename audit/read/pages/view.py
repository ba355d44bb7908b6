"""From what a file draws, in coordinates that grow upwards, to a page as it is read."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from audit.clean import UNCLEAR
from audit.document import Box
from audit.read.pages.glyphs import Glyph, Page, letter
from audit.read.pages.lattice import Rule

Point = tuple[float, float]
Line = tuple[float, float, float, float]  # from point to point

_STRAIGHT = 0.035  # radians off a quarter turn: what is further off is a watermark
_QUARTER = math.pi / 2
_THIN = 3.0  # points: a filled shape not thicker is a line
_LEVEL = 1.0  # points: a line whose ends differ by less is straight
_FARTHEST = 1e6  # points: no page is so large
_DIGITS = frozenset("0123456789０１２３４５６７８９")


class Char(NamedTuple):
    """A character: its code, the turns that make it upright, box (y up) and origin.

    `quarter` counts clockwise quarter turns, -1 where it stands askew.
    """

    code: int
    quarter: int
    left: float
    bottom: float
    right: float
    top: float
    x: float
    y: float


def quarter_of(angle: float) -> int:
    """Return the clockwise quarter turns that undo an angle (radians, counterclockwise); or -1.

    >>> quarter_of(math.pi / 2), quarter_of(-math.pi / 2), quarter_of(0.6)
    (1, 3, -1)
    """
    turns = angle / _QUARTER
    whole = round(turns)
    return whole % 4 if abs(turns - whole) * _QUARTER < _STRAIGHT else -1


def page_of(
    number: int, box: Box, rotation: int, chars: Sequence[Char], lines: Sequence[Line]
) -> Page:
    """Return the page, turned so that most of its text reads from left to right.

    `box` is the part of the sheet that is shown, `rotation` the clockwise quarters by which.
    """
    turns = Counter(char.quarter for char in chars if char.quarter >= 0).most_common(1)
    view = _View(box, turns[0][0] if turns else rotation)
    glyphs = [glyph for char in chars if (glyph := view.glyph(char))]
    across, down = view.rules(lines)
    turned = (view.quarter - rotation) % 4
    return Page(number, view.width, view.height, glyphs, across, down, turned)


class _View:
    """Turns the coordinates of a sheet into those of the page as it is read, from its top left."""

    def __init__(self, box: Box, quarter: int) -> None:
        self._box, self.quarter = box, quarter
        width, height = box[2] - box[0], box[3] - box[1]
        self.width, self.height = (width, height) if quarter % 2 == 0 else (height, width)

    def _point(self, x: float, y: float) -> Point:
        left, bottom, right, top = self._box
        if self.quarter == 0:
            return x - left, top - y
        if self.quarter == 1:
            return y - bottom, x - left
        return (right - x, y - bottom) if self.quarter == 2 else (top - y, right - x)

    def glyph(self, char: Char) -> Glyph | None:
        """The character as a glyph of the page; None if it stands askew, outside, or nowhere."""
        x1, y1 = self._point(char.left, char.bottom)
        x2, y2 = self._point(char.right, char.top)
        left, right = (x1, x2) if x1 < x2 else (x2, x1)
        top, bottom = (y1, y2) if y1 < y2 else (y2, y1)
        inside = 0 <= left + right <= 2 * self.width and 0 <= top + bottom <= 2 * self.height
        if char.quarter < 0 or not inside or not right > left or not bottom > top:
            return None
        text = letter(char.code)
        if char.quarter == self.quarter:
            return Glyph(text, left, top, right, bottom, self._point(char.x, char.y)[1])
        # which way a number that stands on its side is read is not certain
        return Glyph(UNCLEAR if text in _DIGITS else text, left, top, right, bottom, bottom)

    def rules(self, lines: Sequence[Line]) -> tuple[list[Rule], list[Rule]]:
        """Rule lines of the page, those across and those down; a dot may be part of either."""
        across, down = [], []
        for x1, y1, x2, y2 in lines:
            if not all(abs(edge) < _FARTHEST for edge in (x1, y1, x2, y2)):
                continue
            (left, top), (right, bottom) = self._point(x1, y1), self._point(x2, y2)
            left, right = _within(left, right, self.width)
            top, bottom = _within(top, bottom, self.height)
            wide, high = right - left, bottom - top
            if min(wide, high) < 0:
                continue  # outside of the page
            dot = max(wide, high) <= _THIN
            if wide >= high or dot:
                across.append(Rule((top + bottom) / 2, left, right))
            if high > wide or dot:
                down.append(Rule((left + right) / 2, top, bottom))
        return across, down


def _within(one: float, other: float, most: float) -> tuple[float, float]:
    return max(0.0, min(one, other)), min(most, max(one, other))


def drawn_lines(outline: Sequence[Point], *, stroked: bool, filled: bool) -> Iterator[Line]:
    """The straight lines that an outline shows: its edges if stroked, itself if thin and filled."""
    if stroked:
        for one, other in pairwise(outline):
            if min(abs(other[0] - one[0]), abs(other[1] - one[1])) <= _LEVEL:
                yield (*one, *other)
    if filled:
        box = around(outline)
        if is_thin(box):
            yield box


def is_thin(box: Box) -> bool:
    """Whether a shape is so thin that it is a line."""
    return min(box[2] - box[0], box[3] - box[1]) <= _THIN


def around(points: Sequence[Point]) -> Box:
    """Return the box around points."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)
