"""What the heads of tables 三 and 四 say of their columns, and where that is not the form's."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from audit.clean import label_key
from audit.document import Piece
from audit.parse.records import Record
from audit.parse.values import read_value

# As a page prints them, and as markup yields them: 总计 spans two rows and precedes 商业企业.
_LEAVES = ("business", "research", "public_interest", "legal_service", "other_org")
_ORDERS = (("natural_person", *_LEAVES, "total"), ("natural_person", "total", *_LEAVES))
_FOREIGN = re.compile(r"小计|小計|行次|序号|序號|备注|備註|占比|比例|同比|增减|增減")
_GROUPS = tuple(map(label_key, ("行政复议", "未经复议直接起诉", "复议后起诉")))
_NAMES = (
    *("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"),
    *("申请人情况", "法人或其他组织"),
)


class WideHead(NamedTuple):
    """The head of a table with a fixed run of columns.

    `places` gives the table column of each key where the head is markup; `table` is the number
    of that table, 0 in text. `contradicts` tells that the order is not the form's; `total_first`
    that 总计 is named first, as where it spans all rows of the head, or where it is the first
    column; `foreign` are table columns that the form does not have.
    """

    contradicts: bool
    total_first: bool = False
    table: int = 0
    places: dict[str, int] = {}  # noqa: RUF012
    foreign: frozenset[int] = frozenset()


def applications_head(record: Record, columns: dict[str, str]) -> WideHead:
    """Read the head of table 三 above its first row."""
    pieces = [p for p in record.before if p.place.table == record.table]
    words = [word for piece in pieces for word in _words(piece, columns)]
    named = [columns[word] for word in words if word in columns]
    order = list(dict.fromkeys(named))
    total_first = order[:1] == ["total"] and len(order) >= 3
    # 法人或其他组织 above the others may have kept only what also names one of them
    orders = (order[total_first:], list(dict.fromkeys(reversed(named[total_first:])))[::-1])
    possible = any(within(rest, whole) for rest in orders for whole in _ORDERS)
    contradicts = len(order) >= 3 and not possible
    alien = [piece for piece in pieces if _FOREIGN.search(piece.text)]
    if not record.table:
        return WideHead(contradicts or bool(alien) or _alien(words, columns), total_first)
    places = {columns[k]: p.place.column for p in pieces if (k := label_key(p.text)) in columns}
    foreign = {p.place.column for p in alien} | _unlike(pieces, places)
    # in markup the places of the names decide, not their order
    lost = contradicts and len(places) < 5
    return WideHead(lost, False, record.table, places, frozenset(foreign))


def _alien(words: Sequence[str], columns: dict[str, str]) -> bool:
    """Whether a word among the columns' names can be none of them, however damaged."""
    # 总计 and 其他 said again are the row's own labels
    named = [n for n, word in enumerate(words) if word in columns and word not in words[:n]]
    between = words[named[0] : named[-1]] if len(named) >= 4 else []
    return any(
        word not in columns and not any(within(word, name) for name in _NAMES) for word in between
    )


def _unlike(pieces: Sequence[Piece], places: dict[str, int]) -> set[int]:
    """Columns between named ones whose name is like none of the form's."""
    if len(places) < 4:
        return set()
    inside = range(min(places.values()), max(places.values()) + 1)
    known = set(places.values())
    bottom = {p.place.column: p for p in pieces if p.place.column in inside}
    return {
        column
        for column, piece in bottom.items()
        if column not in known
        and piece.text
        and not any(within(label_key(piece.text), name) for name in _NAMES)
    }


def trusted(head: WideHead, keys: Sequence[str], rows: Iterable[Sequence[Piece]]) -> WideHead:
    """Return the head without its places if rows do not stand below them: spans were lost."""
    whole = {head.places[key] for key in keys if key in head.places}
    below = [{p.place.column for p in row} for row in rows]
    fitting = sum(whole <= columns for columns in below)
    if len(whole) >= 4 and fitting * 2 >= len(below):
        return head
    return head._replace(places={}, foreign=frozenset())


def by_head(record: Record, keys: Sequence[str], head: WideHead) -> tuple[Piece, ...] | None:
    """Take a row's values from the columns that the head names, if it names them all."""
    if not head.table or record.table != head.table or any(k not in head.places for k in keys):
        return None
    cells = {piece.place.column: piece for piece in record.values}
    chosen = [cells.get(head.places[key]) for key in keys]
    return tuple(p for p in chosen if p) if all(chosen) else None


def sums_agree(rows: Iterable[Sequence[Piece]]) -> bool:
    """Whether rows that are not all alike have their sum at the end, and none at the start."""
    at_end = at_start = 0
    for row in rows:
        numbers = [read_value(piece.text).number or 0.0 for piece in row]
        if any(numbers):
            at_end += abs(sum(numbers[:-1]) - numbers[-1]) < 0.5
            at_start += abs(sum(numbers[1:]) - numbers[0]) < 0.5
    return at_end >= at_start


def agrees(chosen: Sequence[Piece], keys: Sequence[str], record: Record, head: WideHead) -> bool:
    """Whether values given to columns by their order stand below those columns' names."""
    if not head.table or record.table != head.table:
        return True
    return all(
        head.places.get(key, piece.place.column) == piece.place.column
        and piece.place.column not in head.foreign
        for key, piece in zip(keys, chosen, strict=True)
    )


def disputes_contradict(record: Record, columns: dict[str, str], order: Sequence[str]) -> bool:
    """Whether the head of table 四 has other columns than three times the form's five."""
    words = [word for piece in record.before for word in _words(piece, columns)]
    found = [n for n, word in enumerate(words) if word in _GROUPS]
    groups = list(dict.fromkeys(words[n] for n in found))
    if groups != sorted(groups, key=_GROUPS.index):
        return True
    leaves = [columns[word] for word in words if word in columns]
    whole = list(order) * 3
    if _by_column(record, columns) == whole:
        return False
    if not leaves or within(leaves, whole * -(-len(leaves) // len(whole))):
        after = words[found[0] :] if found else []
        strange = [w for w in after if w not in columns and w not in (*_GROUPS, "行政诉讼")]
        return bool(leaves) and bool(found) and not strange and len(leaves) % len(whole) != 0
    return True


def _by_column(record: Record, columns: dict[str, str]) -> list[str]:
    """The columns' keys by what stands above each: a page end may cut a name in two."""
    above: dict[int, str] = defaultdict(str)
    for piece in record.before:
        if record.table and piece.place.table == record.table:
            above[piece.place.column] += label_key(piece.text)
    ends = [[name for name in columns if above[n].endswith(name)] for n in sorted(above)]
    return [columns[max(names, key=len)] for names in ends if names]


def _words(piece: Piece, columns: dict[str, str]) -> list[str]:
    """A piece as one name, or its words where several names share it."""
    whole = label_key(piece.text)
    if whole in columns or whole in _GROUPS:
        return [whole]
    return [key for word in piece.text.split() if (key := label_key(word))]


def within(part: Iterable[str], whole: Iterable[str]) -> bool:
    """Whether a sequence is a subsequence of another."""
    rest = iter(whole)
    return all(item in rest for item in part)
