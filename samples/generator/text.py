"""Renderers for text: what copying, crawling and converting make of the tables."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from .damage import Damage
from .outline import Part
from .spans import merged, pages, repeated
from .tables import Grid, Slot

# a renderer turns a table into one string per row; a string may hold several lines
Rows = Callable[[Grid, Random], list[str]]
# column names that old converters break over two lines
BROKEN = ("本年新制作数量", "本年新公开数量")


def space_rows(grid: Grid, _rng: Random) -> list[str]:
    """Cells separated by a space, spans gone."""
    return [" ".join(slot.text for slot in row if slot.text) for row in grid.rows]


def pipe_rows(grid: Grid, rng: Random) -> list[str]:
    """Cells separated by pipes; spans dropped, or made up for at the end of the row."""
    padded = rng.random() < 0.6
    rows = [" | ".join(slot.text for slot in row) + " |" for row in grid.rows]
    if not padded:
        return rows
    ends = [_padding(grid, row) for row in grid.rows]
    return [f"{row} {end}".rstrip() for row, end in zip(rows, ends, strict=True)]


def pipe_cell_rows(grid: Grid, rng: Random) -> list[str]:
    """One cell a line, each closed by a pipe; the padding of a row on a line of its own."""
    padded = rng.random() < 0.6
    out = []
    for row in grid.rows:
        lines = [f"{slot.text} |".lstrip() for slot in row]
        if padded and (padding := _padding(grid, row)):
            lines.append(padding)
        out.append("\n".join(lines))
    return out


def _padding(grid: Grid, row: tuple[Slot, ...]) -> str:
    return "|" * (grid.width - len(row))


def cell_line_rows(grid: Grid, rng: Random) -> list[str]:
    """One cell a line with blank lines between."""
    indent = rng.choice(("", " ", "  "))
    out = []
    for row in grid.rows:
        lines = []
        for slot in row:
            text = slot.text
            if text in BROKEN:
                text = f"{text[:3]}\n{text[3:]}"
            if text:
                lines.append(f"{indent}{text}" if slot.kind == "value" else text)
        out.append("\n\n".join(lines) + "\n")
    return out


def tab_rows(grid: Grid, rng: Random) -> list[str]:
    """Cells separated by tabs, empty ones for spans; wide labels may be one cell short."""
    short = rng.random() < 0.5 and all(slot.text for row in grid.rows for slot in row)
    out = []
    for row in grid.placed():
        if not short:
            out.append("\t".join(slot.text if slot else "" for slot in row))
            continue
        cells: list[str] = []
        for n, slot in enumerate(row):
            if slot is not None:
                wide = slot.columns > 1 and n < grid.width - 7 and grid.key == "applications"
                cells += [slot.text, *[""] * (slot.columns - 1 - wide)]
            elif not _inside(row, n):
                cells.append("")
        out.append("\t".join(cells + [""] * (grid.width - len(cells))))
    return out


def _inside(row: list[Slot | None], at: int) -> bool:
    """Whether a covered place belongs to a slot of the same row, not to one from above."""
    for n in range(at - 1, -1, -1):
        slot = row[n]
        if slot is not None:
            return n + slot.columns > at
    return False


def markdown_rows(grid: Grid, _rng: Random) -> list[str]:
    """Pipe table; whatever row comes first is its head."""
    rows = [
        "| " + " | ".join(slot.text if slot else "" for slot in row) + " |" for row in grid.placed()
    ]
    rows[0] += "\n|" + "---|" * grid.width
    return rows


ROWS: dict[str, Rows] = {
    "space": space_rows,
    "pipe": pipe_rows,
    "pipe_cell": pipe_cell_rows,
    "cell_line": cell_line_rows,
    "tab": tab_rows,
    "markdown": markdown_rows,
}


def table_text(grid: Grid, layout: str, rng: Random, damage: Damage) -> str:
    """Render one table as text with the damage that tables have suffered."""
    if damage.merged and grid.key == "applications":
        grid = repeated(grid) if layout in ("tab", "markdown") else merged(grid, rng)
    parts = pages(grid, rng) if damage.page_breaks else [grid]
    # one state for all parts: a table keeps its style across pages
    style = rng.getrandbits(32)
    rendered = [ROWS[layout](part, Random(style)) for part in parts]
    if layout == "tab" and damage.zeros != "blank":
        rendered = [rendered[0], *(_torn(rows, rng) for rows in rendered[1:])]
    out = ["\n".join(rendered[0])]
    for rows in rendered[1:]:
        out += [page_end(rng), "\n".join(rows)]
    return "\n".join(out)


def _torn(rows: list[str], rng: Random) -> list[str]:
    """The first row of a page loses its leading cells, or its cells stand one a line."""
    if rng.random() < 0.5:
        return rows
    first = rows[0].lstrip("\t")
    if rng.random() < 0.3:
        first = "\n\n".join(cell for cell in first.split("\t") if cell) + "\n"
    return [first, *rows[1:]]


def page_end(rng: Random) -> str:
    """What a page end leaves in running text."""
    number = rng.randint(2, 9)
    return rng.choice(
        ("\f", "\n\n", f"\n- {number} -\n", f"\n— {number} —\n\f", f"\n第 {number} 页\n\f")
    )


def text_document(parts: list[Part], layout: str, tables: dict[str, str]) -> str:
    """Put prose and tables together as one text."""
    gap = "\n\n" if layout in ("cell_line", "tab", "markdown") else "\n"
    indent = "       " if layout == "space" else ""
    out = []
    for kind, text in parts:
        if kind == "table":
            out.append(tables[text])
        elif kind in ("heading", "paragraph"):
            out.append(f"{'## ' if layout == 'markdown' and kind == 'heading' else indent}{text}")
        else:
            out.append(f"# {text}" if layout == "markdown" and kind == "title" else text)
    return gap.join(out) + "\n"
