"""A row of a workbook that came back, with what a reviewer may have put into it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

PROBLEM, REPORT, CELLS = "problems", "summary", "cells"  # kinds of rows
THEIRS = "theirs"  # a row of numbers in an agency's own workbook
FOREIGN = "foreign"  # any row there that belongs to another agency
REASON = "reason"
ANSWER = ("status", "opinion", "reviewer", "date")
ENTRIES = ("entry", "entry_2", "entry_3", "entry_4")  # a cell holds 32,767 characters
REPLY = ("reply", "replied_by", "replied_on")  # an agency's, in the workbook of its pack


@dataclass(frozen=True)
class Entry:
    """A row that holds a reviewer's work: `rid` is its key, `fields` what stands in open columns.

    `before` is what the build had put there, so that what differs is the reviewer's; `read` is, of
    a row of numbers, what had been read from the source. `told` are words about the row, for a
    list of what matches nothing. `file` is where it was returned.
    """

    kind: str
    rid: str
    fields: Mapping[str, str]
    before: Mapping[str, str] = field(default_factory=dict)
    read: Mapping[str, str] = field(default_factory=dict)
    told: Mapping[str, str] = field(default_factory=dict)
    file: str = ""

    @property
    def edits(self) -> dict[str, str]:
        """The fields that a reviewer has changed."""
        return {k: v for k, v in self.fields.items() if v != self.before.get(k, "")}


def kept(fields: Mapping[str, str]) -> str:
    """Return what a build puts into a row's open columns as the text that stays beside it."""
    return json.dumps(dict(fields), ensure_ascii=False, sort_keys=True) if fields else ""


def packed(entry: Entry) -> str:
    """Return an entry as text that `read_returned` takes for one again."""
    told = {"kind": entry.kind, "rid": entry.rid, "fields": dict(entry.fields)}
    more = {"read": dict(entry.read), "told": dict(entry.told), "file": entry.file}
    text = json.dumps(told | more, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.replace(" ", "\\u0020")  # blanks at the end of a cell would be lost
