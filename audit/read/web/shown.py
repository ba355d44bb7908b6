"""What a page shows: its nodes in order, and the text of the cells of a table."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from selectolax.lexbor import LexborNode

from audit.clean import UNSEEN

_SKIPPED = {
    *("-comment", "script", "style", "noscript", "template", "noframes", "iframe", "textarea"),
    *("xmp", "title", "head", "select", "option", "button"),
}
INLINE = {
    # not sup, sub, s, del, ins: a footnote or a struck number must not run into the next one
    *("a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "em", "font", "i", "label", "mark"),
    *("o:p", "q", "small", "span", "strong", "tt", "u", "st1:chsdate", "st1:chmetcnv"),
    "publishtime",
}
_PICTURES = {
    *("img", "input", "select", "textarea", "svg", "object", "canvas", "button", "iframe"),
    *("embed", "video"),
}
# a cell with anything else in it, or any of these struck out or raised, may not show just its text
_PLAIN = (  # the commonest first, for each node is compared with one after the other
    "span, td, p, font, o\\:p, tr, br, b, strong, a, div, u, "
    "th, tbody, table, thead, tfoot, col, colgroup, caption"
)
_NOT_PLAIN = f':not({_PLAIN}), [style*="line-through" i], [style*="vertical-align" i]'
_APART = re.compile(r"line-through|vertical-align\s*:\s*(?:super|sub)", re.I)
_LINE_THROUGH = re.compile("line-through", re.I)
_STRUCK = ("s", "strike", "del")
SPACE = re.compile(r"[ \t\r\n\f\xa0\u3000]+")
DEEPEST = 300
_FAR = -1
_MOST_SPAN = 60
_SPAN = re.compile(r"\s*(\d{1,4})")


class Marks(NamedTuple):
    """Cells of a table that state spans, that hold a picture, and that are not plain."""

    spanning: frozenset[int]
    pictured: frozenset[int]
    odd: frozenset[int]


def walk(
    root: LexborNode, hidden: frozenset[int], layout: frozenset[int] = frozenset()
) -> Iterator[tuple[LexborNode, str, bool]]:
    """Nodes and tags in document order, elements on entering and leaving.

    Data tables are not entered, what is hidden is left out.
    """
    node: LexborNode | None = root.child
    depth = 0
    while node is not None:
        tag = node.tag or ""
        skipped = tag in _SKIPPED or node.mem_id in hidden
        if not skipped:
            yield node, tag, True
        whole = skipped or tag == "-text" or (tag == "table" and node.mem_id not in layout)
        child = None if whole else node.child
        if child is not None:
            node, depth = child, depth + 1
            continue
        if not skipped and tag != "-text":
            yield node, tag, False
        following = node.next
        while following is None:
            node, depth = node.parent, depth - 1
            if node is None or depth < 0:
                return
            yield node, node.tag or "", False
            following = node.next
        node = following


def marks_of(table: LexborNode, partly_hidden: frozenset[int]) -> Marks:
    """Look at a whole table for what its cells need not be asked one by one.

    `partly_hidden` are the cells in which something is hidden.
    """
    inside = [(cell_of(node), node.tag) for node in table.css(_NOT_PLAIN)]
    odd = partly_hidden.union(cell for cell, _ in inside)
    if _FAR in odd:
        odd |= {cell.mem_id for cell in table.css("td, th")}
    return Marks(
        frozenset(cell.mem_id for cell in table.css("[rowspan], [colspan]")),
        frozenset(cell for cell, tag in inside if tag in _PICTURES),
        odd,
    )


def cell_of(node: LexborNode) -> int:
    """The cell that a node stands in; 0 for none, _FAR for one a deep way off."""
    above = node.parent
    for _ in range(DEEPEST):
        if above is None:
            return 0
        if above.tag in ("td", "th"):
            return above.mem_id
        above = above.parent
    return _FAR


def spans(cell: LexborNode) -> tuple[int, int]:
    """How many rows and columns a cell takes; 0 rows are all that are left."""
    stated = cell.attributes
    return _span(stated.get("rowspan"), _MOST_SPAN), _span(stated.get("colspan"), 1)


def _span(stated: str | None, if_zero: int) -> int:
    found = _SPAN.match(stated) if stated else None
    return min(int(found[1]), _MOST_SPAN) or if_zero if found else 1


def cell_text(cell: LexborNode, hidden: frozenset[int], plain: bool) -> str:
    """The text of a cell; paragraphs and line breaks inside it become line feeds.

    A `plain` cell shows all its text.
    """
    single = _only_text(cell) if plain else _single_text(cell, hidden)
    if single is not None:
        return SPACE.sub(" ", single).strip()
    lines: list[str] = [""]
    for node, tag, _ in walk(cell, hidden):
        if tag == "-text":
            lines[-1] += node.text_content or ""
        elif lines[-1] and (tag not in INLINE or tag == "a" or (not plain and _apart(node))):
            lines.append("")
    return "\n".join(text for line in lines if (text := SPACE.sub(" ", line).strip()))


def _only_text(cell: LexborNode) -> str | None:
    """The one stretch of text that a plain cell holds, as most do; None if there are several."""
    text = cell.text(separator="\0", strip=True, skip_empty=True).strip("\0")
    return None if "\0" in text else text


def _single_text(cell: LexborNode, hidden: frozenset[int]) -> str | None:
    """What any cell with nothing but one stretch of text holds; None where a walk must tell."""
    node = cell.child
    while node is not None:
        tag = node.tag or ""
        if node.next is not None or tag in _SKIPPED or tag == "table" or node.mem_id in hidden:
            return None
        if tag in _STRUCK or (tag != "-text" and _LINE_THROUGH.search(_style(node))):
            return f"{node.text(deep=True)}{UNSEEN}"  # taken back: no number, and no blank
        if tag == "-text":
            return node.text_content
        node = node.child
    return ""


def _apart(node: LexborNode) -> bool:
    """Struck out or raised by style: no part of the number beside it, as is a link."""
    return bool(_APART.search(_style(node)))


def _style(node: LexborNode) -> str:
    return node.attributes.get("style") or ""
