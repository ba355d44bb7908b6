"""Equations in the words of the form, for those who read the rules."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from audit.across import CLAIM, AcrossRule
from audit.equation import Term, parse_equation
from audit.form import VERSIONS, Form, Line, Rule, Table, load_form
from audit.official import official
from audit.words import apart, listed, say

_NOTE = re.compile(r"(?<=.)\([^()]{3,}\)\Z")
_SIGNS = {"<=": "≤", ">=": "≥"}
_TERM = ("plus", "minus")


def equation_in_words(form: Form, rule: Rule) -> str:
    """Return the equation of a form's rule: 甲 ＋ 乙 ＝ 丙."""
    names = _names(_lines(form.tables[rule.table], rule.each))
    return _worded(rule.equation, rule.id, lambda term: _own(term, names))


def in_words(form: Form, rule: Rule) -> str:
    """Return a rule's equation and where it holds: 甲 ＋ 乙 ＝ 丙（逐列）."""
    across = _lines(form.tables[rule.table], "row" if rule.each == "column" else "column")
    places = [official(line.label) for line in across if not rule.only or line.key in rule.only]
    where = listed(places) if rule.only else say(f"rules.each_{rule.each}", count=len(places))
    equation = equation_in_words(form, rule)
    return say("rules.compares_equation", equation=equation, where=where)


def across_in_words(rule: AcrossRule) -> str:
    """Return the equations of a rule beyond one report; the latest form to have a line names it."""
    tables = [load_form(version).tables[rule.table] for version in VERSIONS]
    names = _names([line for table in tables for line in _lines(table, rule.each)])
    other = "row" if rule.each == "column" else "column"
    places = _names([line for table in tables for line in _lines(table, other)])

    def word(term: Term) -> str:
        if not term.source:
            return _own(term, names)
        bare = say(f"claim.{term.word}") if term.source == CLAIM else names[term.word]
        return say(f"rules.of_{term.source}", name=bare)

    out = []
    for text in rule.equations:
        place, _, bare = text.rpartition(":")
        worded = _worded(bare, rule.id, word)
        at = places[place.strip()] if place else ""
        out.append(say("rules.at", place=at, equation=worded) if at else worded)
    return apart(out)


def _lines(table: Table, each: str) -> Sequence[Line]:
    """The lines that the terms of an equation are about: of a column its rows."""
    return table.rows if each == "column" else table.columns


def _names(lines: Sequence[Line]) -> dict[str, str]:
    return {line.key: without_note(line.label) for line in lines}


def without_note(label: str) -> str:
    """Return a name of the form, as it is said, without its note in brackets at the end."""
    return _NOTE.sub("", official(label))


def _own(term: Term, names: Mapping[str, str]) -> str:
    return say(f"group.{term.word}") if term.group else names.get(term.word, term.word)


def _worded(equation: str, rule: str, word: Callable[[Term], str]) -> str:
    found = parse_equation(equation, rule)
    sides = []
    for side in (found.left, found.right):
        text = "".join(say(f"mark.{_TERM[t.sign < 0]}") + word(t) for t in side)
        first = len(say("mark.plus")) if side[0].sign > 0 else 0
        sides.append(text[first:].lstrip())
    sign = _SIGNS.get(found.relation) or say("mark.equal")
    return f" {sign} ".join(sides)
