"""Makes consistent fictional reports and renders them in the layouts of published ones."""

from .archive import ARCHIVES
from .damage import Damage, Expected, expected
from .kinds import KINDS, rendered, written_to
from .layouts import LAYOUTS, extension, render, supports
from .numbers import consistent, unused_rows
from .office import NoOfficeError
from .report import Generated, generate, written
from .score import score, verdict

__all__ = [
    "ARCHIVES",
    "KINDS",
    "LAYOUTS",
    "Damage",
    "Expected",
    "Generated",
    "NoOfficeError",
    "consistent",
    "expected",
    "extension",
    "generate",
    "render",
    "rendered",
    "score",
    "supports",
    "unused_rows",
    "verdict",
    "written",
    "written_to",
]
