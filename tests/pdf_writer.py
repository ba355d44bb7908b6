"""Writes small PDF files by hand: letters at their places, lines as producers draw them."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

from tests.drawing import Sheet

_RANGES = "\n".join(
    f"{len(block)} beginbfrange\n"
    + "\n".join(f"<{n:02X}00> <{n:02X}FF> <{n:02X}00>" for n in block)
    + "\nendbfrange"
    for block in (range(0, 100), range(100, 200), range(200, 216), range(224, 256))
)
TO_UNICODE = (
    "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
    "/CMapName /X def /CMapType 2 def\n"
    "1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
    f"{_RANGES}\nendcmap end end"
)


def text_at(x: float, y: float, size: float, text: str, *, mode: int = 0) -> str:
    """Text operators; x and y in the page's own coordinates, from its lower left corner."""
    # the library drops a letter alone whose substitute font has no shape for it
    code = (text if len(text) > 1 else f"{text} ").encode("utf-16-be").hex()
    return f"BT /F {size:g} Tf {mode} Tr 1 0 0 1 {x:.2f} {y:.2f} Tm <{code}> Tj ET"


def content(sheet: Sheet, *, lines: str = "stroke") -> str:
    """A page's content; lines stroked, or as thin filled rectangles."""
    out = ["0.5 w"]
    high = sheet.height
    for x1, y1, x2, y2 in sheet.lines:
        if lines == "stroke":
            out.append(f"{x1:.2f} {high - y1:.2f} m {x2:.2f} {high - y2:.2f} l S")
        else:
            width, height = max(x2 - x1, 0.5), max(y2 - y1, 0.5)
            out.append(f"{x1:.2f} {high - y2:.2f} {width:.2f} {height:.2f} re f")
    out += [text_at(x, high - y, size, text) for x, y, size, text in sheet.texts]
    return "\n".join(out)


def pdf_of(sheets: Sequence[Sheet], *, lines: str = "stroke", page: str = "") -> bytes:
    """A PDF of drawn pages; `page` are more entries of every page's dictionary."""
    contents = [content(sheet, lines=lines) for sheet in sheets]
    boxes = [(sheet.width, sheet.height) for sheet in sheets]
    return pdf(contents, boxes=boxes, page=page)


def pdf(
    contents: Sequence[str],
    *,
    boxes: Sequence[tuple[float, float]] = (),
    page: str = "",
    more: Sequence[str] = (),
    resources: str = "",
    to_unicode: bool = True,
    trailer: str = "",
    catalog: str = "",
) -> bytes:
    """A PDF file of page contents; `more` objects are numbered from 6 on."""
    count, first = len(contents), 6 + len(more)
    kids = " ".join(f"{first + 2 * n} 0 R" for n in range(count))
    mapped = "/ToUnicode 5 0 R " if to_unicode else ""
    objects = [
        f"<</Type/Catalog/Pages 2 0 R{catalog}>>",
        f"<</Type/Pages/Count {count}/Kids[{kids}]>>",
        f"<</Type/Font/Subtype/Type0/BaseFont/Song/Encoding/Identity-H {mapped}"
        "/DescendantFonts[4 0 R]>>",
        "<</Type/Font/Subtype/CIDFontType2/BaseFont/Song/CIDSystemInfo<</Registry(Adobe)"
        "/Ordering(Identity)/Supplement 0>>/DW 1000/W[32 126 500]/FontDescriptor<</Type"
        "/FontDescriptor/FontName/Song/Flags 4/FontBBox[0 -120 1000 880]/ItalicAngle 0"
        "/Ascent 880/Descent -120/CapHeight 700/StemV 80>>>>",
        _stream(TO_UNICODE),
        *more,
    ]
    for n, text in enumerate(contents):
        width, height = boxes[n] if boxes else (595, 842)
        objects += [
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {width:g} {height:g}]/Resources<</Font"
            f"<</F 3 0 R>>{resources}>>/Contents {first + 2 * n + 1} 0 R {page}>>",
            _stream(text),
        ]
    return _file(objects, trailer)


def _stream(text: str) -> str:
    packed = zlib.compress(text.encode("latin-1"))
    return (
        f"<</Length {len(packed)}/Filter/FlateDecode>>stream\n{packed.decode('latin-1')}\nendstream"
    )


def _file(objects: Sequence[str], trailer: str) -> bytes:
    out = bytearray(b"%PDF-1.5\n")
    starts = []
    for n, body in enumerate(objects, 1):
        starts.append(len(out))
        out += f"{n} 0 obj\n{body}\nendobj\n".encode("latin-1")
    table = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += "".join(f"{start:010} 00000 n \n" for start in starts).encode()
    out += f"trailer\n<</Size {len(objects) + 1}/Root 1 0 R{trailer}>>\n".encode()
    return bytes(out + f"startxref\n{table}\n%%EOF\n".encode())
