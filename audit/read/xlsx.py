"""Sheets of an xlsx workbook, with what libraries leave out: errors, formats, lost results."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from posixpath import join, normpath
from typing import NamedTuple
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from audit.bounds import Bounds
from audit.errors import InputError
from audit.read.grid import Merge, Sheet
from audit.read.package import Package
from audit.read.shown import BUILT_IN, LOST, shown

_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})\Z")
_NUMBER = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?\Z")
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_FALSE = ("", "0", "false")


class Style(NamedTuple):
    """What a cell's style says: the format of its number, and whether it has a border."""

    code: str
    framed: bool


class Book(NamedTuple):
    """What the cells of all sheets refer to.

    `recalculated` tells that the book wants its formulas worked out on opening: their stored
    results are no more than placeholders.
    """

    texts: list[str]
    styles: list[Style]
    since_1904: bool
    recalculated: bool


def sheets_of(package: Package, bounds: Bounds) -> tuple[list[Sheet], int]:
    """Return the visible sheets of a workbook, and how many are hidden.

    Raises InputError for a damaged package, and for more rows with content than `bounds` allow.
    """
    workbook = package.tree("xl/workbook.xml")
    targets = _targets(package)
    setup = next(_all(workbook, "calcPr"), Element("calcPr"))
    properties = next(_all(workbook, "workbookPr"), Element("workbookPr"))
    book = Book(
        _texts(package),
        _styles(package),
        properties.get("date1904", "") not in _FALSE,
        setup.get("fullCalcOnLoad", "") not in _FALSE,
    )
    out, hidden = [], 0
    for entry in _all(workbook, "sheet"):
        part = targets.get(next((v for k, v in entry.items() if k.endswith("}id")), ""), "")
        if not part or part not in package.names:
            continue  # a sheet that holds a chart only, or none at all
        if entry.get("state", "visible") != "visible":
            hidden += 1
            continue
        out.append(_sheet(package, part, Sheet(entry.get("name", ""), bounds.cells), book, bounds.rows))
    return out, hidden


def _targets(package: Package) -> dict[str, str]:
    """Parts of the sheets by the ids of their relations."""
    return {
        relation.get("Id", ""): normpath(join("/xl", relation.get("Target", ""))).lstrip("/")
        for relation in _all(package.tree("xl/_rels/workbook.xml.rels"), "Relationship")
        if relation.get("Type", "").endswith("/worksheet")
    }


def _sheet(package: Package, part: str, sheet: Sheet, book: Book, most_rows: int) -> Sheet:
    row, filled = 0, 0
    data = BytesIO(package.read(part))
    try:
        for _, node in iterparse(data, events=("end",), forbid_dtd=True):
            name = _name(node)
            if name == "row":
                row = _whole(node.get("r"), row + 1)
                filled += _row(node, row, sheet, book)
                node.clear()
            elif name == "mergeCell":
                sheet.merges += _merge(node.get("ref", ""))
            elif name == "col" and _is_hidden(node, "width"):
                first, last = _whole(node.get("min"), 1), _whole(node.get("max"), 1)
                sheet.hidden_columns.update(range(first, min(last, 16_384) + 1))
            if filled > most_rows:
                raise InputError("read.long", name=package.name, rows=filled, most=most_rows)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        raise InputError("read.damaged", name=package.name) from None
    return sheet


def _row(node: Element, row: int, sheet: Sheet, book: Book) -> bool:
    """Put a row's cells into the sheet; whether there was a text in it."""
    if _is_hidden(node, "ht"):
        sheet.hidden_rows.add(row)
    column, filled = 0, False
    for cell in node:
        column = _column(cell.get("r", ""), column + 1)
        style = book.styles[_whole(cell.get("s"), 0)] if book.styles else Style("", False)
        text = _cell_text(cell, style.code, book)
        if text is None:
            sheet.lost += 1
        sheet.put(row, column, LOST if text is None else text, framed=style.framed)
        filled = filled or text != ""
    return filled


def _cell_text(cell: Element, code: str, book: Book) -> str | None:
    """What a cell shows; None for a formula whose result is not stored."""
    parts = {_name(child): child for child in cell}
    kind = cell.get("t", "n")
    stored = (parts["v"].text or "") if "v" in parts else ""
    if "f" in parts:
        none = "v" not in parts or (not stored and kind != "str")
        if none or (book.recalculated and stored in ("", "0")):
            return None
    if kind == "inlineStr":
        return _string(parts["is"]) if "is" in parts else ""
    if kind == "s" and stored:
        return book.texts[int(stored)]
    if kind == "b":
        return "FALSE" if stored in _FALSE else "TRUE"
    if kind == "n" and _NUMBER.match(stored.strip()):
        return shown(float(stored), code, since_1904=book.since_1904)
    return _unescaped(stored)


def _texts(package: Package) -> list[str]:
    part = "xl/sharedStrings.xml"
    if part not in package.names:
        return []
    return [_string(item) for item in package.tree(part) if _name(item) == "si"]


def _string(item: Element) -> str:
    """A text with its runs; what is struck out or raised stands on a line of its own."""
    out = ""
    for part in item:
        if _name(part) == "t":
            out += part.text or ""
        elif _name(part) == "r":
            text = "".join(t.text or "" for t in part if _name(t) == "t")
            out += f"\n{text}\n" if _is_apart(part) else text
    return _unescaped(out)


def _is_apart(run: Element) -> bool:
    for mark in run.iter():
        if _name(mark) == "strike" and mark.get("val", "1") not in _FALSE:
            return True
        if _name(mark) == "vertAlign" and mark.get("val") != "baseline":
            return True
    return False


def _unescaped(text: str) -> str:
    plain = _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text
    return plain.replace("\r\n", "\n").replace("\r", "\n")


def _styles(package: Package) -> list[Style]:
    part = "xl/styles.xml"
    if part not in package.names:
        return []
    root = package.tree(part)
    codes = BUILT_IN | {
        _whole(entry.get("numFmtId"), 0): entry.get("formatCode", "")
        for entry in _all(root, "numFmt")
    }
    borders = [_has_sides(border) for border in _children(root, "borders")]
    return [
        Style(
            codes.get(_whole(entry.get("numFmtId"), 0), ""),
            (n := _whole(entry.get("borderId"), 0)) < len(borders) and borders[n],
        )
        for entry in _children(root, "cellXfs")
    ]


def _has_sides(border: Element) -> bool:
    return any(side.get("style", "none") != "none" for side in border)


def _children(root: Element, name: str) -> Iterator[Element]:
    for group in _all(root, name):
        yield from group


def _all(root: Element, name: str) -> Iterator[Element]:
    """Elements by their local name: strict and transitional workbooks differ in namespaces."""
    return (node for node in root.iter() if _name(node) == name)


def _name(node: Element) -> str:
    return node.tag.rpartition("}")[2]


def _is_hidden(node: Element, size: str) -> bool:
    return node.get("hidden", "") not in _FALSE or node.get(size) == "0"


def _whole(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() else otherwise


def _column(reference: str, otherwise: int) -> int:
    """The column of a cell's name, B7 say; programs may leave the names out."""
    found = _REFERENCE.match(reference)
    if not found:
        return otherwise
    number = 0
    for letter in found[1]:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _merge(reference: str) -> list[Merge]:
    first, _, last = reference.partition(":")
    corners = [_REFERENCE.match(first), _REFERENCE.match(last)]
    if corners[0] is None or corners[1] is None:
        return []
    top, bottom = int(corners[0][2]), int(corners[1][2])
    return [Merge(top, bottom, _column(first, 1), _column(last, 1))]
