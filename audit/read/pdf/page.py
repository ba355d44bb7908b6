"""One page of a PDF: its characters and its rule lines, as they are shown."""

from __future__ import annotations

from collections.abc import Container, Sequence
from ctypes import byref, c_double
from typing import Any, NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from audit.clean import UNSEEN
from audit.errors import InputError
from audit.read.pages.glyphs import Page
from audit.read.pages.view import Char, Sight, page_of, quarter_of
from audit.read.pdf.drawn import Drawn, key_of
from audit.read.pdf.sight import Sights

_MOST_GLYPHS = 60_000  # a page of small print has some thousands
_SPACES = {0x20, 0xA0, 0x3000}
_BREAKS = {0, 0x09, 0x0A, 0x0D}
_HYPHENS = {0x02, 0xFFFE}  # what the library makes of a hyphen that ends a line
_OF_VALUES = frozenset(map(ord, "0123456789０１２３４５６７８９.-/－—―／"))
_LATIN = 0x7F  # every system has shapes for letters up to here
_FIRST_ODD = 0xD800  # from here on codes may mean nothing outside their font


class Shown(NamedTuple):
    """A page, whether much of it is a picture, and how many of its characters are not seen."""

    page: Page
    picture: bool
    unseen: int


def show_page(page: pdfium.PdfPage, number: int, name: str, *, layers: bool) -> Shown:
    """Return what a page shows; InputError if it has more characters or lines than any report.

    `layers` tells that the file may have parts that are switched off.
    """
    drawn = Drawn(page, name, layers=layers)
    chars, unseen = _chars(page, drawn, name)
    box = page.get_bbox()
    shown = page_of(
        *(number, box, page.get_rotation() // 90, chars, drawn.lines),
        marks=drawn.pictures,
        outlines=drawn.letters,
    )
    return Shown(shown, drawn.pictured(box), unseen)


def _chars(page: pdfium.PdfPage, drawn: Drawn, name: str) -> tuple[list[Char], int]:
    """The characters that are shown, and how many are not.

    Spaces are left out, for the boxes tell them.
    """
    text = page.get_textpage()
    count = raw.FPDFText_CountChars(text)
    if count > _MOST_GLYPHS:
        raise InputError("read.long", name=name, rows=count, most=_MOST_GLYPHS)
    handle, box, x, y = text.raw, raw.FS_RECTF(), c_double(), c_double()
    box_at, x_at, y_at = byref(box), byref(x), byref(y)
    codes = [raw.FPDFText_GetUnicode(handle, n) for n in range(count)]
    doubtful = _doubts(handle, codes, drawn)
    sights = Sights(page, doubtful.values(), drawn.texts) if doubtful else None
    out, unseen = [], 0
    for n, code in enumerate(codes):
        if code in _SPACES or (code in _BREAKS and raw.FPDFText_IsGenerated(handle, n) == 1):
            continue
        if code in _HYPHENS:
            code = ord("-")
        elif code >= _FIRST_ODD and raw.FPDFText_HasUnicodeMapError(handle, n) == 1:
            code = 0
        if sights or drawn.hidden:
            sight = _sight(handle, n, drawn.hidden, doubtful, sights)
            unseen += sight is not Sight.SEEN
            if sight is Sight.NOTHING:
                continue
            code = ord(UNSEEN) if sight is Sight.COVERED else code
        raw.FPDFText_GetLooseCharBox(handle, n, box_at)
        raw.FPDFText_GetCharOrigin(handle, n, x_at, y_at)
        quarter = quarter_of(-raw.FPDFText_GetCharAngle(handle, n))
        edges = box.left, box.bottom, box.right, box.top
        out.append(Char(code, quarter, *edges, x.value, y.value))
    text.close()
    return out, unseen


def _doubts(handle: Any, codes: Sequence[int], drawn: Drawn) -> dict[int, Any]:
    """Text objects that may not be seen; of words, which are no values, only if covered."""
    out = dict(drawn.doubtful)
    asked = set(out)
    for n, code in enumerate(codes):
        if code in _OF_VALUES:
            text = raw.FPDFText_GetTextObject(handle, n)
            key = key_of(text)
            if key not in asked:
                asked.add(key)
                if drawn.is_doubtful(text):
                    out[key] = text
    return out


def _sight(
    handle: Any, n: int, hidden: Container[int], doubtful: Container[int], sights: Sights | None
) -> Sight:
    """What is seen of a character."""
    text = raw.FPDFText_GetTextObject(handle, n)
    key = key_of(text)
    if key in hidden:
        return Sight.NOTHING
    if sights is None or key not in doubtful:
        return Sight.SEEN
    left, right, bottom, top = c_double(), c_double(), c_double(), c_double()
    raw.FPDFText_GetCharBox(handle, n, byref(left), byref(right), byref(bottom), byref(top))
    sight = sights.of((left.value, bottom.value, right.value, top.value))
    if sight is Sight.SEEN or raw.FPDFText_GetUnicode(handle, n) <= _LATIN:
        return sight
    # a font that did not come along may have no shape here for a letter
    drawn_here = raw.FPDFFont_GetIsEmbedded(raw.FPDFTextObj_GetFont(text)) == 1
    clips = raw.FPDFTextObj_GetTextRenderMode(text) == raw.FPDF_TEXTRENDERMODE_CLIP
    return sight if drawn_here or clips else Sight.SEEN
