"""What the labels of a record say about the row of the form it stands for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache, lru_cache
from typing import NamedTuple

from rapidfuzz import fuzz, process

from audit.clean import label_key
from audit.document import Piece
from audit.form import Form, Line, Table, load_form
from audit.parse.records import Record

EXACT = 3.0  # the label of the row stands on its line
NEARBY = 1.0  # it stands among the labels on other lines
_ALIKE = 58.0  # below this two labels have little more in common than their script
_COLUMN = 5  # labels of one column of a print layout start within this many characters


class Slot(NamedTuple):
    """A row of the form as a target of alignment; `need` is how many values it takes."""

    table: str
    row: str
    need: int


class Labels(NamedTuple):
    """The labels of one form: slots in order, exact keys, and keys for likeness.

    `columns` gives each table's column keys by label key; `blind` are the slots of table 三 that
    the official form prints, which a row without a label may stand for; `headings` are the keys
    of group headings: a row of values beside one of them alone is a subtotal, no row of the form.
    """

    version: str
    slots: tuple[Slot, ...]
    exact: dict[str, int]
    keys: tuple[tuple[str, ...], ...]
    columns: dict[str, dict[str, str]]
    blind: tuple[int, ...]
    headings: frozenset[str]


@cache
def labels_of(version: str) -> Labels:
    """Return the labels of a form; the three groups of table 四 are one slot of fifteen."""
    form = load_form(version)
    slots: list[Slot] = []
    exact: dict[str, int] = {}
    keys: list[tuple[str, ...]] = []
    for table in form.tables.values():
        if table.key == "disputes":
            continue
        for row in table.rows:
            plain, with_heading = _names(row)
            exact.update(dict.fromkeys((*plain, *with_heading), len(slots)))
            slots.append(Slot(table.key, row.key, len(table.columns_of(row))))
            keys.append(tuple(plain))
    disputes = form.tables["disputes"]
    slots.append(Slot("disputes", "", len(disputes.rows) * len(disputes.columns)))
    keys.append(())
    applications = form.tables["applications"]
    blind = tuple(
        n
        for n, slot in enumerate(slots)
        if slot.table == applications.key and slot.row not in applications.unofficial
    )
    columns = {key: _columns(table) for key, table in form.tables.items()}
    headings = {label_key(row.heading) for row in applications.rows} - {"", *exact}
    subtotals = {heading + word for heading in headings for word in ("", "小计", "合计", "总计")}
    return Labels(
        *(version, tuple(slots), exact, tuple(keys), columns, blind),
        headings=frozenset(subtotals - set(exact)),
    )


def is_subtotal(record: Record, labels: Labels) -> bool:
    """Whether a record's own label is a group heading and nothing else."""
    if not record.own:
        return False
    own = record.labels[-record.own :]
    return all(label_key(piece.text) in labels.headings for piece in own)


def _names(row: Line) -> tuple[list[str], list[str]]:
    """Keys of label and aliases, alone and with the heading that may share their line."""
    plain = [label_key(name) for name in (row.label, *row.aliases)]
    heading = label_key(row.heading)
    outer = label_key("三、本年度办理结果")
    with_heading = [heading + name for name in plain] if heading else []
    return list(dict.fromkeys(plain)), [*with_heading, *(outer + n for n in with_heading)]


def _columns(table: Table) -> dict[str, str]:
    return {label_key(a): line.key for line in table.columns for a in (line.label, *line.aliases)}


def is_row_label(form: Form) -> frozenset[str]:
    """Return the keys that name a row of a form and nothing else: (六)其他处理 is a heading too."""
    headings = {label_key(row.heading) for table in form.tables.values() for row in table.rows}
    return frozenset(labels_of(form.version).exact) - headings


def label_scores(record: Record, labels: Labels) -> dict[int, float]:
    """Score the slots that the record's labels speak for; no entry where they say nothing.

    On a printed page without a table's lines a label beside the values is the row's; one above
    them may as well be of the row before, set in the middle of its height.
    """
    if not record.table and record.values[0].place.page:
        record = replace(record, labels=record.labels[len(record.labels) - record.own :])
    found = _exact(record, labels)
    if found is not None:
        slot, own = found
        if own:
            return {slot: EXACT}
        return {slot: NEARBY} | _mentioned(record, labels)
    likeness = _alike(record, labels)
    if record.own:
        return likeness
    return {s: score * NEARBY / EXACT for s, score in likeness.items()} | _mentioned(record, labels)


def _candidates(pieces: Sequence[Piece]) -> Iterator[str]:
    """Ways to read the row's own label: the last piece, the last few, those of its column."""
    if not pieces:
        return
    tails = [pieces[-n:] for n in range(1, min(len(pieces), 4) + 1)]
    last = pieces[-1].place
    if not last.table:
        near = [p for p in pieces if abs(p.place.column - last.column) <= _COLUMN]
        tails += [near[-n:] for n in range(2, min(len(near), 4) + 1)]
    for tail in tails:
        yield label_key("".join([piece.text for piece in tail]))
    # a note in brackets behind the label is no part of it
    yield label_key(pieces[-1].text.split("(")[0].split("（")[0])


def _exact(record: Record, labels: Labels) -> tuple[int, bool] | None:
    for pieces, own in (
        (record.labels[-record.own :] if record.own else (), True),
        (record.labels, bool(record.own)),
    ):
        for key in _candidates(pieces):
            if key in labels.exact:
                return labels.exact[key], own
    return None


def _mentioned(record: Record, labels: Labels) -> dict[int, float]:
    """Rows whose whole label stands somewhere in the run of labels that came loose."""
    text = "".join(label_key(piece.text) for piece in record.labels)
    return {
        slot: NEARBY
        for slot, keys in enumerate(labels.keys)
        if keys and len(keys[0]) >= 6 and keys[0] in text
    }


def _alike(record: Record, labels: Labels) -> dict[int, float]:
    out: dict[int, float] = {}
    for key in dict.fromkeys(_candidates(record.labels)):
        for slot, score in _likeness(labels.version, key):
            out[slot] = max(out.get(slot, 0.0), score)
    return out


@lru_cache(maxsize=10_000)
def _likeness(version: str, key: str) -> tuple[tuple[int, float], ...]:
    """Slots whose labels resemble a key; cached, for the same damage recurs in many reports."""
    slots, names = _all_names(version)
    best = [0.0] * len(labels_of(version).slots)
    alike = process.extract(key, names, scorer=fuzz.ratio, score_cutoff=_ALIKE, limit=None)
    for _, score, n in alike:
        best[slots[n]] = max(best[slots[n]], score)
    for slot, name in zip(slots, names, strict=True):
        best[slot] = max(best[slot], _likeness_of_part(key, name))
    return tuple(
        (slot, (score - _ALIKE) / (100 - _ALIKE) * (EXACT - 0.5) + 0.3)
        for slot, score in enumerate(best)
        if score >= _ALIKE
    )


@cache
def _all_names(version: str) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """Slots and their names, side by side."""
    pairs = [(n, name) for n, names in enumerate(labels_of(version).keys) for name in names]
    return tuple(n for n, _ in pairs), tuple(name for _, name in pairs)


def _likeness_of_part(key: str, name: str) -> float:
    # a label cut at a line's end is a beginning of the whole
    if 4 <= len(key) < len(name) <= 2 * len(key) and name.startswith(key):
        return 80.0
    if len(key) > len(name) + 1:
        # a heading may share the line: (三)不予公开 1.属于国家秘密
        return 0.95 * fuzz.ratio(key[-len(name) :], name, score_cutoff=_ALIKE)
    return 0.0
