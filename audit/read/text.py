"""Plain text and markdown: lines into pieces, with character offsets."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from audit.bounds import DEFAULT, Bounds
from audit.clean import LOST
from audit.document import Document, Piece, Place, Row
from audit.errors import InputError
from audit.read.encoding import Decoded

_UNIT = r"(?:万元|亿元|元|件次|件|项|項|条|條|个|個|宗|起|份|次|例)"
_NUMBER = rf"[?\ufffd□]*[-+−－＋]?[0-9０-９][0-9０-９,，.．]*[?\ufffd□]*{_UNIT}?"
_MARK = r"[/\\／]|[-—–―－_]+|无|無|[?\ufffd□]+"
_VALUE = re.compile(rf"(?:{_NUMBER}|{_MARK})")
_INNER = re.compile(rf"(?<=\s){_VALUE.pattern}(?:\s+{_VALUE.pattern}){{2,}}(?=\s)")
_WORD = re.compile(r"\S+")
_CHUNK = re.compile(r"\S+(?:[ \u3000]\S+)*")
_RULE_LINE = re.compile(r"[\s|:+=-]*-{2,}[\s|:+=-]*\Z")
_MOST_CELLS = 200
_PROSE = re.compile(r"[。；！]|.{60}")
_LONG = 2000  # no row of a table is that long; and the patterns here are not linear
_LINE = re.compile(r"[^\r\n\f\v\x1c-\x1e\x85\u2028\u2029]+")


def read_markdown(name: str, decoded: Decoded, bounds: Bounds = DEFAULT) -> Document:
    """Read markdown: plain text, for its tables are rows of pipes."""
    return replace(read_text(name, decoded, bounds), kind="markdown")


def read_text(name: str, decoded: Decoded, bounds: Bounds = DEFAULT) -> Document:
    """Read plain text; places are offsets into the decoded text.

    Place.column is a piece's distance from the start of the line, which tells the columns of a
    print layout apart; Place.row is its number among the cells of a line that separates them.
    """
    lines = [(line.group(), line.start()) for line in _LINE.finditer(decoded.text)]
    if len(lines) > bounds.rows:
        raise InputError("read.long", name=name, rows=len(lines), most=bounds.rows)
    rows = [
        Row(tuple(pieces), cells)
        for (line, start), fenced in zip(lines, _fenced([line for line, _ in lines]), strict=True)
        for pieces, cells in (_pieces(line, start, fenced),)
        if pieces
    ]
    if rows and decoded.text[-1].isdigit():
        rows[-1] = _perhaps_cut(rows[-1])
    return Document(name, "text", tuple(rows), decoded.encoding, notes=decoded.notes)


def _perhaps_cut(row: Row) -> Row:
    """A number that ends the file, without so much as a line end, may have lost digits."""
    *others, last = row.pieces
    return row._replace(pieces=(*others, Piece(last.text + LOST[-1], last.place)))


def _fenced(lines: Sequence[str]) -> list[bool]:
    """For each line whether its block of piped rows opens every row with a pipe, as markdown does.

    Elsewhere a leading pipe closes a blank first cell.
    """
    out = [False] * len(lines)
    start = 0
    for n in range(len(lines) + 1):
        if n < len(lines) and "|" in lines[n]:
            continue
        if start < n:
            filled = [line.lstrip() for line in lines[start:n] if line.strip(" \t|")]
            fenced = bool(filled) and all(line.startswith("|") for line in filled)
            out[start:n] = [fenced] * (n - start)
        start = n + 1
    return out


def _pieces(line: str, offset: int, fenced: bool) -> tuple[list[Piece], bool]:
    if not line.strip():
        return [], False
    mark = "|" if "|" in line else "\t" if "\t" in line.lstrip() else ""
    if not mark or line.count(mark) > _MOST_CELLS:
        return list(_spaced(line, offset)), False
    if mark == "|" and _RULE_LINE.match(line):
        return [], False
    pieces = list(_cells(line, offset, mark, fenced))
    named = [piece for piece in pieces if piece.text]
    if len(named) == 1 and _PROSE.search(named[0].text):
        return named, False
    return pieces, True


def _cells(line: str, offset: int, mark: str, fenced: bool) -> Iterator[Piece]:
    """Cells between separators; a row of nothing but pipes is what a merged cell leaves."""
    parts = line.split(mark)
    filled = any(part.strip() for part in parts)
    if mark == "|" and not filled and len(parts) > 2:
        return
    first = fenced and filled and not parts[0].strip()
    last = len(parts) - (mark == "|" and not parts[-1].strip())
    at = 0
    for n, part in enumerate(parts):
        if first <= n < last:
            yield _piece(part, offset, at, n + 1)
        at += len(part) + 1


def _spaced(line: str, offset: int) -> Iterator[Piece]:
    """Pieces set apart by two spaces or more, and numbers that follow a label."""
    last = line.rsplit(None, 1)[-1]
    if len(line) > _LONG or (_PROSE.search(line) and not _VALUE.fullmatch(last)):
        yield _piece(line, offset, 0)
        return
    for chunk in _CHUNK.finditer(line):
        text, at = chunk.group(), chunk.start()
        words = list(_WORD.finditer(text))
        first = len(words)
        while first and _VALUE.fullmatch(words[first - 1].group()):
            first -= 1
        if first == len(words):
            yield _piece(text, offset, at)
            continue
        yield from _before_values(text[: words[first].start()], offset, at)
        for word in words[first:]:
            yield _piece(word.group(), offset, at + word.start())


def _before_values(text: str, offset: int, at: int) -> Iterator[Piece]:
    """A label, or a whole row printed to the left of another one."""
    inner = _INNER.search(text)
    if not inner:
        if text:
            yield _piece(text, offset, at)
        return
    yield _piece(text[: inner.start()], offset, at)
    for word in _WORD.finditer(inner.group()):
        yield _piece(word.group(), offset, at + inner.start() + word.start())
    yield _piece(text[inner.end() :], offset, at + inner.end())


def _piece(text: str, offset: int, at: int, cell: int = 0) -> Piece:
    stripped = text.strip()
    start = at + text.find(stripped)
    end = offset + start + len(stripped)
    return Piece(stripped, Place(0, cell, start + 1, offset + start, end))
