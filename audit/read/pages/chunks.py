"""Stretches of lines on a page, and what tells values from labels among them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from audit.document import Box

VALUE = re.compile(
    r"[-+−－]?[0-9０-９](?:[0-9０-９,，.．]*[0-9０-９])?%?|[/\\／]|[-—–―－_]+|无|無|[?\ufffd□]+"
)

Span = tuple[float, float]


class Chunk(NamedTuple):
    """A stretch of a line that stands apart from the others; `letter` is its widest letter."""

    text: str
    base: float
    box: Box
    letter: float

    @property
    def left(self) -> float:
        """Where it begins."""
        return self.box[0]

    @property
    def right(self) -> float:
        """Where it ends."""
        return self.box[2]

    @property
    def is_value(self) -> bool:
        """Whether it is the content of a number cell."""
        return bool(VALUE.fullmatch(self.text))


Chunks = Sequence[Chunk]


@dataclass(slots=True)
class Label:
    """The lines of one label, from the top down; none where a table has no labels."""

    chunks: list[Chunk]

    @property
    def text(self) -> str:
        """What the label says."""
        return "".join(chunk.text for chunk in self.chunks)

    @property
    def box(self) -> Box:
        """The box around it."""
        lefts, tops, rights, bottoms = zip(*(chunk.box for chunk in self.chunks), strict=True)
        return min(lefts), min(tops), max(rights), max(bottoms)

    @property
    def middle(self) -> float:
        """Its height on the page."""
        return (self.chunks[0].base + self.chunks[-1].base) / 2

    def has(self, base: float, slack: float) -> bool:
        """Whether a baseline is level with one of its lines, or between them."""
        return self.chunks[0].base - slack <= base <= self.chunks[-1].base + slack


def values_of(line: Chunks) -> list[Chunk]:
    """The values that a line ends with; none where words stand between values."""
    first = next((n for n, chunk in enumerate(line) if chunk.is_value), len(line))
    rest = line[first:]
    return list(rest) if all(chunk.is_value for chunk in rest) else []


def columns_of(chunk: Chunk, columns: Sequence[Span]) -> list[int]:
    """The columns that a chunk stands in."""
    return [
        n for n, (left, right) in enumerate(columns) if chunk.left < right and left < chunk.right
    ]


def united(spans: Sequence[Span]) -> tuple[Span, ...]:
    """Spans that overlap put together, from the left."""
    out: list[Span] = []
    for left, right in sorted(spans):
        if out and left < out[-1][1]:
            out[-1] = out[-1][0], max(out[-1][1], right)
        else:
            out.append((left, right))
    return tuple(out)
