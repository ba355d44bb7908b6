"""Web archives (mht): the page's own part, with its frames in their places."""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes
from email.message import Message
from itertools import islice
from typing import NamedTuple
from urllib.parse import urljoin

from audit.bounds import DEFAULT, Bounds
from audit.document import Document
from audit.errors import InputError
from audit.read.encoding import decode
from audit.read.web.html import has_statistics, read_html

_TYPES = ("text/html", "application/xhtml+xml")
_MOST_PARTS = 1000
_SEAM = re.compile(rb"^--(\S{1,200})\r?\n(?=Content-)", re.M)
_HEAD = b'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="%s"\n\n'


class _Page(NamedTuple):
    """A page of the archive: whether it comes first, its address, and how frames may call it."""

    content: bytes
    first: bool
    base: str
    places: tuple[str, ...]


def read_mht(name: str, data: bytes, bounds: Bounds = DEFAULT) -> Document:
    """Read a web archive; the parts' own bytes decide their encodings.

    The first page, or the one that the archive starts with, is read, with those that its frames
    show; another one if only that has statistics. Raises InputError if the archive is damaged or
    holds no page.
    """
    data = data.lstrip(b"\xef\xbb\xbf \t\r\n")
    try:
        pages = _pages(data)
        if not pages and (seam := _SEAM.search(data)):
            pages = _pages(_HEAD % seam[1] + data[seam.start() :])  # another one than it states
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        raise InputError("read.damaged", name=name) from None
    if not pages:
        raise InputError("read.damaged", name=name)
    return replace(_read(name, pages, bounds), kind="mht")


def _read(name: str, pages: list[_Page], bounds: Bounds) -> Document:
    places = {place: page.content for page in pages for place in page.places}

    def read(page: _Page) -> Document:
        def beside(address: str) -> bytes | None:
            return places.get(address) or places.get(_absolute(page.base, address))

        return read_html(name, decode(page.content), bounds, beside)

    pages = sorted(pages, key=lambda page: not page.first)
    main = read(pages[0])
    if has_statistics(main.rows):
        return main
    others = (read(page) for page in pages[1:])
    return next((other for other in others if has_statistics(other.rows)), main)


def _pages(data: bytes) -> list[_Page]:
    message = message_from_bytes(data)
    start = str(message.get_param("start") or "").strip("<> ")
    return [
        _Page(content, bool(start) and _id(part) == start, _base(part), tuple(_places(part)))
        for part in islice(message.walk(), _MOST_PARTS)
        if not part.is_multipart() and part.get_content_type() in _TYPES
        if (content := _content(part))
    ]


def _content(part: Message) -> bytes:
    """A part's own bytes; of base64 that was cut off, what stands there."""
    if str(part.get("Content-Transfer-Encoding") or "").strip().lower() == "base64":
        letters = re.sub(rb"[^A-Za-z0-9+/]", b"", str(part.get_payload()).encode("ascii", "ignore"))
        whole = letters[: len(letters) - (len(letters) % 4 == 1)]
        return b64decode(whole + b"=" * (-len(whole) % 4))
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) and payload.strip() else b""


def _id(part: Message) -> str:
    return str(part.get("Content-ID") or "").strip("<> ")


def _places(part: Message) -> Iterator[str]:
    """The addresses by which a frame may name a part."""
    if _base(part):
        yield _base(part)
    if _id(part):
        yield f"cid:{_id(part)}"


def _base(part: Message) -> str:
    return str(part.get("Content-Location") or "").strip()


def _absolute(base: str, address: str) -> str:
    try:
        return urljoin(base, address)
    except ValueError:
        return address
