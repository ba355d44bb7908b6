"""Tables of the binary Word format: paragraphs say in which table they stand and end its cells."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from audit.read.word.binary import TABLE_DEFINITION, DamagedError, changes_in, cut
from audit.read.word.flow import Block, Cell, Grid, columns_of

CELL_MARK = "\x07"
_IN_TABLE, _ROW_END, _DEPTH, _INNER_CELL, _INNER_ROW_END = 0x2416, 0x2417, 0x6649, 0x244B, 0x244C
_JOIN, _MERGE_DOWN = 0x5624, 0xD62B
_FIRST_BESIDE, _BESIDE, _BELOW, _FIRST_BELOW = 0x01, 0x02, 0x20, 0x40
_DEEPEST = 20  # tables in tables


class Properties(NamedTuple):
    """What a paragraph says of its table: how deep it stands, what it ends, and the row's cells.

    `edges` are the left edges of the row's cells and the last one's right edge, `flags` how each
    cell is merged with the ones above and beside it.
    """

    depth: int = 0
    cell_end: bool = False
    row_end: bool = False
    edges: tuple[int, ...] = ()
    flags: tuple[int, ...] = ()

    @classmethod
    def of(cls, group: bytes, mark: str) -> Properties:
        """Read them from a paragraph's properties; `mark` is the character that ends it."""
        said = {code: operand[0] for code, operand in changes_in(group)}
        depth = max(said.get(_DEPTH, 0), min(said.get(_IN_TABLE, 0), 1))
        inner = depth > 1
        if depth > _DEEPEST:
            raise DamagedError
        row_end = bool(said.get(_INNER_ROW_END if inner else _ROW_END))
        cell_end = bool(said.get(_INNER_CELL)) if inner else depth == 1 and mark == CELL_MARK
        edges, flags = _cells(group) if row_end else ((), ())
        return cls(depth, cell_end, row_end, edges, flags)


def _cells(group: bytes) -> tuple[tuple[int, ...], tuple[int, ...]]:
    edges: tuple[int, ...] = ()
    flags: list[int] = []
    for code, operand in changes_in(group):
        if code == TABLE_DEFINITION:
            count = cut(operand, 2, 1)[0]
            edges = struct.unpack_from(f"<{count + 1}h", operand, 3)
            further = operand[3 + 2 * (count + 1) :]
            flags = [further[20 * n] if 20 * n < len(further) else 0 for n in range(count)]
        elif code == _JOIN:
            for n in range(operand[0], min(operand[1], len(flags))):
                flags[n] |= _BESIDE if n > operand[0] else _FIRST_BESIDE
        elif code == _MERGE_DOWN and len(operand) > 2 and operand[1] < len(flags):
            flags[operand[1]] = flags[operand[1]] & 0x1F | operand[2] << 5
    return edges, tuple(flags)


class _Row(NamedTuple):
    """A row as it was ended; without cells where the row was deleted."""

    cells: Sequence[list[Block]]
    edges: tuple[int, ...]
    flags: tuple[int, ...]


@dataclass(slots=True)
class _Level:
    """A table being read: its rows, the cells of the last row, the blocks of its last cell."""

    rows: list[_Row] = field(default_factory=list)
    cells: list[list[Block]] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    kept: bool = False  # whether a cell of the row was not deleted


class Nest:
    """Puts the paragraphs of a text into the tables they stand in."""

    def __init__(self) -> None:
        """Begin with a text outside all tables."""
        self._levels = [_Level()]

    def add(self, blocks: Sequence[Block], own: Properties, *, deleted: bool) -> None:
        """Take a paragraph; `deleted` tells that the mark that ends it is.

        A row is deleted with all its marks: some programs mark only its end, for what follows.
        """
        self._go_to(own.depth)
        level = self._levels[-1]
        if not own.row_end:
            level.blocks += blocks
        if own.cell_end and not own.row_end:
            level.cells.append(level.blocks)
            level.blocks = []
            level.kept = level.kept or not deleted
        if own.row_end:
            cells = level.cells if level.kept or not deleted else []
            level.rows.append(_Row(cells, own.edges, own.flags))
            level.cells, level.kept = [], False

    def end(self) -> list[Block]:
        """Return the text with its tables."""
        self._go_to(0)
        return self._levels[0].blocks

    def _go_to(self, depth: int) -> None:
        while len(self._levels) <= depth:
            self._levels.append(_Level())
        while len(self._levels) > depth + 1:
            table = self._levels.pop()
            if table.cells or table.blocks:  # a row that was never ended
                table.rows.append(_Row([*table.cells, table.blocks], (), ()))
            self._levels[-1].blocks.append(Grid(list(_placed(table.rows))))


def _placed(rows: Sequence[_Row]) -> Iterator[tuple[int, list[Cell]]]:
    """Number the columns by the edges of the cells, as far as every row's edges are known."""
    known = all(len(row.edges) == len(row.cells) + 1 for row in rows if row.cells)
    columns = columns_of(edge for row in rows for edge in row.edges[:-1]) if known else {}
    for n, row in enumerate(rows):
        cells = []
        for i, blocks in enumerate(row.cells):
            flags = row.flags[i] if i < len(row.flags) else 0
            merged = "" if not flags & _BELOW else "start" if flags & _FIRST_BELOW else "more"
            if flags & _BESIDE and not any(isinstance(b, Grid) or b for b in blocks):
                continue  # part of the cell beside it
            cells.append(Cell(columns[row.edges[i]] if known else i + 1, blocks, merged))
        yield n + 1, cells
