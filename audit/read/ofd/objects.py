"""The objects on a page of an OFD file: texts and paths, in points that grow upwards."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from itertools import accumulate, chain, islice, repeat
from typing import NamedTuple
from xml.etree.ElementTree import Element

from audit.clean import UNSEEN
from audit.document import Box
from audit.errors import InputError
from audit.read.ofd.colour import Colours
from audit.read.pages.matrix import UNMOVED, Matrix, moved, times
from audit.read.pages.paint import Paint, Sight, has, middle
from audit.read.pages.view import (
    Char,
    Line,
    Point,
    around,
    drawn_lines,
    is_thin,
    letter_box,
    quarter_of,
)

_MILLIMETRE = 72 / 25.4
_TO_POINTS: Matrix = (_MILLIMETRE, 0, 0, -_MILLIMETRE, 0, 0)
_MOST = 100_000  # letters, points and lines of a page
_OBJECTS = ("TextObject", "PathObject", "ImageObject", "CompositeObject")
_SIZE = 3.5  # millimetres, where a letter's is not told
_FEW = 5  # points of a rectangle
_UPPER, _LOWER = 0.88, 0.12  # of a letter's size, above and below its baseline
_UNKNOWN = "\u00a4"  # stands for a letter that has no code
_SPACES = " \t\r\n\xa0\u3000"
_NUMBER = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]{1,3})?")
_STEP = re.compile(r"[A-Za-z]|[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]{1,3})?")
_POINTS = {"S": 1, "M": 1, "L": 1, "Q": 2, "B": 3}  # how many points a step of a path takes
_ARC = 7  # numbers: the last two are where it ends


class _Letter(NamedTuple):
    char: Char
    order: int
    light: bool
    cuts: tuple[Box, ...]


class Layer:
    """What the objects of a page and its template show, put together."""

    def __init__(self, name: str, colours: Colours) -> None:
        """Start with nothing; `name` is the file's, for the user."""
        self.lines: list[Line] = []
        self.marks: list[Box] = []
        self._letters: list[_Letter] = []
        self._paint = Paint()
        self._colours = colours
        self._order = 0
        self._name = name
        self._left = _MOST

    @property
    def chars(self) -> Iterator[Char]:
        """The characters that are seen; what is covered is a character that cannot be told."""
        for char, order, light, cuts in self._letters:
            sight = Sight.SEEN
            if light or order < self._paint.last:
                sight = self._paint.sight(order, char.box, light=light)
            if cuts and not any(has(cut, *middle(char.box)) for cut in cuts):
                sight = Sight.COVERED
            if sight is not Sight.NOTHING:
                yield char if sight is Sight.SEEN else char._replace(code=ord(UNSEEN))

    def read(self, content: Element) -> None:
        """Add all objects of a page; InputError for more than the page of a report has."""
        for element, kind, parameter in _objects(content):
            self._order += 1
            box = number_list(element.get("Boundary", ""))
            own = number_list(element.get("CTM", ""))
            matrix: Matrix = (*own,) if len(own) == 6 else UNMOVED  # type: ignore[assignment]
            if len(box) == 4:
                matrix = times(matrix, (1, 0, 0, 1, box[0], box[1]))
            matrix = times(matrix, _TO_POINTS)
            if kind == "TextObject":
                self._text(element, matrix, parameter)
            elif kind == "PathObject":
                self._path(element, matrix, parameter)
            elif len(box) == 4:
                self._picture(element, box, whole=kind == "ImageObject")

    def _picture(self, element: Element, box: Sequence[float], *, whole: bool) -> None:
        ink = self._colours.ink(element, "")
        if ink.seen:
            left, top, width, height = box
            shown = _moved((left, top, left + width, top + height), _TO_POINTS)
            self.marks.append(shown)
            self._paint.surface(self._order, shown, covers=whole and ink.solid)

    def _take(self, count: int) -> None:
        self._left -= count
        if self._left < 0:
            raise InputError("read.long", name=self._name, rows=_MOST, most=_MOST)

    def _text(self, element: Element, matrix: Matrix, parameter: str) -> None:
        light = self._text_light(element, parameter)
        if light is None:
            return
        cuts = tuple(_cuts(element, matrix))
        size = _number(element.get("Size"), 0.0) or _SIZE
        scale = _number(element.get("HScale"), 1.0)
        a, b, _, _, _, _ = matrix
        # letters turned by an attribute of their own stand as if the object were turned
        turn = -math.radians(_number(element.get("CharDirection"), 0.0))
        quarter = quarter_of(math.atan2(b, a) + turn) if a or b else -1
        x = y = 0.0
        for code in element:
            if code.tag.rpartition("}")[2] != "TextCode":
                continue
            text = (code.text or "").strip("\r\n")
            if not text.strip(_SPACES) and element.find("{*}CGTransform") is not None:
                text = _UNKNOWN * len(text)  # shapes without codes
            self._take(len(text))
            x, y = _number(code.get("X"), x), _number(code.get("Y"), y)
            places = _places(code, text, size * scale, x, y)
            for letter, (left, base), width in zip(text, places, _widths(text, size), strict=True):
                if letter not in _SPACES:
                    box = (left, base - _UPPER * size, left + width * scale, base + _LOWER * size)
                    edges = _moved(box, matrix)
                    if all(map(math.isfinite, edges)):
                        number = 0 if letter == _UNKNOWN else ord(letter)
                        one = Char(number, quarter, *edges, *moved(box[0], base, matrix))
                        self._letters.append(_Letter(one, self._order, light, cuts))

    def _text_light(self, element: Element, parameter: str) -> bool | None:
        """Whether all that is drawn of a text is as light as paper; None if nothing is."""
        names = ["FillColor"] if element.get("Fill") != "false" else []
        names += ["StrokeColor"] if element.get("Stroke") == "true" else []
        inks = (self._colours.ink(element, name, parameter) for name in names)
        seen = [ink.light for ink in inks if ink.seen]
        return all(seen) if seen else None

    def _path(self, element: Element, matrix: Matrix, parameter: str) -> None:
        edge = self._colours.ink(element, "StrokeColor", parameter)
        inside = self._colours.ink(element, "FillColor", parameter)
        stroked = element.get("Stroke") != "false" and edge.seen and not edge.light
        fills = element.get("Fill") == "true" and inside.seen
        filled = fills and not inside.light
        shape = []
        for data in element:
            if data.tag.rpartition("}")[2] == "AbbreviatedData" and (stroked or fills):
                for outline in _outlines(data.text or ""):
                    self._take(len(outline))
                    shape.append([moved(x, y, matrix) for x, y in outline])
        for points in shape:
            box = around(points)
            self.lines += drawn_lines(points, stroked=stroked, filled=filled)
            if fills and not is_thin(box):
                covers = inside.solid and len(shape) == 1 and len(points) <= _FEW
                self._paint.surface(self._order, box, light=inside.light, covers=covers)
        drawn = letter_box(shape)
        if drawn is not None and (stroked or filled):
            self.marks.append(drawn)


def number_list(text: str) -> list[float]:
    """The numbers of an attribute that holds several."""
    return [float(number) for number in _NUMBER.findall(text)]


def _number(text: str | None, otherwise: float) -> float:
    found = _NUMBER.search(text or "")
    return float(found.group()) if found else otherwise


def _widths(text: str, size: float) -> list[float]:
    """How wide letters are that say nothing of it: half as wide as high if Latin."""
    return [size / 2 if letter.isascii() else size for letter in text]


def _places(code: Element, text: str, size: float, x: float, y: float) -> Iterator[Point]:
    """Where each letter begins: steps are given, or the letters' own widths are the steps."""
    across = _steps(code.get("DeltaX"), len(text))
    down = _steps(code.get("DeltaY"), len(text))
    if not across and not down:
        across = _widths(text, size)
    xs = accumulate(
        islice(chain(across, repeat(across[-1] if across else 0.0)), len(text)), initial=x
    )
    ys = accumulate(islice(chain(down, repeat(down[-1] if down else 0.0)), len(text)), initial=y)
    return islice(zip(xs, ys, strict=True), len(text))


def _steps(text: str | None, most: int) -> list[float]:
    """Steps between letters; `g n d` says n times the step d."""
    out: list[float] = []
    words = iter((text or "").split())
    for word in words:
        if len(out) >= most:
            break
        if word == "g":
            times_, step = _number(next(words, ""), 0.0), _number(next(words, ""), 0.0)
            out += [step] * max(0, min(int(times_), most))
        else:
            out.append(_number(word, 0.0))
    return out


def _objects(content: Element) -> Iterator[tuple[Element, str, str]]:
    """The objects of a page that are shown, in their order: kind, and the layer's parameter."""
    stack = [(content, "")]
    while stack:
        element, parameter = stack.pop()
        kind = element.tag.rpartition("}")[2]
        if element.get("Visible") == "false":
            continue
        if kind in _OBJECTS:
            yield element, kind, parameter
        else:
            parameter = element.get("DrawParam") or parameter
            stack += [(child, parameter) for child in reversed(element)]


def _moved(box: Box, matrix: Matrix) -> Box:
    one, other = moved(box[0], box[1], matrix), moved(box[2], box[3], matrix)
    return (*map(min, one, other), *map(max, one, other))  # type: ignore[return-value]


def _cuts(element: Element, matrix: Matrix) -> Iterator[Box]:
    """What a text is cut to: producers give it in the object's coordinates or in the page's."""
    for path in element.iterfind("{*}Clips/{*}Clip/{*}Area/{*}Path"):
        box = number_list(path.get("Boundary", ""))
        if len(box) == 4:
            left, top, width, height = box
            for space in (matrix, _TO_POINTS):
                yield _moved((left, top, left + width, top + height), space)


def _outlines(data: str) -> Iterator[list[Point]]:
    """The points of each part of a path; a part that is closed ends where it began."""
    points: list[Point] = []
    words: Sequence[str] = _STEP.findall(data)
    at = 0
    while at < len(words):
        step = words[at]
        at += 1
        if step == "C" and points:
            points.append(points[0])
            continue
        count = _ARC if step == "A" else 2 * _POINTS.get(step, 0)
        numbers = words[at : at + count]
        if not count or len(numbers) < count or any(word.isalpha() for word in numbers):
            continue
        at += count
        values = [float(number) for number in numbers]
        ends = values[-2:] if step == "A" else values
        if step in "SM":
            if len(points) > 1:
                yield points
            points = []
        points += zip(ends[::2], ends[1::2], strict=True)
    if len(points) > 1:
        yield points
