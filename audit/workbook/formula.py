"""Formulas as text, and the same results said by Python. Pure: nothing here writes.

A check's formula and `check_text` must say the same of every input; functions used are those
that spreadsheet programs share.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from xlsxwriter.utility import xl_col_to_name

from audit.equation import Relation
from audit.errors import AuditError
from audit.form import Cell, Identity
from audit.identities import Outcome
from audit.words import say
from audit.workbook.signs import Sign

FORMULA_LIMIT = 8_192
UNREADABLE = "※"
_TOLERANCE = "0.000001"  # audit.identities.TOLERANCE, written out
_REFERENCE = re.compile(r"\b([A-Z]{1,3})(\d+)\b")
_LARGE = 1e15  # from here on programs write numbers differently

Position = tuple[int, int]
Placed = tuple[Position, int]  # a cell and whether it is added (1) or taken away (-1)
Where = Callable[[Cell], Position | None]


class Area(NamedTuple):
    """A rectangle of cells, rows and columns counted from 0, ends included."""

    top: int
    left: int
    bottom: int
    right: int


def areas(positions: Iterable[Position]) -> list[Area]:
    """Cover cells by few rectangles that hold nothing else: runs down, then joined across."""
    columns: dict[int, list[int]] = defaultdict(list)
    for row, column in sorted(set(positions)):
        columns[column].append(row)
    done: list[Area] = []
    growing: dict[tuple[int, int], Area] = {}
    for column in sorted(columns):
        joined: dict[tuple[int, int], Area] = {}
        for run in _runs(columns[column]):
            before = growing.get(run)
            if before and before.right == column - 1:
                joined[run] = growing.pop(run)._replace(right=column)
            else:
                joined[run] = Area(run[0], column, run[1], column)
        done += growing.values()
        growing = joined
    return sorted([*done, *growing.values()])


def _runs(rows: list[int]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for row in rows:
        if runs and runs[-1][1] == row - 1:
            runs[-1] = (runs[-1][0], row)
        else:
            runs.append((row, row))
    return runs


def name(area: Area | Position, sheet: str = "", always_range: bool = False) -> str:
    """Return a reference: relative within a sheet, absolute (it survives sorting) to another."""
    top, left, bottom, right = area if isinstance(area, Area) else (*area, *area)
    dollar = "$" if sheet else ""
    text = f"'{sheet}'!" if sheet else ""
    text += f"{dollar}{_letters(left)}{dollar}{top + 1}"
    if always_range or (bottom, right) != (top, left):
        text += f":{dollar}{_letters(right)}{dollar}{bottom + 1}"
    return text


@cache
def _letters(column: int) -> str:
    return str(xl_col_to_name(column))


def names(found: Iterable[Area], sheet: str = "") -> str:
    """Return several references as arguments of one function."""
    return ",".join(name(area, sheet) for area in found)


def check_formula(identity: Identity, where: Where, large: bool = False) -> str:
    """Return the live check of an identity over the cells that stand on the sheet.

    `where` gives a cell's row and column, or None where the report has no such place. `large`
    leaves out a difference that programs would write differently.
    """
    signed = [*identity.left, *((cell, -sign) for cell, sign in identity.right)]
    placed = _placed(signed, where)
    return balance_formula(placed, identity.relation, identity.constant, large=large)


def balance_formula(
    placed: Sequence[Placed],
    relation: Relation,
    constant: int = 0,
    sheet: str = "",
    sign: Sign = Sign.FAILED,
    large: bool = False,
) -> str:
    """Return the live check of a sum over signed cells, of another sheet if one is named.

    `constant` stands on the right; `sign` is shown, with the difference, where it does not hold.
    """
    every = areas(spot for spot, _ in placed)
    difference = _difference(placed, constant, sheet)
    holds = holds_expression(difference, relation)
    failed = (
        f'"{_too_large(sign)}"'
        if large
        else f'"{sign} "&IF({difference}>0,"+","")&ROUND({difference},6)'
    )
    undecided = f'"{check_text(Outcome.UNDECIDED)}"'
    zeroed = f'"{check_text(Outcome.BLANKS_AS_ZERO)}"'
    unread = counted(every, f"{UNREADABLE}*", sheet)
    # anything that makes the sums err is as undecided as a cell that could not be read
    return (
        f"=IFERROR(IF(COUNT({names(every, sheet)})={len({spot for spot, _ in placed})},"
        f'IF({holds},"{Sign.PASSED}",{failed}),'
        f"IF(AND({holds},{unread}=0),{zeroed},{undecided})),{undecided})"
    )


def shifted(formula: str, rows: int) -> str:
    """Return a formula of relative references moved down, as if filled down in a sheet."""
    return _REFERENCE.sub(lambda found: f"{found[1]}{int(found[2]) + rows}", formula)


def holds_expression(difference: str, relation: Relation) -> str:
    """Return the condition under which a relation holds, given left minus right."""
    if relation == "=":
        return f"ABS({difference})<={_TOLERANCE}"
    return f"{difference}<={_TOLERANCE}" if relation == "<=" else f"{difference}>=-{_TOLERANCE}"


def check_text(outcome: Outcome, difference: float = 0.0, sign: Sign = Sign.FAILED) -> str:
    """Return what a check's formula shows for an outcome."""
    if outcome is Outcome.FAILED:
        rounded = round(difference, 6)
        if is_large(rounded):
            return _too_large(sign)
        return f"{sign} {'+' if difference > 0 else ''}{number_text(rounded)}"
    return {
        Outcome.PASSED: Sign.PASSED.value,
        Outcome.BLANKS_AS_ZERO: Sign.ZEROED + say("book.check.zeroed"),
        Outcome.UNDECIDED: Sign.UNDECIDED + say("book.check.undecided"),
        Outcome.NOT_APPLICABLE: Sign.NONE.value,
    }[outcome]


def _too_large(sign: Sign) -> str:
    return f"{sign} {say('book.check.large')}"


def _difference(placed: Sequence[Placed], constant: int, sheet: str) -> str:
    """Left minus right as a difference of two sums; SUM passes over blanks and texts."""
    plus, minus = _sums(placed, sheet)
    text = plus or ("" if minus else "0")
    if minus:
        text += f"-{minus}"
    if constant:
        text += f"{-constant:+d}"
    return text


def side_formula(terms: Iterable[tuple[Cell, int]], constant: int, where: Where, sheet: str) -> str:
    """Return the live value of one side of an identity, seen from another sheet."""
    plus, minus = _sums(_placed(terms, where), sheet)
    text = plus + (f"-{minus}" if minus else "") + (f"{constant:+d}" if constant else "")
    return "=" + (text or "0")


def _placed(terms: Iterable[tuple[Cell, int]], where: Where) -> list[Placed]:
    return [(spot, sign) for cell, sign in terms if (spot := where(cell))]


def _sums(placed: Sequence[Placed], sheet: str) -> tuple[str, str]:
    out = []
    for wanted in (1, -1):
        spots = [spot for spot, sign in placed if sign == wanted]
        out.append(f"SUM({names(areas(spots), sheet)})" if spots else "")
    return out[0], out[1]


def counted(found: Iterable[Area], pattern: str, sheet: str = "") -> str:
    """Return how many cells of some areas match a COUNTIF pattern, as an expression."""
    # a lone cell is written as a range: not every program counts in a lone cell
    parts = [f'COUNTIF({name(area, sheet, always_range=True)},"{pattern}")' for area in found]
    return "+".join(parts) or "0"


def is_large(value: float) -> bool:
    """Whether programs would not agree on how to write this number as text."""
    if abs(value) >= _LARGE or 0 < abs(value) < 1e-6:
        return True
    return not float(value).is_integer() and float(f"{value:.15g}") != value


def number_text(value: float) -> str:
    """Write a number as a formula does when it joins it to a text: 15 digits, no exponent."""
    if value.is_integer() and abs(value) < _LARGE:
        return str(int(value))
    text = format(Decimal(f"{value:.15g}"), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def checked(formula: str, sheet: str) -> str:
    """Return a formula that programs accept; AuditError if it is too long."""
    if len(formula) > FORMULA_LIMIT:
        raise AuditError("book.formula", sheet=sheet, length=len(formula), limit=FORMULA_LIMIT)
    return formula
