"""One cause is one finding: what it joins, what it says, and what the workbook makes of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from audit.check import Batch, run_checks
from audit.check.equations import cell_name
from audit.data import findings_frame
from audit.findings import Finding
from audit.form import load_form
from audit.frames import build_frames
from audit.identities import Outcome
from audit.output import write_whole
from audit.report import Claim, Mention, Reading, Report, State
from audit.run import audit_reports
from audit.workbook import write_workbook
from tests import judges
from tests.reporting import batch_of, claiming, filled, quiet, said
from tests.test_localise import OFF, PLAIN, at, read, report

GRANTED = at("granted", "natural_person")
EQUATIONS = {rule.id for rule in load_form("2021").rules}


def failed(*reports: Report) -> list[Finding]:
    """The findings of failed equations, of the first report."""
    found = run_checks(Batch(reports, build_frames(reports))).findings
    mine = [f for f in found if f.outcome is Outcome.FAILED and not f.report]
    return [f for f in mine if f.rule in EQUATIONS]


def test_equations_with_one_cause_are_one_finding() -> None:
    (finding,) = failed(report(PLAIN | {GRANTED: 21.0}))
    assert finding.rule == "T302"
    assert finding.level == "error"
    assert finding.checks == (("T302", "natural_person"), ("T303", "granted"))
    assert (finding.suspect, finding.suggested) == ((GRANTED,), (12.0,))
    assert finding.alternatives == (((GRANTED, 12.0),),)
    assert finding.grade == "甲"
    assert "两位数字颠倒" in finding.diagnosis
    assert "“(一)予以公开·自然人”应为 12（填 21）" in finding.sentence
    assert "差 +9" in finding.sentence
    assert finding.quote == "21 | 2 | 0 | 0 | 0 | 0 | 14"


@pytest.mark.parametrize(
    ("row", "column", "name"),
    [
        ("results_total", "total", "(七)总计"),
        ("results_total", "business", "(七)总计·商业企业"),
        ("granted", "total", "(一)予以公开·总计"),
        ("other_other", "other_org", "3.其他·其他"),
    ],
)
def test_a_cell_is_named_by_row_and_column_a_total_of_totals_once(
    row: str, column: str, name: str
) -> None:
    assert cell_name(load_form("2021"), at(row, column)) == name


def test_the_fingerprint_does_not_know_the_numbers() -> None:
    one, other = (failed(report(PLAIN | {GRANTED: value}))[0] for value in (21.0, 17.0))
    assert one.fingerprint == other.fingerprint
    assert one.value_hash != other.value_hash


def test_what_follows_from_a_cause_belongs_to_it() -> None:
    carried = {at("carried_out", c): 91.0 for c in ("natural_person", "total")}
    (finding,) = failed(report(PLAIN | carried))
    assert {rule for rule, _ in finding.checks} == {"T301", "T304"}
    assert len(finding.checks) == 4
    assert finding.grade == "丙"


def test_last_years_report_and_the_prose_are_asked() -> None:
    made = report(PLAIN | OFF)
    (finding,) = failed(made)
    assert finding.grade == "丙"
    assert len(finding.alternatives) == 2
    before = replace(report(PLAIN), source="2023.txt", year=2023)
    cells = {
        cell: read(2) if cell.row == "carried_out" and cell.column in ("natural_person", "total")
        else reading
        for cell, reading in before.cells.items()
    }  # fmt: skip
    told = replace(made, claims=(Claim("received", 15.0, "收到15件"),))
    (finding,) = failed(told, replace(before, cells=cells))
    assert dict(zip(finding.suspect, finding.suggested, strict=True)) == {c: PLAIN[c] for c in OFF}
    assert "正文与建议值相同" in finding.diagnosis
    wrong = {at("carried_in", c): 9.0 for c in ("natural_person", "total")}
    (finding,) = failed(report(PLAIN | wrong), replace(before, cells=cells))
    assert finding.suggested == (2.0, 2.0)
    assert "上年年报与建议值相同" in finding.diagnosis
    other = replace(before, cells=cells, agency="示例市财政局")
    assert failed(report(PLAIN | wrong), other)[0].grade == "丙"


def test_what_no_equation_can_tell_stays_as_it_is() -> None:
    wrong = {at("normative_documents", "issued", "disclosure"): 5.0}
    (finding,) = failed(report(PLAIN | wrong))
    assert finding.rule == "T201"
    assert (finding.grade, finding.suspect, finding.alternatives) == ("丁", (), ())
    assert finding.diagnosis


def test_of_too_many_explanations_none_is_marked() -> None:
    """A row of results is lost with its total: which one, nobody knows."""
    more = {at(row, "research"): 5.0 for row in ("denied_third_party", "results_total")}
    more |= {at("denied_third_party", "total"): 5.0, at("new_received", "research"): 5.0}
    more |= {
        at(row, "total"): PLAIN[at(row, "total")] + 5 for row in ("results_total", "new_received")
    }
    assert failed(report(PLAIN | more)) == []
    less = {at("denied_third_party", c): 0.0 for c in ("research", "total")}
    (finding,) = failed(report(PLAIN | more | less))
    assert finding.grade == "丙"
    assert (finding.suspect, finding.suggested, finding.alternatives) == ((), (), ())
    assert "种解释同样可能" in finding.diagnosis


def test_where_a_cell_could_not_be_read_reading_is_suspected_first() -> None:
    made = report(PLAIN | {at("granted", "total"): 41.0})
    made.cells[GRANTED] = Reading(State.UNREADABLE, None, "?2")
    (finding,) = failed(made)
    told = dict(zip(finding.suspect, finding.suggested, strict=True))
    assert told == {GRANTED: 12.0, at("granted", "total"): 14.0}
    assert "先疑读取" in finding.diagnosis


def test_the_data_says_the_same() -> None:
    made = report(PLAIN | OFF)
    frame = findings_frame([made], failed(made))
    row = frame.iloc[0]
    assert row["suspect"].split("; ")[0] == "applications.new_received.natural_person"
    assert len(row["suspect"].split("; ")) == len(row["suggested"].split("; ")) == 4
    assert (row["grade"], row["rule"]) == ("丙", "T301")


# ── in the workbook ──


def book_of(folder: Path, made: Report) -> Path:
    path = folder / "audit.xlsx"
    write_whole(path, lambda beside: write_workbook(audit_reports([made]), beside))
    return path


def column(values: dict[judges.Place, object], head: str) -> list[object]:
    """What stands below a head of the list of problems, in rows of the form's own equations."""
    listed = {c: v for (s, c), v in values.items() if s == "问题清单"}

    def below(wanted: str) -> dict[int, object]:
        letters = next(c for c, v in listed.items() if v == wanted).rstrip("0123456789")
        return {
            int(c.removeprefix(letters)): v
            for c, v in listed.items()
            if c.rstrip("0123456789") == letters
        }

    rows = sorted(n for n, rule in below("规则").items() if str(rule) in EQUATIONS)
    found = below(head)
    return [found.get(n) for n in rows]


CASES = {
    "one cell": (PLAIN | {GRANTED: 21.0}, "建议后 2/2 平", 12),
    "ties": (PLAIN | OFF, "任改一处 2/2 平", "2 选 1"),
    "two cells": (
        PLAIN | {GRANTED: 2.0, at("granted", "business"): 12.0},
        "建议后 2/2 平",
        "12；2",
    ),
    "no suggestion": (
        PLAIN | {at("normative_documents", "issued", "disclosure"): 5.0},
        "—",
        None,
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_the_list_shows_what_following_the_suggestion_comes_to(case: str, tmp_path: Path) -> None:
    numbers, expected, suggested = CASES[case]
    path = book_of(tmp_path, report(numbers))
    values = judges.values(path)
    assert column(values, "按建议改后") == [expected]
    assert column(values, "建议") == [suggested]
    assert str(column(values, "可能原因")[0])[0] in "甲乙丙丁"
    formulas = judges.formulas(path)
    poisoned = tmp_path / "poisoned.xlsx"
    assert judges.poisoned(path, poisoned) == len(formulas)
    theirs = judges.by_ironcalc(poisoned, list(formulas))
    assert judges.disagreements(values, theirs, list(formulas)) == []


def test_the_what_if_counts_an_unread_number_as_the_sums_do(tmp_path: Path) -> None:
    made = report(PLAIN | {at("granted", "total"): 41.0, at("unable_not_held", "total"): 3.0})
    made.cells[GRANTED] = Reading(State.UNREADABLE, None, "?2")
    path = book_of(tmp_path, made)
    formulas = judges.formulas(path)
    theirs = judges.by_ironcalc(path, list(formulas))
    assert judges.disagreements(judges.values(path), theirs, list(formulas)) == []


@pytest.mark.slow
def test_of_ties_none_stays_suspect_once_one_is_corrected(tmp_path: Path) -> None:
    from tests.test_turning import column_of, row_of, turned

    path = book_of(tmp_path, report(PLAIN | OFF))
    sheet = "三、依申请公开"
    hidden = [
        p for p, f in judges.formulas(path).items() if p[0] == sheet and f.startswith("=IF(2-")
    ]
    assert len(hidden) == 4
    row = row_of(path, sheet, "示例市教育局|2024|applications|new_received")
    places = {f"{column_of(path, sheet, c)}{row}": v for c, v in (("自然人", 13), ("总计", 15))}

    def correct(book: dict[str, dict[str, int]]) -> None:
        for place, value in places.items():
            book[sheet][place] = value

    values = turned(path, tmp_path, correct)
    assert [values.get(place) or "" for place in hidden] == [""] * 4
    assert "√ 已平" in column(values, "尚未通过")


def test_every_cell_under_suspicion_stands_out(tmp_path: Path) -> None:
    path = book_of(tmp_path, report(PLAIN | {GRANTED: 21.0}))
    notes = [v for (s, _), v in judges.values(path).items() if s == "三、依申请公开"]
    assert "疑 自然人：填 21，建议 12" in notes


# ── what stands beside the tables ──


def test_what_the_prose_shows_of_a_cause_is_one_line_with_it() -> None:
    wrong = {at("granted", c): 21.0 for c in ("natural_person",)} | {at("granted", "total"): 23.0}
    made = replace(report(PLAIN | wrong), claims=(Claim("granted", 14.0, "予以公开14件"),))
    found = run_checks(Batch([made], build_frames([made]))).findings
    assert not [f for f in found if f.rule == "N05"]
    (cause,) = [f for f in found if f.rule in EQUATIONS]
    assert ("N05", "granted.0") in cause.checks
    assert "予以公开14件" in cause.quote
    assert "N05" in cause.diagnosis


def test_of_ties_the_prose_chooses_one() -> None:
    cells = {at("review", "upheld", "disputes"): 2.0, at("review", "total", "disputes"): 3.0}
    made = replace(report(PLAIN | cells), claims=(Claim("disputes", 2.0, "复议、诉讼2件"),))
    found = run_checks(Batch([made], build_frames([made]))).findings
    (cause,) = [f for f in found if f.rule == "T401"]
    assert (cause.suspect, cause.suggested) == ((at("review", "total", "disputes"),), (2.0,))
    assert cause.grade == "乙"
    assert not [f for f in found if f.rule == "N09"]


def test_what_a_correction_does_not_explain_stays_a_line() -> None:
    made = replace(report(PLAIN | {GRANTED: 21.0}), claims=(Claim("received", 99.0, "99件"),))
    found = run_checks(Batch([made], build_frames([made]))).findings
    assert [f.left for f in found if f.rule == "N01"] == [99.0]


def test_a_cause_with_checks_in_two_sheets_turns_live(tmp_path: Path) -> None:
    cells = {at("review", "upheld", "disputes"): 2.0, at("review", "total", "disputes"): 3.0}
    made = replace(report(PLAIN | cells), claims=(Claim("disputes", 2.0, "复议、诉讼2件"),))
    path = book_of(tmp_path, made)
    values = judges.values(path)
    assert column(values, "尚未通过") == ["2/2 式"]
    formulas = judges.formulas(path)
    poisoned = tmp_path / "poisoned.xlsx"
    judges.poisoned(path, poisoned)
    theirs = judges.by_ironcalc(poisoned, list(formulas))
    assert judges.disagreements(values, theirs, list(formulas)) == []


# ── several rules, one cause ──

IN_FORCE = {
    f"disclosure.normative_documents.{c}": v for c, v in (("issued", 6.0), ("repealed", 3.0))
}
CARRIED = {f"applications.carried_out.{c}": 2.0 for c in ("natural_person", "total")}
SPELL = "本报告数据统计期限为2023年1月1日至2023年12月31日。"


def lines(*reports: Report) -> list[set[str]]:
    """The rules of each line of the last report that several rules tell together."""
    found = run_checks(batch_of(*reports)).findings
    own = (f for f in found if f.report == len(reports) - 1 and f.outcome is Outcome.FAILED)
    rules = [{f.rule, *(rule for rule, _ in f.checks)} for f in own]
    return [several for several in rules if len(several) > 1]


def documents(in_force: float, claimed: str, before: float = 20.0) -> tuple[Report, Report]:
    """Two years of one agency; a claim of documents in force stands in the prose of the later."""
    key = "disclosure.normative_documents.in_force"
    earlier = filled(quiet(year=2023), IN_FORCE | {key: before})
    text = f"制发行政规范性文件6件，废止3件，现行有效{claimed}件。"
    return earlier, claiming(said(filled(quiet(), IN_FORCE | {key: in_force}), "overview", text))


def test_a_number_that_prose_stock_and_bound_contradict_is_one_line() -> None:
    assert lines(*documents(2.0, "23")) == [{"N10", "T201", "Y03"}]


@pytest.mark.parametrize(("in_force", "claimed"), [(2.0, "22"), (25.0, "24")])
def test_rules_that_ask_for_other_numbers_stay_apart(in_force: float, claimed: str) -> None:
    assert not any({"N10", "Y03"} <= rules for rules in lines(*documents(in_force, claimed)))


def carried(**columns: float) -> list[set[str]]:
    earlier = filled(quiet(year=2023), CARRIED)
    wrong = {f"applications.carried_in.{column}": value for column, value in columns.items()}
    return lines(earlier, filled(quiet(), wrong))


def test_a_total_and_its_parts_carried_over_are_one_line() -> None:
    assert carried(natural_person=1, total=1)[-1] >= {"Y01", "Y02"}
    assert not any({"Y01", "Y02"} <= rules for rules in carried(natural_person=1, total=3))


def test_one_sentence_told_by_two_rules_is_one_line() -> None:
    mentions = (Mention("title", year=2024), Mention("preamble", year=2023))
    made = replace(said(quiet(), "", SPELL), mentions=mentions)
    assert lines(made) == [{"N18", "S08"}]
    other = replace(made, mentions=(Mention("title", year=2024), Mention("signature", year=2022)))
    assert lines(other) == []


def test_two_numbers_for_one_fact_are_named_with_the_one_that_differs() -> None:
    text = "收到政府信息公开申请3件。对收到的政府信息公开申请2件逐件复核。"
    rows = ("new_received", "granted", "results_total")
    cells = {f"applications.{r}.{c}": 3.0 for r in rows for c in ("natural_person", "total")}
    assert lines(claiming(said(filled(quiet(), cells), "overview", text))) == [{"N01", "N17"}]


def test_joined_lines_are_written_and_turn(tmp_path: Path) -> None:
    reports = [*documents(2.0, "23"), said(quiet("范例县财政局"), "", SPELL)]
    path = tmp_path / "audit.xlsx"
    write_whole(path, lambda beside: write_workbook(audit_reports(reports), beside))
    written = {str(v) for (s, _), v in judges.values(path).items() if s == "问题清单"}
    assert any("N10、T201、Y03" in text for text in written)
