"""Which report of this build a key of an earlier one means."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from audit.form import VERSIONS, load_form
from audit.frames import report_ids
from audit.inputs import marked_name, own_name
from audit.precedence import chosen
from audit.report import Report
from audit.roster import Roster

_SOURCE = "#"  # in the key of a report: its file follows


@dataclass(frozen=True)
class Names:
    """The keys that reports have now, and which of them a key of an earlier build means.

    `awaited` are the keys of reports that a roster expects and that have not come.
    """

    all: tuple[str, ...]
    counted: Mapping[str, str]
    awaited: tuple[str, ...] = ()

    @classmethod
    def of(cls, reports: Sequence[Report], roster: Roster | None = None) -> Names:
        """Take the keys of reports; the counted one answers to agency and year, if known."""
        rids, counting = report_ids(reports), chosen(reports, roster)
        known = (n for n in counting if reports[n].agency and reports[n].year)
        plain = {rids[n].partition(_SOURCE)[0]: rids[n] for n in known}
        return cls(tuple(rids), plain)

    @cached_property
    def _now(self) -> frozenset[str]:
        return frozenset((*self.all, *self.awaited))

    def has(self, rid: str) -> bool:
        """Return whether a report has this very key now."""
        return rid in self._now

    def find(self, rid: str) -> str | None:
        """Return the key that a report of an earlier build has now, None if it is not there.

        An agency's workbook knows of its file the name alone.
        """
        if rid in self._now:
            return rid
        plain, _, source = rid.partition(_SOURCE)
        mine = {own_name(source), marked_name(source)} - {""} if source else set()
        near = [now for now in self._told_apart.get(plain, ()) if mine & _file_names(now)]
        return near[0] if len(near) == 1 else self.counted.get(plain)

    def same_file(self, rid: str, now: str) -> bool:
        """Return whether two keys of reports name one file, one of them without its folders."""
        return bool(_file_names(rid) & _file_names(now) - {""})

    @cached_property
    def _told_apart(self) -> dict[str, list[str]]:
        """The keys that name a file, by agency and year."""
        found: dict[str, list[str]] = defaultdict(list)
        for rid in self.all:
            if _SOURCE in rid:
                found[rid.partition(_SOURCE)[0]].append(rid)
        return found


def _file_names(rid: str) -> set[str]:
    """What the file in a report's key may be called without its folders."""
    source = rid.partition(_SOURCE)[2]
    return {own_name(source), marked_name(source)}


def report_of(rid: str) -> str:
    """The key of the report to which a row of numbers belongs: it ends with table and row."""
    parts, tables = rid.split("|"), load_form(VERSIONS[-1]).tables
    at = next((n for n, part in enumerate(parts) if n > 1 and part in tables), len(parts))
    return "|".join(parts[:at])
