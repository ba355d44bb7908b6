"""The little language of the rules: `a + sum(group) = b - 2`, `a = last_year.b`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from audit.errors import FormError

Relation = Literal["=", "<=", ">="]

_RELATION = re.compile(r"<=|>=|=")
# last year's report, the reports below, a number of the prose
_SOURCE = r"(?:last_year|children|claim)\."
_TERM = re.compile(
    rf"\s*(?P<sign>[+-])?\s*(?P<sum>sum\(\s*)?(?P<source>{_SOURCE})?(?P<word>[a-z_]\w*|\d+)"
    r"(?(sum)\s*\))\s*"
)


@dataclass(frozen=True, slots=True)
class Term:
    """One addend: a line of the table (or a group of lines, or a plain number) with its sign.

    `source` is "" for the report's own numbers.
    """

    word: str
    sign: int
    group: bool = False
    source: str = ""

    @property
    def constant(self) -> bool:
        """Whether the term is a plain number."""
        return self.word.isdigit()


@dataclass(frozen=True, slots=True)
class Equation:
    """Two sums and the relation that must hold between them."""

    left: tuple[Term, ...]
    relation: Relation
    right: tuple[Term, ...]


def parse_equation(text: str, rule: str) -> Equation:
    """Read an equation or inequality; FormError names the rule and the word it cannot read."""
    relations = _RELATION.findall(text)
    if len(relations) != 1:
        raise FormError("form.relation", rule=rule, equation=text)
    left, right = _RELATION.split(text)
    return Equation(_side(left, rule), relations[0], _side(right, rule))


def _side(text: str, rule: str) -> tuple[Term, ...]:
    terms: list[Term] = []
    at = 0
    while at < len(text):
        found = _TERM.match(text, at)
        if not found or (terms and not found["sign"]):
            raise FormError("form.term", rule=rule, word=text[at:].strip())
        sign, source = -1 if found["sign"] == "-" else 1, (found["source"] or "").rstrip(".")
        terms.append(Term(found["word"], sign, bool(found["sum"]), source))
        at = found.end()
    if not terms:
        raise FormError("form.term", rule=rule, word=text.strip() or "∅")
    return tuple(terms)
