"""Errors put into consistent reports, and whether localisation finds them.

    python -m benchmarks.localise [REPORTS]

prints, for each kind of mistake and for several at once, how many reports were explained
uniquely and rightly, uniquely and wrongly, and how many hold the right answer among the ties.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import product
from random import Random
from statistics import median
from time import process_time

from audit.form import Cell
from audit.localise import Cause, Grade, explain
from benchmarks.mistakes import APART, KINDS, Draw, Mistake, case, generated, one_by_one


@dataclass
class Score:
    """Counts over the cases of one line of the table."""

    cases: int = 0
    visible: int = 0
    right: int = 0
    wrong: int = 0
    among: int = 0
    silent: int = 0
    grades: dict[str, list[int]] = field(default_factory=dict)
    milliseconds: list[float] = field(default_factory=list)

    def line(self, name: str) -> str:
        """Return the line of the table."""
        seen = max(1, self.visible)
        shares = [f"{100 * n / seen:5.1f}" for n in (self.right, self.wrong, self.among)]
        times = sorted(self.milliseconds) or [0.0]
        late = times[int(0.95 * (len(times) - 1))]
        grades = " ".join(f"{g} {r}/{n}" for g, (r, n) in sorted(self.grades.items()))
        cells = [name, f"{100 * self.visible / self.cases:.1f}", *shares, str(self.silent)]
        cells += [f"{median(times):.1f}", f"{late:.1f}", f"{times[-1]:.0f}", grades]
        return "| " + " | ".join(cells) + " |"


def scored(kinds: Sequence[Mistake], times: int, cases: int, draw: Draw = one_by_one) -> Score:
    """Score localisation on random cases, each with so many mistakes out of some kinds."""
    score, rng = Score(), Random(7)
    for _ in range(cases):
        made = case(rng, rng.choices(kinds, k=times), draw)
        score.cases += 1
        if not made.visible:
            continue
        score.visible += 1
        start = process_time()
        found = explain(made.report, made.evidence)
        score.milliseconds.append(1000 * (process_time() - start))
        _count(score, found, made.truth)
    return score


def _count(score: Score, found: tuple[Cause, ...], truth: dict[Cell, int]) -> None:
    told = answers(found)
    score.silent += not told
    right = truth in told
    score.among += right
    if len(told) == 1:
        score.right += right
        score.wrong += not right
    for cause in found:
        tally = score.grades.setdefault(cause.grade.value, [0, 0])
        tally[0] += any(
            all(truth.get(c) == v for c, v in zip(e.cells, e.values, strict=True))
            for e in cause.explanations
        )
        tally[1] += 1


def answers(found: Sequence[Cause], most: int = 4096) -> list[dict[Cell, int]]:
    """Return every whole answer: one explanation from each cause; none if one has none."""
    if any(cause.grade is Grade.UNKNOWN for cause in found):
        return []
    out: list[dict[Cell, int]] = []
    for chosen in product(*(cause.explanations for cause in found)):
        merged: dict[Cell, int] = {}
        for e in chosen:
            merged |= {c: int(v) for c, v in zip(e.cells, e.values, strict=True)}
        out.append(merged)
        if len(out) == most:
            break
    return out


def main(cases: int) -> None:
    """Print the table."""
    heads = "mistake | seen | unique, right | unique, wrong | right among ties | no answer"
    print(f"| {heads} | ms median | p95 | most | right by grade |")
    print("|---" * 10 + "|")
    for kind in (*KINDS, *APART):
        print(scored([kind], 1, cases).line(kind.__name__), flush=True)
    for draw in (one_by_one, generated):
        for times in (1, 2, 3, 4):
            name = f"{times} of any, {draw.__name__}"
            print(scored(KINDS, times, cases, draw).line(name), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
