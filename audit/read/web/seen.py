"""What of a web page is not seen, or struck out, as the elements themselves state."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

_ZERO = r"0*\.?0+(?:[a-z]+|%)?\Z"
_WHITE = re.compile(
    r"(?:white|transparent|#f{3,4}|#f{6}(?:ff)?|#(?:\w{3}|\w{6})00?"
    r"|rgba?\(\s*255[\s,]+255[\s,]+255\b.*|(?:rgb|hsl)a\(.*[\s,/]0?\.?0+%?\s*\))\Z",
    re.S,
)
_NO_FILL = re.compile(rf"(?:none|inherit|initial|unset|0\b.*|{_WHITE.pattern})", re.S)
HIDING = {
    "display": re.compile(r"none\Z"),
    "visibility": re.compile(r"(?:hidden|collapse)\Z"),
    "opacity": re.compile(_ZERO),
    "font-size": re.compile(_ZERO),
    "text-decoration": re.compile(r".*\bline-through\b", re.S),
    "color": _WHITE,
}
FILL = "background"
_RAISED = re.compile("super|sub")
_LEVEL = ("vertical-align", ("", False))
_SAME = {"text-decoration-line": "text-decoration", "background-color": FILL}
_INHERITED = ("visibility", "font-size", "color")
_FROM_ABOVE = re.compile(r"inherit\Z|unset\Z|.*(?:\dem|%)\Z", re.S)
_DECLARATION = re.compile(r"(?<![a-z-])([a-z-]+)\s*:\s*((?:[^;(]|\([^)]*\))*)", re.I)
_SIZE = re.compile(r"(?<![\w.#-])(0|[\d.]+(?:[a-z]+|%))(?=[\s/]|\Z)")  # in a font's short form
_IMPORTANT = re.compile(r"\s*!\s*important\s*\Z")
DEEPEST = 300
_LONGEST = 200  # of a value; longer are only pictures within it

Declared = dict[str, tuple[str, bool]]  # what is said of each property, and whether it is important


class Seen(NamedTuple):
    """Nodes of a page by what is seen of them.

    `gone` take no room, of `unseen` the room is left, `gone` are among them; `struck` are
    struck out; `doubtful` are these and what is of the colour of paper, `apart` these again and
    what is raised: no part of a number.
    """

    gone: frozenset[int] = frozenset()
    unseen: frozenset[int] = frozenset()
    struck: frozenset[int] = frozenset()
    doubtful: frozenset[int] = frozenset()
    apart: frozenset[int] = frozenset()
    cells: frozenset[int | None] = frozenset()


def declared(style: str) -> Declared:
    """Return the properties that a list of declarations states, the strongest of each.

    >>> declared("Color: #FFF; display:none !important; display: block")
    {'color': ('#fff', False), 'display': ('none', True)}
    """
    out: Declared = {}
    for name, value in _DECLARATION.findall(style):
        name, low = name.lower(), value.strip().lower()[:_LONGEST]
        plain = _IMPORTANT.sub("", low)
        name = _SAME.get(name, name)
        if name == "font" and (size := _SIZE.search(plain)):
            name, plain, low = "font-size", size[1], size[1] + low[len(plain) :]
        if plain != low or not out.get(name, ("", False))[1]:
            out[name] = (plain, plain != low)
    return out


def hides(name: str, value: str) -> bool:
    """Whether a property's value leaves an element's text unseen, struck out or in doubt."""
    return bool(HIDING[name].match(value))


def seen(tree: LexborHTMLParser) -> Seen:
    """Say what of a page is not seen, or struck out."""
    gone: set[int] = set()
    unseen: set[int] = set()
    struck: set[int] = set()
    white: set[int] = set()
    raised: set[int] = set()
    fills: dict[int, bool] = {}
    cells: set[int | None] = set()
    walked: dict[str, set[int]] = {name: set() for name in _INHERITED}
    for node, hiding in chain(_by_style(tree), _by_tag(tree)):
        cells.add(cell_of(node) if node.css_first("td, th") is None else None)
        if "display" in hiding:
            gone.add(node.mem_id)
        if "vertical-align" in hiding:
            raised.add(node.mem_id)
        if "opacity" in hiding:
            unseen.add(node.mem_id)
        if "text-decoration" in hiding:
            struck.add(node.mem_id)
        for name in hiding.intersection(_INHERITED):
            if name != "color" or not _on_a_fill(node, fills):
                nodes = white if name == "color" else unseen
                nodes.update(_covered(node, name, walked[name]))
    doubtful = struck | white
    every = map(frozenset, (gone, unseen | gone, struck, doubtful, doubtful | raised))
    return Seen(*every)._replace(cells=frozenset(cells))


def cell_of(node: LexborNode) -> int | None:
    """Return the cell that a node is, or stands in; 0 for none, None for one a deep way off."""
    above: LexborNode | None = node
    for _ in range(DEEPEST):
        if above is None:
            return 0
        if above.tag in ("td", "th"):
            return above.mem_id
        above = above.parent
    return None


def _by_style(tree: LexborHTMLParser) -> Iterator[tuple[LexborNode, frozenset[str]]]:
    """Elements with the properties by which their own style hides or raises them."""
    known: dict[str | None, frozenset[str]] = {}  # a page has few styles, on many elements
    for node in tree.css("[style]"):
        style = node.attrs["style"]
        if style not in known:
            said = declared(style or "")
            raised = ("vertical-align",) if _RAISED.match(said.get(*_LEVEL)[0]) else ()
            known[style] = frozenset(n for n in HIDING if n in said and hides(n, said[n][0]))
            known[style] |= frozenset(raised)
        if known[style]:
            yield node, known[style]


def _by_tag(tree: LexborHTMLParser) -> Iterator[tuple[LexborNode, frozenset[str]]]:
    """Elements that hide by what they are."""
    for node in tree.css("[hidden], s, strike, del, font[color]"):
        if "hidden" in node.attributes:
            yield node, frozenset(("display",))
        elif node.tag != "font":
            yield node, frozenset(("text-decoration",))
        elif hides("color", _colour(node)):
            yield node, frozenset(("color",))


def _colour(node: LexborNode) -> str:
    attributes = node.attributes
    own = (attributes.get("color") or "inherit") if node.tag == "font" else "inherit"
    return declared(attributes.get("style") or "").get("color", (own.lower(), False))[0]


def _covered(node: LexborNode, name: str, walked: set[int]) -> Iterator[int]:
    """What a node's value of a property reaches: it as a whole, or the texts that keep it."""
    if node.mem_id in walked:
        return  # with the one above it
    texts: list[int] = []
    whole = True
    waiting = [node]
    while waiting:
        above = waiting.pop()
        walked.add(above.mem_id)
        for child in above.iter(include_text=True):
            if child.tag == "-text":
                texts.append(child.mem_id)
            elif _shows_again(child, name):
                whole = False
            else:
                waiting.append(child)
    yield from (node.mem_id,) if whole else texts


def _shows_again(node: LexborNode, name: str) -> bool:
    value = declared(node.attributes.get("style") or "").get(name, ("inherit", False))[0]
    if name == "color":
        value = _colour(node)
    return not hides(name, value) and not _FROM_ABOVE.match(value)


def _on_a_fill(node: LexborNode, known: dict[int, bool]) -> bool:
    """Whether white may be seen: something around it has a colour of its own."""
    above: LexborNode | None = node
    path: list[int] = []
    filled = False
    while above is not None and not filled and len(path) < DEEPEST:
        own = above.mem_id
        path.append(own)
        filled = known[own] if own in known else _is_filled(above)
        if own in known:
            break
        above = above.parent
    known.update((own, filled) for own in path)
    return filled


def _is_filled(node: LexborNode) -> bool:
    attributes = node.attributes
    stated = declared(attributes.get("style") or "").get(FILL, ("none", False))[0]
    fills = (stated, (attributes.get("bgcolor") or "none").lower())
    return any(not _NO_FILL.match(fill) for fill in fills)
