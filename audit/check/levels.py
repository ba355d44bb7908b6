"""Rules about agencies below that are no equations: A03 (missing) and A05 (the same numbers)."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from audit.check.across import covers_region, names_of
from audit.check.batch import Batch
from audit.check.registry import broken, check
from audit.findings import Finding
from audit.partners import expected_year
from audit.words import say

_CELLS = 5  # fewer numbers may well be the same by chance


@check("A03")
def missing(batch: Batch) -> Iterator[Finding]:
    """Report, of the year that is audited, subordinates whose reports were not received."""
    year = expected_year(batch.reports)
    for n in batch.read:
        below = batch.children[n]
        if below and below.missing and batch.reports[n].year == year:
            names = names_of(below.missing)
            sentence = say(
                "finding.missing_below", count=len(below.missing), year=year, names=names
            )
            yield broken(batch, "A03", n, sentence)


@check("A05")
def equals_child(batch: Batch) -> Iterator[Finding]:
    """Report a region's report with all the numbers of one subordinate's.

    It is left alone where no other subordinate has any number: the region's then is that one's.
    """
    values = batch.frames.values.to_numpy()
    for n in batch.read:
        below = batch.children[n]
        if not below or not below.present or not covers_region(batch, n):
            continue
        present = np.array(below.present)
        rows, own = values[present], values[n]
        active = (np.nan_to_num(rows) != 0).any(axis=1)
        # what is unknown in one of them is not the same
        same = (rows == own) | (np.isnan(rows) & np.isnan(own))
        alike = np.nonzero(same.all(axis=1))[0]
        filled = int((np.nan_to_num(own) != 0).sum())
        if len(alike) and filled >= _CELLS and (active.sum() > 1 or below.missing):
            child = batch.reports[int(present[alike[0]])]
            sentence = say("finding.equals_child", cells=filled, agency=child.agency)
            yield broken(batch, "A05", n, sentence)
