"""A PDF of which some pages are text and others pictures."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from io import BytesIO

import pypdfium2
import pytest

from audit.parse import parse
from audit.read import read_bytes
from audit.report import State
from tests.conftest import SAMPLES


def half_scanned() -> bytes:
    """A report of three pages of which the second, in the middle of table 三, is a picture."""
    (path,) = SAMPLES.glob("2024/*审计局*.pdf")
    pytest.importorskip("PIL", reason="the extra ocr is not installed")
    typed, out = pypdfium2.PdfDocument(path), pypdfium2.PdfDocument.new()
    out.import_pages(typed, [0])
    size = typed[1].get_size()
    shown = typed[1].render(scale=200 / 72, rev_byteorder=True).to_pil().convert("RGB")
    jpeg = BytesIO()
    shown.save(jpeg, "jpeg")
    jpeg.seek(0)
    picture = pypdfium2.PdfImage.new(out)
    picture.load_jpeg(jpeg, inline=True)
    picture.set_matrix(pypdfium2.PdfMatrix().scale(*size))
    page = out.new_page(*size)
    page.insert_obj(picture)
    page.gen_content()
    out.import_pages(typed, range(2, len(typed)))
    saved = BytesIO()
    out.save(saved)
    return saved.getvalue()


@pytest.mark.slow
@pytest.mark.skipif(not find_spec("rapidocr"), reason="the extra ocr is not installed")
def test_pages_that_are_pictures_are_read_among_others() -> None:
    (path,) = SAMPLES.glob("2024/*审计局*.pdf")
    whole = parse(read_bytes("年报.pdf", path.read_bytes()))
    document = read_bytes("年报.pdf", half_scanned())
    assert document.kind == "pdf"
    assert "第 2 页" in document.notes[0]
    pages = [row.pieces[0].place.page for row in document.rows]
    assert pages == sorted(pages)
    read = parse(document).cells
    told = {c: r.value for c, r in read.items() if r.state is not State.UNREADABLE}
    assert len(told) > 0.97 * len(read)
    assert told == {cell: whole.cells[cell].value for cell in told}


def test_pages_that_are_pictures_stay_unread_without_the_libraries(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "audit.read.scans.scan", None)
    document = read_bytes("年报.pdf", half_scanned())
    assert "第 2 页是图片，没有读" in document.notes[0]
    assert "nianbao-audit[ocr]" in document.notes[0]
    read = parse(document).cells.values()
    assert any(reading.state is State.ABSENT for reading in read)
    assert any(reading.state is State.READ for reading in read)
