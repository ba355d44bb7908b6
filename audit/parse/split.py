"""Several reports in one file: where each begins."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise

from audit.clean import label_key
from audit.document import Document, Row
from audit.errors import InputError
from audit.form import VERSIONS
from audit.parse.labels import labels_of
from audit.parse.who import titled
from audit.report import Mention

_FEW_TWINS = 3  # a row may be said again elsewhere
_SHORT = 4  # such labels are words of other places too
_OVERVIEW = re.compile(r"\s*#*\s*一\s*[、.．，,]\s*[总總]体?體?情[况況]\s*\Z")
_FIRST_ROW = "new_received"  # table 三 is in every report, and this row opens it


def split(document: Document) -> tuple[Document, ...]:
    """Return the reports of a document, one document each, numbered path#1, path#2.

    A report begins where, after a whole table 三, another agency or year is named by a title or
    another sheet of a spreadsheet begins, and table 三 comes again. The same report printed
    twice, or a table repeated under one title, is not split. Raises InputError for two reports
    printed side by side, line by line: whose a value is could only be guessed.
    """
    named = _named_rows(document.rows)
    if _side_by_side([key for _, key in named]):
        raise InputError("read.side_by_side", name=document.source)
    opening = _first_row()
    tables = list(dict.fromkeys(n for n, key in named if key in opening))
    starts = [0, *_starts(document.rows, tables)]
    if len(starts) == 1:
        return (document,)
    ends = [*starts[1:], len(document.rows)]
    return tuple(
        replace(
            document,
            source=f"{document.source}#{n}",
            rows=document.rows[start:end],
            title="",
            alone=False,
        )
        for n, (start, end) in enumerate(zip(starts, ends, strict=True), 1)
    )


def _named_rows(rows: Sequence[Row]) -> list[tuple[int, str]]:
    """The labels of table 三 in a document, each with the number of its row."""
    labels = _labels_of_table("applications")
    return [
        (n, key)
        for n, row in enumerate(rows)
        for piece in row.pieces
        if piece.text and (key := label_key(piece.text)) in labels
    ]


def _starts(rows: Sequence[Row], tables: Sequence[int]) -> Iterator[int]:
    # a report whose tables are pictures still has its first section
    heads = [n for n, row in enumerate(rows) if _opens_report(row)]
    anchors = sorted({*tables, *heads}) if len(heads) > len(tables) else tables
    if len(anchors) < 2 or not tables:
        return
    known = _last(_titles(rows, range(anchors[0])))
    for this, following in pairwise(anchors):
        titles = _titles(rows, range(this, following))
        start = _other_title(titles, known)
        if not start and this in tables and following in tables:
            start = _other_sheet(rows, range(this, following))
        if start:
            known = _last(titles) or known
            yield start


@cache
def _first_row() -> frozenset[str]:
    return frozenset(
        key
        for version in VERSIONS
        for key, slot in labels_of(version).exact.items()
        if labels_of(version).slots[slot].row == _FIRST_ROW
    )


def _side_by_side(keys: Sequence[str]) -> bool:
    """Whether labels of table 三 come again before the table is through."""
    named = [key for key in keys if len(key) > _SHORT]
    opening = [at for at, key in enumerate(named) if key in _first_row()]
    return any(_mixed(named[a:b]) for a, b in pairwise([0, *opening, len(named)]))


def _mixed(names: Sequence[str]) -> bool:
    """Whether names are repeated one by one, not one run of them after another."""
    places: dict[str, list[int]] = defaultdict(list)
    for at, name in enumerate(names):
        places[name].append(at)
    twice = [found for found in places.values() if len(found) > 1]
    through = max((found[0] for found in twice), default=0)
    return sum(found[1] <= through for found in twice) > _FEW_TWINS


@cache
def _labels_of_table(table: str) -> frozenset[str]:
    return frozenset(
        key
        for version in VERSIONS
        for key, slot in labels_of(version).exact.items()
        if labels_of(version).slots[slot].table == table
    )


def _opens_report(row: Row) -> bool:
    return not row.table and bool(_OVERVIEW.match(row.text))


def _title_at(rows: Sequence[Row], n: int) -> Mention | None:
    """The title that begins in a row, also where it is wrapped over two."""
    if rows[n].table:
        return None
    alone = titled(rows[n].text)
    if alone and alone.agency:
        return alone
    if n + 1 < len(rows) and not rows[n + 1].table:
        below = titled(rows[n + 1].text)
        both = titled(rows[n].text + rows[n + 1].text)
        if both and both.agency and not (below and below.agency):
            return both
    return alone


def _titles(rows: Sequence[Row], between: range) -> dict[int, Mention]:
    return {n: title for n in between if (title := _title_at(rows, n))}


def _last(titles: dict[int, Mention]) -> Mention | None:
    """The title that counts: menus list other years' reports above it."""
    return next(reversed(titles.values()), None)


def _other_title(titles: dict[int, Mention], known: Mention | None) -> int | None:
    """The row of the title that the next table stands under, if it names another report."""
    last = _last(titles)
    if not last or not known or _named(last) == _named(known):
        return None
    return next(n for n, title in titles.items() if _named(title) == _named(last))


def _named(title: Mention) -> tuple[str, int | None]:
    return title.agency, title.year


def _other_sheet(rows: Sequence[Row], between: range) -> int | None:
    """The row in which another sheet begins; a sheet that has its own table 三 is a report."""
    inclusive = range(between.start, between.stop + 1)
    sheets = {n: rows[n].pieces[0].place.sheet for n in inclusive}
    known, last = sheets[between.start], sheets[between.stop]
    if not last or known == last:
        return None
    # what follows up to the sheet with the next table 二 is still the former report's
    later = [n for n in inclusive if sheets[n] != known]
    opening = (sheets[n] for n in later if _in_disclosure(rows[n]))
    first = next(opening, last)
    return next(n for n in later if sheets[n] == first)


def _in_disclosure(row: Row) -> bool:
    keys = {label_key(piece.text) for piece in row.pieces if piece.text}
    return not keys.isdisjoint(_labels_of_table("disclosure"))
