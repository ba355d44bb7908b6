"""S01–S07: what breaks them, and what they leave alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from audit.document import Document, Piece, Place, Row
from audit.form import load_form
from audit.parse.unseen import unseen_tables
from audit.report import Mention, Report, SectionText
from tests.reporting import (
    ABSENT,
    batch_of,
    filled,
    findings,
    graded,
    number,
    quiet,
    said,
    without,
)

Change = Callable[[Report], Report]
FORM = load_form("2021")


def headed(key: str, heading: str) -> Change:
    def change(report: Report) -> Report:
        text = next(s.text for s in report.sections if s.key == key)
        return said(report, key, text, heading)

    return change


def unheaded(key: str, into: str, before: str = "") -> Change:
    """The section's heading is lost: its text stands below that of another one."""

    def change(report: Report) -> Report:
        texts = {s.key: s.text for s in report.sections}
        moved = said(report, into, "\n".join((texts[into], before, texts[key])))
        return replace(moved, sections=tuple(s for s in moved.sections if s.key != key))

    return change


def saying(key: str, text: str) -> Change:
    return lambda report: said(report, key, text)


def lacking(*keys: str) -> Change:
    return lambda report: without(report, *keys)


def tableless(*keys: str) -> Change:
    """The tables are missing, the headings of their sections stand."""

    def change(report: Report) -> Report:
        return replace(without(report, *keys), sections=report.sections)

    return change


def recognised(report: Report) -> Report:
    place = Place(1, 1, 1, confidence=0.9)
    return filled(report, {"disputes.review.total": number(0)._replace(place=place)})


ONE = "全年公开信息12条,未收到申请。"
PARTS = "(一)主动公开。甲。\n(二)依申请公开。乙。\n(三)信息管理。丙。\n"
CASES: list[tuple[str, list[str], Change]] = [
    ("S01", ["error"], lacking("problems")),
    ("S01", ["error"], lacking("disputes", "problems", "other")),
    ("S01", [], unheaded("problems", "disputes")),
    ("S01", [], unheaded("problems", "disputes", "五、工作中的短板和努力方向")),
    ("S01", [], headed("problems", "五、存在的主要问题及整改措施")),
    ("S01", [], lambda r: replace(without(r, "disputes"), unseen_tables=("disputes",))),
    (
        "S01",
        ["error"],
        lambda r: said(without(r, "other"), "", "本报告由总体情况等六部分组成,含无其他事项。"),
    ),
    ("S01", ["error"], unheaded("problems", "other", "五、存在的主要问题及改进情况")),
    ("S02", [], unheaded("problems", "other", "五、存在的主要问题及改进情况")),
    ("S02", ["warning"], headed("disputes", "三、政府信息公开行政复议、行政诉讼情况")),
    ("S02", ["warning"], headed("problems", "五、工作中的短板")),
    ("S02", ["warning"], unheaded("problems", "disputes", "五、工作中的短板和努力方向")),
    ("S02", ["warning"], unheaded("problems", "disputes")),
    ("S02", [], headed("problems", "五、 存在的主要问题及改进措施")),
    ("S02", [], headed("overview", "一、總體情況")),
    ("S02", [], headed("disputes", "四、政府信息公开行政复议、行政诉讼情")),
    ("S02", [], headed("problems", "五、存在的主要问题及改进情?/span>")),
    ("S02", [], headed("other", "六、其他需要报告的事项 (重复率: 61%)")),
    ("S02", [], headed("applications", "三、收到和处理政府信息公开申请情况（表格形式）")),
    ("S02", [], headed("disclosure", "二、主动公开政府信息")),
    ("S02", [], headed("other", "第六部分：其他需要报告的事项情况")),
    ("S02", [], headed("problems", "5.政府信息公开工作存在的问题和下一步整改措施")),
    ("S02", ["warning"], headed("problems", "第四部分 存在的主要问题及改进情况")),
    ("S02", ["warning"], headed("overview", "一、工作情况")),
    (
        "S02",
        [],
        lambda r: recognised(headed("applications", "二、收到和处理政府信息公开申请情况")(r)),
    ),
    ("S03", ["warning"], saying("overview", PARTS)),
    ("S03", ["info"], saying("overview", ONE)),
    ("S03", [], lacking("overview")),
    ("S04", ["error"], lambda _: quiet(version="2019")),
    ("S04", ["error"], lambda _: quiet(year=2020, version="2021")),
    ("S04", [], lambda _: quiet(year=2020)),
    ("S04", [], lambda _: replace(quiet(version="2019"), year=None, mentions=())),
    (
        "S04",
        [],
        lambda _: replace(
            quiet(version="2019"),
            mentions=(Mention("title", "甲", 2024), Mention("preamble", "甲", 2020)),
        ),
    ),
    ("S04", [], lambda _: replace(quiet(version="2019"), mentions=())),
    (
        "S04",
        ["error"],
        lambda _: replace(quiet(version="2019"), mentions=(Mention("title", "甲", 2020),)),
    ),
    ("S04", [], lambda _: without(quiet(version="2019"), "disclosure")),
    ("S04", [], lambda _: replace(quiet(version="2019"), year=2018, mentions=())),
    ("S05", ["error"], tableless("disputes")),
    ("S05", ["error"], tableless("applications", "disputes")),
    ("S05", [], lacking("disputes")),  # S01 says it with the section
    ("S05", ["error"], lambda r: tableless("disclosure")(lacking("disputes")(r))),
    ("S05", ["无法核对"], lambda r: replace(without(r, "disputes"), unseen_tables=("disputes",))),
    (
        "S05",
        ["error", "无法核对"],
        lambda r: replace(
            tableless("disclosure")(without(r, "disputes")), unseen_tables=("disputes",)
        ),
    ),
    ("S06", ["warning"], lambda r: filled(r, {"disclosure.licences.decisions": ABSENT})),
    (
        "S06",
        ["warning", "warning"],
        lambda r: filled(
            r, {"disclosure.licences.decisions": ABSENT, "disputes.review.total": ABSENT}
        ),
    ),
    ("S06", [], lacking("disputes")),
    ("S06", [], lambda _: quiet(year=2020)),
    ("S07", ["info"], saying("", "依据国办公开办函〔2019〕60号编制。")),
    ("S07", ["info"], saying("other", "格式见国办公开办函[2019]60号。")),
    ("S07", ["info"], saying("", "依据国办发〔2021〕30号编制。")),
    ("S07", [], saying("", "依据条例编制。")),
    ("S07", [], saying("", "按国办公开办函〔2019〕60号、国办公开办函〔2021〕30号编制。")),
    ("S07", [], saying("", "按国办公开办函〔2019〕60号、〔2021〕30号编制。")),
    ("S07", [], saying("", "按国办公开办函〔2021〕30号和范政办函〔2019〕60号〔2024〕编制。")),
    (
        "S07",
        ["info"],
        saying("", "国办公开办函〔2021〕30号见附件。按国办公开办函〔2019〕60号编制。"),
    ),
    ("S07", [], saying("", "按国办函〔2020〕109号收费,依据国办公开办函（２０２１）30 号。")),
    ("S07", [], lambda r: replace(r, year=None, mentions=(), preamble="国办公开办函〔2019〕60号")),
]


@pytest.mark.parametrize(("rule", "expected", "change"), CASES)
def test_rule(rule: str, expected: list[str], change: Change) -> None:
    assert graded(quiet(), rule) == []
    assert sorted(graded(change(quiet()), rule)) == sorted(expected)


def test_sentences_name_what_is_missing() -> None:
    (found,) = findings(without(quiet(), "problems", "other"), rule="S01")
    assert "五、存在的主要问题及改进情况" in found.sentence
    assert "六、其他需要报告的事项" in found.sentence
    (form,) = findings(quiet(version="2019"), rule="S04")
    assert ("2024" in form.sentence, "〔2021〕30号" in form.sentence) == (True, True)


def test_what_is_lost_in_an_overview_with_an_enumeration_is_lost() -> None:
    """A line 二、 there, after 一、, is no heading in other words."""
    report = unheaded("disclosure", "overview")(quiet())
    listed = said(report, "overview", "一、强化领导。\n二、完善制度机制\n甲。\n三、加强培训\n乙。")
    (found,) = findings(listed, rule="S02")
    assert "没有找到这些部分的标题" in found.sentence
    assert "完善制度机制" not in found.sentence


def line(*texts: str, table: int = 0) -> Row:
    return Row(tuple(Piece(text, Place()) for text in texts), bool(table), table)


@pytest.mark.parametrize(
    ("rows", "pictures", "expected"),
    [
        ([line("四、复议诉讼情况")], 0, ()),
        ([line("四、复议诉讼情况")], 1, ("disputes",)),
        ([line("结果维持", "结果纠正", "其他结果", table=1)], 0, ("disputes",)),
        ([line("总计")], 0, ()),
        ([line("复议后起诉的，结果维持的和尚未审结的都没有。")], 0, ()),
    ],
)
def test_tables_that_seem_to_stand_in_the_source(
    rows: list[Row], pictures: int, expected: tuple[str, ...]
) -> None:
    document = Document("a.html", "html", tuple(rows), pictures=pictures)
    cells = without(quiet(), "disputes").cells
    assert unseen_tables(document, FORM, cells) == expected
    assert unseen_tables(document, FORM, quiet().cells) == ()


def test_prose_is_kept_at_the_same_places_in_plain_script() -> None:
    report = said(quiet(), "other", "本年度未收取信息處理費１２３元。")
    batch = batch_of(report)
    assert len(batch.prose[0]) == len(batch.plain[0])
    assert "信息处理费123元" in batch.plain[0]
    assert (
        SectionText("other", "六、其他需要报告的事项", report.sections[-1].text) in report.sections
    )
