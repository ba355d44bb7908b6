"""Tables without lines: columns by where values and heads stand, rows by where labels do.

What cannot be told with certainty is left as lines of text, which nothing is made up for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from audit.read.pages.chunks import Chunk, Chunks, Label, Span, columns_of, united, values_of
from audit.read.pages.stub import Stub

_SECTION = re.compile(r"[一二三四五六七八九十]\s*[、.．]")
_CONTENT = "信息内容"  # what the heads of table 二 begin with
_LONGEST = 15  # letters: no head of a column is longer, headings of sections are
_MOST_HEAD = 14  # lines above the first values
_APART = 6.6  # letters: lines of a table are not further from each other
_STAGGER = 0.9  # letters: names of columns of odd and even numbers of lines are so far apart
_OTHER_SIZE = 0.12  # share by which letters of other text are larger or smaller
_LEVEL = 0.5  # letters: a label and its values are level
_SLACK = 0.2  # letters
_CLOSE = 1.2  # letters: lines of a label that stand around the values
_EVEN = 1.15  # columns are as wide as each other if none is so much wider


class Head(NamedTuple):
    """The head of a table: names over several columns, of each column, and left of the values."""

    over: list[Chunk]
    columns: dict[int, Label]
    left: Label


class FoundRow(NamedTuple):
    """Headings that begin beside a row, its label, and its values by column."""

    headings: list[Label]
    label: Label
    values: dict[int, Chunk]


class Found(NamedTuple):
    """A table in lines `start` to `end`: its columns, head and rows."""

    start: int
    end: int
    columns: tuple[Span, ...]
    head: Head
    rows: list[FoundRow]


def find(
    lines: Sequence[Chunks], letter: float, separators: Sequence[float], known: tuple[Span, ...]
) -> Iterator[Found]:
    """Find the tables among lines of a page, from the top down.

    `letter` is the width of a letter, `separators` where horizontal rules are, `known` the
    columns of the table that the page before ended with.
    """
    at = end = 0
    while at < len(lines):
        segment = _segment(lines, at, end, letter, known)
        found = segment.found(separators) if segment else None
        at = max(at + 1, segment.end if segment else 0)
        if found:
            yield found
            end, known = found.end, ()


def _segment(
    lines: Sequence[Chunks], at: int, floor: int, letter: float, known: tuple[Span, ...]
) -> _Segment | None:
    """The lines around one with several values, or below a head of table 二."""
    values = values_of(lines[at])
    if len(values) > 1:
        return _Segment(lines, at, floor, letter, values[0].left, known)
    if len(lines[at]) > 1 and lines[at][0].text == _CONTENT and at + 1 < len(lines):
        return _Segment(lines, at + 1, floor, letter, lines[at][1].left, ())
    return None


class _Segment:
    """One table under one head, grown from a line that certainly is a row of it."""

    def __init__(
        self,
        lines: Sequence[Chunks],
        seed: int,
        floor: int,
        letter: float,
        edge: float,
        known: tuple[Span, ...],
    ) -> None:
        self._lines, self._letter, self._floor, self._edge = lines, letter, floor, edge
        self._size = 0.0  # of the letters of its labels
        self._known = known if known and self._fits(seed, known) else ()
        if self._known:
            self._edge = min(edge, known[0][0])
        self.end = seed + 1 if self._is_row(seed) else seed
        while seed < self.end < len(lines) and self._goes_on(self.end - 1, self.end):
            self.end += 1
        self._first = seed
        while self._first > floor and self._goes_on(self._first - 1, self._first - 1):
            self._first -= 1
        rows = lines[self._first : self.end]
        self._labelled = any(not chunk.is_value for line in rows for chunk in line)
        self._start = self._head_start()
        if self._start > 0:
            self._known = ()  # other text stands above: it is another table

    # ── which lines ──

    def _goes_on(self, gap: int, n: int) -> bool:
        """Whether line `n` is a row; before any label is known it must be close to the values."""
        most = _APART if self._size else _CLOSE
        return self._gap(gap) <= most * self._letter and self._is_row(n)

    def _gap(self, n: int) -> float:
        """How far the next line is."""
        return self._lines[n + 1][0].base - self._lines[n][0].base

    def _is_row(self, n: int) -> bool:
        """Whether a line has values and a label, or a part of a label alone, left of them."""
        values = values_of(self._lines[n])
        words = self._lines[n][: len(self._lines[n]) - len(values)]
        if values and values[0].left < self._edge:
            if values[0].right < self._edge - self._letter * 2:
                return False
            self._edge = values[0].left
        return all(self._beside(chunk) for chunk in words) and self._like(words)

    def _beside(self, chunk: Chunk) -> bool:
        """Whether a chunk stands left of the values."""
        return chunk.right <= self._edge + _SLACK * self._letter

    def _like(self, words: Chunks) -> bool:
        """Whether words are set in the size of the table's labels; headings of text are not."""
        wide = [chunk.letter for chunk in words if chunk.letter >= 0.6 * self._letter]
        if wide and not self._size:
            self._size = wide[0]
        return all(abs(size - self._size) <= _OTHER_SIZE * self._size for size in wide)

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
        notes = [chunk for chunk in line if chunk not in heads and self._beside(chunk)]
        if len(line) == 1 and _SECTION.match(line[0].text):
            return False
        return (
            len(heads) + len(notes) == len(line)
            and self._gap(n) <= _APART * self._letter
            and self._like(line)
        )

    def _heads(self, n: int) -> Iterator[Chunk]:
        for chunk in self._lines[n]:
            inside = chunk.left >= self._edge - 3 * self._letter and chunk.right > self._edge
            short = len(chunk.text) <= _LONGEST and not _SECTION.match(chunk.text)
            if (inside or not self._labelled) and short and not chunk.is_value:
                yield chunk

    # ── columns ──

    def _fits(self, n: int, columns: Sequence[Span]) -> bool:
        """Whether each value of a line stands in one column, and in one of its own."""
        own = [columns_of(chunk, columns) for chunk in values_of(self._lines[n])]
        return all(len(one) == 1 for one in own) and len({one[0] for one in own}) == len(own)

    def _columns(self) -> tuple[Span, ...]:
        """Where columns are, by values and by heads; () if that is not certain."""
        within = range(self._first, self.end)
        rows = [values_of(self._lines[n]) for n in within]
        if self._known and all(self._fits(n, self._known) for n in within):
            return self._known
        spans = united([(chunk.left, chunk.right) for row in rows for chunk in row])
        names = [chunk for n in self._band() for chunk in self._heads(n)]
        for chunk in names:
            if not columns_of(chunk, spans):
                spans = tuple(sorted((*spans, (chunk.left, chunk.right))))
        headed = {own[0] for chunk in names if len(own := columns_of(chunk, spans)) == 1}
        most = sorted((len(row) for row in rows if row), reverse=True)[:2]
        several = len(most) > 1 and len(spans) == most[0] == most[1] > 1
        if (several or len(headed) == len(spans) > 0) and all(self._fits(n, spans) for n in within):
            return spans
        return self._even(names, [chunk for row in rows for chunk in row])

    def _band(self) -> list[int]:
        """The lines with names of columns from the lowest up: several on a line, or staggered."""
        out: list[int] = []
        for n in range(self._first - 1, self._start - 1, -1):
            single = len(list(self._heads(n))) < 2
            if out and single and self._gap(n) >= _STAGGER * self._letter:
                break
            out.append(n)
        return out

    def _even(self, names: Chunks, values: Chunks) -> tuple[Span, ...]:
        """Columns of one width below names in their middle, if every value stands inside one.

        Values need not stand below the names' letters then; the first and the last have some.
        """
        spans: tuple[Span, ...] = ()
        for name in names:
            if len(columns_of(name, spans)) < 2:
                spans = united((*spans, (name.left, name.right)))
        middles = [(left + right) / 2 for left, right in spans]
        steps = [right - left for left, right in pairwise(middles)]
        if not steps or max(steps) > _EVEN * min(steps):
            return ()
        half = sum(steps) / len(steps) / 2
        columns = tuple((middle - half, middle + half) for middle in middles)
        own = [columns_of(chunk, columns) for chunk in values]
        alone = all(len(one) == 1 for one in own) and {0, len(columns) - 1} <= {c for c, *_ in own}
        fits = all(self._fits(n, columns) for n in range(self._first, self.end))
        return columns if alone and fits else ()

    # ── head and rows ──

    def found(self, separators: Sequence[float]) -> Found | None:
        """The table, or None where its columns or rows cannot be told with certainty."""
        columns = self._columns() if self._first < self.end else ()
        if not columns:
            return None
        lines = self._lines[self._first : self.end]
        stub = Stub(
            [[chunk for chunk in line if not chunk.is_value] for line in lines],
            *(self._letter, separators),
        )
        filled: dict[int, tuple[Label, dict[int, Chunk]]] = {}
        for line in lines:
            values = values_of(line)
            if not values:
                continue
            own = stub.level_with(values[0].base, _LEVEL * self._letter)
            if own is None and not stub.labels:
                own = Label([])
            if own is None or id(own) in filled:
                return None  # no label, or two rows of values beside one
            filled[id(own)] = own, {columns_of(chunk, columns)[0]: chunk for chunk in values}
        bases = [(own, next(iter(values.values())).base) for own, values in filled.values()]
        if self.end == len(self._lines):
            bases = bases[:-1]  # the page's end may have broken its label
        if stub.doubtful or not stub.is_even(bases):
            return None
        rows = list(_rows(stub, filled, self._letter))
        return Found(self._start, self.end, columns, self._head(columns), rows)

    def _head(self, columns: tuple[Span, ...]) -> Head:
        """Names of columns stand lowest, their lines together or half a line apart."""
        head = Head([], {}, Label([]))
        lowest = float("inf")
        band = self._band()
        for n in range(self._first - 1, self._start - 1, -1):
            names = list(self._heads(n))
            single = [chunk for chunk in names if len(columns_of(chunk, columns)) == 1]
            base = self._lines[n][0].base
            close = not head.columns or lowest - base < _STAGGER * self._letter
            named = n in band and (len(single) > 1 or close)
            for chunk in reversed(self._lines[n]):
                if chunk not in names:
                    head.left.chunks.insert(0, chunk)
                elif chunk in single and named:
                    own = head.columns.setdefault(columns_of(chunk, columns)[0], Label([]))
                    own.chunks.insert(0, chunk)
                else:
                    head.over.insert(0, chunk)
            lowest = base if single and named else lowest
        return head


def _rows(
    stub: Stub, filled: dict[int, tuple[Label, dict[int, Chunk]]], letter: float
) -> Iterator[FoundRow]:
    """Rows by label; one without values is a blank row, or a heading beside other rows."""
    if not stub.labels:
        yield from (FoundRow([], label, values) for label, values in filled.values())
        return
    headings = stub.headings([label for label, _ in filled.values()])
    heads = {id(label) for label in headings}
    for label in sorted(stub.labels, key=lambda label: label.middle):
        if id(label) not in heads:
            waiting = [heading for heading in headings if heading.middle <= label.middle + letter]
            headings = [heading for heading in headings if heading not in waiting]
            yield FoundRow(waiting, label, filled.get(id(label), (label, {}))[1])
