"""Equations between a report and what stands beside it: last year's, those below it, its prose.

They are written like the form's own rules, in forms/claims.toml, years.toml and levels.toml; a
word may have a source in front: `last_year.in_force`, `claim.received`, `sum(children.total)`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from audit.equation import Relation, Term, parse_equation
from audit.errors import FormError
from audit.form import VERSIONS, Cell, Level, Line, Table, load_form
from audit.identities import TOLERANCE, Outcome
from audit.report import Reading, State

FILES = ("claims", "years", "levels")
CLAIM = "claim"
_OF_TABLE = ("table", "each", "only", "equations")
_EMPTY = (State.BLANK, State.MARK)


@dataclass(frozen=True, slots=True)
class AcrossRule:
    """A rule whose equations reach beyond one report; each is spread like a rule of the form.

    An equation may begin with the one row or column it is for, and a colon; else `only` says it.
    `tolerance` is how far the sides may be apart, in the unit of the cells; `sheet` is the file
    the rule stands in, whose confrontations share a sheet of the workbook.
    """

    id: str
    group: str
    label: str
    basis: str
    level: Level
    table: str
    each: str
    equations: tuple[str, ...]
    only: tuple[str, ...] = ()
    exceptions: str = ""
    example: str = ""
    compares: str = ""
    since: int = 0
    until: int = 0
    tolerance: float = TOLERANCE
    sheet: str = ""


class Member(NamedTuple):
    """One addend: whose cell it is ("" the report's own), the cell, and its sign.

    A claim's cell is (claim, field, "").
    """

    source: str
    cell: Cell
    sign: int


@dataclass(frozen=True, slots=True)
class AcrossIdentity:
    """One equation of a rule at one row or column; constants stand on the right."""

    rule: AcrossRule
    at: str
    left: tuple[Member, ...]
    relation: Relation
    right: tuple[Member, ...]
    constant: int = 0

    @property
    def own(self) -> tuple[Cell, ...]:
        """The report's own cells."""
        return tuple(m.cell for m in (*self.left, *self.right) if not m.source)

    @property
    def claims(self) -> tuple[str, ...]:
        """The fields of the claims it confronts with the tables."""
        return tuple(m.cell.row for m in (*self.left, *self.right) if m.source == CLAIM)


class Judged(NamedTuple):
    """What an identity came to, and both sides (blanks count as 0 in them)."""

    outcome: Outcome
    left: float
    right: float


Look = Callable[[str, Cell], Sequence[Reading] | None]


@cache
def across_rules() -> tuple[AcrossRule, ...]:
    """Return the rules of all files, in their order.

    An id that comes again is the same rule for another table: what it leaves out stays as it was.
    """
    told: dict[str, dict[str, Any]] = {}
    out = []
    for item in ({"sheet": name} | item for name in FILES for item in _entries(name)):
        whole = told.setdefault(item.get("id", ""), item)
        of_rule = {k: v for k, v in whole.items() if k not in _OF_TABLE}
        out.append(_rule(of_rule | item))
    return tuple(out)


def _entries(name: str) -> list[dict[str, Any]]:
    text = files("audit").joinpath(f"forms/{name}.toml").read_text("utf-8")
    return list(tomllib.loads(text)["rules"])


def _rule(item: dict[str, Any]) -> AcrossRule:
    values: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in item.items()}
    try:
        return AcrossRule(**values)
    except TypeError as error:
        raise FormError("form.entry", name=item.get("id", "?"), problem=str(error)) from None


@cache
def across_identities(version: str) -> tuple[AcrossIdentity, ...]:
    """Return the rules spread over a form; equations about places it has not are left out.

    Raises FormError for a word that neither form knows.
    """
    return tuple(found for own, found in _spread() if own == version)


@cache
def _spread() -> tuple[tuple[str, AcrossIdentity], ...]:
    out: list[tuple[str, AcrossIdentity]] = []
    for rule in across_rules():
        for text in rule.equations:
            found = [(v, i) for v in VERSIONS for i in _of_form(rule, text, v)]
            if not found:
                raise FormError("form.unknown", rule=rule.id, word=text, table=rule.table)
            out += found
    return tuple(out)


def _of_form(rule: AcrossRule, text: str, version: str) -> list[AcrossIdentity]:
    table = load_form(version).tables[rule.table]
    along, across = table.rows, table.columns
    if rule.each == "row":
        along, across = across, along
    place, _, bare = text.rpartition(":")
    only = (place.strip(),) if place else rule.only
    equation = parse_equation(bare, rule.id)
    out = []
    for line in across:
        if only and line.key not in only:
            continue
        left, right = (
            _members(side, table, rule.each, along, line)
            for side in (equation.left, equation.right)
        )
        if left is not None and right is not None:
            constant = sum(int(t.word) * t.sign for t in equation.right if t.constant)
            constant -= sum(int(t.word) * t.sign for t in equation.left if t.constant)
            out.append(AcrossIdentity(rule, line.key, left, equation.relation, right, constant))
    return out


def _members(
    terms: Sequence[Term], table: Table, each: str, along: Sequence[Line], line: Line
) -> tuple[Member, ...] | None:
    """The addends of one side; None if this form has no such place."""
    out: list[Member] = []
    for term in terms:
        if term.constant:
            continue
        if term.source == CLAIM:
            out.append(Member(CLAIM, Cell(CLAIM, term.word, ""), term.sign))
            continue
        of_group = term.group and not term.source
        found = [x for x in along if (term.word in x.groups if of_group else x.key == term.word)]
        for other in found:
            row, column = (line.key, other.key) if each == "row" else (other.key, line.key)
            if column not in table.columns_of(table.row(row)):
                return None
            out.append(Member(term.source, Cell(table.key, row, column), term.sign))
        if not found:
            return None
    return tuple(out)


def judge(identity: AcrossIdentity, look: Look) -> Judged:
    """Confront the sides of an identity.

    `look` gives the readings behind a source and a cell (several for children), None where there
    is no such partner: then the identity is 不适用. Outcomes follow the same contract as within
    one report: 不符 only when every input is a number.
    """
    sides, states = [], set[State]()
    for side in (identity.left, identity.right):
        total = 0.0
        for member in side:
            readings = look(member.source, member.cell)
            if readings is None:
                return Judged(Outcome.NOT_APPLICABLE, 0.0, 0.0)
            states |= {reading.state for reading in readings}
            total += member.sign * sum(r.value or 0.0 for r in readings if r.state.has_value)
        sides.append(total)
    left, right = sides[0], sides[1] + identity.constant
    return Judged(_outcome(states, bool(holds(identity, left - right))), left, right)


def _outcome(states: set[State], holds: bool) -> Outcome:
    states = states - {State.NOT_ON_FORM}
    if not states:
        return Outcome.NOT_APPLICABLE
    if states & {State.UNREADABLE, State.ABSENT}:
        return Outcome.UNDECIDED
    if states & set(_EMPTY):
        return Outcome.BLANKS_AS_ZERO if holds else Outcome.UNDECIDED
    return Outcome.PASSED if holds else Outcome.FAILED


def holds(identity: AcrossIdentity, difference: Any) -> Any:
    """Whether left minus right satisfies an identity: a number, or an array of many reports."""
    if identity.relation == "=":
        return abs(difference) <= identity.rule.tolerance
    signed = difference if identity.relation == "<=" else -difference
    return signed <= identity.rule.tolerance
