"""Renders a report in any of the layouts in which agencies publish."""

from __future__ import annotations

from functools import cache
from random import Random

from opencc import OpenCC

from .damage import Damage
from .markup import html_document, tables_markup
from .outline import outline
from .printed import layout_document, layout_table
from .report import Generated
from .tables import Wording, grids
from .text import table_text, text_document

LAYOUTS: tuple[str, ...] = (
    "space",
    "pipe",
    "pipe_cell",
    "cell_line",
    "tab",
    "layout",
    "markdown",
    "html",
    "html_word",
    "html_soup",
    "html_split",
    "html_nested",
)
# these do not mark where a cell is, so an empty one leaves no trace
WITHOUT_PLACES = ("space", "cell_line", "layout")


def supports(layout: str, damage: Damage) -> bool:
    """Whether a layout can show a report with this damage."""
    if damage.zeros == "blank":
        return layout not in WITHOUT_PLACES
    # a row of dashes is a rule in markdown, not a row
    return not (layout == "markdown" and damage.zeros == "-")


def render(report: Generated, layout: str, rng: Random, damage: Damage | None = None) -> str:
    """Render a report as the text or the HTML source of a page."""
    damage = damage or Damage()
    if not supports(layout, damage):
        raise ValueError(f"{layout} cannot show {damage}")
    wording = Wording.drawn(rng, separated=layout not in ("space", "layout"))
    parts = outline(report, wording, rng)
    made = grids(report, wording, damage, rng)
    if layout.startswith("html"):
        tables = {key: tables_markup(grid, layout, rng, damage) for key, grid in made.items()}
        out = html_document(report, parts, layout, tables, rng)
    elif layout == "layout":
        tables = {key: layout_table(grid, rng, damage) for key, grid in made.items()}
        out = layout_document(parts, tables)
    else:
        tables = {key: table_text(grid, layout, rng, damage) for key, grid in made.items()}
        out = text_document(parts, layout, tables)
    return _converter().convert(out) if damage.traditional else out


def extension(layout: str) -> str:
    """Return the file name extension of a layout."""
    return "html" if layout.startswith("html") else "md" if layout == "markdown" else "txt"


@cache
def _converter() -> OpenCC:
    return OpenCC("s2t")
