"""Sets a report on pages, in millimetres: lines of text and boxes of table cells."""

from __future__ import annotations

from typing import NamedTuple

from .manuscript import Manuscript
from .outline import Part
from .printed import width, wrapped
from .spans import split
from .tables import Grid, Slot

PAGE = (210.0, 297.0)
_LEFT, _TOP, _BOTTOM = 25.0, 28.0, 27.0
_ROOM = PAGE[0] - 2 * _LEFT
_TABLE_LEFT, _TABLE_ROOM = 20.0, PAGE[0] - 40.0
# sizes of text: 二号, 三号, 五号
_TITLE, _PROSE, _CELL = 7.76, 5.64, 3.7
_LEADING = 1.6
_INSET = 1.0
SHARES: dict[str, tuple[int, ...]] = {
    "disclosure": (1, 1, 1, 1),
    "applications": (75, 92, 327, *[69] * 7),
    "disputes": (1,) * 15,
}


class Line(NamedTuple):
    """A line of text: its left end, its baseline, its size."""

    text: str
    left: float
    base: float
    size: float


class Box(NamedTuple):
    """The rules around a cell: left, top, width, height."""

    left: float
    top: float
    width: float
    height: float


class Page(NamedTuple):
    """What stands on one page."""

    lines: list[Line]
    boxes: list[Box]


def typeset(text: Manuscript, *, heads: bool) -> list[Page]:
    """Set a report; `heads` repeats the head of a table on every page it runs to."""
    press = _Press(heads)
    for part in text.parts:
        if part.kind == "table":
            for grid in text.tables[part.text]:
                press.table(grid)
        else:
            press.prose(part)
    for number, page in enumerate(press.pages, 1):
        page.lines.append(Line(f"- {number} -", PAGE[0] / 2 - 4, PAGE[1] - 15, _CELL))
    return press.pages


class _Press:
    """Fills page after page from the top."""

    def __init__(self, heads: bool) -> None:
        self.pages = [Page([], [])]
        self._heads = heads
        self._at = _TOP

    def _new_page(self) -> None:
        self.pages.append(Page([], []))
        self._at = _TOP

    def prose(self, part: Part) -> None:
        size = {"title": _TITLE, "source": _CELL}.get(part.kind, _PROSE)
        indented = part.kind in ("paragraph", "heading")
        words = f"　　{part.text}" if indented else part.text
        for n, line in enumerate(wrapped(words, int(2 * _ROOM / size))):
            if self._at + size * _LEADING > PAGE[1] - _BOTTOM:
                self._new_page()
            free = _ROOM - _across(line, size)
            shift = {"title": free / 2, "source": free / 2, "signature": free}.get(part.kind, 0.0)
            left = _LEFT + shift + (2 * size if indented and n == 0 else 0)
            self.pages[-1].lines.append(Line(line, left, self._at + size, size))
            self._at += size * _LEADING

    def table(self, grid: Grid) -> None:
        heights = _heights(grid)
        fits = self._fitting(heights)
        if fits < min(grid.head + 2, len(grid.rows)) and self._at > _TOP:
            self._new_page()
            fits = self._fitting(heights)
        if fits < len(grid.rows):
            first, rest = split(grid, fits, head=self._heads)
            self._draw(first)
            self._new_page()
            self.table(rest)
        else:
            self._draw(grid)
        self._at += _CELL

    def _fitting(self, heights: list[float]) -> int:
        room = PAGE[1] - _BOTTOM - self._at
        return sum(sum(heights[: n + 1]) <= room for n in range(len(heights)))

    def _draw(self, grid: Grid) -> None:
        edges, heights = _edges(grid), _heights(grid)
        tops = [self._at + sum(heights[:n]) for n in range(len(heights) + 1)]
        for n, row in enumerate(grid.placed()):
            for column, slot in enumerate(row):
                if slot:
                    left, right = edges[column], edges[column + slot.columns]
                    top = tops[n]
                    box = Box(left, top, right - left, tops[n + slot.rows] - top)
                    self.pages[-1].boxes.append(box)
                    self._fill(slot, box)
        self._at = tops[-1]

    def _fill(self, slot: Slot, box: Box) -> None:
        lines = _lines(slot, box.width)
        top = box.top + max(0.0, box.height - len(lines) * _CELL * 1.25) / 2
        for n, line in enumerate(lines):
            free = box.width - _across(line, _CELL)
            left = box.left + (_INSET if slot.kind == "label" else free / 2)
            base = top + (n * 1.25 + 1) * _CELL
            self.pages[-1].lines.append(Line(line, left, base, _CELL))


def _edges(grid: Grid) -> list[float]:
    shares = SHARES[grid.key]
    step = _TABLE_ROOM / sum(shares)
    return [_TABLE_LEFT + step * sum(shares[:n]) for n in range(len(shares) + 1)]


def _lines(slot: Slot, room: float) -> list[str]:
    return wrapped(slot.text, max(2, int(2 * (room - _INSET) / _CELL))) if slot.text else []


def _heights(grid: Grid) -> list[float]:
    """Heights of the rows; what a cell over several rows wants more goes to its last one."""
    edges = _edges(grid)
    out = [_CELL * 2] * len(grid.rows)
    spanning = []
    for n, row in enumerate(grid.placed()):
        for column, slot in enumerate(row):
            if slot:
                lines = _lines(slot, edges[column + slot.columns] - edges[column])
                wanted = (len(lines) * 1.25 + 0.75) * _CELL
                if slot.rows == 1:
                    out[n] = max(out[n], wanted)
                else:
                    spanning.append((n, n + slot.rows, wanted))
    for start, end, wanted in spanning:
        out[end - 1] += max(0.0, wanted - sum(out[start:end]))
    return out


def _across(text: str, size: float) -> float:
    return width(text) * size / 2
