"""The page of a report's source: every cell marked where it stands, nothing from outside."""

from __future__ import annotations

import base64
import re
import zlib
from io import BytesIO
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from numpy.typing import NDArray
from selectolax.lexbor import LexborHTMLParser, LexborNode

from audit.bounds import DEFAULT
from audit.document import Box, Document, Piece, Place, Row
from audit.evidence import evidence_page
from audit.evidence.picture import grey_png
from audit.form import Cell, load_form
from audit.inputs import InputFile, saved_with
from audit.parse import parse
from audit.read import read_bytes
from audit.report import ABSENT, Reading, Report, State
from tests.conftest import REPOSITORY, SAMPLES

FORM = load_form("2021")
TOTAL = Cell("applications", "new_received", "total")
PAGED = (".pdf", ".ofd", ".zip")  # shown as pictures of pages; and what holds files
FILES = [
    *sorted(SAMPLES.rglob("2024/*.*")),
    *sorted(SAMPLES.rglob("2020/*.*")),
    *(
        path
        for path in sorted(REPOSITORY.glob("tests/reports/*/report.*"))
        if path.is_file() and "problem = " not in (path.parent / "expected.toml").read_text("utf-8")
    ),
]
DOCUMENTS = [path for path in FILES if path.suffix not in PAGED]


def page_of(path: Path) -> tuple[Document, Report, str]:
    data = path.read_bytes()
    beside = saved_with(InputFile(path, path.name), DEFAULT.size << 20)
    document = read_bytes(path.name, data, DEFAULT, beside)
    report = parse(document)
    return document, report, evidence_page(document, report, data)


def own_text(node: LexborNode) -> str:
    """What an element shows of the source: without the card and the sign."""
    copy = LexborHTMLParser(node.html or "")
    # a lone td is no element outside a table
    if node.tag == "td":
        copy = LexborHTMLParser(f"<table><tr>{node.html}</tr></table>")
    for added in copy.css(".card, .tag"):
        added.decompose()
    return (copy.body.text() if copy.body else "").strip()


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_cell_is_marked_where_it_stands(path: Path) -> None:
    _, report, html = page_of(path)
    tree = LexborHTMLParser(html)
    ids = [str(node.attributes["id"]) for node in tree.css("[id]") if node.attributes["id"]]
    assert len(ids) == len(set(ids))
    on_form = {str(c) for c, r in report.cells.items() if r.state is not State.NOT_ON_FORM}
    assert set(ids) - {"open"} == on_form
    for cell, reading in report.cells.items():
        if reading.state.has_value or reading.state is State.MARK:
            node = tree.css_first(f'[id="{cell}"]')
            assert node is not None
            assert own_text(node).split() == reading.raw.split()
            assert reading.state.value in str(node.attributes["class"]).split()
    assert tree.css(".m.unreadable") or not has(report, State.UNREADABLE)


def has(report: Report, state: State) -> bool:
    return any(reading.state is state for reading in report.cells.values())


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_the_whole_source_can_be_read(path: Path) -> None:
    document, _, html = page_of(path)
    tree = LexborHTMLParser(html)
    for added in tree.css(".card, .tag, h2, h3, figcaption"):
        added.decompose()
    source = tree.css_first("section.source")
    assert source is not None
    shown = "".join(source.text().split())
    expected = "".join("".join(p.text.split()) for row in document.rows for p in row.pieces)
    assert shown == expected


def test_the_page_needs_nothing_but_itself() -> None:
    _, _, html = page_of(next(SAMPLES.glob("2024/*教育局*.html")))
    tree = LexborHTMLParser(html)
    policy = tree.css_first("meta[http-equiv=Content-Security-Policy]")
    assert policy is not None
    assert str(policy.attributes["content"]).startswith("default-src 'none';")
    assert not tree.css("script, link, iframe, object, embed, base, form, [src]")
    assert "url(" not in html
    assert "@import" not in html
    links = [str(node.attributes["href"]) for node in tree.css("[href]")]
    assert links
    assert all(link.startswith("#") for link in links)


def test_same_report_same_page() -> None:
    path = next(SAMPLES.glob("2024/*自然资源*.txt"))
    assert page_of(path)[2] == page_of(path)[2]


# ── what a page says ──


def document_of(*rows: Row, kind: str = "html") -> Document:
    return Document("示例.html", kind, rows)


def report_of(cells: dict[Cell, Reading]) -> Report:
    every = dict.fromkeys(FORM.cells, ABSENT) | cells
    return Report("示例.html", "html", "示例市某局", 2024, "2021", cells=every)


def test_what_was_not_found_or_not_read_is_listed_first() -> None:
    place = Place(1, 1, 2)
    document = document_of(Row((Piece("一、", Place(1, 1, 1)), Piece("?08", place)), True, 1))
    report = report_of({TOTAL: Reading(State.UNREADABLE, None, "?08", place)})
    tree = LexborHTMLParser(evidence_page(document, report, b""))
    lines = [
        " ".join(cell.text() for cell in line.css("td")) for line in tree.css("#open tbody tr")
    ]
    assert "二、主动公开 整张表没有找到（10 格）  缺 " in lines
    assert "三、依申请公开 二、上年结转政府信息公开申请数量 各列（7） 缺 " in lines
    found = next(line for line in lines if line.endswith("读不准 ?08"))
    assert found.startswith("三、依申请公开 一、本年新收政府信息公开申请数量 总计")
    link = tree.css_first("#open a")
    assert link is not None
    assert link.attributes["href"] == f"#{TOTAL}"


def test_a_card_names_the_cell_its_value_state_and_repair() -> None:
    place = Place(1, 1, 2)
    document = document_of(Row((Piece("总计", Place(1, 1, 1)), Piece("１,２００", place)), True, 1))
    reading = Reading(State.REPAIRED, 1200.0, "１,２００", place, "全角数字")
    tree = LexborHTMLParser(evidence_page(document, report_of({TOTAL: reading}), b""))
    card = tree.css_first(f'[id="{TOTAL}"] .card')
    assert card is not None
    assert [child.text() for child in card.iter()] == [
        "三、依申请公开",
        "一、本年新收政府信息公开申请数量 · 总计",
        "修复　1200　原文“１,２００”　全角数字",
    ]
    legend = {node.text().strip() for node in tree.css(".legend li")}
    assert {"读取 0", "修修复 1", "空空白 0", "占占位 0", "※读不准 0", "缺缺 199"} == legend


def test_cells_that_share_a_place_share_its_mark() -> None:
    place = Place(1, 1, 2)
    columns = FORM.tables["applications"].columns
    row = [Cell("applications", "granted", column.key) for column in columns]
    document = document_of(Row((Piece("予以公开", Place(1, 1, 1)), Piece("3 4", place)), True, 1))
    report = report_of({cell: Reading(State.UNREADABLE, None, "3 4 | 5", place) for cell in row})
    tree = LexborHTMLParser(evidence_page(document, report, b""))
    marks = tree.css(".m")
    assert len(marks) == 1
    inside = {str(node.attributes["id"]) for node in marks[0].css("[id]")}
    assert inside | {str(marks[0].attributes["id"])} == {str(cell) for cell in row}
    assert "3 4 | 5" in marks[0].text()


def test_a_report_without_tables_shows_its_source_and_the_problem() -> None:
    data = (REPOSITORY / "tests/reports/no-tables/report.html").read_bytes()
    document = read_bytes("没有表.html", data)
    report = Report("没有表.html", "html", problem="“没有表.html”里没有找到任何一张统计表")
    tree = LexborHTMLParser(evidence_page(document, report, data))
    problem, source = tree.css_first(".problem"), tree.css_first(".source")
    assert problem is not None
    assert source is not None
    assert problem.text() == report.problem
    assert document.rows[0].text in source.text()
    assert not tree.css(".m, #open, .legend li")


# ── text of a report is text ──

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</style></td></table><h1>x",
    "javascript:alert(1)",
    "$colours ${source} $$",
    "&lt;b&gt; &#60; <!-- ]]>",
)


def told_everywhere(text: str) -> LexborHTMLParser:
    """A page with one text in every place that a report can fill."""
    place = Place(1, 1, 2, part=text, sheet=text)
    row = Row((Piece(text, place._replace(column=1)), Piece(text, place)), True, 1)
    document = Document(text, text, (row,), encoding=text, title=text, notes=(text,))
    reading = Reading(State.UNREADABLE, None, text, place, text)
    report = Report(text, text, text, 2024, "2021", cells={TOTAL: reading}, notes=(text,))
    return LexborHTMLParser(evidence_page(document, report, text.encode()))


def structure(tree: LexborHTMLParser) -> list[tuple[str | None, list[str]]]:
    return [(node.tag, sorted(node.attributes)) for node in tree.css("*")]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text(text: str) -> None:
    tree = told_everywhere(text)
    assert structure(tree) == structure(told_everywhere("文"))
    mark, heading = tree.css_first(".m"), tree.css_first("h1")
    assert mark is not None
    assert heading is not None
    assert own_text(mark) == text
    assert text in heading.text()


def test_characters_that_hide_or_reorder_are_shown_as_lost() -> None:
    place = Place(start=0, end=3)
    document = document_of(Row((Piece("1\u202e2\x00\ud800\r\n3\ufffe", place),)))
    report = report_of({TOTAL: Reading(State.UNREADABLE, None, "1", place)})
    html = evidence_page(document, report, b"")
    html.encode("utf-8")
    assert "1\ufffd2\ufffd\ufffd\n3\ufffd" in html


# ── pages with pictures ──


def drawn_pdf(box: Box, rotated: int = 0) -> bytes:
    """A page of 300 by 200 points, black in one box (from the top left, before it is turned)."""
    raw = pypdfium2.raw
    pdf = pypdfium2.PdfDocument.new()
    page = pdf.new_page(300, 200)
    left, top, right, bottom = box
    shape = raw.FPDFPageObj_CreateNewRect(left, 200 - bottom, right - left, bottom - top)
    raw.FPDFPageObj_SetFillColor(shape, 0, 0, 0, 255)
    raw.FPDFPath_SetDrawMode(shape, raw.FPDF_FILLMODE_ALTERNATE, 0)
    raw.FPDFPage_InsertObject(page, shape)
    page.set_rotation(rotated)
    page.gen_content()
    out = BytesIO()
    pdf.save(out)
    return out.getvalue()


def picture_in(tree: LexborHTMLParser) -> NDArray[np.uint8]:
    """The first picture of a page in shades from 0 to 15, decoded here by hand."""
    image = tree.css_first("figure img")
    assert image is not None
    kind, _, code = str(image.attributes["src"]).partition(";base64,")
    assert kind == "data:image/png"
    png = base64.b64decode(code)
    assert len(png) <= 150_000
    width, height = (int.from_bytes(png[at : at + 4], "big") for at in (16, 20))
    length = int.from_bytes(png[33:37], "big")
    lines = np.frombuffer(zlib.decompress(png[41 : 41 + length]), np.uint8).reshape(height, -1)
    assert not lines[:, 0].any()
    shades = np.stack([lines[:, 1:] >> 4, lines[:, 1:] & 15], axis=2).reshape(height, -1)
    return shades[:, :width]


def shares(node: LexborNode) -> list[float]:
    style = str(node.attributes["style"])
    return [float(number) / 100 for number in re.findall(r":(-?[0-9.]+)%", style)]


@pytest.mark.parametrize(
    ("rotated", "shown"),
    [(0, (60.0, 20.0, 120.0, 40.0)), (90, (160.0, 60.0, 180.0, 120.0))],
)
def test_a_mark_lies_over_the_picture_of_its_number(rotated: int, shown: Box) -> None:
    data = drawn_pdf((60.0, 20.0, 120.0, 40.0), rotated)
    place = Place(page=1, box=shown)
    document = document_of(Row((Piece("12", place),), True), kind="pdf")
    report = report_of({TOTAL: Reading(State.READ, 12.0, "12", place)})
    tree = LexborHTMLParser(evidence_page(document, report, data))
    picture, mark = picture_in(tree), tree.css_first(".m.box.read")
    assert mark is not None
    left, top, across, down = shares(mark)
    height, width = picture.shape
    inside = picture[
        round(top * height) : round((top + down) * height),
        round(left * width) : round((left + across) * width),
    ]
    assert inside.size > 100
    assert not inside.any(), "all black under the mark"
    assert (picture < 15).mean() < 0.05, "white elsewhere"


def test_a_page_with_cells_goes_before_others_where_there_are_too_many(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("audit.evidence.pages._MOST_PICTURES", 1)
    pdf = pypdfium2.PdfDocument.new()
    for _ in range(3):
        pdf.new_page(100, 100)
    out = BytesIO()
    pdf.save(out)
    first, last = Place(page=1, box=(10, 10, 20, 20)), Place(page=3, box=(10, 10, 20, 20))
    document = document_of(Row((Piece("甲", first),)), Row((Piece("1", last),)), kind="pdf")
    report = report_of({TOTAL: Reading(State.READ, 1.0, "1", last)})
    tree = LexborHTMLParser(evidence_page(document, report, out.getvalue()))
    pages = [(f.css_first("figcaption"), f.css("img"), f.css("svg")) for f in tree.css("figure")]
    told = [(caption.text() if caption else "", len(i), len(s)) for caption, i, s in pages]
    assert told == [("第1页", 0, 1), ("第3页", 1, 0)]


def test_a_page_without_picture_is_drawn_from_its_text() -> None:
    place = Place(1, 1, 2, page=1, box=(200, 100, 240, 120))
    label = Piece("一、本年新收\n<申请>", Place(1, 1, 1, page=1, box=(50, 100, 200, 120)))
    document = document_of(Row((label, Piece("12", place)), True, 1), kind="ofd")
    report = report_of({TOTAL: Reading(State.READ, 12.0, "12", place)})
    tree = LexborHTMLParser(evidence_page(document, report, b"PK"))
    assert not tree.css("img")
    assert [node.text() for node in tree.css("svg text")] == ["一、本年新收", "<申请>", "12"]
    mark = tree.css_first(f'[id="{TOTAL}"].box')
    assert mark is not None
    assert shares(mark)[0] == pytest.approx(201.5 / 290, abs=0.001)


def test_an_image_is_shown_as_it_is() -> None:
    data = grey_png(np.full((50, 80), 255, np.uint8))
    place = Place(page=1, box=(8, 5, 16, 10))
    document = document_of(Row((Piece("1", place),)), kind="scan")
    report = report_of({TOTAL: Reading(State.READ, 1.0, "1", place)})
    html = evidence_page(document, report, data)
    assert f"data:image/png;base64,{base64.b64encode(data).decode()}" in html
    mark = LexborHTMLParser(html).css_first(".m.box")
    assert mark is not None
    assert shares(mark)[:2] == [pytest.approx(6.5 / 80, abs=0.001), pytest.approx(0.07, abs=0.001)]


def test_a_damaged_pdf_still_shows_its_text() -> None:
    place = Place(page=1, box=(8, 5, 16, 10))
    document = document_of(Row((Piece("1", place),)), kind="pdf")
    report = report_of({TOTAL: Reading(State.READ, 1.0, "1", place)})
    assert "<svg" in evidence_page(document, report, b"%PDF-1.7 nothing")
