"""Rules between two years: what breaks them, what they leave alone, what cannot be checked."""

from __future__ import annotations

import pytest

from audit.identities import Outcome
from audit.report import State
from audit.roster import Member
from tests.beside import Told, batch_of, findings, made

BUREAU = "示例市教育局"
FAILED, UNDECIDED, BLANKS = Outcome.FAILED, Outcome.UNDECIDED, Outcome.BLANKS_AS_ZERO

# rule, last year's numbers, this year's, outcome (None: nothing is said), what the sentence says
CASES: list[tuple[str, Told, Told, Outcome | None, str]] = [
    ("Y01", {"carried_out.total": 3}, {"carried_in.total": 2}, FAILED, "差 -1"),
    ("Y01", {"carried_out.total": 3}, {"carried_in.total": 3}, None, ""),
    ("Y01", {"carried_out.total": State.UNREADABLE}, {}, UNDECIDED, "上年年报的四、结转"),
    ("Y01", {"carried_out.total": 3}, {"carried_in.total": State.BLANK}, UNDECIDED, "二、上年"),
    ("Y01", {}, {"carried_in.total": State.BLANK}, BLANKS, "把空白当 0"),
    ("Y02", {"carried_out.business": 1}, {"carried_in.business": 0}, FAILED, "商业企业"),
    ("Y02", {"carried_out.business": 1}, {"carried_in.business": 1}, None, ""),
    ("Y02", {}, {"carried_in.research": State.UNREADABLE}, UNDECIDED, "科研机构"),
    (
        "Y03",
        {"normative_documents.in_force": 20},
        {
            "normative_documents.issued": 3,
            "normative_documents.repealed": 1,
            "normative_documents.in_force": 25,
        },
        FAILED,
        "差 +3",
    ),
    (
        "Y03",
        {"normative_documents.in_force": 20},
        {
            "normative_documents.issued": 3,
            "normative_documents.repealed": 1,
            "normative_documents.in_force": 22,
        },
        None,
        "",
    ),
    ("Y03", {"normative_documents.in_force": State.MARK}, {}, BLANKS, "把空白当 0"),
    ("Y04", {"regulations.in_force": 8}, {"regulations.in_force": 6}, FAILED, "差 -2"),
    ("Y04", {"regulations.in_force": 8}, {"regulations.in_force": 8}, None, ""),
    ("Y04", {"regulations.in_force": State.UNREADABLE}, {}, UNDECIDED, "上年年报的规章"),
    ("Y05", {"review.pending": 2}, {"review.total": 1}, FAILED, "小于"),
    ("Y05", {"review.pending": 2}, {"review.total": 2}, None, ""),
    ("Y05", {"review.pending": State.ABSENT}, {}, UNDECIDED, "上年年报的行政复议"),
    ("Y06", {"new_received.total": 12}, {"new_received.total": 320}, FAILED, "12 → 320"),
    ("Y06", {"licences.decisions": 320}, {"licences.decisions": 12}, FAILED, "320 → 12"),
    ("Y06", {"new_received.total": 2}, {"new_received.total": 21}, None, ""),
    ("Y06", {"new_received.total": 100}, {"new_received.total": 500}, None, ""),
    ("Y06", {"new_received.total": State.BLANK}, {"new_received.total": 500}, None, ""),
]


@pytest.mark.parametrize(("rule", "before", "now", "outcome", "words"), CASES)
def test_a_rule_between_two_years(
    rule: str, before: Told, now: Told, outcome: Outcome | None, words: str
) -> None:
    found = findings(batch_of(made(BUREAU, 2023, before), made(BUREAU, 2024, now)), rule)
    assert [f.outcome for f in found] == ([outcome] if outcome else [])
    assert all(words in f.sentence and f.report == 1 for f in found)
    assert all(f.level == "info" for f in found if f.outcome is not FAILED)


def test_levels_are_those_of_the_rules() -> None:
    rows = ("carried_in", "granted", "results_total")
    now = {f"{row}.{column}": 2 for row in rows for column in ("total", "natural_person")}
    now["regulations.in_force"] = 6
    found = findings(batch_of(made(BUREAU, 2023), made(BUREAU, 2024, now)), "Y01", "Y02", "Y04")
    assert [(f.rule, f.level) for f in found] == [("Y01", "error"), ("Y04", "warning")]
    assert [rule for rule, _ in found[0].checks] == ["Y01", "Y02"]  # one cause


def test_what_cannot_be_checked_is_said_once_a_rule() -> None:
    blank = {f"carried_in.{c}": State.UNREADABLE for c in ("natural_person", "business")}
    (found,) = findings(batch_of(made(BUREAU, 2023), made(BUREAU, 2024, blank)), "Y02")
    assert "2 式" in found.sentence
    assert len(found.cells) == 2


@pytest.mark.parametrize(
    "text",
    [
        "经全面清理，宣布一批规范性文件失效。",
        "因机构改革，相关职能划出。",
        "将4件规范性文件移交市农业农村局。",
    ],
)
def test_a_stated_reason_makes_it_a_hint(text: str) -> None:
    before = {"normative_documents.in_force": 9}
    told = made(BUREAU, 2024, {"normative_documents.in_force": 5}, text=f"本年工作。{text}其他。")
    (found,) = findings(batch_of(made(BUREAU, 2023, before), told), "Y03")
    assert found.level == "info"
    assert found.outcome is FAILED
    assert text[:6] in found.sentence


def test_other_words_are_no_reason() -> None:
    before = {"normative_documents.in_force": 9}
    text = "开展门户网站栏目清理，失效文件均已标注。发布规范性文件2件。"
    told = made(BUREAU, 2024, {"normative_documents.in_force": 5}, text=text)
    (found,) = findings(batch_of(made(BUREAU, 2023, before), told), "Y03")
    assert found.level == "warning"


@pytest.mark.parametrize(("stated", "expected"), [(105, []), (98, ["T209"])])
def test_items_of_the_old_form(stated: int, expected: list[str]) -> None:
    before = made(BUREAU, 2019, {"licences.items_prev": 100, "licences.items_change": 5})
    found = findings(batch_of(before, made(BUREAU, 2020, {"licences.items_prev": stated})), "T209")
    assert [f.rule for f in found] == expected
    assert all("行政许可" in f.sentence and "差 -7" in f.sentence for f in found)


def test_stocks_are_not_compared_with_the_old_form() -> None:
    before = made(BUREAU, 2020, {"normative_documents.disclosed_total": 41})
    now = made(BUREAU, 2021, {"normative_documents.in_force": 35})
    found = findings(batch_of(before, now), "Y03", "Y04", "Y09")
    assert [(f.rule, f.level) for f in found] == [("Y09", "info")]
    nothing = made(BUREAU, 2021)
    assert findings(batch_of(before, nothing), "Y03", "Y04", "Y09") == []


def numbers(count: int, changed: int = 0) -> Told:
    rows = ("licences", "penalties", "coercion")
    out = {f"{row}.decisions": float(n + 3) for n, row in enumerate(rows)}
    columns = ("natural_person", "business", "research", "public_interest", "legal_service")
    out |= {f"new_received.{column}": float(n + 5) for n, column in enumerate(columns)}
    out |= {f"granted.{column}": float(n + 5) for n, column in enumerate(columns)}
    told = dict(list(out.items())[:count])
    return told | {name: value + 1 for name, value in list(told.items())[:changed]}


@pytest.mark.parametrize(
    ("count", "changed", "expected"),
    [(8, 0, 1), (10, 1, 1), (10, 2, 0), (7, 0, 0), (0, 0, 0)],
)
def test_numbers_copied_from_last_year(count: int, changed: int, expected: int) -> None:
    reports = made(BUREAU, 2023, numbers(count)), made(BUREAU, 2024, numbers(count, changed))
    found = findings(batch_of(*reports), "Y07")
    assert len(found) == expected
    assert all(f"{count} 格不为 0" in f.sentence for f in found)


RENAMED = (Member("示例市农业农村局", ("示例市农业局", "示例市农委")),)
BEFORE, NOW = {"carried_out.total": 3}, {"carried_in.total": 2}


def test_a_renamed_agency_is_joined_by_the_roster() -> None:
    reports = made("示例市农业局", 2023, BEFORE), made("示例市农业农村局", 2024, NOW)
    assert findings(batch_of(*reports), "Y01") == []
    (found,) = findings(batch_of(*reports, roster=RENAMED), "Y01")
    assert found.report == 1


@pytest.mark.parametrize(
    ("before", "now", "joined"),
    [
        *(("region", "region", True), ("region", "own", False), ("own", "region", False)),
        *(("unknown", "region", True), ("own", "unknown", True)),
    ],
)
def test_another_scope_is_not_compared(before: str, now: str, joined: bool) -> None:
    reports = made(BUREAU, 2023, BEFORE, scope=before), made(BUREAU, 2024, NOW, scope=now)
    batch = batch_of(*reports)
    assert batch.last_year == (None, 0 if joined else None)
    assert len(findings(batch, "Y01")) == joined


def test_only_the_year_before_counts() -> None:
    batch = batch_of(made(BUREAU, 2022, BEFORE), made(BUREAU, 2024, NOW))
    assert batch.last_year == (None, None)


def test_of_several_files_the_one_that_counts_is_joined() -> None:
    old = made(BUREAU, 2023, {"carried_out.total": 9}, source="年报初稿.html")
    new = made(BUREAU, 2023, BEFORE, source="年报终稿.html")
    batch = batch_of(old, new, made(BUREAU, 2024, NOW))
    assert batch.last_year == (None, None, 1)


def test_two_names_of_one_agency_in_a_year_are_not_guessed_between() -> None:
    reports = (
        *(made("示例市农业局", 2023, BEFORE), made("示例市农委", 2023, BEFORE)),
        made("示例市农业农村局", 2024, NOW),
    )
    assert batch_of(*reports, roster=RENAMED).last_year == (None, None, None)
