"""Whether the checks of a group had anything to look at: without that, nothing has passed."""

from __future__ import annotations

from audit.check.batch import Batch
from audit.check.dates import deadlines


def has_grounds(batch: Batch, n: int, group: str) -> bool:
    """Return False if no check of a group could say anything of a report, for want of facts.

    Of dates it takes a day of publication and a deadline, of text some prose.
    """
    report = batch.reports[n]
    if group == "dates":
        return bool(report.published and deadlines(batch, n))
    if group == "text":
        return bool(report.preamble or report.sections)
    return True
