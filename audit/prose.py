"""The prose of reports, and what of it is their own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache

from audit.agencies import region_of
from audit.form import load_form
from audit.report import Report
from audit.roster import Roster
from audit.similar import Shingles, common, own_words, shingles, without

_LEAST = 100  # runs of a text's own; of less it is no wonder that they are alike
_MANY, _SHARE = 5, 0.2  # so many agencies, and this share of them, make a wording common


def prose(report: Report) -> str:
    """Return the text of the sections that are no tables."""
    tables = _tables(report.form)
    return "\n".join(s.text for s in report.sections if s.key not in tables)


@cache
def _tables(version: str) -> frozenset[str]:
    return frozenset(table.section for table in load_form(version).tables.values())


def own_texts(
    reports: Sequence[Report], read: Iterable[int], roster: Roster
) -> dict[int, Shingles]:
    """Return, by position, the runs of five characters of the prose of some reports.

    What is common to many agencies, an agency's own name and numbers are left out; a text with
    too little left is not there.
    """
    found: dict[int, Shingles] = {}
    agencies: dict[str, list[Shingles]] = defaultdict(list)
    for n in read:
        report = reports[n]
        names = (report.agency, region_of(report.agency))
        runs = shingles(own_words(prose(report), names))
        if len(runs) >= _LEAST:
            found[n] = runs
            agencies[roster.name(report.agency)].append(runs)
    usual = common(agencies.values(), _SHARE, _MANY)
    left = {n: without(runs, usual) for n, runs in found.items()}
    return {n: runs for n, runs in left.items() if len(runs) >= _LEAST}
