"""P01–P05: deadlines and the order of dates; of a draft none of them is asked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from audit.check.agencies import agency_of
from audit.check.batch import Batch
from audit.check.look import certain_year, hint
from audit.check.registry import broken, check
from audit.findings import Finding
from audit.report import Report
from audit.words import apart, say


def _asked(batch: Batch) -> list[int]:
    return [] if batch.settings.draft else batch.read


_MONTHS = 90  # days
_BY_LAW = {
    "P01": (("department",), (1, 31)),
    "P02": (("government", "office"), (3, 31)),
}


def deadlines(batch: Batch, n: int) -> dict[str, date]:
    """Return the days by which a report had to be published, by rule; none if that is not plain.

    The year must be certain, the kind of agency known, and the report no draft.
    """
    year = certain_year(batch.reports[n])
    if not year or batch.settings.draft:
        return {}
    kind = agency_of(batch, n).kind
    days = {rule: day for rule, (kinds, day) in _BY_LAW.items() if kind in kinds}
    if kind in batch.settings.deadlines:
        days["P03"] = batch.settings.deadlines[kind]
    return {rule: date(year + 1, *day) for rule, day in days.items()}


@check("P01")
def departments_by_january(batch: Batch) -> Iterator[Finding]:
    """Report departments published after 31 January."""
    yield from _late(batch, "P01", "finding.late")


@check("P02")
def governments_by_march(batch: Batch) -> Iterator[Finding]:
    """Report governments, from the county up, published after 31 March."""
    yield from _late(batch, "P02", "finding.late")


@check("P03")
def local_deadline(batch: Batch) -> Iterator[Finding]:
    """Report what was published after the deadline that the office has set."""
    yield from _late(batch, "P03", "finding.late_here")


def _late(batch: Batch, rule: str, key: str) -> Iterator[Finding]:
    first = _first_published(batch)
    for n in _asked(batch):
        report, published = batch.reports[n], batch.reports[n].published
        if not published:
            continue
        # a corrected version is late only if there was none before it
        published = min(published, first.get((report.agency, report.year), published))
        due = deadlines(batch, n).get(rule)
        if due is None or date.fromisoformat(published) <= due:
            continue
        found = broken(batch, rule, n, say(key, date=published, due=due))
        # a page dated years later was most likely moved to another site, and so was one dated
        # months later whose report is signed in time
        day = date.fromisoformat(published)
        signed = bool(report.signed) and date.fromisoformat(report.signed) <= due
        moved = day.year != due.year or (signed and (day - due).days > _MONTHS)
        yield hint(found) if moved else found


def _first_published(batch: Batch) -> dict[tuple[str, int | None], str]:
    """The first day on which any file of an agency and year was published."""
    first: dict[tuple[str, int | None], str] = {}
    for report in batch.reports:
        if report.agency and report.published:
            key = report.agency, report.year
            first[key] = min(report.published, first.get(key, report.published))
    return first


@check("P04")
def order_of_dates(batch: Batch) -> Iterator[Finding]:
    """Report dates in an order that cannot be: year's end, signed, published, today."""
    for n in _asked(batch):
        told = _disorder(batch.reports[n], batch.settings.date)
        if told:
            yield broken(batch, "P04", n, say("finding.dates", told=apart(told)))


def _disorder(report: Report, today: str) -> list[str]:
    year = certain_year(report)
    dates = [
        (f"{year}-12-31" if year else "", say("date.year_end")),
        (report.signed, say("date.signed")),
        (report.published, say("date.published")),
        (today, say("date.today")),
    ]
    known = [(day, name) for day, name in dates if day]
    return [
        say("finding.later", first=first, day=day, second=second, other=other)
        for n, (day, first) in enumerate(known)
        for other, second in known[n + 1 : n + 2]
        if day > other
    ]


# a web page or a sheet mostly leaves the closing lines out, and a seal hides them in a scan
_ORIGINALS = ("docx", "doc", "wps", "pdf", "ofd")


@check("P05")
def signed(batch: Batch) -> Iterator[Finding]:
    """Report an original without a signature, where the office asks for one: the form has none."""
    for n in _asked(batch) if batch.settings.signature else ():
        report = batch.reports[n]
        if not report.signed and report.kind in _ORIGINALS:
            yield broken(batch, "P05", n, say("finding.unsigned"))
