"""Which numbers recognised from an image may be believed: identities and a second reading say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from audit.document import Piece
from audit.form import Cell, Form, Identity
from audit.identities import TOLERANCE
from audit.parse.values import Kind, read_value
from audit.report import Reading, State

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
    both = dict.fromkeys(text for text in (piece.text, piece.again) if text)
    reading = Reading(State.UNREADABLE, None, " / ".join(both), piece.place)
    if value.number is None or (unit in ("count", "change") and value.number % 1):
        return Recognised(reading)
    return Recognised(reading, Seen(value.number, again.number))


def believe(
    cells: Mapping[Cell, Reading], seen: Mapping[Cell, Seen], form: Form
) -> dict[Cell, Reading]:
    """Return the cells with recognised numbers repaired where something proves them.

    A number is proven by an equation that holds, all its members being read. Where the two
    readings differ, they must agree on all other members, not all of them 0, and no identity
    break. Where no equation binds a cell, both must agree and no identity break. A placeholder
    in an identity that breaks, and in no equation that holds, may be a number: unreadable.
    """
    out = dict(cells)
    around = form.around
    for cell, one in seen.items():
        bound = any(identity.relation == "=" for identity in around[cell])
        if bound:
            proven = _proven(cell, around[cell], cells, seen)
        else:
            proven = one.agreed and not _breaks(around[cell], cells, seen)
        if proven:
            reading, repair = cells[cell], "recognised" if bound else "agreed"
            out[cell] = Reading(
                *(State.REPAIRED, one.number, reading.raw, reading.place),
                repair=repair,
            )
    for cell, reading in cells.items():
        recognised = reading.place is not None and reading.place.confidence is not None
        if not recognised or reading.state is not State.MARK:
            continue
        if _breaks(around[cell], cells, seen) and not _holding(around[cell], cells, seen):
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


def _holding(
    identities: Sequence[Identity], cells: Mapping[Cell, Reading], seen: Mapping[Cell, Seen]
) -> list[Identity]:
    return [i for i in identities if i.relation == "=" and _holds(i, cells, seen)]


def _proven(
    cell: Cell,
    identities: Sequence[Identity],
    cells: Mapping[Cell, Reading],
    seen: Mapping[Cell, Seen],
) -> bool:
    holding = _holding(identities, cells, seen)
    if seen[cell].agreed or not holding:
        return bool(holding)
    others = [[seen[c] for c in i.cells if c in seen and c != cell] for i in holding]
    certain = (all(o.agreed for o in own) and any(o.number for o in own) for own in others)
    return not _breaks(identities, cells, seen) and any(certain)


def _holds(
    identity: Identity, cells: Mapping[Cell, Reading], seen: Mapping[Cell, Seen]
) -> bool | None:
    """Whether an identity holds; None if not all of it is read."""
    total = -float(identity.constant)
    for sign, side in ((1, identity.left), (-1, identity.right)):
        for cell, factor in side:
            number = seen[cell].number if cell in seen else _number(cells[cell])
            if number is None:
                return None
            total += sign * factor * number
    if identity.relation == "=":
        return abs(total) <= TOLERANCE
    return total <= TOLERANCE if identity.relation == "<=" else total >= -TOLERANCE


def _number(reading: Reading) -> float | None:
    if reading.state.has_value:
        return reading.value
    return 0.0 if reading.state in _EMPTY else None
