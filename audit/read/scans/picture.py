"""Pictures of pages: opened within bounds, their ground made white, set level."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import BytesIO
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from audit.bounds import Bounds
from audit.document import Box
from audit.errors import InputError
from audit.read.scans.recognise import Grey

Colours = NDArray[np.uint8]
Affine = NDArray[np.float64]

Image.MAX_IMAGE_PIXELS = None  # a warning would reach the user; `_refuse_huge` says it properly
_MOST_PIXELS = 80_000_000  # A3 at 600 dots an inch
_LONGEST = 30_000  # pixels of one side: OpenCV's own limit is 32,767
_NARROW, _WIDE = 1500, 1750  # a page is brought to such a width; A4 at 180 to 210 dots an inch
_LANDSCAPE = 1.6  # times as wide as high: a page on its side, not a strip of one
_GROUND = 4  # the ground is looked at in a picture so many times smaller
_DARK_GROUND = 110  # of 255
_STEEPEST = 5.0  # degrees
_FAINTEST = 24  # ink this much darker than the ground counts when the page is set level


# from a page turned by quarters back to the page of this width and height
_QUARTERS: tuple[Callable[[int, int], list[list[int]]], ...] = (
    lambda _width, _height: [[1, 0, 0], [0, 1, 0]],
    lambda width, _height: [[0, -1, width], [1, 0, 0]],
    lambda width, height: [[-1, 0, width], [0, -1, height]],
    lambda _width, height: [[0, 1, 0], [-1, 0, height]],
)


class Picture(NamedTuple):
    """A page made ready: dark on white, level, of a usual width.

    `text` leaves out coloured ink (a seal), `ink` shows all of it; `back` leads from pixels here
    to points of the page as it is shown.
    """

    text: Grey
    ink: Grey
    back: Affine

    def box(self, left: float, top: float, right: float, bottom: float) -> Box:
        """Return the box, on the page as it is shown, around a box of this picture."""
        corners = np.array([[left, top, 1], [right, top, 1], [left, bottom, 1], [right, bottom, 1]])
        x, y = self.back @ corners.T
        return tuple(round(float(edge), 1) for edge in (x.min(), y.min(), x.max(), y.max()))  # type: ignore[return-value]


def open_pages(name: str, data: bytes, bounds: Bounds) -> Iterator[Colours]:
    """Yield the pages of an image file as red, green, blue; only TIFF has more than one.

    Raises InputError for a damaged file, and for more pages or pixels than a report has.
    """
    try:
        image = Image.open(BytesIO(data))
        pages = getattr(image, "n_frames", 1) if image.format == "TIFF" else 1
    except Exception:  # whatever a decoder says of a damaged file
        raise InputError("read.damaged", name=name) from None
    if pages > bounds.pages:
        raise InputError("read.pages", name=name, pages=pages, most=bounds.pages)
    for number in range(pages):
        try:
            image.seek(number)
            size = image.size
        except Exception:
            raise InputError("read.damaged", name=name) from None
        refuse_huge(name, *size)
        try:
            yield _colours(ImageOps.exif_transpose(image))
        except Exception:
            raise InputError("read.damaged", name=name) from None


def refuse_huge(name: str, width: float, height: float) -> None:
    """Raise InputError for a page of more pixels than any scanner makes."""
    if width * height > _MOST_PIXELS or max(width, height) > _LONGEST:
        raise InputError("read.pixels", name=name, width=int(width), height=int(height))


def _colours(image: Image.Image) -> Colours:
    """Any mode as 8-bit colours on white: deep greys, palettes, CMYK, transparency."""
    if image.mode.startswith(("I", "F")):
        deep = np.asarray(image, dtype=np.float64)
        low, high = float(deep.min()), float(deep.max())
        grey = ((deep - low) * (255 / max(high - low, 1e-9))).astype(np.uint8)
        return np.repeat(grey[:, :, None], 3, axis=2)
    if image.has_transparency_data:
        image = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image)
    return np.asarray(image.convert("RGB"))


def prepare(page: Colours, points: float, quarters: int = 0) -> Picture:
    """Make a page ready for reading; `points` is the size of one of its pixels.

    `quarters` is how often the page is first turned by 90°, against the clock.
    """
    height, width = page.shape[:2]
    upright = _QUARTERS[quarters](width, height)
    page = np.ascontiguousarray(np.rot90(page, quarters))
    height, width = page.shape[:2]
    across = height if height < width < _LANDSCAPE * height else width
    scale = min(max(across, _NARROW), _WIDE) / across
    scale = min(scale, _LONGEST / max(1, height))
    size = max(1, round(width * scale)), max(1, round(height * scale))
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    sized = cv2.resize(page, size, interpolation=way)
    one, two, three = cv2.split(sized)
    palest, darkest = cv2.max(cv2.max(one, two), three), cv2.min(cv2.min(one, two), three)
    planes = [_on_white(np.asarray(plane, dtype=np.uint8)) for plane in (palest, darkest)]
    turn = cv2.getRotationMatrix2D((size[0] / 2, size[1] / 2), _skew(planes[0]), 1.0)
    level = np.vstack([cv2.invertAffineTransform(turn) / scale, [0, 0, 1]])
    back = points * (np.array(upright, np.float64) @ level)
    text, ink = (
        np.asarray(
            cv2.warpAffine(plane, turn, size, flags=cv2.INTER_CUBIC, borderValue=(255,)),
            dtype=np.uint8,
        )
        for plane in planes
    )
    return Picture(text, ink, back)


def _on_white(plane: Grey) -> Grey:
    """The picture with its ground made white, by what is usual around each place.

    Where the ground is dark (a filled cell) the lighter is ink.
    """
    size = max(1, plane.shape[1] // _GROUND), max(1, plane.shape[0] // _GROUND)
    small = cv2.resize(plane, size, interpolation=cv2.INTER_AREA)
    ground = cv2.resize(cv2.medianBlur(small, 31), plane.shape[::-1]).astype(np.float32)
    shown = plane.astype(np.float32)
    darker = np.where(ground >= _DARK_GROUND, ground - shown, shown - ground)
    share = darker / np.where(ground >= _DARK_GROUND, ground, 255 - ground)
    return np.asarray(255 - 255 * share.clip(0, 1), dtype=np.uint8)


def _skew(text: Grey) -> float:
    """Degrees to turn the page so that lines are level: their profile is then the sharpest."""
    scale = min(1.0, 800 / text.shape[1])
    size = max(1, round(text.shape[1] * scale)), max(1, round(text.shape[0] * scale))
    small = cv2.resize(text, size, interpolation=cv2.INTER_AREA)
    ink = ((255 - small) > _FAINTEST).astype(np.float32)
    height, width = ink.shape

    def sharpness(angle: float) -> float:
        turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
        profile = cv2.warpAffine(ink, turn, (width, height)).sum(axis=1)
        return float(np.square(np.diff(profile)).sum())

    best = max(np.arange(-_STEEPEST, _STEEPEST + 0.1, 0.5), key=sharpness)
    best = max(best + np.arange(-0.4, 0.41, 0.1), key=sharpness)
    return float(best + max(np.arange(-0.08, 0.081, 0.02), key=lambda a: sharpness(best + a)))
