"""What stands in one cell: numbers only where nothing else can be meant."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.clean import label_key, simplified
from audit.parse.values import Kind, is_value, read_value

NUMBERS: list[tuple[str, str, float, str]] = [
    ("0", "count", 0, ""),
    ("12", "count", 12, ""),
    ("-4", "change", -4, ""),
    ("12.50", "wan_yuan", 12.5, ""),
    (" 12 ", "count", 12, ""),
    ("\u200b12\ufeff", "count", 12, ""),
    ("\u3000１２", "count", 12, "width"),
    ("１２．５", "wan_yuan", 12.5, "width"),
    ("−3", "change", -3, "width"),
    ("－3", "change", -3, "width"),
    ("1,234", "count", 1234, "thousands"),
    ("１，２３４，５６７", "count", 1234567, "thousands"),
    ("12,345.60", "yuan", 12345.6, "thousands"),
    ("零", "count", 0, "zero"),
    ("〇", "count", 0, "zero"),
    ("3件", "count", 3, "unit"),
    ("3 件次", "count", 3, "unit"),
    ("1,234项", "count", 1234, "unit"),
    ("3項", "count", 3, "unit"),
    ("251000元", "yuan", 251000, "unit"),
    ("12.5万元", "wan_yuan", 12.5, "unit"),
    ("12.5萬元", "wan_yuan", 12.5, "unit"),
    ("减4", "change", -4, "change"),
    ("減少4", "change", -4, "change"),
    ("增加12", "change", 12, "change"),
    ("增12", "change", 12, "change"),
    ("+12", "change", 12, "change"),
    ("＋12", "change", 12, "change"),
]

DOUBTS: list[tuple[str, float | None]] = [
    ("3?", 3),
    ("?08", None),
    ("?8", 8),
    ("□12", 12),
    ("12\ufffd", 12),
    ("12.", 12),
    ("12。", 12),
    ("12*", 12),
    ("12，", 12),
    ("007", None),
    ("1 2", None),
    ("3\n5", None),
    ("1,23", None),
    ("1.234.567", None),
    ("1:2", None),
    ("3-4", None),
    ("+3", None),
    ("?", None),
    ("□", None),
    ("???", None),
    ("**12**", None),
]

# a unit that is not the column's own changes the number's meaning
FOREIGN_UNITS = [
    *(("125000元", "wan_yuan"), ("12.5万元", "yuan"), ("1.2亿元", "wan_yuan")),
    *(
        ("1.5万", "wan_yuan"),
        ("2亿", "wan_yuan"),
        ("3元", "count"),
        ("3万元", "count"),
        ("3件", "yuan"),
        ("3件", "wan_yuan"),
    ),
]

MARKS = [
    "/",
    "\\",
    "-",
    "--",
    "—",
    "——",
    "–",
    "_",
    "___",
    "无",
    "無",
    "／",
    "－",
    "N/A",
    "n/a",
    "NA",
]

WORDS = [
    *("规章", "见附件", "约12", "12①", "35²", "26[1]", "12%", "(12)", "三十一", "O", "l2", "1O"),
    *("减4", "增加", "12本", "1e3", "0x12", "٣", "½", "Ⅳ", "12/13", "2023年", "NaN", "inf", "…"),
]


@pytest.mark.parametrize(("text", "unit", "number", "repair"), NUMBERS)
def test_numbers(text: str, unit: str, number: float, repair: str) -> None:
    assert read_value(text, unit) == (Kind.NUMBER, number, repair)


@pytest.mark.parametrize(("text", "number"), DOUBTS)
def test_doubts_keep_the_number_apart(text: str, number: float | None) -> None:
    value = read_value(text, "count")
    assert (value.kind, value.number) == (Kind.DOUBTFUL, number)


@pytest.mark.parametrize(("text", "unit"), FOREIGN_UNITS)
def test_foreign_units_are_never_numbers(text: str, unit: str) -> None:
    value = read_value(text, unit)
    assert (value.kind, value.number) == (Kind.DOUBTFUL, None)


@pytest.mark.parametrize("text", MARKS)
def test_marks(text: str) -> None:
    assert read_value(text).kind is Kind.MARK


@pytest.mark.parametrize("text", ["", " ", "\u3000\t\xa0", "\u200b", "\n"])
def test_blanks(text: str) -> None:
    assert read_value(text).kind is Kind.BLANK


@pytest.mark.parametrize("text", WORDS)
def test_words_are_no_numbers(text: str) -> None:
    assert read_value(text, "count").kind is Kind.WORDS


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *(("12", True), ("", True), ("/", True), ("3?", True), ("12件", True), ("125000元", True)),
        # the column's own unit is part of a cell, whatever it is
        *(("12.5万元", True), ("3件次", True), ("1.5万", True)),
        *(("公开1件", False), ("规章", False), ("2023年度", False), ("1.其他", False)),
        *(("35²", False), ("公开政府信息12件", False)),
    ],
)
def test_what_may_stand_in_a_cell(text: str, expected: bool) -> None:
    assert is_value(text) is expected


@given(st.text(max_size=12), st.sampled_from(["count", "change", "yuan", "wan_yuan"]))
def test_any_text_is_something(text: str, unit: str) -> None:
    value = read_value(text, unit)
    assert (value.number is not None) >= (value.kind is Kind.NUMBER)
    if value.kind in (Kind.BLANK, Kind.MARK, Kind.WORDS):
        assert value.number is None


@given(st.integers(0, 10**12), st.sampled_from(["", "-"]))
def test_whole_numbers_come_back(number: int, sign: str) -> None:
    value = read_value(f"{sign}{number}", "change")
    assert value == (Kind.NUMBER, float(f"{sign}{number}"), "")
    grouped = f"{sign}{number:,}"
    assert read_value(grouped, "change").number == float(f"{sign}{number}")


@given(st.text("0123456789", min_size=1, max_size=6), st.sampled_from("①²³%abc约年月日°〃"))
def test_a_foreign_sign_makes_it_no_number(digits: str, sign: str) -> None:
    for text in (digits + sign, sign + digits):
        assert read_value(text).kind in (Kind.WORDS, Kind.DOUBTFUL)


@given(st.text(st.characters(min_codepoint=0x3400, max_codepoint=0x9FFF), max_size=20))
def test_simplified_keeps_the_length(text: str) -> None:
    assert len(simplified(text)) == len(text)
    assert simplified(simplified(text)) == simplified(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("（三）不予公開 1.屬于國家秘密", "(三)不予公开1、属于国家秘密"),
        ("3.危及“三安全一稳定”", "３．危及「三安全一穩定」"),
        ("商业\n企业", "商业 企业"),
        ("本年增/减", "本年增减"),
    ],
)
def test_labels_that_read_alike(one: str, other: str) -> None:
    assert label_key(one) == label_key(other)


@pytest.mark.parametrize(
    ("one", "other"), [("1.其他", "3.其他"), ("其他", "其他结果"), ("本年制发件数", "本年废止件数")]
)
def test_labels_that_do_not(one: str, other: str) -> None:
    assert label_key(one) != label_key(other)
