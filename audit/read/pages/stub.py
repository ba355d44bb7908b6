"""The stub of a table without lines: which lines left of the values are one label."""

from __future__ import annotations

import re
from collections.abc import Sequence

from audit.read.pages.chunks import Chunk, Chunks, Label

ENUMERATED = re.compile(
    r"\s*(?:[（(]?[一二三四五六七八九十0-9]{1,2}\s*[)）.、．]|[0-9]{1,2}(?=[\u3400-\u9fff]))"
)
_INNER = re.compile(r"[0-9]{1,2}\s*[.、．]")  # the labels of the innermost column
_FULL = 2.0  # letters: a line that ends so near the end of the labels' column goes on
_MIDDLE = 0.4  # letters: values stand in the middle of their label, or level with a line
_MOSTLY = 3  # labels that begin with a number: then they all do
_PITCH = 2.2  # letters: lines of one label are not further from each other
_OVERLAP = 0.5  # of the shorter of two lines of one label


class Stub:
    """The labels of a table, found line by line.

    `doubtful` tells that it is not certain which lines are one label.
    """

    def __init__(self, lines: Sequence[Chunks], letter: float, separators: Sequence[float]) -> None:
        """Take the words left of the values, the letters' width, and where rules run across."""
        self.labels: list[Label] = []
        self.doubtful = False
        self._letter, self._separators = letter, separators
        self._beside: set[int] = set()  # labels that have only stood left of another one
        numbered = sum(bool(ENUMERATED.match(chunk.text)) for line in lines for chunk in line)
        self._numbered = numbered >= _MOSTLY
        chunks = [chunk for line in lines for chunk in line]
        self._full = max((chunk.right for chunk in chunks), default=0.0) - _FULL * letter
        self._inner = min((c.left for c in chunks if _INNER.match(c.text)), default=float("-inf"))
        for line in lines:
            for chunk in line:
                self._add(chunk, chunk is not line[-1])

    def _add(self, chunk: Chunk, beside: bool) -> None:
        heading = beside or chunk.right <= self._inner
        above = [
            label
            for label in self.labels
            if (heading if id(label) in self._beside else not beside)
            and self._continues(label, chunk)
        ]
        if above:
            label = min(above, key=lambda label: abs(label.chunks[-1].left - chunk.left))
            label.chunks.append(chunk)
            return
        first = all(id(label) in self._beside for label in self.labels)
        if self._numbered and not (first or heading or ENUMERATED.match(chunk.text)):
            self.doubtful = True  # it goes on with a label, but that one's line had room for it
        self.labels.append(Label([chunk]))
        if heading:
            self._beside.add(id(self.labels[-1]))

    def _continues(self, label: Label, chunk: Chunk) -> bool:
        """Whether a line can go on with a label: where labels have numbers, it has none."""
        last = label.chunks[-1]
        heading = id(label) in self._beside
        goes_on = heading or (self._numbered and last.right >= self._full)
        if not goes_on or ENUMERATED.match(chunk.text):
            return False
        return self._below(last, chunk) and not any(
            last.base < y < chunk.base for y in self._separators
        )

    def _below(self, one: Chunk, other: Chunk) -> bool:
        overlap = min(one.right, other.right) - max(one.left, other.left)
        shorter = min(one.right - one.left, other.right - other.left)
        near = 0 < other.base - one.base <= _PITCH * self._letter
        return near and overlap >= _OVERLAP * shorter

    def level_with(self, base: float, slack: float) -> Label | None:
        """The innermost label beside values at this height; None if there is none.

        Where labels have no numbers, lines just above and below the values are one label.
        """
        level = [label for label in self.labels if label.has(base, slack)]
        if not level:
            level = self._around(base)
        return max(level, key=lambda label: label.box[2], default=None)

    def _around(self, base: float) -> list[Label]:
        reach = _PITCH * self._letter
        above = [label for label in self.labels if 0 < base - label.chunks[-1].base < reach]
        below = [label for label in self.labels if 0 < label.chunks[0].base - base < reach]
        if not above or not below:
            return []
        one = max(above, key=lambda label: (label.chunks[-1].base, label.box[2]))
        other = min(below, key=lambda label: (label.chunks[0].base, -label.box[2]))
        if ENUMERATED.match(other.text) or not self._below(one.chunks[-1], other.chunks[0]):
            return []
        one.chunks += other.chunks
        self.labels.remove(other)
        return [one]

    def is_even(self, rows: Sequence[tuple[Label, float]]) -> bool:
        """Whether all values stand alike beside labels of several lines: in the middle, say."""
        tall = [(label, base) for label, base in rows if len(label.chunks) > 1]
        places = (
            [(label.middle, base) for label, base in tall],
            [(label.chunks[0].base, base) for label, base in tall],
            [(label.chunks[-1].base, base) for label, base in tall],
        )
        near = _MIDDLE * self._letter
        return any(all(abs(base - own) <= near for own, base in place) for place in places)

    def headings(self, rows: Sequence[Label]) -> list[Label]:
        """The labels that head a group: no values are level with them, others stand inside."""
        own = {id(label) for label in rows}
        return [
            label
            for label in self.labels
            if id(label) not in own
            and any(
                other is not label
                and other.box[0] >= label.box[2]
                and (label.has(other.middle, self._letter) or other.has(label.middle, self._letter))
                for other in self.labels
            )
        ]
