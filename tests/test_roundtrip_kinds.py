"""Consistent reports as files of every kind, read back: right, or flagged where it is hard."""

from __future__ import annotations

from collections import Counter
from importlib.util import find_spec
from random import Random

import pytest

from benchmarks.layouts import DAMAGES, cells_read
from samples.generator import KINDS, NoOfficeError, expected, generate, rendered, score

# shares of cells that must come back right, of any report; wrong values are never allowed
LEAST_RIGHT = {
    "pdf": 0.92,  # table 四 of one row, whose head ends a page
    "pdf_borderless": 0.85,
    "scan_pdf": 0.85,
    "scan_png": 0.85,
    "scan_greys": 0.85,
}
SCANS = [kind for kind in KINDS if kind.startswith("scan")]
WRITTEN = [kind for kind in KINDS if kind not in SCANS]
# one of each family; the others go with the slow tests
QUICK = ("docx", "doc", "pdf", "ofd", "xlsx", "csv", "mht_quoted", "html_script")
# without rules only distances between words tell places, and labels beside values their rows
HARD = {("csv", "zeros blank"), *(("pdf_borderless", damage) for damage in DAMAGES)}


def check(kind: str, damage: str, seeds: range, least_right: float) -> None:
    reports = [generate(Random(seed)) for seed in seeds]
    try:
        files = rendered(
            reports, kind, [Random(f"{kind} {seed}") for seed in seeds], DAMAGES[damage]
        )
    except NoOfficeError as error:
        pytest.skip(str(error))
    for seed, report, data in zip(seeds, reports, files, strict=True):
        said = expected(report, DAMAGES[damage])
        verdicts: Counter[str] = score(said, cells_read(f"{seed}.{KINDS[kind].suffix}", data))
        assert verdicts["silent"] == 0, (seed, verdicts)
        assert verdicts["right"] / len(said) >= least_right, (seed, verdicts)


@pytest.mark.parametrize("kind", QUICK)
def test_what_is_in_a_file_is_read_or_flagged(kind: str) -> None:
    check(kind, "none", range(2), LEAST_RIGHT.get(kind, 1))


@pytest.mark.slow
@pytest.mark.parametrize("kind", [kind for kind in WRITTEN if kind not in QUICK])
def test_what_is_in_a_file_of_another_kind_is_read_or_flagged(kind: str) -> None:
    check(kind, "none", range(2), LEAST_RIGHT.get(kind, 1))


@pytest.mark.slow
@pytest.mark.skipif(not find_spec("rapidocr"), reason="the extra ocr is not installed")
@pytest.mark.parametrize("kind", SCANS)
def test_what_is_in_a_scan_is_read_or_flagged(kind: str) -> None:
    check(kind, "none", range(2), LEAST_RIGHT[kind])


@pytest.mark.slow
@pytest.mark.parametrize("damage", [damage for damage in DAMAGES if damage != "none"])
@pytest.mark.parametrize("kind", WRITTEN)
def test_damage_is_read_or_flagged_in_every_kind_of_file(kind: str, damage: str) -> None:
    least_right = 0.0 if (kind, damage) in HARD else 0.7
    check(kind, damage, range(10), least_right)
