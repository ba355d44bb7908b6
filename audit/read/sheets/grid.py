"""Sheets of a spreadsheet to rows: what is a row of a table, what is a line of text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from audit.document import Piece, Place, Row
from audit.errors import InputError

_SPACE = re.compile(r"[ \t\r\f\v\xa0\u3000]+")
_SENTENCE = re.compile(r"[。；！？]|.{60}", re.S)
# what every section of a report is called; rows of its tables are called 数量, 结果, 办理
_HEADING = re.compile(r"\s*[一二三四五六七八九十]\s*[、.．，,].{0,40}(?:情况|情況|事项|事項)", re.S)
_MOST_COVERED = 200_000
_BELOW = 2  # rows of borders below the last text that are kept


class Merge(NamedTuple):
    """A merged area: first and last row, first and last column, from 1."""

    top: int
    bottom: int
    left: int
    right: int


@dataclass(slots=True)
class Sheet:
    """A sheet as stored: texts by row and column (from 1), "" for an empty place with a border.

    `framed` are the rows with borders; `lost` counts formulas whose result was never stored.
    Columns beyond the `widest` and borders far below the last text are passed over.
    """

    name: str
    widest: int
    rows: dict[int, dict[int, str]] = field(default_factory=dict)
    merges: list[Merge] = field(default_factory=list)
    framed: set[int] = field(default_factory=set)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    lost: int = 0
    last: int = 0

    def put(self, row: int, column: int, text: str, *, framed: bool = False) -> None:
        """Set a place that has a text or a border."""
        if column > self.widest:
            return
        if text:
            self.last = max(self.last, row)
        elif not framed or row > self.last + _BELOW:
            return
        self.rows.setdefault(row, {})[column] = text
        if framed:
            self.framed.add(row)


class _Line(NamedTuple):
    """A row of a sheet as shown: texts, the places that a merged cell takes up, and its kind."""

    number: int
    texts: dict[int, str]
    covered: frozenset[int]
    framed: bool
    kind: str  # table, text, alone (a single text, either of the two), blank


def rows_of(name: str, sheet: Sheet, table: int) -> Iterator[Row]:
    """Yield the rows of a sheet; places are table, the sheet's own row and column, its name.

    A place that a merged cell covers yields no piece. A text that stands alone in its row is a
    line of text, unless places with borders stand beside it or it stands inside a table without
    borders. Raises InputError if merged cells lie over each other many times: `name` is the file's.
    """
    lines = _settled(list(_shown(name, sheet)))
    start = 0
    for n in range(1, len(lines) + 1):
        if n < len(lines) and not _apart(lines[n - 1], lines[n]):
            continue
        block = lines[start:n]
        filled = [c for line in block if line.kind != "text" for c in line.texts]
        for line in block:
            if line.kind == "text":
                yield from _text(line, table, sheet.name)
            else:
                wide = line.texts if line.framed else filled
                yield _cells(line, range(min(wide), max(wide) + 1), table, sheet)
        start = n


def _apart(above: _Line, below: _Line) -> bool:
    return below.number > above.number + 1 or (above.kind == "text") != (below.kind == "text")


def _shown(name: str, sheet: Sheet) -> Iterator[_Line]:
    """Rows that are not hidden, without what merged cells cover."""
    covered, above = _covered(name, sheet)
    blank_before = False
    for number in sorted(sheet.rows):
        if number in sheet.hidden_rows:
            continue
        under = covered.get(number, set())
        texts = {
            column: text
            for column, text in sheet.rows[number].items()
            if column not in under and column not in sheet.hidden_columns
        }
        filled = [text for text in texts.values() if text.strip()]
        if not texts or (not filled and blank_before):
            continue
        blank_before = not filled
        kind = _kind(filled, len(texts) > 1, number in above)
        yield _Line(number, texts, frozenset(under), number in sheet.framed, kind)


def _kind(filled: list[str], beside: bool, covered: bool) -> str:
    if not filled:
        return "blank"
    if len(filled) > 1 or covered or not any(letter.isalpha() for letter in filled[0]):
        return "table"
    if _SENTENCE.search(filled[0]) or _HEADING.match(filled[0]):
        return "text"
    return "table" if beside else "alone"


def _settled(lines: list[_Line]) -> list[_Line]:
    """A text alone in its row belongs to a table that goes on, without borders, on both sides."""
    out = list(lines)
    n = 0
    while n < len(lines):
        end = n
        while end < len(lines) and lines[end].kind == "alone":
            end += 1
        around = lines[max(0, n - 1) : end + 1]
        inside = (
            0 < n < end < len(lines)
            and all(b.number == a.number + 1 for a, b in pairwise(around))
            and all(side.kind == "table" and not side.framed for side in (around[0], around[-1]))
        )
        out[n:end] = [line._replace(kind="table" if inside else "text") for line in lines[n:end]]
        n = end + 1
    return out


def _covered(name: str, sheet: Sheet) -> tuple[dict[int, set[int]], set[int]]:
    """Places under merged cells, by row; and the rows that one reaches into from above.

    The text of a merged cell whose first row or column is hidden moves to what is shown of it.
    """
    covered: dict[int, set[int]] = {}
    above: set[int] = set()
    work = 0
    for merge in sheet.merges:
        rows = range(merge.top, min(merge.bottom, max(merge.top, sheet.last + _BELOW)) + 1)
        columns = range(merge.left, min(merge.right, sheet.widest) + 1)
        work += len(rows) * len(columns)
        if work > _MOST_COVERED:
            raise InputError("read.damaged", name=name)
        if not rows or not columns:
            continue
        row = next((r for r in rows if r not in sheet.hidden_rows), merge.top)
        column = next((c for c in columns if c not in sheet.hidden_columns), merge.left)
        text = sheet.rows.get(merge.top, {}).get(merge.left, "")
        if text and (row, column) != (merge.top, merge.left):
            sheet.put(row, column, text)
        for r in rows:
            covered.setdefault(r, set()).update(columns)
        covered[row].discard(column)
        above.update(r for r in rows if r > row)
    return covered, above


def _text(line: _Line, table: int, name: str) -> Iterator[Row]:
    for column, text in line.texts.items():
        place = Place(table, line.number, column, sheet=name)
        for part in text.split("\n"):
            if stripped := _SPACE.sub(" ", part).strip():
                yield Row((Piece(stripped, place),))


def _cells(line: _Line, columns: range, table: int, sheet: Sheet) -> Row:
    pieces = (
        Piece(
            _trimmed(line.texts.get(column, "")),
            Place(table, line.number, column, sheet=sheet.name),
        )
        for column in columns
        if column not in line.covered and column not in sheet.hidden_columns
    )
    return Row(tuple(pieces), True, table)


def _trimmed(text: str) -> str:
    lines = (_SPACE.sub(" ", part).strip() for part in text.split("\n"))
    return "\n".join(line for line in lines if line)
