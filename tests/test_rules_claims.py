"""The prose against the tables: what breaks each rule, and what is left alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from audit.check import Batch, run_checks
from audit.check.fees import fee_by_page
from audit.check.registry import CHECKS
from audit.findings import Finding
from audit.form import Cell
from audit.frames import build_frames
from audit.identities import Outcome
from audit.output import write_whole
from audit.report import ABSENT, Breakdown, Claim, Reading, Report, SectionText, State
from audit.run import audit_reports
from audit.workbook import write_workbook
from tests import judges
from tests.reporting import batch_of, claiming
from tests.test_turning import column_of, find, number, report, row_of, turned

AGENCY = "虚构市教育局"
TEXT = "2024年收到申请若干件，办结若干件。收取信息处理费0元。"


def table(**totals: float) -> dict[Cell, Reading]:
    """Cells of 总计 by row; those of the disputes and of the disclosure by row__column."""
    out: dict[Cell, Reading] = {}
    for key, value in totals.items():
        row, _, column = key.partition("__")
        suits = row in ("review", "litigation_direct", "litigation_after_review")
        name = "disputes" if suits else "disclosure" if column else "applications"
        out[Cell(name, row, column or "total")] = number(value)
    return out


def claim(field: str, value: float = 0, kind: str = "count", **more: Any) -> Claim:
    told: dict[str, Any] = {"section": "overview", "kind": kind} | more
    return Claim(field, float(value), f"正文{field}{value:g}", **told)


def made(
    cells: Mapping[Cell, Reading], claims: Sequence[Claim], text: str = TEXT, other: str = TEXT
) -> Report:
    sections = (SectionText("overview", "一", text), SectionText("other", "六", other))
    return replace(report(AGENCY, dict(cells)), claims=tuple(claims), sections=sections)


def found(given: Report, rule: str) -> list[Finding]:
    """Findings of a rule, and causes in the tables that it is a sign of."""
    findings = run_checks(Batch([given], build_frames([given]))).findings
    return [f for f in findings if rule in (f.rule, *(key for key, _ in f.checks))]


LESS = {"new_received": 2.0, "carried_in": 1.0, "results_total": 2.0, "carried_out": 1.0}

NATURAL = Cell("applications", "new_received", "natural_person")
CARRIED = Cell("applications", "carried_out", "total")
RESEARCH = Cell("applications", "new_received", "research")

BREAKS: list[tuple[str, dict[Cell, Reading], list[Claim]]] = [
    ("N01", table(**LESS), [claim("received", 3)]),
    ("N01", table(**LESS), [claim("pool", 4)]),
    ("N02", table(**LESS), [claim("carried_in", 2)]),
    ("N03", table(**LESS), [claim("handled", 3)]),
    ("N04", table(**LESS), [claim("carried_out", 0)]),
    ("N05", table(granted=4), [claim("granted", 5)]),
    ("N05", table(granted=4, partially_granted=1), [claim("granted_or_partial", 4)]),
    ("N05", table(denied_state_secret=1, denied_third_party=1), [claim("denied", 1)]),
    ("N06", table(granted=1, **LESS), [claim("granted", 40, "share")]),
    (
        "N07",
        {NATURAL: number(2)},
        [claim("natural", 3)],
    ),
    ("N07", {RESEARCH: number(2)}, [claim("legal", 1)]),
    ("N08", table(review=170), [claim("review", 134)]),
    ("N08", table(review__upheld=2), [claim("review_upheld", 1)]),
    ("N09", table(litigation_direct=25, litigation_after_review=52), [claim("litigation", 57)]),
    ("N09", table(litigation_direct__upheld=1), [claim("litigation_upheld", 2)]),
    ("N09", table(review=1, litigation_direct=1), [claim("disputes", 3)]),
    ("N10", table(normative_documents__repealed=4), [claim("normative_repealed", 5)]),
    ("N10", table(regulations__in_force=4), [claim("regulations_in_force", 5)]),
    ("N11", table(penalties__decisions=21), [claim("penalties", 12)]),
    ("N11", table(fees__amount=8597.09), [claim("fees", 8597.0)]),
    ("N12", table(new_received=1), [claim("received", kind="zero")]),
    ("N12", table(litigation_after_review=1), [claim("disputes", kind="zero")]),
    ("N13", table(**LESS), [claim("handled", 100, "all")]),
    ("N13", {CARRIED: ABSENT}, [claim("handled", 100, "all"), claim("carried_out", 1)]),
    ("N14", table(litigation_direct=2), [claim("review", kind="zero")]),
    ("N14", table(review=2), [claim("received", 2)]),
    ("N14", table(normative_documents__issued=2), [claim("normative_repealed", 1)]),
    ("N16", table(), [claim("normative_issued", 3, year=2023)]),
    ("N17", table(**LESS), [claim("received", 2), claim("received", 3)]),
    ("N19", table(**LESS), [claim("granted", 102, "share")]),
    ("F02", table(), [claim("fee_pages", 346), claim("fee_notified", 8500)]),
    ("F03", table(), [claim("fee_collected", 380), claim("fee_notices", 1)]),
    ("F04", table(), [claim("fee_notified", 300), claim("fee_collected", 400)]),
    ("T306", table(other_fee_unpaid=1), [claim("fee_collected", kind="zero")]),
]
ALONE: list[tuple[str, dict[Cell, Reading], list[Claim]]] = [
    ("N01", table(**LESS), [claim("received", 2), claim("pool", 3)]),
    ("N01", table(**LESS), [claim("received", 3, exact=False)]),
    ("N01", table(**LESS), [claim("received", 3, year=2023)]),
    ("N03", table(**LESS), [claim("handled", 2)]),
    ("N05", table(granted=4, partially_granted=1), [claim("granted_or_partial", 5)]),
    ("N06", table(granted=1, **LESS), [claim("granted", 50, "share")]),
    ("N06", table(granted=1, **LESS), [claim("granted", 33.3, "share")]),
    ("N06", table(), [claim("granted", 40, "share")]),
    ("N06", {}, [claim("granted", 32, "share"), claim("granted", 8), claim("received", 25)]),
    ("N11", table(fees__amount=8597.09), [claim("fees", 8597.092)]),
    ("N12", table(**LESS), [claim("review", kind="zero"), claim("disputes", kind="zero")]),
    ("N13", table(carried_in=1, results_total=1), [claim("handled", 100, "all")]),
    ("N14", table(litigation_direct=2), [claim("litigation", 2, certain=False)]),
    ("N14", table(review=2), [claim("disputes", 2)]),
    ("N14", table(normative_documents__issued=2), [claim("received", 2)]),
    ("N14", table(review=2), []),
    ("N16", table(), [claim("normative_issued", 3, year=2023), claim("normative_issued", 0)]),
    ("N16", table(), [claim("received", 3, year=2023, section="problems")]),
    (
        "N17",
        table(**LESS),
        [claim("received", 2, scope="region"), claim("received", 3, scope="own")],
    ),
    ("N17", table(**LESS), [claim("received", 2), claim("received", 3, certain=False)]),
    ("F02", table(), [claim("fee_pages", 346), claim("fee_notified", 8540)]),
    ("F02", table(), [claim("fee_pages", 10), claim("fee_notified", 50), claim("fee_notices", 2)]),
    ("F03", table(), [claim("fee_collected", 380), claim("fee_pages", 68)]),
    ("F03", table(), [claim("fee_collected", 300), claim("fee_notices", 1)]),
    ("F03", table(), [claim("fee_collected", 2230), claim("fee_notices", 9)]),
    ("N06", table(granted=35, new_received=805), [claim("granted", 4.34, "share")]),
    ("F04", table(), [claim("fee_notified", 300), claim("fee_collected", kind="zero")]),
    ("T306", table(other_fee_unpaid=1), [claim("fee_notices", 2)]),
]


@pytest.mark.parametrize(("rule", "cells", "claims"), BREAKS)
def test_what_breaks_a_rule(rule: str, cells: dict[Cell, Reading], claims: list[Claim]) -> None:
    finding = found(made(cells, claims), rule)[0]
    assert finding.outcome is Outcome.FAILED
    assert finding.sentence


@pytest.mark.parametrize(("rule", "cells", "claims"), ALONE)
def test_what_is_left_alone(rule: str, cells: dict[Cell, Reading], claims: list[Claim]) -> None:
    assert found(made(cells, claims), rule) == []


@pytest.mark.parametrize(
    ("whole", "parts", "closed", "breaks"),
    [
        (880, (1, 53, 9, 4, 501, 232), True, True),
        (800, (1, 53, 9, 4, 501, 232), True, False),
        (880, (1, 53), False, False),
        (2139, (1744, 393, 21, 2), False, True),
    ],
)
def test_parts(whole: float, parts: tuple[float, ...], closed: bool, breaks: bool) -> None:
    given = replace(made({}, []), breakdowns=(Breakdown(whole, parts, closed, "其中"),))
    assert bool(found(given, "N15")) is breaks


def lists(kind: str) -> list[str]:
    """The lists of tests/claims/lists.txt that are right, or wrong."""
    text = (Path(__file__).parent / "claims/lists.txt").read_text("utf-8")
    return text.partition(f"[{kind}]\n")[2].partition("\n[")[0].splitlines()


@pytest.mark.parametrize("text", lists("wrong"))
def test_lists_that_do_not_add_up(text: str) -> None:
    assert [f.rule for f in CHECKS["N15"](batch_of(claiming(made({}, [], f"{text}。"))))] == ["N15"]


@pytest.mark.parametrize("text", lists("right"))
def test_lists_that_are_open_or_overlap(text: str) -> None:
    assert list(CHECKS["N15"](batch_of(claiming(made({}, [], f"{text}。"))))) == []


@pytest.mark.parametrize(
    ("rule", "text", "breaks"),
    [
        ("F01", "无其他需要报告的事项。", True),
        ("F01", "本年度未收取信息處理費。", False),
        ("F05", "收取信息处理费0.03万元。", True),
        ("F05", "收取信息处理费300元，行政事业性收费12万元。", False),
        ("T408", "行政复议1件（申请人撤回）。", True),
        ("T408", "行政诉讼1件，原告撤诉。", True),
        ("T408", "行政复议没有撤回的。", False),
    ],
)
def test_what_the_words_say(rule: str, text: str, breaks: bool) -> None:
    assert bool(found(made({}, [], text="总体。", other=text), rule)) is breaks


@pytest.mark.parametrize(
    ("text", "breaks"),
    [
        ("本报告数据的统计期限自2023年1月1日起至2023年12月31日止。", True),
        ("统计期限為2024年1月1日至11月30日。", True),
        ("本报告统计期限自2024年1月1日起，至2024年12月31日止。", False),
        ("本报告数据统计期限为２０２４年１月１日至１２月３１日。", False),
        ("数据统计截至2024年12月31日。", False),
        ("2024年3月1日至3月31日开展了宣传。", False),
    ],
)
def test_the_period(text: str, breaks: bool) -> None:
    assert bool(found(replace(made({}, []), preamble=text), "N18")) is breaks


def test_withdrawn_cases_under_other_results_are_left_alone() -> None:
    text = "行政复议1件（申请人撤回）。"
    assert not found(made(table(review__other=1), [], text), "T408")


@pytest.mark.parametrize(
    ("pages", "fee"),
    [
        *((0, 0), (30, 0), (31, 10), (100, 700), (101, 720), (200, 2700), (201, 2740), (346, 8540)),
    ],
)
def test_the_tariff(pages: int, fee: int) -> None:
    assert fee_by_page(pages) == fee


def test_what_may_mean_something_else_is_no_finding() -> None:
    assert not found(made(table(**LESS), [claim("received", 3, certain=False)]), "N01")


def test_a_cell_that_was_not_read_leaves_it_open() -> None:
    unread = Reading(State.UNREADABLE, None, "?")
    cells = {Cell("applications", "new_received", "total"): unread}
    (finding,) = found(made(cells, [claim("received", 3)]), "N01")
    assert finding.outcome is Outcome.UNDECIDED


def test_one_that_is_missing_is_told_where_the_row_is() -> None:
    cells = {Cell("applications", "new_received", "total"): ABSENT}
    made_ = made(cells, [claim("received", 3)])
    assert not found(made_, "N01")
    (missing,) = found(made_, "S06")
    assert "N01" in missing.follows


# ── the sheet ──


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    unread = {Cell("applications", "granted", "total"): Reading(State.UNREADABLE, None, "?2")}
    blank = {Cell("applications", "granted", "total"): Reading(State.BLANK)}
    differing = [claim("received", 3), claim("received", 5, certain=False), claim("natural", 4)]
    holding = [claim("received", 2), claim("denied", 0), claim("review", kind="zero")]
    reports = [
        made(table(**LESS), differing),
        replace(made(table(**LESS), holding), agency="虚构市财政局", source="b"),
        replace(made(unread, [claim("granted", 1)]), agency="虚构市档案局", source="c"),
        replace(made(blank, [claim("granted", 0)]), agency="虚构市水务局", source="d"),
        replace(made({}, []), agency="虚构市民政局", source="e"),
    ]
    path = tmp_path_factory.mktemp("claims") / "audit.xlsx"
    write_whole(path, lambda beside: write_workbook(audit_reports(reports), beside))
    return path


def signs(values: dict[judges.Place, Any], book: Path, agency: str) -> tuple[Any, list[Any]]:
    """What 汇总 shows for 文表, and the signs of the agency's rows in 文表核对."""
    place = f"{column_of(book, '汇总', '文表')}{row_of(book, '汇总', agency)}"
    sign, name = (column_of(book, "文表核对", label) for label in ("核对", "机关"))
    rows = [c[len(name) :] for c in find(values, "文表核对", agency) if c.startswith(name)]
    return values.get(("汇总", place)), [values["文表核对", f"{sign}{row}"] for row in rows]


def test_the_sheet_shows_what_each_claim_came_to(book: Path) -> None:
    values = judges.values(book)
    assert signs(values, book, AGENCY) == ("×1", ["× +1", "？待核", "△ +4"])
    assert signs(values, book, "虚构市财政局") == ("√", ["√", "√", "√"])
    assert signs(values, book, "虚构市档案局") == ("？1", ["？无法核对"])
    assert signs(values, book, "虚构市水务局") == ("○1", ["○空白按0"])
    assert signs(values, book, "虚构市民政局") == ("—", [])


def test_what_is_not_known_is_no_zero(book: Path) -> None:
    values = judges.values(book)
    shown, name = (column_of(book, "文表核对", label) for label in ("表中", "机关"))
    for agency, text in (("虚构市档案局", "※"), ("虚构市水务局", "空白")):
        (row,) = [c[len(name) :] for c in find(values, "文表核对", agency) if c.startswith(name)]
        assert values["文表核对", f"{shown}{row}"] == text


@pytest.mark.slow
def test_judges_agree_on_it(book: Path, tmp_path: Path) -> None:
    formulas = judges.formulas(book)
    poisoned = tmp_path / "audit.xlsx"
    judges.poisoned(book, poisoned)
    ours = judges.values(book)
    theirs = judges.by_ironcalc(poisoned, list(formulas))
    assert judges.disagreements(ours, theirs, list(formulas)) == []


@pytest.mark.slow
def test_a_claim_read_wrong_is_set_right_in_the_sheet(book: Path, tmp_path: Path) -> None:
    said = column_of(book, "文表核对", "正文")
    first, _, last = (
        f"{said}{c[1:]}" for c in find(judges.values(book), "文表核对", AGENCY) if c[0] == "B"
    )

    def change(opened: Any) -> None:
        opened["文表核对"][first] = 2
        opened["文表核对"][last] = 0

    values = turned(book, tmp_path, change)
    assert signs(values, book, AGENCY) == ("◇1", ["√", "？待核", "√"])
