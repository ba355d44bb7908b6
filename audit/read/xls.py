"""Sheets of the older binary workbooks (xls, et), with their formats, errors and lost results."""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import NamedTuple

import olefile

from audit.bounds import Bounds
from audit.errors import InputError
from audit.read.grid import Merge, Sheet
from audit.read.shown import BUILT_IN, LOST, shown

_BIFF8 = 0x0600
_CODEPAGES = {1200: "utf-16-le", 936: "gb18030", 950: "big5hkscs", 1252: "cp1252"}
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!"}
_BOF, _EOF, _CONTINUE = 0x0809, 0x0A, 0x3C


class _Record(NamedTuple):
    """A record: its kind, its bytes, and where its continuations begin in them."""

    kind: int
    data: bytes
    seams: tuple[int, ...]


class _Style(NamedTuple):
    format: int
    framed: bool


@dataclass(slots=True)
class _Book:
    """The globals of a workbook."""

    wide: bool = True
    encoding: str = "gb18030"
    since_1904: bool = False
    texts: list[str] = field(default_factory=list)
    codes: dict[int, str] = field(default_factory=lambda: dict(BUILT_IN))
    styles: list[_Style] = field(default_factory=list)
    fonts: list[bool] = field(default_factory=list)  # whether struck out or raised
    sheets: list[tuple[int, str, bool, bool]] = field(default_factory=list)

    def shown(self, value: float, style: int) -> str:
        code = self.codes.get(self.styles[style].format, "") if style < len(self.styles) else ""
        return shown(value, code, since_1904=self.since_1904)


def sheets_of(name: str, data: bytes, bounds: Bounds) -> tuple[list[Sheet], int]:
    """Return the visible sheets of a workbook, and how many are hidden.

    Raises InputError for a damaged or encrypted one, and for more rows with content
    than `bounds` allow.
    """
    stream = _stream(name, data)
    try:
        book = _globals(name, stream)
        sheets, hidden = [], 0
        for offset, title, visible, is_sheet in book.sheets:
            hidden += is_sheet and not visible
            if is_sheet and visible:
                sheets.append(_sheet(stream, offset, Sheet(title, bounds.cells), book))
    except (struct.error, IndexError, ValueError, LookupError, OverflowError):
        raise InputError("read.damaged", name=name) from None
    filled = max((len(sheet.rows) for sheet in sheets), default=0)
    if filled > bounds.rows:
        raise InputError("read.long", name=name, rows=filled, most=bounds.rows)
    return sheets, hidden


def _stream(name: str, data: bytes) -> bytes:
    try:
        with olefile.OleFileIO(BytesIO(data)) as ole:
            found = next((s for s in ("Workbook", "Book") if ole.exists(s)), None)
            if found is None:
                raise InputError("read.damaged", name=name)
            stream: bytes = ole.openstream(found).read()
            return stream
    except (OSError, ValueError, IndexError, struct.error):
        raise InputError("read.damaged", name=name) from None


def _records(stream: bytes, at: int) -> Iterator[_Record]:
    """Records of one substream up to its end; charts inside it are left out."""
    depth = 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        parts, seams = [stream[at + 4 : at + 4 + size]], []
        at += 4 + size
        while stream[at : at + 2] == b"\x3c\x00" and at + 4 <= len(stream):
            (size,) = struct.unpack_from("<H", stream, at + 2)
            seams.append(sum(map(len, parts)))
            parts.append(stream[at + 4 : at + 4 + size])
            at += 4 + size
        if kind == _BOF:
            depth += 1
        if depth == 1 or kind == _BOF:
            yield _Record(kind, b"".join(parts), tuple(seams))
        if kind == _EOF:
            depth -= 1
            if depth <= 0:
                return


def _globals(name: str, stream: bytes) -> _Book:
    book = _Book()
    for kind, data, seams in _records(stream, 0):
        if kind == _BOF:
            book.wide = struct.unpack_from("<H", data)[0] == _BIFF8
        elif kind == 0x2F:
            raise InputError("read.encrypted", name=name)
        elif kind == 0x42:
            book.encoding = _CODEPAGES.get(struct.unpack("<H", data[:2])[0], book.encoding)
        elif kind == 0x22:
            book.since_1904 = data[:1] == b"\x01"
        elif kind == 0x31:
            flags, _, _, raised = struct.unpack_from("<4H", data, 2)
            book.fonts.append(bool(flags & 0x08 or raised))
        elif kind == 0x041E:
            (number,) = struct.unpack_from("<H", data)
            book.codes[number] = _string(book, data, 2, seams, 2 if book.wide else 1)[0]
        elif kind == 0xE0:
            book.styles.append(_Style(struct.unpack_from("<H", data, 2)[0], _framed(book, data)))
        elif kind == 0x85:
            offset, state, sort = struct.unpack_from("<IBB", data)
            title = _string(book, data, 6, seams, 1)[0]
            book.sheets.append((offset, title, state & 3 == 0, sort == 0))
        elif kind == 0xFC:
            at, (count,) = 8, struct.unpack_from("<I", data, 4)
            for _ in range(min(count, len(data) // 3)):
                text, at = _string(book, data, at, seams, 2)
                book.texts.append(text)
    return book


def _framed(book: _Book, style: bytes) -> bool:
    """Whether a style draws a line on any side."""
    if book.wide:
        return bool(struct.unpack_from("<H", style, 10)[0])
    bottom, others = struct.unpack_from("<IH", style, 8)
    return bool(bottom >> 22 & 7 or others & 0x1FF)


def _string(
    book: _Book, data: bytes, at: int, seams: tuple[int, ...], length: int
) -> tuple[str, int]:
    """A string at an offset whose length takes one byte or two, and the offset behind it.

    Where a continuation begins within its letters, it says anew how wide they are.
    """
    count = int.from_bytes(data[at : at + length], "little")
    at += length
    if not book.wide:
        return data[at : at + count].decode(book.encoding, "replace"), at + count
    flags, at = data[at], at + 1
    runs, extra = 0, 0
    if flags & 8:
        runs, at = struct.unpack_from("<H", data, at)[0], at + 2
    if flags & 4:
        extra, at = struct.unpack_from("<I", data, at)[0], at + 4
    text, wide = "", flags & 1
    while True:
        seam = next(iter(seams[bisect_right(seams, at) :]), len(data))
        units = min(count, (seam - at) >> wide)
        letters = data[at : at + (units << wide)]
        text += letters.decode("utf-16-le" if wide else "latin-1", "replace")
        at, count = at + (units << wide), count - units
        if not count:
            break
        wide, at = data[at] & 1, at + 1
    return _with_runs(book, text, data[at : at + 4 * runs]), at + 4 * runs + extra


def _with_runs(book: _Book, text: str, runs: bytes) -> str:
    """Put what is struck out or raised on lines of its own; each run tells where a font begins."""
    out, done, apart = "", 0, False
    for start, font in _groups("<HH", runs):
        font -= font > 4  # number 4 is never used
        is_apart = font < len(book.fonts) and book.fonts[font]
        if is_apart != apart:
            out += text[done:start] + "\n"
            done, apart = start, is_apart
    return out + text[done:]


def _sheet(stream: bytes, offset: int, sheet: Sheet, book: _Book) -> Sheet:
    waiting: tuple[int, int, bool] | None = None  # a formula whose result is the next string
    for kind, data, seams in _records(stream, offset):
        if kind in _CELLS:
            for row, column, style, text in _CELLS[kind](book, data, seams):
                framed = style < len(book.styles) and book.styles[style].framed
                if text is None:
                    waiting = (row, column, framed)
                sheet.lost += kind == _FORMULA and text == LOST
                sheet.put(row, column, text or "", framed=framed)
        elif kind == 0x207 and waiting:
            text = _string(book, data, 0, seams, 2)[0]
            sheet.put(*waiting[:2], text, framed=waiting[2])
            waiting = None
        elif kind == 0x208 and struct.unpack_from("<H", data, 12)[0] & 0x20:
            sheet.hidden_rows.add(struct.unpack_from("<H", data)[0] + 1)
        elif kind == 0x7D:
            first, last, width, _, flags = struct.unpack_from("<5H", data)
            if flags & 1 or not width:
                sheet.hidden_columns.update(range(first + 1, min(last, 255) + 2))
        elif kind == 0xE5:
            for corners in _groups("<4H", data[2:]):
                sheet.merges.append(Merge(*(n + 1 for n in corners)))
    return sheet


def _groups(layout: str, data: bytes) -> Iterator[tuple[int, ...]]:
    """Equal groups of numbers; what is left over at the end is none."""
    size = struct.calcsize(layout)
    return struct.iter_unpack(layout, data[: len(data) // size * size])


_Cells = Iterator[tuple[int, int, int, str | None]]  # row, column, style, text


def _label(book: _Book, data: bytes, seams: tuple[int, ...]) -> _Cells:
    row, column, style = struct.unpack_from("<3H", data)
    yield row + 1, column + 1, style, _string(book, data, 6, seams, 2)[0]


def _shared(book: _Book, data: bytes, _: tuple[int, ...]) -> _Cells:
    row, column, style, text = struct.unpack_from("<3HI", data)
    yield row + 1, column + 1, style, book.texts[text]


def _number(book: _Book, data: bytes, _: tuple[int, ...]) -> _Cells:
    row, column, style, value = struct.unpack_from("<3Hd", data)
    yield row + 1, column + 1, style, book.shown(value, style)


def _short(book: _Book, data: bytes, _: tuple[int, ...]) -> _Cells:
    """One or several numbers in four bytes each, side by side."""
    row, column = struct.unpack_from("<2H", data)
    for n, (style, packed) in enumerate(_groups("<Hi", data[4:])):
        if packed & 2:
            value = float(packed >> 2)
        else:
            (value,) = struct.unpack("<d", b"\0\0\0\0" + struct.pack("<i", packed & ~3))
        value = value / 100 if packed & 1 else value
        yield row + 1, column + n + 1, style, book.shown(value, style)


def _blank(_: _Book, data: bytes, __: tuple[int, ...]) -> _Cells:
    row, column = struct.unpack_from("<2H", data)
    styles = data[4:6] if len(data) == 6 else data[4:-2]
    for n, (style,) in enumerate(_groups("<H", styles)):
        yield row + 1, column + n + 1, style, ""


def _truth(_: _Book, data: bytes, __: tuple[int, ...]) -> _Cells:
    row, column, style, value, is_error = struct.unpack_from("<3HBB", data)
    word = _ERRORS.get(value, "#N/A") if is_error else "TRUE" if value else "FALSE"
    yield row + 1, column + 1, style, word


def _formula(book: _Book, data: bytes, _: tuple[int, ...]) -> _Cells:
    """A stored result; an empty one, or a zero to be worked out on opening, is none."""
    row, column, style, kind, word, mark, flags = struct.unpack_from("<3HBxB3xHH", data)
    (value,) = struct.unpack_from("<d", data, 6)
    text: str | None
    if mark != 0xFFFF:
        text = LOST if value == 0 and flags & 3 else book.shown(value, style)
    elif kind == 1:
        text = "TRUE" if word else "FALSE"
    elif kind == 2:
        text = _ERRORS.get(word, "#N/A")
    else:
        text = None if kind == 0 else LOST
    yield row + 1, column + 1, style, text


_FORMULA = 0x06
_CELLS = {
    **{0x0203: _number, 0x027E: _short, 0xBD: _short, 0xFD: _shared, 0x0204: _label, 0xD6: _label},
    **{0x0201: _blank, 0xBE: _blank, 0x0205: _truth, _FORMULA: _formula},
}
