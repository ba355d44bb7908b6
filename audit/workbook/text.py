"""The gate through which every string passes before it stands in a workbook."""

from __future__ import annotations

import re
from collections.abc import Iterable

from audit.words import say

CELL_LIMIT = 32_767  # UTF-16 units in a cell
LITERAL_LIMIT = 255  # characters of one string literal in a formula
LINK_TEXT_LIMIT = 240  # what a HYPERLINK may show, with room for a word in front

_BREAK = "\u200b"
# controls but TAB and LF, lone surrogates, and the two code points that are no characters
_NOT_TEXT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_CALL = re.compile(r"(?<=[A-Z])\(")
_WIDE = re.compile("[^\x00-\u024f\u200b-\u200f]")
_UNIT, _LEADING = 10.5, 1.43  # half characters of size 1 in a column unit; height of a line


def safe(text: str, limit: int = CELL_LIMIT) -> str:
    """Return a text that a workbook can hold as it is: no controls, one kind of line end, cut.

    >>> safe("a\\r\\nb\\x00c"), safe("<r>x</r>") == "\\u200b<r>x</r>", safe("一二三四五六", 4)
    ('a\\nbc', True, '一二三…')
    """
    text = _NOT_TEXT.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    # what looks like the file format's escape of a character would be read back as one, or not,
    # as the program pleases; broken it stays what the report says
    text = _ESCAPE.sub("_" + _BREAK, text)
    # the writer takes text that looks like its own rich-string markup for markup
    if text.startswith("<r>"):
        text = _BREAK + text
    return cut(text, limit)


def line(text: str, limit: int = LINK_TEXT_LIMIT) -> str:
    """Return a text for use inside a formula: safe, on one line, at most `limit` units."""
    return cut(" ".join(safe(text).split()), limit)


def cut(text: str, limit: int) -> str:
    """Cut a text to so many UTF-16 units, with a mark that shows it."""
    if 2 * len(text) <= limit or units(text) <= limit:
        return text
    mark = say("book.cut") if limit >= 100 else "…"
    room = limit - len(mark)
    # half a surrogate pair at the end is dropped
    kept = text[:room].encode("utf-16-le")[: 2 * room].decode("utf-16-le", "ignore")
    return kept + mark


def units(text: str) -> int:
    """Return the length in UTF-16 units, as the file format counts."""
    return len(text) + sum(1 for c in text if c > "\uffff")


def literal(text: str) -> str:
    """Return a text from `line` as an expression: quoted literals of legal length, joined.

    >>> literal('a "b" c'), literal("SUM(1)")
    ('"a ""b"" c"', '"SUM"&"(1)"')
    """
    pieces = [text[at : at + 120] for at in range(0, len(text), 120)] or [""]
    quoted = ['"' + piece.replace('"', '""') + '"' for piece in pieces]
    # a name before a bracket must not look like a call of a newer function to the writer
    return _CALL.sub('"&"(', "&".join(quoted))


def width(text: str) -> int:
    """Return the width of a text in columns of a sheet: two for a wide character."""
    return len(text) + len(_WIDE.findall(text))


def clipped(text: str, most: int) -> str:
    """Return a text cut to so many columns, with a mark that shows it."""
    if width(text) <= most:
        return text
    while width(text) >= most:
        text = text[:-1]
    return f"{text}…"


def height(
    contents: Iterable[tuple[str, float, float]], least: float, most: float = 400.0
) -> float:
    """Return the row height for (text, column width, font size), wrapped; from least to most."""
    tallest = 0.0
    for text, columns, size in contents:
        # a column's unit is a digit of size 10; a wide character that does not fit leaves a gap
        room = max(2.0, columns * _UNIT / size - 2)
        lines = sum(max(1, -int(-_room(part) // room)) for part in text.split("\n"))
        tallest = max(tallest, lines * size * _LEADING)
    return min(most, max(least, round(tallest + 4, 1)))


def _room(text: str) -> float:
    """The width of a text as fonts draw it: digits and Latin a little over half a character."""
    wide = len(_WIDE.findall(text))
    return 2 * wide + 1.1 * (len(text) - wide)
