"""Which numbers recognised from an image may be believed: identities and a second reading say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from audit.document import Piece
from audit.form import Cell, Form, Identity
from audit.identities import TOLERANCE
from audit.parse.values import Kind, read_value
from audit.report import Reading, State
from audit.words import say

_EMPTY = (State.BLANK, State.MARK, State.NOT_ON_FORM)


class Seen(NamedTuple):
    """The number that one recognition saw in a cell, and what the other one saw."""

    number: float
    again: float | None

    @property
    def agreed(self) -> bool:
        """Whether both saw the same."""
        return self.number == self.again


class Recognised(NamedTuple):
    """A cell as recognised: unreadable until proven, unless it is empty; `seen` is its number."""

    reading: Reading
    seen: Seen | None = None


def is_recognised(piece: Piece) -> bool:
    """Whether a piece was read from an image."""
    return piece.place.confidence is not None


def read_recognised(piece: Piece, unit: str) -> Recognised:
    """Say what stands in a cell read from an image.

    No ink is a blank; a placeholder must be one to both readings; a number of a count is whole.
    """
    value, again = read_value(piece.text, unit), read_value(piece.again or "", unit)
    if value.kind is Kind.BLANK and not piece.again:
        return Recognised(Reading(State.BLANK, None, "", piece.place))
    if value.kind is again.kind is Kind.MARK:
        return Recognised(Reading(State.MARK, None, piece.text, piece.place))
    reading = Reading(State.UNREADABLE, None, piece.text or piece.again or "", piece.place)
    if value.number is None or (unit in ("count", "change") and value.number % 1):
        return Recognised(reading)
    return Recognised(reading, Seen(value.number, again.number))


def believe(
    cells: Mapping[Cell, Reading], seen: Mapping[Cell, Seen], form: Form
) -> dict[Cell, Reading]:
    """Return the cells with recognised numbers repaired where something proves them.

    A number is proven by an equation that holds, all its members being read; where the two
    readings differ, only if the other reading would break it and no identity breaks. Where no
    equation binds a cell, both must agree and no identity break. A placeholder in an identity
    that breaks is unreadable: it may be a number.
    """
    out = dict(cells)
    around = form.around
    for cell, one in seen.items():
        bound = any(identity.relation == "=" for identity in around[cell])
        if bound:
            proven = _proven(one, around[cell], cells, seen)
        else:
            proven = one.agreed and not _breaks(around[cell], cells, seen)
        if proven:
            reading, repair = cells[cell], "recognised" if bound else "agreed"
            out[cell] = Reading(
                *(State.REPAIRED, one.number, reading.raw, reading.place),
                repair=say(f"repair.{repair}"),
            )
    for cell, reading in cells.items():
        recognised = reading.place is not None and reading.place.confidence is not None
        if reading.state is State.MARK and recognised and _breaks(around[cell], cells, seen):
            out[cell] = Reading(State.UNREADABLE, None, reading.raw, reading.place)
    return out


def _breaks(
    identities: Sequence[Identity], cells: Mapping[Cell, Reading], seen: Mapping[Cell, Seen]
) -> bool:
    """Whether one of the identities does not hold though both readings agree on its members."""
    return any(
        _holds(identity, cells, seen) is False
        and all(seen[cell].agreed for cell in identity.cells if cell in seen)
        for identity in identities
    )


def _proven(
    one: Seen,
    identities: Sequence[Identity],
    cells: Mapping[Cell, Reading],
    seen: Mapping[Cell, Seen],
) -> bool:
    holding = [i for i in identities if i.relation == "=" and _holds(i, cells, seen)]
    if one.agreed or not holding:
        return bool(holding)
    return not _breaks(identities, cells, seen) and any(
        not _holds(identity, cells, seen, again=True)
        and any(seen[cell].number for cell in identity.cells if cell in seen)
        for identity in holding
    )


def _holds(
    identity: Identity,
    cells: Mapping[Cell, Reading],
    seen: Mapping[Cell, Seen],
    *,
    again: bool = False,
) -> bool | None:
    """Whether an identity holds by the first readings, or by the second; None if not all read."""
    total = -float(identity.constant)
    for sign, side in ((1, identity.left), (-1, identity.right)):
        for cell, factor in side:
            number = _number(cells[cell], seen.get(cell), again=again)
            if number is None:
                return None
            total += sign * factor * number
    if identity.relation == "=":
        return abs(total) <= TOLERANCE
    return total <= TOLERANCE if identity.relation == "<=" else total >= -TOLERANCE


def _number(reading: Reading, seen: Seen | None, *, again: bool) -> float | None:
    if seen is not None:
        return seen.again if again else seen.number
    if reading.value is not None and reading.state.has_value:
        return reading.value
    return 0.0 if reading.state in _EMPTY else None
