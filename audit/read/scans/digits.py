"""A second opinion on numbers: glyph by glyph, by a small net of our own, without any context.

It cuts where the ink has gaps, so it neither joins nor invents letters; it shares neither model
nor method with the recognition of whole lines. benchmarks/digits.py trains it.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from audit.read.scans.recognise import Grey

CLASSES = "0123456789/无?"  # the last stands for everything else
SIZE = 24, 16  # rows and columns of a glyph as the net sees it
_SURE = 0.7
_DARK = 0.35, 0.22  # of the darkest ink of the line; the second joins glyphs that broke
_PALE = 40  # of 255: what is paler is no ink
_DIGIT = 0.62  # times as wide as high is a digit
_WIDE = 0.95  # times as wide as high: glyphs that touch
_SPECK = 3  # pixels
_THIN = 6  # pixels: a short dash is as thin
_FAR = 0.9  # heights of the line between two glyphs of one number
_LOW = 0.4  # of the height of the line: only a point or a comma is so low and small
_FLAT = 1.6  # times as wide as high: a dash


class _Net(NamedTuple):
    first: NDArray[np.float32]
    second: NDArray[np.float32]


@cache
def _net() -> _Net:
    with (
        files("audit.read.scans").joinpath("digits.npz").open("rb") as file,
        np.load(file) as stored,
    ):
        return _Net(stored["first"].astype(np.float32), stored["second"].astype(np.float32))


def read_digits(line: Grey) -> str:
    """Read a line that is a number or a placeholder; what is neither comes out as "?"."""
    read = (_read(line, dark) for dark in _DARK)
    return next((text for text in read if CLASSES[-1] not in text), CLASSES[-1])


def _read(line: Grey, dark: float) -> str:
    boxes = glyph_boxes(line, dark)
    if not boxes:
        return ""
    top, bottom = min(box.top for box in boxes), max(box.bottom for box in boxes)
    height = bottom - top
    out, end = "", boxes[0].left
    for box in boxes:
        small = max(box.width, box.height) < _LOW * height
        alone = len(boxes) == 1 and box.height <= _THIN
        dash = box.width > (1 if alone else _FLAT) * box.height
        if small and not dash and box.top < top + height / 2:
            continue  # dirt: no sign of a number is small, round and high
        if box.left - end > _FAR * height and height > 2 * _THIN:
            out += " "
        end = box.right
        out += "-" if dash else "." if small else _letters(line, box)
    return out


class Box(NamedTuple):
    """Where a glyph stands, in pixels."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        """Pixels across."""
        return self.right - self.left

    @property
    def height(self) -> int:
        """Pixels from top to bottom."""
        return self.bottom - self.top

    def cut(self, line: Grey) -> Grey:
        """Its picture."""
        return line[self.top : self.bottom, self.left : self.right]


def glyph_boxes(line: Grey, least: float = _DARK[0]) -> list[Box]:
    """Boxes of what stands side by side, from the left; `least` is how dark ink is."""
    smooth = cv2.GaussianBlur(255 - line, (3, 3), 0)
    dark = (smooth > max(_PALE, least * float(smooth.max()))).astype(np.uint8)
    count, _, found, _ = cv2.connectedComponentsWithStats(dark, connectivity=8)
    out: list[Box] = []
    for x, y, width, height in sorted(found[1:count, :4].tolist()):
        if max(width, height) <= _SPECK:
            continue
        box = Box(x, y, x + width, y + height)
        if out and x < out[-1].right - 1:  # one above the other: parts of one glyph
            last = out.pop()
            box = Box(
                last.left,
                min(last.top, box.top),
                max(last.right, box.right),
                max(last.bottom, box.bottom),
            )
        out.append(box)
    return out


def _letters(line: Grey, box: Box) -> str:
    """What a box says: one letter, or digits of one width that touch."""
    glyph = box.cut(line)
    whole = classify(glyph_image(glyph))
    if whole != CLASSES[-1] or box.width <= _WIDE * box.height:
        return whole
    return "".join(classify(glyph_image(part)) for part in _parts(glyph))


def _parts(glyph: Grey) -> list[Grey]:
    """A picture of several digits cut near equal widths, where the ink is thinnest."""
    height, width = glyph.shape
    many = max(2, round(width / (_DIGIT * height)))
    step = width / many
    profile = (255 - glyph).sum(axis=0, dtype=np.int64)
    cuts = [0]
    for n in range(1, many):
        first, last = round((n - 0.25) * step), round((n + 0.25) * step) + 1
        cuts.append(first + int(profile[first:last].argmin()))
    return [glyph[:, a:b] for a, b in pairwise([*cuts, width])]


def glyph_image(glyph: Grey) -> NDArray[np.float32]:
    """A glyph as the net sees it: its ink from 0 to 1, in its own proportions."""
    rows, columns = SIZE
    ink = (255 - glyph).astype(np.float32)
    scale = min((rows - 2) / glyph.shape[0], (columns - 2) / glyph.shape[1])
    size = max(1, round(glyph.shape[1] * scale)), max(1, round(glyph.shape[0] * scale))
    small = cv2.resize(ink, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    out = np.zeros(SIZE, np.float32)
    y, x = (rows - size[1]) // 2, (columns - size[0]) // 2
    out[y : y + size[1], x : x + size[0]] = small / max(float(small.max()), 1.0)
    return out


def classify(image: NDArray[np.float32]) -> str:
    """The class of a glyph, "?" where the net is not sure."""
    net = _net()
    hidden = np.maximum(np.append(image.ravel(), 1.0) @ net.first, 0)
    scores = np.append(hidden, 1.0) @ net.second
    chances = np.exp(scores - scores.max())
    best = int(chances.argmax())
    return CLASSES[best] if chances[best] >= _SURE * chances.sum() else CLASSES[-1]
