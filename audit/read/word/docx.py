"""Word documents (docx): paragraphs and tables as Word shows them with all changes accepted."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from audit.bounds import Bounds
from audit.clean import UNSEEN
from audit.document import Document
from audit.errors import InputError
from audit.read.package import Package
from audit.read.word.flow import (
    APART,
    BREAK,
    SEEN,
    TAB,
    Block,
    Cell,
    Grid,
    Paragraph,
    listed,
    to_document,
)
from audit.read.word.styles import (
    FORMATTING,
    OFF,
    Styles,
    attribute,
    child,
    local,
    number_of,
    properties_of,
    read_styles,
    said,
)

_DEEPEST = 150  # elements in elements: a table in a text box in a table has some sixty
_MOST_SPAN = 63  # columns that Word allows
# what is left out: properties, instructions, readings, and what a change took away
_DROPPED = {
    *("pPr", "rPr", "tblPr", "tblGrid", "tcPr", "trPr", "sectPr", "sdtPr"),
    *("del", "moveFrom", "delText", "delInstrText", "rt"),
}
_SIGNS = {
    **{"tab": TAB, "ptab": TAB, "br": BREAK, "cr": BREAK, "noBreakHyphen": "-"},
    **{"drawing": SEEN, "pict": SEEN, "object": SEEN},
}
_IN_RUN = {*_SIGNS, "instrText", "t", "sym", "fldChar", "r"}
_FIELD = {"separate": Paragraph.show_field, "end": Paragraph.end_field}
_WHITE = str.maketrans("\t\n\r", "   ")


def read_docx(name: str, data: bytes, bounds: Bounds) -> Document:
    """Read a Word document; the place of a table cell is table, row and column (from 1).

    Headers, footers, notes and comments are left out, as are hidden and deleted text. What the
    file calls its title is not used: it is often that of the document it was made from. Raises
    InputError for a damaged, encrypted or outsized file.
    """
    package = Package(name, data, bounds)
    main = package.related("", "officeDocument") or "word/document.xml"
    styles = read_styles(
        package, package.related(main, "styles"), package.related(main, "numbering")
    )
    reader = _Reader(name, bounds, styles)
    return to_document(name, "docx", reader.blocks(package.tree(main, FORMATTING), 0), bounds)


class _Reader:
    """Walks the tree in document order; its depth is bounded."""

    def __init__(self, name: str, bounds: Bounds, styles: Styles) -> None:
        self._name = name
        self._bounds = bounds
        self._styles = styles

    def blocks(self, parent: Element, depth: int) -> list[Block]:
        """The paragraphs and tables of a body, a cell or a text box."""
        out: list[Block] = []
        held = ""
        for element in self._parts(parent, {"p", "tbl"}, depth):
            if local(element.tag) == "tbl":
                out.append(Grid(list(self._rows(element, depth + 1))))
                continue
            text, boxes, goes_on = self._paragraph(element, depth + 1)
            held += text
            if not goes_on:
                out.append(held)
                held = ""
            out += boxes
        return [*out, held] if held else out

    def _parts(self, parent: Element, names: set[str], depth: int) -> Iterator[Element]:
        """Elements of these names, through whatever wraps them; of alternatives the first."""
        if depth > _DEEPEST:
            raise InputError("read.damaged", name=self._name)
        for element in parent:
            name = local(element.tag)
            if name in names:
                yield element
            elif name == "AlternateContent":
                yield from self._parts(element[0], names, depth + 1) if len(element) else ()
            elif name not in _DROPPED and len(element):
                yield from self._parts(element, names, depth + 1)

    def _paragraph(self, paragraph: Element, depth: int) -> tuple[str, list[Block], bool]:
        """Its text, what stands in its text boxes, and whether the next one goes on with it."""
        properties = properties_of(paragraph, "pPr")
        style = said(properties, "pStyle")
        mark = child(properties, "rPr")
        deleted = mark is not None and any(local(e.tag) in ("del", "moveFrom") for e in mark)
        line = Paragraph()
        boxes: list[Block] = []
        for run in self._parts(paragraph, {"r", "m:t"}, depth):
            if local(run.tag) == "r":
                boxes += self._run(run, line, style, depth + 1)
            else:
                line.add(APART + (run.text or "").translate(_WHITE))
        text = line.end()
        return (
            (text if deleted else listed(self._styles.number(style, properties), text)),
            boxes,
            deleted,
        )

    def _run(self, run: Element, line: Paragraph, style: str, depth: int) -> Iterator[Block]:
        """Add a run to its paragraph; yields what stands in its text boxes."""
        look = self._styles.look(style, properties_of(run, "rPr"))
        for element in self._parts(run, _IN_RUN, depth):
            name = local(element.tag)
            if name == "fldChar":
                _FIELD.get(attribute(element, "fldCharType"), Paragraph.begin_field)(line)
            elif name == "instrText":
                line.instruct(element.text or "")
            elif look.hidden:
                continue
            elif name == "r":  # the base of a reading
                yield from self._run(element, line, style, depth + 1)
            elif name == "t":
                line.add((element.text or "").translate(_WHITE), look)
            elif name == "sym":
                line.add(_symbol(element), look)
            else:
                boxes = list(self._parts(element, {"txbxContent"}, depth + 1))
                if not boxes:
                    line.add(_SIGNS[name], look)
                for box in boxes:
                    yield from self.blocks(box, depth + 20)

    def _rows(self, table: Element, depth: int) -> Iterator[tuple[int, list[Cell]]]:
        for n, row in enumerate(self._parts(table, {"tr"}, depth)):
            properties = child(row, "trPr")
            hidden = child(properties, "hidden")
            shown = hidden is None or attribute(hidden, "val", "1") in OFF
            if child(properties, "del") is None and shown:
                before = max(0, number_of(said(properties, "gridBefore")))
                yield n + 1, list(self._cells(row, before, depth + 1))

    def _cells(self, row: Element, before: int, depth: int) -> Iterator[Cell]:
        column = before
        joined = False
        for cell in self._parts(row, {"tc"}, depth):
            if column >= self._bounds.cells:
                return
            properties = properties_of(cell, "tcPr")
            own = {local(e.tag): attribute(e, "val") for e in properties}
            covered = joined and own.get("hMerge", "restart") != "restart"
            if not covered and "cellDel" not in own:
                merged = "more" if "vMerge" in own else ""
                merged = "start" if own.get("vMerge") == "restart" else merged
                yield Cell(column + 1, self.blocks(cell, depth + 1), merged)
            joined = "hMerge" in own
            across = number_of(own["gridSpan"], 1) if "gridSpan" in own else 1
            column += max(1, min(across, _MOST_SPAN))


def _symbol(element: Element) -> str:
    """A character of a symbol font, which says nothing by its number, or of any other."""
    code = attribute(element, "char")
    try:
        letter = chr(int(code, 16))
    except (ValueError, OverflowError):
        return UNSEEN
    return letter if "\u2010" <= letter < "\ud800" or letter >= "\uf900" else UNSEEN
