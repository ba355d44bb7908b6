"""Binary Word documents: pieces, changes, merged cells, text boxes, damage."""

from __future__ import annotations

import struct
from typing import Any

import pytest

from audit.bounds import DEFAULT
from audit.errors import InputError
from audit.read.word.doc import read_word
from tests.test_docx import Shown, shown
from tests.word_streams import (
    DELETED,
    HIDDEN,
    IN_TABLE,
    RAISED,
    ROW_END,
    STRUCK,
    SYMBOL,
    Para,
    Span,
    Style,
    depth,
    para,
    row,
    row_of,
    streams,
    styled,
)

FIELD = "\x13 {} \x14{}\x15"


def read(*paragraphs: Para, **how: Any) -> list[Shown]:
    return shown(read_word("x.doc", streams(paragraphs, **how), DEFAULT))


@pytest.mark.parametrize("backwards", [False, True])
def test_pieces_in_any_order_and_of_either_width(backwards: bool) -> None:
    assert read(
        para("收到", Span("12", wide=False), "件𠮷件"),
        para(Span("“a” 5", wide=False)),
        *row("甲", Span("1", wide=False), "𠮷2"),
        backwards=backwards,
    ) == ["收到12件𠮷件", "“a” 5", (1, {1: "甲", 2: "1", 3: "𠮷2"})]


def test_deleted_text_is_gone_and_hidden_text_too() -> None:
    assert read(
        para("共", Span("12", DELETED), "13", Span("9", HIDDEN), "件"),
        *row("a", Span("7", DELETED), "3"),
    ) == ["共13件", (1, {1: "a", 2: "", 3: "3"})]


@pytest.mark.parametrize("change", [0x41 << 1 | 1 << 8, 0x01])
def test_a_piece_may_say_itself_that_it_is_deleted(change: int) -> None:
    changed = Span("12", change=change)
    assert read(para("共", changed, "13件"), changes=[DELETED]) == ["共13件"]


def test_paragraph_whose_mark_is_deleted_goes_on() -> None:
    assert read(para("一、总体", Span("\r", DELETED), mark=""), para("情况")) == ["一、总体情况"]


def test_deleted_row_is_gone() -> None:
    gone = [Para([Span(f"{text}\x07", DELETED)], IN_TABLE) for text in ("b", "2")]
    end = Para([Span("\x07", DELETED)], ROW_END + row_of([0, 1000, 2000]))
    assert read(*row("a", "1"), *gone, end, *row("c", "3")) == [
        *((1, {1: "a", 2: "1"}), (1, {1: "c", 2: "3"}))
    ]


def test_row_of_which_only_the_end_is_deleted_stays() -> None:
    assert read(*row("b", "2", end=DELETED)) == [(1, {1: "b", 2: "2"})]


def test_struck_and_raised_text_stands_apart() -> None:
    mark = Span("[1]\x07", RAISED)
    cells = [
        para(Span("1", STRUCK), "2", properties=IN_TABLE, mark="\x07"),
        para("3", mark, properties=IN_TABLE, mark=""),
    ]
    assert read(*cells, Para([Span("\x07")], ROW_END)) == [(1, {1: "1□\n2", 2: "3\n[1]"})]


AS_STYLE, OTHER_WAY = (struct.pack("<HB", 0x0837, code) for code in (0x80, 0x81))
WHITE = struct.pack("<HB", 0x2A42, 8)


@pytest.mark.parametrize(
    ("look", "told"),
    [
        *((STRUCK, "19□"), (HIDDEN, ""), (WHITE, "19□"), (b"", "19")),
        (struct.pack("<HI", 0x6870, 0xFFFFFF), "19□"),
        (WHITE + struct.pack("<HI", 0x6870, 0), "19"),
    ],
)
def test_styles_strike_out_and_hide(look: bytes, told: str) -> None:
    styles = [Style(b"", of_paragraphs=True), Style(look, of_paragraphs=True)]
    styles += [Style(b"", 1, of_paragraphs=True), Style(look), Style(b"", 3)]
    for style in (1, 2):
        assert read(para("2"), para("19", style=style), para("3"), styles=styles) == [
            *("2", *([told] if told else []), "3")
        ]
    for number in (3, 4):
        assert read(*row("a", Span("19", styled(number)), "3"), styles=styles) == [
            (1, {1: "a", 2: told, 3: "3"})
        ]
    assert read(*row("a", Span("19", look), "3")) == [(1, {1: "a", 2: told, 3: "3"})]


@pytest.mark.parametrize(
    ("own", "told"), [(AS_STYLE, "19□"), (OTHER_WAY, "19"), (STRUCK[:2] + b"\0", "19")]
)
def test_a_run_may_look_other_than_its_style(own: bytes, told: str) -> None:
    assert read(para(Span("19", styled(0) + own)), styles=[Style(STRUCK)]) == [told]


def test_fields_show_their_result() -> None:
    assert read(
        para(FIELD.format("HYPERLINK x", "第3页")),
        *row(FIELD.format("=SUM(ABOVE)", "8"), "\x13 EQ \\o(1) \x15", "\x13 FORMDROPDOWN \x14\x15"),
        *row("\x13 x", "1\x13 2", "3\x15"),
    ) == ["第3页", (1, {1: "8", 2: "□", 3: "□"}), (1, {1: "□", 2: "1□", 3: "3"})]


def test_what_is_no_text_is_not_blank() -> None:
    cells = ("\x01", "\x08", Span("(", SYMBOL), Span("3(", SYMBOL), "5\x01", "\x02", "\x1e4")
    assert read(*row(*cells)) == [(1, {1: "□", 2: "□", 3: "□", 4: "□□", 5: "5□", 6: "", 7: "-4"})]


def test_columns_are_those_of_the_edges() -> None:
    rows = read(
        *row("a", "b", "c", edges=[-100, 900, 2000, 3000]),
        *row("d", "e", edges=[-90, 2010, 3005]),
        *row("f", "g", edges=[0, 2000, 3000][:3]),
    )
    assert rows == [
        (1, {1: "a", 3: "b", 4: "c"}),
        (1, {1: "d", 4: "e"}),
        (1, {2: "f", 4: "g"}),
    ]


def test_cells_merged_down_are_one() -> None:
    rows = read(
        *row("a", "1", "2", flags=[0x60, 0, 0x60]),
        *row("", "3", "", flags=[0x20, 0, 0x20]),
        *row("b", "4", "5", flags=[0x60, 0, 0]),
    )
    assert rows == [(1, {1: "a", 2: "1", 3: "2"}), (1, {2: "3"}), (1, {1: "b", 2: "4", 3: "5"})]


def test_cell_that_goes_on_with_nothing_above_keeps_its_text() -> None:
    assert read(*row("a", "1", flags=[0x20, 0x20])) == [(1, {1: "a", 2: "1"})]


def test_cells_joined_sideways_are_one() -> None:
    assert read(*row("a", "", "1", flags=[1, 2, 0])) == [(1, {1: "a", 3: "1"})]


def test_changes_to_the_definition_of_a_row_count() -> None:
    joined = struct.pack("<HBB", 0x5624, 0, 2)
    below = struct.pack("<HBBB", 0xD62B, 2, 2, 1)
    end = ROW_END + row_of([0, 1, 2, 3], [0, 0, 0]) + joined + below
    cells = [para(text, properties=IN_TABLE, mark="\x07") for text in ("a", "", "")]
    assert read(*cells, Para([Span("\x07")], end)) == [(1, {1: "a"})]


def test_properties_too_long_for_a_page_stand_elsewhere() -> None:
    definition = row_of([0, 1000, 2000], [0, 0x20])
    elsewhere = b"????" + struct.pack("<H", len(definition)) + definition
    cells = [para(text, properties=IN_TABLE, mark="\x07") for text in ("a", "")]
    end = ROW_END + struct.pack("<HI", 0x6646, 4)
    assert read(*cells, Para([Span("\x07")], end), data=elsewhere) == [(1, {1: "a"})]


def test_inner_table_is_data_and_the_outer_one_layout() -> None:
    inner = depth(2)
    cell = struct.pack("<HB", 0x244B, 1)
    end = struct.pack("<HB", 0x244C, 1) + row_of([0, 1000, 2000])
    assert read(
        para("外", properties=depth(1), mark="\x07"),
        para("n", properties=inner + cell),
        para("1", properties=inner + cell),
        para("", properties=inner + end),
        para("", properties=depth(1), mark="\x07"),
        Para([Span("\x07")], depth(1) + ROW_END + row_of([0, 1000, 2000])),
        para("后"),
    ) == ["外", (1, {1: "n", 2: "1"}), "后"]


def test_text_boxes_stand_where_they_are_anchored() -> None:
    box = [para("框"), *row("k", "1"), para("")]
    assert read(para("前\x08"), para("后"), boxes=[(1, box)]) == [
        "前",
        "框",
        (1, {1: "k", 2: "1"}),
        "后",
    ]
    assert read(para("前"), para("后"), boxes=[(90, box)])[:3] == ["前", "后", "框"]


def test_page_breaks_end_lines() -> None:
    assert read(para("甲", mark="\x0c"), para("乙\x0c丙")) == ["甲", "乙", "丙"]


def test_kind_is_told_by_the_name() -> None:
    made = streams([para("x")])
    kinds = [read_word(name, made, DEFAULT).kind for name in ("a.doc", "a.WPS", "a")]
    assert kinds == ["doc", "wps", "doc"]


@pytest.mark.parametrize(
    ("made", "key"),
    [
        (streams([para("x")], flags=0x0100), "read.encrypted"),
        (streams([para("x")], version=0x68), "read.old_word"),
    ],
)
def test_what_cannot_be_read_is_said(made: dict[str, bytes], key: str) -> None:
    with pytest.raises(InputError) as caught:
        read_word("x.doc", made, DEFAULT)
    assert caught.value.key == key


def test_any_stream_cut_off_is_damage() -> None:
    made = streams([para("甲"), *row("a", "1"), para("乙")])
    for name in ("worddocument", "1table"):
        for size in range(0, len(made[name]), 7):
            with pytest.raises(InputError):
                read_word("x.doc", made | {name: made[name][:size]}, DEFAULT)


def test_more_text_than_the_file_has_bytes_is_damage() -> None:
    made = streams([para("甲" * 300)])
    main, table = bytearray(made["worddocument"]), made["1table"]
    (piece,) = struct.unpack_from("<8s", table, 5 + 8)
    for times, refused in ((2, False), (100, True)):
        numbers = struct.pack(f"<{times + 1}I", *(301 * n for n in range(times + 1)))
        plan = numbers + piece * times
        part = b"\x02" + struct.pack("<I", len(plan)) + plan
        struct.pack_into("<II", main, 0x9A + 8 * 33, len(table), len(part))
        struct.pack_into("<i", main, 0x4C, 301 * times)
        changed = made | {"worddocument": bytes(main), "1table": table + part}
        if refused:
            with pytest.raises(InputError, match="损坏"):
                read_word("x.doc", changed, DEFAULT)
        else:
            assert shown(read_word("x.doc", changed, DEFAULT)) == ["甲" * 300] * times
