"""Changes to the spans of a table: merged and repeated categories, page breaks."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from .tables import Grid, Slot, Slots

CATEGORIES = ("stage", "group")


def merged(grid: Grid, rng: Random) -> Grid:
    """Run categories and labels together in one piece, in their first row or in every one."""
    kinds = CATEGORIES if rng.random() < 0.4 else ("group",)
    joiner, everywhere = rng.choice(("", " ")), rng.random() < 0.4
    running: dict[str, tuple[Slot, int]] = {}
    rows: list[Slots] = []
    for n, row in enumerate(grid.rows):
        running |= {slot.kind: (slot, n) for slot in row if slot.kind in kinds}
        covering = [(s, at) for s, at in running.values() if at <= n < at + s.rows]
        said = [
            slot.text for slot, at in covering if at == n or (everywhere and slot.kind == "group")
        ]
        rows.append(
            tuple(
                replace(
                    slot,
                    text=joiner.join((*said, slot.text)),
                    columns=slot.columns + len(covering),
                )
                if slot.kind == "label"
                else slot
                for slot in row
                if slot.kind not in kinds
            )
        )
    return replace(grid, rows=tuple(rows))


def repeated(grid: Grid) -> Grid:
    """Repeat every category in each row it covers."""
    running: dict[str, tuple[Slot, int]] = {}
    rows: list[Slots] = []
    for n, row in enumerate(grid.rows):
        running |= {slot.kind: (slot, n) for slot in row if slot.kind in CATEGORIES}
        covering = [
            replace(running[kind][0], rows=1)
            for kind in CATEGORIES
            if kind in running and running[kind][1] <= n < running[kind][1] + running[kind][0].rows
        ]
        rows.append((*covering, *(slot for slot in row if slot.kind not in CATEGORIES)))
    return replace(grid, rows=tuple(rows))


def split(grid: Grid, at: int, *, head: bool, named: bool = False) -> tuple[Grid, Grid]:
    """Cut a table before row `at`; the second part may repeat the head.

    A category that goes on in the second part leaves an empty place there, or is `named` again.
    """
    placed = grid.placed()
    above: list[list[Slot]] = [[] for _ in range(at)]
    below: list[list[tuple[int, Slot]]] = [[] for _ in range(len(grid.rows) - at)]
    for n, row in enumerate(placed):
        for column, slot in enumerate(row):
            if slot is None:
                continue
            if n >= at:
                below[n - at].append((column, slot))
                continue
            over = max(0, n + slot.rows - at)
            above[n].append(replace(slot, rows=slot.rows - over))
            if over:
                text = slot.text if named else ""
                below[0].append((column, replace(slot, text=text, rows=over)))
    rest = tuple(tuple(slot for _, slot in sorted(row, key=lambda x: x[0])) for row in below)
    heads = grid.rows[: grid.head] if head else ()
    return (
        replace(grid, rows=tuple(tuple(row) for row in above)),
        replace(grid, head=len(heads), rows=(*heads, *rest)),
    )


def page_ends(grid: Grid, rng: Random) -> list[int]:
    """Draw the rows before which a page ends: often in 三, sometimes in 二, never in a head."""
    chance = {"applications": (1, 2), "disclosure": (0, 1), "disputes": (0, 0)}[grid.key]
    possible = range(max(grid.head, 1) + 1, len(grid.rows))
    return sorted(rng.sample(possible, rng.randint(*chance)))


def pages(grid: Grid, rng: Random) -> list[Grid]:
    """Cut a table at random page ends."""
    parts = [grid]
    repeats_head, names = rng.random() < 0.6, rng.random() < 0.3
    for end in reversed(page_ends(grid, rng)):
        first, *rest = parts
        parts = [*split(first, end, head=repeats_head and first.head > 0, named=names), *rest]
    return parts
