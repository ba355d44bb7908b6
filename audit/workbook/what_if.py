"""The live what-if of a problem: how many of its equations hold once the suggestion is followed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from audit.findings import Change, Finding
from audit.form import Cell, Identity
from audit.identities import TOLERANCE, system
from audit.report import Reading
from audit.words import say
from audit.workbook.formula import (
    FORMULA_LIMIT,
    Position,
    Where,
    holds_expression,
    name,
    number_text,
    side_formula,
)
from audit.workbook.layout import Layout
from audit.workbook.tally import identities_by_key


def what_if(
    layout: Layout, finding: Finding, cells: Mapping[Cell, Reading]
) -> tuple[str, str] | None:
    """Return formula and value; None where nothing is suggested or the formula grows too long.

    Of several corrections that would do, the one after which fewest equations hold is counted.
    """
    places = identities_by_key()
    identities = [system().identities[places[key]] for key in finding.checks if key in places]
    if not finding.alternatives or not identities:
        return None

    def where(cell: Cell) -> Position | None:
        spot = layout.cell(finding.report, cell)
        return (spot.row, spot.column) if spot else None

    counts = [_count(layout, identities, changes, where) for changes in finding.alternatives]
    live = counts[0] if len(counts) == 1 else f"MIN({','.join(counts)})"
    values = {cell: reading.value or 0.0 for cell, reading in cells.items()}
    now = min(_holding(identities, changes, values) for changes in finding.alternatives)
    one = "one" if len(counts) == 1 else "any"
    words = _words(one, len(identities))
    formula = f'="{words[0]}"&({live})&"{words[1]}"'
    return None if len(formula) > FORMULA_LIMIT else (formula, f"{words[0]}{now}{words[1]}")


def _words(which: str, checks: int) -> tuple[str, str]:
    """What stands before and after the number of equations that hold."""
    before, after = say(f"sheet.problems.what_if_{which}", checks=checks).split("#")
    return before, after


def _count(
    layout: Layout, identities: Sequence[Identity], changes: Sequence[Change], where: Where
) -> str:
    """How many equations hold after some changes, as an expression."""
    parts = []
    for identity in identities:
        sheet = layout.name(identity.rule.table)
        left = side_formula(identity.left, 0, where, sheet)[1:]
        right = side_formula(identity.right, identity.constant, where, sheet)[1:]
        difference = f"{left}-({right})"
        for cell, value in changes:
            sign, at = _sign(identity, cell), where(cell)
            if sign and at:
                # N: what is no number counts as 0, as in the sums
                by = f"({number_text(value)}-N({name(at, sheet)}))"
                difference += f"{'+' if sign > 0 else '-'}{by}"
        parts.append(f"IF({holds_expression(difference, identity.relation)},1,0)")
    return "+".join(parts)


def _sign(identity: Identity, cell: Cell) -> int:
    return sum(sign for c, sign in identity.left if c == cell) - sum(
        sign for c, sign in identity.right if c == cell
    )


def _holding(
    identities: Sequence[Identity], changes: Sequence[Change], values: Mapping[Cell, float]
) -> int:
    after = {**values, **dict(changes)}
    count = 0
    for identity in identities:
        left = sum(sign * after.get(cell, 0.0) for cell, sign in identity.left)
        right = sum(sign * after.get(cell, 0.0) for cell, sign in identity.right)
        difference = left - right - identity.constant
        if identity.relation == "=":
            count += abs(difference) <= TOLERANCE
        else:
            count += (difference if identity.relation == "<=" else -difference) <= TOLERANCE
    return count
