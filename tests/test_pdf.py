"""What else pages of PDF files show, hide, turn and repeat."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import pytest

from audit.bounds import DEFAULT
from audit.document import Document
from audit.errors import InputError
from audit.read.pdf.document import read_pdf
from tests.drawing import Sheet
from tests.pdf_writer import content, pdf, pdf_of, text_at

CELLS = [["信息内容", "本年制发件数"], ["规章", "12"], ["行政规范性文件", "305"]]
XS, YS = (100.0, 250.0, 400.0), (100.0, 130.0, 160.0, 190.0)


# a substitute font has shapes for these wherever the tests run, also on its side
LATIN = [["Kind", "Made"], ["Rules", "12"], ["Norms", "305"]]


def sheet(width: float = 595, height: float = 842, table: Sequence[Sequence[str]] = CELLS) -> Sheet:
    """A table of two columns below a heading."""
    out = Sheet(width=width, height=height)
    if table is CELLS:
        out.texts.append((100, 80, 14, "二、主动公开政府信息情况（示例市）"))
    for row, y in zip(table, YS, strict=False):
        out.texts += [(x + 10, y + 20, 10, text) for x, text in zip(XS, row, strict=False)]
    out.lines += [(XS[0], y, XS[-1], y) for y in YS]
    out.lines += [(x, YS[0], x, YS[-1]) for x in XS]
    return out


def cells(document: Document) -> list[list[str]]:
    return [[piece.text for piece in row.pieces] for row in document.rows if row.cells]


def read(contents: list[str], **more: object) -> Document:
    return read_pdf("年报.pdf", pdf(contents, **more), DEFAULT)  # type: ignore[arg-type]


@pytest.mark.parametrize("lines", ["stroke", "fill"])
def test_lines_of_every_kind(lines: str) -> None:
    assert cells(read_pdf("年报.pdf", pdf_of([sheet()], lines=lines))) == CELLS


def words_only() -> str:
    return content(Sheet(sheet().texts))


DRAWN = {
    "stroked rectangles": "0.5 w "
    + " ".join(f"{x} {842 - y - 30} {150} 30 re S" for x in (100, 250) for y in (100, 130, 160)),
    "one path": "0.5 w "
    + " ".join(f"100 {842 - y} m 400 {842 - y} l" for y in YS)
    + " "
    + " ".join(f"{x} {842 - 100} m {x} {842 - 190} l" for x in XS)
    + " S",
    "many thin boxes in one path": " ".join(f"100 {842 - y} 300 0.6 re" for y in YS)
    + " "
    + " ".join(f"{x} {842 - 190} 0.6 90 re" for x in XS)
    + " f",
    "double lines": " ".join(f"100 {842 - y - d} 300 0.4 re f" for y in YS for d in (0, 1.5))
    + " "
    + " ".join(f"{x + d} {842 - 190} 0.4 90 re f" for x in XS for d in (0, 1.5)),
    "dots": " ".join(f"{100 + 2.5 * n} {842 - y} 0.8 0.8 re f" for y in YS for n in range(121))
    + " "
    + " ".join(f"{x} {842 - 190 + 2.5 * n} 0.8 0.8 re f" for x in XS for n in range(37)),
    "scaled": "q 0.1 0 0 0.1 0 0 cm 5 w "
    + " ".join(f"1000 {8420 - 10 * y} m 4000 {8420 - 10 * y} l S" for y in YS)
    + " "
    + " ".join(f"{10 * x} {8420 - 1000} m {10 * x} {8420 - 1900} l S" for x in XS)
    + " Q",
}


@pytest.mark.parametrize("drawing", DRAWN)
def test_lines_however_they_are_drawn(drawing: str) -> None:
    assert cells(read([DRAWN[drawing] + "\n" + words_only()])) == CELLS


def test_lines_in_a_form_used_at_another_place() -> None:
    lines = content(Sheet([], [(x1 - 100, y1, x2 - 100, y2) for x1, y1, x2, y2 in sheet().lines]))
    form = (
        f"<</Type/XObject/Subtype/Form/BBox[-10 0 500 842]/Length {len(lines)}>>stream\n{lines}\n"
        "endstream"
    )
    page = "q 1 0 0 1 100 0 cm /X Do Q\n" + words_only()
    assert cells(read([page], more=[form], resources="/XObject<</X 6 0 R>>")) == CELLS


@pytest.mark.parametrize("colour", ["1 1 1 RG", "1 G"])
def test_lines_that_are_not_seen_are_none(colour: str) -> None:
    """A white line between two cells leaves them one."""
    page = content(sheet()) + f"\nq {colour} 0.5 w 175 {842 - 190} m 175 {842 - 100} l S Q"
    assert cells(read([page])) == CELLS


@pytest.mark.parametrize(
    ("rotate", "matrix"),
    [
        (90, "0 1 -1 0 595 0"),
        (180, "-1 0 0 -1 595 842"),
        (270, "0 -1 1 0 0 842"),
        (0, "1 0 0 1 0 0"),
    ],
)
def test_rotated_pages(rotate: int, matrix: str) -> None:
    """Drawn on its side and shown upright."""
    upright = sheet(842, 595, LATIN) if rotate % 180 else sheet(table=LATIN)
    document = read([f"q {matrix} cm\n{content(upright)}\nQ"], page=f"/Rotate {rotate}")
    assert cells(document) == LATIN
    place = document.rows[-1].pieces[0].place
    assert place.box == pytest.approx((100, 160, 250, 190), abs=1)


@pytest.mark.parametrize(
    ("matrix", "box"),
    [
        ("0 1 -1 0 595 0", (160, 592, 190, 742)),
        ("0 -1 1 0 0 842", (405, 100, 435, 250)),
    ],
)
def test_text_on_its_side_on_an_upright_page(
    matrix: str, box: tuple[float, float, float, float]
) -> None:
    document = read([f"q {matrix} cm\n{content(sheet(842, 595, LATIN))}\nQ"])
    assert cells(document) == LATIN
    assert document.rows[-1].pieces[0].place.box == pytest.approx(box, abs=1)


def test_a_page_cut_out_of_a_larger_sheet() -> None:
    document = read([content(sheet())], page="/CropBox[50 500 595 800]")
    assert cells(document) == CELLS
    assert document.rows[-1].pieces[0].place.box == pytest.approx((50, 118, 200, 148), abs=1)


def test_text_outside_of_the_page_is_not_read() -> None:
    page = content(sheet()) + "\n" + text_at(120, 900, 10, "99") + text_at(-80, 700, 10, "88")
    assert cells(read([page])) == CELLS
    assert not any("99" in row.text or "88" in row.text for row in read([page]).rows)


def test_bold_by_drawing_twice() -> None:
    doubled = (
        content(sheet())
        + "\n"
        + "\n".join(text_at(x + 0.3, 842 - y, size, text) for x, y, size, text in sheet().texts)
    )
    assert cells(read([doubled])) == CELLS


def test_a_watermark_that_stands_askew_is_left_out() -> None:
    mark = "示例市政务公开".encode("utf-16-be").hex()
    askew = f"BT /F 40 Tf 0.7 0.7 -0.7 0.7 100 620 Tm <{mark}> Tj ET"
    assert cells(read([content(sheet()) + "\n" + askew])) == CELLS


def test_letters_of_no_known_meaning_are_lost_not_left_out() -> None:
    texts = sheet().texts
    texts = [(x, y, size, text.replace("12", "\ue0011")) for x, y, size, text in texts]
    document = read([content(Sheet(texts, sheet().lines))])
    assert cells(document)[1] == ["规章", "\ufffd1"]
    assert "1 个字" in document.notes[0]


def test_two_numbers_in_one_cell_stay_two() -> None:
    texts = [*sheet().texts, (285.0, 150.0, 10.0, "4"), (270.0, 175.0, 10.0, "7")]
    document = read([content(Sheet(texts, sheet().lines))])
    assert [row[1] for row in cells(document)[1:]] == ["12 4", "7\n305"]


def test_a_raised_mark_is_no_digit() -> None:
    texts = [*sheet().texts, (270.0, 146.0, 5.0, "2 ")]
    assert cells(read([content(Sheet(texts, sheet().lines))]))[1][1] in ("12 2", "2\n12")


def test_a_number_broken_by_a_narrow_cell_is_one() -> None:
    narrow = Sheet()
    narrow.lines += [(100, y, 180, y) for y in (100, 140)]
    narrow.lines += [(x, 100, x, 140) for x in (100, 125, 180)]
    narrow.texts += [(105, 115, 10, "123"), (105, 128, 10, "45")]
    narrow.texts += [(130, 115, 10, "6"), (130, 128, 10, "7")]
    assert cells(read([content(narrow)])) == [["12345", "6\n7"]]


def test_a_form_that_was_filled_in() -> None:
    shown = "BT /F 10 Tf 5 5 Td <00370038> Tj ET"
    more = [
        "<</Type/Annot/Subtype/Widget/FT/Tx/T(a)/V(78)/F 4/Rect[300 660 340 680]/AP<</N 7 0 R>>>>",
        "<</Type/XObject/Subtype/Form/BBox[0 0 40 20]/Resources<</Font<</F 3 0 R>>>>"
        f"/Length {len(shown)}>>stream\n{shown}\nendstream",
    ]
    texts = [text for text in sheet().texts if text[3] != "305"]
    page = content(Sheet(texts, sheet().lines))
    assert cells(read([page], more=more, page="/Annots[6 0 R]"))[2] == ["行政规范性文件", "78"]


@pytest.fixture
def without_ocr(monkeypatch: pytest.MonkeyPatch) -> None:
    """As installed without the extra."""
    monkeypatch.setitem(sys.modules, "audit.read.scans.scan", None)


@pytest.mark.usefixtures("without_ocr")
@pytest.mark.parametrize("mode", [3, 7])
def test_text_hidden_under_a_scan_is_no_text_layer(mode: int) -> None:
    page = "\n".join(text_at(x, 842 - y, s, t, mode=mode) for x, y, s, t in sheet().texts)
    with pytest.raises(InputError) as caught:
        read([page])
    assert caught.value.key == "read.extra"


@pytest.mark.usefixtures("without_ocr")
def test_a_page_of_lost_letters_is_a_scan() -> None:
    page = text_at(100, 700, 10, "".join(chr(0xE000 + n) for n in range(60)))
    with pytest.raises(InputError) as caught:
        read([page])
    assert caught.value.key == "read.extra"


def test_a_locked_file() -> None:
    lock = f"/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<{'61' * 32}>/U<{'62' * 32}>>>/ID[<61><61>]"
    with pytest.raises(InputError) as caught:
        read([content(sheet())], trailer=lock)
    assert caught.value.key == "read.encrypted"


def test_titles_are_taken_only_if_they_are_of_a_report() -> None:
    for title, taken in (("示例市2024年年度报告", True), ("Microsoft Word - 1", False)):
        code = f"\ufeff{title}".encode("utf-16-be").hex()
        info = f"<</Title<{code}>>>"
        document = read([content(sheet())], more=[info], trailer="/Info 6 0 R")
        assert (document.title == title) is taken


HOSTILE = {
    "a million lines": "0 0 m " + "1 1 l " * 150_000 + "S",
    "very many letters": "BT /F 1 Tf 1 0 0 1 10 10 Tm <" + "4e00" * 70_000 + "> Tj ET",
    "lines without end": "1e30 1e30 m -1e30 1e30 l S 1e38 0 m 1e38 1e38 l S 9999999999999 0 m",
    "nothing known": "nan nan m inf inf l S /No Do BT <00> Tj",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_pages(name: str) -> None:
    try:
        document = read([HOSTILE[name] + "\n" + content(sheet())])
    except InputError as error:
        assert error.key in ("read.long", "read.damaged")  # noqa: PT017
        return
    assert cells(document) == CELLS


def test_forms_that_use_each_other_end() -> None:
    forms = [
        "<</Type/XObject/Subtype/Form/BBox[0 0 600 900]/Resources<</XObject<</A 6 0 R/B 7 0 R>>>>"
        f"/Length 5>>stream\n/{name} Do\nendstream"
        for name in "BA"
    ]
    page = "/A Do\n" + content(sheet())
    assert cells(read([page], more=forms, resources="/XObject<</A 6 0 R>>")) == CELLS
