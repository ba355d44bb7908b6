"""What is drawn on a page of a PDF: lines, whichever way producers draw them, and pictures."""

from __future__ import annotations

from collections.abc import Iterator
from ctypes import byref, c_float, c_int, c_uint, c_void_p, cast
from itertools import pairwise
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from audit.errors import InputError

Matrix = tuple[float, float, float, float, float, float]
Line = tuple[float, float, float, float]  # from point to point
Point = tuple[float, float]

_INVISIBLE = (raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP)
_MOST = 100_000  # objects and points of a page
_DEEPEST = 12  # forms in forms
_THIN = 3.0  # points: a filled shape not thicker is a line
_LEVEL = 1.0  # points: a line whose ends differ by less is straight
_LIGHT = 250  # of 255: a line so light is not seen on paper
_SOLID = 25  # of 255: less opaque it is not seen
_PICTURE = 0.25  # of the page: smaller pictures are seals and emblems


class Drawn:
    """The lines and pictures of a page, in its own coordinates, and the text not shown."""

    def __init__(self, name: str) -> None:
        self.lines: list[Line] = []
        self.pictures: list[Line] = []
        self.hidden: set[int] = set()
        self._name = name
        self._left = _MOST

    def take(self, count: int = 1) -> None:
        """Count what is read; InputError if it is more than the page of a report has."""
        self._left -= count
        if self._left < 0:
            raise InputError("read.long", name=self._name, rows=_MOST, most=_MOST)

    def is_hidden(self, text: Any) -> bool:
        """Whether a text object is one that is not shown."""
        return cast(text, c_void_p).value in self.hidden

    def covers(self, page: Line) -> bool:
        """Whether a picture covers much of the page."""
        area = (page[2] - page[0]) * (page[3] - page[1])
        return any((r - l) * (t - b) > _PICTURE * area for l, b, r, t in self.pictures)


def read_lines(page: pdfium.PdfPage, name: str) -> Drawn:
    """Return what is drawn on a page; InputError if it is more than the page of a report has."""
    drawn = Drawn(name)
    for item, kind, matrix in _objects(page, drawn):
        if kind == raw.FPDF_PAGEOBJ_TEXT:
            if raw.FPDFTextObj_GetTextRenderMode(item) in _INVISIBLE:
                drawn.hidden.add(cast(item, c_void_p).value or 0)
        elif kind == raw.FPDF_PAGEOBJ_IMAGE:
            _picture(item, matrix, drawn)
        elif kind == raw.FPDF_PAGEOBJ_PATH:
            _path(item, matrix, drawn)
    return drawn


def _objects(page: pdfium.PdfPage, drawn: Drawn) -> Iterator[tuple[Any, int, Matrix | None]]:
    """Every object of the page and of the forms on it, with the matrix of its form."""
    stack: list[tuple[Any, Matrix | None, int]] = []
    for n in range(raw.FPDFPage_CountObjects(page)):
        stack.append((raw.FPDFPage_GetObject(page, n), None, 0))
        while stack:
            item, matrix, depth = stack.pop()
            drawn.take()
            kind = raw.FPDFPageObj_GetType(item)
            if kind != raw.FPDF_PAGEOBJ_FORM:
                yield item, kind, matrix
            elif depth < _DEEPEST:
                inner = _times(_matrix(item), matrix)
                count = raw.FPDFFormObj_CountObjects(item)
                drawn.take(max(count, 0))
                stack += [
                    (raw.FPDFFormObj_GetObject(item, m), inner, depth + 1) for m in range(count)
                ]


def _matrix(item: Any) -> Matrix:
    found = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(item, byref(found))
    return found.a, found.b, found.c, found.d, found.e, found.f


def _times(one: Matrix, other: Matrix | None) -> Matrix:
    """The matrix that does one thing, then the other."""
    if other is None:
        return one
    a, b, c, d, e, f = one
    p, q, r, s, t, u = other
    return (
        *(a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s),
        *(e * p + f * r + t, e * q + f * s + u),
    )


def _moved(x: float, y: float, matrix: Matrix | None) -> Point:
    if matrix is None:
        return x, y
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


_EDGES = tuple(c_float() for _ in range(4))
_EDGES_AT = tuple(byref(edge) for edge in _EDGES)


def _bounds(item: Any, matrix: Matrix | None) -> Line:
    if not raw.FPDFPageObj_GetBounds(item, *_EDGES_AT):
        return 0.0, 0.0, 0.0, 0.0
    left, bottom, right, top = (edge.value for edge in _EDGES)
    return _around([_moved(x, y, matrix) for x in (left, right) for y in (bottom, top)])


def _around(points: list[Point]) -> Line:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def _picture(item: Any, matrix: Matrix | None, drawn: Drawn) -> None:
    """A picture, or a line that is one stretched."""
    box = _bounds(item, matrix)
    if min(box[2] - box[0], box[3] - box[1]) <= _THIN:
        drawn.lines.append(box)
    else:
        drawn.pictures.append(box)


def _path(item: Any, matrix: Matrix | None, drawn: Drawn) -> None:
    fill, stroke = c_int(), c_int()
    raw.FPDFPath_GetDrawMode(item, byref(fill), byref(stroke))
    stroked = bool(stroke.value) and _seen(item, raw.FPDFPageObj_GetStrokeColor)
    filled = bool(fill.value) and _seen(item, raw.FPDFPageObj_GetFillColor)
    if not stroked and not filled:
        return
    count = raw.FPDFPath_CountSegments(item)
    box = _bounds(item, matrix)
    thin = min(box[2] - box[0], box[3] - box[1]) <= _THIN
    if thin and count <= 5:
        drawn.lines.append(box)
    elif stroked or count > 5:
        drawn.take(count)
        own = _times(_matrix(item), matrix)
        for points in _outlines(item, count, own):
            if stroked:
                drawn.lines += [line for line in pairwise_lines(points) if _level(line)]
            box = _around(points)
            if filled and min(box[2] - box[0], box[3] - box[1]) <= _THIN:
                drawn.lines.append(box)


def pairwise_lines(points: list[Point]) -> Iterator[Line]:
    """The lines from point to point."""
    for one, other in pairwise(points):
        yield (*one, *other)


def _level(line: Line) -> bool:
    return min(abs(line[2] - line[0]), abs(line[3] - line[1])) <= _LEVEL


_COLOUR = tuple(c_uint() for _ in range(4))
_COLOUR_AT = tuple(byref(part) for part in _COLOUR)


def _seen(item: Any, colour_of: Any) -> bool:
    """Whether what is drawn so stands out from white paper."""
    if not colour_of(item, *_COLOUR_AT):
        return True
    *colour, solid = (part.value for part in _COLOUR)
    return min(colour) < _LIGHT and solid >= _SOLID


def _outlines(item: Any, count: int, matrix: Matrix) -> Iterator[list[Point]]:
    """The points of each part of a path; a part that is closed ends where it began."""
    points: list[Point] = []
    x, y = c_float(), c_float()
    for n in range(count):
        segment = raw.FPDFPath_GetPathSegment(item, n)
        if raw.FPDFPathSegment_GetType(segment) == raw.FPDF_SEGMENT_MOVETO:
            if len(points) > 1:
                yield points
            points = []
        raw.FPDFPathSegment_GetPoint(segment, byref(x), byref(y))
        points.append(_moved(x.value, y.value, matrix))
        if raw.FPDFPathSegment_GetClose(segment):
            points.append(points[0])
    if len(points) > 1:
        yield points
