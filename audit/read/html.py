"""Web pages: table cells placed by their spans, everything else as lines of text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from selectolax.lexbor import LexborHTMLParser, LexborNode

from audit.bounds import DEFAULT, Bounds
from audit.document import Document, Piece, Place, Row
from audit.errors import InputError
from audit.read.encoding import Decoded

_SKIPPED = {
    "-comment",
    "script",
    "style",
    "noscript",
    "template",
    "head",
    "select",
    "option",
    "button",
}
_INLINE = {
    # not sup, sub, s, del, ins: a footnote or a struck number must not run into the next one
    *("a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "em", "font", "i", "label", "mark"),
    *("o:p", "q", "small", "span", "strong", "tt", "u", "st1:chsdate", "st1:chmetcnv"),
    "publishtime",
}
_PICTURES = "img, input, select, textarea, svg, object, canvas"
_APART = re.compile(r"line-through|vertical-align\s*:\s*(?:super|sub)", re.I)
_UNSEEN = "□"  # stands for what is shown but is no text
_SPACE = re.compile(r"[ \t\r\n\f\xa0\u3000]+")
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|(?:opacity|font-size)\s*:\s*0(?![.1-9])", re.I
)
_MOST_TAGS = 100_000  # the longest pages have some thousands; deep nesting costs the parser dear
_DEEPEST = 300
_DATE = re.compile(r"20\d\d-\d\d?-\d\d?")
_MOST_SPAN = 60


def read_html(name: str, decoded: Decoded, bounds: Bounds = DEFAULT) -> Document:
    """Read a web page; the place of a table cell is table, row and column (from 1).

    Tables that hold other tables are layout: their text is read as lines, the inner ones as data.
    """
    tags = decoded.text.count("<")
    if tags > _MOST_TAGS:
        raise InputError("read.long", name=name, rows=tags, most=_MOST_TAGS)
    tree = LexborHTMLParser(decoded.text)
    title = tree.css_first("title")
    reader = _Reader(_layout_tables(tree), bounds)
    if tree.body is not None:
        reader.read(tree.body)
    if len(reader.rows) > bounds.rows:
        raise InputError("read.long", name=name, rows=len(reader.rows), most=bounds.rows)
    return Document(
        name,
        "html",
        tuple(reader.rows),
        decoded.encoding,
        _SPACE.sub(" ", title.text()).strip() if title else "",
        _stated_date(tree),
        decoded.notes,
    )


def _stated_date(tree: LexborHTMLParser) -> str:
    for node in tree.css("meta[name]"):
        if (node.attributes.get("name") or "").lower() in (
            "pubdate",
            "publishdate",
            "publish-date",
        ):
            found = _DATE.search(node.attributes.get("content") or "")
            if found:
                return found.group()
    return ""


class _Reader:
    """Walks the tree once, without recursion, in document order."""

    def __init__(self, layout: frozenset[int], bounds: Bounds) -> None:
        self.rows: list[Row] = []
        self._layout = layout
        self._bounds = bounds
        self._line: list[str] = []
        self._tables = 0
        self._offset = 0

    def read(self, body: LexborNode) -> None:
        for node, entering in _walk(body, self._layout):
            if len(self.rows) > self._bounds.rows:
                return
            tag = node.tag
            if tag == "-text":
                self._line.append(node.text_content or "")
            elif tag == "table" and entering and node.mem_id not in self._layout:
                self._table(node)
            elif tag not in _INLINE:
                self._end_line()
        self._end_line()

    def _end_line(self) -> None:
        text = _SPACE.sub(" ", "".join(self._line)).strip()
        self._line.clear()
        if text:
            place = Place(column=1, start=self._offset, end=self._offset + len(text))
            self.rows.append(Row((Piece(text, place),)))
            self._offset += len(text) + 1

    def _table(self, table: LexborNode) -> None:
        self._end_line()
        self._tables += 1
        taken: dict[tuple[int, int], bool] = {}
        for r, line in enumerate(table.css("tr")):
            if _hidden(line) or (line.parent is not None and _hidden(line.parent)):
                continue
            pieces, column = [], 0
            for cell in line.iter():
                if cell.tag not in ("td", "th") or _hidden(cell):
                    continue
                while (r, column) in taken:
                    column += 1
                down, across = _span(cell, "rowspan"), _span(cell, "colspan")
                if down > 1 or across > 1:
                    taken.update(
                        ((r + i, column + j), True) for i in range(down) for j in range(across)
                    )
                place = Place(self._tables, r + 1, column + 1)
                pieces.append(Piece(_cell_text(cell), place))
                column += across
                if column > self._bounds.cells:
                    break
            if pieces:
                self.rows.append(Row(tuple(pieces), True, self._tables))
            if len(self.rows) > self._bounds.rows:
                return


def _walk(
    root: LexborNode, layout: frozenset[int] = frozenset()
) -> Iterator[tuple[LexborNode, bool]]:
    """Nodes in document order, elements on entering and leaving; data tables are not entered."""
    node: LexborNode | None = root.child
    depth = 0
    while node is not None:
        skipped = node.tag in _SKIPPED or (node.tag != "-text" and _hidden(node))
        if not skipped:
            yield node, True
        whole = skipped or (node.tag == "table" and node.mem_id not in layout)
        if not whole and node.child is not None:
            node, depth = node.child, depth + 1
            continue
        while node is not None:
            if not skipped and node.tag != "-text":
                yield node, False
            skipped = False
            if node.next is not None:
                node = node.next
                break
            node, depth = node.parent, depth - 1
            if depth < 0:
                return


def _layout_tables(tree: LexborHTMLParser) -> frozenset[int]:
    """Tables that hold other tables only lay out the page."""
    return frozenset(
        outer.mem_id for outer, inner in pairwise(tree.css("table")) if _inside(inner, outer)
    )


def _inside(node: LexborNode, outer: LexborNode) -> bool:
    above = node.parent
    for _ in range(_DEEPEST):
        if above is None:
            return False
        if above.mem_id == outer.mem_id:
            return True
        above = above.parent
    return False


def _hidden(node: LexborNode) -> bool:
    attributes = node.attributes
    return "hidden" in attributes or bool(_HIDDEN.search(attributes.get("style") or ""))


def _span(cell: LexborNode, name: str) -> int:
    found = re.match(r"\s*(\d{1,4})", cell.attributes.get(name) or "")
    return max(1, min(int(found[1]), _MOST_SPAN)) if found else 1


def _cell_text(cell: LexborNode) -> str:
    """The text of a cell; paragraphs and line breaks inside it become line feeds."""
    lines: list[str] = [""]
    for node, _ in _walk(cell):
        if node.tag == "-text":
            lines[-1] += node.text_content or ""
        elif lines[-1] and (node.tag not in _INLINE or _apart(node)):
            lines.append("")
    text = "\n".join(text for line in lines if (text := _SPACE.sub(" ", line).strip()))
    return text or (_UNSEEN if cell.css_first(_PICTURES) is not None else "")


def _apart(node: LexborNode) -> bool:
    """Struck out, raised by style or a link: no part of the number beside it."""
    return node.tag == "a" or bool(_APART.search(node.attributes.get("style") or ""))
