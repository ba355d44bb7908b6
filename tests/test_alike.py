"""Texts that are alike: exact where it counts, near where candidates are sought, rules on both."""

from __future__ import annotations

import difflib
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.report import Report
from audit.similar import candidates, common, jaccard, longest_shared, own_words, shingles, without
from benchmarks.similarity import measure
from tests.beside import batch_of, findings, made

HAN = [chr(code) for code in range(0x4E00, 0x4E00 + 800)]
texts = st.text("天地玄黄宇宙洪荒", max_size=60)


def written(seed: int, length: int = 400) -> str:
    return "".join(Random(seed).choices(HAN, k=length))


@given(texts, texts)
def test_what_is_shared_is_counted_exactly(one: str, other: str) -> None:
    runs = [{text[n : n + 5] for n in range(len(text) - 4)} for text in (one, other)]
    found = [shingles(text) for text in (one, other)]
    assert [len(f) for f in found] == [len(r) for r in runs]
    whole = len(runs[0] | runs[1])
    assert jaccard(*found) == (len(runs[0] & runs[1]) / whole if whole else 0)
    assert len(without(*found)) == len(runs[0] - runs[1])


@given(texts, texts)
def test_the_longest_passage_is_as_long_as_any(one: str, other: str) -> None:
    passage = longest_shared(one, other)
    assert passage in one
    assert passage in other
    match = difflib.SequenceMatcher(None, one, other, autojunk=False).find_longest_match()
    assert len(passage) == match.size


def test_names_and_numbers_are_no_words() -> None:
    text = "示例市教育局 2024 年收到申请12件，Ａ类３件。"
    assert own_words(text, ["示例市教育局", ""]) == "年收到申请件类件"


def test_what_many_have_is_common() -> None:
    shared, own = shingles(written(0)), [shingles(written(n)) for n in range(1, 9)]
    groups = [[np.union1d(shared, runs)] for runs in own]
    assert set(common(groups, 0.2, 5)) == set(shared)
    assert set(common(groups[:4], 0.2, 5)) == set()
    # one agency that repeats itself is not many
    assert set(common([[shared] * 9, *([runs] for runs in own)], 0.2, 5)) == set()
    # of many agencies, a few are not enough
    assert set(common([*groups, *([shingles(written(n))] for n in range(50, 90))], 0.2, 5)) == set()


def test_texts_alike_are_candidates_and_others_are_not() -> None:
    base = [shingles(written(n)) for n in range(60)]
    near = shingles(written(7)[:370] + written(99, 30))
    assert 0.8 < jaccard(base[7], near) < 0.9
    assert list(candidates([*base, near])) == [(7, 60)]


def test_many_alike_make_few_pairs() -> None:
    pairs = list(candidates([shingles(written(1))] * 500))
    assert len(pairs) <= 2 * 500
    assert {n for pair in pairs for n in pair} == set(range(500))


BUREAU, OTHER = "示例市教育局", "示例市水利局"


def filed(agency: str, year: int, text: str) -> Report:
    return made(agency, year, text=text)


COPIES: list[tuple[str, str, int]] = [
    (written(1), written(1), 1),
    (f"{BUREAU}收到12件，{written(1)}", f"{BUREAU}收到985件，{written(1)}", 1),
    (written(1), written(1)[:370] + written(2, 30), 1),
    (written(1), written(1)[:300] + written(2, 100), 0),
    (written(1, 60), written(1, 60), 0),  # too little to tell
    (written(1), "", 0),
]


@pytest.mark.parametrize(("before", "now", "expected"), COPIES)
def test_prose_like_last_years(before: str, now: str, expected: int) -> None:
    reports = filed(BUREAU, 2023, before), filed(BUREAU, 2024, now)
    found = findings(batch_of(*reports), "Y08", "Q03")
    assert [(f.rule, f.report, f.level) for f in found] == [("Y08", 1, "warning")] * expected
    assert all(f.quote.removesuffix("……") in now and "相同一段有" in f.sentence for f in found)


@pytest.mark.parametrize(("one", "other", "expected"), COPIES)
def test_prose_like_anothers(one: str, other: str, expected: int) -> None:
    reports = filed(BUREAU, 2024, one), filed(OTHER, 2024, other.replace(BUREAU, OTHER))
    found = findings(batch_of(*reports), "Q03")
    assert [f.report for f in found] == [0, 1][: 2 * expected]
    assert all(name in f.sentence for f, name in zip(found, (OTHER, BUREAU), strict=False))


def test_another_years_prose_of_another_agency_is_left_alone() -> None:
    reports = filed(BUREAU, 2023, written(1)), filed(OTHER, 2024, written(1))
    assert findings(batch_of(*reports), "Y08", "Q03") == []


def test_a_template_of_many_is_no_copy() -> None:
    reports = [
        filed(f"示例市第{n}局", 2024, written(0, 900) + written(n + 1, 150)) for n in range(6)
    ]
    assert findings(batch_of(*reports), "Q03") == []
    assert findings(batch_of(*reports[:2]), "Q03") == []  # 0.75 of it: alike, not a copy
    copied = filed("示例市第9局", 2024, written(0, 900) + written(1, 150))
    assert [f.report for f in findings(batch_of(*reports, copied), "Q03")] == [0, 6]


def test_planted_copies_are_found_and_nothing_else() -> None:
    done = measure(300)
    assert done.found == done.planted > 3
    assert done.false == 0
