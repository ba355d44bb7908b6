"""Reports drawn on pages: letters and lines at their places, for writers of PDF and OFD."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from random import Random

from samples.generator import Damage, Generated
from samples.generator.outline import outline
from samples.generator.tables import Grid, Slot, Wording, grids

WIDTH, HEIGHT = 595.0, 842.0
MARGIN = 70.0
PADDING = 5.0
WIDTHS = {
    "disclosure": [1.0] * 4,
    "applications": [0.5, 1.0, 3.2, *[0.9] * 7],
    "disputes": [1.0] * 15,
}


@dataclass
class Sheet:
    """One page: texts as (x, baseline, size, text), lines as (x, y, x, y), y from the top."""

    texts: list[tuple[float, float, float, str]] = field(default_factory=list)
    lines: list[tuple[float, float, float, float]] = field(default_factory=list)
    width: float = WIDTH
    height: float = HEIGHT


@dataclass
class Style:
    """How tables are set: `rules` are all, only those between rows, or none."""

    rules: str = "all"
    size: float = 9.0
    bottom: float = HEIGHT - 60
    leading: float = 1.3
    repeat_head: bool = False
    align: str = "center"


def width_of(text: str, size: float) -> float:
    return sum(size / 2 if letter.isascii() else size for letter in text)


def wrapped(text: str, size: float, room: float) -> list[str]:
    """Break a text where the room ends, as word processors do with Chinese."""
    out = [""]
    for letter in text:
        if out[-1] and width_of(out[-1] + letter, size) > room:
            out.append("")
        out[-1] += letter
    return out


class Drawing:
    """Puts text and tables on one page after the other."""

    def __init__(self, style: Style) -> None:
        self.style = style
        self.sheets = [Sheet()]
        self._y = 80.0

    def paragraph(self, text: str, size: float = 14.0, *, indent: float = 28.0) -> None:
        room = WIDTH - 2 * MARGIN
        for n, line in enumerate(wrapped("　" * bool(indent) + text, size, room)):
            self._feed(size * 1.5)
            self._text(MARGIN + (indent / 2 if n == 0 else 0), self._y, size, line.strip("　"))
        self._y += 4

    def _text(self, x: float, y: float, size: float, text: str) -> None:
        if text:
            self.sheets[-1].texts.append((x, y, size, text))

    def _feed(self, height: float) -> None:
        if self._y + height > self.style.bottom:
            self.new_page()
        self._y += height

    def new_page(self) -> None:
        number = len(self.sheets)
        self._text(WIDTH / 2 - 10, HEIGHT - 40, 9, f"- {number} -")
        self.sheets.append(Sheet())
        self._y = 70.0

    def table(self, grid: Grid) -> None:
        """Draw a table; a row that has no place left goes on on the next page."""
        shares = WIDTHS[grid.key]
        unit = (WIDTH - 2 * MARGIN) / sum(shares)
        xs = [MARGIN]
        for share in shares:
            xs.append(xs[-1] + share * unit)
        rows = grid.placed()
        heights = self._heights(rows, xs)
        start = 0
        self._y += 8
        if grid.key == "disputes" and self._y + sum(heights) > self.style.bottom:
            self.new_page()  # its head has to stand above its one row
        while start < len(rows):
            end, top = start, self._y
            while end < len(rows) and top + sum(heights[start : end + 1]) <= self.style.bottom:
                end += 1
            if end == start:
                self.new_page()
                continue
            self._part(rows, heights, xs, range(start, end))
            start = end
            if start < len(rows):
                self.new_page()
                if self.style.repeat_head and grid.head:
                    self._part(rows, heights, xs, range(grid.head))

    def _lines(self, slot: Slot, column: int, xs: Sequence[float]) -> list[str]:
        room = xs[column + slot.columns] - xs[column] - 2 * PADDING
        return wrapped(slot.text, self.style.size, room)

    def _heights(self, rows: Sequence[Sequence[Slot | None]], xs: Sequence[float]) -> list[float]:
        leading = self.style.size * self.style.leading
        return [
            leading
            * max(
                (len(self._lines(s, c, xs)) for c, s in enumerate(row) if s and s.rows == 1),
                default=1,
            )
            + 4
            for row in rows
        ]

    def _part(
        self,
        rows: Sequence[Sequence[Slot | None]],
        heights: Sequence[float],
        xs: Sequence[float],
        part: range,
    ) -> None:
        """Draw some rows of a table; a cell that goes on beyond them is cut."""
        ys = [self._y]
        for n in part:
            ys.append(ys[-1] + heights[n])
        for n, column, slot in self._slots(rows, part):
            first, last = max(n, part.start), min(n + slot.rows, part.stop)
            top, bottom = ys[first - part.start], ys[last - part.start]
            left, right = xs[column], xs[column + slot.columns]
            if n >= part.start:
                self._cell(slot, self._lines(slot, column, xs), (left, top, right, bottom))
            self._border(left, top, right, bottom)
        self._y = ys[-1]

    @staticmethod
    def _slots(
        rows: Sequence[Sequence[Slot | None]], part: range
    ) -> Iterator[tuple[int, int, Slot]]:
        for n, row in enumerate(rows):
            for column, slot in enumerate(row):
                if slot and n < part.stop and n + slot.rows > part.start:
                    yield n, column, slot

    def _border(self, left: float, top: float, right: float, bottom: float) -> None:
        lines = self.sheets[-1].lines
        if self.style.rules in ("all", "rows"):
            lines += [(left, top, right, top), (left, bottom, right, bottom)]
        if self.style.rules == "all":
            lines += [(left, top, left, bottom), (right, top, right, bottom)]

    def _cell(self, slot: Slot, lines: list[str], box: tuple[float, float, float, float]) -> None:
        leading = self.style.size * self.style.leading
        fitting = min(1.0, (box[3] - box[1]) / (leading * max(len(lines), 1)))
        size, leading = self.style.size * fitting, leading * fitting
        y = (box[1] + box[3] - leading * len(lines)) / 2
        for line in lines:
            y += leading
            free = box[2] - box[0] - width_of(line, size)
            where = {"left": PADDING, "right": free - PADDING, "center": free / 2}
            x = where[self.style.align if slot.kind == "value" else "left"]
            if slot.kind == "head":
                x = free / 2
            self._text(box[0] + x, y - 0.3 * size, size, line)


def drawn(report: Generated, rng: Random, style: Style, damage: Damage) -> list[Sheet]:
    """Draw a report, every part in its place."""
    wording = Wording.drawn(rng, separated=True)
    parts, made = outline(report, wording, rng), grids(report, wording, damage, rng)
    drawing = Drawing(style)
    for kind, text in parts:
        if kind == "table":
            drawing.table(made[text])
        else:
            drawing.paragraph(text, 20 if kind == "title" else 14, indent=28 * (kind != "title"))
    return drawing.sheets
