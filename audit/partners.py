"""Which reports of a run stand beside each other: the year before, and the agencies below."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from audit.report import Report
from audit.roster import Member, Roster

_YEAR = re.compile("20[0-9]{2}")
REGION, UNKNOWN = "region", "unknown"


class Below(NamedTuple):
    """What there is of an agency's subordinates in one year.

    `present` are positions of their counted reports, `missing` those that should have reported.
    """

    present: tuple[int, ...]
    missing: tuple[Member, ...]


class Partners(NamedTuple):
    """For every report the position of last year's, and what stands below it; None where none."""

    last_year: tuple[int | None, ...]
    below: tuple[Below | None, ...]


def find_partners(reports: Sequence[Report], counted: Sequence[bool], roster: Roster) -> Partners:
    """Join the reports that count, in one pass: renamed agencies by the roster's aliases.

    A report is not joined with last year's if both say what they cover and it is not the same,
    nor if two of one agency and year count under different names: nobody knows which it is.
    """
    places: dict[tuple[str, int], list[int]] = defaultdict(list)
    for n, report in enumerate(reports):
        if counted[n] and report.agency and report.year:
            places[roster.name(report.agency), report.year].append(n)
    known = {key: found[0] for key, found in places.items() if len(found) == 1}
    last_year: list[int | None] = [None] * len(reports)
    below: list[Below | None] = [None] * len(reports)
    for (agency, year), n in known.items():
        before = known.get((agency, year - 1))
        if before is not None and _same_scope(reports[n].scope, reports[before].scope):
            last_year[n] = before
        children = roster.children(agency)
        if children:
            found = [(child, known.get((child.agency, year))) for child in children]
            below[n] = Below(
                tuple(place for _, place in found if place is not None),
                tuple(c for c, place in found if place is None and not c.exempt),
            )
    return Partners(tuple(last_year), tuple(below))


def _same_scope(one: str, other: str) -> bool:
    return UNKNOWN in (one or UNKNOWN, other or UNKNOWN) or one == other


def expected_year(reports: Sequence[Report]) -> int:
    """Return the year that the agencies of a roster are expected to report on: the latest read.

    Reports of earlier years are there to compare with, and nobody knows how complete they should
    be. 0 if no report says its year.
    """
    return max((r.year for r in reports if r.year and not r.problem), default=0)


def not_received(reports: Sequence[Report], roster: Roster) -> tuple[Member, ...]:
    """Return the members that are expected to have reported on the latest year and have not.

    Who is exempt is not expected; a file that could not be read counts as received if the
    agency's name stands in its own.
    """
    year = expected_year(reports)
    there = {roster.name(r.agency) for r in reports if r.year == year and not r.problem}
    unread = "\n".join(r.source for r in reports if r.problem and _may_be_of(year, r.source))
    return tuple(
        member
        for member in _expected(roster, year)
        if member.agency not in there
        and not any(name in unread for name in (member.agency, *member.aliases))
    )


def _may_be_of(year: int, source: str) -> bool:
    return str(year) in source or not _YEAR.search(source)


def expected_count(reports: Sequence[Report], roster: Roster) -> int:
    """Return how many agencies are expected to have reported on the latest year."""
    return len(_expected(roster, expected_year(reports)))


def _expected(roster: Roster, year: int) -> list[Member]:
    return [member for member in roster.members if year and not member.exempt]
