"""A finding: one thing a reviewer must look at, as a record."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from audit.document import Place
from audit.form import Cell, Level
from audit.identities import Outcome

_NUMBER = re.compile(r"\d+(?:\.\d+)?")
Change = tuple[Cell, float]


def side_by_side(quotes: Iterable[str]) -> str:
    """Return what the source says in several places; it is Chinese whatever is spoken."""
    return "；".join(quotes)


@dataclass(frozen=True, slots=True)
class Finding:
    """One row of 问题清单.

    `report` is the position of the report in the audit; `checks` are the identities (rule id,
    row or column) the finding stands for, so that a live formula can follow them; `suspect` and
    `suggested` are parallel: the cells likeliest to be wrong and the values they should have.
    `alternatives` are the corrections that would do, each a set of changes made together; where
    there are several (grade 丙), one of them is enough. `sentence` is what the reviewer reads,
    `quote` what the source says. `waived` tells by whom, why and until when the office waives it,
    "" if it does not: such a finding is shown and counts for nothing. `follows` are rules that
    could not be checked, or are broken, for the same cause and nothing else: told here only.
    `first` is the sentence in the first language where this one is in another.
    """

    rule: str
    level: Level
    outcome: Outcome
    report: int
    rid: str
    sentence: str
    cells: tuple[Cell, ...] = ()
    checks: tuple[tuple[str, str], ...] = ()
    left: float | None = None
    right: float | None = None
    quote: str = ""
    place: Place | None = None
    file: str = ""
    suspect: tuple[Cell, ...] = ()
    suggested: tuple[float, ...] = ()
    grade: str = ""
    diagnosis: str = ""
    alternatives: tuple[tuple[Change, ...], ...] = ()
    waived: str = ""
    follows: tuple[str, ...] = ()
    first: str = ""

    @property
    def difference(self) -> float | None:
        """Left minus right, where the rule has sides."""
        return None if self.left is None or self.right is None else self.left - self.right

    @property
    def rules(self) -> frozenset[str]:
        """The rules it stands for: its own, and those of its equations."""
        return frozenset((self.rule, *(rule for rule, _ in self.checks)))

    @property
    def fingerprint(self) -> str:
        """Key that stays when the numbers change: agency, year, rule, outcome and cells."""
        return "|".join((self.rid, self.rule, self.outcome, ";".join(map(str, self.cells))))

    @property
    def value_hash(self) -> str:
        """Short hash of the numbers and words found, to see whether an answer still fits."""
        # how it is said may change
        numbers = ",".join(_NUMBER.findall(self.first or self.sentence))
        text = f"{self.left}|{self.right}|{numbers}|{self.quote}"
        return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:12]
