"""Which cells most likely explain the equations of a report that do not hold.

The equations of a report are searched for the cheapest set of human mistakes that, undone, make
all of them hold. Nothing is changed: a cause names cells, the values they should have, all
explanations that are equally good, and how sure it is.
"""

from __future__ import annotations

from collections import defaultdict

from audit.localise.causes import Cause, Explanation, Grade, causes_of
from audit.localise.evidence import NONE, Evidence
from audit.localise.puzzle import Puzzle, puzzle
from audit.localise.search import STEPS, search
from audit.localise.usual import by_what_is_usual
from audit.report import Report

__all__ = ["NONE", "Cause", "Evidence", "Explanation", "Grade", "explain"]


def explain(report: Report, evidence: Evidence = NONE, *, most: int = STEPS) -> tuple[Cause, ...]:
    """Return the causes of a report's equations that do not hold, in the order of the form.

    Equations with inputs that could not be read take part: the value they lack is a cause, too.
    `most` bounds the steps of each search, so that the same report always gives the same answer.
    """
    if report.problem or not report.cells:
        return ()
    posed = puzzle(report, evidence)
    found: list[Cause] = []
    for off in _components(posed):
        searched = by_what_is_usual(posed, search(posed, off, most))
        found += causes_of(posed, off, searched)
    return tuple(found)


def _components(posed: Puzzle) -> list[dict[int, int]]:
    """What is off, apart where no cell binds it: a table of rows and columns hangs together."""
    parts: dict[object, dict[int, int]] = defaultdict(dict)
    for k, amount in posed.system.residuals(posed.values).items():
        first = posed.system.members[k][0][0]
        table = posed.system.cells[first].table
        parts[table if first in posed.system.beside else k][k] = amount
    return list(parts.values())
