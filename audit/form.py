"""The official form as data: tables, cells, and the rules that bind them.

Source of the facts: the annexes of 国办公开办函〔2019〕60号 and 〔2021〕30号, kept in forms/*.toml.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Any, Literal, NamedTuple

from audit.contradictions import refuse_contradictions
from audit.equation import Equation, Relation, Term, parse_equation
from audit.errors import FormError

VERSIONS = ("2019", "2021")

Level = Literal["error", "warning", "info"]


class Cell(NamedTuple):
    """The canonical key of one number of the form."""

    table: str
    row: str
    column: str

    def __str__(self) -> str:
        return ".".join(self)


@dataclass(frozen=True, slots=True)
class Line:
    """A row or a column of a table; a row may have only some of the table's columns."""

    key: str
    label: str
    aliases: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    heading: str = ""
    article: str = ""
    unit: str = "count"
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Alternative:
    """Rows that may stand in place of the official ones; the ones not used are 不适用."""

    official: tuple[str, ...]
    alternative: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """One statistical table of the form."""

    key: str
    section: str
    title: str
    rows: tuple[Line, ...]
    columns: tuple[Line, ...]
    alternatives: tuple[Alternative, ...] = ()

    def row(self, key: str) -> Line:
        """Return the row with this key."""
        return next(line for line in self.rows if line.key == key)

    def column(self, key: str) -> Line:
        """Return the column with this key."""
        return next(line for line in self.columns if line.key == key)

    def columns_of(self, row: Line) -> tuple[str, ...]:
        """Return the column keys that this row has, in the order of the form."""
        return row.columns or tuple(column.key for column in self.columns)

    def rows_in_use(self, unused: frozenset[str]) -> tuple[Line, ...]:
        """Return the rows left when the ones that do not apply to a report are taken out."""
        return tuple(row for row in self.rows if row.key not in unused)

    @property
    def unofficial(self) -> frozenset[str]:
        """Keys of the rows that the official form does not print."""
        return frozenset(key for choice in self.alternatives for key in choice.alternative)


@dataclass(frozen=True, slots=True)
class Section:
    """One of the six sections of the report."""

    key: str
    numeral: str
    title: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """An equation or inequality that the form's numbers must satisfy, written once."""

    id: str
    table: str
    each: Literal["row", "column"]
    equation: str
    label: str
    basis: str
    level: Level
    only: tuple[str, ...] = ()
    exceptions: str = ""
    example: str = ""


@dataclass(frozen=True, slots=True)
class Identity:
    """One rule at one row or column: sum(left) relation sum(right), constants on the right."""

    rule: Rule
    at: str
    left: tuple[tuple[Cell, int], ...]
    relation: Relation
    right: tuple[tuple[Cell, int], ...]
    constant: int = 0

    @property
    def key(self) -> tuple[str, str]:
        """Rule id and the row or column it is applied to."""
        return self.rule.id, self.at

    @property
    def cells(self) -> tuple[Cell, ...]:
        """All cells the identity looks at, left side first."""
        return tuple(cell for cell, _ in self.left + self.right)


@dataclass(frozen=True)
class Form:
    """A version of the official form."""

    version: str
    title: str
    basis: str
    years: tuple[int, int]
    sections: tuple[Section, ...]
    tables: dict[str, Table]
    rules: tuple[Rule, ...]

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """The cells printed on the official form, in its order."""
        return tuple(
            cell for cell in self.places if cell.row not in self.tables[cell.table].unofficial
        )

    @cached_property
    def places(self) -> tuple[Cell, ...]:
        """The official cells and those of the alternative rows."""
        return tuple(
            Cell(table.key, row.key, column)
            for table in self.tables.values()
            for row in table.rows
            for column in table.columns_of(row)
        )

    @cached_property
    def identities(self) -> tuple[Identity, ...]:
        """Every rule spread over the rows or columns it applies to."""
        return tuple(found for rule in self.rules for found in _spread(rule, self.tables))

    @cached_property
    def around(self) -> dict[Cell, tuple[Identity, ...]]:
        """For every place the identities that look at it."""
        around: dict[Cell, list[Identity]] = {cell: [] for cell in self.places}
        for identity in self.identities:
            for cell in identity.cells:
                around[cell].append(identity)
        return {cell: tuple(identities) for cell, identities in around.items()}


@cache
def load_form(version: str) -> Form:
    """Load an official form by version ("2019", "2021"); FormError if it contradicts itself."""
    return read_form(files("audit").joinpath(f"forms/{version}.toml").read_text("utf-8"))


def form_for_year(year: int) -> Form:
    """Return the form prescribed for reports on this year (60号: 2019–2020, 30号: 2021 on)."""
    for version in VERSIONS:
        form = load_form(version)
        if form.years[0] <= year <= form.years[1]:
            return form
    return load_form(VERSIONS[0])


def read_form(text: str) -> Form:
    """Build a form from TOML text; FormError names what contradicts itself, and where."""
    raw = tomllib.loads(text)
    form = Form(
        raw["version"],
        raw["title"],
        raw["basis"],
        (raw["years"][0], raw["years"][1]),
        tuple(_frozen(Section, item) for item in raw["sections"]),
        {key: _table(key, item) for key, item in raw["tables"].items()},
        tuple(_rule(item) for item in raw["rules"]),
    )
    refuse_contradictions(form, raw["cells"])
    return form


def _frozen(kind: type[Any], raw: dict[str, Any]) -> Any:
    values = {key: tuple(v) if isinstance(v, list) else v for key, v in raw.items()}
    try:
        return kind(**values)
    except TypeError as error:
        name = raw.get("id") or raw.get("key") or "?"
        raise FormError("form.entry", name=name, problem=str(error)) from None


def _table(key: str, raw: dict[str, Any]) -> Table:
    return Table(
        key,
        raw["section"],
        raw["title"],
        tuple(_frozen(Line, item) for item in raw["rows"]),
        tuple(_frozen(Line, item) for item in raw["columns"]),
        tuple(_frozen(Alternative, item) for item in raw.get("alternatives", ())),
    )


def _rule(raw: dict[str, Any]) -> Rule:
    rule: Rule = _frozen(Rule, raw)
    return rule


def _spread(rule: Rule, tables: dict[str, Table]) -> list[Identity]:
    table = tables[rule.table]
    along, across = table.rows, table.columns
    if rule.each == "row":
        along, across = across, along
    equation = parse_equation(rule.equation, rule.id)
    return [
        _identity(rule, table, equation, along, line)
        for line in across
        if not rule.only or line.key in rule.only
    ]


def _identity(
    rule: Rule, table: Table, equation: Equation, along: tuple[Line, ...], line: Line
) -> Identity:
    def cells(terms: tuple[Term, ...]) -> tuple[tuple[Cell, int], ...]:
        out = []
        for term in terms:
            for key in () if term.constant else _keys(rule, table, term, along):
                row, column = (line.key, key) if rule.each == "row" else (key, line.key)
                if column not in table.columns_of(table.row(row)):
                    raise FormError("form.place", rule=rule.id, word=key, line=line.key)
                out.append((Cell(table.key, row, column), term.sign))
        return tuple(out)

    constant = sum(int(term.word) * term.sign for term in equation.right if term.constant)
    constant -= sum(int(term.word) * term.sign for term in equation.left if term.constant)
    left, right = cells(equation.left), cells(equation.right)
    repeated = [cell for cell, n in Counter(cell for cell, _ in left + right).items() if n > 1]
    if repeated:
        raise FormError("form.repeated", rule=rule.id, word=repeated[0])
    return Identity(rule, line.key, left, equation.relation, right, constant)


def _keys(rule: Rule, table: Table, term: Term, along: tuple[Line, ...]) -> list[str]:
    found = [
        line.key
        for line in along
        if (term.word in line.groups if term.group else line.key == term.word)
    ]
    if not found or term.source:
        raise FormError("form.unknown", rule=rule.id, word=term.word, table=table.title)
    return found
