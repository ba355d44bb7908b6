"""Makes consistent fictional reports and renders them in the layouts of published ones."""

from .damage import Damage, Expected, expected
from .layouts import LAYOUTS, extension, render, supports
from .numbers import consistent, unused_rows
from .report import Generated, generate, written
from .score import score

__all__ = [
    "LAYOUTS",
    "Damage",
    "Expected",
    "Generated",
    "consistent",
    "expected",
    "extension",
    "generate",
    "render",
    "score",
    "supports",
    "unused_rows",
    "written",
]
