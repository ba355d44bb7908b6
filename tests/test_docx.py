"""Word documents: places of cells, changes accepted, what is hidden, lists, text boxes, attacks."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest

from audit.bounds import DEFAULT, Bounds
from audit.document import Document
from audit.errors import InputError
from audit.parse import parse
from audit.parse.values import Kind, read_value
from audit.read import read_bytes
from audit.report import State
from tests.conftest import SHARED
from tests.word_files import (
    STRICT,
    box,
    docx,
    field,
    list_of,
    listed,
    p,
    run,
    tbl,
    tc,
    tr,
)

BLANK_FORM = SHARED / "files" / "template-2021-blank.docx"
GONE = '<w:del w:id="1" w:author="a"/>'
START, MORE = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
TAB, BREAK = "<w:r><w:tab/></w:r>", "<w:r><w:br/></w:r>"
PICTURE = "<w:r><w:drawing/></w:r>"

# a line of text, its pieces if it has several, or table number and texts by column
Shown = str | list[str] | tuple[int, dict[int, str]]


def shown(document: Document) -> list[Shown]:
    out: list[Shown] = []
    for line in document.rows:
        texts = [piece.text for piece in line.pieces]
        if line.table:
            out.append((line.table, {piece.place.column: piece.text for piece in line.pieces}))
        else:
            out.append(texts[0] if len(texts) == 1 else texts)
    return out


def read(*content: str, **how: str) -> list[Shown]:
    return shown(read_bytes("x.docx", docx(*content, **how)))


def row(*content: str, **how: str) -> dict[int, str]:
    """What is read of a table with this one row."""
    (found,) = read(tbl(tr(*content)), **how)
    assert isinstance(found, tuple)
    return found[1]


def deleted(text: str) -> str:
    return f'<w:del w:id="2" w:author="a"><w:r><w:delText>{text}</w:delText></w:r></w:del>'


def inserted(text: str) -> str:
    return f'<w:ins w:id="3" w:author="a">{run(text)}</w:ins>'


def span(columns: int) -> str:
    return f'<w:gridSpan w:val="{columns}"/>'


# ── places ──


def test_tables_and_lines_have_places() -> None:
    document = read_bytes(
        "x.docx", docx(p("甲"), tbl(tr("a", "1")), p("乙", "丙"), tbl(tr("b", "2")))
    )
    places = [piece.place for line in document.rows for piece in line.pieces]
    assert [(q.table, q.row, q.column) for q in places if q.table] == [
        *((1, 1, 1), (1, 1, 2), (2, 1, 1), (2, 1, 2))
    ]
    assert [(q.start, q.end) for q in places if not q.table] == [(0, 1), (2, 4)]
    assert document.kind == "docx"


def test_spans() -> None:
    assert read(
        tbl(
            tr(tc("A", properties=span(2)), "B"),
            tr(tc("x", properties=START), "1", "2"),
            tr(tc(properties=MORE), "3", "4"),
            tr("5", properties='<w:gridBefore w:val="2"/>'),
        )
    ) == [
        (1, {1: "A", 3: "B"}),
        (1, {1: "x", 2: "1", 3: "2"}),
        (1, {2: "3", 3: "4"}),
        (1, {3: "5"}),
    ]


def test_cell_that_goes_on_with_nothing_above_keeps_its_text() -> None:
    assert row(tc("1", properties=MORE), tc(properties=MORE), "2") == {1: "1", 3: "2"}


def test_cell_covered_by_the_one_above_says_nothing() -> None:
    rows = read(tbl(tr(tc("1", properties=START), "a"), tr(tc("9", properties=MORE), "b")))
    assert rows == [(1, {1: "1", 2: "a"}), (1, {2: "b"})]


def test_columnsjoined_sideways_are_one() -> None:
    first, next_one = '<w:hMerge w:val="restart"/>', "<w:hMerge/>"
    assert row(tc("1", properties=first), tc(properties=next_one), "2") == {1: "1", 3: "2"}


def test_inner_table_is_data_and_the_outer_one_layout() -> None:
    inner = tbl(tr("n", "1"), tr("m", "2"))
    assert read(tbl(tr("外", tc(inner, p("末"))))) == [
        *("外", (1, {1: "n", 2: "1"}), (1, {1: "m", 2: "2"}), "末")
    ]


def test_wrappers_are_transparent() -> None:
    def wrapped(inner: str) -> str:
        return f"<w:sdt><w:sdtPr/><w:sdtContent>{inner}</w:sdtContent></w:sdt>"

    link = (
        f"<w:hyperlink><w:smartTag><w:customXml>{run('1')}</w:customXml></w:smartTag></w:hyperlink>"
    )
    cell = wrapped(tc(wrapped(p("a"))))
    assert read(wrapped(tbl(wrapped(tr(cell, tc(p(link, wrapped(run("2"))))))))) == [
        (1, {1: "a", 2: "12"})
    ]


# ── changes and what is hidden ──


def test_changes_are_accepted() -> None:
    assert read(
        p("共", deleted("12"), inserted("13"), "件"),
        tbl(
            tr(tc(p(deleted("1"), inserted("2"))), tc(p(deleted("5")))),
            tr("9", "9", properties=GONE),
            tr(tc("x", properties='<w:cellDel w:id="4" w:author="a"/>'), "3"),
        ),
    ) == ["共13件", (1, {1: "2", 2: ""}), (1, {2: "3"})]


def test_moved_text_stands_where_it_went() -> None:
    gone = f'<w:moveFrom w:id="1" w:author="a">{run("7")}</w:moveFrom>'
    here = f'<w:moveTo w:id="2" w:author="a">{run("7")}</w:moveTo>'
    assert row(tc(p(gone)), tc(p(here))) == {1: "", 2: "7"}


def test_paragraph_whose_mark_is_deleted_goes_on() -> None:
    first = p("一、总体", properties=f"<w:rPr>{GONE}</w:rPr>")
    assert read(first, p("情况")) == ["一、总体情况"]


def test_hidden_text_is_left_out() -> None:
    style = (
        '<w:style w:type="character" w:styleId="h"><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:type="character" w:styleId="i"><w:basedOn w:val="h"/></w:style>'
    )
    hidden = run("9", "<w:vanish/>")
    by_style = run("8", '<w:rStyle w:val="i"/>')
    again = run("7", '<w:rStyle w:val="i"/><w:vanish w:val="0"/>')
    assert row(tc(p(hidden, "1")), tc(p(by_style)), tc(p(again)), styles=style) == {
        **{1: "1", 2: "", 3: "7"}
    }
    assert read(tbl(tr("a"), tr("b", properties="<w:hidden/>"))) == [(1, {1: "a"})]


def test_headers_notes_and_comments_are_no_text() -> None:
    note = '<w:r><w:footnoteReference w:id="1"/></w:r><w:r><w:commentReference w:id="1"/></w:r>'
    assert row(tc(p("3", note))) == {1: "3"}


# ── numbers must not run together ──


@pytest.mark.parametrize(
    "look",
    [
        *("<w:strike/>", "<w:dstrike/>", '<w:vertAlign w:val="superscript"/>'),
        *('<w:vertAlign w:val="subscript"/>', '<w:position w:val="6"/>', '<w:rStyle w:val="f"/>'),
    ],
)
def test_what_looks_otherwise_stands_apart(look: str) -> None:
    raised = '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr>'
    style = f'<w:style w:type="character" w:styleId="f">{raised}</w:style>'
    sign = "□" if "strike" in look else ""  # taken back: no number, even where it stands alone
    assert row(tc(p("3", run("2", look), run("1", look))), styles=style) == {1: f"3\n21{sign}"}
    assert read(p("共", run("12", look), "13件"), styles=style) == [f"共 12{sign} 13件"]


@pytest.mark.parametrize(
    "look", ['<w:strike w:val="0"/>', '<w:vertAlign w:val="baseline"/>', "<w:b/>"]
)
def test_what_looks_alike_does_not(look: str) -> None:
    assert row(tc(p("3", run("2", look)))) == {1: "32"}


@pytest.mark.parametrize("between", [TAB, BREAK, "</w:p><w:p>", "<w:r><w:cr/></w:r>"])
def test_lines_of_a_cell(between: str) -> None:
    assert row(tc(p("1", between, "2"))) == {1: "1\n2"}


def test_break_ends_a_line() -> None:
    assert read(p("甲", BREAK, "乙")) == ["甲", "乙"]


def test_row_typed_with_tabs_has_pieces_and_prose_has_not() -> None:
    assert read(p("新收", TAB, "1", TAB, TAB, "2"), p(TAB, "（一）", TAB, "主动公开")) == [
        *(["新收", "1", "2"], "（一） 主动公开")
    ]


def test_formulas_and_readings() -> None:
    formula = "<m:oMath><m:f><m:r><m:t>1</m:t></m:r><m:r><m:t>2</m:t></m:r></m:f></m:oMath>"
    reading = (
        f"<w:r><w:ruby><w:rt>{run('lì')}</w:rt><w:rubyBase>{run('例')}</w:rubyBase></w:ruby></w:r>"
    )
    assert row(tc(p(formula)), tc(p(reading))) == {1: "1\n2", 2: "例"}


# ── what is shown but is no text ──


@pytest.mark.parametrize(
    "content",
    [
        *(PICTURE, "<w:r><w:pict/></w:r>", "<w:r><w:object/></w:r>", field("FORMDROPDOWN", "")),
        '<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>',
        '<w:r><w:fldChar w:fldCharType="begin"/><w:instrText>EQ \\o(1)</w:instrText></w:r><w:r>'
        '<w:fldChar w:fldCharType="end"/></w:r>',
    ],
)
def test_what_is_no_text_is_not_blank(content: str) -> None:
    assert row("a", tc(p(content))) == {1: "a", 2: "□"}


def test_symbol_beside_a_number_makes_it_doubtful() -> None:
    assert row(tc(p("3", '<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>'))) == {1: "3□"}
    assert row(tc(p('<w:r><w:sym w:font="宋体" w:char="FF08"/></w:r>', "1"))) == {1: "（1"}
    assert row(tc(p("<w:r><w:noBreakHyphen/></w:r>", "3"))) == {1: "-3"}


def test_tables_that_are_pictures_are_said() -> None:
    document = read_bytes("x.docx", docx(p("二、"), p(PICTURE), p(PICTURE)))
    assert document.pictures == 2
    with pytest.raises(InputError, match="图片"):
        parse(document)
    assert read_bytes("x.docx", docx(p(PICTURE), tbl(tr("a")))).pictures == 0


def test_fields_show_their_result() -> None:
    simple = f'<w:fldSimple w:instr="PAGE">{run("5")}</w:fldSimple>'
    inner = field("IF " + "x", "8").replace(
        "<w:instrText> IF x", field("QUOTE", "9") + "<w:instrText> IF x"
    )
    assert row(tc(p("第", field("PAGE", "3"), "页")), tc(p(simple)), tc(p(inner))) == {
        **{1: "第3页", 2: "5", 3: "8"}
    }


def test_field_without_an_end_hides_no_number() -> None:
    begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    assert row(tc(p("1", begin, "2")), tc(p("3"))) == {1: "1□", 2: "3"}


# ── text boxes ──


def test_text_box_is_read_once_where_it_is_anchored() -> None:
    inner = tbl(tr("k", "1"))
    assert read(p("锚", box(p("框"), inner, p("末"))), p("后")) == [
        *("锚", "框", (1, {1: "k", 2: "1"}), "末", "后")
    ]
    assert row("a", tc(p(box(p("7"))))) == {1: "a", 2: "7"}


# ── lists ──

CHINESE = ("chineseCounting", "%1、")
LISTS = list_of(1, CHINESE, ("chineseCountingThousand", "（%2）"), ("decimal", "%3.")) + list_of(
    2, ("japaneseCounting", "%1、")
)


def item(text: str, number: int = 1, level: int = 0) -> str:
    return p(text, properties=listed(number, level))


def test_headings_numbered_by_a_list() -> None:
    assert read(
        item("总体情况"),
        item("主动公开", level=1),
        item("依申请公开", level=1),
        item("2024年", level=2),
        p("正文"),
        item(""),
        item("处理情况"),
        item("甲", level=1),
        item("另表", number=2),
        lists=LISTS,
    ) == [
        *("一、总体情况", "（一）主动公开", "（二）依申请公开", "1. 2024年", "正文"),
        *("三、处理情况", "（一）甲", "一、另表"),
    ]


def test_list_of_a_style() -> None:
    numbered = f"<w:pPr>{listed(1)}</w:pPr>"
    styles = (
        f'<w:style w:type="paragraph" w:styleId="1">{numbered}</w:style>'
        '<w:style w:type="paragraph" w:styleId="a"><w:basedOn w:val="1"/></w:style>'
    )
    headings = [p(text, properties='<w:pStyle w:val="a"/>') for text in ("甲", "乙")]
    plain = p("丙", properties=f'<w:pStyle w:val="a"/>{listed(0)}')
    assert read(*headings, plain, styles=styles, lists=LISTS) == ["一、甲", "二、乙", "丙"]


def test_list_that_starts_again() -> None:
    again = '<w:num w:numId="9"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="0">'
    again += '<w:startOverride w:val="5"/></w:lvlOverride></w:num>'
    made = list_of(1, CHINESE) + again
    assert read(item("甲"), item("乙", 9), item("丙", 9), item("丁"), lists=made) == [
        *("一、甲", "五、乙", "六、丙", "七、丁")
    ]


def test_number_from_a_list_is_no_part_of_the_number_in_the_cell() -> None:
    made = list_of(1, ("decimal", "%1."))
    assert row(tc(item("5")), tc(item("")), lists=made) == {1: "1.\n5", 2: "2."}


def test_bullets_are_no_text() -> None:
    assert row(tc(item("5")), lists=list_of(1, ("bullet", "-"))) == {1: "5"}


# ── the package ──


def test_main_part_may_have_another_name_and_the_strict_namespace() -> None:
    content = (p("甲"), tbl(tr(tc("1", properties=span(2)), "2")))
    told = ["甲", (1, {1: "1", 3: "2"})]
    assert read(*content, main="word/main2.xml") == told
    assert read(*content, namespace=STRICT) == told


def test_official_form_is_all_blank() -> None:
    if not BLANK_FORM.exists():
        pytest.skip(f"needs {BLANK_FORM}, which is not part of the repository")
    report = parse(read_bytes(BLANK_FORM.name, BLANK_FORM.read_bytes()))
    states = [reading.state for reading in report.cells.values()]
    assert states.count(State.BLANK) == 200
    assert set(states) == {State.BLANK, State.NOT_ON_FORM}
    assert len(report.sections) == 6


WHOLE = docx(p("甲"), tbl(tr("a", "1")))


def test_file_cut_off_is_damage() -> None:
    for part in range(1, 50):
        with pytest.raises(InputError):
            read_bytes("x.docx", WHOLE[: len(WHOLE) * part // 50])


def nested(opening: str, closing: str, depth: int = 10_000) -> str:
    return opening * depth + p("x") + closing * depth


@pytest.mark.parametrize(
    "content",
    [
        nested("<w:sdt><w:sdtContent>", "</w:sdtContent></w:sdt>"),
        nested("<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>"),
        nested("<mc:AlternateContent><mc:Choice>", "</mc:Choice></mc:AlternateContent>"),
        f"<w:p>{'<w:r>' * 10_000}{'</w:r>' * 10_000}</w:p>",
        "<w:p>",
    ],
)
def test_what_nests_without_end_is_damage(content: str) -> None:
    with pytest.raises(InputError, match="损坏"):
        read(content)


def test_documents_bring_no_entities() -> None:
    with pytest.raises(InputError, match="损坏"):
        read(p("&a;"), prolog='<!DOCTYPE w [<!ENTITY a "b">]>')


def test_sizes_are_bounded() -> None:
    huge = tc("1", properties=span(999_999_999))
    assert read(tbl(tr(huge, huge, huge, huge, huge))) == [
        (1, {1: "1", 64: "1", 127: "1", 190: "1"})
    ]
    for content, bounds in (
        (p("x") * 20, Bounds(rows=10)),
        ("<w:p/>" * 600_000, DEFAULT),
    ):
        with pytest.raises(InputError, match="行"):
            read_bytes("x.docx", docx(content), bounds)


def test_package_without_a_document_is_damage() -> None:
    data = BytesIO()
    with zipfile.ZipFile(data, "w") as package:
        package.writestr("[Content_Types].xml", "<a/>")
        package.writestr("word/other.xml", "<a/>")
    with pytest.raises(InputError, match="损坏"):
        read_bytes("x.docx", data.getvalue())


def test_white_text_is_no_number() -> None:
    white = run("7", '<w:color w:val="FFFFFF"/>')
    assert row(tc(p(white, "19")), tc(p(white)), tc(p("2"))) == {1: "7□\n19", 2: "7□", 3: "2"}


@pytest.mark.parametrize("struck", [["19"], ["19", " "], ["1", "9 件"], ["零"]])
def test_a_number_struck_out_as_a_whole_is_none(struck: list[str]) -> None:
    style = '<w:style w:type="{}" w:styleId="s"><w:rPr><w:strike/></w:rPr></w:style>'
    direct = [run(text, "<w:strike/>") for text in struck]
    by_run = [run(text, '<w:rStyle w:val="s"/>') for text in struck]
    for kind, content in (
        ("character", p(*direct)),
        ("character", p(*by_run)),
        ("paragraph", p(*struck, properties='<w:pStyle w:val="s"/>')),
    ):
        told = row(tc(content), tc("2"), styles=style.format(kind))
        assert read_value(told[1]).kind in (Kind.DOUBTFUL, Kind.WORDS)
        assert told[2] == "2"
