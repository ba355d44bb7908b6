"""A report worded and with its tables cut as they will be printed, before a file kind is chosen."""

from __future__ import annotations

from functools import cache
from random import Random
from typing import NamedTuple

from opencc import OpenCC

from .damage import Damage
from .outline import Part, outline
from .report import Generated
from .spans import pages, repeated
from .tables import Grid, Wording, grids


class Manuscript(NamedTuple):
    """Parts of a report in order; `tables` by key, each in one piece or in several."""

    report: Generated
    parts: tuple[Part, ...]
    tables: dict[str, tuple[Grid, ...]]


def manuscript(report: Generated, rng: Random, damage: Damage | None = None) -> Manuscript:
    """Word a report and do to its tables what the damage says."""
    damage = damage or Damage()
    wording = Wording.drawn(rng, separated=True)
    parts = outline(report, wording, rng)
    tables = {}
    for key, grid in grids(report, wording, damage, rng).items():
        whole = repeated(grid) if damage.merged and key == "applications" else grid
        tables[key] = tuple(pages(whole, rng)) if damage.page_breaks else (whole,)
    out = Manuscript(report, tuple(parts), tables)
    return _traditional(out) if damage.traditional else out


def _traditional(text: Manuscript) -> Manuscript:
    convert = _converter().convert
    parts = (p if p.kind == "table" else p._replace(text=convert(p.text)) for p in text.parts)
    tables = {
        key: tuple(grid.relabelled(convert) for grid in table) for key, table in text.tables.items()
    }
    return text._replace(parts=tuple(parts), tables=tables)


@cache
def _converter() -> OpenCC:
    return OpenCC("s2t")
