"""Paths of a PDF page: rule lines, filled surfaces, and letters drawn as outlines."""

from __future__ import annotations

from collections.abc import Iterator
from ctypes import byref, c_float, c_int, c_uint
from typing import Any, NamedTuple

import pypdfium2.raw as raw

from audit.document import Box
from audit.read.pages.matrix import Matrix, moved
from audit.read.pages.paint import is_light
from audit.read.pages.view import Point

_SOLID = 25  # of 255: less opaque it is not seen


class Ink(NamedTuple):
    """How something is drawn: seen at all, and as light as paper."""

    seen: bool
    light: bool = False


class PathLook(NamedTuple):
    """What a path draws: its edge, its inside, how many points it has, and if it is all solid."""

    stroked: bool
    filled: Ink
    points: int
    solid: bool


_RED, _GREEN, _BLUE, _ALPHA = c_uint(), c_uint(), c_uint(), c_uint()
_COLOUR_AT = byref(_RED), byref(_GREEN), byref(_BLUE), byref(_ALPHA)
_DARK, _LIGHT, _NONE = Ink(seen=True), Ink(seen=True, light=True), Ink(seen=False)


def path_look(item: Any) -> PathLook:
    """Return how a path is drawn."""
    fill, stroke = c_int(), c_int()
    raw.FPDFPath_GetDrawMode(item, byref(fill), byref(stroke))
    edge = ink_of(item, raw.FPDFPageObj_GetStrokeColor) if stroke.value else _NONE
    inside = ink_of(item, raw.FPDFPageObj_GetFillColor) if fill.value else _NONE
    solid = inside.seen and not raw.FPDFPageObj_HasTransparency(item)
    stroked = edge.seen and not edge.light
    return PathLook(stroked, inside, raw.FPDFPath_CountSegments(item), solid)


def ink_of(item: Any, colour_of: Any) -> Ink:
    """Return what is drawn with a colour; `colour_of` asks the library for it."""
    if not colour_of(item, *_COLOUR_AT):
        return _DARK
    if _ALPHA.value < _SOLID:
        return _NONE
    return _LIGHT if is_light((_RED.value, _GREEN.value, _BLUE.value)) else _DARK


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


def clip_of(item: Any, matrix: Matrix) -> Box | None:
    """Return the box that what an object shows is cut to; None if it is not cut."""
    clip = raw.FPDFPageObj_GetClipPath(item)
    count = raw.FPDFClipPath_CountPaths(clip)
    if count <= 0:
        return None
    x, y = c_float(), c_float()
    cut: Box | None = None
    for n in range(count):
        points = []
        for m in range(max(raw.FPDFClipPath_CountPathSegments(clip, n), 0)):
            segment = raw.FPDFClipPath_GetPathSegment(clip, n, m)
            raw.FPDFPathSegment_GetPoint(segment, byref(x), byref(y))
            points.append(moved(x.value, y.value, matrix))
        xs, ys = [x for x, _ in points] or [0.0], [y for _, y in points] or [0.0]
        box = (min(xs), min(ys), max(xs), max(ys))
        cut = box if cut is None else (*map(max, cut[:2], box[:2]), *map(min, cut[2:], box[2:]))  # type: ignore[assignment]
    return cut
