"""Web pages: table cells placed by their spans, everything else as lines of text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from urllib.parse import unquote

from selectolax.lexbor import LexborHTMLParser, LexborNode

from audit.bounds import DEFAULT, Bounds
from audit.clean import UNSEEN
from audit.document import Document, Piece, Place, Row
from audit.errors import InputError
from audit.read import Beside
from audit.read.encoding import Decoded
from audit.read.web.cells import is_inside, marks_of, spans
from audit.read.web.frames import Frames, nothing_beside
from audit.read.web.head import stated_date
from audit.read.web.markup import mended
from audit.read.web.scripts import hidden_markup
from audit.read.web.seen import DEEPEST, Seen, seen
from audit.read.web.styles import apply, rules_of
from audit.read.web.walk import INLINE, SPACE, cell_text, told, walk
from audit.words import say

_STATISTICS = re.compile("本年新收|上年[结結][转轉]|[结結]果[维維]持|行政[许許]可")
_TABLE_HEADING = re.compile(
    "主动公开政府信息情况|主動公開政府信息情況|收到和处理|收到和處理|行政复议|行政復議|行政诉讼|行政訴訟"
)
_TABLE_NAME = re.compile("[统統][计計]|申[请請]|[情报報][况況告]|表格|附表|[复復][议議]")


def read_html(
    name: str, decoded: Decoded, bounds: Bounds = DEFAULT, beside: Beside = nothing_beside
) -> Document:
    """Read a web page; the place of a table cell is table, row and column (from 1).

    Tables that hold other tables are layout: their text is read as lines, the inner ones as data.
    `beside` gives the files saved with the page: its frames are read where they stand. Tables that
    scripts or form fields hold are read where the page shows none of its own.
    """
    tree = LexborHTMLParser(mended(name, decoded.text))
    rules = rules_of(tree)
    apply(name, rules, tree)
    frames = Frames(name, beside)
    frames.fill(tree)
    reader = _Reader(bounds)
    reader.read(tree)
    notes = decoded.notes
    if not has_statistics(reader.rows):
        hidden = [LexborHTMLParser(mended(name, found)) for found in hidden_markup(tree)]
        for found in hidden:
            apply(name, rules, found)
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
        SPACE.sub(" ", title.text()).strip() if title else "",
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
        self._seen = Seen()
        self._bounds = bounds
        self._line: list[str] = []
        self._tables = 0
        self._offset = 0

    def read(self, tree: LexborHTMLParser) -> None:
        """Read a tree after what was read before; the trees must live until all are read."""
        self._layout = _layout_tables(tree)
        self._seen = seen(tree)
        body = tree.body or tree.root
        if body is None:
            return
        struck = 0
        for node, tag, entering in walk(body, self._seen.unseen, self._layout):
            if len(self.rows) > self._bounds.rows:
                return
            if self._seen.struck and node.mem_id in self._seen.struck:
                struck += 1 if entering else -1
            if tag == "-text":
                self._line.append(told(node.text_content or "", struck > 0))
            elif tag == "table" and entering and node.mem_id not in self._layout:
                self._table(node)
            elif tag not in INLINE:
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
        text = SPACE.sub(" ", "".join(self._line)).strip()
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
        marks = marks_of(table, self._seen)
        taken: set[tuple[int, int]] = set()
        struck = self._is_doubtful(table)
        for r, line in enumerate(table.css("tr")):
            above = line.parent
            group = above.mem_id if above is not None else 0
            if line.mem_id in self._seen.unseen or group in self._seen.unseen:
                continue
            doubtful = struck or not self._seen.doubtful.isdisjoint((group, line.mem_id))
            pieces, column = [], 0
            for cell in line.iter():
                own = cell.mem_id
                if cell.tag not in ("td", "th") or own in self._seen.gone:
                    continue
                while (r, column) in taken:
                    column += 1
                down, across = spans(cell) if own in marks.spanning else (1, 1)
                if down > 1 or across > 1:
                    taken.update((r + i, column + j) for i in range(down) for j in range(across))
                place = Place(self._tables, r + 1, column + 1)
                text = ""
                if own not in self._seen.unseen:
                    said = doubtful or own in self._seen.doubtful
                    text = cell_text(cell, self._seen, said, own not in marks.odd)
                    if own in marks.pictured and (not text or text[-1].isdigit()):
                        text += UNSEEN  # it may be a number, or a digit of one
                pieces.append(Piece(text, place))
                column += across
                if column > self._bounds.cells:
                    break
            if pieces:
                self.rows.append(Row(tuple(pieces), True, self._tables))
            if len(self.rows) > self._bounds.rows:
                return

    def _is_doubtful(self, table: LexborNode) -> bool:
        """Whether a table or something around it is struck out."""
        node: LexborNode | None = table if self._seen.doubtful else None
        for _ in range(DEEPEST):
            if node is None or node.mem_id in self._seen.doubtful:
                return node is not None
            node = node.parent
        return False


def _layout_tables(tree: LexborHTMLParser) -> frozenset[int]:
    """Tables that hold other tables only lay out the page."""
    return frozenset(
        outer.mem_id for outer, inner in pairwise(tree.css("table")) if is_inside(inner, outer)
    )
