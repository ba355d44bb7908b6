"""Shapes as OFD writes them: numbers, matrices, the outlines of paths, clips; in any space."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple
from xml.etree.ElementTree import Element

from audit.document import Box
from audit.read.pages.matrix import UNMOVED, Matrix, moved, times
from audit.read.pages.view import Point

_NUMBER = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]{1,3})?")
_STEP = re.compile(rf"[A-Za-z]|{_NUMBER.pattern}")
_POINTS = {"S": 1, "M": 1, "L": 1, "Q": 2, "B": 3}  # how many points a step of a path takes
_ARC = 7  # numbers: the last two are where it ends
CHORDS = 8  # straight pieces that a curve is taken for; each quarter of an arc as well
_TINY = 1e-6  # a radius not larger is none
_FARTHEST = 1e9  # no page is so large: what is farther off, even infinitely, is there


class Shape(NamedTuple):
    """What of a plane lies inside of some outlines; corners only, the last joins the first."""

    outlines: Sequence[Sequence[Point]]
    even_odd: bool = False

    def moved(self, matrix: Matrix) -> Shape:
        """Return the shape as a matrix moves it."""
        return Shape([[moved(x, y, matrix) for x, y in o] for o in self.outlines], self.even_odd)


class Outline(NamedTuple):
    """A part of a path: the points that are told, and the corners of what is drawn."""

    points: list[Point]
    corners: list[Point]


NOWHERE = Shape(())


def rectangle(box: Box) -> Shape:
    """Return the shape of a box from edge to edge."""
    left, top, right, bottom = box
    return Shape([[(left, top), (right, top), (right, bottom), (left, bottom)]])


EVERYWHERE = rectangle((-_FARTHEST, -_FARTHEST, _FARTHEST, _FARTHEST))


def number_list(text: str) -> list[float]:
    """The numbers of an attribute that holds several; all of them are finite."""
    return [_finite(number) for number in _NUMBER.findall(text)]


def number(text: str | None, otherwise: float) -> float:
    """The number that an attribute holds; it is finite."""
    found = _NUMBER.search(text or "")
    return _finite(found.group()) if found else otherwise


def _finite(text: str) -> float:
    value = float(text)
    return value if -_FARTHEST < value < _FARTHEST else math.copysign(_FARTHEST, value)


def bounds_of(element: Element) -> Box | None:
    """The Boundary of an object as a box from edge to edge."""
    box = number_list(element.get("Boundary", ""))
    return (box[0], box[1], box[0] + box[2], box[1] + box[3]) if len(box) == 4 else None


def matrix_of(element: Element) -> Matrix | None:
    """The matrix that an object states."""
    told = element.get("CTM")
    own = number_list(told) if told else []
    return (*own,) if len(own) == 6 else None  # type: ignore[return-value]


def clips(element: Element, spaces: Sequence[Matrix]) -> Iterator[list[Shape]]:
    """What an object is cut to, by all of them; each is one of several readings.

    `spaces` are those in which producers give it. What cannot be told may be everywhere.
    """
    every = (clip for part in element if part.tag.endswith("}Clips") for clip in part)
    for clip in every:
        readings: list[Shape] = []
        for area in clip:
            own = matrix_of(area) or UNMOVED
            for path in area:
                shape = _clip(path)
                if shape is None:
                    readings += (EVERYWHERE, NOWHERE)
                else:
                    readings += (shape.moved(times(own, space)) for space in dict.fromkeys(spaces))
        yield readings or [EVERYWHERE, NOWHERE]


def _clip(path: Element) -> Shape | None:
    box = bounds_of(path)
    if path.tag.rpartition("}")[2] != "Path" or box is None:
        return None
    data = [part.text or "" for part in path if part.tag.endswith("AbbreviatedData")]
    if not data:
        return rectangle(box)
    shape = Shape([outline.corners for text in data for outline in outlines(text)], is_odd(path))
    return shape.moved(times(matrix_of(path) or UNMOVED, (1, 0, 0, 1, box[0], box[1])))


def is_odd(path: Element) -> bool:
    """Whether a path's insides are told by counting its outlines."""
    return path.get("Rule") == "Even-Odd"


def outlines(data: str) -> Iterator[Outline]:
    """Each part of a path; a part that is closed ends where it began."""
    one = Outline([], [])
    words: Sequence[str] = _STEP.findall(data)
    at = 0
    while at < len(words):
        step = words[at]
        at += 1
        if step == "C" and one.points:
            one.points.append(one.points[0])
            one.corners.append(one.corners[0])
            continue
        count = _ARC if step == "A" else 2 * _POINTS.get(step, 0)
        numbers = words[at : at + count]
        if not count or len(numbers) < count or any(word.isalpha() for word in numbers):
            continue
        at += count
        values = [_finite(word) for word in numbers]
        ends = values[-2:] if step == "A" else values
        if step in "SM":
            if len(one.points) > 1:
                yield one
            one = Outline([], [])
        points = list(zip(ends[::2], ends[1::2], strict=True))
        one.points.extend(points)
        last = one.corners[-1:]
        if step == "A" and last:
            one.corners.extend(_arc(last[0], values))
        else:
            one.corners.extend(_curve([*last, *points]) if len(points) > 1 else points)
    if len(one.points) > 1:
        yield one


def _curve(controls: Sequence[Point]) -> Iterator[Point]:
    """Points of a curve by its controls, its beginning left out."""
    for n in range(1, CHORDS + 1):
        part = n / CHORDS
        points = controls
        while len(points) > 1:
            points = [
                (x + part * (u - x), y + part * (v - y)) for (x, y), (u, v) in pairwise(points)
            ]
        yield points[0]


def _arc(start: Point, values: Sequence[float]) -> Iterator[Point]:
    """Points of an arc of an ellipse: radii, turn, large, clockwise, end."""
    wide, high, turn, large, sweep = values[:5]
    end = (values[5], values[6])
    turn = math.radians(turn)
    ahead: Matrix = (math.cos(turn), math.sin(turn), -math.sin(turn), math.cos(turn), 0.0, 0.0)
    back: Matrix = (ahead[0], -ahead[1], -ahead[2], ahead[3], 0.0, 0.0)
    wide, high = abs(wide), abs(high)
    if min(wide, high) > _TINY and start != end:
        # in the space where the ellipse is a circle of radius one
        unit = times(back, (1 / wide, 0, 0, 1 / high, 0, 0))
        (x, y), (u, v) = moved(*start, unit), moved(*end, unit)
        half = math.hypot(u - x, v - y) / 2
        grown = max(1.0, half)  # radii too small are made to reach
        aside = math.sqrt(max(0.0, grown * grown - half * half)) / half if half else 0.0
        side = aside if bool(large) != bool(sweep) else -aside
        middle = ((x + u) / 2 - side * (v - y) / 2, (y + v) / 2 + side * (u - x) / 2)
        first = math.atan2(y - middle[1], x - middle[0])
        angle = (math.atan2(v - middle[1], u - middle[0]) - first) % math.tau
        angle -= 0.0 if sweep else math.tau
        flat = times((wide, 0, 0, high, 0, 0), ahead)
        for n in range(1, 4 * CHORDS):
            at = first + angle * n / (4 * CHORDS)
            yield moved(middle[0] + grown * math.cos(at), middle[1] + grown * math.sin(at), flat)
    yield end


def bands(corners: Sequence[Point], width: float) -> Iterator[list[Point]]:
    """What a pen of some width covers along each piece of an outline, all the same way round."""
    for (x, y), (u, v) in pairwise(corners):
        length = math.hypot(u - x, v - y)
        if length:
            across, down = -(v - y) / length * width / 2, (u - x) / length * width / 2
            yield [
                *((x + across, y + down), (u + across, v + down)),
                *((u - across, v - down), (x - across, y - down)),
            ]
