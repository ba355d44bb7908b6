"""Three judges agree on every formula: Python, IronCalc, LibreOffice."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests import judges

# What Excel 2010, WPS Office and LibreOffice share.
ALLOWED = {
    *("SUM", "SUMIFS", "COUNTIF", "COUNTIFS", "COUNT", "COUNTA", "ROWS", "N", "IF", "AND", "OR"),
    *("ABS", "ROUND", "IFERROR", "INDEX", "MATCH", "SUMPRODUCT", "SUBTOTAL", "TEXT", "HYPERLINK"),
    *("LEFT", "LEN", "ISNUMBER", "ISBLANK", "ISTEXT", "MAX", "MIN", "NOT"),
}
_NAME = re.compile(r"([A-Z][A-Z0-9.]*)\(")
_TARGET = re.compile(r'HYPERLINK\("([^"]*)')


@pytest.fixture(scope="module")
def formulas(samples_workbook: Path) -> dict[judges.Place, str]:
    return judges.formulas(samples_workbook)


@pytest.fixture(scope="module")
def poisoned(
    samples_workbook: Path,
    formulas: dict[judges.Place, str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    path = tmp_path_factory.mktemp("poisoned") / "audit.xlsx"
    assert judges.poisoned(samples_workbook, path) == len(formulas) > 1000
    assert judges.POISON in judges.values(path).values()
    return path


def test_ironcalc_says_what_python_said(
    samples_workbook: Path, poisoned: Path, formulas: dict[judges.Place, str]
) -> None:
    theirs = judges.by_ironcalc(poisoned, list(formulas))
    ours = judges.values(samples_workbook)
    assert judges.disagreements(ours, theirs, list(formulas)) == []


@pytest.mark.slow  # of the sheets of years and levels it is asked at every run
def test_libreoffice_says_what_python_said(
    samples_workbook: Path, poisoned: Path, formulas: dict[judges.Place, str], tmp_path: Path
) -> None:
    theirs = judges.by_libreoffice(poisoned, tmp_path)
    ours = judges.values(samples_workbook)
    assert judges.disagreements(ours, theirs, list(formulas)) == []


def test_formulas_use_only_functions_that_all_programs_share(
    formulas: dict[judges.Place, str],
) -> None:
    used = {name for text in formulas.values() for name in _NAME.findall(_bare(text))}
    assert used <= ALLOWED
    assert {"SUM", "COUNT", "COUNTIF", "HYPERLINK"} <= used


def test_without_pages_of_evidence_nothing_leads_out_of_the_workbook(
    formulas: dict[judges.Place, str],
) -> None:
    targets = [found for text in formulas.values() for found in _TARGET.findall(text)]
    assert targets
    assert [target for target in targets if not target.startswith("#")] == []


def test_formulas_are_plain(samples_workbook: Path, formulas: dict[judges.Place, str]) -> None:
    for place, text in formulas.items():
        assert len(text) <= 8192, place
        assert "{" not in _bare(text), place
        assert "[" not in _bare(text), f"{place}: another workbook or a structured reference"
        assert all(len(part) <= 255 for part in re.findall(r'"((?:[^"]|"")*)"', text)), place
    book = judges.opened(samples_workbook)
    conditions = [
        rule.formula[0]
        for sheet in book
        for ranges in sheet.conditional_formatting
        for rule in ranges.rules
    ]
    assert conditions
    assert not [text for text in conditions if "{" in _bare(text)]
    assert not [
        name
        for text in conditions
        for name in _NAME.findall(_bare(text))
        if name not in ALLOWED | {"SEARCH"}
    ]


def _bare(formula: str) -> str:
    """A formula without its texts and sheet names."""
    return re.sub(r"\"(?:[^\"]|\"\")*\"|'[^']*'", "", formula)
