"""What a table's cells need not be asked one by one: spans, pictures, and which are plain."""

from __future__ import annotations

import re
from typing import NamedTuple

from selectolax.lexbor import LexborNode

from audit.read.web.seen import DEEPEST, Seen, cell_of

_PICTURES = {
    *("img", "input", "select", "textarea", "svg", "object", "canvas", "button", "iframe"),
    *("embed", "video"),
}
# a cell with anything else in it may not show just its text; the commonest first, for each node
# is compared with one after the other
_PLAIN = (
    "span, td, p, font, o\\:p, tr, br, b, strong, a, div, u, "
    "th, tbody, table, thead, tfoot, col, colgroup, caption"
)
_MOST_SPAN = 60
_SPAN = re.compile(r"\s*(\d{1,4})")


class Marks(NamedTuple):
    """Cells of a table that state spans, that hold a picture, and that are not plain."""

    spanning: frozenset[int]
    pictured: frozenset[int]
    odd: frozenset[int]


def marks_of(table: LexborNode, known: Seen) -> Marks:
    """Look at a table as a whole; `known` is what of the page is not seen, or struck out."""
    inside = [(cell_of(node), node.tag) for node in table.css(f":not({_PLAIN})")]
    odd = known.cells.union(cell for cell, _ in inside)
    if None in odd:
        odd |= {cell.mem_id for cell in table.css("td, th")}
    return Marks(
        frozenset(cell.mem_id for cell in table.css("[rowspan], [colspan]")),
        frozenset(cell for cell, tag in inside if cell and tag in _PICTURES),
        frozenset(cell for cell in odd if cell),
    )


def spans(cell: LexborNode) -> tuple[int, int]:
    """Return how many rows and columns a cell takes; 0 rows are all that are left."""
    stated = cell.attributes
    return _span(stated.get("rowspan"), _MOST_SPAN), _span(stated.get("colspan"), 1)


def _span(stated: str | None, if_zero: int) -> int:
    found = _SPAN.match(stated) if stated else None
    return min(int(found[1]), _MOST_SPAN) or if_zero if found else 1


def is_inside(node: LexborNode, outer: LexborNode) -> bool:
    """Whether a node stands in another, not too deep."""
    above = node.parent
    for _ in range(DEEPEST):
        if above is None:
            return False
        if above.mem_id == outer.mem_id:
            return True
        above = above.parent
    return False
