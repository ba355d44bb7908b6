"""What is painted over what: whether a character of a page is seen by who looks at it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from audit.document import Box
from audit.errors import InputError
from audit.read.ofd.shapes import NOWHERE, Shape
from audit.read.pages.view import Char, Point, Sight, around

Shade = tuple[float, float, float]  # red, green, blue, up to 255
Areas = Sequence[Sequence[Shape]]  # inside of all, each of them by one of several readings

PAPER: Shade = (255.0, 255.0, 255.0)
_NEAR = 5  # of 255: what differs by no more does not stand out
_MOST = 100_000_000  # points tried against edges; the fullest pages have some millions
_AT_ONCE = 1_000_000
# of a letter's box, from its lower left corner: in its midst, and at the edges of what is inked
_MIDST = ((0.5, 0.5), (0.3, 0.35), (0.7, 0.35), (0.3, 0.65), (0.7, 0.65))
_INKED = ((0.15, 0.2), (0.85, 0.2), (0.15, 0.75), (0.85, 0.75))


class Surface(NamedTuple):
    """Something painted on the page; what has no one shade is a picture.

    It `covers` what is below it if it may; it is `sure` if it certainly does.
    """

    order: int
    areas: Areas
    shade: Shade | None
    covers: bool
    sure: bool


class Letter(NamedTuple):
    """A character of the page: when it is painted, in which shade, and whether it is certain."""

    char: Char
    order: int
    shade: Shade
    clear: bool


class Paint:
    """The surfaces of a page in the order in which they are painted; boxes grow upwards."""

    def __init__(self, name: str) -> None:
        """Start with white paper; `name` is the file's, for the user."""
        self.surfaces: list[Surface] = []
        self._name = name
        self._left = _MOST

    def sights(self, letters: Sequence[Letter]) -> list[Sight]:
        """Tell what is seen of each letter; InputError if more lies there than on any page."""
        if not letters or not self.surfaces:
            return [Sight.NOTHING if is_light(one.shade) else Sight.SEEN for one in letters]
        up = sorted(range(len(letters)), key=lambda n: letters[n].char.bottom)
        sights = self._upwards([letters[n] for n in up])
        return [sight for _, sight in sorted(zip(up, sights, strict=True))]

    def _upwards(self, letters: Sequence[Letter]) -> list[Sight]:
        """What is seen of letters that are in order of their lower edges."""
        boxes = np.array([letter.char.box for letter in letters])
        orders = np.array([letter.order for letter in letters])
        shades = np.array([letter.shade for letter in letters])
        sights = np.where(_alike(shades, PAPER), Sight.NOTHING, Sight.SEEN)
        tallest = float(np.max(boxes[:, 3] - boxes[:, 1]))
        for surface in self.surfaces:
            there = _touched(boxes, tallest, surface)
            below = surface.order < orders[there]
            outcome = _outcome(surface, shades[there], below)
            # most stand out from what lies below them already
            changed = (below | surface.covers) & (outcome != sights[there])
            there, below, outcome = there[changed], below[changed], outcome[changed]
            if not there.size:
                continue
            sure, some = self._has(surface.areas, boxes[there])
            old = sights[there]
            mixed = np.where(some, Sight.COVERED, old)
            sights[there] = np.where(sure & surface.sure, outcome, mixed)
        return [Sight(sight) for sight in sights.tolist()]

    def within(self, boxes: Sequence[Box], areas: Areas) -> list[bool]:
        """Whether letters in boxes are inside of all areas, by some reading of each."""
        seen = np.ones(len(boxes), dtype=bool)
        if boxes and areas:
            xs, ys = _points(np.array(boxes), _MIDST)
            for area in areas:
                seen &= np.any([self._inside(shape, xs, ys).all(1) for shape in area], axis=0)
        return [bool(one) for one in seen]

    def _has(
        self, areas: Areas, boxes: NDArray[np.float64]
    ) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Whether a surface certainly has all of a letter, and whether it may have some of it."""
        xs, ys = _points(boxes, _MIDST + _INKED)
        sure, some = np.ones(xs.shape, dtype=bool), np.ones(xs.shape, dtype=bool)
        for area in areas:
            inside = [self._inside(shape, xs, ys) for shape in area]
            sure &= np.all(inside, axis=0)
            some &= np.any(inside, axis=0)
        return np.all(sure, axis=1), np.any(some[:, : len(_MIDST)], axis=1)

    def _inside(
        self, shape: Shape, xs: NDArray[np.float64], ys: NDArray[np.float64]
    ) -> NDArray[np.bool_]:
        """Which points lie inside of a shape: how often its outlines go round them tells."""
        box = _upright(shape)
        edges = _edges(shape if box is None else NOWHERE)
        self._left -= xs.size * (len(edges) + 1)
        if self._left < 0:
            raise InputError("read.long", name=self._name, rows=_MOST, most=_MOST)
        if box is not None:
            return (box[0] <= xs) & (xs <= box[2]) & (box[1] <= ys) & (ys <= box[3])
        points = np.column_stack((xs.ravel(), ys.ravel()))
        step = max(1, _AT_ONCE // max(len(edges), 1))
        turns = [_turns(edges, points[n : n + step]) for n in range(0, len(points), step)]
        found = np.concatenate(turns).reshape(xs.shape)
        return np.not_equal(found % 2 if shape.even_odd else found, 0)


def _outcome(
    surface: Surface, shades: NDArray[np.float64], below: NDArray[np.bool_]
) -> NDArray[np.int_]:
    """What is shown of letters that a surface wholly lies below, or above."""
    if surface.shade is None:  # what is as light as paper may or may not stand out from it
        seen, hidden = ~_alike(shades, PAPER), Sight.COVERED
    else:
        seen, hidden = ~_alike(shades, surface.shade), covered_by(surface.shade)
    return np.where(below & seen, Sight.SEEN, hidden)


def covered_by(shade: Shade) -> Sight:
    """What is seen where something is painted over: white is as good as nothing."""
    return Sight.NOTHING if is_light(shade) else Sight.COVERED


def is_light(shade: Shade) -> bool:
    """Whether a shade does not stand out from white paper.

    >>> is_light((255, 255, 255)), is_light((255, 255, 0))
    (True, False)
    """
    return min(shade) >= PAPER[0] - _NEAR


def _alike(shades: NDArray[np.float64], shade: Shade) -> NDArray[np.bool_]:
    alike: NDArray[np.bool_] = np.all(np.abs(shades - np.array(shade)) <= _NEAR, axis=1)
    return alike


def _touched(boxes: NDArray[np.float64], tallest: float, surface: Surface) -> NDArray[np.intp]:
    """Which letters' boxes have something in common with that of a surface."""
    points = [p for shape in surface.areas[0] for outline in shape.outlines for p in outline]
    if not points:
        return np.zeros(0, dtype=np.intp)
    left, bottom, right, top = around(points)
    first, last = np.searchsorted(boxes[:, 1], (bottom - tallest, top)).tolist()
    near = boxes[first:last]
    across = (near[:, 0] <= right) & (near[:, 2] >= left)
    there: NDArray[np.intp] = np.flatnonzero(across & (near[:, 3] >= bottom)) + first
    return there


def _points(
    boxes: NDArray[np.float64], parts: Sequence[tuple[float, float]]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The points of boxes that are so far from their lower left corners: a row for each box."""
    across, up = np.array(parts).T
    xs = boxes[:, :1] + across * (boxes[:, 2:3] - boxes[:, :1])
    return xs, boxes[:, 1:2] + up * (boxes[:, 3:4] - boxes[:, 1:2])


def _upright(shape: Shape) -> Box | None:
    """The box that a shape is, if it is one: much is painted in boxes."""
    if len(shape.outlines) != 1 or not 4 <= len(shape.outlines[0]) <= 6:
        return None
    outline = shape.outlines[0]
    box = around(outline)
    level = all(one[0] == other[0] or one[1] == other[1] for one, other in _closed(outline))
    corners = {(x, y) for x in (box[0], box[2]) for y in (box[1], box[3])}
    return box if level and set(outline) == corners else None


def _closed(outline: Sequence[Point]) -> Iterator[tuple[Point, Point]]:
    """The edges of an outline, the last one back to its beginning."""
    return zip(outline, (*outline[1:], *outline[:1]), strict=True)


def _edges(shape: Shape) -> NDArray[np.float64]:
    """The edges of all outlines, from point to point."""
    rows = [(*one, *other) for outline in shape.outlines for one, other in _closed(outline)]
    return np.array(rows, dtype=np.float64).reshape(-1, 4)


def _turns(edges: NDArray[np.float64], points: NDArray[np.float64]) -> NDArray[np.int_]:
    """How many times, counterclockwise, the edges go round each point."""
    turns = np.zeros(len(points), dtype=np.int_)
    y = points[:, 1:]
    point, edge = np.nonzero((edges[:, 1] <= y) != (edges[:, 3] <= y))  # few edges pass a point
    x1, y1, x2, y2 = edges[edge].T
    x, y = points[point].T
    side = (x2 - x1) * (y - y1) - (x - x1) * (y2 - y1)
    upwards = y2 > y1
    np.add.at(turns, point, (upwards & (side > 0)).astype(int) - (~upwards & (side < 0)))
    return turns
