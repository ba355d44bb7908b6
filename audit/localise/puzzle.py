"""A report as a puzzle: its values, how far each may be doubted, what a change of one costs."""

from __future__ import annotations

from dataclasses import dataclass, field

from audit.form import Cell
from audit.localise.evidence import Evidence, Witness, witnesses
from audit.localise.linear import Linear, linear
from audit.report import ABSENT, Reading, Report, State

_LARGEST = 10**12
# costs: what an ordinary slip of one digit costs is 100
UNREAD, ODD, EMPTY, DIGIT, OTHER = 5, 50, 100, 100, 200
FROM_ZERO, FROM_ZERO_FAR, TOTAL, FLAT = 150, 180, 140, 150
AGAINST, FOR, LEAST = 140, 90, 10


@dataclass(frozen=True)
class Puzzle:
    """A report's values (blank and unread as 0) with what is known of each cell.

    `doubted` are cells that reading may have got wrong, with the cost of changing an unread one;
    `odd` hold no count, so that they are wrong whatever else.
    """

    system: Linear
    values: list[int]
    readings: tuple[Reading, ...]
    odd: frozenset[int]
    said: dict[int, tuple[Witness, ...]]
    costs: dict[tuple[int, int], int] = field(default_factory=dict)

    def cost(self, cell: int, new: int) -> int:
        """Return what it costs to believe that a cell should hold another value."""
        key = cell, new
        if key not in self.costs:
            self.costs[key] = max(LEAST, self._own(cell, new) + self.heard(cell, new))
        return self.costs[key]

    def heard(self, cell: int, new: int) -> int:
        """Return what witnesses add to the cost of a change, less than 0 if they are for it."""
        if cell not in self.said:
            return 0
        old = self.values[cell]
        against = sum(witness.value == old for witness in self.said[cell])
        for_it = sum(witness.value == new for witness in self.said[cell])
        return AGAINST * against - FOR * for_it

    def unread(self, cell: int) -> bool:
        """Whether the source's number is not known at all."""
        return self.readings[cell].state in (State.UNREADABLE, State.ABSENT)

    def _own(self, cell: int, new: int) -> int:
        state = self.readings[cell].state
        if self.unread(cell):
            return UNREAD
        if cell in self.odd:
            return ODD
        if state in (State.BLANK, State.MARK):
            return EMPTY
        cost = self._typed(cell, new)
        if state is State.CORRECTED:
            return 2 * cost
        return cost * 7 // 10 if may_be_misread(self.readings[cell]) else cost

    def _typed(self, cell: int, new: int) -> int:
        """What a person's slip costs: less for one digit, less for a sum done by hand."""
        at = self.system.beside.get(cell)
        if at is None:
            return FLAT  # one equation binds the cell: nothing is likelier than its neighbours
        old = self.values[cell]
        if one_slip(old, new):
            cost = DIGIT
        elif not old or not new:
            cost = FROM_ZERO if max(old, new) < 10 else FROM_ZERO_FAR
        else:
            cost = OTHER
        sums = at[1] == len(self.system.lines[at[0]]) - 1 or len(self.system.touched[cell]) > 2
        return min(cost, TOTAL) if sums else cost


def puzzle(report: Report, evidence: Evidence) -> Puzzle:
    """Return the puzzle of a report that was read."""
    system = linear(report.form, report.unused)
    readings = tuple([report.cells.get(cell, ABSENT) for cell in system.cells])
    values, odd = [], set()
    for i, reading in enumerate(readings):
        value = reading.value or 0.0  # only the states of a number have one
        if 0 <= value < _LARGEST and float(value).is_integer():
            values.append(int(value))
        else:
            values.append(0)
            odd.add(i)
    known: dict[Cell, tuple[Witness, ...]] = witnesses(report, evidence)
    said = {system.index[cell]: found for cell, found in known.items() if cell in system.index}
    return Puzzle(system, values, readings, frozenset(odd), said)


def may_be_misread(reading: Reading) -> bool:
    """Whether a number may stand otherwise in the source: it is missing, repaired, recognised."""
    if reading.state in (State.UNREADABLE, State.ABSENT, State.REPAIRED):
        return True
    return reading.place is not None and reading.place.confidence is not None


def one_slip(old: int, new: int) -> str:
    """Return the slip of one digit that makes `old` of `new`, "" if it takes more.

    >>> one_slip(21, 12), one_slip(13, 18), one_slip(110, 10), one_slip(1, 10), one_slip(5, 40)
    ('transposed', 'digit', 'added', 'lost', '')
    """
    a, b = str(old), str(new)
    if not old or not new or a == b:
        return ""
    if len(a) == len(b):
        differ = [n for n in range(len(a)) if a[n] != b[n]]
        if len(differ) == 1:
            return "digit"
        swapped = len(differ) == 2 and differ[1] == differ[0] + 1
        crossed = swapped and a[differ[0]] == b[differ[1]] and a[differ[1]] == b[differ[0]]
        return "transposed" if crossed else ""
    if abs(len(a) - len(b)) != 1:
        return ""
    long, short = (a, b) if len(a) > len(b) else (b, a)
    if any(long[:n] + long[n + 1 :] == short for n in range(len(long))):
        return "added" if long == a else "lost"
    return ""
