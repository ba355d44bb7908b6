"""What surrounds a number: its sentence, what that speaks of, of which year and of whom."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from audit.claims import fields
from audit.claims.doubts import is_doubtful
from audit.claims.numbers import Number, find_numbers
from audit.claims.prose import Prose
from audit.claims.wider import Beside, is_wider
from audit.report import Claim

OPEN = "application"  # the topic of everything that is told of applications
_QUOTED = re.compile("“[^”]*”|《[^》]*》")
_MARK = re.compile("[，；：。\x02]")
_LIST = re.compile("其中|包括|包含")
_FURTHER = 120  # letters of the next sentence that may still speak of this one's numbers


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
    text: str = field(init=False)
    open_before: bool = False
    aside: bool = False  # the sentence before it ended with other business
    _ends: dict[re.Pattern[str], list[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.text = self.prose.text  # all of the section, for places count from its beginning

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
        known = bisect_right(self.topics, place, key=_first)
        end, name = self.topics[known - 1] if known else (-1, "")
        if self.foreign >= end and self.foreign >= 0:
            return "foreign"
        return name if known else self.carried_topic or self.around.topic

    def told(self, place: int) -> bool:
        """Whether the topic at a place is said in this sentence, or in the heading just before."""
        here = bool(self.topics and self.topics[0][0] <= place)
        return here or (self.topic(place) == self.around.topic and not self.aside)

    @cached_property
    def quoted(self) -> list[tuple[int, int]]:
        """Titles and quotations: slogans, no facts."""
        if "“" not in self.text and "《" not in self.text:
            return []
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
        before = [found for found in self._years if found.end() <= place]
        if not before or own is None:
            return None
        found = before[-1]
        year = own if found["this"] else int(found["year"] or own - 1)
        return None if year == own else year

    @cached_property
    def _years(self) -> list[re.Match[str]]:
        return list(fields.YEAR.finditer(self.text, self.start, self.end))

    def _last(self, pattern: re.Pattern[str], place: int) -> int:
        """Where before a place a pattern was matched last, -1 if nowhere."""
        ends = self._ends.get(pattern)
        if ends is None:
            ends = [found.end() for found in pattern.finditer(self.text, self.start, self.end)]
            self._ends[pattern] = ends
        known = bisect_right(ends, place)
        return ends[known - 1] if known else -1

    def scope(self, place: int) -> str:
        """Return region or own by the last word that tells, else nothing."""
        region, own = self._last(fields.REGION, place), self._last(fields.OWN, place)
        if region == own:
            return ""
        return "region" if region > own else "own"

    def add(self, name: str, value: float, start: int, end: int, **known: object) -> None:
        """Keep a claim; it is certain only if nothing around it speaks against that."""
        first, last = self.prose.span(start, end)
        clause = self.clause(start, end)
        year, scope = self.year(start), self.scope(start)
        kind = str(known.get("kind", "count"))
        doubtful = (
            self.around.section == "problems"
            or {scope, self.around.scope} == {"own", "region"}
            or self._last(fields.PLAN, start) >= 0
            or self._last(fields.PARTLY, start) >= 0
            or self._last(fields.SOME, start) > clause[0]
            or is_doubtful(
                name,
                kind,
                self.text[slice(*clause)],
                self.text[self.start : self.end],
            )
            or (kind == "count" and is_wider(name, self._beside(clause, start, end)))
        )
        known["certain"] = bool(known.get("certain", True)) and not doubtful
        self.claims.append(
            Claim(
                name,
                value,
                self.prose.quote(*clause),
                self.around.section,
                first,
                last,
                scope=scope,
                year=year,
                **known,  # type: ignore[arg-type]
            )
        )

    @cached_property
    def end_of_next(self) -> int:
        """Where the sentence behind it ends, or has gone on for long."""
        furthest = min(self.end + _FURTHER, len(self.text))
        end = self.text.find("。", self.end, furthest)
        return end if end >= 0 else furthest

    def _beside(self, clause: tuple[int, int], start: int, end: int) -> Beside:
        following = self.text[self.end : self.end_of_next]
        before, behind = self.text[self.start : start], self.text[end : self.end]
        return Beside(self.text[slice(*clause)], before, behind, following)

    def clause(self, start: int, end: int) -> tuple[int, int]:
        """Return the clause around a piece, without the commas at its ends."""
        before = bisect_right(self._marks, start)
        first = self._marks[before - 1] if before else self.start
        for mark in self._marks[before:]:
            if mark > end and self.text[mark - 1] != "：":
                return first, mark - 1
        return first, self.end

    @cached_property
    def _marks(self) -> list[int]:
        """Where clauses begin."""
        return [found.end() for found in _MARK.finditer(self.text, self.start, self.end)]


def _first(pair: tuple[int, str]) -> int:
    return pair[0]
