"""What is drawn on a page of a PDF: lines, whichever way producers draw them, and pictures."""

from __future__ import annotations

from collections.abc import Iterator
from ctypes import byref, c_float, c_int, c_uint, c_void_p, cast
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from audit.document import Box
from audit.errors import InputError
from audit.read.pages.matrix import UNMOVED, Matrix, moved, times
from audit.read.pages.view import Line, Point, around, drawn_lines, is_thin

_INVISIBLE = (raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP)
_MOST = 100_000  # objects and points of a page
_FEW = 5  # points of a line or a rectangle: its box tells all
_DEEPEST = 12  # forms in forms
_LIGHT = 250  # of 255: a line so light is not seen on paper
_SOLID = 25  # of 255: less opaque it is not seen
_PICTURE = 0.25  # of the page: smaller pictures are seals and emblems


class Drawn:
    """The lines and pictures of a page, in its own coordinates, and the text not shown."""

    def __init__(self, name: str) -> None:
        """Start with nothing; `name` is the file's, for the user."""
        self.lines: list[Line] = []
        self.pictures: list[Box] = []
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

    def covers(self, page: Box) -> bool:
        """Whether a picture covers much of the page."""
        area = (page[2] - page[0]) * (page[3] - page[1])
        return any(
            (right - left) * (top - bottom) > _PICTURE * area
            for left, bottom, right, top in self.pictures
        )


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


def _objects(page: pdfium.PdfPage, drawn: Drawn) -> Iterator[tuple[Any, int, Matrix]]:
    """Every object of the page and of the forms on it, with the matrix of its form."""
    stack: list[tuple[Any, Matrix, int]] = []
    for n in range(raw.FPDFPage_CountObjects(page)):
        stack.append((raw.FPDFPage_GetObject(page, n), UNMOVED, 0))
        while stack:
            item, matrix, depth = stack.pop()
            drawn.take()
            kind = raw.FPDFPageObj_GetType(item)
            if kind != raw.FPDF_PAGEOBJ_FORM:
                yield item, kind, matrix
            elif depth < _DEEPEST:
                inner = times(_matrix(item), matrix)
                count = raw.FPDFFormObj_CountObjects(item)
                drawn.take(max(count, 0))
                stack += [
                    (raw.FPDFFormObj_GetObject(item, m), inner, depth + 1) for m in range(count)
                ]


def _matrix(item: Any) -> Matrix:
    found = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(item, byref(found))
    return found.a, found.b, found.c, found.d, found.e, found.f


_EDGES = tuple(c_float() for _ in range(4))
_EDGES_AT = tuple(byref(edge) for edge in _EDGES)


def _bounds(item: Any, matrix: Matrix) -> Box:
    if not raw.FPDFPageObj_GetBounds(item, *_EDGES_AT):
        return 0.0, 0.0, 0.0, 0.0
    left, bottom, right, top = (edge.value for edge in _EDGES)
    if matrix is UNMOVED:
        return left, bottom, right, top
    return around([moved(x, y, matrix) for x in (left, right) for y in (bottom, top)])


def _picture(item: Any, matrix: Matrix, drawn: Drawn) -> None:
    """A picture, or a line that is one stretched."""
    box = _bounds(item, matrix)
    if is_thin(box):
        drawn.lines.append(box)
    else:
        drawn.pictures.append(box)


def _path(item: Any, matrix: Matrix, drawn: Drawn) -> None:
    fill, stroke = c_int(), c_int()
    raw.FPDFPath_GetDrawMode(item, byref(fill), byref(stroke))
    stroked = bool(stroke.value) and _seen(item, raw.FPDFPageObj_GetStrokeColor)
    filled = bool(fill.value) and _seen(item, raw.FPDFPageObj_GetFillColor)
    if not stroked and not filled:
        return
    count = raw.FPDFPath_CountSegments(item)
    box = _bounds(item, matrix)
    if count <= _FEW and is_thin(box):
        drawn.lines.append(box)
    elif stroked or count > _FEW:
        drawn.take(count)
        own = times(_matrix(item), matrix)
        for outline in _outlines(item, count, own):
            drawn.lines += drawn_lines(outline, stroked=stroked, filled=filled)


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
        points.append(moved(x.value, y.value, matrix))
        if raw.FPDFPathSegment_GetClose(segment):
            points.append(points[0])
    if len(points) > 1:
        yield points
