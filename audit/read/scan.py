"""Scanned reports: pages of pixels to tables and lines, by rule lines and recognition."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import cv2
import numpy as np
import pypdfium2

from audit.bounds import DEFAULT, Bounds
from audit.document import Document, Piece, Place, Row
from audit.errors import InputError
from audit.read.glyphs import read_glyphs
from audit.read.ink import cell_lines, is_blank, is_stained, page_lines, slant
from audit.read.lattice import Lattice, lattices
from audit.read.picture import Colours, Picture, open_pages, prepare, refuse_huge
from audit.read.recognise import Grey, Recognised, recognise
from audit.read.ruling import TOLERANCE, find_ruling

_VALUE_LIKE = re.compile(r"(?!.*[\u3400-\u9fff]{2}).{0,12}")
_UNSEEN = "□"  # ink that says nothing
_SPECKS = " .,"  # at the edge of a number: dirt
_STROKES = ("1", "/")  # the model takes one for the other where it stands alone
_SLANTED = 0.22
_DOTS = 200 / 72  # pixels a point, when a page of a PDF is drawn
_AROUND = 6  # pixels: a border is as thick
_INSIDE = 2  # pixels inside a cell's border that are not looked at


def read_image(name: str, data: bytes, bounds: Bounds = DEFAULT) -> Document:
    """Read a picture of a report; a pixel of it counts as a point.

    Raises InputError for a damaged file, too many pages or pixels.
    """
    pages = ((page, 1.0) for page in open_pages(name, data, bounds))
    return _document(name, pages)


def read_scan_pages(name: str, data: bytes, bounds: Bounds = DEFAULT) -> Document:
    """Read a PDF by what its pages look like. Raises InputError as `read_image` does."""
    return _document(name, _drawn(name, data, bounds))


def _drawn(name: str, data: bytes, bounds: Bounds) -> Iterator[tuple[Colours, float]]:
    try:
        pdf = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:
        raise InputError("read.damaged", name=name) from None
    with pdf:
        if len(pdf) > bounds.pages:
            raise InputError("read.pages", name=name, pages=len(pdf), most=bounds.pages)
        for page in pdf:
            width, height = page.get_size()
            refuse_huge(name, width * _DOTS, height * _DOTS)
            drawn = page.render(scale=_DOTS, rev_byteorder=True, prefer_bgrx=False)
            yield drawn.to_numpy()[:, :, :3].copy(), 1 / _DOTS


class _Shown(NamedTuple):
    """A place of a page with ink, before it is read: the lines of a cell, or one line of text."""

    place: Place
    lines: tuple[Grey, ...]
    blank: bool = False
    stained: bool = False


def _document(name: str, pages: Iterable[tuple[Colours, float]]) -> Document:
    rows: list[Row] = []
    tables = 0
    for number, (page, points) in enumerate(pages, 1):
        picture = prepare(page, points)
        shown, tables = _shown(picture, number, tables)
        rows += _read(shown)
    return Document(name, "scan", tuple(rows))


def _shown(picture: Picture, number: int, tables: int) -> tuple[list[list[_Shown]], int]:
    """What stands on a page, in rows from the top down; and the number of tables so far."""
    ruling = find_ruling(picture.ink)
    found = lattices(ruling.across, ruling.down, TOLERANCE)
    lines = _within(ruling.mask, found)
    clear = picture._replace(
        text=cv2.bitwise_or(picture.text, lines), ink=cv2.bitwise_or(picture.ink, lines)
    )
    placed: list[tuple[float, list[_Shown]]] = []
    for lattice in found:
        tables += 1
        placed += _table(clear, lattice, Place(tables, page=number))
    outside = clear.text.copy()
    for lattice in found:
        left, top, right, bottom = (round(edge) for edge in lattice.box)
        outside[max(0, top) : bottom, max(0, left) : right] = 255
    for row in page_lines(outside):
        shown = [
            _Shown(
                Place(column=n, page=number, box=picture.box(*line)), (line.cut(outside),)
            )
            for n, line in enumerate(row, 1)
        ]
        placed.append((row[0].top, shown))
    return [shown for _, shown in sorted(placed, key=lambda one: one[0])], tables


def _within(mask: Grey, found: list[Lattice]) -> Grey:
    """The lines that rule tables: others may be strokes of letters."""
    out = np.zeros_like(mask)
    for lattice in found:
        left, top, right, bottom = (round(edge) for edge in lattice.box)
        part = (
            slice(max(0, top - _AROUND), bottom + _AROUND),
            slice(max(0, left - _AROUND), right + _AROUND),
        )
        out[part] = mask[part]
    return out


def _table(
    picture: Picture, lattice: Lattice, place: Place
) -> Iterator[tuple[float, list[_Shown]]]:
    rows: dict[int, list[_Shown]] = {}
    tops: dict[int, float] = {}
    for cell in lattice.cells:
        left, top, right, bottom = (round(edge) for edge in cell.box)
        inside = (
            slice(max(0, top + _INSIDE), bottom - _INSIDE),
            slice(max(0, left + _INSIDE), right - _INSIDE),
        )
        text, ink = picture.text[inside], picture.ink[inside]
        blank = is_blank(ink)
        own = text if not is_blank(text) else ink
        lines = () if blank else tuple(line.cut(own) for line in cell_lines(own))
        at = place._replace(row=cell.row, column=cell.column, box=picture.box(*cell.box))
        rows.setdefault(cell.row, []).append(_Shown(at, lines, blank, is_stained(text, ink)))
        tops.setdefault(cell.row, lattice.box[1] + cell.row * 1e-3)
    for row, shown in rows.items():
        yield tops[row], shown


def _read(rows: list[list[_Shown]]) -> Iterator[Row]:
    read = iter(recognise([line for row in rows for shown in row for line in shown.lines]))
    for row in rows:
        pieces = tuple(_piece(shown, [next(read) for _ in shown.lines]) for shown in row)
        table = row[0].place.table
        yield Row(pieces, bool(table), table)


def _piece(shown: _Shown, read: list[Recognised]) -> Piece:
    if shown.blank:
        return Piece("", shown.place._replace(confidence=1.0), "")
    if len(read) == 1 and _VALUE_LIKE.fullmatch(read[0].free.text):
        first, score = read[0].value
        first = first.strip(_SPECKS)
        if first in _STROKES:
            first = "/" if slant(shown.lines[0]) > _SLANTED else first
        again = _UNSEEN if shown.stained else read_glyphs(shown.lines[0]).strip(_SPECKS)
        return Piece(first or _UNSEEN, shown.place._replace(confidence=score), again)
    text = _joined([one.free.text for one in read])
    score = min((one.free.score for one in read), default=0.0)
    return Piece(text or _UNSEEN, shown.place._replace(confidence=score))


def _joined(lines: list[str]) -> str:
    out = ""
    for line in lines:
        apart = out[-1:].isdigit() and line[:1].isdigit()
        out += ("\n" if apart else "") + line
    return out.strip()
