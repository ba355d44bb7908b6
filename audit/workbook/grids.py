"""How the tables of the form lie in a sheet: side by side in one row, or stacked in a block."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from audit.form import Cell, Form, Identity, Line, Rule, Table, load_form
from audit.workbook.looks import Column, Columns, columns, place_holder

STACKED = "applications"  # a block of rows a report
FLAT = ("disclosure", "disputes")  # a row a report

CheckKey = tuple[str, str]

_WIDEST = 16


@dataclass(frozen=True)
class Block:
    """A table as one version of the form (or several alike) prints it in a row a report."""

    versions: tuple[str, ...]
    table: Table
    identities: tuple[Identity, ...]

    def of_row(self, row: str) -> list[Identity]:
        """Return the checks that stand beside a row's cells."""
        return [i for i in self.identities if i.rule.each == "row" and i.at == row]

    @property
    def totals(self) -> frozenset[str]:
        """Keys of the columns that add up others, where columns form groups at all."""
        table = self.table
        grouped = any(column.groups for column in table.columns)
        return frozenset(c.key for c in table.columns if grouped and not c.groups)

    @property
    def of_columns(self) -> list[Identity]:
        """The checks that look down a column, at the end of the block."""
        return [i for i in self.identities if i.rule.each == "column"]


@dataclass(frozen=True)
class Flat:
    """A sheet with a row a report: its blocks side by side and all its columns."""

    blocks: tuple[Block, ...]
    columns: Columns

    def block(self, version: str) -> int:
        """Return the number of the block that a version of the form fills."""
        return next(n for n, block in enumerate(self.blocks) if version in block.versions)

    def cell(self, version: str, cell: Cell) -> int | None:
        """Return the column of a cell."""
        return self.columns.index.get(value_key(self.block(version), cell))

    def check(self, version: str, key: CheckKey) -> int | None:
        """Return the column of a check."""
        return self.columns.index.get(check_key(self.block(version), key))

    @property
    def values(self) -> tuple[int, int]:
        """First and last column of cells and checks."""
        return _first_and_last(self.columns, tuple(str(n) for n in range(10)))


@dataclass(frozen=True)
class Shape:
    """A report's block of rows: title bar, a row per row in use, a row per rule of columns."""

    rows: tuple[Line, ...]
    rules: tuple[Rule, ...]

    @cached_property
    def below(self) -> dict[str, int]:
        """How far below the title bar a row stands."""
        return {row.key: n for n, row in enumerate(self.rows, 1)}

    @cached_property
    def rule_below(self) -> dict[str, int]:
        """How far below the title bar the checks of a rule stand."""
        return {rule.id: n for n, rule in enumerate(self.rules, 1 + len(self.rows))}

    @property
    def size(self) -> int:
        """Rows of the block."""
        return 1 + len(self.rows) + len(self.rules)


def value_key(block: int, cell: Cell) -> str:
    """Return the column key of a cell in a sheet with a row a report."""
    return f"{block}.{cell.row}.{cell.column}"


def check_key(block: int, key: CheckKey) -> str:
    """Return the column key of a check in a sheet with a row a report."""
    return f"{block}={key[0]}@{key[1]}"


def stacked_values(found: Columns) -> tuple[int, int]:
    """Return the first and last column of numbers of the stacked table."""
    return _first_and_last(found, ("value.",))


def _first_and_last(found: Columns, starts: tuple[str, ...]) -> tuple[int, int]:
    places = [n for key, n in found.index.items() if key.startswith(starts)]
    return min(places), max(places)


def shape(version: str, unused: frozenset[str]) -> Shape:
    """Return the block of a report on this form in which these rows are not in use."""
    form = load_form(version)
    rules = [r for r in form.rules if r.table == STACKED and r.each == "column"]
    return Shape(form.tables[STACKED].rows_in_use(unused), tuple(rules))


def stacked(forms: Sequence[Form], digits: Mapping[Cell, int]) -> Columns:
    """Return the columns of the stacked table's sheet, wide enough for these digits."""
    lines = {c.key: c for form in forms for c in form.tables[STACKED].columns}
    widest = {
        key: max((n for c, n in digits.items() if c.column == key), default=0) for key in lines
    }
    rules = {r.id for form in forms for r in form.rules if r.table == STACKED and r.each == "row"}
    base = place_holder(STACKED, "values").width
    across = place_holder(STACKED, "across").width
    hidden = place_holder(STACKED, "suggest").width
    return columns(
        STACKED,
        {
            "values": [Column(f"value.{k}", _room(base, widest[k])) for k in lines],
            "across": [Column(f"across.{rule}", across) for rule in sorted(rules)],
            "suggest": [Column(f"suggest.{n}", hidden, hidden=True) for n in range(len(lines))],
        },
    )


def flat(table: str, forms: Sequence[Form], digits: Mapping[Cell, int]) -> Flat:
    """Return a sheet with a row a report: a block for every way the forms print the table."""
    blocks: list[Block] = []
    for form in forms:
        mine = tuple(i for i in form.identities if i.rule.table == table)
        block = Block((form.version,), form.tables[table], mine)
        alike = [n for n, known in enumerate(blocks) if _same(known, block)]
        if alike:
            known = blocks[alike[0]]
            versions = (*known.versions, form.version)
            blocks[alike[0]] = Block(versions, known.table, known.identities)
        else:
            blocks.append(block)
    base = place_holder(table, "values").width
    hidden = place_holder(table, "suggest").width
    values = [c for n, block in enumerate(blocks) for c in _block_columns(n, block, base, digits)]
    suggest = [Column(f"suggest.{n}", hidden, hidden=True) for n in range(len(values))]
    return Flat(tuple(blocks), columns(table, {"values": values, "suggest": suggest}))


def _same(one: Block, other: Block) -> bool:
    return one.table == other.table and [i.key for i in one.identities] == [
        i.key for i in other.identities
    ]


def _block_columns(n: int, block: Block, base: float, digits: Mapping[Cell, int]) -> list[Column]:
    table, out = block.table, []
    for row in table.rows:
        for key in table.columns_of(row):
            cell = Cell(table.key, row.key, key)
            out.append(Column(value_key(n, cell), _room(base, digits.get(cell, 0))))
        out += [Column(check_key(n, i.key), base + 2.3) for i in block.of_row(row.key)]
    return out + [Column(check_key(n, i.key), base + 2.3) for i in block.of_columns]


def _room(base: float, digits: int) -> float:
    return min(_WIDEST, max(base, digits * 1.15 + 1.5))
