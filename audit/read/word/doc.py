"""Binary Word documents (.doc, and .wps of WPS): paragraphs and tables, changes accepted."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain

from audit.bounds import Bounds
from audit.clean import UNSEEN
from audit.document import Document
from audit.errors import InputError
from audit.read.word.binary import BOXES, SHAPES, Binary, DamagedError, Stretch
from audit.read.word.flow import BREAK, SEEN, TAB, Block, Paragraph, listed, to_document
from audit.read.word.lists import Lists
from audit.read.word.looks import Look, Styles
from audit.read.word.tables import CELL_MARK, Nest, Properties

_WORD_97 = 0xA5EC
_FIRST_97 = 0xC1
_ENCRYPTED, _SECOND_TABLE = 0x0100, 0x0200
_PARTS = re.compile("[^\x00-\x1f]+|[\x00-\x1f]")
_RETURN, _PAGE_BREAK, _SHAPE = "\r", "\x0c", "\x08"
_SIGNS = {
    **{"\t": TAB, "\x0b": BREAK, "\x0e": BREAK, "\x1e": "-", "\x01": SEEN, _SHAPE: SEEN},
}
_FIELD = {"\x13": Paragraph.begin_field, "\x14": Paragraph.show_field, "\x15": Paragraph.end_field}
_MOST_PARAGRAPHS = 200_000  # the longest reports have some thousand


def read_word(name: str, streams: Mapping[str, bytes], bounds: Bounds) -> Document:
    """Read the streams of a binary Word document, by their names in small letters.

    The place of a table cell is table, row and column (from 1). Headers, footers, notes and
    comments are left out, as are hidden and deleted text. Raises InputError for a damaged or
    encrypted document and for one of a Word older than 97.
    """
    main = streams["worddocument"]
    if len(main) < 12:
        raise InputError("read.damaged", name=name)
    ident, version, flags = struct.unpack_from("<HH6xH", main)
    if ident != _WORD_97 or version < _FIRST_97:
        raise InputError("read.old_word", name=name)
    if flags & _ENCRYPTED:
        raise InputError("read.encrypted", name=name)
    tables = streams.get("1table" if flags & _SECOND_TABLE else "0table", b"")
    try:
        blocks = _Story(name, Binary(main, tables, streams.get("data", b""))).main()
    except (DamagedError, struct.error, IndexError):
        raise InputError("read.damaged", name=name) from None
    return to_document(name, "wps" if name.lower().endswith(".wps") else "doc", blocks, bounds)


@dataclass(slots=True)
class _Text:
    """A text being read: its tables, the paragraph at hand, and the text boxes anchored in that.

    `before` are paragraphs that run on into the one at hand.
    """

    nest: Nest = field(default_factory=Nest)
    line: Paragraph = field(default_factory=Paragraph)
    before: str = ""
    boxes: list[Block] = field(default_factory=list)


class _Story:
    """Reads the main text, with text boxes where they are anchored."""

    def __init__(self, name: str, file: Binary) -> None:
        self._name = name
        self._file = file
        self._paragraphs = 0
        self._styles = Styles(file)
        self._lists = Lists(file, self._styles)
        self._anchored: dict[int, list[range]] = {}
        self._loose: list[range] = []
        self._find_boxes()

    def main(self) -> list[Block]:
        """The whole document; boxes that are anchored nowhere come last."""
        blocks = self.blocks(range(self._file.lengths[0]))
        for box in [*self._loose, *chain.from_iterable(self._anchored.values())]:
            blocks += self.blocks(box)
        return blocks

    def _find_boxes(self) -> None:
        """Text boxes are a text of their own; shapes in the main text name them."""
        plan, shapes = self._file.part(BOXES), self._file.part(SHAPES)
        count, anchors = (len(plan) - 4) // 26, (len(shapes) - 4) // 30
        if count < 1:
            return
        first = sum(self._file.lengths[:6])
        last = first + self._file.lengths[6]
        named = {
            struct.unpack_from("<I", shapes, 4 * (anchors + 1) + 26 * n)[0]: n
            for n in range(anchors)
        }
        starts = struct.unpack_from(f"<{count + 1}I", plan)
        if list(starts) != sorted(starts):
            raise DamagedError
        for n in range(count):
            shape = struct.unpack_from("<I", plan, 4 * (count + 1) + 22 * n + 14)[0]
            box = range(min(first + starts[n], last), min(first + starts[n + 1], last))
            if shape in named:
                anchor = struct.unpack_from("<I", shapes, 4 * named[shape])[0]
                self._anchored.setdefault(anchor, []).append(box)
            else:
                self._loose.append(box)

    def blocks(self, story: range) -> list[Block]:
        """The paragraphs and tables of a text."""
        text = _Text()
        for stretch in self._file.text(story.start, story.stop):
            look = self._styles.look(0, stretch.properties)
            for part, number, at in _parts(stretch):
                if self._styles.tell:  # runs go on over the ends of paragraphs
                    look = self._look(at, stretch)
                if self._is_end(part, at, 1 + stretch.wide):
                    self._end(text, at, part, deleted=look.deleted)
                    continue
                _add(part, look, text.line)
                if part == _SHAPE and not (look.deleted or look.hidden):
                    text.boxes += self._boxes_at(number)
        text.nest.add([text.before + text.line.end(), *text.boxes], Properties(), deleted=False)
        return text.nest.end()

    def _look(self, at: int, stretch: Stretch) -> Look:
        run = self._file.paragraph(at)
        return self._styles.look(run.style if run else 0, stretch.properties)

    def _boxes_at(self, number: int) -> list[Block]:
        """What stands in the text boxes anchored at a character of the main text."""
        if number >= self._file.lengths[0]:
            return []
        return [block for box in self._anchored.pop(number, ()) for block in self.blocks(box)]

    def _end(self, text: _Text, at: int, mark: str, *, deleted: bool) -> None:
        """End a paragraph; one whose mark is deleted runs on into the next."""
        self._paragraphs += 1
        if self._paragraphs > _MOST_PARAGRAPHS:
            raise InputError(
                "read.long", name=self._name, rows=self._paragraphs, most=_MOST_PARAGRAPHS
            )
        run = self._file.paragraph(at)
        group = self._file.whole(run.properties) if run else b""
        own = Properties.of(group, mark)
        words = text.before + text.line.end()
        text.before = words
        if deleted and not own.cell_end and not own.row_end:
            return
        if run and not own.row_end:
            words = listed(self._lists.number(run.style, group), words)
        text.nest.add([words, *text.boxes], own, deleted=deleted)
        text.before, text.boxes = "", []

    def _is_end(self, mark: str, at: int, width: int) -> bool:
        """Whether a character ends a paragraph; a page break may stand inside one."""
        if mark != _PAGE_BREAK:
            return mark in (_RETURN, CELL_MARK)
        run = self._file.paragraph(at)
        return run is None or run.end == at + width


def _parts(stretch: Stretch) -> Iterator[tuple[str, int, int]]:
    """Runs of text and single marks, each with the number and the place of its first character."""
    number, width = stretch.start, 1 + stretch.wide
    for part in _PARTS.findall(stretch.text):
        yield part, number, stretch.at + (number - stretch.start) * width
        # characters beyond the first plane count twice
        number += len(part) if part.isascii() else len(part.encode("utf-16-le")) // 2


def _add(part: str, look: Look, line: Paragraph) -> None:
    if part in _FIELD:
        if not look.deleted:
            _FIELD[part](line)
    elif look.deleted or look.hidden:
        return
    elif look.symbol:
        line.add(UNSEEN * len(part), look)
    elif part >= " ":
        line.add(part, look)
    elif part == _PAGE_BREAK:
        line.add(BREAK, look)
    elif part in _SIGNS:
        line.add(_SIGNS[part], look)
