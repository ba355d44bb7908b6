"""Real reports with values read by eye, kept outside the repository: measured, never copied."""

from __future__ import annotations

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


def test_no_table_of_theirs_is_at_fault() -> None:
    files = [f for f in find_inputs([FILES]).files if f.source.endswith(READ)]
    audit = audit_reports(read_all(files, {}).reports)
    grave = [f for f in audit.findings if f.level == "error" and f.outcome is Outcome.FAILED]
    assert [(audit.reports[f.report].source, f.sentence) for f in grave] == []
