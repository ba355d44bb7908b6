"""The little language in which a form states its rules: `a + sum(group) = b - 2`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from audit.errors import FormError

Relation = Literal["=", "<=", ">="]

_RELATION = re.compile(r"<=|>=|=")
_TERM = re.compile(r"\s*(?P<sign>[+-])?\s*(?P<word>sum\(\s*[a-z_]\w*\s*\)|[a-z_]\w*|\d+)\s*")
_GROUP = re.compile(r"sum\(\s*(\w+)\s*\)")


@dataclass(frozen=True, slots=True)
class Term:
    """One addend: a line of the table (or a group of lines, or a plain number) with its sign."""

    word: str
    sign: int
    group: bool = False

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
        group = _GROUP.fullmatch(found["word"])
        sign = -1 if found["sign"] == "-" else 1
        terms.append(Term(group[1] if group else found["word"], sign, bool(group)))
        at = found.end()
    if not terms:
        raise FormError("form.term", rule=rule, word=text.strip() or "∅")
    return tuple(terms)
