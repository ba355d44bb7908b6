"""Web pages: table cells placed by their spans, everything else as lines of text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from urllib.parse import unquote

from selectolax.lexbor import LexborHTMLParser, LexborNode

from audit.bounds import DEFAULT, Bounds
from audit.clean import UNSEEN
from audit.document import Document, Piece, Place, Row
from audit.errors import InputError
from audit.read import Beside
from audit.read.encoding import Decoded
from audit.read.web.frames import Frames, nothing_beside
from audit.read.web.head import stated_date
from audit.read.web.markup import mended
from audit.read.web.scripts import hidden_markup
from audit.words import say

_SKIPPED = {
    *("-comment", "script", "style", "noscript", "template", "noframes", "iframe", "textarea"),
    *("xmp", "title", "head", "select", "option", "button"),
}
_INLINE = {
    # not sup, sub, s, del, ins: a footnote or a struck number must not run into the next one
    *("a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "em", "font", "i", "label", "mark"),
    *("o:p", "q", "small", "span", "strong", "tt", "u", "st1:chsdate", "st1:chmetcnv"),
    "publishtime",
}
_PICTURES = "img, input, select, textarea, svg, object, canvas, button, iframe, embed, video"
_APART = re.compile(r"line-through|vertical-align\s*:\s*(?:super|sub)", re.I)
_LINE_THROUGH = re.compile("line-through", re.I)
_STRUCK = ("s", "strike", "del")
_SPACE = re.compile(r"[ \t\r\n\f\xa0\u3000]+")
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|(?:opacity|font-size)\s*:\s*0(?![.1-9])", re.I
)
# what _HIDDEN can match at all: asking every element for its attributes is slow
_PERHAPS_HIDDEN = ", ".join(
    ("[hidden]", *(f'[style*="{word}" i]' for word in ("none", "hidden", "opacity", "font-size")))
)
_STATISTICS = re.compile("本年新收|上年[结結][转轉]|[结結]果[维維]持|行政[许許]可")
_TABLE_HEADING = re.compile(
    "主动公开政府信息情况|主動公開政府信息情況|收到和处理|收到和處理|行政复议|行政復議|行政诉讼|行政訴訟"
)
_TABLE_NAME = re.compile("[统統][计計]|申[请請]|[情报報][况況告]|表格|附表|[复復][议議]")
_DEEPEST = 300
_MOST_SPAN = 60
_SPAN = re.compile(r"\s*(\d{1,4})")


def read_html(
    name: str, decoded: Decoded, bounds: Bounds = DEFAULT, beside: Beside = nothing_beside
) -> Document:
    """Read a web page; the place of a table cell is table, row and column (from 1).

    Tables that hold other tables are layout: their text is read as lines, the inner ones as data.
    `beside` gives the files saved with the page: its frames are read where they stand. Tables that
    scripts or form fields hold are read where the page shows none of its own.
    """
    tree = LexborHTMLParser(mended(name, decoded.text))
    frames = Frames(name, beside)
    frames.fill(tree)
    reader = _Reader(bounds)
    reader.read(tree)
    notes = decoded.notes
    if not has_statistics(reader.rows):
        hidden = [LexborHTMLParser(mended(name, found)) for found in hidden_markup(tree)]
        for found in hidden:
            reader.read(found)
        notes += (say("note.scripts", count=len(hidden)),) if hidden else ()
    if len(reader.rows) > bounds.rows:
        raise InputError("read.long", name=name, rows=len(reader.rows), most=bounds.rows)
    title = tree.css_first("title")
    return Document(
        name,
        "html",
        tuple(reader.rows),
        decoded.encoding,
        _SPACE.sub(" ", title.text()).strip() if title else "",
        stated_date(tree),
        (*notes, say("note.frames", count=frames.count)) if frames.count else notes,
        pictures=reader.pictures,
    )


def has_statistics(rows: Sequence[Row]) -> bool:
    """Whether a table among the rows has a word that only the statistics of a report have."""
    return any(row.cells and _STATISTICS.search(row.text) for row in rows)


class _Reader:
    """Walks the tree once, without recursion, in document order."""

    def __init__(self, bounds: Bounds) -> None:
        self.rows: list[Row] = []
        self.pictures = 0
        self._layout: frozenset[int] = frozenset()
        self._hidden: frozenset[int] = frozenset()
        self._pictured: frozenset[int] = frozenset()
        self._bounds = bounds
        self._line: list[str] = []
        self._tables = 0
        self._offset = 0

    def read(self, tree: LexborHTMLParser) -> None:
        """Read a tree after what was read before; the trees must live until all are read."""
        self._layout = _layout_tables(tree)
        self._hidden = frozenset(n.mem_id for n in tree.css(_PERHAPS_HIDDEN) if _hidden(n))
        self._pictured = frozenset(_cell_of(picture) for picture in tree.css(_PICTURES))
        body = tree.body or tree.root
        if body is None:
            return
        for node, tag, entering in _walk(body, self._hidden, self._layout):
            if len(self.rows) > self._bounds.rows:
                return
            if tag == "-text":
                self._line.append(node.text_content or "")
            elif tag == "table" and entering and node.mem_id not in self._layout:
                self._table(node)
            elif tag not in _INLINE:
                self._end_line()
            if tag == "img" and entering:
                self._picture(node)
        self._end_line()

    def _picture(self, picture: LexborNode) -> None:
        """Count pictures that stand in a table's place or are named like one."""
        above = self.rows[-1].text if self.rows else ""
        named = " ".join(picture.attributes.get(key) or "" for key in ("alt", "title", "src"))
        if _TABLE_HEADING.search(above) or _TABLE_NAME.search(unquote(named[:2000])):
            self.pictures += 1

    def _end_line(self) -> None:
        if not self._line:
            return
        text = _SPACE.sub(" ", "".join(self._line)).strip()
        self._line.clear()
        if text:
            place = Place(column=1, start=self._offset, end=self._offset + len(text))
            self.rows.append(Row((Piece(text, place),)))
            self._offset += len(text) + 1

    def _table(self, table: LexborNode) -> None:
        self._end_line()
        for picture in table.css("img"):
            self._picture(picture)
        self._tables += 1
        taken: dict[tuple[int, int], bool] = {}
        for r, line in enumerate(table.css("tr")):
            above = line.parent
            if line.mem_id in self._hidden or (above is not None and above.mem_id in self._hidden):
                continue
            pieces, column = [], 0
            for cell in line.iter():
                if cell.tag not in ("td", "th") or cell.mem_id in self._hidden:
                    continue
                while (r, column) in taken:
                    column += 1
                stated = cell.attributes
                down = _span(stated.get("rowspan"), _MOST_SPAN)  # 0 is all rows that are left
                across = _span(stated.get("colspan"), 1)
                if down > 1 or across > 1:
                    taken.update(
                        ((r + i, column + j), True) for i in range(down) for j in range(across)
                    )
                place = Place(self._tables, r + 1, column + 1)
                text = _cell_text(cell, self._hidden)
                if cell.mem_id in self._pictured and (not text or text[-1].isdigit()):
                    text += UNSEEN  # it may be a number, or a digit of one
                pieces.append(Piece(text, place))
                column += across
                if column > self._bounds.cells:
                    break
            if pieces:
                self.rows.append(Row(tuple(pieces), True, self._tables))
            if len(self.rows) > self._bounds.rows:
                return


def _walk(
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


def _cell_of(node: LexborNode) -> int:
    """The cell that a node stands in; 0 for none, or a deep way off."""
    above = node.parent
    for _ in range(_DEEPEST):
        if above is None:
            break
        if above.tag in ("td", "th"):
            return above.mem_id
        above = above.parent
    return 0


def _hidden(node: LexborNode) -> bool:
    attributes = node.attributes
    return "hidden" in attributes or bool(_HIDDEN.search(attributes.get("style") or ""))


def _span(stated: str | None, if_zero: int) -> int:
    found = _SPAN.match(stated) if stated else None
    return min(int(found[1]), _MOST_SPAN) or if_zero if found else 1


def _cell_text(cell: LexborNode, hidden: frozenset[int]) -> str:
    """The text of a cell; paragraphs and line breaks inside it become line feeds."""
    single = _single_text(cell, hidden)
    if single is not None:
        return _SPACE.sub(" ", single).strip()
    lines: list[str] = [""]
    for node, tag, _ in _walk(cell, hidden):
        if tag == "-text":
            lines[-1] += node.text_content or ""
        elif lines[-1] and (tag not in _INLINE or _apart(node, tag)):
            lines.append("")
    return "\n".join(text for line in lines if (text := _SPACE.sub(" ", line).strip()))


def _single_text(cell: LexborNode, hidden: frozenset[int]) -> str | None:
    """What a cell with one stretch of text holds, as most do; None where a walk must tell."""
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


def _apart(node: LexborNode, tag: str) -> bool:
    """Struck out, raised by style or a link: no part of the number beside it."""
    return tag == "a" or bool(_APART.search(_style(node)))


def _style(node: LexborNode) -> str:
    return node.attributes.get("style") or ""
