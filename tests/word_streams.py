"""The streams of binary Word documents written by hand, as small as they can be."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import NamedTuple

_TEXT, _PAGE = 0x800, 512
ROW_END = struct.pack("<HBHB", 0x2416, 1, 0x2417, 1)
IN_TABLE = struct.pack("<HB", 0x2416, 1)
DELETED = struct.pack("<HB", 0x0800, 1)
HIDDEN = struct.pack("<HB", 0x083C, 1)
STRUCK = struct.pack("<HB", 0x0837, 1)
RAISED = struct.pack("<HB", 0x2A48, 1)
SYMBOL = struct.pack("<HHH", 0x6A09, 0, 0xF0FE)


class Span(NamedTuple):
    """Text that looks alike and lies in one piece; `change` is what the piece itself says."""

    text: str
    look: bytes = b""
    wide: bool = True
    change: int = 0


class Para(NamedTuple):
    """A paragraph: its spans, the last one with the mark that ends it, properties, and style."""

    spans: Sequence[Span]
    properties: bytes = b""
    style: int = 0


class Style(NamedTuple):
    """A style: what it says of runs, the one it is based on, whether it is of paragraphs."""

    runs: bytes
    based_on: int = 0xFFF
    of_paragraphs: bool = False


def para(*spans: Span | str, properties: bytes = b"", mark: str = "\r", style: int = 0) -> Para:
    given = [Span(s) if isinstance(s, str) else s for s in spans] or [Span("")]
    return Para([*given[:-1], given[-1]._replace(text=given[-1].text + mark)], properties, style)


def styled(number: int) -> bytes:
    """The property of a run that names its style."""
    return struct.pack("<HH", 0x4A30, number)


def depth(number: int) -> bytes:
    return IN_TABLE + struct.pack("<HI", 0x6649, number)


def row_of(edges: Sequence[int], flags: Sequence[int] = ()) -> bytes:
    """The definition of a row: edges of its cells, and how each is merged."""
    cells = b"".join(struct.pack("<H18x", flag) for flag in flags)
    own = struct.pack(f"<B{len(edges)}h", len(edges) - 1, *edges) + cells
    return struct.pack("<HH", 0xD608, len(own) + 1) + own


def row(
    *cells: Span | str, edges: Sequence[int] = (), flags: Sequence[int] = (), end: bytes = b""
) -> list[Para]:
    """A row of a table: a paragraph for each cell, and the one that ends it."""
    edges = edges or [1000 * n for n in range(len(cells) + 1)]
    own = [para(cell, properties=IN_TABLE, mark="\x07") for cell in cells]
    return [*own, Para([Span("\x07", end)], ROW_END + row_of(edges, flags))]


def streams(
    paragraphs: Sequence[Para],
    *,
    boxes: Sequence[tuple[int, Sequence[Para]]] = (),
    flags: int = 0,
    version: int = 0xC1,
    backwards: bool = False,
    changes: Sequence[bytes] = (),
    data: bytes = b"",
    styles: Sequence[Style] = (),
) -> dict[str, bytes]:
    """Write a document: every span a piece, last in the file first if `backwards`.

    `boxes` are text boxes by the number of the character that anchors them; `changes` are groups
    of properties that pieces may name.
    """
    own = list(paragraphs)
    lengths = [sum(_length(p) for p in own), 0, 0, 0, 0, 0, 0, 0]
    starts = [0]
    for _, content in boxes:
        own += content
        starts.append(starts[-1] + sum(_length(p) for p in content))
    lengths[6] = starts[-1]
    spans = [(span, p) for p in own for span in p.spans]
    at, places, body = _TEXT, {}, b""
    for n in reversed(range(len(spans))) if backwards else range(len(spans)):
        text = spans[n][0].text.encode("utf-16-le" if spans[n][0].wide else "cp1252")
        places[n] = (at, at + len(text))
        body += text
        at += len(text)
    main = bytearray(_TEXT) + body
    main += bytes(-len(main) % _PAGE)
    looks = _pages(
        main, [(places[n], bytes([len(s.look)]) + s.look, 1) for n, (s, _) in enumerate(spans)]
    )
    formats = _pages(main, [(places[n], _format(p), 13) for n, (_, p) in enumerate(spans)])
    parts = {33: _pieces(spans, places, changes), 12: looks, 13: formats}
    if styles:
        parts[1] = struct.pack("<HHH14x", 18, len(styles), 10) + b"".join(map(_style, styles))
    if boxes:
        shapes = struct.pack(f"<{len(boxes) + 1}I", *(anchor for anchor, _ in boxes), 0)
        parts[40] = shapes + b"".join(struct.pack("<I22x", 100 + n) for n in range(len(boxes)))
        ends = struct.pack(f"<{len(starts)}I", *starts)
        parts[56] = ends + b"".join(struct.pack("<14xI4x", 100 + n) for n in range(len(boxes)))
    table = b""
    for number, part in parts.items():
        struct.pack_into("<II", main, 0x9A + 8 * number, len(table), len(part))
        table += part
    struct.pack_into("<HH6xH", main, 0, 0xA5EC, version, flags | 0x0200)
    struct.pack_into("<8i", main, 0x4C, *lengths)
    return {"worddocument": bytes(main), "1table": table, "data": data}


def _length(paragraph: Para) -> int:
    return sum(len(span.text.encode("utf-16-le")) // 2 for span in paragraph.spans)


def _style(style: Style) -> bytes:
    kind = 1 if style.of_paragraphs else 2
    groups = [b"\0\0", style.runs] if style.of_paragraphs else [style.runs]
    own = struct.pack("<HHH4xH2s2x", 0, kind | style.based_on << 4, len(groups), 1, b"a")
    for group in groups:
        own += bytes(len(own) % 2) + struct.pack("<H", len(group)) + group
    return struct.pack("<H", len(own)) + own + bytes(len(own) % 2)


def _format(paragraph: Para) -> bytes:
    own = struct.pack("<H", paragraph.style) + paragraph.properties
    return (
        bytes([0, len(own) // 2]) + own if len(own) % 2 == 0 else bytes([len(own) // 2 + 1]) + own
    )


def _pages(main: bytearray, runs: Sequence[tuple[tuple[int, int], bytes, int]]) -> bytes:
    """A page for each run, behind the text; returns the plan of the pages."""
    numbers, ends = [], [0]
    for (start, end), own, size in sorted(runs):
        page = bytearray(_PAGE)
        struct.pack_into("<II", page, 0, start, end)
        first = _PAGE - 2 - len(own) - len(own) % 2
        page[8] = first // 2
        assert first > 8 + size, "properties too long for a page"
        page[first : first + len(own)] = own
        page[-1] = 1
        numbers.append(len(main) // _PAGE)
        ends.append(end)
        main += page
    return struct.pack(f"<{len(ends)}I{len(numbers)}I", *ends, *numbers)


def _pieces(
    spans: Sequence[tuple[Span, Para]],
    places: dict[int, tuple[int, int]],
    changes: Sequence[bytes],
) -> bytes:
    numbers, pieces = [0], b""
    for n, (span, _) in enumerate(spans):
        numbers.append(numbers[-1] + len(span.text.encode("utf-16-le")) // 2)
        at = places[n][0] if span.wide else places[n][0] * 2 | 0x40000000
        pieces += struct.pack("<2xIH", at, span.change)
    plan = struct.pack(f"<{len(numbers)}I", *numbers) + pieces
    groups = b"".join(b"\x01" + struct.pack("<H", len(group)) + group for group in changes)
    return groups + b"\x02" + struct.pack("<I", len(plan)) + plan
