"""What OFD files say of their letters and lines, and files that are none."""

from __future__ import annotations

import pytest

from audit.document import Document
from audit.errors import InputError
from audit.read.ofd.document import read_ofd
from tests.ofd_writer import content, ofd, path_object

CELLS = [["信息内容", "本年制发件数"], ["规章", "12"]]
LINES = [path_object(20, y, 120, y, n) for n, y in enumerate((30, 40, 50))] + [
    path_object(x, 30, x, 50, 10 + n) for n, x in enumerate((20, 70, 120))
]
PLACES = ((22, 37, "信息内容"), (72, 37, "本年制发件数"), (22, 47, "规章"), (72, 47, "12"))


def text(code: str, *, boundary: str, more: str = "") -> str:
    return f'<ofd:TextObject ID="1" Boundary="{boundary}" Size="4" {more}>{code}</ofd:TextObject>'


def table(label: str, last: str = "12") -> list[str]:
    """The table with one label set another way."""
    plain = [
        text(f'<ofd:TextCode X="0" Y="0">{word}</ofd:TextCode>', boundary=f"{x} {y} 40 5")
        for x, y, word in PLACES
        if word not in ("规章", "12")
    ]
    number = text(f'<ofd:TextCode X="0" Y="0">{last}</ofd:TextCode>', boundary="72 47 40 5")
    return [*LINES, *plain, label, number]


def cells(document: Document) -> list[list[str]]:
    return [[piece.text for piece in row.pieces] for row in document.rows if row.cells]


LABELS = {
    "steps": text('<ofd:TextCode X="0" Y="0" DeltaX="4">规章</ofd:TextCode>', boundary="22 47 9 5"),
    "groups of steps": text(
        '<ofd:TextCode X="0" Y="0" DeltaX="g 1 4.0">规章</ofd:TextCode>', boundary="22 47 9 5"
    ),
    "scaled": text(
        '<ofd:TextCode X="0" Y="40" DeltaX="40">规章</ofd:TextCode>',
        boundary="22 43 9 5",
        more='CTM="0.1 0 0 0.1 0 0"',
    ).replace('Size="4"', 'Size="40"'),
    "with shapes of its own": text(
        '<ofd:CGTransform CodePosition="0" CodeCount="2" GlyphCount="2">'
        "<ofd:Glyphs>7 9</ofd:Glyphs></ofd:CGTransform>"
        '<ofd:TextCode X="0" Y="0">规章</ofd:TextCode>',
        boundary="22 47 9 5",
    ),
    "below each other": text(
        '<ofd:TextCode X="0" Y="-2" DeltaX="0" DeltaY="2.9">规章</ofd:TextCode>',
        boundary="22 46 9 5",
    ).replace('Size="4"', 'Size="2.8"'),
}


@pytest.mark.parametrize("label", LABELS)
def test_letters_stand_where_they_are_told_to(label: str) -> None:
    found = cells(read_ofd("年报.ofd", ofd([content(table(LABELS[label]))])))
    assert [[word.replace("\n", "") for word in row] for row in found] == CELLS


def test_what_is_not_shown_is_not_read() -> None:
    hidden = text(
        '<ofd:TextCode X="9" Y="0">99</ofd:TextCode>', boundary="72 47 40 5", more='Visible="false"'
    )
    page = content([*table(LABELS["steps"]), hidden])
    assert cells(read_ofd("年报.ofd", ofd([page]))) == CELLS


def test_letters_without_a_code_are_lost_not_left_out() -> None:
    page = content(table(LABELS["steps"], last="1\u00a4"))
    assert cells(read_ofd("年报.ofd", ofd([page])))[1] == ["规章", "1\ufffd"]


def test_the_title_of_a_report() -> None:
    title = "示例市2024年政府信息公开工作年度报告"
    assert read_ofd("年报.ofd", ofd([content(table(LABELS["steps"]))], title=title)).title == title


def test_a_file_of_pictures() -> None:
    with pytest.raises(InputError) as caught:
        read_ofd("年报.ofd", ofd([content(LINES)]))
    assert caught.value.key == "read.image_only"


@pytest.mark.parametrize(
    "page",
    [
        "<ofd:Page",
        "",
        '<!DOCTYPE a [<!ENTITY b "c">]><ofd:Page xmlns:ofd="x">&b;</ofd:Page>',
    ],
)
def test_a_page_that_is_none(page: str) -> None:
    with pytest.raises(InputError) as caught:
        read_ofd("年报.ofd", ofd([page]))
    assert caught.value.key == "read.damaged"


def test_odd_numbers_do_no_harm() -> None:
    odd = [
        text(
            '<ofd:TextCode X="1e308" Y="nan" DeltaX="g 999999999 1e300">甲乙</ofd:TextCode>',
            boundary="a b",
        ),
        '<ofd:PathObject ID="2" Boundary="1e308 0 1 1"><ofd:AbbreviatedData>M 1e308 L 2 M 1 1 A 1 C'
        "</ofd:AbbreviatedData></ofd:PathObject>",
    ]
    assert cells(read_ofd("年报.ofd", ofd([content([*table(LABELS["steps"]), *odd])]))) == CELLS
