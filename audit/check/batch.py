"""What checks are given: the reports of a run, joined with what is known beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from audit.clean import narrow, simplified
from audit.form import Cell
from audit.frames import Frames
from audit.partners import Below, Partners, find_partners
from audit.prose import own_texts
from audit.report import Reading, Report, State
from audit.roster import Roster
from audit.settings import Settings
from audit.similar import Shingles


@dataclass(frozen=True)
class Batch:
    """The reports of one run, the rows of `frames` in their order, the roster, and settings."""

    reports: Sequence[Report]
    frames: Frames
    roster: Roster = field(default_factory=Roster)
    settings: Settings = field(default_factory=Settings)

    @cached_property
    def rids(self) -> list[str]:
        """The key of each report (agency|year)."""
        return [str(rid) for rid in self.frames.reports["rid"]]

    @cached_property
    def read(self) -> list[int]:
        """Positions of the reports that were read and count: what most checks look at."""
        counted = self.frames.reports["counted"].tolist()
        return [n for n, r in enumerate(self.reports) if counted[n] and not r.problem]

    @cached_property
    def _partners(self) -> Partners:
        counted = self.frames.reports["counted"].tolist()
        return find_partners(self.reports, counted, self.roster)

    @property
    def last_year(self) -> tuple[int | None, ...]:
        """For each report the position of the same agency's counted report of the year before."""
        return self._partners.last_year

    @property
    def children(self) -> tuple[Below | None, ...]:
        """For each report those of the agencies below it, and which of them are missing."""
        return self._partners.below

    @cached_property
    def texts(self) -> dict[int, Shingles]:
        """By position, the runs of the prose of each report that are its own."""
        return own_texts(self.reports, self.read, self.roster)

    @cached_property
    def prose(self) -> list[str]:
        """The whole prose of each report, a line for each paragraph."""
        return ["\n".join((r.preamble, *(s.text for s in r.sections))) for r in self.reports]

    @cached_property
    def plain(self) -> list[str]:
        """The same in simplified script and half-width digits; every place is the same."""
        return [narrow(simplified(text)) for text in self.prose]

    @cached_property
    def odd(self) -> list[list[tuple[Cell, Reading]]]:
        """The cells of each report that hold anything but a plain count."""
        return [
            [(cell, r) for cell, r in report.cells.items() if not _is_plain(r)]
            for report in self.reports
        ]


def _is_plain(reading: Reading) -> bool:
    """Whether nothing can be asked of a cell on its own; what is not on the form is no cell."""
    state = reading.state
    return state is State.NOT_ON_FORM or (state is State.READ and reading.raw.isdigit())
