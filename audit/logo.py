"""The logo of an office: a PNG or JPEG file, refused unless it is whole and of sensible size."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from pathlib import Path

from xlsxwriter.exceptions import XlsxWriterException
from xlsxwriter.image import Image

from audit.template import Logo
from audit.words import later

MOST_BYTES = 1_000_000
MOST_PIXELS = 4_000  # a side; on paper a logo has some hundred
_SCREEN = 96.0  # pixels to an inch
_PNG, _END = b"\x89PNG\r\n\x1a\n", b"IEND"
_JPEG, _JPEG_END = b"\xff\xd8\xff", b"\xff\xd9"


class LogoError(ValueError):
    """A picture that cannot be used, with the sentence that says why."""


def read_logo(path: Path) -> Logo:
    """Read a logo; raises LogoError that says why it cannot be used."""
    try:
        # a device or a pipe would never end
        if not path.is_file():
            raise LogoError(later("template.logo.missing"))
        if path.stat().st_size > MOST_BYTES:
            raise LogoError(later("template.logo.large", most=MOST_BYTES // 1000))
        data = path.read_bytes()
    except (OSError, ValueError) as error:
        if isinstance(error, LogoError):
            raise
        raise LogoError(later("template.logo.missing")) from None
    if not data.startswith((_PNG, _JPEG)):
        raise LogoError(later("template.logo.kind"))
    if not _is_whole(data):
        raise LogoError(later("template.logo.broken"))
    try:
        image = Image(BytesIO(data))
    except (XlsxWriterException, struct.error, LookupError, ArithmeticError):
        raise LogoError(later("template.logo.broken")) from None
    if not (0 < image.width <= MOST_PIXELS and 0 < image.height <= MOST_PIXELS):
        raise LogoError(later("template.logo.pixels", most=MOST_PIXELS))
    across, down = (_SCREEN / (dpi or _SCREEN) for dpi in (image.x_dpi, image.y_dpi))
    return Logo(data, image.width * across, image.height * down)


def _is_whole(data: bytes) -> bool:
    """Whether a picture is there to its end: programs show half a picture as none."""
    if data.startswith(_JPEG):
        return data.rstrip(b"\x00\r\n ").endswith(_JPEG_END)
    at = len(_PNG)
    while at + 12 <= len(data):
        size = int.from_bytes(data[at : at + 4])
        kind, end = data[at + 4 : at + 8], at + 8 + size
        if zlib.crc32(data[at + 4 : end]) != int.from_bytes(data[end : end + 4]):
            return False
        if kind == _END:
            return True
        at = end + 4
    return False
