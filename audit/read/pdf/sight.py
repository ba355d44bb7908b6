"""What a page shows of text that may be unseen: the difference it makes to the page's picture."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from ctypes import byref, c_int
from typing import Any

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as raw
from numpy.typing import NDArray

from audit.document import Box
from audit.read.pages.view import Sight

_SCALE = 2.0  # pixels a point
_MOST_PIXELS = 16_000_000
_CONTRAST = 24  # of 255: what differs less is not seen
_WHITE = 235  # of 255
_MOST_OF = 0.5  # of a character's width and height must be seen, or it may be another


class Sights:
    """A page drawn with all its texts, without those in doubt, and without any."""

    def __init__(
        self, page: pdfium.PdfPage, doubtful: Collection[Any], texts: Collection[Any]
    ) -> None:
        """Draw the page three times; `texts` are all text objects that it draws."""
        self._page = page
        modes = [(text, raw.FPDFTextObj_GetTextRenderMode(text)) for text in texts]
        whole = _picture(page)
        _hide(doubtful)
        without = _picture(page)
        _hide(texts)
        self._paper = _picture(page).min(axis=2) >= _WHITE
        for text, mode in modes:
            raw.FPDFTextObj_SetTextRenderMode(text, mode)
        self._differs = np.abs(whole.astype(np.int16) - without).max(axis=2) >= _CONTRAST

    def of(self, box: Box) -> Sight:
        """Tell what is seen of a character of these texts in a box that fits it tightly."""
        area = self._area(box)
        differs = self._differs[area]
        rows, columns = np.flatnonzero(differs.any(axis=1)), np.flatnonzero(differs.any(axis=0))
        if not len(rows):
            return Sight.NOTHING if self._paper[area].all() else Sight.COVERED
        high, wide = rows[-1] - rows[0] + 1, columns[-1] - columns[0] + 1
        most = high >= _MOST_OF * differs.shape[0] and wide >= _MOST_OF * differs.shape[1]
        return Sight.SEEN if most else Sight.COVERED

    def _area(self, box: Box) -> tuple[slice, slice]:
        high, wide = self._paper.shape
        x, y = c_int(), c_int()
        xs, ys = [], []
        for left, top in ((box[0], box[1]), (box[2], box[3])):
            raw.FPDF_PageToDevice(
                self._page.raw, 0, 0, wide, high, 0, left, top, byref(x), byref(y)
            )
            xs.append(min(max(x.value, 0), wide - 1))
            ys.append(min(max(y.value, 0), high - 1))
        return slice(min(ys), max(ys) + 1), slice(min(xs), max(xs) + 1)


def _hide(texts: Iterable[Any]) -> None:
    for text in texts:
        raw.FPDFTextObj_SetTextRenderMode(text, raw.FPDF_TEXTRENDERMODE_INVISIBLE)


def _picture(page: pdfium.PdfPage) -> NDArray[np.uint8]:
    wide, high = page.get_size()
    scale = min(_SCALE, (_MOST_PIXELS / max(1.0, wide * high)) ** 0.5)
    drawn: NDArray[np.uint8] = page.render(scale=scale).to_numpy()
    return drawn if drawn.ndim == 3 else drawn[:, :, np.newaxis]
