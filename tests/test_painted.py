"""What a page shows counts, not what it says: text unseen, covered or struck out, numbers drawn."""

from __future__ import annotations

import pytest

from audit.bounds import DEFAULT
from audit.clean import UNCLEAR, UNSEEN
from audit.document import Document
from audit.errors import InputError
from audit.read.pdf.document import read_pdf
from tests.drawing import Sheet
from tests.pdf_writer import content, pdf, text_at

X, Y = 270, 660  # where the number in question stands, points from the lower left corner
XS, YS = (100.0, 250.0, 400.0), (130.0, 160.0, 190.0)
NUMBER = text_at(X, Y, 10, "305")
GREY = "<</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8"
PICTURES = [
    f"{GREY}/Length 1>>stream\nA\nendstream",
    f"{GREY}/SMask 8 0 R/Length 1>>stream\nA\nendstream",
    f"{GREY}/Length 1>>stream\n\x01\nendstream",
    "<</Type/ExtGState/ca 0.3>>",
]


def form(inner: str, more: str = "") -> str:
    return (
        f"<</Type/XObject/Subtype/Form/BBox[0 0 600 900]{more}/Resources<</Font<</F 3 0 R>>>>"
        f"/Length {len(inner)}>>stream\n{inner}\nendstream"
    )


def table() -> str:
    """Two rows of two cells, the last of them empty."""
    sheet = Sheet(
        [
            (110, 150, 10, "Rules"),
            (260, 150, 10, "12 and more"),
            (110, 180, 10, "Norms of the year"),
        ],
        [(XS[0], y, XS[-1], y) for y in YS] + [(x, YS[0], x, YS[-1]) for x in XS],
    )
    return content(sheet)


def picture(name: str, x: float, y: float, width: float, height: float) -> str:
    return f"q {width} 0 0 {height} {x} {y} cm /{name} Do Q"


def pdf_cell(drawn: str) -> str:
    data = pdf(
        [f"{table()}\n{drawn}"], more=[*PICTURES, *FORMS], resources=RESOURCES, catalog=LAYERS
    )
    return last_cell(read_pdf("年报.pdf", data, DEFAULT))


def last_cell(document: Document) -> str:
    rows = [[piece.text for piece in row.pieces] for row in document.rows if row.cells]
    assert [row[0] for row in rows][-1].startswith(("Norms", "规范性")), rows
    return rows[-1][1]


BOX = f"{X - 2} {Y - 4} 30 16 re"
COVER = f"{BOX} f 0 g"
THICK = f"16 w {X - 2} {Y + 4} m {X + 30} {Y + 4} l S"
FORMS = [form(f"1 g {COVER}", "/Group<</S/Transparency>>"), form(NUMBER), "<</Type/OCG/Name(x)>>"]
RESOURCES = (
    "/XObject<</Whole 6 0 R/Faint 7 0 R/White 10 0 R/Number 11 0 R>>"
    "/ExtGState<</Light 9 0 R>>/Properties<</Off 12 0 R>>"
)
LAYERS = "/OCProperties<</OCGs[12 0 R]/D<</OFF[12 0 R]>>>>"
PDF_SHOWS = {
    "as white as paper": (f"1 g {NUMBER} 0 g", ""),
    "white with a black edge": (f"1 g 0 G {text_at(X, Y, 10, '305', mode=2)} 0 g", "305"),
    "white on black": (f"0 g {COVER} 1 g {NUMBER} 0 g", "305"),
    "white on a picture": (
        f"{picture('Whole', X - 2, Y - 4, 30, 16)} 1 g {NUMBER} 0 g",
        f"305{UNSEEN}",
    ),
    "transparent": (f"q /Light gs {NUMBER} Q", "305"),
    "painted over with white": (f"{NUMBER} 1 g {COVER}", ""),
    "corrected on white": (f"{NUMBER} 1 g {COVER} {text_at(X, Y, 10, '41')}", "41"),
    "blackened": (f"{NUMBER} 0 g {COVER}", UNSEEN * 3),
    "marked with a pen": (f"{NUMBER} q /Light gs 1 1 0 rg {COVER} Q", "305"),
    "below a picture": (f"{NUMBER} {picture('Whole', X - 2, Y - 4, 30, 16)}", UNSEEN * 4),
    "below a faint seal": (f"{NUMBER} {picture('Faint', X - 40, Y - 40, 90, 90)}", "305"),
    "cut off": (f"q 0 0 50 50 re W n {NUMBER} Q", ""),
    "cut in the middle": (f"q {X} {Y - 4} 5 20 re W n {NUMBER} Q", "3"),
    "struck out": (f"{NUMBER} 0.5 w {X - 1} {Y + 3.5} m {X + 18} {Y + 3.5} l S", UNCLEAR * 3),
    "underlined": (f"{NUMBER} 0.5 w {X - 1} {Y - 1.5} m {X + 18} {Y - 1.5} l S", "305"),
    "a little askew": (f"BT /F 10 Tf 1 0.07 -0.07 1 {X} {Y} Tm <003300300035> Tj ET", UNSEEN),
    "a picture": (picture("Whole", X, Y, 14, 9), UNSEEN),
    "a picture beside it": (f"{NUMBER} {picture('Whole', X + 20, Y, 5, 9)}", f"305{UNSEEN}"),
    "an outline": (f"{X} {Y} m {X + 4} {Y + 9} {X + 6} {Y + 2} {X + 3} {Y} c f", UNSEEN),
    "a stroke of the pen": (f"{X} {Y} m {X + 20} {Y + 12} l S", UNSEEN),
    "a box": (f"{X} {Y} 8 8 re S", ""),
    "shaded": (f"0.9 g 250 652 150 30 re f 0 g {NUMBER}", "305"),
    "nothing": ("", ""),
    "below white that is cut off": (
        f"{NUMBER} q 0 0 50 50 re W n 1 g 0 0 595 842 re f Q 0 g",
        "305",
    ),
    "below a clear form": (f"{NUMBER} q /Light gs /White Do Q", "305"),
    "below a white form": (f"{NUMBER} q /White Do Q", ""),
    "in a form that is cut off": ("q 0 0 50 50 re W n /Number Do Q", ""),
    "beside a triangle": (f"{NUMBER} 1 g {X - 9} 640 m {X + 90} 640 l {X + 90} 690 l f 0 g", "305"),
    "two of them blackened at once": (f"{NUMBER} 10 10 5 5 re {BOX} f", UNSEEN * 3),
    "below a thick white line": (
        f"{NUMBER} 1 G 16 w {X - 2} {Y + 4} m {X + 30} {Y + 4} l S 0 G",
        "",
    ),
    "on a thick grey line": (
        f"0.8 G 16 w {X - 2} {Y + 4} m {X + 30} {Y + 4} l S 0 G {NUMBER}",
        "305",
    ),
    "black on black": (f"0.05 g {COVER} {NUMBER}", UNSEEN * 3),
    "in a layer switched off": (f"/OC /Off BDC {NUMBER} EMC", ""),
    "below white in a layer switched off": (f"{NUMBER} /OC /Off BDC 1 g {COVER} EMC", "305"),
    "a frame in the cell": (
        "255 657 m 390 657 l 392 657 392 659 392 665 c 392 685 l 255 685 l h S",
        "",
    ),
}


@pytest.mark.parametrize("name", PDF_SHOWS)
def test_a_cell_of_a_pdf_says_what_it_shows(name: str) -> None:
    drawn, shown = PDF_SHOWS[name]
    assert pdf_cell(drawn) == shown


def test_text_of_a_form_is_hidden_and_covered_as_it_is_drawn() -> None:
    """In a form, too, what comes later lies above what came before."""
    inner = f"{NUMBER} 1 g {COVER} {text_at(X, Y, 10, '41')}"
    form = (
        "<</Type/XObject/Subtype/Form/BBox[0 0 600 900]/Resources<</Font<</F 3 0 R>>>>"
        f"/Length {len(inner)}>>stream\n{inner}\nendstream"
    )
    data = pdf([f"{table()} /Inner Do"], more=[form], resources="/XObject<</Inner 6 0 R>>")
    assert last_cell(read_pdf("年报.pdf", data, DEFAULT)) == "41"


def test_a_scan_laid_over_its_text_is_a_scan(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "audit.read.scans.scan", None)
    with pytest.raises(InputError) as caught:
        pdf_cell(f"{NUMBER} {picture('Whole', 0, 0, 595, 842)}")
    assert caught.value.key == "read.extra"


def test_a_picture_over_blank_cells_is_no_blank() -> None:
    """A strip of pictured numbers over a row: each cell of it shows something."""
    assert pdf_cell(picture("Whole", 255, 655, 200, 20)) == UNSEEN
