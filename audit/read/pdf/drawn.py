"""What is drawn on a page of a PDF: lines, pictures, and what of its text is not seen."""

from __future__ import annotations

from collections.abc import Iterator
from ctypes import byref, c_float, c_void_p, cast
from typing import Any, NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from audit.document import Box
from audit.errors import InputError
from audit.read.pages.matrix import UNMOVED, Matrix, moved, times
from audit.read.pages.paint import Paint, Sight, has, middle, touch
from audit.read.pages.view import Line, around, drawn_lines, is_large, is_thin, letter_box
from audit.read.pdf.paths import clip_of, ink_of, outlines, path_look

_FILL, _STROKE = raw.FPDFPageObj_GetFillColor, raw.FPDFPageObj_GetStrokeColor
_COLOURS = {
    raw.FPDF_TEXTRENDERMODE_FILL: (_FILL,),
    raw.FPDF_TEXTRENDERMODE_FILL_CLIP: (_FILL,),
    raw.FPDF_TEXTRENDERMODE_STROKE: (_STROKE,),
    raw.FPDF_TEXTRENDERMODE_STROKE_CLIP: (_STROKE,),
    raw.FPDF_TEXTRENDERMODE_FILL_STROKE: (_FILL, _STROKE),
    raw.FPDF_TEXTRENDERMODE_FILL_STROKE_CLIP: (_FILL, _STROKE),
    raw.FPDF_TEXTRENDERMODE_INVISIBLE: (),
    raw.FPDF_TEXTRENDERMODE_CLIP: (),
}
_MOST = 100_000  # objects and points of a page
_FEW = 5  # points of a line or a rectangle: its box tells all
_DEEPEST = 12  # forms in forms
_OUTLINED = 100  # letters drawn as outlines: so many are a page of text
_OPAQUE = 250  # of 255
_MOSTLY = 0.5  # of a picture: a seal on nothing is opaque in less of its box


class _Text(NamedTuple):
    order: int
    item: Any
    matrix: Matrix
    light: bool
    clip: Box | None

    @property
    def key(self) -> int:
        return cast(self.item, c_void_p).value or 0


class Drawn:
    """The lines and pictures of a page, in its own coordinates, and the text that is not seen."""

    def __init__(self, page: pdfium.PdfPage, name: str) -> None:
        """Read what is drawn; InputError if it is more than the page of a report has."""
        self.lines: list[Line] = []
        self._letters: list[Box] = []
        self.hidden: set[int] = set()
        self._pictures: list[tuple[int, Any, Box]] = []
        self._paint = Paint()
        self._page, self._name, self._left = page, name, _MOST
        texts: list[_Text] = []
        for order, (item, kind, matrix) in enumerate(self._objects(page)):
            if kind == raw.FPDF_PAGEOBJ_TEXT:
                text = self._text(order, item, matrix)
                if text is not None:
                    texts.append(text)
            elif kind == raw.FPDF_PAGEOBJ_IMAGE:
                self._picture(order, item, matrix)
            elif kind == raw.FPDF_PAGEOBJ_PATH:
                self._path(order, item, matrix)
        self._doubtful = self._doubts(texts)

    @property
    def all_seen(self) -> bool:
        """Whether no text is hidden, cut off, as white as paper, or below something else."""
        return not self.hidden and not self._doubtful

    def sight(self, text: Any, box: Box) -> Sight:
        """Tell what is seen of a character of a text object that stands in a box."""
        key = cast(text, c_void_p).value or 0
        if key in self.hidden:
            return Sight.NOTHING
        found = self._doubtful.get(key)
        if found is None:
            return Sight.SEEN
        if found.clip is not None and not has(found.clip, *middle(box)):
            return Sight.NOTHING
        return self._paint.sight(found.order, box, light=found.light)

    def pictured(self, page: Box) -> bool:
        """Whether a picture covers much of the page, or its letters are outlines."""
        large = any(is_large(box, page) for _, _, box in self._pictures)
        return large or len(self._letters) >= _OUTLINED

    @property
    def marks(self) -> list[Box]:
        """Boxes of what may be a number and is no text: outlines of letters, and pictures."""
        return self._letters + [box for _, _, box in self._pictures]

    def _take(self, count: int = 1) -> None:
        self._left -= count
        if self._left < 0:
            raise InputError("read.long", name=self._name, rows=_MOST, most=_MOST)

    def _objects(self, page: pdfium.PdfPage) -> Iterator[tuple[Any, int, Matrix]]:
        """Every object of the page and of the forms on it, with the matrix of its form."""
        stack: list[tuple[Any, Matrix, int]] = []
        for n in range(raw.FPDFPage_CountObjects(page)):
            stack.append((raw.FPDFPage_GetObject(page, n), UNMOVED, 0))
            while stack:
                item, matrix, depth = stack.pop()
                self._take()
                kind = raw.FPDFPageObj_GetType(item)
                if kind != raw.FPDF_PAGEOBJ_FORM:
                    yield item, kind, matrix
                elif depth < _DEEPEST:
                    inner = times(_matrix(item), matrix)
                    count = raw.FPDFFormObj_CountObjects(item)
                    self._take(max(count, 0))
                    parts = [raw.FPDFFormObj_GetObject(item, m) for m in range(count)]
                    stack += [(part, inner, depth + 1) for part in reversed(parts)]

    def _text(self, order: int, item: Any, matrix: Matrix) -> _Text | None:
        """A text that is drawn; None if it is not."""
        mode = raw.FPDFTextObj_GetTextRenderMode(item)
        inks = [ink_of(item, colour) for colour in _COLOURS.get(mode, (_FILL,))]
        seen = [ink.light for ink in inks if ink.seen]
        text = _Text(order, item, matrix, all(seen), clip_of(item, matrix))
        if seen:
            return text
        self.hidden.add(text.key)
        return None

    def _doubts(self, texts: list[_Text]) -> dict[int, _Text]:
        """The texts of which some may not be seen."""
        for order, item, box in self._pictures:
            below = (t for t in texts if t.order < order)
            over_text = any(touch(_bounds(t.item, t.matrix), box) for t in below)
            if not over_text or self._is_opaque(item):
                self._paint.surface(order, box)
        return {
            text.key: text
            for text in texts
            if text.light
            or text.clip is not None
            or (
                text.order < self._paint.last
                and self._paint.covered(text.order, _bounds(text.item, text.matrix))
            )
        }

    def _picture(self, order: int, item: Any, matrix: Matrix) -> None:
        """A picture, or a line that is one stretched."""
        box = _bounds(item, matrix)
        if is_thin(box):
            self.lines.append(box)
        else:
            self._pictures.append((order, item, box))

    def _is_opaque(self, item: Any) -> bool:
        if raw.FPDFPageObj_HasTransparency(item):
            return False
        bitmap = raw.FPDFImageObj_GetRenderedBitmap(self._page.pdf, self._page, item)
        if not bitmap:
            return True
        picture = pdfium.PdfBitmap.from_raw(bitmap)
        if picture.format != raw.FPDFBitmap_BGRA:
            return True
        return bool((picture.to_numpy()[:, :, 3] >= _OPAQUE).mean() > _MOSTLY)

    def _path(self, order: int, item: Any, matrix: Matrix) -> None:
        look = path_look(item)
        filled = look.filled.seen and not look.filled.light
        box = _bounds(item, matrix)
        few = look.points <= _FEW
        if look.filled.seen and not is_thin(box):
            covers = few and look.solid
            self._paint.surface(order, box, light=look.filled.light, covers=covers)
        if not look.stroked and not filled:
            return
        if few and is_thin(box):
            self.lines.append(box)
            return
        self._take(look.points)
        shape = list(outlines(item, look.points, times(_matrix(item), matrix)))
        for outline in shape:
            self.lines += drawn_lines(outline, stroked=look.stroked, filled=filled and not few)
        drawn = letter_box(shape)
        if drawn is not None:
            self._letters.append(drawn)


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
