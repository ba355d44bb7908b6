"""CPU of Y08 and Q03, and whether copies are found, apart from everything else.

    python -m benchmarks.similarity 300 3000

Half of the reports are of the year before. The prose of each has 2,500 characters: wording that
all share, wording of its own, its name and numbers; one in twenty is copied from another agency
and one in twenty from its own last year, with another name, other numbers and some edits.
"""

from __future__ import annotations

import sys
import time
from random import Random
from typing import NamedTuple

from audit.check import Batch
from audit.check.alike import like_another, like_last_year
from audit.frames import build_frames
from audit.report import Report, SectionText

_HAN = [chr(code) for code in range(0x4E00, 0x4E00 + 1500)]
_LENGTH, _SENTENCES = 2500, 24


class Measured(NamedTuple):
    """One run: reports, CPU milliseconds a report, copies made and found, false findings."""

    reports: int
    milliseconds: float
    planted: int
    found: int
    false: int


def _sentence(rng: Random, words: list[str]) -> str:
    return "".join(rng.choices(words, k=rng.randint(8, 16))) + "。"


def _text(rng: Random, words: list[str], shared: list[str], name: str) -> list[str]:
    out = rng.sample(shared, _SENTENCES // 2)
    while sum(map(len, out)) < _LENGTH:
        out.append(f"{name}全年办理{rng.randint(1, 999)}件，{_sentence(rng, words)}")
    rng.shuffle(out)
    return out


def _copied(rng: Random, text: list[str], words: list[str], name: str, old: str) -> list[str]:
    out = [sentence.replace(old, name) for sentence in text]
    out[rng.randrange(len(out))] = _sentence(rng, words)
    return [s.replace("件", f"{rng.randint(1, 9)}件", 1) for s in out]


def make(count: int) -> tuple[list[Report], set[tuple[str, int]]]:
    """Return reports of two years, and which are copied: rule and position."""
    rng = Random(1)
    words = ["".join(rng.choices(_HAN, k=rng.randint(2, 4))) for _ in range(4000)]
    shared = [_sentence(rng, words) for _ in range(_SENTENCES)]
    reports: list[Report] = []
    planted: set[tuple[str, int]] = set()
    before: list[tuple[str, list[str]]] = []
    for year in (2023, 2024):
        texts: list[tuple[str, list[str]]] = []
        for n in range(count // 2):
            name = f"虚构市第{n}局"
            kind = rng.random() if year == 2024 and n else 1.0
            if kind < 0.05:
                of = rng.randrange(n)
                old, source = texts[of]
                planted |= {("Q03", len(reports)), ("Q03", len(reports) - n + of)}
                text = _copied(rng, source, words, name, old)
            elif kind < 0.1:
                planted.add(("Y08", len(reports)))
                text = _copied(rng, before[n][1], words, name, name)
            else:
                text = _text(rng, words, shared, name)
            texts.append((name, text))
            prose = (SectionText("overview", "一、总体情况", "".join(text)),)
            reports.append(Report(f"{year}/{n}", "txt", name, year, "2021", sections=prose))
        before = texts
    return reports, planted


def measure(count: int) -> Measured:
    """Check so many reports."""
    reports, planted = make(count)
    batch = Batch(reports, build_frames(reports))
    assert batch.last_year  # joining and frames are not what is measured
    start = time.process_time()
    found = {(f.rule, f.report) for f in (*like_last_year(batch), *like_another(batch))}
    spent = 1000 * (time.process_time() - start) / count
    hits = len(found & planted)
    return Measured(count, spent, len(planted), hits, len(found - planted))


def main() -> None:
    """Print a line for each number of reports."""
    for count in map(int, sys.argv[1:] or ("300", "3000")):
        done = measure(count)
        print(
            f"{done.reports:6} reports  {done.milliseconds:.2f} ms each  "
            f"copies {done.found}/{done.planted}  false {done.false}"
        )


if __name__ == "__main__":
    main()
