"""What a scanner makes of printed pages: pictures at 150 dpi, not straight, not clean."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from io import BytesIO
from random import Random
from typing import NamedTuple

import numpy as np
import pypdfium2
from numpy.typing import NDArray

Picture = NDArray[np.uint8]

DPI = 150
_TILT = 1.5  # degrees, either way
_NOISE = 12.0  # standard deviation, of 255


class Image(NamedTuple):
    """A picture as it stands in a PDF: points across and down, bits of each, filter, data."""

    width: int
    height: int
    bits: int
    filter: str
    data: bytes


def scanned_pdf(pdf: bytes, rng: Random) -> bytes:
    """Return a PDF that holds nothing but a scan of every page; ImportError without Pillow."""
    return image_pdf([_grey(scan) for scan in scans(pdf, rng)])


def copied_pdf(pdf: bytes, rng: Random) -> bytes:
    """Return a PDF of small scans: four greys, a clean ground, as office copiers make them."""
    return image_pdf([_four_greys(scan) for scan in scans(pdf, rng, noise=2)])


def scanned_png(pdf: bytes, rng: Random) -> bytes:
    """Return the scans of all pages, one below the other, as one PNG picture."""
    return png(np.concatenate(scans(pdf, rng)))


def scans(pdf: bytes, rng: Random, noise: float = _NOISE) -> list[Picture]:
    """Return a grey scan of every page."""
    out = []
    for page in pypdfium2.PdfDocument(pdf):
        printed = page.render(scale=DPI / 72, grayscale=True)
        picture = printed.to_numpy().reshape(printed.height, printed.width)
        out.append(degraded(picture, rng, noise))
    return out


def degraded(page: Picture, rng: Random, noise: float) -> Picture:
    """Turn a page a little, blur it and add noise."""
    turned = _blurred(_turned(page.astype(np.float32), rng.uniform(-_TILT, _TILT)))
    grain = np.random.default_rng(rng.getrandbits(32)).normal(0, noise, turned.shape)
    paper = rng.uniform(0.9, 1)  # paper is not quite white, ink not quite black
    return np.clip(turned * (paper - 0.1) + 25 + grain, 0, 255).astype(np.uint8)


def _turned(page: NDArray[np.float32], degrees: float) -> NDArray[np.float32]:
    """Rotate about the middle, white outside, by linear interpolation."""
    height, width = page.shape
    sine, cosine = np.sin(np.radians(degrees)), np.cos(np.radians(degrees))
    y, x = np.mgrid[:height, :width].astype(np.float32)
    y, x = y - height / 2, x - width / 2
    across = np.clip(cosine * x + sine * y + width / 2, 0, width - 1.01)
    down = np.clip(cosine * y - sine * x + height / 2, 0, height - 1.01)
    left, top = across.astype(np.intp), down.astype(np.intp)
    right, below = across - left, down - top
    above = page[top, left] * (1 - right) + page[top, left + 1] * right
    under = page[top + 1, left] * (1 - right) + page[top + 1, left + 1] * right
    out: NDArray[np.float32] = (above * (1 - below) + under * below).astype(np.float32)
    return out


def _blurred(page: NDArray[np.float32]) -> NDArray[np.float32]:
    """Let every point take a fifth of its light from its neighbours on each axis."""
    for axis in (0, 1):
        page = 0.8 * page + 0.1 * (np.roll(page, 1, axis) + np.roll(page, -1, axis))
    return page


def png(picture: Picture) -> bytes:
    """Return a grey picture as PNG."""
    height, width = picture.shape
    lines = np.insert(picture, 0, 0, axis=1).tobytes()  # each line begins with its filter: none
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(lines)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*chunk) for chunk in chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    check = struct.pack(">I", zlib.crc32(kind + data))
    return struct.pack(">I", len(data)) + kind + data + check


def _grey(picture: Picture) -> Image:
    from PIL.Image import fromarray

    out = BytesIO()
    fromarray(picture).save(out, "JPEG", quality=75)
    return Image(picture.shape[1], picture.shape[0], 8, "DCTDecode", out.getvalue())


def _four_greys(picture: Picture) -> Image:
    """Two bits a point, a line in whole bytes; the ends of the scale are cut off."""
    height, width = picture.shape
    levels = np.clip((picture.astype(np.float32) - 40) / 190 * 3 + 0.5, 0, 3).astype(np.uint8)
    levels = np.pad(levels, ((0, 0), (0, -width % 4)))
    packed = levels[:, 0::4] << 6 | levels[:, 1::4] << 4 | levels[:, 2::4] << 2 | levels[:, 3::4]
    return Image(width, height, 2, "FlateDecode", zlib.compress(packed.tobytes(), 9))


def image_pdf(pages: Sequence[Image]) -> bytes:
    """Return a PDF with a picture on every page and no text."""
    kids = " ".join(f"{3 * n + 3} 0 R" for n in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids [{kids}] >>".encode(),
    ]
    for n, image in enumerate(pages):
        across, down = image.width * 72 / DPI, image.height * 72 / DPI
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {across:.2f} {down:.2f}] /Contents "
            f"{3 * n + 4} 0 R /Resources << /XObject << /Im0 {3 * n + 5} 0 R >> >> >>".encode()
        )
        objects.append(_stream("", f"{across:.2f} 0 0 {down:.2f} 0 0 cm /Im0 Do".encode()))
        told = (
            f"/Type /XObject /Subtype /Image /Width {image.width} /Height {image.height} "
            f"/BitsPerComponent {image.bits} /ColorSpace /DeviceGray /Filter /{image.filter} "
        )
        objects.append(_stream(told, image.data))
    return _pdf(objects)


def _stream(told: str, data: bytes) -> bytes:
    return f"<< {told}/Length {len(data)} >>\nstream\n".encode() + data + b"\nendstream"


def _pdf(objects: Sequence[bytes]) -> bytes:
    """Number the objects from 1, the catalogue first, and say where each begins."""
    out, starts = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n", []
    for number, data in enumerate(objects, 1):
        starts.append(len(out))
        out += f"{number} 0 obj\n".encode() + data + b"\nendobj\n"
    table = "".join(f"{start:010} 00000 n \n" for start in starts)
    count = len(objects) + 1
    end = (
        f"xref\n0 {count}\n0000000000 65535 f \n{table}"
        f"trailer\n<< /Size {count} /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF\n"
    )
    return out + end.encode()
