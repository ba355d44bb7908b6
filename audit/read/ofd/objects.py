"""The objects on a page of an OFD file: texts and paths, in points that grow upwards."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import accumulate, chain, islice, repeat
from xml.etree.ElementTree import Element

from audit.clean import UNSEEN
from audit.document import Box
from audit.errors import InputError
from audit.read.ofd.colour import Ink
from audit.read.ofd.paint import Areas, Letter, Paint, Surface
from audit.read.ofd.resources import Resources
from audit.read.ofd.shapes import (
    CHORDS,
    EVERYWHERE,
    Shape,
    bands,
    bounds_of,
    clips,
    is_odd,
    matrix_of,
    number,
    outlines,
    rectangle,
)
from audit.read.pages.matrix import UNMOVED, Matrix, moved, times
from audit.read.pages.view import (
    Char,
    Line,
    Point,
    Sight,
    around,
    drawn_lines,
    is_large,
    is_thin,
    letter_box,
    quarter_of,
)

_MILLIMETRE = 72 / 25.4
_TO_POINTS: Matrix = (_MILLIMETRE, 0, 0, -_MILLIMETRE, 0, 0)
_MOST = 100_000  # letters, points and lines of a page
_OBJECTS = ("TextObject", "PathObject", "ImageObject", "CompositeObject")
_SIZE = 3.5  # millimetres, where a letter's is not told
_UPPER, _LOWER = 0.88, 0.12  # of a letter's size, above and below its baseline
_UNKNOWN = "\u00a4"  # stands for a letter that has no code
_SPACES = " \t\r\n\xa0\u3000"
_BLACK = (0.0, 0.0, 0.0)
_THICK = 1.0 * _MILLIMETRE  # a thicker line is a surface
_BAR = 2.0 * _MILLIMETRE  # a thicker one is no line
_BEYOND = 3.0  # points: how far a path may reach out of its Boundary by its lines alone
_ORDER = {"Background": 0, "Body": 1, "Foreground": 2}  # of layers


class Layer:
    """What the objects of a page and its template show, put together."""

    def __init__(self, name: str, resources: Resources, page: Box) -> None:
        """Start with nothing; `name` is the file's, for the user, `page` the box of the page."""
        self.lines: list[Line] = []
        self.marks: list[Box] = []
        self._letters: list[Letter] = []
        self._paint = Paint(name)
        self._resources, self._colours, self._page = resources, resources.colours, page
        self._order = 0
        self._name = name
        self._left = _MOST

    def chars(self) -> Iterator[Char]:
        """The characters that are seen; what is covered is a character that cannot be told."""
        sights = self._paint.sights(self._letters)
        for letter, sight in zip(self._letters, sights, strict=True):
            if sight is Sight.SEEN and letter.clear:
                yield letter.char
            elif sight is not Sight.NOTHING:
                yield letter.char._replace(code=ord(UNSEEN))

    def read(self, content: Element) -> None:
        """Add all objects of a page; InputError for more than the page of a report has."""
        for element, kind, parameter in _objects(content):
            self._order += 1
            self._take(1)
            bounds = bounds_of(element)
            place = _TO_POINTS
            if bounds is not None:
                place = times((1, 0, 0, 1, bounds[0], bounds[1]), place)
            matrix = times(matrix_of(element) or UNMOVED, place)
            # producers give clips in the coordinates of the object, or in those of the page
            cut = list(clips(element, (matrix, place, _TO_POINTS)))
            if cut:
                self._take(sum(len(o) for area in cut for shape in area for o in shape.outlines))
            if kind == "TextObject":
                self._text(element, matrix, parameter, cut)
            elif kind == "PathObject":
                self._path(element, matrix, parameter, cut)
            elif bounds is not None:
                self._picture(element, matrix, bounds, cut)

    def _take(self, count: int) -> None:
        self._left -= count
        if self._left < 0:
            raise InputError("read.long", name=self._name, rows=_MOST, most=_MOST)

    def _picture(self, element: Element, matrix: Matrix, bounds: Box, cut: Areas) -> None:
        ink = self._colours.ink(element, "")
        if not ink.seen:
            return
        shown = _moved(bounds, _TO_POINTS)
        self.marks.append(shown)
        if element.tag.endswith("ImageObject") and ink.covers:
            covers = self._resources.covers(element)
            if covers is None:
                covers = not is_large(shown, self._page)
            readings = [rectangle(shown)]
            if element.get("CTM"):  # it moves the picture as a square of one by one
                readings.append(rectangle((0, 0, 1, 1)).moved(matrix))
            self._paint.surfaces.append(
                Surface(self._order, [readings, *cut], None, covers, covers and ink.solid)
            )

    def _text(self, element: Element, matrix: Matrix, parameter: str, cut: Areas) -> None:
        ink = self._text_ink(element, parameter)
        if ink is None:
            return
        chars = list(self._chars(element, matrix))
        whole = self._paint.within([char.box for char in chars], cut) if cut else repeat(True)
        for char, inside in zip(chars, whole, strict=False):
            one = Letter(char, self._order, ink.shade or _BLACK, inside and ink.clear)
            self._letters.append(one)

    def _chars(self, element: Element, matrix: Matrix) -> Iterator[Char]:
        """The characters of a text where they stand."""
        size = number(element.get("Size"), 0.0) or _SIZE
        scale = number(element.get("HScale"), 1.0)
        a, b, _, _, _, _ = matrix
        # letters turned by an attribute of their own stand as if the object were turned
        turn = -math.radians(number(element.get("CharDirection"), 0.0))
        quarter = quarter_of(math.atan2(b, a) + turn) if a or b else -1
        x = y = 0.0
        for code in element:
            if code.tag.rpartition("}")[2] != "TextCode":
                continue
            text = (code.text or "").strip("\r\n")
            if not text.strip(_SPACES) and element.find("{*}CGTransform") is not None:
                text = _UNKNOWN * len(text)  # shapes without codes
            self._take(len(text))
            x, y = number(code.get("X"), x), number(code.get("Y"), y)
            places = _places(code, text, size * scale, x, y)
            for letter, (left, base), width in zip(text, places, _widths(text, size), strict=True):
                if letter not in _SPACES:
                    box = (left, base - _UPPER * size, left + width * scale, base + _LOWER * size)
                    told = 0 if letter == _UNKNOWN else ord(letter)
                    yield Char(told, quarter, *_moved(box, matrix), *moved(left, base, matrix))

    def _text_ink(self, element: Element, parameter: str) -> Ink | None:
        """The ink of a text that stands out most; None if nothing is drawn."""
        names = ["FillColor"] if _is(element, "Fill", otherwise=True) else []
        names += ["StrokeColor"] if _is(element, "Stroke", otherwise=False) else []
        inks = (self._colours.ink(element, name, parameter) for name in names)
        seen = [ink for ink in inks if ink.seen]
        return min(seen, key=lambda ink: (not ink.clear, ink.light), default=None)

    def _path(self, element: Element, matrix: Matrix, parameter: str, cut: Areas) -> None:
        edge = self._colours.ink(element, "StrokeColor", parameter)
        inside = self._colours.ink(element, "FillColor", parameter)
        strokes = edge.seen and _is(element, "Stroke", otherwise=True)
        fills = inside.seen and _is(element, "Fill", otherwise=False)
        if not strokes and not fills:
            return
        stroked, filled = strokes and not edge.light, fills and not inside.light
        own: list[list[Point]] = []
        told: list[list[Point]] = []
        for data in element:
            if data.tag.rpartition("}")[2] == "AbbreviatedData":
                for points, corners in outlines(data.text or ""):
                    self._take(max(len(points), len(corners) // CHORDS))
                    own.append(corners)
                    told.append(points)
        whole = Shape(own, is_odd(element)).moved(matrix)
        width = self._colours.line_width(element, parameter)
        thick = width * max(math.hypot(*matrix[:2]), math.hypot(*matrix[2:4]))
        straight = whole if own == told else Shape(told).moved(matrix)  # a curve is no line
        for outline in straight.outlines:
            self.lines += drawn_lines(outline, stroked=stroked and thick <= _BAR, filled=filled)
        drawn = letter_box(whole.outlines)
        if drawn is not None and (stroked or filled):
            self.marks.append(drawn)
        if fills or thick > _THICK:
            cut = [*_bounded(element, whole.outlines), *cut]
        if fills:
            # what is dark and thin is a line
            kept = [o for o in whole.outlines if inside.light or not is_thin(around(o))]
            self._surface(whole._replace(outlines=kept), inside, cut)
        if strokes and thick > _THICK:
            pen = Shape([band for corners in own for band in bands(corners, width)])
            self._surface(pen.moved(matrix), edge, cut)

    def _surface(self, shape: Shape, ink: Ink, cut: Areas) -> None:
        areas = [[shape], *cut]
        self._paint.surfaces.append(Surface(self._order, areas, ink.shade, ink.covers, ink.solid))


def _bounded(element: Element, shape: Sequence[Sequence[Point]]) -> Iterator[Sequence[Shape]]:
    """What a path that reaches out of its Boundary is cut to, by programs that are strict."""
    bounds = bounds_of(element)
    if bounds is not None and shape:
        left, bottom, right, top = _moved(bounds, _TO_POINTS)
        box = around([point for outline in shape for point in outline])
        if min(box[0] - left, box[1] - bottom, right - box[2], top - box[3]) < -_BEYOND:
            yield rectangle((left, bottom, right, top)), EVERYWHERE


def _is(element: Element, name: str, *, otherwise: bool) -> bool:
    told = element.get(name, "").strip().lower()
    return told in ("true", "1") if told else otherwise


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
            count, step = number(next(words, ""), 0.0), number(next(words, ""), 0.0)
            out += [step] * max(0, min(int(count), most))
        else:
            out.append(number(word, 0.0))
    return out


def _objects(content: Element) -> Iterator[tuple[Element, str, str]]:
    """The objects of a page that are shown, in their order: kind, and the layer's parameter."""
    stack = [(content, "")]
    while stack:
        element, parameter = stack.pop()
        kind = element.tag.rpartition("}")[2]
        if not _is(element, "Visible", otherwise=True):
            continue
        if kind in _OBJECTS:
            yield element, kind, parameter
        else:
            parameter = element.get("DrawParam") or parameter
            inner = sorted(element, key=_depth) if kind == "Content" else element
            stack += [(child, parameter) for child in reversed(inner)]


def _depth(layer: Element) -> int:
    return _ORDER.get(layer.get("Type", ""), _ORDER["Body"])


def _moved(box: Box, matrix: Matrix) -> Box:
    one, other = moved(box[0], box[1], matrix), moved(box[2], box[3], matrix)
    return (*map(min, one, other), *map(max, one, other))  # type: ignore[return-value]
