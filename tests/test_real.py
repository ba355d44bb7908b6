"""Real reports with values read by eye, kept outside the repository: measured, never copied."""

from __future__ import annotations

import csv

import pytest

from audit.build import read_all
from audit.identities import Outcome
from audit.inputs import find_inputs
from audit.run import audit_reports
from benchmarks.accuracy import measure
from tests.conftest import SHARED

FILES, TRUTH = SHARED / "files", SHARED / "truth"
READ = (".txt", ".md", ".html")
pytestmark = pytest.mark.skipif(
    not FILES.is_dir(), reason="../shared/reports is not here: real reports are not measured"
)
# what must be right; the openings of cut-off pages are measured but have no least share yet
LEAST = {"000": 1.0, "001": 1.0, "002": 1.0, "003": 1.0, "004": 1.0} | dict.fromkeys(
    ("shuyang-fgw-2023", "shanghai-office-2019", "suqian-2023", "suqian-2024"), 0.99
)


def test_no_cell_is_silently_wrong() -> None:
    measured, _ = measure(FILES, TRUTH)
    read = [row for row in measured if row.source.endswith(READ)]
    assert len(read) >= 18
    assert {row.source: row.verdicts["silent"] for row in read if row.verdicts["silent"]} == {}


@pytest.mark.parametrize("start", sorted(LEAST))
def test_enough_is_right(start: str) -> None:
    measured, _ = measure(FILES, TRUTH)
    (row,) = [row for row in measured if row.source.startswith(start)]
    assert row.verdicts["right"] / sum(row.verdicts.values()) >= LEAST[start]


def test_of_level_error_nothing_is_found_but_what_is_known() -> None:
    """What a person found in them, and that files that are cut off lack the rest."""
    files = [f for f in find_inputs([FILES]).files if f.source.endswith(READ)]
    audit = audit_reports(read_all(files, {}).reports)
    known = {(row["source"], row["rule"]) for row in _expected()}
    grave = [f for f in audit.findings if f.level == "error" and f.outcome is Outcome.FAILED]
    unknown = [f for f in grave if (f.file, f.rule) not in known]
    cut = [f for f in unknown if f.file.startswith("partial-") and f.rule in ("S01", "S05")]
    assert [(f.file, f.sentence) for f in unknown if f not in cut] == []


def test_what_is_known_is_found() -> None:
    files = [f for f in find_inputs([FILES]).files if f.source.endswith(READ)]
    result = audit_reports(read_all(files, {}).reports)
    found = {
        (f.file, rule, f.outcome.value)
        for f in result.findings
        for rule in (f.rule, *(rule for rule, _ in f.checks))
    }
    lacking = [
        row
        for row in _expected()
        if not any((row["source"], row["rule"], o) in found for o in row["outcome"].split(" or "))
    ]
    assert len(_expected()) >= 14
    assert lacking == []


def _expected() -> list[dict[str, str]]:
    text = (SHARED / "expected.csv").read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))
