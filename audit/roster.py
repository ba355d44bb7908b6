"""Which agencies are expected to report, what they are called, and whom they belong to."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple


class Member(NamedTuple):
    """One agency of a roster; `parent` is the name of the agency above it, "" if none.

    `level`, `kind` and `scope` say what sort of agency it is, `exempt` why it need not report.
    """

    agency: str
    aliases: tuple[str, ...] = ()
    parent: str = ""
    level: str = ""
    kind: str = ""
    scope: str = ""
    email: str = ""
    exempt: str = ""


@dataclass(frozen=True)
class Roster:
    """The agencies of a roster, in its order."""

    members: tuple[Member, ...] = ()

    @cached_property
    def _by_name(self) -> dict[str, Member]:
        return {name: m for m in reversed(self.members) for name in (*m.aliases, m.agency)}

    def find(self, agency: str) -> Member | None:
        """Return the member with this name or alias, None if there is none."""
        return self._by_name.get(agency)

    def name(self, agency: str) -> str:
        """Return the name an agency goes by in the roster; its own if it is not there."""
        member = self.find(agency)
        return member.agency if member else agency

    @cached_property
    def _by_parent(self) -> dict[str, list[Member]]:
        out: dict[str, list[Member]] = defaultdict(list)
        for member in self.members:
            if member.parent:
                out[self.name(member.parent)].append(member)
        return out

    def children(self, agency: str) -> tuple[Member, ...]:
        """Return the members directly below an agency, in the roster's order."""
        return tuple(self._by_parent.get(self.name(agency), ()))
