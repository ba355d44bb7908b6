"""Of several versions the latest is checked, the others are listed with what differs."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import pytest

from audit.check import Batch, run_checks
from audit.form import Cell
from audit.frames import build_frames
from audit.parse import parse
from audit.precedence import chosen, version_of
from audit.read import read_bytes
from audit.report import Report
from audit.roster import Member, Roster
from audit.run import audit_reports
from tests.reporting import filled, quiet

CELL = Cell("disclosure", "licences", "decisions")


def version(source: str, number: int, *, date: str = "", modified: float = 0.0) -> Report:
    text = f"虚构市水务局2023年政府信息公开工作年度报告\n行政许可 {number}\n行政处罚 3\n"
    report = parse(read_bytes(source, text.encode()))
    return replace(report, published=date, modified=modified)


NAMES = [
    "年报征求意见稿.doc",
    "年报.doc",
    "年报修改稿.doc",
    "年报（修改稿2）.doc",
    "年报第三稿.doc",
]
NAMES += ["年报终稿.doc", "年报（更正版）.doc"]


def test_words_in_names_are_in_order() -> None:
    assert sorted(NAMES, key=version_of) == NAMES
    ranks = [version_of(name) for name in NAMES]
    assert len(set(ranks)) == len(ranks)


@pytest.mark.parametrize(
    ("kept", "other"),
    [
        (version("b", 1, date="2024-02-02"), version("终稿", 2, date="2024-01-31")),
        (version("终稿", 1, modified=1.0), version("初稿", 2, date="2024-01-31", modified=9.0)),
        (version("b", 1, date="2024-02-02"), version("a", 2, modified=9.0)),
        (version("b", 1, modified=2.0), version("a", 2, modified=1.0)),
        (version("a", 1, modified=1.0), version("b", 1, modified=2.0)),
    ],
    ids=["date", "words", "dated", "file time", "alike"],
)
def test_which_one_counts(kept: Report, other: Report) -> None:
    assert chosen([kept, other]) == {0}
    assert chosen([other, kept]) == {1}


def test_order_does_not_matter() -> None:
    files = [version(name, n) for n, name in enumerate(NAMES)]
    for order in list(permutations(files))[::500]:
        (counted,) = chosen(order)
        assert order[counted].source == NAMES[-1]


def test_the_others_are_listed_with_the_cells_that_differ_and_not_checked() -> None:
    old, new = version("初稿.txt", 12), version("终稿.txt", 13)
    frames = build_frames([old, new])
    findings = run_checks(Batch([old, new], frames)).findings
    assert frames.reports["status"].tolist() == ["repeated", "read"]
    (only,) = [f for f in findings if f.report == 0]
    assert (only.rule, only.cells) == ("P08", (CELL,))
    assert "终稿.txt" in only.sentence


def test_digits_that_number_no_version() -> None:
    assert version_of("年报修改稿20240115.doc") == version_of("年报修改稿.doc")
    assert version_of("年报终稿（十里镇）.doc") == version_of("年报终稿.doc")
    assert version_of("年报（重新发布前）.doc") < version_of("年报（重新发布）.doc")
    assert version_of("年报（终稿前的初稿）.doc") < version_of("年报.doc")


def test_with_a_roster_an_agency_is_one_under_all_its_names() -> None:
    old, new = (
        filled(quiet(agency, year=2024), {"disclosure.fees.amount": n})
        for n, agency in enumerate(("示例市公安分局", "示例市公安局"))
    )
    roster = Roster((Member("示例市公安局", ("示例市公安分局",)),))
    alone, joined = (audit_reports([old, new], roster=told) for told in (None, roster))
    assert sorted(alone.frames.reports["status"]) == ["read", "read"]
    assert sorted(joined.frames.reports["status"]) == ["read", "repeated"]
    assert [f.rule for f in joined.findings if f.rule == "P08"] == ["P08"]
