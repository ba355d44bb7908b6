"""Records against the rows of the form: one monotone alignment, and how sure it is."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from audit.clean import simplified
from audit.parse.labels import EXACT, Labels, Slot, is_subtotal, label_scores
from audit.parse.records import Record

UNLABELLED = 0.2  # a full row without any label may be any row, by its order alone
_LEFT_OVER = -1.5  # a full row of table 三 that stands for no row of the form
_UNSURE = 0.6  # a placement must be this much better than the record's next best one
_MOST = 2000  # records to align; a report has about fifty
_NONE = float("-inf")
_DISPUTE_WORDS = ("维持", "纠正", "审结", "复议", "诉讼")


class Placement(NamedTuple):
    """A record put to a slot. `by_label` is False where only its order tells."""

    record: int
    slot: int
    by_label: bool
    sure: bool


class Alignment(NamedTuple):
    """Placements in order, and the tables that stand more than once."""

    placements: tuple[Placement, ...]
    repeated: tuple[str, ...]


def align(found: Sequence[Record], labels: Labels, starts: dict[str, int]) -> Alignment:
    """Put records to slots so that the order of the form is kept and the labels agree best.

    `starts` gives for tables the document row of the heading of their section.
    """
    scores = [_scores(record, labels) for record in found]
    _drop_above_headings(scores, found, labels, starts)
    first, repeated = _first_of_each(scores, labels)
    kept = [
        n
        for n, own in enumerate(scores)
        if first[n] and (own or (_full(found[n]) and not found[n].own))
    ]
    if len(kept) > _MOST:
        kept = [n for n in kept if scores[n]][:_MOST]  # a book of tables, not a report
    table = [_with_blind(scores[n], found[n], labels) for n in kept]
    skip = [_LEFT_OVER if _full(found[n]) else 0.0 for n in kept]
    placed = _best(table, skip, len(labels.slots))
    again = _said_again(found, scores, first)
    in_order = [
        Placement(
            kept[i],
            j,
            j in scores[kept[i]],
            sure and again.get(j, _said(found[kept[i]])) == _said(found[kept[i]]),
        )
        for i, j, sure in placed
    ]
    rest = _out_of_order(in_order, kept, scores, labels)
    return Alignment(tuple(sorted(in_order + rest, key=lambda p: p.slot)), repeated)


def _said(record: Record) -> tuple[str, ...]:
    return tuple(piece.text for piece in record.values if piece.text)


def _said_again(
    found: Sequence[Record], scores: Sequence[dict[int, float]], first: Sequence[bool]
) -> dict[int, tuple[str, ...]]:
    """What a table printed a second time says in each row: where it differs, neither is sure."""
    return {
        j: _said(found[n])
        for n, own in enumerate(scores)
        if not first[n]
        for j, score in own.items()
        if score >= EXACT
    }


def _out_of_order(
    placed: Sequence[Placement],
    kept: Sequence[int],
    scores: Sequence[dict[int, float]],
    labels: Labels,
) -> list[Placement]:
    """Rows of table 二 that stand elsewhere: each has a name of its own, so order is no need."""
    records, slots = {p.record for p in placed}, {p.slot for p in placed}
    out = []
    for j, slot in enumerate(labels.slots):
        if slot.table == "disclosure" and j not in slots:
            named = [n for n in kept if scores[n].get(j) == EXACT and n not in records]
            if len(named) == 1:
                out.append(Placement(named[0], j, True, True))
    return out


def _drop_above_headings(
    scores: Sequence[dict[int, float]],
    found: Sequence[Record],
    labels: Labels,
    starts: dict[str, int],
) -> None:
    """Rows above the heading of their table's section are other text: last year's, a list."""
    for table, start in starts.items():
        slots = {j for j, slot in enumerate(labels.slots) if slot.table == table}
        below = any(
            own.get(j, 0.0) >= EXACT
            for record, own in zip(found, scores, strict=True)
            for j in slots
            if record.first > start
        )
        for record, own in zip(found, scores, strict=True):
            if below and record.first < start:
                for j in slots & own.keys():
                    del own[j]


def _full(record: Record) -> bool:
    return 6 <= record.filled <= 8


def _scores(record: Record, labels: Labels) -> dict[int, float]:
    """Label scores of the slots that can take so many values."""
    if not record.values or is_subtotal(record, labels):
        return {}
    out: dict[int, float] = {}
    named = _disputes(record, labels) if _below_dispute_heads(record) else None
    for slot, score in (label_scores(record, labels) if named is None else named).items():
        if fits(record, labels.slots[slot]) and (record.filled or score >= EXACT):
            out[slot] = score
    return out


def _disputes(record: Record, labels: Labels) -> dict[int, float]:
    """The one row of table 四 has no label of its own: its heads precede fifteen values."""
    bare = not record.own and len(record.values) >= 15
    return {len(labels.slots) - 1: EXACT} if record.filled >= 10 or bare else {}


def _below_dispute_heads(record: Record) -> bool:
    """Whether the heads of table 四 stand above: such a row is no row of another table."""
    return _speaks_of_disputes("".join([piece.text for piece in record.before]))


@lru_cache(maxsize=10_000)
def _speaks_of_disputes(labels: str) -> bool:
    text = simplified(labels)
    return sum(word in text for word in _DISPUTE_WORDS) >= 2


def fits(record: Record, slot: Slot) -> bool:
    """Whether a record has about as many values as a slot takes."""
    most = len(record.values)
    if slot.need >= 7:
        # up to four columns of the agency's own
        return slot.need - 3 <= most and record.filled <= slot.need + 4
    return record.filled <= slot.need + 2 and most <= slot.need + 8


def _with_blind(own: dict[int, float], record: Record, labels: Labels) -> dict[int, float]:
    if not _full(record) or record.own:
        return own
    blind = UNLABELLED if not own else 0.0
    return dict.fromkeys(labels.blind, blind) | own


def _first_of_each(
    scores: Sequence[dict[int, float]], labels: Labels
) -> tuple[list[bool], tuple[str, ...]]:
    """Keep the first of several tables of a kind: rows that come again start another."""
    keep, repeated = [True] * len(scores), []
    for table in dict.fromkeys(slot.table for slot in labels.slots):
        named = [
            (n, j)
            for n, own in enumerate(scores)
            for j, score in own.items()
            if score >= EXACT and labels.slots[j].table == table
        ]
        again = {j for j, times in Counter(j for _, j in named).items() if times > 1}
        if len(again) < (3 if table != "disputes" else 1):
            continue
        seen: set[int] = set()
        start = next(n for n, j in named if j in seen or seen.add(j))  # type: ignore[func-returns-value]
        repeated.append(table)
        last = max(n for n, _ in named)
        for n in range(start, last + 1):
            if all(labels.slots[j].table == table for j in scores[n]):
                keep[n] = False
    return keep, tuple(repeated)


def _best(
    table: Sequence[dict[int, float]], skip: Sequence[float], width: int
) -> list[tuple[int, int, bool]]:
    """Best monotone path as (record, slot, sure), by forward and backward sums."""
    ahead = _forward(table, skip, width)
    back = _forward(
        [{width - 1 - j: s for j, s in row.items()} for row in reversed(table)],
        list(reversed(skip)),
        width,
    )
    n = len(table)
    total = ahead[n][width]
    through = [
        {j: ahead[i][j] + s + back[n - 1 - i][width - 1 - j] for j, s in row.items()}
        for i, row in enumerate(table)
    ]
    column: defaultdict[int, list[tuple[int, float]]] = defaultdict(list)
    for i, row in enumerate(through):
        for j, reached in row.items():
            column[j].append((i, reached))
    out = []
    bound = -1
    for i, row in enumerate(through):
        j = max((j for j in row if j > bound), key=row.__getitem__, default=-1)
        if j < 0 or row[j] < total - 1e-9:
            continue
        rivals = [reached for k, reached in row.items() if k != j]
        rivals += [reached for k, reached in column[j] if k != i]
        out.append((i, j, total - max(rivals, default=_NONE) >= _UNSURE))
        bound = j
    return out


def _forward(
    table: Sequence[dict[int, float]], skip: Sequence[float], width: int
) -> list[list[float]]:
    """ahead[i][j]: best sum of the first i records over the first j slots."""
    ahead = [[0.0] * (width + 1)]
    for row, cost in zip(table, skip, strict=True):
        above = ahead[-1]
        line = [before + cost for before in above] if cost else list(above)
        for j, score in row.items():
            # sums grow with the slots: what is less stands in one run
            best = above[j] + score
            end = bisect_left(line, best, j + 1)
            line[j + 1 : end] = [best] * (end - j - 1)
        ahead.append(line)
    return ahead
