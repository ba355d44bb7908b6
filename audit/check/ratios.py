"""This year's numbers divided by last year's, for rules that look at how far they are apart."""

from __future__ import annotations

from audit.check.batch import Batch
from audit.form import Cell

_FEES = Cell("disclosure", "fees", "amount")


def fee_ratio(batch: Batch, n: int) -> float | None:
    """Return a report's fees (万元) divided by last year's.

    None where there is no last year, or where either is unknown or 0. A ratio near 10,000, or
    near 1/10,000, is what 元 typed for 万元 looks like.
    """
    last = batch.last_year[n]
    if last is None:
        return None
    now, before = (batch.reports[k].cells.get(_FEES) for k in (n, last))
    if now is None or before is None or not now.value or not before.value:
        return None
    return now.value / before.value
