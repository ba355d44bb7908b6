"""Damaged markup mended before it is parsed, where a browser's way of mending loses cells."""

from __future__ import annotations

import re

from audit.clean import UNCLEAR
from audit.errors import InputError

_MOST_TAGS = 100_000  # the longest pages have some thousands; deep nesting costs the parser dear
_MOST_NESTED = 10_000
_QUOTED = r"!--.*?(?:-->|\Z)|(?P<raw>script|style|textarea|xmp|template)\b.*?(?:</(?P=raw)\s*>|\Z)"
_OTHER = r"(?=<(?!t[rdh]\b|tbody|thead|tfoot|table|caption|col|script|style|form|input)[a-z])"
_TABLES = re.compile(
    r"<(?=[!tTxX]|[sS][cCtT]|/[tT])"  # most tags are none of these
    rf"(?:{_QUOTED}|/(?P<end>table)\b|/(?P<line>tr|tbody)\s*>\s*{_OTHER}"
    r"|(?P<table>table)\b|(?P<part>tr|td|th)\b)",
    re.I | re.S,
)
_TAG = re.compile(r"<(/?)([a-z]\w*)", re.I)
# tags that are never open twice within each other, or have no end
_FLAT = {
    *("br", "hr", "img", "input", "meta", "link", "col", "base", "area", "param", "wbr", "source"),
    *("p", "li", "dt", "dd", "tr", "td", "th", "tbody", "thead", "tfoot", "option", "a"),
}


def mended(name: str, text: str) -> str:
    """Return a page's source with its tables whole: each row inside one, none running on.

    A NUL, which parsers drop, becomes a lost character. Raises InputError for more tags, or more
    of them inside each other, than a page ever has.
    """
    tags = text.count("<")
    if tags > _MOST_TAGS:
        raise InputError("read.long", name=name, rows=tags, most=_MOST_TAGS)
    if tags > _MOST_NESTED and (deep := _nested(text)) > _MOST_NESTED:
        raise InputError("read.long", name=name, rows=deep, most=_MOST_NESTED)
    return _whole_tables(text.replace("\0", UNCLEAR))


def _nested(text: str) -> int:
    deep = deepest = 0
    for end, tag in _TAG.findall(text):
        if tag.lower() not in _FLAT:
            deep = max(0, deep - 1) if end else deep + 1
            deepest = max(deep, deepest)
    return deepest


def _whole_tables(text: str) -> str:
    """Open a table before a row or cell that stands in none; close one that ends in prose.

    Parsers run the cells of a row without a table together, and put what follows a table that is
    not closed before it.
    """
    found = list(_TABLES.finditer(text))
    kinds = [token.lastgroup for token in found]
    unclosed = kinds.count("table") - kinds.count("end")
    out: list[str] = []
    done = opened = 0
    for kind, token in zip(kinds, found, strict=True):
        if kind == "end":
            opened = max(0, opened - 1)
        elif kind == "table":
            opened += 1
        elif kind == "part" and not opened:
            out += [text[done : token.start()], "<table>"]
            done, opened = token.start(), 1
        elif kind == "line" and opened and unclosed > 0:
            out += [text[done : token.end()], "</table>"]
            done, opened, unclosed = token.end(), opened - 1, unclosed - 1
    return "".join((*out, text[done:])) if out else text
