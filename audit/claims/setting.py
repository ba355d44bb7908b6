"""What surrounds a number: its sentence, what that speaks of, of which year and of whom."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from audit.claims import fields
from audit.claims.numbers import Number, find_numbers
from audit.claims.prose import Prose
from audit.report import Claim

OPEN = "application"  # the topic of everything that is told of applications
_QUOTED = re.compile("“[^”]*”|《[^》]*》")
_LIST = re.compile("其中|包括|包含")


class Around(NamedTuple):
    """What holds for a whole section or paragraph."""

    section: str
    year: int | None
    scope: str
    topic: str = ""


@dataclass
class Sentence:
    """One sentence of a section, and what has been found in it so far."""

    prose: Prose
    start: int
    end: int
    around: Around
    carried_topic: str = ""
    before: list[Claim] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    foreign: int = -1
    open_before: bool = False

    @property
    def text(self) -> str:
        """All of the section, for places count from its beginning."""
        return self.prose.text

    @cached_property
    def numbers(self) -> list[Number]:
        """The numbers that stand in it."""
        return list(find_numbers(self.text, self.start, self.end))

    @cached_property
    def topics(self) -> list[tuple[int, str]]:
        """Where it begins to speak of what; once it speaks of applications, of nothing foreign."""
        out: list[tuple[int, str]] = []
        for found in fields.TOPIC.finditer(self.text, self.start, self.end):
            name = str(found.lastgroup)
            if name != "foreign" or all(topic != OPEN for _, topic in out):
                out.append((found.end(), name))
        return out

    def topic(self, place: int) -> str:
        """Return what is spoken of at a place: by this sentence, else by the one before it."""
        said = [(end, name) for end, name in self.topics if end <= place]
        if self.foreign >= 0 and (not said or said[-1][0] <= self.foreign):
            return "foreign"
        return said[-1][1] if said else self.carried_topic or self.around.topic

    def told(self, place: int) -> bool:
        """Whether the topic at a place is said in this sentence or in the heading."""
        said = [name for end, name in self.topics if end <= place]
        return bool(said) or self.topic(place) == self.around.topic

    @cached_property
    def quoted(self) -> list[tuple[int, int]]:
        """Titles and quotations: slogans, no facts."""
        return [found.span() for found in _QUOTED.finditer(self.text, self.start, self.end)]

    def is_quoted(self, place: int) -> bool:
        """Whether a place is within a title or quotation."""
        return any(start <= place < end for start, end in self.quoted)

    @cached_property
    def open_information(self) -> bool:
        """Whether it is about open information: other disputes have their own statistics."""
        return (
            self.around.section == "disputes"
            or self.around.topic in (OPEN, "disputes")
            or self.open_before
            or bool(fields.OPEN_INFORMATION.search(self.text, self.start, self.end))
        ) and not fields.REVIEWING_BODY.search(self.text, self.start, self.end)

    def wholes(self, place: int) -> set[str]:
        """Return the facts that a list after 其中, in which a place stands, splits up."""
        marks = [found.start() for found in _LIST.finditer(self.text, self.start, place)]
        if not marks:
            return set()
        first, _ = self.prose.span(marks[-1], marks[-1] + 1)
        own = {c.field for c in self.claims if c.start < first and (c.certain or c.field == "pool")}
        leading = not own and marks[-1] - self.start <= 3
        return {claim.field for claim in self.before} if leading else own

    def year(self, place: int) -> int | None:
        """Return the year spoken of at a place, None for the report's own."""
        own = self.around.year
        said = list(fields.YEAR.finditer(self.text, self.start, place))
        if not said or own is None:
            return None
        found = said[-1]
        year = int(found["year"]) if found["year"] else own - 1
        return None if year == own else year

    def scope(self, place: int) -> str:
        """Return region or own by the last word that tells, else nothing."""
        region = _last(fields.REGION, self.text, self.start, place)
        own = _last(fields.OWN, self.text, self.start, place)
        if region == own:
            return ""
        return "region" if region > own else "own"

    def add(self, name: str, value: float, start: int, end: int, **known: object) -> None:
        """Keep a claim; it is certain only if nothing around it speaks against that."""
        first, last = self.prose.span(start, end)
        year, scope = self.year(start), self.scope(start)
        doubtful = (
            year is not None
            or self.around.section == "problems"
            or {scope, self.around.scope} == {"own", "region"}
            or fields.PLAN.search(self.text, self.start, start)
            or fields.PARTLY.search(self.text, self.start, start)
            or fields.SOME.search(self.text, self.clause(start, end)[0], start)
        )
        known["certain"] = bool(known.get("certain", True)) and not doubtful
        self.claims.append(
            Claim(
                name,
                value,
                self.prose.quote(*self.clause(start, end)),
                self.around.section,
                first,
                last,
                scope=scope,
                year=year,
                **known,  # type: ignore[arg-type]
            )
        )

    def clause(self, start: int, end: int) -> tuple[int, int]:
        """Return the clause around a piece, without the commas at its ends."""
        first = max(self.text.rfind(mark, self.start, start) for mark in "，；：。\x02") + 1
        after = [self.text.find(mark, end, self.end) for mark in "，；。\x02"]
        last = min((place for place in after if place >= 0), default=self.end)
        return max(first, self.start), max(last, end)


def _last(pattern: re.Pattern[str], text: str, start: int, end: int) -> int:
    return max((found.end() for found in pattern.finditer(text, start, end)), default=-1)
