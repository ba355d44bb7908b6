"""Lets the identities decide doubtful characters and rows placed by order alone."""

from __future__ import annotations

from collections import defaultdict

from audit.form import Cell, Form, Identity
from audit.identities import TOLERANCE
from audit.report import Reading, State

_KNOWN = (State.READ, State.REPAIRED)
_ZERO = (State.BLANK, State.MARK)


def settle(
    cells: dict[Cell, Reading],
    doubts: dict[Cell, float],
    by_order: frozenset[Cell],
    form: Form,
) -> dict[Cell, Reading]:
    """Return the cells with those readings repaired that the equations prove.

    `doubts` gives for unreadable cells the number that their digits would say. A cell with a
    doubtful character is repaired if an equation then holds in which all doubts stand on one
    side and the other is certain: a lost digit could only make that side larger. A cell placed by
    order alone needs every equation it stands in to hold.
    """
    if not doubts:
        return cells
    out = dict(cells)
    equations = [identity for identity in form.identities if identity.relation == "="]
    pending = {cell: number for cell, number in doubts.items() if cell not in by_order}
    changed = True
    while changed:
        changed = False
        for identity in equations:
            open_cells = [cell for cell in identity.cells if cell in pending]
            if (
                open_cells
                and _one_sided(identity, open_cells)
                and _proves(identity, out, pending, ())
            ):
                for cell in open_cells:
                    out[cell] = _repaired(out[cell], pending.pop(cell), "identity")
                    changed = True
    placed = {cell: doubts[cell] for cell in by_order}
    around: dict[Cell, list[Identity]] = defaultdict(list)
    for identity in equations:
        for cell in identity.cells:
            around[cell].append(identity)
    for cell, number in placed.items():
        if around[cell] and all(_proves(identity, out, placed) for identity in around[cell]):
            out[cell] = _repaired(out[cell], number, "position")
    return out


def _one_sided(identity: Identity, doubtful: list[Cell]) -> bool:
    """All doubts on one side, all added: then the smallest reading is the only one that fits."""
    for side in (identity.left, identity.right):
        added = {cell for cell, sign in side if sign > 0}
        if all(cell in added for cell in doubtful):
            return True
    return False


def _proves(
    identity: Identity,
    cells: dict[Cell, Reading],
    doubts: dict[Cell, float],
    as_zero: tuple[State, ...] = _ZERO,
) -> bool:
    """Whether the equation is complete with the doubts' numbers, and holds.

    `as_zero` are the states that may count as 0: none of them where a character is in doubt.
    """
    total = -float(identity.constant)
    for sign, side in ((1, identity.left), (-1, identity.right)):
        for cell, factor in side:
            reading = cells[cell]
            if cell in doubts:
                total += sign * factor * doubts[cell]
            elif reading.state in _KNOWN and reading.value is not None:
                total += sign * factor * reading.value
            elif reading.state not in (*as_zero, State.NOT_ON_FORM):
                return False
    return abs(total) <= TOLERANCE


def _repaired(reading: Reading, number: float, repair: str) -> Reading:
    return Reading(State.REPAIRED, number, reading.raw, reading.place, repair)
