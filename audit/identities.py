"""Confronts reports with identities: one matrix product, five outcomes."""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from audit.form import VERSIONS, Cell, Identity, load_form
from audit.report import STATES, Reading, State

TOLERANCE = 1e-6  # counts are whole; this only absorbs binary fractions of typed decimals


class Outcome(StrEnum):
    """What a check can say; the order is the code used in arrays."""

    PASSED = "通过"
    FAILED = "不符"
    BLANKS_AS_ZERO = "空白按0通过"
    UNDECIDED = "无法核对"
    NOT_APPLICABLE = "不适用"


OUTCOMES = tuple(Outcome)


class Results(NamedTuple):
    """Arrays of shape reports × identities: outcome codes, left side, right side."""

    outcomes: NDArray[np.int8]
    left: NDArray[np.float64]
    right: NDArray[np.float64]


class System(NamedTuple):
    """Cells and identities of both forms as one linear system.

    left, right: identities × cells with signed entries; bound to a form by `forms`.
    """

    cells: tuple[Cell, ...]
    identities: tuple[Identity, ...]
    forms: tuple[frozenset[str], ...]
    left: NDArray[np.float64]
    right: NDArray[np.float64]

    def column(self, cell: Cell) -> int:
        """Return the position of a cell in the arrays."""
        return _columns()[cell]


@cache
def system() -> System:
    """Return the joint system of the two official forms: shared cells and identities once."""
    cells: dict[Cell, int] = {}
    identities: dict[tuple[str, str], Identity] = {}
    forms: dict[tuple[str, str], set[str]] = {}
    for version in VERSIONS:
        form = load_form(version)
        for cell in form.places:
            cells.setdefault(cell, len(cells))
        for identity in form.identities:
            known = identities.setdefault(identity.key, identity)
            # one id is one rule: both forms must state it alike
            assert set(known.cells) == set(identity.cells), identity.key
            forms.setdefault(identity.key, set()).add(version)
    shape = (len(identities), len(cells))
    left, right = np.zeros(shape), np.zeros(shape)
    for n, identity in enumerate(identities.values()):
        for side, terms in ((left, identity.left), (right, identity.right)):
            for cell, sign in terms:
                side[n, cells[cell]] += sign
    return System(
        tuple(cells),
        tuple(identities.values()),
        tuple(frozenset(forms[key]) for key in identities),
        left,
        right,
    )


@cache
def _columns() -> dict[Cell, int]:
    return {cell: n for n, cell in enumerate(system().cells)}


def arrays(
    cells: dict[Cell, Reading],
) -> tuple[NDArray[np.float64], NDArray[np.int8]]:
    """Return one report's values (NaN where there is none) and state codes over all cells."""
    values = np.full(len(system().cells), np.nan)
    states = np.full(len(system().cells), STATES.index(State.NOT_ON_FORM), dtype=np.int8)
    for cell, reading in cells.items():
        n = system().column(cell)
        states[n] = STATES.index(reading.state)
        if reading.value is not None and reading.state.has_value:
            values[n] = reading.value
    return values, states


def evaluate(
    values: NDArray[np.float64], states: NDArray[np.int8], forms: NDArray[np.str_]
) -> Results:
    """Check every report against every identity.

    values, states: reports × cells (as from `arrays`); forms: the form version of each report.
    A value is masked where the state has none. Outcomes follow the contract: 不符 only when
    every input is a number; blanks and marks count as 0 only to say 空白按0通过.
    """
    linear = system()
    numeric = np.isin(states, [STATES.index(s) for s in STATES if s.has_value])
    blank = np.isin(states, [STATES.index(State.BLANK), STATES.index(State.MARK)])
    missing = np.isin(states, [STATES.index(State.UNREADABLE), STATES.index(State.ABSENT)])
    reports = len(values)
    masked = np.where(numeric, values, 0.0)
    # one product: values against both sides, and the three masks against who takes part
    takes_part = (np.abs(linear.left) + np.abs(linear.right) > 0).astype(float)
    stack = np.vstack([masked, numeric + 1e3 * blank + 1e6 * missing])
    sides = np.hstack([linear.left.T, linear.right.T, takes_part.T])
    product = stack @ sides
    n = len(linear.identities)
    left = product[:reports, :n]
    constants = np.array([identity.constant for identity in linear.identities], dtype=float)
    right = product[:reports, n : 2 * n] + constants
    counts = product[reports:, 2 * n :]
    holds = _holds(left - right)
    unread, rest = np.divmod(counts, 1e6)
    blanks, _ = np.divmod(rest, 1e3)
    complete, known = (unread == 0) & (blanks == 0), unread == 0
    codes = np.full(left.shape, OUTCOMES.index(Outcome.UNDECIDED), dtype=np.int8)
    codes[known & (blanks > 0) & holds] = OUTCOMES.index(Outcome.BLANKS_AS_ZERO)
    codes[complete & holds] = OUTCOMES.index(Outcome.PASSED)
    codes[complete & ~holds] = OUTCOMES.index(Outcome.FAILED)
    off_form = np.array([[str(f) not in on for on in linear.forms] for f in forms], bool).reshape(
        codes.shape
    )
    codes[off_form | (counts == 0)] = OUTCOMES.index(Outcome.NOT_APPLICABLE)
    return Results(codes, left, right)


def _holds(difference: NDArray[np.float64]) -> NDArray[np.bool_]:
    out = np.empty(difference.shape, dtype=bool)
    for n, identity in enumerate(system().identities):
        column = difference[:, n]
        if identity.relation == "=":
            out[:, n] = np.abs(column) <= TOLERANCE
        elif identity.relation == "<=":
            out[:, n] = column <= TOLERANCE
        else:
            out[:, n] = column >= -TOLERANCE
    return out
