"""A source made of pages, as HTML: each page's picture, or its text where it stands, marked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from audit.document import Box, Piece, Row
from audit.evidence.marks import Marks, escaped
from audit.evidence.picture import Picture, pictures
from audit.words import say

_MOST_PICTURES = 40
_ROUND = 1.5  # points around a text, so that the frame does not touch it; within a cell's lines
_LARGEST = 14.0  # points of drawn text
_MARGIN = 24.0  # points to the right of and below what is drawn, if nothing stands to the left


class _Stand(NamedTuple):
    """A piece that has a box on a page; `cells` tells whether it is a cell of a table."""

    piece: Piece
    box: Box
    cells: bool


def is_paged(row: Row) -> bool:
    """Whether a row stands on a page and it is known where."""
    return any(piece.place.page and piece.place.box for piece in row.pieces)


def pages_html(rows: Sequence[Row], marks: Marks, data: bytes) -> Iterator[str]:
    """Yield the pages in order.

    Pictures are drawn of the file's own pages, not of those of its parts, and of those with
    cells first; other pages show their text.
    """
    found: dict[tuple[str, int], list[_Stand]] = defaultdict(list)
    for row in rows:
        for piece in row.pieces:
            if piece.place.page and piece.place.box:
                stand = _Stand(piece, piece.place.box, row.cells)
                found[piece.place.part, piece.place.page].append(stand)
    own = [n for part, n in sorted(found) if not part]
    first = [n for n in own if any(stand.piece.place in marks for stand in found["", n])]
    drawn = pictures(data, [*first, *(n for n in own if n not in first)], _MOST_PICTURES)
    for part, number in sorted({*found, *(("", n) for n in drawn)}):
        picture = drawn.get(number) if not part else None
        yield _page(part, number, found[part, number], picture, marks)


def _page(
    part: str, number: int, stands: Sequence[_Stand], picture: Picture | None, marks: Marks
) -> str:
    caption = escaped(" ".join(filter(None, (part, say("place.page", page=number)))))
    width, height = (picture.width, picture.height) if picture else _size(stands)
    inside = (
        f'<img src="{picture.uri}" alt="{caption}" width="{width:.0f}" height="{height:.0f}">'
        if picture
        else _drawing(stands, width, height)
    )
    boxes = "".join(_boxes(stands, width, height, marks))
    return (
        f"<figure><figcaption>{caption}</figcaption>"
        f'<div class="page">{inside}{boxes}</div></figure>'
    )


def _size(stands: Sequence[_Stand]) -> tuple[float, float]:
    """The size of a page of which only its text is known: as much room after it as before."""
    left, top, right, bottom = zip(*(stand.box for stand in stands), strict=True)
    return max(right) + max(min(left), _MARGIN), max(bottom) + max(min(top), _MARGIN)


def _boxes(stands: Sequence[_Stand], width: float, height: float, marks: Marks) -> Iterator[str]:
    for stand in stands:
        mark = marks.take(stand.piece.place)
        if mark:
            left, top, right, bottom = _framed(stand)
            shares = (left / width, top / height, (right - left) / width, (bottom - top) / height)
            names = ("left", "top", "width", "height")
            style = ";".join(
                f"{name}:{share:.3%}" for name, share in zip(names, shares, strict=True)
            )
            # a card at the right edge opens to the left
            looks = ("box", "right") if left > 0.6 * width else ("box",)
            yield f'<div {mark.attributes(*looks)} style="{style}">{mark.inside}</div>'


def _framed(stand: _Stand) -> Box:
    """The box that the frame is drawn at."""
    left, top, right, bottom = stand.box
    least = min(right - left, bottom - top)
    by = -min(_ROUND, least / 4) if stand.cells else _ROUND
    return left - by, top - by, right + by, bottom + by


def _drawing(stands: Sequence[_Stand], width: float, height: float) -> str:
    """A page's text where it stands, cells of tables framed."""
    parts = "".join(_drawn(stand) for stand in stands)
    return (
        f'<svg viewBox="0 0 {width:.1f} {height:.1f}" role="img" '
        f'xmlns="http://www.w3.org/2000/svg">{parts}</svg>'
    )


def _drawn(stand: _Stand) -> str:
    left, top, right, bottom = stand.box
    lines = stand.piece.text.split("\n")
    ems = max(sum(1.0 if letter > "\u2000" else 0.55 for letter in line) for line in lines)
    step = (bottom - top) / len(lines)
    size = max(1.0, min(_LARGEST, 0.9 * step, (right - left) / max(ems, 0.55)))
    out = []
    if stand.cells:
        out.append(
            f'<rect x="{left:.1f}" y="{top:.1f}" '
            f'width="{right - left:.1f}" height="{bottom - top:.1f}"/>'
        )
    x, place = ((left + right) / 2, ' text-anchor="middle"') if stand.cells else (left, "")
    for n, line in enumerate(lines):
        if line:
            y = top + step * (n + 0.5) + 0.35 * size
            at = f'x="{x:.1f}" y="{y:.1f}" font-size="{size:.1f}"{place}'
            out.append(f"<text {at}>{escaped(line)}</text>")
    return "".join(out)
