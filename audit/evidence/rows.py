"""A source made of rows, as HTML: tables as tables, running text line by line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from audit.document import Piece, Row
from audit.evidence.marks import Marks, escaped
from audit.evidence.tables import TableCell, table_cells
from audit.words import say

_GAP = 200  # spaces at most between two pieces of a line


def rows_html(rows: Sequence[Row], marks: Marks) -> Iterator[str]:
    """Yield the rows in order; pieces from which cells were read are marked."""
    where = ("", "")
    for (part, sheet, table), block in groupby(rows, key=_block):
        if (part, sheet) != where:
            where = (part, sheet)
            named = [part] if part else []
            named += [say("evidence.sheet", sheet=sheet)] if sheet else []
            yield f"<h3>{escaped(' · '.join(named))}</h3>"
        if table:
            lines = table_cells(list(block), marks)
            yield "".join(["<table>", *(_row(line, marks) for line in lines), "</table>"])
        else:
            yield from (_line(row, marks) for row in block)


def _block(row: Row) -> tuple[str, str, int]:
    """What rows of one block share: file, sheet, table (-1: lines that separate their cells)."""
    place = row.pieces[0].place
    return place.part, place.sheet, row.table or -int(row.cells)


def _line(row: Row, marks: Marks) -> str:
    """A line of text; pieces set apart as columns keep the distance they have in the source."""
    out, at, widest = [], 0, 0
    for piece in row.pieces:
        start = max(piece.place.column - 1, at + 1) if at else 0
        widest = max(widest, start - at)
        out.append(" " * min(start - at, _GAP) + _marked(piece, marks))
        at = start + len(piece.text)
    return f"<p{' class=line' if widest > 1 else ''}>{''.join(out)}</p>"


def _marked(piece: Piece, marks: Marks) -> str:
    mark, text = marks.take(piece.place), escaped(piece.text)
    return f"<span {mark.attributes()}>{text}{mark.inside}</span>" if mark else text


def _row(cells: Sequence[TableCell], marks: Marks) -> str:
    return f"<tr>{''.join(_cell(cell, marks) for cell in cells)}</tr>"


def _cell(cell: TableCell, marks: Marks) -> str:
    if cell.piece is None:
        return '<td class="gap"></td>'
    mark = marks.take(cell.piece.place)
    text = escaped(cell.piece.text).replace("\n", "<br>")
    if mark:
        return f"<td {mark.attributes()}>{text}{mark.inside}</td>"
    across = f' colspan="{cell.across}"' if cell.across > 1 else ""
    down = f' rowspan="{cell.down}"' if cell.down > 1 else ""
    return f"<td{across}{down}>{text}</td>"
