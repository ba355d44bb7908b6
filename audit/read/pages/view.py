"""From what a file draws, in coordinates that grow upwards, to a page as it is read."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from enum import IntEnum
from itertools import islice, pairwise
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
_LETTERS = 60.0  # points: no letter of a table, nor a number, is as large
_RECTANGLE = 6  # points of a rectangle, its beginning may be told twice more
_THROUGH = 0.35  # of a glyph's height: a line nearer to its middle strikes it out
_PICTURE = 0.25  # of the page: smaller pictures are seals, emblems, and numbers
_LEVEL = 1.0  # points: a line whose ends differ by less is straight
_FARTHEST = 1e6  # points: no page is so large
_DIGITS = frozenset("0123456789０１２３４５６７８９")


class Sight(IntEnum):
    """What the place of a character shows: it, nothing at all, or something else."""

    SEEN = 0
    NOTHING = 1
    COVERED = 2


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

    @property
    def box(self) -> Box:
        """Its box; y grows upwards."""
        return self.left, self.bottom, self.right, self.top


def quarter_of(angle: float) -> int:
    """Return the clockwise quarter turns that undo an angle (radians, counterclockwise); or -1.

    >>> quarter_of(math.pi / 2), quarter_of(-math.pi / 2), quarter_of(0.6)
    (1, 3, -1)
    """
    if not angle:
        return 0  # as most stand
    turns = angle / _QUARTER
    whole = round(turns)
    return whole % 4 if abs(turns - whole) * _QUARTER < _STRAIGHT else -1


def page_of(
    number: int,
    box: Box,
    rotation: int,
    chars: Sequence[Char],
    lines: Sequence[Line],
    marks: Sequence[Box] = (),
    outlines: Sequence[Box] = (),
) -> Page:
    """Return the page, turned so that most of its text reads from left to right.

    `box` is the part of the sheet that is shown, `rotation` the clockwise quarters by which;
    `marks` are pictures, and `outlines` shapes, that may be a number and are no text.
    """
    turns = Counter(char.quarter for char in chars if char.quarter >= 0).most_common(1)
    view = _View(box, turns[0][0] if turns else rotation)
    glyphs = [glyph for char in chars if char.quarter >= 0 and (glyph := view.glyph(char))]
    across, down = view.rules(lines)
    glyphs = list(_struck(glyphs, across)) if across else glyphs
    askew = [
        view.box(char.box) for char in chars if char.quarter < 0 and letter(char.code) in _DIGITS
    ]
    return Page(
        *(number, view.width, view.height, glyphs, across, down),
        turned=(view.quarter - rotation) % 4,
        marks=[view.box(mark) for mark in marks if not is_large(mark, box)],
        outlines=[view.box(outline) for outline in outlines],
        askew=askew,
    )


def _struck(glyphs: Sequence[Glyph], across: Sequence[Rule]) -> Iterator[Glyph]:
    """The glyphs, digits that a line is drawn through as what cannot be told."""
    order = sorted(across)
    for glyph in glyphs:
        if glyph.text in _DIGITS:
            edge = _THROUGH * glyph.height
            first = bisect_left(order, glyph.top + edge, key=lambda rule: rule.at)
            for rule in islice(order, first, None):
                if rule.at > glyph.bottom - edge:
                    break
                if rule.start < (glyph.left + glyph.right) / 2 < rule.end:
                    glyph = glyph._replace(text=UNCLEAR)
                    break
        yield glyph


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

    def box(self, box: Box) -> Box:
        """A box of the sheet as one of the page, whose y grows downwards."""
        if self.quarter == 0 and box[0] < box[2] and box[1] < box[3]:  # as most are
            x, _, _, y = self._box
            return box[0] - x, y - box[3], box[2] - x, y - box[1]
        x1, y1 = self._point(box[0], box[1])
        x2, y2 = self._point(box[2], box[3])
        left, right = (x1, x2) if x1 < x2 else (x2, x1)
        top, bottom = (y1, y2) if y1 < y2 else (y2, y1)
        return left, top, right, bottom

    def glyph(self, char: Char) -> Glyph | None:
        """The character as a glyph of the page; None if it stands outside, or nowhere."""
        left, top, right, bottom = self.box(char.box)
        inside = 0 <= left + right <= 2 * self.width and 0 <= top + bottom <= 2 * self.height
        if not inside or not right > left or not bottom > top:
            return None
        text = letter(char.code)
        if char.quarter == self.quarter:
            base = self._box[3] - char.y if self.quarter == 0 else self._point(char.x, char.y)[1]
            return Glyph(text, left, top, right, bottom, base)
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


def letter_box(outlines: Sequence[Sequence[Point]]) -> Box | None:
    """Return the box of a shape that may be a letter or a number drawn; None if it is none.

    A line or a rectangle, upright, is none, nor is what is larger than letters are.
    """
    points = [point for outline in outlines for point in outline]
    box = around(points) if points else (0.0, 0.0, 0.0, 0.0)
    sizes = (box[2] - box[0], box[3] - box[1])
    straight = all(
        min(abs(other[0] - one[0]), abs(other[1] - one[1])) <= _LEVEL
        for outline in outlines
        for one, other in pairwise(outline)
    )
    if (straight and len(points) <= _RECTANGLE) or not _THIN < max(sizes) < _LETTERS:
        return None
    return box


def is_large(box: Box, page: Box) -> bool:
    """Whether a picture is more than a seal, an emblem or a number: it covers much of the page."""
    return _area(box) > _PICTURE * _area(page)


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def around(points: Sequence[Point]) -> Box:
    """Return the box around points."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)
