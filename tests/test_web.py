"""Web pages and archives: frames, tables in scripts, mended markup, whatever a file is cut to."""

from __future__ import annotations

import json
from html import escape
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from audit.clean import UNCLEAR
from audit.document import Document
from audit.errors import InputError
from audit.inputs import InputFile, saved_with
from audit.parse.values import Kind, read_value
from audit.read import read_bytes
from audit.read.web.markup import mended
from audit.read.web.scripts import hidden_markup
from samples.generator import LAYOUTS, extension, generate, render

REPORTS = Path(__file__).parent / "reports"
TABLE = '<table><tr><td>本年新收</td><td a="1">5</td></tr></table>'
QUOTED = json.dumps(TABLE)
ARCHIVES = sorted(REPORTS.glob("web-archive*/report.mht"))


@pytest.mark.parametrize(
    "page",
    [
        f"<script>var a = 'x', b = {QUOTED};</script>",
        f"<script>b = {QUOTED.replace('<', chr(92) + 'u003c')}</script>",
        f"<script>b = {QUOTED.replace('<', chr(92) + 'x3C')}</script>",
        f"<script>b = JSON.parse({json.dumps(json.dumps([TABLE]))})</script>",
        f'<script type="application/json">{json.dumps({"c": escape(escape(TABLE))})}</script>',
        f"<script>b = '{TABLE[:30]}' +\n '{TABLE[30:]}'</script>",
        f"<script>document.write('{TABLE[:30]}');\ndocument.write('{TABLE[30:]}');</script>",
        f"<script>b = ['{TABLE[:30]}',\n'{TABLE[30:]}'].join('')</script>",
        f"<script>b = `{TABLE}`</script>",
        f"<textarea>{escape(TABLE)}</textarea>",
        f"<template>{TABLE}</template>",
        f"<xmp>{TABLE}</xmp>",
        f'<input type="hidden" value="{escape(TABLE)}">',
        f"<script>b = unescape('{TABLE.replace('<', '%3C').replace('>', '%3E')}')</script>",
    ],
)
def test_a_table_kept_in_a_page_is_found(page: str) -> None:
    (found,) = hidden_markup(LexborHTMLParser(page))
    cells = [cell.text() for cell in LexborHTMLParser(found).css("td")]
    assert cells == ["本年新收", "5"]


@pytest.mark.parametrize("hole", ["' + n + '", "' + f('x') + '", "'; h += d[3] + '"])
def test_what_a_script_fills_in_is_lost(hole: str) -> None:
    page = f"<script>h = '{TABLE.replace('5', hole)}'</script>"
    (found,) = hidden_markup(LexborHTMLParser(page))
    assert UNCLEAR in LexborHTMLParser(found).css("td")[1].text()


def test_a_page_that_shows_its_tables_is_read_without_its_scripts() -> None:
    page = f"<p>政府信息公开</p>{TABLE}<script>var last = {QUOTED.replace('5', '7')}</script>"
    document = read_bytes("a.html", page.encode())
    assert [row.text for row in document.rows if row.cells] == ["本年新收 5"]


@pytest.mark.parametrize("layout", [name for name in LAYOUTS if extension(name) == "html"])
def test_whole_tables_are_left_as_they_are(layout: str) -> None:
    for seed in range(3):
        page = render(generate(Random(seed)), layout, Random(seed))
        assert mended("a.html", page) == page


@pytest.mark.parametrize(
    ("damaged", "whole"),
    [
        ("<tr><td>1</td></tr></table>", "<table><tr><td>1</td></tr></table>"),
        ("<td>1</td><td>2</td>", "<table><td>1</td><td>2</td>"),
        ("<table><tr></tr> <p>五", "<table><tr></tr> </table><p>五"),
        ("<script>'<td>'</script><!-- <td> -->", "<script>'<td>'</script><!-- <td> -->"),
        ("3\x001", f"3{UNCLEAR}1"),
    ],
)
def test_markup_is_mended(damaged: str, whole: str) -> None:
    assert mended("a.html", damaged) == whole


def test_deep_nesting_is_refused() -> None:
    with pytest.raises(InputError, match="超过"):
        read_bytes("a.html", b"<p>x</p>" + b"<div>" * 50_000)


@pytest.mark.parametrize(
    "address",
    [
        *("other.html", "../secret.html", "./page_files/../secret.html", "/etc/hostname"),
        *("page_files/%2e%2e/secret.html", "page_files/link.html", "file:///etc/hostname"),
        *("page_files", "page_files/\0", "page_files/large.html", "http://[", ""),
    ],
)
def test_nothing_outside_the_folder_is_given(tmp_path: Path, address: str) -> None:
    folder = tmp_path / "page_files"
    folder.mkdir()
    for name in ("secret.html", "other.html", "page_files/in.html"):
        (tmp_path / name).write_text("x")
    (folder / "large.html").write_text("x" * 11)
    (folder / "link.html").symlink_to(tmp_path / "secret.html")
    beside = saved_with(InputFile(tmp_path / "page.html", "page.html"), 10)
    assert beside(address) is None
    assert beside("./page_files/%69n.html?v=1#top") == b"x"


def test_frames_within_frames_and_no_circle() -> None:
    files = {"a_files/b.html": b'<iframe src="c.html"></iframe>', "a_files/c.html": TABLE.encode()}
    page = b"<frameset><frame src='a_files/b.html'></frameset>"
    assert read(page, files).rows[-1].text == "本年新收 5"
    round_about = {"a_files/b.html": b'<iframe src="b.html"></iframe><p>again</p>'}
    assert [row.text for row in read(page, round_about).rows].count("again") == 3


def read(page: bytes, files: dict[str, bytes]) -> Document:
    return read_bytes("a.html", page, beside=files.get)


@settings(max_examples=150)
@given(
    st.sampled_from(ARCHIVES),
    st.floats(0, 1),
    st.lists(st.tuples(st.floats(0, 0.99), st.binary(max_size=3)), max_size=5),
)
def test_an_archive_cut_or_damaged_is_read_or_refused(
    path: Path, share: float, changes: list[tuple[float, bytes]]
) -> None:
    data = path.read_bytes()
    for place, new in changes:
        at = int(len(data) * place)
        data = data[:at] + new + data[at + 1 :]
    try:
        document = read_bytes("a.mht", data[: int(len(data) * share)])
    except InputError:
        return
    assert document.kind


@pytest.mark.parametrize(
    "cell",
    [
        "1<img src='9.png'>",
        "1<input value='9'>",
        "<button>19</button>",
        "<del>19</del>",
        "<span style='text-decoration: line-through'>19</span>",
        "\n<s>19</s> ",
        "<s><p>19</p></s>",
        "<b style='color: #FFFFFF'>19</b>",
        "<font color=white>19</font>",
    ],
)
def test_what_may_be_another_number_is_none(cell: str) -> None:
    page = f"<table><tr><td>规章</td><td>{cell}</td><td>2</td></tr></table>"
    (row,) = read_bytes("a.html", page.encode()).rows
    shown = read_value(row.pieces[1].text)
    assert shown.kind not in (Kind.NUMBER, Kind.BLANK, Kind.MARK)


def test_what_a_script_has_commented_out_is_not_read() -> None:
    table = "<table><tr><td>行政许可</td><td>12</td></tr></table>"
    for comment in (f'// var old = "{table}";', f'/* var old = "{table}"; */'):
        page = f"<html><body><p>年报</p><script>\n{comment}\nvar a = 1;</script></body></html>"
        assert not any(row.table for row in read_bytes("a.html", page.encode()).rows)


def cells(style: str, *row: str, around: str = "{}") -> list[str]:
    """The texts of the last row of a table after 行政许可, in their columns, "-" for a gap."""
    table = f"<table><tr><td>行政许可</td>{''.join(row)}</tr></table>"
    page = f"<style>{style}</style><body>{around.format(table)}</body>"
    *_, last = (row for row in read_bytes("a.html", page.encode()).rows if row.cells)
    texts = {piece.place.column: piece.text for piece in last.pieces}
    return [texts.get(column, "-") for column in range(2, max(texts) + 1)]


@pytest.mark.parametrize(
    ("style", "second"),
    [
        (".a { display: none }", "<td class=a>9</td>"),
        ("td:nth-child(2) { DISPLAY : NONE ! important; }", "<td style='display:block'>9</td>"),
        ("<!-- @charset 'x'; @media screen { x,.a{display:none} } -->", "<td class=a>9</td>"),
        (".a.b { display: none } .a { display: block }", "<td class='a b'>9</td>"),
    ],
)
def test_cells_that_style_rules_take_out(style: str, second: str) -> None:
    assert cells(style, second, "<td>4</td>") == ["4"]


@pytest.mark.parametrize(
    ("style", "shown"),
    [
        ("", "9"),
        ("p { display: none }", "9"),
        ("@media print { .a { display: none } }", "9"),
        ("@media (max-width: 9px) { .a { display: none } }", "9"),
        ("/* .a { display: none } */ .b { display: none }", "9"),
        (".a { display: none } .row .a { display: inline }", "9"),
        (".a { display: none } .a { display: inline }", "9"),
        (".a, .b:unheard(x, y), p::before { display: none }", ""),
        (".b:unheard( { display: none }", "9"),
        ("body { visibility: hidden }", "9"),
        (".a { visibility: hidden }", ""),
        (".a { opacity: 0.0 }", ""),
        (".a { font: 0/0 serif }", ""),
        (".a { opacity: 0.9; font-size: 0.5em }", "9"),
        ("td { font-size: 0 } td .a { font: 700 12px/1 serif }", "9"),
        ("td { font-size: 0 } td .a { font-size: 2em }", ""),
        ("tr { text-decoration: line-through }", "9□"),
        (".o { text-decoration-line: line-through }", "9□"),
        (".a { color: #fff }", "9□"),
        (".a { color: rgba(1, 2, 3, 0) }", "9□"),
        ("td { color: white } .a { color: black }", "9"),
        (".a { color: #fff } tr { background: #fff }", "9□"),
        (".a { color: #fff } tr { background: url(a.png) navy }", "9"),
    ],
)
def test_what_style_rules_leave_of_a_cell(style: str, shown: str) -> None:
    cell = "<td><i class=a>9</i></td>"
    around = "<div class='o row'>{}</div>"
    assert cells(style, cell, around=around) == [shown]


@pytest.mark.parametrize("hidden", ["visibility: hidden", "opacity: 0", "font-size: 0"])
def test_an_unseen_cell_keeps_its_place(hidden: str) -> None:
    assert cells("", f"<td style='{hidden}'>9</td>", "<td>4</td>") == ["", "4"]
    assert cells("", f"<td style='{hidden}'><img src=9.png></td>", "<td>4</td>") == ["", "4"]
    assert cells("", "<td style='display: none'>9</td>", "<td>4</td>") == ["4"]


def test_a_table_that_rules_hide_is_left_out_if_another_one_shows_the_same() -> None:
    other = "<div class=tab><table><tr><td>{}</td><td>7</td></tr></table></div>"
    hide = "<style>.tab { display: none }</style>"
    for label, rows in (("行政许可", 1), ("本年新收", 2)):
        page = (
            f"{hide}<body>{other.format(label)}<table><tr><td>行政许可</td><td>4</td></tr></table>"
        )
        assert len(read_bytes("a.html", page.encode()).rows) == rows


def test_rules_hold_for_the_page_they_stand_in() -> None:
    frame = b"<style>.a { display: none }</style><table><tr><td>1<i class=a>9</i></table>"
    page = b"<iframe src=f.html></iframe><table><tr><td>2<i class=a>8</i></table>"
    assert [row.text for row in read(page, {"f.html": frame}).rows] == ["1", "28"]
    table = json.dumps("<table><tr><td>行政许可<td>1<i class=a>9</i></table>")
    script = f"<style>.a {{ display: none }}</style><script>show({table})</script>"
    assert read(script.encode(), {}).rows[0].text == "行政许可 1"


def test_a_number_struck_out_in_running_text_is_none() -> None:
    page = (
        "<p>规章</p><p><s>19</s></p><p style='text-decoration: line-through'>7 <b>8</b></p><p>2</p>"
    )
    assert [row.text for row in read(page.encode(), {}).rows] == ["规章", "19□", "7 □8□", "2"]


def test_more_rules_than_a_page_ever_has_are_refused() -> None:
    table = "<table>" + "<tr><td class=a>1</td></tr>" * 1000 + "</table>"
    page = f"<html><style>{'.a { display: none } ' * 501}</style><body>{table}</body></html>"
    with pytest.raises(InputError):
        read(page.encode(), {})
