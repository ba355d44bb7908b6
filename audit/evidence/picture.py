"""Pages of a source as pictures that an HTML page can hold: grey PNG, or the image file itself."""

from __future__ import annotations

import base64
import struct
import zlib
from collections.abc import Sequence
from io import BytesIO
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from audit.read.kinds import binary_kind

Grey = NDArray[np.uint8]

_DPI = 110
_PIXELS = 2_500_000  # of one picture: an A3 page at that resolution
_BYTES = 150_000  # of one picture, unless it would become too coarse to read
_COARSEST = 450_000  # pixels
_AS_IS = 2_000_000  # bytes of an image file that is taken over unchanged
_SHOWN = {b"\x89PNG": "png", b"\xff\xd8\xff": "jpeg", b"GIF8": "gif"}
_LEVELS = 15  # shades of grey besides white: enough for print, and two pixels fit into a byte


class Picture(NamedTuple):
    """A page as it is shown: its size in points, its picture as a data: URI."""

    width: float
    height: float
    uri: str


def pictures(data: bytes, pages: Sequence[int], most: int) -> dict[int, Picture]:
    """Return pictures of a file's pages by their number, at most so many, first those in `pages`.

    Empty for a kind that has no picture, and for a file that cannot be drawn.
    """
    kind = binary_kind(data)
    if kind == "pdf":
        return _of_pdf(data, pages, most)
    return _of_image(data, most) if kind == "image" else {}


def _of_pdf(data: bytes, pages: Sequence[int], most: int) -> dict[int, Picture]:
    import pypdfium2

    try:
        pdf = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:
        return {}
    try:
        rest = [n for n in range(1, len(pdf) + 1) if n not in set(pages)]
        wanted = sorted(n for n in [*pages, *rest][:most] if n <= len(pdf))
        return {number: _of_page(pdf[number - 1]) for number in wanted}
    except pypdfium2.PdfiumError:
        return {}
    finally:
        pdf.close()


def _of_page(page: Any) -> Picture:
    width, height = page.get_size()
    scale = min(_DPI / 72, (_PIXELS / max(1.0, width * height)) ** 0.5)
    while True:
        grey: Grey = page.render(scale=scale, grayscale=True).to_numpy()
        png = grey_png(grey.reshape(grey.shape[:2]))
        if len(png) <= _BYTES or grey.size <= _COARSEST:
            return Picture(width, height, _uri("png", png))
        scale *= 0.8


def _of_image(data: bytes, most: int) -> dict[int, Picture]:
    """An image's pages, upright; a pixel counts as a point. Only TIFF has more than one page."""
    try:
        from PIL import Image, ImageOps
    except ImportError:  # the extra that reads images brings it
        return {}
    kind = next((kind for magic, kind in _SHOWN.items() if data.startswith(magic)), "")
    out = {}
    try:
        image = Image.open(BytesIO(data))
        for number in range(1, min(most, 1 if kind else getattr(image, "n_frames", 1)) + 1):
            image.seek(number - 1)
            upright = ImageOps.exif_transpose(image)
            if kind and len(data) <= _AS_IS:
                uri = _uri(kind, data)
            else:
                uri = _uri("png", _small_png(np.asarray(upright.convert("L"))))
            out[number] = Picture(upright.width, upright.height, uri)
    except Exception:  # whatever a decoder says of a damaged file: its text is shown instead
        return {}
    return out


def _small_png(grey: Grey) -> bytes:
    """A picture of a size that can be sent, whole rows and columns left out evenly."""
    while True:
        png = grey_png(grey)
        if len(png) <= 2 * _BYTES or grey.size <= _PIXELS // 2:
            return png
        grey = _halved(grey)


def _halved(grey: Grey) -> Grey:
    rows, columns = (n - n % 2 for n in grey.shape)
    even = grey[:rows, :columns].astype(np.uint16)
    four = even[::2, ::2] + even[1::2, ::2] + even[::2, 1::2] + even[1::2, 1::2]
    return (four // 4).astype(np.uint8)


def grey_png(grey: Grey) -> bytes:
    """Return a grey picture as PNG in sixteen shades; the same picture gives the same bytes."""
    height, width = grey.shape
    shades = ((grey.astype(np.uint16) * _LEVELS + 127) // 255).astype(np.uint8)
    even = np.pad(shades, ((0, 0), (0, width % 2)))
    packed = (even[:, ::2] << 4) | even[:, 1::2]
    lines = np.pad(packed, ((0, 0), (1, 0)))  # each line begins with its filter, 0: none
    header = struct.pack(">IIBBBBB", width, height, 4, 0, 0, 0, 0)
    body = zlib.compress(lines.tobytes(), 6)
    chunks = (b"IHDR", header), (b"IDAT", body), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, part) for name, part in chunks)


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def _uri(kind: str, data: bytes) -> str:
    return f"data:image/{kind};base64,{base64.b64encode(data).decode('ascii')}"
