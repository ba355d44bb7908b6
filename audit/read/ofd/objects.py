"""The objects on a page of an OFD file: texts and paths, in points that grow upwards."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from itertools import accumulate, chain, islice, repeat
from xml.etree.ElementTree import Element

from audit.errors import InputError
from audit.read.pages.matrix import UNMOVED, Matrix, moved, times
from audit.read.pages.view import Char, Line, Point, drawn_lines, quarter_of

_MILLIMETRE = 72 / 25.4
_TO_POINTS: Matrix = (_MILLIMETRE, 0, 0, -_MILLIMETRE, 0, 0)
_MOST = 100_000  # letters, points and lines of a page
_LIGHT = 250  # of 255: a line so light is not seen on paper
_UPPER, _LOWER = 0.88, 0.12  # of a letter's size, above and below its baseline
_UNKNOWN = "\u00a4"  # stands for a letter that has no code
_SPACES = " \t\r\n\xa0\u3000"
_NUMBER = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]{1,3})?")
_STEP = re.compile(r"[A-Za-z]|[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]{1,3})?")
_POINTS = {"S": 1, "M": 1, "L": 1, "Q": 2, "B": 3}  # how many points a step of a path takes
_ARC = 7  # numbers: the last two are where it ends


class Layer:
    """What the objects of a page and its template show, put together."""

    def __init__(self, name: str) -> None:
        """Start with nothing; `name` is the file's, for the user."""
        self.chars: list[Char] = []
        self.lines: list[Line] = []
        self._name = name
        self._left = _MOST

    def read(self, content: Element) -> None:
        """Add all objects of a page; InputError for more than the page of a report has."""
        for element in content.iter():
            kind = element.tag.rpartition("}")[2]
            if kind not in ("TextObject", "PathObject") or element.get("Visible") == "false":
                continue
            if element.get("Alpha") == "0":
                continue
            box = number_list(element.get("Boundary", ""))
            own = number_list(element.get("CTM", ""))
            matrix: Matrix = (*own,) if len(own) == 6 else UNMOVED  # type: ignore[assignment]
            if len(box) == 4:
                matrix = times(matrix, (1, 0, 0, 1, box[0], box[1]))
            matrix = times(matrix, _TO_POINTS)
            if kind == "TextObject":
                self._text(element, matrix)
            else:
                self._path(element, matrix)

    def _take(self, count: int) -> None:
        self._left -= count
        if self._left < 0:
            raise InputError("read.long", name=self._name, rows=_MOST, most=_MOST)

    def _text(self, element: Element, matrix: Matrix) -> None:
        size = _number(element.get("Size"), 0.0)
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
            self._take(len(text))
            x, y = _number(code.get("X"), x), _number(code.get("Y"), y)
            places = _places(code, text, size * scale, x, y)
            for letter, (left, base), width in zip(text, places, _widths(text, size), strict=True):
                if letter not in _SPACES:
                    box = (left, base - _UPPER * size, left + width * scale, base + _LOWER * size)
                    self._letter(letter, box, base, quarter, matrix)

    def _letter(
        self,
        letter: str,
        box: tuple[float, float, float, float],
        base: float,
        quarter: int,
        matrix: Matrix,
    ) -> None:
        one, other = moved(box[0], box[1], matrix), moved(box[2], box[3], matrix)
        edges = zip(*(sorted(pair) for pair in zip(one, other, strict=True)), strict=True)
        (left, bottom), (right, top) = edges
        if not all(map(math.isfinite, (left, bottom, right, top))):
            return
        code = 0 if letter == _UNKNOWN else ord(letter)
        self.chars.append(
            Char(code, quarter, left, bottom, right, top, *moved(box[0], base, matrix))
        )

    def _path(self, element: Element, matrix: Matrix) -> None:
        stroked = element.get("Stroke") != "false" and _seen(element, "StrokeColor")
        filled = element.get("Fill") == "true" and _seen(element, "FillColor")
        for data in element:
            if data.tag.rpartition("}")[2] == "AbbreviatedData" and (stroked or filled):
                for outline in _outlines(data.text or ""):
                    self._take(len(outline))
                    points = [moved(x, y, matrix) for x, y in outline]
                    self.lines += drawn_lines(points, stroked=stroked, filled=filled)


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


def _seen(element: Element, name: str) -> bool:
    """Whether a path's colour stands out from white paper."""
    for colour in element:
        if colour.tag.rpartition("}")[2] == name:
            value = number_list(colour.get("Value", ""))
            return not value or min(value) < _LIGHT or len(value) == 4
    return True


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
