"""One page of a PDF: its characters and its rule lines, as they are shown."""

from __future__ import annotations

import math
from collections import Counter
from ctypes import byref, c_double
from typing import NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from audit.errors import InputError
from audit.read.glyphs import LOST, Glyph, Page, letter
from audit.read.lattice import Rule
from audit.read.pdflines import Drawn, Line, read_lines

_MOST_GLYPHS = 60_000  # a page of small print has some thousands
_STRAIGHT = 0.035  # radians off a quarter turn: what is further off is a watermark
_QUARTER = math.pi / 2
_SPACES = {0x20, 0xA0, 0x3000}
_BREAKS = {0, 0x09, 0x0A, 0x0D}
_HYPHENS = {0x02, 0xFFFE}  # what the library makes of a hyphen that ends a line
_DIGITS = set("0123456789０１２３４５６７８９")


class Shown(NamedTuple):
    """A page, whether a picture covers much of it, and whether text lies unseen under it."""

    page: Page
    picture: bool
    hidden: bool


class _Char(NamedTuple):
    """A character in the page's own coordinates; `quarter` is -1 where it stands askew."""

    code: int
    quarter: int
    left: float
    bottom: float
    right: float
    top: float
    x: float
    y: float


def show_page(page: pdfium.PdfPage, number: int, name: str) -> Shown:
    """Return what a page shows; InputError if it has more characters or lines than any report."""
    drawn = read_lines(page, name)
    chars = _chars(page, drawn, name)
    turns = Counter(char.quarter for char in chars if char.quarter >= 0).most_common(1)
    rotation = page.get_rotation() // 90
    quarter = turns[0][0] if turns else rotation
    view = _View(page.get_bbox(), quarter)
    glyphs = [glyph for char in chars if (glyph := view.glyph(char))]
    shown = Page(
        *(number, view.width, view.height, glyphs, *view.rules(drawn.lines)),
        turned=(quarter - rotation) % 4,
    )
    return Shown(shown, drawn.covers(page.get_bbox()), bool(drawn.hidden))


def _chars(page: pdfium.PdfPage, drawn: Drawn, name: str) -> list[_Char]:
    """The characters that are shown; spaces are left out, for the boxes tell them."""
    text = page.get_textpage()
    count = raw.FPDFText_CountChars(text)
    if count > _MOST_GLYPHS:
        raise InputError("read.long", name=name, rows=count, most=_MOST_GLYPHS)
    handle, box, x, y = text.raw, raw.FS_RECTF(), c_double(), c_double()
    box_at, x_at, y_at = byref(box), byref(x), byref(y)
    out = []
    for n in range(count):
        code = raw.FPDFText_GetUnicode(handle, n)
        if code in _SPACES or (code in _BREAKS and raw.FPDFText_IsGenerated(handle, n) == 1):
            continue
        if drawn.hidden and drawn.is_hidden(raw.FPDFText_GetTextObject(handle, n)):
            continue
        raw.FPDFText_GetLooseCharBox(handle, n, box_at)
        raw.FPDFText_GetCharOrigin(handle, n, x_at, y_at)
        quarter = _quarter(raw.FPDFText_GetCharAngle(handle, n))
        if code >= 0xD800 and raw.FPDFText_HasUnicodeMapError(handle, n) == 1:
            code = 0
        edges = box.left, box.bottom, box.right, box.top
        out.append(_Char(code, quarter, *edges, x.value, y.value))
    text.close()
    return out


def _quarter(angle: float) -> int:
    """Quarter turns, clockwise, that make a character upright."""
    turns = -angle / _QUARTER
    whole = round(turns)
    return whole % 4 if abs(turns - whole) * _QUARTER < _STRAIGHT else -1


class _View:
    """Turns a page's own coordinates into those of the page as it is read, from its top left."""

    def __init__(self, box: tuple[float, float, float, float], quarter: int) -> None:
        self._box, self.quarter = box, quarter
        width, height = box[2] - box[0], box[3] - box[1]
        self.width, self.height = (width, height) if quarter % 2 == 0 else (height, width)

    def point(self, x: float, y: float) -> tuple[float, float]:
        left, bottom, right, top = self._box
        if self.quarter == 0:
            return x - left, top - y
        if self.quarter == 1:
            return y - bottom, x - left
        return (right - x, y - bottom) if self.quarter == 2 else (top - y, right - x)

    def glyph(self, char: _Char) -> Glyph | None:
        """The character as a glyph of the page; None if it stands askew, outside, or nowhere."""
        (x1, y1), (x2, y2) = self.point(char.left, char.bottom), self.point(char.right, char.top)
        base = self.point(char.x, char.y)[1]
        left, right, top, bottom = min(x1, x2), max(x1, x2), min(y1, y2), max(y1, y2)
        inside = 0 <= left + right <= 2 * self.width and 0 <= top + bottom <= 2 * self.height
        if char.quarter < 0 or not inside or not right > left or not bottom > top:
            return None
        text = "-" if char.code in _HYPHENS else letter(char.code)
        if char.quarter != self.quarter:
            base = bottom
            text = LOST if text in _DIGITS else text  # which way it is read is not certain
        return Glyph(text, left, top, right, bottom, base)

    def rules(self, lines: list[Line]) -> tuple[list[Rule], list[Rule]]:
        """Rule lines of the page, those across and those down."""
        across, down = [], []
        for x1, y1, x2, y2 in lines:
            (left, top), (right, bottom) = self.point(x1, y1), self.point(x2, y2)
            left, right = _within(left, right, self.width)
            top, bottom = _within(top, bottom, self.height)
            wide, high = right - left, bottom - top
            if wide >= high:
                across.append(Rule((top + bottom) / 2, left, right))
            if high >= wide:
                down.append(Rule((left + right) / 2, top, bottom))
        return across, down


def _within(one: float, other: float, most: float) -> tuple[float, float]:
    return max(0.0, min(one, other)), min(most, max(one, other))
