"""What the prose claims: a table of sentences, real reports, properties."""

from __future__ import annotations

import csv
import re
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.build import read_all
from audit.claims import read_claims
from audit.claims.numbers import chinese_value
from audit.inputs import find_inputs
from audit.report import Breakdown, Claim, Report, SectionText
from tests.conftest import SHARED

HERE = Path(__file__).parent / "claims"
FILES = SHARED / "files"
SENTENCES = [
    tuple(part.strip() for part in line.split("=>"))
    for line in (HERE / "sentences.txt").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]
Key = tuple[str, str, int, str, str, float]


def report(text: str, section: str = "overview", scope: str = "unknown") -> Report:
    section_text = SectionText(section, "", text)
    return Report("示例.txt", "txt", year=2024, scope=scope, sections=(section_text,))


def claims_of(text: str, section: str = "overview", scope: str = "unknown") -> tuple[Claim, ...]:
    return read_claims(report(text, section, scope))[0]


def breakdowns_of(text: str) -> tuple[Breakdown, ...]:
    return read_claims(report(text))[1]


def written(claim: Claim) -> str:
    """A claim as the table of sentences writes it."""
    value = {"zero": "zero", "all": "all", "share": f"{claim.value:.10g}%"}.get(
        claim.kind, f"{claim.value:.10g}"
    )
    marks = ("" if claim.exact else "~") + ("" if claim.certain else "?")
    return f"{claim.field} {value}{marks}" + (f"@{claim.year}" if claim.year else "")


def closed(sentence: str) -> str:
    """With a full stop; a row of a table that became text has none."""
    return sentence if sentence[-1].isdigit() else f"{sentence}。"


@pytest.mark.parametrize(("sentence", "claimed"), SENTENCES)
def test_sentence(sentence: str, claimed: str) -> None:
    assert "; ".join(map(written, claims_of(closed(sentence)))) == claimed


def test_there_are_enough_sentences() -> None:
    assert len(SENTENCES) >= 80


@pytest.mark.parametrize(("sentence", "claimed"), SENTENCES)
def test_sentence_broken_over_lines_claims_the_same(sentence: str, claimed: str) -> None:
    if re.search(r"[0-9] [0-9]|[?]|[0-9]-", sentence):
        pytest.skip("blanks within numbers mean something of their own")
    middle = next((n for n in range(len(sentence) // 2, 0, -1) if not sentence[n].isdigit()), 1)
    broken = f"{sentence[:middle]}\n{sentence[middle:]}"
    found = [written(c) for c in claims_of(closed(broken))]
    assert "; ".join(found) == claimed
