"""The print layout: columns aligned by spaces, labels wrapped and vertical, heads repeated."""

from __future__ import annotations

import re
from random import Random
from unicodedata import east_asian_width

from .damage import Damage
from .outline import Part
from .spans import merged, pages, split
from .tables import Grid, Slot
from .text import page_end

# how many Chinese characters a column holds
CAPACITY = {
    "disclosure": (9, 12, 8, 8),
    "applications": (1, 4, 13, 5, 4, 4, 4, 4, 4, 5),
    "disputes": (5,) * 15,
}
LINE = 38  # Chinese characters in a line of prose


def width(text: str) -> int:
    """Columns a text takes on paper: a Chinese character takes two."""
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)


def wrapped(text: str, room: int) -> list[str]:
    """Break a text into lines that fit the room; a number stays whole."""
    lines = [""]
    for piece in re.findall(r"\d+|\D", text):
        if lines[-1] and width(lines[-1] + piece) > room:
            lines.append("")
        lines[-1] += piece
    return [line.strip() for line in lines]


def layout_table(grid: Grid, rng: Random, damage: Damage) -> str:
    """Draw one table, table 三 on two pages or more with its head repeated."""
    if damage.merged and grid.key == "applications":
        grid = merged(grid, rng)
    style = rng.getrandbits(32)
    if damage.page_breaks:
        parts = [_drawn(part, Random(style)) for part in pages(grid, rng)]
        out = parts[0]
        for part in parts[1:]:
            out += [page_end(rng), *part]
        return "\n".join(out)
    if grid.key != "applications":
        return "\n".join(_drawn(grid, Random(style)))
    starts = [n for n, row in enumerate(grid.rows) if any(s.kind == "group" for s in row)]
    at = rng.choice(starts or range(grid.head + 2, len(grid.rows)))
    first, second = split(grid, at, head=True)
    return "\n".join(_drawn(first, Random(style)) + _drawn(second, Random(style)))


def _drawn(grid: Grid, rng: Random) -> list[str]:
    """Draw a table on a canvas of lines; texts stand centred in the lines they span."""
    capacity = CAPACITY[grid.key]
    starts = [sum(capacity[:n]) * 2 + n for n in range(len(capacity) + 1)]
    loose, tall = rng.random() < 0.7, rng.random() < 0.4
    wide = rng.random() < 0.5
    placed = [
        (n, column, slot, wrapped(slot.text, starts[column + slot.columns] - starts[column] - 1))
        for n, row in enumerate(grid.placed())
        for column, slot in enumerate(row)
        if slot
    ]
    tops = _tops(grid, placed, loose=loose, tall=tall)
    lines: list[list[tuple[int, str]]] = [[] for _ in range(tops[-1])]
    for n, column, slot, texts in placed:
        top, height = tops[n], tops[n + slot.rows] - tops[n]
        if slot.rows == 1 and loose and n >= grid.head:
            height -= 1
        if tall and slot.kind == "label" and len(texts) == 2 and height >= 3:
            texts = [texts[0], "", texts[1]]
        room = starts[column + slot.columns] - starts[column]
        first = top + max(0, (height - len(texts)) // 2)
        for i, text in enumerate(texts):
            left = starts[column]
            if slot.kind in ("head", "value") and len(slot.text) < 20:
                left += max(0, (room - 1 - width(text)) // 2)
            lines[first + i].append((left, text))
    return [_line(pieces, wide=wide) for pieces in lines]


def _tops(
    grid: Grid,
    placed: list[tuple[int, int, Slot, list[str]]],
    *,
    loose: bool,
    tall: bool,
) -> list[int]:
    """Return the first line of every row, and the end of the last one."""
    heights = [1] * len(grid.rows)
    for n, _, slot, texts in placed:
        if slot.rows == 1:
            spread = tall and slot.kind == "label" and len(texts) == 2
            heights[n] = max(heights[n], len(texts) + spread)
    if loose:
        heights = [h + (n >= grid.head) for n, h in enumerate(heights)]
    for n, _, slot, texts in placed:
        short = len(texts) - sum(heights[n : n + slot.rows])
        if slot.rows > 1 and short > 0:
            heights[n + slot.rows - 1] += short
    return [sum(heights[:n]) for n in range(len(heights) + 1)]


def _line(pieces: list[tuple[int, str]], *, wide: bool) -> str:
    """Set a line; most converters count a Chinese character as one column, some as two."""
    out = ""
    for left, text in sorted(pieces):
        if text:
            at = width(out) if wide else len(out)
            out += " " * max(left - at, 1 if out else 0) + text
    return out


def layout_document(parts: list[Part], tables: dict[str, str]) -> str:
    """Put prose, wrapped to the width of the page, and tables together."""
    out: list[str] = []
    for kind, text in parts:
        if kind == "table":
            out.append(tables[text])
        else:
            out += wrapped(text, 2 * LINE)
    return "\n".join(out) + "\n"
