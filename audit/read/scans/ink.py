"""Where ink stands in a level picture: lines of writing, specks, nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from audit.read.scans.recognise import Grey

_DARK = 60  # of 255, after smoothing: ink of a line of writing
_FAINT = 40  # enough for a place not to be blank
_COLOURED = 70  # of 255: so much darker in one colour than in another
_STAIN = 12  # pixels
_SPECK = 4  # pixels; nothing smaller is writing of its own
_APART = 2  # rows without ink between two lines
_THINNEST = 7  # rows of ink less than this belong to the line beside them (the dot of an i, a dash)
_FLAT = 1.25  # times as wide as high: a dash, its edges blurred
_AROUND = 4  # pixels of ground left around a line
_LETTER = 26  # about a letter's width


class Line(NamedTuple):
    """A line of writing: its box in pixels."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def height(self) -> int:
        """Pixels from top to bottom."""
        return self.bottom - self.top

    def is_dot(self, least: float) -> bool:
        """Whether it is lower than any letter and no dash."""
        return self.height < least and self.right - self.left < _FLAT * self.height

    def cut(self, picture: Grey) -> Grey:
        """The line with a little ground around it; a dash keeps the height of its line."""
        above = max(_AROUND, (_LETTER - self.bottom + self.top) // 2)
        top, left = max(0, self.top - above), max(0, self.left - _AROUND)
        return picture[top : self.bottom + above, left : self.right + _AROUND]


def is_blank(ink: Grey) -> bool:
    """Whether a region shows nothing but specks too small to be writing."""
    return not len(_marks(ink, _FAINT))


def _marks(region: Grey, least: int) -> NDArray[np.int32]:
    """Boxes (x, y, width, height) of what is dark and no speck."""
    if min(region.shape) < 3:
        return np.zeros((0, 4), np.int32)
    dark = (cv2.GaussianBlur(255 - region, (3, 3), 0) > least).astype(np.uint8)
    count, _, boxes, _ = cv2.connectedComponentsWithStats(dark, connectivity=8)
    boxes = boxes[1:count, :4]
    return np.asarray(boxes[boxes[:, 2:].max(axis=1) > _SPECK])


def cell_lines(region: Grey) -> list[Line]:
    """Lines of writing inside one cell, from the top down."""
    marks = _marks(region, _DARK)
    rows = np.zeros(region.shape[0] + 1, bool)
    for _, y, _, height in marks.tolist():
        rows[y : y + height] = True
    out = []
    for top, bottom in _joined(list(_runs(rows))):
        own = marks[(marks[:, 1] < bottom) & (marks[:, 1] + marks[:, 3] > top)]
        left, right = int(own[:, 0].min()), int((own[:, 0] + own[:, 2]).max())
        out.append(Line(left, top, right, bottom))
    written = [line for line in out if line.bottom - line.top > _LETTER // 2]
    # above or below a line of writing what is small is dirt
    return [one for one in out if one in written or not written or one.right - one.left > _LETTER]


def _runs(rows: NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(rows.astype(np.int8), prepend=0))
    yield from zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)


def _joined(runs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Runs of rows as lines: 二 has a gap, and so has a line of nothing but dashes."""
    out: list[tuple[int, int]] = []
    for top, bottom in runs:
        if out:
            above = out[-1]
            thin = min(bottom - top, above[1] - above[0]) < _THINNEST
            near = top - above[1] <= (_LETTER // 2 if thin else _APART)
            if near and bottom - above[0] <= 1.6 * _LETTER:
                out[-1] = (above[0], bottom)
                continue
        out.append((top, bottom))
    return out


def page_lines(page: Grey) -> list[list[Line]]:
    """Lines of writing of a page, from the top down; pieces set far apart are apart."""
    marks = _marks(page, _DARK)
    high, wide = page.shape
    smeared = np.zeros((high, wide + _LETTER), np.uint8)  # at the edge, too, a mark has its room
    for x, y, width, height in marks.tolist():
        if height <= 4 * _LETTER:  # higher is a picture or a seal
            smeared[y : y + height, x : x + width + _LETTER] = 1
    count, _, boxes, _ = cv2.connectedComponentsWithStats(smeared, connectivity=4)
    found = [
        Line(x, y, x + width - _LETTER, y + height)
        for x, y, width, height in boxes[1:count, :4].tolist()
    ]
    return _in_rows(found)


def _in_rows(found: list[Line]) -> list[list[Line]]:
    """Group lines that stand at one height, and join what overlaps (二, 言) into one."""
    rows: list[list[Line]] = []
    for line in sorted(found, key=lambda one: one.top + one.bottom):
        middle = (line.top + line.bottom) / 2
        if rows and any(one.top <= middle <= one.bottom for one in rows[-1]):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [joined for row in rows if (joined := _side_by_side(row))]


def _side_by_side(row: list[Line]) -> list[Line]:
    out: list[Line] = []
    for line in sorted(row):
        if out and line.left - out[-1].right <= _LETTER:
            last = out[-1]
            out[-1] = Line(
                last.left,
                min(last.top, line.top),
                max(last.right, line.right),
                max(last.bottom, line.bottom),
            )
        else:
            out.append(line)
    return [one for one in out if max(one.right - one.left, one.bottom - one.top) > _LETTER // 2]


def is_stained(text: Grey, ink: Grey) -> bool:
    """Whether coloured ink stands in a region: a seal, over whatever else is there."""
    return int(((text.astype(np.int16) - ink) > _COLOURED).sum()) > _STAIN


def slant(line: Grey) -> float:
    """How much the ink leans to the right: its way across for its way up."""
    dark = (255 - line).astype(np.float64)
    dark[dark < _DARK] = 0
    rows = np.flatnonzero(dark.any(axis=1))
    if len(rows) < 2 * _SPECK:
        return 0.0
    centres = dark[rows] @ np.arange(line.shape[1]) / dark[rows].sum(axis=1)
    return float(-np.polyfit(rows, centres, 1)[0])
