"""What is drawn on a page of a PDF: lines, pictures, and which of its texts may be unseen."""

from __future__ import annotations

from collections.abc import Iterator
from ctypes import byref, c_float, c_void_p, cast
from typing import Any, NamedTuple

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as raw
from numpy.typing import NDArray

from audit.document import Box
from audit.errors import InputError
from audit.read.pages.matrix import UNMOVED, Matrix, moved, times
from audit.read.pages.view import Line, around, drawn_lines, is_large, is_thin, letter_box
from audit.read.pdf.looks import is_faint, is_in_layer, outlines, path_look, shows_through

_STROKED = (
    *(raw.FPDF_TEXTRENDERMODE_STROKE, raw.FPDF_TEXTRENDERMODE_STROKE_CLIP),
    *(raw.FPDF_TEXTRENDERMODE_FILL_STROKE, raw.FPDF_TEXTRENDERMODE_FILL_STROKE_CLIP),
)
_MOST = 100_000  # objects and points of a page
_FEW = 5  # points of a line or a rectangle: its box tells all
_THICK = 3.0  # points: a line so wide may cover text
_THICKEST = 8.0  # points: no table has such rules; it shades or marks what it is drawn over
_DEEPEST = 12  # forms in forms
_OUTLINED = 100  # letters drawn as outlines: so many are a page of text


class _Text(NamedTuple):
    order: int
    item: Any
    matrix: Matrix
    doubtful: bool


class _Object(NamedTuple):
    """Something drawn, with the matrix of the form it is in.

    `cut` tells that the form is drawn through a clip, or so that what lies below shows through.
    """

    item: Any
    kind: int
    matrix: Matrix
    cut: bool


class Drawn:
    """The lines and pictures of a page, in its own coordinates, and the text that may be unseen."""

    def __init__(self, page: pdfium.PdfPage, name: str, *, layers: bool) -> None:
        """Read what is drawn; InputError if it is more than the page of a report has.

        `layers` tells that parts of the page may be switched off.
        """
        self.lines: list[Line] = []
        self.letters: list[Box] = []
        self.pictures: list[Box] = []
        self.hidden: set[int] = set()
        self._surfaces: list[tuple[int, Box]] = []
        self._dark: list[tuple[int, Box]] = []
        self._layers, self._name, self._left = layers, name, _MOST
        texts: list[_Text] = []
        for order, one in enumerate(self._objects(page)):
            if one.kind == raw.FPDF_PAGEOBJ_TEXT:
                text = self._text(order, one)
                if text is not None:
                    texts.append(text)
            elif one.kind == raw.FPDF_PAGEOBJ_PATH:
                self._path(order, one)
            else:
                self._picture(order, one)
        self.texts = [text.item for text in texts]
        covered = self._covered(texts)
        self.doubtful = {
            key_of(text.item): text.item
            for text, below in zip(texts, covered, strict=True)
            if text.doubtful or below
        }

    def is_doubtful(self, text: Any) -> bool:
        """Whether a text object itself says that it may not be seen."""
        stroked = raw.FPDFTextObj_GetTextRenderMode(text) in _STROKED
        return (
            is_faint(text, stroked=stroked)
            or shows_through(text)
            or (self._layers and is_in_layer(text))
        )

    def pictured(self, page: Box) -> bool:
        """Whether a picture covers much of the page, or its letters are outlines."""
        large = any(is_large(box, page) for box in self.pictures)
        return large or len(self.letters) >= _OUTLINED

    def _take(self, count: int = 1) -> None:
        self._left -= count
        if self._left < 0:
            raise InputError("read.long", name=self._name, rows=_MOST, most=_MOST)

    def _objects(self, page: pdfium.PdfPage) -> Iterator[_Object]:
        """Every object of the page and of the forms on it."""
        count = raw.FPDFPage_CountObjects(page)
        self._take(max(count, 0))
        for n in range(count):
            item = raw.FPDFPage_GetObject(page, n)
            kind = raw.FPDFPageObj_GetType(item)
            if kind == raw.FPDF_PAGEOBJ_FORM:
                yield from self._in_form(item, UNMOVED, False, 1)
            else:
                yield _Object(item, kind, UNMOVED, False)

    def _in_form(self, form: Any, matrix: Matrix, cut: bool, depth: int) -> Iterator[_Object]:
        if depth > _DEEPEST:
            return
        inner = times(_matrix(form), matrix)
        cut = cut or shows_through(form)
        count = raw.FPDFFormObj_CountObjects(form)
        self._take(max(count, 0))
        for n in range(count):
            item = raw.FPDFFormObj_GetObject(form, n)
            kind = raw.FPDFPageObj_GetType(item)
            if kind == raw.FPDF_PAGEOBJ_FORM:
                yield from self._in_form(item, inner, cut, depth + 1)
            else:
                yield _Object(item, kind, inner, cut)

    def _text(self, order: int, one: _Object) -> _Text | None:
        """A text that is drawn; None if it is not."""
        mode = raw.FPDFTextObj_GetTextRenderMode(one.item)
        if mode == raw.FPDF_TEXTRENDERMODE_INVISIBLE:
            self.hidden.add(key_of(one.item))
            return None
        return _Text(order, one.item, one.matrix, one.cut or mode == raw.FPDF_TEXTRENDERMODE_CLIP)

    def _covered(self, texts: list[_Text]) -> NDArray[np.bool_]:
        """Which texts something is painted over, or stand on what is dark, as far as boxes tell."""
        out = np.zeros(len(texts), bool)
        last = max((order for order, _ in self._surfaces), default=-1)
        first = min((order for order, _ in self._dark), default=_MOST)
        some = [n for n, text in enumerate(texts) if text.order < last or text.order > first]
        if not some:
            return out
        orders = np.array([texts[n].order for n in some])
        boxes = np.array([_bounds(texts[n].item, texts[n].matrix) for n in some])
        hit = np.zeros(len(some), bool)
        for surfaces, sign in ((self._surfaces, 1), (self._dark, -1)):
            for order, (left, bottom, right, top) in surfaces:
                across = (boxes[:, 0] < right) & (boxes[:, 2] > left)
                there = across & (boxes[:, 1] < top) & (boxes[:, 3] > bottom)
                hit |= there & (sign * orders < sign * order)
        out[some] = hit
        return out

    def _picture(self, order: int, one: _Object) -> None:
        """A picture, or a line that is one stretched; or a shading."""
        box = _bounds(one.item, one.matrix)
        if one.kind == raw.FPDF_PAGEOBJ_IMAGE and is_thin(box):
            self.lines.append(box)
            return
        self._surfaces.append((order, box))
        if one.kind == raw.FPDF_PAGEOBJ_IMAGE:
            self.pictures.append(box)

    def _path(self, order: int, one: _Object) -> None:
        own = _matrix(one.item)
        look = path_look(one.item, times(own, one.matrix))
        filled = look.filled.seen and not look.filled.light
        box = _bounds(one.item, one.matrix)
        few = look.points <= _FEW
        if (look.filled.seen or look.width > _THICK) and not is_thin(box):
            self._surfaces.append((order, box))
            if look.filled.dark and few:
                self._dark.append((order, box))
        if (not look.stroked or look.width > _THICKEST) and not filled:
            return
        if few and is_thin(box):
            self.lines.append(box)
            return
        self._take(look.points)
        shape = list(outlines(one.item, look.points, times(own, one.matrix)))
        for outline in shape:
            self.lines += drawn_lines(outline, stroked=look.stroked, filled=filled and not few)
        drawn = letter_box(shape)
        if drawn is not None:
            self.letters.append(drawn)


def key_of(text: Any) -> int:
    """Return what identifies a text object."""
    return cast(text, c_void_p).value or 0


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
