"""Which column of the form each value of a record belongs to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz import fuzz

from audit.clean import label_key, simplified
from audit.document import Piece
from audit.form import Line, Table
from audit.parse.records import Record
from audit.parse.values import read_value

_OTHER_UNIT = re.compile("(?:金额|单位).*(?<!万)元")
_CONTENT = label_key("信息内容")
_ONE_WRONG = 80.0  # likeness of a label of six characters with one of them wrong


class Evidence(NamedTuple):
    """What the complete rows of a table show: where values start, how many blanks are around."""

    positions: frozenset[int]
    leads: frozenset[int]
    trails: frozenset[int]


def evidence(found: Iterable[Record], need: int) -> Evidence:
    """Look at the rows in which every value stands and no more than that."""
    positions, leads, trails = set(), set(), set()
    for record in found:
        filled = [i for i, piece in enumerate(record.values) if piece.text]
        if len(filled) == need and filled[-1] - filled[0] == need - 1:
            leads.add(filled[0])
            trails.add(len(record.values) - 1 - filled[-1])
            positions.add(_position(record.values[filled[0]]))
    return Evidence(frozenset(positions), frozenset(leads), frozenset(trails))


def fit(record: Record, need: int, known: Evidence) -> tuple[Piece, ...] | None:
    """Choose the run of `need` cells that are the row's values, or None if that is not certain.

    A row may have more cells than values: merged cells leave blanks before and after.
    """
    values = record.values
    filled = [i for i, piece in enumerate(values) if piece.text]
    if len(values) == need:
        return None if _moved_up(values) else values
    if len(values) < need:
        return None
    if not filled:
        return values[:need]  # all blank, wherever the row begins
    if len(known.leads) == len(known.trails) == 1:
        around = min(known.leads) + min(known.trails)
        if len(values) != need + around:
            return None  # narrower or wider than the complete rows: a cell was lost or added
    starts = range(len(values) - need + 1)
    fitting = [s for s in starts if s <= filled[0] and filled[-1] < s + need]
    if len(fitting) > 1:
        fitting = _by_evidence(values, fitting, known)
    return values[fitting[0] : fitting[0] + need] if len(fitting) == 1 else None


def _moved_up(values: Sequence[Piece]) -> bool:
    """Whether a row is full but for its end, and a number stands before it: a cell was lost."""
    if values[-1].text or not all(piece.text for piece in values[:-1]):
        return False
    return bool(read_value(values[-2].text).number)


def end_doubtful(values: Sequence[Piece], known: Evidence) -> bool:
    """Whether a blank end of a full row may be no blank: other rows of the table have theirs."""
    return bool(known.leads) and not values[-1].text and all(p.text for p in values[:-1])


def _by_evidence(values: Sequence[Piece], starts: Sequence[int], known: Evidence) -> list[int]:
    if len(known.positions) == 1 and _position(values[0]):
        return [s for s in starts if _position(values[s]) in known.positions]
    if len(known.leads) == 1:
        return [s for s in starts if s in known.leads]
    return []


def _position(piece: Piece) -> int:
    """Column in a table, number of the cell in a separated line; 0 in running text."""
    return piece.place.column if piece.place.table else piece.place.row


class Head(NamedTuple):
    """A head of table 二: its words, and the columns recognised among them.

    `whole` tells that the words are all that stands after 信息内容, `other_unit` that the head
    states another unit than 万元: 元, 千元, 亿元.
    """

    words: tuple[str, ...]
    columns: tuple[str, ...]
    whole: bool = False
    other_unit: bool = False


def read_head(pieces: Sequence[Piece], columns: dict[str, str]) -> Head:
    """Read the column names out of the labels above a row.

    Names may be wrapped over pieces, share a piece, carry a note in brackets, or have lost
    characters.
    """
    words = [
        key
        for piece in pieces
        for word in _without_notes(piece.text).replace("\n", "").split()
        if (key := label_key(word))
    ]
    starts = [n for n, word in enumerate(words) if damaged(word, _CONTENT)]
    words = words[starts[-1] + 1 :] if starts else words
    kept: list[str] = []
    found: list[str] = []
    at = 0
    while at < len(words):
        width = next((w for w in (3, 2) if _column("".join(words[at : at + w]), columns)), 1)
        word = "".join(words[at : at + width])
        column = _column(word, columns)
        kept.append(word)
        found += [column] if column else []
        at += width
    other_unit = any(
        "元" in piece.text and _OTHER_UNIT.search("".join(simplified(piece.text).split()))
        for piece in pieces
    )
    return Head(tuple(kept), tuple(found), bool(starts), other_unit)


def _without_notes(text: str) -> str:
    for opening in ("(", "（"):
        text = text.split(opening)[0]
    return text


def _column(key: str, columns: dict[str, str]) -> str:
    if key in columns:
        return columns[key]
    if len(key) < 3:
        return ""
    cut = {c for label, c in columns.items() if label[:-1] == key}
    return cut.pop() if len(cut) == 1 else ""


def disclosure_fit(record: Record, table: Table, row: Line, head: Head) -> dict[str, Piece] | None:
    """Give each value of a row of table 二 its column; None if that is not certain.

    Where the head names only some of the row's columns, the others are absent.
    """
    columns = _named(table, row, head)
    values = record.values
    while len(values) > len(columns) and not values[-1].text:
        values = values[:-1]  # merged cells leave blanks behind
    if not columns or len(values) != len(columns):
        return None
    return dict(zip(columns, values, strict=True))


def _named(table: Table, row: Line, head: Head) -> Sequence[str]:
    """The row's columns by its head; the form's own order where the head is lost or damaged."""
    named = [key for key in head.columns if key in row.columns]
    if len(named) == len(head.columns) and sorted(named) == sorted(row.columns):
        return named
    last = head.words[-len(row.columns) :]
    if not head.words or _resembles(last, [table.column(key).label for key in row.columns]):
        return row.columns
    complete = head.whole and len(named) == len(head.columns) == len(head.words)
    return named if complete else ()


def _resembles(words: Sequence[str], labels: Sequence[str]) -> bool:
    """Whether damaged words can be these labels, one for one."""
    return len(words) == len(labels) and all(
        damaged(word, label_key(label)) for word, label in zip(words, labels, strict=True)
    )


@lru_cache(maxsize=20_000)
def damaged(word: str, label: str) -> bool:
    """Whether a word can be what is left of a label: characters lost, or one of them wrong."""
    rest = iter(label)
    lost = 3 * len(word) >= len(label) and all(letter in rest for letter in word)
    return lost or fuzz.ratio(word, label) >= _ONE_WRONG
