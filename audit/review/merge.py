"""Several workbooks that came back, as one: what each reviewer changed, and where they disagree."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePath

from audit.review.entry import Entry
from audit.template import EXTRA
from audit.words import apart, say

_SIGNED = (
    "status",
    "opinion",
    "decision",
    "remark",
    "reason",
    "reply",
)  # where a name says whose it is
_NUMBERS = "value_hash"  # of what was told of a finding: the numbers it was found with
_BETWEEN = "[；;／] ?"  # what several said of one thing
_CELL = "."  # stands in the key of a cell only


@dataclass(frozen=True)
class Merged:
    """A row as all returned workbooks have it together.

    `disagree` are the fields that were changed in different ways, with what each says (who, what);
    of a cell none of these is taken, of an answer all stand in the field.
    """

    entry: Entry
    disagree: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)


Rows = Mapping[tuple[str, str], Merged]  # by kind and key


def merged(returned: Sequence[Sequence[Entry]]) -> dict[tuple[str, str], Merged]:
    """Return the rows of several workbooks by kind and key, those of the first going first.

    A field takes what a reviewer changed in it, in whichever copy; where nobody did, it stays.
    """
    rows: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    for entries in returned:
        for entry in entries:
            rows[entry.kind, entry.rid].append(entry)
    return {key: _merged(entries) for key, entries in rows.items()}


def _merged(entries: Sequence[Entry]) -> Merged:
    # what an earlier build could not place has only some of the fields
    first = max(entries, key=lambda entry: len(entry.fields))
    fields, disagree = {}, {}
    for key in dict.fromkeys(key for entry in entries for key in entry.fields):
        said = _said(entries, key)
        if len(said) > 1:
            disagree[key] = tuple(said)
        fields[key] = _joined(key, said, entries)
    read = {key: text for entry in reversed(entries) for key, text in entry.read.items()}
    return Merged(replace(first, fields=fields, read=read, told=_told(entries)), disagree)


def _told(entries: Sequence[Entry]) -> Mapping[str, str]:
    """The words about a row: where somebody answered on other numbers, as they were then."""
    first = entries[0].told
    answered = (entry.told for entry in entries if entry.edits)
    other = (told for told in answered if told.get(_NUMBERS) != first.get(_NUMBERS))
    return next(other, first)


def _said(entries: Sequence[Entry], key: str) -> list[tuple[str, str]]:
    """Who says what in a field, each saying once; nobody twice, nobody who changed nothing."""
    found: dict[str, Entry] = {}
    for entry in entries:
        if key in entry.edits:
            found.setdefault(entry.fields[key], entry)
    first = entries[0]
    if found and _is_later(first, key, entries):
        now = first.fields[key]
        if not all(_is_part(text, now) for text in found):
            found = {now: first, **found}
        elif len(found) == 1:
            found = {now: first}  # it stands there already, beside what others said
    if len(found) > 1:
        found.pop("", None)  # who wrote something goes before who struck it out
    signed = [(_who(entry), text) for text, entry in found.items()]
    if len({who for who, _ in signed}) < len(signed):
        # one name under both, as of whose the report is: the files tell who wrote what
        return [(PurePath(entry.file).stem, text) for text, entry in found.items()]
    return signed


def _is_later(first: Entry, key: str, entries: Sequence[Entry]) -> bool:
    """Whether the first workbook holds what a build carried after the others were given out.

    What it then says must not give way to a copy from before.
    """
    now = first.fields.get(key, "")
    bases = {entry.before.get(key, "") for entry in entries if key in entry.edits}
    from_source = now == first.read.get(key, "")
    carried = key in first.fields and key not in first.edits and not from_source
    return carried and now not in bases


def _is_part(text: str, whole: str) -> bool:
    """Whether a text stands in a longer one of several parts, alone or with its signature."""
    several = re.search(_BETWEEN, whole.removeprefix(text))
    return bool(several and re.search(rf"(?:^|{_BETWEEN}){re.escape(text)}", whole))


def _who(entry: Entry) -> str:
    names = (entry.fields.get(key) for key in ("reviewer", "owner", "replied_by"))
    return next(filter(None, names), PurePath(entry.file).stem)


def _joined(key: str, said: Sequence[tuple[str, str]], entries: Sequence[Entry]) -> str:
    if not said:
        return next(entry.fields[key] for entry in entries if key in entry.fields)
    if len(said) == 1:
        return said[0][1]
    if _CELL in key:
        return next(entry.read[key] for entry in entries if key in entry.read)
    if key not in _SIGNED and not key.startswith(EXTRA):
        return "／".join(text for _, text in said)
    return apart(say("carry.signed", who=who, text=text) for who, text in said)
