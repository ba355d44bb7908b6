"""Spreadsheets: what stands in a cell stands in the document, at its place, or as a lost one."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from python_calamine import load_workbook

from audit.bounds import DEFAULT, Bounds
from audit.clean import UNCLEAR
from audit.document import Document
from audit.errors import InputError
from audit.read.encoding import decode
from audit.read.sheets.sheet import read_csv, read_sheet
from audit.read.sheets.shown import shown, shown_text

REPORTS = Path(__file__).parent / "reports"
SHEET = "xl/worksheets/sheet1.xml"
MERGES = b'<mergeCell ref="A1:Z2"/>' * 9000

FORMATS = [
    *((5, "", "5"), (5, "General", "5"), (5, "G/通用格式", "5"), (0.1 + 0.2, "", "0.3")),
    *((1234567, "#,##0", "1234567"), (12.35, "0.00", "12.35"), (12, "0.00_ ", "12")),
    *(
        (0.5, "0%", "50%"),
        (45300, "yyyy-mm-dd", "2024-01-09"),
        (45300, 'm"月"d"日"', "2024年1月9日"),
    ),
    *((3, '0"件"', "3件"), (3, '0.0"元"', "3元"), (5, '_ "¥"* #,##0.00_ ', "¥5")),
    *((-5, "0;[Red]-0", "-5"), (-5, "0_);(0)", "-5"), (-5, '"增"0;"减"0', "减5")),
    *((0, "0;;;", "0"), (0, "#", "0"), (0, '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ', "0")),
    # what is shown is not what is stored
    *((5, ";;;", f"5{UNCLEAR}"), (-5, "0;0", f"-5{UNCLEAR}"), (-5, "0;[Red]0", f"-5{UNCLEAR}")),
    *(
        (0.5, "0", f"0.5{UNCLEAR}"),
        (12.3456, "0.00", f"12.3456{UNCLEAR}"),
        (0.5, "# ?/?", f"0.5{UNCLEAR}"),
    ),
    *((12345, "0!.0,", f"12345{UNCLEAR}"), (12345, '0.0,"千"', f"12345{UNCLEAR}")),
    *(
        (2, '"1"0', f"2{UNCLEAR}"),
        (5, '[>=10000]0!.0,"万";0', f"5{UNCLEAR}"),
        (100, "0.00E+00", f"100{UNCLEAR}"),
    ),
    *((float("nan"), "", UNCLEAR), (float("inf"), "0", UNCLEAR)),
]


@pytest.mark.parametrize(("value", "code", "text"), FORMATS)
def test_a_number_is_what_its_format_shows(value: float, code: str, text: str) -> None:
    assert shown(value, code) == text


@pytest.mark.parametrize(
    ("code", "text"),
    [(";;;", f"12{UNCLEAR}"), ('0;-0;0;""', f"12{UNCLEAR}"), ("0;-0;0;@", "12"), ("0;;", "12")],
)
def test_a_text_may_be_hidden_by_its_format(code: str, text: str) -> None:
    assert shown_text("12", code) == text
    assert shown_text("", code) == ""


values = st.one_of(
    st.integers(-(10**9), 10**9),
    st.decimals(0, 10**6, places=4).map(float),
    st.text("政府信息公开件0123456789/-", min_size=1, max_size=6),
    st.just(""),
)
grids = st.lists(st.lists(values, min_size=6, max_size=6), min_size=1, max_size=8)
corners = st.lists(st.tuples(*[st.integers(0, 7), st.integers(0, 5)] * 2), max_size=4)


def workbook(fill: Callable[[xlsxwriter.Workbook], None]) -> bytes:
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    fill(book)
    book.close()
    return out.getvalue()


def patched(data: bytes, part: str, old: bytes, new: bytes) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as source, zipfile.ZipFile(out, "w", 8) as target:
        for name in source.namelist():
            content = source.read(name)
            assert name != part or old in content
            target.writestr(name, content.replace(old, new, 1) if name == part else content)
    return out.getvalue()


def pieces(document: Document) -> dict[tuple[int, int], str]:
    return {
        (piece.place.row, piece.place.column): piece.text
        for row in document.rows
        for piece in row.pieces
        if piece.text
    }


@settings(max_examples=60)
@given(grids, corners, st.booleans())
def test_every_text_stands_at_its_place(
    grid: list[list[int | float | str]], areas: list[tuple[int, int, int, int]], framed: bool
) -> None:
    merged: list[tuple[int, int, int, int]] = []
    for a, b, c, d in areas:
        area = (min(a, c), min(b, d), max(a, c), max(b, d))
        apart = all(
            area[2] < top or area[0] > bottom or area[3] < left or area[1] > right
            for top, left, bottom, right in merged
        )
        if area[:2] != area[2:] and apart and area[2] < len(grid):
            merged.append(area)
    wanted: dict[tuple[int, int], str] = {}

    def fill(book: xlsxwriter.Workbook) -> None:
        sheet, border = book.add_worksheet(), book.add_format({"border": 1}) if framed else None
        for r, line in enumerate(grid):
            for c, value in enumerate(line):
                area = next((m for m in merged if m[0] <= r <= m[2] and m[1] <= c <= m[3]), None)
                if area is None or (r, c) == area[:2]:
                    text = value if isinstance(value, str) else f"{value:.15g}"
                    wanted[r + 1, c + 1] = text
                    if area:
                        sheet.merge_range(*area, "", border)
                    if isinstance(value, str):
                        sheet.write_string(r, c, value, border)
                    else:
                        sheet.write_number(r, c, value, border)

    data = workbook(fill)
    found = pieces(read_sheet("a.xlsx", data))
    assert found == {place: text for place, text in wanted.items() if text}
    covered = {
        (r + 1, c + 1) for a, b, d, e in merged for r in range(a, d + 1) for c in range(b, e + 1)
    } - {(a + 1, b + 1) for a, b, _, _ in merged}
    places = {(p.place.row, p.place.column) for r in read_sheet("a", data).rows for p in r.pieces}
    assert not places & covered


@pytest.mark.parametrize(
    "path", sorted(p for p in REPORTS.glob("sheet-*/report.*") if p.suffix != ".toml"), ids=str
)
def test_nothing_that_a_library_sees_is_missed(path: Path) -> None:
    """An independent reader of workbooks finds no text that the document lacks."""
    document = read_sheet(path.name, path.read_bytes())
    found = {(row.place.sheet, row.text) for r in document.rows for row in r.pieces}
    book = load_workbook(path)
    for meta in book.sheets_metadata:
        texts = {
            value
            for line in book.get_sheet_by_name(meta.name).to_python()
            for value in line
            if isinstance(value, str) and value
        }
        if "footnote" in str(path) or "hidden" in str(path):
            texts = {text for text in texts if not text.isdigit()}
        shown_texts = {" ".join(text.split()) for _, text in found}
        hidden = str(meta.visible) != "SheetVisibleEnum.Visible"
        assert hidden or {" ".join(text.split()) for text in texts} <= shown_texts


def small() -> bytes:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["行政许可", 318, "", 12])
        sheet.write_row(1, 0, ["行政处罚", 26, "", 7])

    return workbook(fill)


def read(part: str, old: bytes, new: bytes, bounds: Bounds = DEFAULT) -> Document:
    return read_sheet("a.xlsx", patched(small(), part, old, new), bounds)


def test_a_million_rows_of_borders_cost_nothing() -> None:
    rows = b"".join(b'<row r="%d"><c r="A%d" s="0"/></row>' % (n, n) for n in range(9, 1 << 20))
    document = read(SHEET, b"</sheetData>", rows + b"</sheetData>")
    assert document.rows == read_sheet("a.xlsx", small()).rows


def test_a_stray_cell_far_away_costs_nothing() -> None:
    cell = b'<row r="1048576"><c r="XFD1048576"><v>3</v></c></row></sheetData>'
    assert len(read(SHEET, b"</sheetData>", cell).rows) == 2


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"<worksheet", b'<!DOCTYPE a [<!ENTITY a "b">]><worksheet'),
        (b"<v>318</v>", b"<v>318<"),
        (b'<c r="B1">', b'<c r="B3">'),
        (b'<c r="A1" t="s"><v>0</v>', b'<c r="A1" t="s"><v>99</v>'),
        (b"</sheetData>", b"</sheetData><mergeCells>%s</mergeCells>" % MERGES),
    ],
)
def test_damage_is_a_sentence(old: bytes, new: bytes) -> None:
    with pytest.raises(InputError, match="损坏"):
        read(SHEET, old, new)


def test_too_many_rows_are_refused() -> None:
    with pytest.raises(InputError, match="超过 1 行"):
        read_sheet("a.xlsx", small(), Bounds(rows=1))


def test_a_binary_workbook_is_refused_with_advice() -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        target.writestr("xl/workbook.bin", b"\x83\x01\x00")
    with pytest.raises(InputError, match="另存为 xlsx"):
        read_sheet("a.xlsb", out.getvalue())


def test_a_strict_workbook_is_read_like_any_other() -> None:
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(small())) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            usual = rb"http://schemas.openxmlformats.org/(officeDocument|spreadsheetml)/2006/"
            strict = re.sub(usual, rb"http://purl.oclc.org/ooxml/\1/", source.read(name))
            target.writestr(name, strict)
    assert read_sheet("a.xlsx", out.getvalue()).rows == read_sheet("a.xlsx", small()).rows


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        ("xl/styles.xml", b'<family val="2"/>', b'<family val="34"/>'),
        (SHEET, b"<pageMargins", b'<pageSetup orientation="across"/><pageMargins'),
    ],
)
def test_what_no_number_depends_on_refuses_no_workbook(part: str, old: bytes, new: bytes) -> None:
    assert read(part, old, new).rows == read_sheet("a.xlsx", small()).rows


def test_days_since_1904() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["日期", 43838], book.add_format({"num_format": "yyyy-mm-dd"}))

    data = patched(workbook(fill), "xl/workbook.xml", b"<workbookPr", b'<workbookPr date1904="1"')
    assert pieces(read_sheet("a.xlsx", data))[1, 2] == "2024-01-09"


def test_cells_without_names_count_on() -> None:
    document = read(SHEET, b'<c r="B1">', b"<c>")
    assert pieces(document)[1, 2] == "318"


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_by_any_delimiter(delimiter: str) -> None:
    lines = [["行政许可", '"3,180"', "", "12"], ["行政\n处罚", "26", "", "7"]]
    text = "\r\n".join(
        delimiter.join(f'"{cell}"' if "\n" in cell else cell for cell in line) for line in lines
    )
    assert pieces(read_csv("a.csv", decode(text.encode()))) == {
        **{(1, 1): "行政许可", (1, 2): "3,180", (1, 4): "12"},
        **{(2, 1): "行政\n处罚", (2, 2): "26", (2, 4): "7"},
    }


def test_a_quote_never_closed_is_a_sentence() -> None:
    with pytest.raises(InputError, match="损坏"):
        read_csv("a.csv", decode(('a,"' + "b" * 200_000).encode()))


WHITE, STRUCK = {"font_color": "white"}, {"font_strikeout": True}


def dot() -> BytesIO:
    """A picture of one point."""
    out = BytesIO()
    Image.new("RGB", (1, 1)).save(out, "png")
    return out


@pytest.mark.parametrize(
    ("look", "value", "text"),
    [
        (STRUCK, 12, "12□"),
        (STRUCK, 0, "0□"),
        (STRUCK, "12", "12□"),
        (STRUCK, "合计", "合计"),
        (WHITE, 12, "12□"),
        ({"num_format": ";;;"}, "12", f"12{UNCLEAR}"),
        (WHITE, 0, "0"),
        (WHITE, "12", "12□"),
        (WHITE | {"bg_color": "white"}, 12, "12□"),
        (WHITE | {"bg_color": "navy"}, 12, "12"),
        (WHITE | {"pattern": 4}, 12, "12"),
        ({"font_color": "#FEFEFE", "bold": True}, 12, "12"),
    ],
)
def test_a_number_taken_back_by_its_font_is_none(
    look: dict[str, object], value: int | str, text: str
) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "行政许可")
        sheet.write(0, 1, value, book.add_format(look))
        sheet.write(0, 2, 3, book.add_format({"italic": True}))

    assert pieces(read_sheet("a.xlsx", workbook(fill))) == {
        **{(1, 1): "行政许可", (1, 2): text, (1, 3): "3"}
    }


def test_white_by_the_theme_is_white() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        white = book.add_format(WHITE)
        book.add_worksheet().write_row(0, 0, ["行政许可", 12], white)

    data = workbook(fill)
    for colour, text in (
        *((b'theme="0"', "12□"), (b'indexed="9"', "12□"), (b'theme="1"', "12")),
        (b'theme="0" tint="-0.5"', "12"),
    ):
        changed = patched(data, "xl/styles.xml", b'rgb="FFFFFFFF"', colour)
        assert pieces(read_sheet("a.xlsx", changed))[1, 2] == text


def test_runs_of_a_cell_are_taken_back_alone() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet, struck, white = book.add_worksheet(), *map(book.add_format, (STRUCK, WHITE))
        sheet.write(0, 0, "行政许可")
        sheet.write_rich_string(0, 1, struck, "1", struck, "2")
        sheet.write_rich_string(0, 2, "1", white, "2")
        sheet.write_rich_string(0, 3, "1", book.add_format({"bold": True}), "2", struck)
        sheet.write_rich_string(0, 4, "1", white, "2", book.add_format({"bg_color": "navy"}))

    assert pieces(read_sheet("a.xlsx", workbook(fill))) == {
        **{(1, 1): "行政许可", (1, 2): "1□\n2□", (1, 3): "1\n2□", (1, 4): "1□\n2", (1, 5): "12"}
    }


def test_a_picture_in_a_cell_is_no_blank() -> None:
    """A seal below the table and a frame without text are no numbers."""

    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        for row in range(3):
            sheet.write_row(row, 0, ["行政许可", "" if row == 1 else 1, "", 3, 4])
        sheet.merge_range(1, 1, 1, 2, "")
        sheet.insert_image(0, 2, "a.png", {"image_data": dot(), "x_scale": 20, "y_scale": 15})
        sheet.insert_image(1, 2, "a.png", {"image_data": dot()})
        sheet.insert_textbox(2, 2, "12", {"width": 200, "height": 15})
        sheet.insert_image(9, 1, "a.png", {"image_data": dot(), "x_scale": 200, "y_scale": 200})
        sheet.insert_textbox(2, 0, "", {"width": 20, "height": 15})

    found = pieces(read_sheet("a.xlsx", workbook(fill)))
    told = [[found.get((row, column), "") for column in range(2, 6)] for row in (1, 2, 3)]
    assert told == [["1", "□", "3", "4"], ["□", "", "3", "4"], ["1", "□", "3□", "4□"]]
    assert {row for row, _ in found} == {1, 2, 3}
