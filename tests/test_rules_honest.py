"""Consistent reports with full prose break no rule of level error, whoever made them."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from audit.check import checklist, rule_book
from audit.check.registry import CHECKS
from audit.form import load_form
from audit.identities import Outcome
from audit.parse import parse_all
from audit.read import read_bytes
from audit.run import audit_reports
from audit.words import say
from audit.workbook import write_workbook
from samples.generator import LAYOUTS, generate, render
from samples.generator.layouts import extension
from tests.reporting import as_read, claiming, findings, quiet

SEEDS = st.integers(0, 10**6)


@settings(max_examples=150)
@given(SEEDS)
def test_a_consistent_report_breaks_no_rule_of_level_error(seed: int) -> None:
    told = findings(as_read(generate(Random(seed))))
    grave = [f for f in told if f.level != "info" or f.outcome is not Outcome.FAILED]
    assert [(f.rule, f.sentence) for f in grave] == []


@settings(max_examples=40)
@given(SEEDS, st.sampled_from(LAYOUTS))
def test_nor_does_it_when_it_was_printed_and_read(seed: int, layout: str) -> None:
    rng = Random(seed)
    given_ = generate(rng)
    text = render(given_, layout, rng)
    document = read_bytes(f"a.{extension(layout)}", text.encode("utf-8"))
    found = audit_reports([claiming(report) for report in parse_all(document, {})]).findings
    grave = [f for f in found if f.outcome is Outcome.FAILED and f.level != "info"]
    assert [(f.rule, f.sentence) for f in grave] == []


@pytest.mark.parametrize("year", [2019, 2020, 2021, 2024])
def test_nothing_at_all_is_found_in_a_quiet_report(year: int) -> None:
    assert [f.sentence for f in findings(quiet(year=year))] == []


def test_rules_speak_neutrally() -> None:
    """No rule calls anything an error."""
    for rule in CHECKS:
        entry = rule_book()[rule]
        assert "错误" not in f"{entry.label}{entry.compares}{entry.exceptions}"


def test_questions_are_no_rules() -> None:
    assert 0 < len(checklist()) < 8
    for question in checklist():
        assert question.id not in rule_book()
        assert question.label
        assert question.why


def test_questions_stand_below_the_rules(tmp_path: Path) -> None:
    write_workbook(audit_reports([quiet()]), tmp_path / "a.xlsx")
    sheet = load_workbook(tmp_path / "a.xlsx")[say("sheet.rules.name")]
    listed = [row[1].value for row in sheet.iter_rows() if row[1].value]
    end = len(checklist())
    assert listed[-end:] == [question.id for question in checklist()]
    assert listed[-end - 1] == say("sheet.rules.questions")
    assert listed[-end - 1 - len(rule_book()) : -end - 1] == list(rule_book())


def test_every_place_of_a_form_is_in_an_equation_or_in_a_rule_on_cells() -> None:
    """So that no cell that nobody can read leaves its table green."""
    for version in ("2019", "2021"):
        form = load_form(version)
        assert {c.table for c in form.cells if not form.around[c]} == {"disclosure"}
