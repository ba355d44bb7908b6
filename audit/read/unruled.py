"""Tables without lines: columns by where values and heads stand, rows by where labels do.

What cannot be told with certainty is left as lines of text, which nothing is made up for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from audit.document import Box

VALUE = re.compile(
    r"[-+−－]?[0-9０-９](?:[0-9０-９,，.．]*[0-9０-９])?%?|[/\\／]|[-—–―－_]+|无|無|[?\ufffd□]+"
)
ENUMERATED = re.compile(r"\s*[（(]?[一二三四五六七八九十0-9]{1,2}\s*[)）.、．]")
_INNER = re.compile(r"[0-9]{1,2}\s*[.、．]")  # the labels of the innermost column
_SECTION = re.compile(r"[一二三四五六七八九十]\s*[、.．]")
_LONGEST = 15  # letters: no head of a column is longer, headings of sections are
_MOST_HEAD = 14  # lines above the first values
_FULL = 1.5  # letters: a line that ends so near the end of the labels' column goes on
_PITCH = 2.2  # letters: lines of one label are not further from each other
_STAGGER = 0.9  # letters: names of columns of odd and even numbers of lines are so far apart
_LEVEL = 0.5  # letters: a label and its values are level


class Chunk(NamedTuple):
    """A stretch of a line that stands apart from the others on it."""

    text: str
    base: float
    box: Box

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


Span = tuple[float, float]
Chunks = Sequence[Chunk]


class Found(NamedTuple):
    """A table in lines `start` to `end`: its columns, head and rows."""

    start: int
    end: int
    columns: tuple[Span, ...]
    head: Head
    rows: list[FoundRow]


class Head(NamedTuple):
    """The head of a table: names over several columns, of each column, and left of the values."""

    over: list[Chunk]
    columns: dict[int, Label]
    left: Label


class FoundRow(NamedTuple):
    """Headings that begin beside a row, its label, its values by column; `ended` as of a cell."""

    headings: list[Label]
    label: Label
    values: dict[int, Chunk]
    ended: bool


@dataclass(slots=True)
class Label:
    """The lines of one label, from the top down."""

    chunks: list[Chunk]

    @property
    def text(self) -> str:
        """What the label says."""
        return "".join(chunk.text for chunk in self.chunks)

    @property
    def right(self) -> float:
        """How far it reaches."""
        return max(chunk.right for chunk in self.chunks)

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


def find(
    lines: Sequence[Chunks], letter: float, separators: Sequence[float], known: tuple[Span, ...]
) -> Iterator[Found]:
    """Find the tables among lines of a page, from the top down.

    `letter` is the width of a letter, `separators` where horizontal rules are, `known` the
    columns of the table that the page before ended with.
    """
    at = end = 0
    while at < len(lines):
        found = None
        if len(values_of(lines[at])) >= 2:
            found = _Segment(lines, at, end, letter, separators, known).found()
        at += 1
        if found:
            yield found
            at = end = found.end
            known = ()


def values_of(line: Chunks) -> list[Chunk]:
    """The values that a line ends with; none where words stand between values."""
    first = next((n for n, chunk in enumerate(line) if chunk.is_value), len(line))
    rest = line[first:]
    return list(rest) if all(chunk.is_value for chunk in rest) else []


class _Segment:
    """One table under one head, grown from a line with several values."""

    def __init__(
        self,
        lines: Sequence[Chunks],
        seed: int,
        floor: int,
        letter: float,
        separators: Sequence[float],
        known: tuple[Span, ...],
    ) -> None:
        self._lines, self._letter, self._separators = lines, letter, separators
        self._floor = floor
        self._edge = min(chunk.left for chunk in values_of(lines[seed]))
        if known and self._fits(seed, known):
            self._edge = min(self._edge, known[0][0])
        else:
            known = ()
        self._known = known
        self._end = self._last(seed) + 1
        self._first = self._topmost(seed)
        self._start = self._head_start()
        if self._start > 0:
            self._known = ()  # other text stands above: it is another table

    # ── which lines ──

    def _fits(self, n: int, columns: tuple[Span, ...]) -> bool:
        own = [_columns_of(chunk, columns) for chunk in values_of(self._lines[n])]
        return all(len(one) == 1 for one in own) and len({one[0] for one in own}) == len(own)

    def _is_row(self, n: int) -> bool:
        """Whether a line has values and a label, or a part of a label alone, left of them."""
        values = values_of(self._lines[n])
        words = self._lines[n][: len(self._lines[n]) - len(values)]
        if values and values[0].left < self._edge:
            if values[0].right < self._edge - self._letter * 2:
                return False
            self._edge = values[0].left
        return all(chunk.right <= self._edge + 0.2 * self._letter for chunk in words)

    def _near(self, one: int, other: int) -> bool:
        gap = self._lines[other][0].base - self._lines[one][0].base
        return gap <= 3 * _PITCH * self._letter

    def _last(self, seed: int) -> int:
        last = seed
        while last + 1 < len(self._lines) and self._near(last, last + 1) and self._is_row(last + 1):
            last += 1
        return last

    def _topmost(self, seed: int) -> int:
        first = seed
        while first > self._floor and self._near(first - 1, first) and self._is_row(first - 1):
            first -= 1
        return first

    def _head_start(self) -> int:
        start = self._first
        while start > max(self._floor, self._first - _MOST_HEAD) and self._is_head(start - 1):
            start -= 1
        # what stands above the topmost head of a column is other text
        while start < self._first and not any(self._heads(start)):
            start += 1
        return start

    def _is_head(self, n: int) -> bool:
        line = self._lines[n]
        heads = list(self._heads(n))
        notes = [chunk for chunk in line if chunk.right <= self._edge + 0.2 * self._letter]
        return len(heads) + len(notes) == len(line) and self._near(n, n + 1)

    def _heads(self, n: int) -> Iterator[Chunk]:
        for chunk in self._lines[n]:
            inside = chunk.left >= self._edge - 3 * self._letter and chunk.right > self._edge
            short = len(chunk.text) <= _LONGEST and not _SECTION.match(chunk.text)
            if inside and short and not chunk.is_value:
                yield chunk

    # ── columns ──

    def _columns(self) -> tuple[Span, ...]:
        """Where columns are, by values and by heads; () if that is not certain."""
        within = range(self._first, self._end)
        rows = [values_of(self._lines[n]) for n in within]
        if self._known and all(self._fits(n, self._known) for n in within):
            return self._known
        spans = _united([(chunk.left, chunk.right) for row in rows for chunk in row])
        for n in range(self._first - 1, self._start - 1, -1):
            for chunk in self._heads(n):
                if not _columns_of(chunk, spans):
                    spans = tuple(sorted((*spans, (chunk.left, chunk.right))))
        above = (chunk for n in range(self._start, self._first) for chunk in self._heads(n))
        headed = {own[0] for chunk in above if len(own := _columns_of(chunk, spans)) == 1}
        sure = len(spans) == max(len(row) for row in rows) or len(headed) == len(spans)
        fits = all(self._fits(n, spans) for n in within)
        return spans if fits and sure and len(spans) > 1 else ()

    # ── labels and rows ──

    def _labels(self) -> list[Label]:
        """The labels left of the values: lines below each other, up to the next number."""
        chunks = [
            chunk
            for n in range(self._first, self._end)
            for chunk in self._lines[n]
            if not chunk.is_value and chunk.right <= self._edge + 0.2 * self._letter
        ]
        limit = max((chunk.right for chunk in chunks), default=0.0) - _FULL * self._letter
        inner = self._inner(chunks)
        out: list[Label] = []
        for chunk in chunks:
            above = next(
                (label for label in reversed(out) if self._continues(label, chunk, limit, inner)),
                None,
            )
            if above:
                above.chunks.append(chunk)
            else:
                out.append(Label([chunk]))
        return out

    def _inner(self, chunks: Chunks) -> float:
        """Where the innermost column of labels begins; headings of groups stand left of it."""
        numbered = [chunk.left for chunk in chunks if _INNER.match(chunk.text)]
        return min(numbered, default=float("-inf"))

    def _continues(self, label: Label, chunk: Chunk, limit: float, inner: float) -> bool:
        last = label.chunks[-1]
        gap = chunk.base - last.base
        overlap = min(last.right, chunk.right) - max(last.left, chunk.left)
        if ENUMERATED.match(chunk.text) or not 0 < gap <= _PITCH * self._letter:
            return False
        if overlap < 0.5 * min(last.right - last.left, chunk.right - chunk.left):
            return False
        if any(last.base < y < chunk.base for y in self._separators):
            return False
        heading = max(last.right, chunk.right) <= inner
        goes_on = last.right >= limit and bool(ENUMERATED.match(label.chunks[0].text))
        return heading or (goes_on and chunk.right > inner)

    def _around(self, labels: list[Label], base: float) -> list[Label]:
        """The label whose lines stand above and below its values, put together."""
        reach = _PITCH * self._letter
        above = [label for label in labels if 0 < base - label.chunks[-1].base < reach]
        below = [label for label in labels if 0 < label.chunks[0].base - base < reach]
        if not above or not below:
            return []
        one = max(above, key=lambda label: (label.chunks[-1].base, label.right))
        other = min(below, key=lambda label: (label.chunks[0].base, -label.right))
        left, right = one.box[0], other.box[0]
        if ENUMERATED.match(other.text) or min(one.right, other.right) <= max(left, right):
            return []
        one.chunks += other.chunks
        labels.remove(other)
        return [one]

    def found(self) -> Found | None:
        """The table, or None where its columns or rows cannot be told with certainty."""
        columns = self._columns()
        if not columns:
            return None
        labels = self._labels()
        rows: dict[int, tuple[Label, dict[int, Chunk]]] = {}
        for n in range(self._first, self._end):
            values = values_of(self._lines[n])
            if not values:
                continue
            level = [label for label in labels if label.has(values[0].base, _LEVEL * self._letter)]
            if level:
                own = max(level, key=lambda label: label.right)
            elif not labels:
                own = Label([])
            else:
                return None
            if id(own) in rows:
                return None  # two rows of values beside one label
            rows[id(own)] = own, {_columns_of(chunk, columns)[0]: chunk for chunk in values}
        return Found(
            *(self._start, self._end, columns),
            self._head(columns),
            self._rows(labels, rows),
        )

    def _head(self, columns: tuple[Span, ...]) -> Head:
        """Names of columns stand lowest, their lines together or half a line apart."""
        head = Head([], {}, Label([]))
        lowest = float("inf")
        for n in range(self._first - 1, self._start - 1, -1):
            names = list(self._heads(n))
            single = [chunk for chunk in names if len(_columns_of(chunk, columns)) == 1]
            base = self._lines[n][0].base
            named = len(single) > 1 or not head.columns or lowest - base < _STAGGER * self._letter
            for chunk in reversed(self._lines[n]):
                if chunk not in names:
                    head.left.chunks.insert(0, chunk)
                elif chunk in single and named:
                    own = head.columns.setdefault(_columns_of(chunk, columns)[0], Label([]))
                    own.chunks.insert(0, chunk)
                else:
                    head.over.insert(0, chunk)
            lowest = base if single and named else lowest
        return head

    def _rows(
        self, labels: Sequence[Label], filled: dict[int, tuple[Label, dict[int, Chunk]]]
    ) -> list[FoundRow]:
        """Rows by label; one without values is a blank row, or a heading beside other rows."""
        limit = max((label.right for label in labels), default=0.0) - _FULL * self._letter
        bare = [label for label in labels if id(label) not in filled]
        headings = [
            label
            for label in bare
            if any(
                other is not label
                and other.chunks[0].left >= label.right
                and label.has(other.middle, self._letter)
                for other in labels
            )
        ]
        heads = {id(label) for label in headings}
        out: list[FoundRow] = []
        for label in sorted(labels, key=lambda label: label.middle):
            if id(label) in heads:
                continue
            waiting = [h for h in headings if h.middle <= label.middle + self._letter]
            headings = [h for h in headings if h not in waiting]
            values = filled.get(id(label), (label, {}))[1]
            out.append(FoundRow(waiting, label, values, label.chunks[-1].right < limit))
        if not labels:
            out += [FoundRow([], label, values, True) for label, values in filled.values()]
        return out


def _united(spans: Sequence[Span]) -> tuple[Span, ...]:
    """Spans that overlap put together, from the left."""
    out: list[Span] = []
    for left, right in sorted(spans):
        if out and left < out[-1][1]:
            out[-1] = out[-1][0], max(out[-1][1], right)
        else:
            out.append((left, right))
    return tuple(out)


def _columns_of(chunk: Chunk, columns: Sequence[Span]) -> list[int]:
    return [
        n for n, (left, right) in enumerate(columns) if chunk.left < right and left < chunk.right
    ]
