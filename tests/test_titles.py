"""Headings of the six sections: in what words and numbering they are known, and what is none."""

from __future__ import annotations

from functools import cache
from random import Random

import pytest

from audit.form import VERSIONS, form_for_year, load_form
from audit.parse import parse_all
from audit.parse.titles import by_meaning, numbered, title_key
from audit.read import read_bytes
from audit.report import Report
from samples.generator import render, unused_rows, written
from tests.reporting import AGENCY, YEAR, claiming, findings

OWN = [f"{section.numeral}、{section.title}" for section in load_form("2021").sections]
FIVE = ("主动公开", "依申请公开", "政府信息管理", "政府信息公开平台建设", "监督保障")


@cache
def page() -> str:
    """A quiet report as text, with the official titles."""
    form = form_for_year(YEAR)
    unused = unused_rows(form, single_other_row=False)
    zeros = {cell: 0.0 for cell in form.places if cell.row not in unused}
    made = written(AGENCY, YEAR, form, zeros, Random(7))
    texts = (render(made, "pipe", Random(seed)) for seed in range(100))
    return next(text for text in texts if all(heading in text for heading in OWN))


def read(text: str) -> Report:
    (report,) = parse_all(read_bytes("a.txt", text.encode("utf-8")), {})
    return claiming(report)


def headings(text: str) -> list[str]:
    return [section.heading for section in read(text).sections]


@pytest.mark.parametrize(
    ("n", "heading"),
    [
        (0, "一.总体情况："),
        (0, "第一部分 总体情况"),
        (0, "1.总体情况"),
        (0, "壹、总体情况"),
        (0, "（一）总体情况"),
        (0, "总体情况"),
        (0, "一、2024年政府信息公开工作总体情况"),
        (1, "二、主动公开政府信息情况（表格形式）"),
        (1, "二、行政机关主动公开政府信息的情况"),
        (1, "二、本年度主动公开政府信息情况"),
        (1, "二、主动公开政府信息"),
        (2, "三、收到和处理政府信息公开申请的情况（表格）"),
        (2, "三、收到、处理政府信息公开申请情况"),
        (3, "四、政府信息公开行政复议、诉讼情况（单位：件）"),
        (4, "五、存在的主要问题及改进措施"),
        (4, "五、政府信息公开工作存在的问题和整改情况"),
        (4, "五、存在的主要问题、改进情况。"),
        (5, "六、其他需要报告的事项情况"),
        (5, "Ⅵ、其他需报告事项"),
    ],
)
def test_a_heading_in_harmless_words_is_known_and_left_alone(n: int, heading: str) -> None:
    report = read(page().replace(OWN[n], heading))
    assert [section.heading for section in report.sections] == [*OWN[:n], heading, *OWN[n + 1 :]]
    assert [f.sentence for f in findings(report)] == []


@pytest.mark.parametrize("style", ["第{}部分 ", "（{}）", "({}) ", "{}. ", ""])
def test_all_headings_in_another_style(style: str) -> None:
    text = page()
    other = [style.format(heading[0]) + heading[2:] for heading in OWN]
    for own, heading in zip(OWN, other, strict=True):
        text = text.replace(own, heading)
    assert headings(text) == [heading.strip() for heading in other]


OVERVIEWS = [
    [f"{n}、{item}。甲。" for n, item in zip("一二三四五", FIVE, strict=True)],
    [f"{n}、{item}情况\n乙。" for n, item in zip("一二三四五", FIVE, strict=True)],
    ["一、主动公开政府信息情况\n甲。", "二、收到和处理政府信息公开申请情况\n乙。", *FIVE[2:]],
    [
        "一、强化领导,主动公开\n甲。",
        "二、依申请公开和信息管理\n乙。",
        "三、平台建设和监督保障\n丙。",
    ],
    [f"（{n}）{item}情况\n一、甲\n二、乙" for n, item in zip("一二三四五", FIVE, strict=True)],
]


@pytest.mark.parametrize("overview", OVERVIEWS)
@pytest.mark.parametrize("heading", [OWN[1], "二、主动公开政府信息的情况"])
def test_an_enumeration_in_the_overview_is_no_heading(overview: list[str], heading: str) -> None:
    text = page()
    first, second = text.index(OWN[0]), text.index(OWN[1])
    text = "\n".join([text[:first] + OWN[0], *overview, text[second:].replace(OWN[1], heading)])
    assert headings(text) == [OWN[0], heading, *OWN[2:]]
    assert [f.sentence for f in findings(read(text), rule="S02")] == []
    assert [f.sentence for f in findings(read(text), rule="S03")] == []


@pytest.mark.parametrize(
    "line",
    [
        "（二）主动公开情况",
        "1.收到和处理政府信息公开申请情况",
        "主动公开情况",
        "二、完善制度机制",
        "(五)监督保障情况",
    ],
)
def test_lines_of_the_overview_that_are_no_headings(line: str) -> None:
    text = page().replace(OWN[1], f"{line}\n{OWN[1]}")
    assert headings(text) == OWN


@pytest.mark.parametrize("version", VERSIONS)
def test_what_titles_say_tells_the_sections_apart(version: str) -> None:
    form = load_form(version)
    known = [(title_key(t), s.key) for s in form.sections for t in (s.title, *s.aliases)]
    assert {key: section.key for key, section in by_meaning(version).items()} == dict(known)
    assert len(set(known)) == len({key for key, _ in known})
    assert all(key for key, _ in known)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("三、收到", ("三", "收到", True)),
        ("第3章 收到", ("三", "收到", False)),
        ("（四）复议", ("四", "复议", False)),
        ("2.公开", ("二", "公开", False)),
        ("公开", ("", "公开", False)),
    ],
)
def test_numerals_of_every_style(line: str, expected: tuple[str, str, bool]) -> None:
    assert numbered(line) == expected
