"""How an object of a PDF page is drawn: in what colour, with what line, through what."""

from __future__ import annotations

from collections.abc import Iterator
from ctypes import byref, c_float, c_int, c_uint, c_ulong, c_ushort
from math import hypot
from typing import Any, NamedTuple

import pypdfium2.raw as raw

from audit.read.pages.matrix import Matrix, moved
from audit.read.pages.view import Point

_SOLID = 25  # of 255: less opaque it is not seen
_LIGHT = 250  # of 255: a line so light is not seen on paper
_DARK = 100  # of 255: dark text on it may not be seen
_FAINT = 200  # of 255: text so light may not be seen
_LAYER = "OC"


class Ink(NamedTuple):
    """How something is drawn: seen at all, as light as paper, and as dark as text."""

    seen: bool
    light: bool = False
    dark: bool = False


class PathLook(NamedTuple):
    """What a path draws: its edge and how wide (points), its inside; how many points it has."""

    stroked: bool
    width: float
    filled: Ink
    points: int


_RED, _GREEN, _BLUE, _ALPHA = c_uint(), c_uint(), c_uint(), c_uint()
_COLOUR_AT = byref(_RED), byref(_GREEN), byref(_BLUE), byref(_ALPHA)
_NONE = Ink(seen=False)


def path_look(item: Any, matrix: Matrix) -> PathLook:
    """Return how a path is drawn; `matrix` is its own."""
    fill, stroke = c_int(), c_int()
    raw.FPDFPath_GetDrawMode(item, byref(fill), byref(stroke))
    edge = _ink(item, raw.FPDFPageObj_GetStrokeColor) if stroke.value else _NONE
    inside = _ink(item, raw.FPDFPageObj_GetFillColor) if fill.value else _NONE
    width = c_float()
    if edge.seen:
        raw.FPDFPageObj_GetStrokeWidth(item, byref(width))
    wide = width.value * hypot(matrix[0], matrix[1])
    return PathLook(edge.seen and not edge.light, wide, inside, raw.FPDFPath_CountSegments(item))


def _ink(item: Any, colour_of: Any) -> Ink:
    """What is drawn with a colour; `colour_of` asks the library for it."""
    if not colour_of(item, *_COLOUR_AT):
        return Ink(seen=True)  # a pattern
    parts = _RED.value, _GREEN.value, _BLUE.value
    return Ink(_ALPHA.value >= _SOLID, min(parts) >= _LIGHT, max(parts) <= _DARK)


def is_faint(item: Any, *, stroked: bool) -> bool:
    """Whether a text may be too light to be seen, inside or, if it is `stroked`, at its edge."""
    if raw.FPDFPageObj_GetFillColor(item, *_COLOUR_AT) and _is_light():
        return True
    return stroked and bool(raw.FPDFPageObj_GetStrokeColor(item, *_COLOUR_AT)) and _is_light()


def _is_light() -> bool:
    return _RED.value >= _FAINT and _GREEN.value >= _FAINT and _BLUE.value >= _FAINT


def shows_through(item: Any) -> bool:
    """Whether an object is cut off, or may show what lies below it."""
    clip = raw.FPDFPageObj_GetClipPath(item)
    return raw.FPDFClipPath_CountPaths(clip) > 0 or bool(raw.FPDFPageObj_HasTransparency(item))


def is_in_layer(item: Any) -> bool:
    """Whether an object is marked as part of a layer, which may be switched off."""
    name, size = (c_ushort * 8)(), c_ulong()
    for n in range(raw.FPDFPageObj_CountMarks(item)):
        mark = raw.FPDFPageObj_GetMark(item, n)
        if raw.FPDFPageObjMark_GetName(mark, name, 16, byref(size)) and (
            bytes(name).decode("utf-16-le").rstrip("\0") == _LAYER
        ):
            return True
    return False


def outlines(item: Any, count: int, matrix: Matrix) -> Iterator[list[Point]]:
    """Yield the points of each part of a path; a part that is closed ends where it began."""
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
