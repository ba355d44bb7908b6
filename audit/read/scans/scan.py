"""Scanned reports: pages of pixels to tables and lines, by rule lines and recognition."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from itertools import groupby
from statistics import median
from typing import NamedTuple

import numpy as np
import pypdfium2

from audit.bounds import DEFAULT, Bounds
from audit.clean import UNSEEN
from audit.document import Document, Piece, Place
from audit.errors import InputError
from audit.read.pages.lattice import Lattice, LatticeCell, lattices
from audit.read.scans.digits import read_digits
from audit.read.scans.ink import Line, cell_lines, is_blank, is_stained, page_lines, slant
from audit.read.scans.picture import Colours, Picture, open_pages, prepare, refuse_huge
from audit.read.scans.recognise import Grey, Recognised, recognise
from audit.read.scans.ruling import TOLERANCE, find_ruling
from audit.read.scans.sides import WIDTH, Side, Written, rows_of_sides

_VALUE_LIKE = re.compile(r"(?!.*[\u3400-\u9fff]{2}).{0,12}")  # no words
_HAN = re.compile("[\u3400-\u9fff]")
_SPECKS = " .,"  # at the edge of a number: dirt
_STROKES = ("1", "/")  # the model takes one for the other where it stands alone
_SLANTED = 0.22
_DOTS = 200 / 72  # pixels a point, when a page of a PDF is drawn
_AROUND = 6  # pixels: a border is as thick
_INSIDE = 2  # pixels inside a cell's border that are not looked at
_DIRT = 0.45  # of the height of letters: a dot so low is no number, nor is it nothing
_ROOM = 34  # pixels: a letter more would have fitted
_LONG = 3  # times as wide as high: a line of words, which no other way up can be read
_ENOUGH, _SAMPLE = 4, 16  # such lines that tell which way up a page is
_LEGIBLE = 0.6


def read_image(name: str, data: bytes, bounds: Bounds = DEFAULT) -> Document:
    """Read a picture of a report; a pixel of it counts as a point.

    Raises InputError for a damaged file, too many pages or pixels.
    """
    pages = enumerate(open_pages(name, data, bounds), 1)
    return _document(name, ((number, page, 1.0) for number, page in pages), bounds)


def read_scan_pages(
    name: str, data: bytes, bounds: Bounds = DEFAULT, only: Container[int] | None = None
) -> Document:
    """Read a PDF by what its pages look like, all or only some, numbered from 1.

    Raises InputError as `read_image` does.
    """
    return _document(name, _drawn(name, data, bounds, only), bounds)


def _drawn(
    name: str, data: bytes, bounds: Bounds, only: Container[int] | None
) -> Iterator[tuple[int, Colours, float]]:
    try:
        pdf = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:
        raise InputError("read.damaged", name=name) from None
    with pdf:
        if len(pdf) > bounds.pages:
            raise InputError("read.pages", name=name, pages=len(pdf), most=bounds.pages)
        for number, page in enumerate(pdf, 1):
            if only is not None and number not in only:
                continue
            width, height = page.get_size()
            refuse_huge(name, width * _DOTS, height * _DOTS)
            drawn = page.render(scale=_DOTS, rev_byteorder=True).to_numpy()
            colours = np.repeat(drawn, 3, axis=2) if drawn.shape[2] == 1 else drawn[:, :, :3]
            yield number, colours, 1 / _DOTS


class _Shown(NamedTuple):
    """A place of a page before it is read: the lines of a cell, or one line of text.

    `row` is the same for what stands side by side; `span` and `ended` are as in `Written`.
    """

    row: int
    place: Place
    lines: tuple[Grey, ...]
    blank: bool = False
    stained: bool = False
    span: tuple[float, float] = (0.0, 0.0)
    ended: bool = True


def _document(
    name: str, pages: Iterable[tuple[int, Colours, float]], bounds: Bounds = DEFAULT
) -> Document:
    sides: list[Side] = []
    tables = 0
    for number, page, points in pages:
        shown = _shown(prepare(page, points), number, tables)
        read = recognise([line for one in shown for line in one.lines])
        quarters = 0 if len(read) < _ENOUGH or _legible(shown, read) else _way_up(page)
        if quarters:
            shown = _shown(prepare(page, points, quarters), number, tables)
            read = recognise([line for one in shown for line in one.lines])
        sides.append(Side(number, page.shape[0] * points, list(_rows(shown, read))))
        tables = max((one.place.table for one in shown), default=tables)
    return Document(name, "scan", rows_of_sides(sides, name, bounds))


def _legible(shown: Sequence[_Shown], read: Sequence[Recognised]) -> bool:
    """Whether the long lines of a page make sense."""
    lines = (line for one in shown for line in one.lines)
    scores = [
        one.free.score
        for line, one in zip(lines, read, strict=True)
        if line.shape[1] > _LONG * line.shape[0]
    ]
    return len(scores) >= _ENOUGH and median(scores) >= _LEGIBLE


def _way_up(page: Colours) -> int:
    """Quarter turns that make a page legible, 0 if none does."""
    for quarters in (1, 3, 2):
        shown = _shown(prepare(page, 1.0, quarters), 1, 0)
        long = [
            one._replace(lines=one.lines[:1])
            for one in shown
            if one.lines and one.lines[0].shape[1] > _LONG * one.lines[0].shape[0]
        ]
        sample = long[:: max(1, len(long) // _SAMPLE)]
        if _legible(sample, recognise([one.lines[0] for one in sample])):
            return quarters
    return 0


def _shown(picture: Picture, number: int, tables: int) -> list[_Shown]:
    """What stands on a page, from the top down; `tables` have been counted before it."""
    found, lines = _tables(picture.text)
    if not found:
        found, lines = _tables(picture.ink)  # ruled in colour
    clear = picture._replace(text=picture.text | lines, ink=picture.ink | lines)
    parts = [
        (lattice.box[1], list(_table(clear, lattice, Place(tables + n, page=number))))
        for n, lattice in enumerate(found, 1)
    ]
    outside = clear.text.copy()
    for lattice in found:
        outside[_area(lattice, 0)] = 255
    parts += [
        (
            float(row[0].top),
            [
                _Shown(0, Place(0, 0, n, page=number, box=picture.box(*line)), (line.cut(outside),))
                for n, line in enumerate(row, 1)
            ],
        )
        for row in page_lines(outside)
    ]
    return [
        one._replace(row=n * len(picture.text) + one.row)
        for n, (_, part) in enumerate(sorted(parts, key=lambda part: part[0]))
        for one in part
    ]


def _tables(plane: Grey) -> tuple[list[Lattice], Grey]:
    """The ruled tables and the ink of their lines; other lines may be strokes of letters."""
    ruling = find_ruling(plane)
    found = lattices(ruling.across, ruling.down, TOLERANCE)
    lines = np.zeros_like(ruling.mask)
    for lattice in found:
        area = _area(lattice, _AROUND)
        lines[area] = ruling.mask[area]
    return found, lines


def _area(lattice: Lattice, around: int) -> tuple[slice, slice]:
    left, top, right, bottom = (round(edge) for edge in lattice.box)
    rows = slice(max(0, top - around), bottom + around)
    return rows, slice(max(0, left - around), right + around)


class _Cell(NamedTuple):
    """A cell's picture, as it is read and with all its ink, and the lines of writing in it."""

    found: LatticeCell
    own: Grey
    lines: list[Line]
    blank: bool
    stained: bool


def _table(picture: Picture, lattice: Lattice, place: Place) -> Iterator[_Shown]:
    cells = [_cell(picture, found) for found in lattice.cells]
    heights = [line.height for cell in cells for line in cell.lines]
    least = _DIRT * float(np.percentile(heights, 90)) if heights else 0.0
    left, width = lattice.box[0], lattice.box[2] - lattice.box[0]
    for cell in cells:
        dirt = len(cell.lines) == 1 and cell.lines[0].is_dot(least)
        lines = () if dirt else tuple(line.cut(cell.own) for line in cell.lines)
        box = cell.found.box
        span = (box[0] - left) / width * WIDTH, (box[2] - left) / width * WIDTH
        ended = not lines or cell.own.shape[1] - cell.lines[-1].right > _ROOM
        at = place._replace(row=cell.found.row, column=cell.found.column, box=picture.box(*box))
        yield _Shown(cell.found.row, at, lines, cell.blank, cell.stained, span, ended)


def _cell(picture: Picture, found: LatticeCell) -> _Cell:
    left, top, right, bottom = (round(edge) for edge in found.box)
    inside = (
        slice(max(0, top + _INSIDE), bottom - _INSIDE),
        slice(max(0, left + _INSIDE), right - _INSIDE),
    )
    text, ink = picture.text[inside], picture.ink[inside]
    blank = is_blank(ink)
    own = ink if is_blank(text) else text  # nothing but coloured ink: then that is read
    return _Cell(found, own, [] if blank else cell_lines(own), blank, is_stained(text, ink))


def _rows(shown: Sequence[_Shown], read: Sequence[Recognised]) -> Iterator[tuple[Written, ...]]:
    said = iter(read)
    for _, row in groupby(shown, key=lambda one: one.row):
        yield tuple(
            Written(_piece(one, [next(said) for _ in one.lines]), *one.span, one.ended)
            for one in row
        )


def _piece(shown: _Shown, read: Sequence[Recognised]) -> Piece:
    """A piece with what was read in it; a short one that is no word is read again."""
    if shown.blank:
        return Piece("", shown.place._replace(confidence=1.0), "")
    if len(read) == 1 and _VALUE_LIKE.fullmatch(read[0].free.text) and not _is_word(read[0]):
        first, score = read[0].value
        first = first.strip(_SPECKS)
        if first in _STROKES:
            first = "/" if slant(shown.lines[0]) > _SLANTED else first
        again = UNSEEN if shown.stained else read_digits(shown.lines[0]).strip(_SPECKS)
        return Piece(first or UNSEEN, shown.place._replace(confidence=score), again or UNSEEN)
    text = _joined([one.free.text for one in read])
    score = min((one.free.score for one in read), default=0.0)
    return Piece(text or UNSEEN, shown.place._replace(confidence=score))


def _is_word(read: Recognised) -> bool:
    """Whether it is a letter that no value has: the rest of a label on another page."""
    return not read.value.text and bool(_HAN.search(read.free.text)) and read.free.score > _LEGIBLE


def _joined(lines: Sequence[str]) -> str:
    """Wrapped lines as one text; numbers below each other stay apart."""
    out = ""
    for line in lines:
        apart = out[-1:].isdigit() and line[:1].isdigit()
        out += ("\n" if apart else "") + line
    return out.strip()
