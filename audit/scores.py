"""Scores: what a scheme takes from each report, for what, and the rank that leaves."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from audit.findings import Finding
from audit.identities import Outcome
from audit.partners import expected_year
from audit.result import Audit
from audit.scheme import Scheme

_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Score:
    """What a report scores, its rank among reports on the same year (if known), what items take.

    `for_it` are the findings that take something.
    """

    report: int
    score: float
    rank: int | None
    taken: tuple[float, ...]
    for_it: tuple[Finding, ...]


def points_of(scheme: Scheme, finding: Finding) -> tuple[int, float] | None:
    """Return the item that a finding counts for and its points; None if it takes nothing.

    Only 不符 takes points: what could not be checked is held against nobody, nor what is waived.
    """
    item = scheme.item_of(finding.rule)
    if item is None or finding.waived or finding.outcome is not Outcome.FAILED:
        return None
    return item, scheme.items[item].points[finding.rule]


def scores(audit: Audit, scheme: Scheme) -> list[Score]:
    """Score the reports that were read and count: the latest year first, of each the best first."""
    found: dict[int, list[Finding]] = {n: [] for n in audit.batch.read}
    for finding, fingerprint in zip(audit.findings, audit.fingerprints, strict=True):
        excused = audit.carried.answer(fingerprint, "status") in scheme.excused
        if finding.report in found and not excused and points_of(scheme, finding):
            found[finding.report].append(finding)
    taken = {n: _taken(scheme, mine) for n, mine in found.items()}
    left = {n: _left(scheme, sum_) for n, sum_ in taken.items()}
    years = {n: audit.reports[n].year or 0 for n in found}
    of_year: dict[int, list[float]] = defaultdict(list)
    for n, year in years.items():
        of_year[year].append(left[n])
    if scheme.not_received is not None:
        of_year[expected_year(audit.reports)] += [scheme.not_received] * len(audit.missing)
    best = {year: sorted(-points for points in all_) for year, all_ in of_year.items()}
    made = [
        Score(
            n,
            left[n],
            1 + bisect_left(best[years[n]], -left[n]) if years[n] else None,
            taken[n],
            tuple(mine),
        )
        for n, mine in found.items()
    ]
    return sorted(made, key=lambda score: (-years[score.report], -score.score, score.report))


def _taken(scheme: Scheme, found: Sequence[Finding]) -> tuple[float, ...]:
    """What each item takes for some findings, no more than its cap."""
    taken = [0.0] * len(scheme.items)
    for finding in found:
        item, points = points_of(scheme, finding) or (0, 0.0)
        taken[item] += points
    pairs = zip(scheme.items, taken, strict=True)
    return tuple(round(min(item.cap, sum_), _DIGITS) for item, sum_ in pairs)


def _left(scheme: Scheme, taken: Sequence[float]) -> float:
    return max(scheme.floor, round(scheme.full - sum(taken), _DIGITS))


def scores_frame(audit: Audit, scheme: Scheme) -> pd.DataFrame:
    """Return one row a score: source, agency, year, score, rank, and what each item takes."""
    rows = [
        {
            "source": audit.reports[s.report].source,
            "agency": audit.reports[s.report].agency,
            "year": audit.reports[s.report].year,
            "score": s.score,
            "rank": s.rank,
            **dict(zip((item.name for item in scheme.items), s.taken, strict=True)),
        }
        for s in scores(audit, scheme)
    ]
    columns = ["source", "agency", "year", "score", "rank", *(item.name for item in scheme.items)]
    return pd.DataFrame(rows, columns=columns).astype({"year": "Int64", "rank": "Int64"})
