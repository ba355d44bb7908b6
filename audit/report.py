"""What is known of one report after reading: its cells with state and place, its text, its name."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from audit.document import Place
from audit.form import Cell
from audit.words import catalogue


class State(StrEnum):
    """How a cell's value came about; the order is the code used in arrays."""

    READ = "read"
    REPAIRED = "repaired"
    BLANK = "blank"
    MARK = "mark"
    UNREADABLE = "unreadable"
    ABSENT = "absent"
    NOT_ON_FORM = "not_on_form"
    CORRECTED = "corrected"

    @property
    def has_value(self) -> bool:
        """Whether a cell in this state holds a number."""
        return self in (State.READ, State.REPAIRED, State.CORRECTED)


STATES = tuple(State)


class Reading(NamedTuple):
    """One cell as read: raw text, state, value (a number only in the states that have one).

    `repair` is the key of how the number was repaired or, of a corrected cell, by whom and why.
    """

    state: State
    value: float | None = None
    raw: str = ""
    place: Place | None = None
    repair: str = ""

    @property
    def repaired(self) -> str:
        """How the number was repaired, or by whom it was corrected and why, in words."""
        return catalogue().get(f"repair.{self.repair}", self.repair)


ABSENT = Reading(State.ABSENT)
NOT_ON_FORM = Reading(State.NOT_ON_FORM)


@dataclass(frozen=True, slots=True)
class SectionText:
    """The prose of one section: key of the form's section, its heading as printed, its text."""

    key: str
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Claim:
    """A number that the prose states of a fact that the tables may state, too.

    `field` names the fact (see forms/claims.toml), `value` is in its unit, `quote` the clause.
    `section` and `start`, `end` (offsets in its text) say where. `exact` is False for 约, 余, 近;
    `certain` is False where the words could mean something else: then it is never an error.
    `scope` is region, own or "" by the words around it, `year` the year it speaks of, None for
    the report's own. `kind` is count, zero (a fact denied), share (per cent) or all (全部).
    """

    field: str
    value: float
    quote: str
    section: str = ""
    start: int = 0
    end: int = 0
    kind: str = "count"
    exact: bool = True
    certain: bool = True
    scope: str = ""
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A whole that the prose splits into parts after 其中 or a colon.

    `closed` tells that the last part is 其他 or that the words say the list is complete,
    `disjoint` that nothing can be in two parts: then they are not more than the whole.
    """

    whole: float
    parts: tuple[float, ...]
    closed: bool
    quote: str
    section: str = ""
    start: int = 0
    end: int = 0
    disjoint: bool = True


@dataclass(frozen=True, slots=True)
class Mention:
    """Where the report says who or when: part is title, preamble, signature or file_name."""

    part: str
    agency: str = ""
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """One report of one agency for one year.

    `problem` is empty unless nothing could be read; then it is the sentence that says why, and
    `cells` is empty and `body`, if there is no table in it, holds what else was read.
    `modified` is the time of the file (seconds), `parts` are the other files joined into this
    report, each with its digest. `notes` are remarks on the reading for 读取情况.
    `evidence` is the path of its page below the folder for evidence, "" if it has none.
    `url` and `fetched_at` are where and when the file was fetched, as told.
    `preamble` is the prose before the first section. `unseen_tables` are those of which no number
    was found although the source seems to have them: as a picture, or only words of them were read.
    """

    source: str
    kind: str
    agency: str = ""
    year: int | None = None
    form: str = ""
    scope: str = "unknown"
    level: str = ""
    title: str = ""
    published: str = ""
    signed: str = ""
    encoding: str = ""
    digest: str = ""
    problem: str = ""
    cells: dict[Cell, Reading] = field(default_factory=dict)
    sections: tuple[SectionText, ...] = ()
    unseen_tables: tuple[str, ...] = ()
    claims: tuple[Claim, ...] = ()
    breakdowns: tuple[Breakdown, ...] = ()
    mentions: tuple[Mention, ...] = ()
    extra_tables: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    modified: float = 0.0
    parts: tuple[tuple[str, str], ...] = ()
    body: Report | None = None
    evidence: str = ""
    preamble: str = ""
    url: str = ""
    fetched_at: str = ""

    @property
    def unused(self) -> frozenset[str]:
        """Keys of the rows that do not apply to this report (the other way to fill 其他处理)."""
        return frozenset(c.row for c, r in self.cells.items() if r.state is State.NOT_ON_FORM)
