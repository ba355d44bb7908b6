"""Scanned reports: pictures of a fictional report, and pictures that are none."""

from __future__ import annotations

import csv
import socket
import sys
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from audit.bounds import Bounds
from audit.document import Document, Piece
from audit.errors import InputError
from audit.form import Cell
from audit.parse import parse
from audit.read import read_bytes
from audit.report import Reading, State
from samples.generator import score

if TYPE_CHECKING:
    import numpy as np
    from PIL import Image

    from audit.read.scans.ink import page_lines
else:
    try:
        import numpy as np
        from PIL import Image

        import audit.read.scans.scan  # noqa: F401
        from audit.read.scans.ink import page_lines
    except ImportError:
        pytest.skip("needs pip install 'nianbao-audit[ocr]'", allow_module_level=True)

SCANS = Path(__file__).parent / "scans"
DISPUTES = (0, 0, 0, 0, 0, 6, 1, 2, 0, 9, 8, 6, 10, 0, 24)
EMPTY = (State.BLANK, State.MARK)


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a scan is read offline")

    monkeypatch.setattr(socket.socket, "connect", refuse)


def strip() -> Image.Image:
    """Table 四 with the headings around it."""
    return Image.open(SCANS / "disputes.png").convert("L")


def encoded(image: Image.Image, kind: str = "png", **options: Any) -> bytes:
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def disputes(image: Image.Image) -> list[Reading]:
    report = parse(read_bytes("disputes.png", encoded(image)), "2021")
    cells = [cell for cell in report.cells if cell.table == "disputes"]
    return [report.cells[cell] for cell in cells]


def last_piece(document: Document, text: str) -> Piece:
    return [piece for row in document.rows for piece in row.pieces if piece.text == text][-1]


@cache
def undamaged() -> Document:
    """The strip as it is read, once for all tests that look at it."""
    return read_bytes("disputes.png", encoded(strip()))


def box_of(number: str) -> tuple[int, int, int, int]:
    """Where the last cell with a number stands on the strip."""
    box = last_piece(undamaged(), number).place.box
    assert box
    left, top, right, bottom = (round(edge) for edge in box)
    return left + 4, top + 4, right - 4, bottom - 4


def test_a_ruled_table_is_read_and_proven() -> None:
    read = disputes(strip())
    assert [reading.value for reading in read] == list(DISPUTES)
    assert {reading.state for reading in read} == {State.REPAIRED}


def test_a_piece_tells_where_it_stands_and_how_sure_it_is() -> None:
    document = undamaged()
    assert document.kind == "scan"
    piece = last_piece(document, "24")
    assert piece.again == "24"
    assert piece.place.page == 1
    assert piece.place.confidence is not None
    assert piece.place.confidence > 0.5
    image, (left, top, right, bottom) = strip(), box_of("24")
    assert left > 0.85 * image.width
    assert np.asarray(image)[top:bottom, left:right].min() < 100
    assert piece.place.column == 15


@pytest.mark.slow
@pytest.mark.parametrize("degrees", [-2.0, 1.3, 90, 180, 270])
def test_turned_pages_are_set_upright(degrees: float) -> None:
    padded = Image.new("L", (1300, 500), 255)
    padded.paste(strip(), (80, 90))
    turned = padded.rotate(degrees, expand=True, fillcolor=255, resample=Image.Resampling.BICUBIC)
    assert [reading.value for reading in disputes(turned)] == list(DISPUTES)


def test_a_number_painted_over_is_no_blank() -> None:
    image = strip()
    left, top, right, bottom = box_of("9")
    for y in range(top + 6, bottom - 6, 4):
        image.paste(0, (left + 10, y, right - 10, y + 2))
    read = disputes(image)[9]
    assert read.state is State.UNREADABLE


def test_a_number_wiped_away_is_blank_and_its_sum_unproven() -> None:
    image = strip()
    image.paste(255, box_of("9"))
    read = disputes(image)
    assert read[9].state is State.BLANK
    assert [reading.value for reading in read[5:9]] == [None] * 4


@pytest.mark.slow
def test_dust_is_nothing() -> None:
    image = strip()
    for x in range(20, image.width, 60):
        for y in range(10, image.height, 45):
            image.paste(40, (x, y, x + 2, y + 2))
    read = disputes(image)
    wrong = [r for r, number in zip(read, DISPUTES, strict=True) if r.value not in (None, number)]
    assert wrong == []
    assert not [reading for reading in read if reading.state in EMPTY]


def test_a_line_through_a_number_is_not_believed() -> None:
    image = strip()
    left, top, _, bottom = box_of("9")
    image.paste(0, (left + 14, top + 6, left + 17, bottom - 6))
    assert disputes(image)[9].value in (None, 9)


@pytest.mark.slow
def test_without_lines_nothing_is_guessed() -> None:
    """Numbers in the air have no column: they are unreadable, or the file says so."""
    ink = np.asarray(strip()).copy()
    dark = ink < 160
    ink[dark.sum(axis=1) > 0.5 * ink.shape[1]] = 255
    ink[:, dark.sum(axis=0) > 0.15 * ink.shape[0]] = 255
    try:
        read = disputes(Image.fromarray(ink))
    except InputError:
        return  # which says that there is no table
    values = [reading.value for reading in read]
    assert all(v is None or v == n for v, n in zip(values, DISPUTES, strict=True))
    assert not [reading for reading in read if reading.state in EMPTY]


@pytest.mark.slow
def test_a_whole_report_of_two_pages() -> None:
    report = parse(read_bytes("report.tif", (SCANS / "report.tif").read_bytes()))
    with (SCANS / "report.csv").open(encoding="utf-8", newline="") as lines:
        truth = {
            Cell(row["table"], row["row"], row["column"]): ("number", float(row["value"]))
            for row in csv.DictReader(lines)
        }
    assert (report.agency, report.year) == ("示例市档案局", 2023)
    verdicts = score(truth, report.cells)  # type: ignore[arg-type]
    assert verdicts["silent"] == 0
    assert verdicts["right"] >= 195
    assert {"overview", "problems", "other"} <= {section.key for section in report.sections}


# ── pictures that are no reports ──


def hostile() -> Iterator[tuple[str, bytes]]:
    image = strip()
    png, jpeg = encoded(image), encoded(image.convert("CMYK"), "jpeg")
    yield "cut-off.png", png[: len(png) // 2]
    yield "cut-off.jpg", jpeg[: len(jpeg) // 3]
    yield "signature-only.png", png[:8]
    yield "noise.tif", b"II*\x00" + bytes(range(256)) * 4
    yield "one-pixel.png", encoded(Image.new("L", (1, 1)))
    yield "black.png", encoded(Image.new("L", (1200, 900), 0))
    yield "white.gif", encoded(Image.new("L", (1200, 900), 255), "gif")
    yield "thin.png", encoded(Image.new("L", (4000, 1), 255))


@pytest.mark.parametrize(("name", "data"), [pytest.param(*one, id=one[0]) for one in hostile()])
def test_what_is_no_report_says_nothing(name: str, data: bytes) -> None:
    with pytest.raises(InputError) as caught:
        parse(read_bytes(name, data))
    assert caught.value.key in ("read.damaged", "read.binary", "read.no_table")


def modes() -> Iterator[tuple[str, bytes]]:
    image = strip()
    deep = Image.fromarray(np.asarray(image).astype(np.uint16) * 200)
    moving = [image.convert("P"), Image.new("P", image.size), Image.new("P", image.size)]
    clear = Image.merge("LA", (Image.new("L", image.size, 0), image.point(lambda v: 255 - v)))
    yield "cmyk.jpg", encoded(image.convert("CMYK"), "jpeg", quality=90)
    yield "deep.tif", encoded(deep, "tiff")
    yield "moving.gif", encoded(moving[0], "gif", save_all=True, append_images=moving[1:])
    yield "clear.png", encoded(clear)
    yield "two-tone.bmp", encoded(image.point(lambda v: 255 * (v > 150)).convert("1"), "bmp")


@pytest.mark.parametrize(("name", "data"), [pytest.param(*one, id=one[0]) for one in modes()])
def test_any_mode_of_colour_is_read(name: str, data: bytes) -> None:
    report = parse(read_bytes(name, data), "2021")
    read = [report.cells[cell].value for cell in report.cells if cell.table == "disputes"]
    assert read == list(DISPUTES)


def header(width: int, height: int) -> bytes:
    """A picture that states a size and has no pixels."""
    import struct
    import zlib

    start = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = ((b"IHDR", start), (b"IDAT", zlib.compress(b"")), (b"IEND", b""))
    chunks = (
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


@pytest.mark.parametrize("size", [(100_000, 100_000), (40_000, 1_000)])
def test_too_many_pixels_are_refused_before_they_are_unpacked(size: tuple[int, int]) -> None:
    with pytest.raises(InputError) as caught:
        read_bytes("huge.png", header(*size))
    assert caught.value.key == "read.pixels"


def test_ink_at_the_edge_of_a_page_is_a_line() -> None:
    page = np.full((200, 200), 255, np.uint8)
    page[50:80, 190:] = 0
    (row,) = page_lines(page)
    assert [(line.left < 192, line.right) for line in row] == [(True, 200)]


def test_too_many_pages_are_refused() -> None:
    page = Image.new("1", (100, 100), 1)
    data = encoded(page, "tiff", save_all=True, append_images=[page] * 5)
    with pytest.raises(InputError) as caught:
        read_bytes("long.tif", data, Bounds(pages=5))
    assert caught.value.key == "read.pages"


def test_a_pdf_of_pictures_is_read_like_a_picture() -> None:
    document = read_bytes("scan.pdf", encoded(strip().convert("RGB"), "pdf", resolution=150))
    assert document.kind == "scan"
    piece = last_piece(document, "24")
    assert piece.place.box
    points = strip().width * 72 / 150
    assert 0.85 * points < piece.place.box[0] < piece.place.box[2] < points


def test_without_the_libraries_the_user_is_told_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for module in ("scan", "recognise"):
        monkeypatch.delitem(sys.modules, f"audit.read.scans.{module}")
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with pytest.raises(ImportError):
        import_module("audit.read.scans.scan")
    with pytest.raises(InputError) as caught:
        read_bytes("disputes.png", encoded(strip()))
    assert caught.value.key == "read.extra"


def test_same_picture_same_document() -> None:
    assert undamaged() == read_bytes("disputes.png", encoded(strip()))
