"""What happens to a report on its way to the reader, and what then stands in the source."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING, Literal

from audit.form import Cell

if TYPE_CHECKING:
    from .report import Generated

Zeros = Literal["0", "blank", "/", "-", "—", "无"]
Expected = tuple[Literal["number", "blank", "mark"], float | None]


@dataclass(frozen=True, slots=True)
class Damage:
    """The damages known from published reports; the default is none.

    lost: rate at which characters of table labels are lost, dropped or replaced by "?" (lost_as);
    page_breaks: pages end inside tables; merged: categories and labels run together (in table
    markup: category cells repeated in every row); traditional: the text was converted to
    traditional characters; zeros: how the agency writes a zero.
    """

    lost: float = 0.0
    page_breaks: bool = False
    merged: bool = False
    traditional: bool = False
    zeros: Zeros = "0"
    lost_as: Literal["drop", "?"] = "drop"

    def printed(self, value: float) -> str:
        """Return a number as the source prints it."""
        if value == 0 and self.zeros != "0":
            return "" if self.zeros == "blank" else self.zeros
        return str(int(value)) if value == int(value) else f"{value:.4f}".rstrip("0")

    def label(self, text: str, rng: Random) -> str:
        """Lose characters of a label, never a digit and never all of them."""
        if not self.lost:
            return text
        losable = [n for n, char in enumerate(text) if not (char.isdigit() or char.isspace())]
        lost = {n for n in losable if rng.random() < self.lost}
        if len(lost) == len(losable):
            lost -= {rng.choice(losable)} if losable else set()
        stands_for = "" if self.lost_as == "drop" else "?"
        return "".join(stands_for if n in lost else char for n, char in enumerate(text))


def expected(report: Generated, damage: Damage) -> dict[Cell, Expected]:
    """Return what the printed source says for every cell: a number, nothing, or a mark."""
    out: dict[Cell, Expected] = {}
    for cell, value in report.cells.items():
        printed = damage.printed(value)
        if not printed:
            out[cell] = ("blank", None)
        elif printed == damage.zeros and printed != "0":
            out[cell] = ("mark", None)
        else:
            out[cell] = ("number", value)
    return out
