"""The equations of a form as sparse sums, and the grid in which their cells stand."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from audit.form import Cell, Identity, load_form

Terms = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Linear:
    """The equations that hold for a report on a form, with cells and equations as numbers.

    members: of each equation its (cell, sign), right side negative; touched: of each cell its
    (equation, sign); constants: what each sum must come to. lines: the rows of a table that is
    bound in both directions, each from left to right with the total last; beside: the row and
    the column of a cell in them. down: of each such column equation, its rule and the rows it
    binds, with their sign; across: of each such rule, its equations by column.
    """

    cells: tuple[Cell, ...]
    index: dict[Cell, int]
    identities: tuple[Identity, ...]
    members: tuple[Terms, ...]
    touched: tuple[Terms, ...]
    constants: tuple[int, ...]
    lines: tuple[tuple[int, ...], ...]
    beside: dict[int, tuple[int, int]]
    down: dict[int, tuple[str, tuple[tuple[int, int], ...]]]
    across: dict[str, tuple[int, ...]]
    balances: frozenset[int]

    def residuals(self, values: list[int]) -> dict[int, int]:
        """Return by how much each equation that does not hold is off."""
        out = {}
        for k, terms in enumerate(self.members):
            off = sum([sign * values[i] for i, sign in terms]) - self.constants[k]
            if off:
                out[k] = off
        return out


@cache
def linear(version: str, unused: frozenset[str]) -> Linear:
    """Return the equations of a form for reports that leave these rows out."""
    form = load_form(version)
    identities = tuple(i for i in form.identities if i.relation == "=")
    bound = {cell for identity in identities for cell in identity.cells}
    cells = tuple(cell for cell in form.places if cell in bound and cell.row not in unused)
    index = {cell: n for n, cell in enumerate(cells)}
    kept = [i for i in identities if any(cell in index for cell in i.cells)]
    members = tuple(
        tuple(
            (index[cell], sign)
            for cell, sign in (*i.left, *((cell, -sign) for cell, sign in i.right))
            if cell in index
        )
        for i in kept
    )
    touched: list[list[tuple[int, int]]] = [[] for _ in cells]
    for k, terms in enumerate(members):
        for i, sign in terms:
            touched[i].append((k, sign))
    lines, beside = _lines(kept, members)
    down, across = _down(kept, members, beside)
    rules = {i: {kept[k].rule.id for k, _ in of if k in down} for i, of in enumerate(touched)}
    return Linear(
        cells,
        index,
        tuple(kept),
        members,
        tuple(map(tuple, touched)),
        tuple(identity.constant for identity in kept),
        lines,
        beside,
        down,
        across,
        _balances(lines, rules, across, members),
    )


def _lines(
    kept: list[Identity], members: tuple[Terms, ...]
) -> tuple[tuple[tuple[int, ...], ...], dict[int, tuple[int, int]]]:
    """Rows of the tables that also have equations down their columns."""
    grids = {i.rule.table for i in kept if i.rule.each == "column"}
    lines = tuple(
        tuple(i for i, _ in terms)
        for identity, terms in zip(kept, members, strict=True)
        if identity.rule.each == "row" and identity.rule.table in grids
    )
    return lines, {i: (r, c) for r, line in enumerate(lines) for c, i in enumerate(line)}


def _down(
    kept: list[Identity], members: tuple[Terms, ...], beside: dict[int, tuple[int, int]]
) -> tuple[dict[int, tuple[str, tuple[tuple[int, int], ...]]], dict[str, tuple[int, ...]]]:
    down, across = {}, dict[str, list[int]]()
    for k, (identity, terms) in enumerate(zip(kept, members, strict=True)):
        if identity.rule.each == "column" and all(i in beside for i, _ in terms):
            down[k] = identity.rule.id, tuple((beside[i][0], sign) for i, sign in terms)
            across.setdefault(identity.rule.id, []).append(k)
    return down, {rule: tuple(found) for rule, found in across.items()}


def _balances(
    lines: tuple[tuple[int, ...], ...],
    rules: dict[int, set[str]],
    across: dict[str, tuple[int, ...]],
    members: tuple[Terms, ...],
) -> frozenset[int]:
    """Rows bound by the shortest column rule alone: nothing tells them apart."""
    if not across:
        return frozenset()
    shortest = min(across, key=lambda rule: len(members[across[rule][0]]))
    return frozenset(r for r, line in enumerate(lines) if rules[line[0]] == {shortest})
