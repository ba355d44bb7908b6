"""What the equations say of a cell that the source does not show: a suggestion, never a value."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from audit.form import Cell, Identity, load_form
from audit.identities import TOLERANCE
from audit.report import Report, State

_UNSEEN = (State.UNREADABLE, State.ABSENT)
_EMPTY = (State.BLANK, State.MARK)


class Deduced(NamedTuple):
    """The value that a cell must have, and the identities that say so."""

    value: float
    identities: tuple[Identity, ...]


def deduce(report: Report) -> dict[Cell, Deduced]:
    """Return the cells of a report whose value follows from the others.

    An identity with one unknown determines it; what it determines may settle the next one. First
    unreadable and absent cells are the unknowns, blanks counting as 0; then blanks are, in those
    identities that do not hold with them as 0. Nothing is said of a cell on which two identities
    disagree or which would be no count.
    """
    form = load_form(report.form)
    equations = [identity for identity in form.identities if identity.relation == "="]
    known: dict[Cell, float] = {}
    for cell, reading in report.cells.items():
        if reading.value is not None:
            known[cell] = reading.value
        elif reading.state not in _UNSEEN:
            known[cell] = 0.0
    out = _solved(equations, known)
    known |= {cell: found.value for cell, found in out.items()}
    blank = {cell for cell, reading in report.cells.items() if reading.state in _EMPTY}
    failing = [identity for identity in equations if _fails(identity, known)]
    # with two blanks in it an equation says nothing of either
    unknown = {c for i in failing for c in i.cells if c in blank}
    shown = {cell: value for cell, value in known.items() if cell not in unknown}
    return out | _solved(equations, shown)


def _solved(equations: Iterable[Identity], given: dict[Cell, float]) -> dict[Cell, Deduced]:
    """Solve equations with one unknown, again and again; a contradiction settles nothing."""
    known, refused = dict(given), set[Cell]()
    out: dict[Cell, Deduced] = {}
    while True:
        found: dict[Cell, list[tuple[float, Identity]]] = defaultdict(list)
        for identity in equations:
            open_ = [cell for cell in dict.fromkeys(identity.cells) if cell not in known]
            if len(open_) == 1 and open_[0] not in refused:
                found[open_[0]].append((_value(identity, open_[0], known), identity))
        if not found:
            return out
        for cell, values in found.items():
            first = values[0][0]
            if first >= 0 and first.is_integer() and all(v == first for v, _ in values):
                out[cell] = Deduced(first, tuple(identity for _, identity in values))
                known[cell] = first
            else:
                refused.add(cell)


def _terms(identity: Identity) -> list[tuple[Cell, float]]:
    """The identity as one sum that must come to its constant."""
    return [*identity.left, *((cell, -sign) for cell, sign in identity.right)]


def _value(identity: Identity, unknown: Cell, known: dict[Cell, float]) -> float:
    terms = _terms(identity)
    factor = sum(sign for cell, sign in terms if cell == unknown)
    rest = sum(sign * known[cell] for cell, sign in terms if cell != unknown)
    return (identity.constant - rest) / factor + 0.0 if factor else -1.0  # no minus zero


def _fails(identity: Identity, known: dict[Cell, float]) -> bool:
    if any(cell not in known for cell in identity.cells):
        return False
    total = sum(sign * known[cell] for cell, sign in _terms(identity))
    return abs(total - identity.constant) > TOLERANCE
