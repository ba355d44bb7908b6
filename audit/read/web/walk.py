"""The nodes of a page in document order, and the text of one cell."""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from audit.clean import UNSEEN
from audit.read.web.seen import Seen

_SKIPPED = {
    *("-comment", "script", "style", "noscript", "template", "noframes", "iframe", "textarea"),
    *("xmp", "title", "head", "select", "option", "button"),
}
INLINE = {
    # not sup, sub, s, del, ins: a footnote or a struck number must not run into the next one
    *("a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "em", "font", "i", "label", "mark"),
    *("o:p", "q", "small", "span", "strong", "tt", "u", "st1:chsdate", "st1:chmetcnv"),
    "publishtime",
}
SPACE = re.compile(r"[ \t\r\n\f\xa0\u3000]+")


def walk(
    root: LexborNode, hidden: frozenset[int], layout: frozenset[int] = frozenset()
) -> Iterator[tuple[LexborNode, str, bool]]:
    """Nodes and tags in document order, elements on entering and leaving.

    Data tables are not entered, what is hidden is left out.
    """
    node: LexborNode | None = root.child
    depth = 0
    while node is not None:
        tag = node.tag or ""
        skipped = tag in _SKIPPED or node.mem_id in hidden
        if not skipped:
            yield node, tag, True
        whole = skipped or tag == "-text" or (tag == "table" and node.mem_id not in layout)
        child = None if whole else node.child
        if child is not None:
            node, depth = child, depth + 1
            continue
        if not skipped and tag != "-text":
            yield node, tag, False
        following = node.next
        while following is None:
            node, depth = node.parent, depth - 1
            if node is None or depth < 0:
                return
            yield node, node.tag or "", False
            following = node.next
        node = following


def cell_text(cell: LexborNode, known: Seen, doubtful: bool, plain: bool) -> str:
    """The text of a cell; paragraphs and line breaks inside it become line feeds.

    A `plain` cell shows all its text. After what is struck out, as all of the cell is if it is
    `doubtful`, stands a sign: it was taken back, is no number, and no blank.
    """
    single = _only_text(cell, doubtful) if plain else _single_text(cell, known, doubtful)
    if single is not None:
        return SPACE.sub(" ", single).strip()
    lines: list[str] = [""]
    struck = int(doubtful)
    for node, tag, entering in walk(cell, known.unseen):
        own = node.mem_id if known.apart else 0
        if tag == "-text":
            lines[-1] += told(node.text_content or "", struck > 0 or own in known.doubtful)
            continue
        if own in known.doubtful:
            struck += 1 if entering else -1
        # a link is no part of a number either
        if lines[-1] and (tag not in INLINE or tag == "a" or own in known.apart):
            lines.append("")
    return "\n".join(text for line in lines if (text := SPACE.sub(" ", line).strip()))


def _only_text(cell: LexborNode, doubtful: bool) -> str | None:
    """The one stretch of text that a plain cell holds, as most do; None if there are several."""
    text = cell.text(separator="\0", strip=True, skip_empty=True).strip("\0")
    return None if "\0" in text else told(text, doubtful)


def _single_text(cell: LexborNode, known: Seen, doubtful: bool) -> str | None:
    """What any cell with nothing but one stretch of text holds; None where a walk must tell."""
    node = cell.child
    while node is not None:
        tag = node.tag or ""
        own = node.mem_id
        if node.next is not None or tag in _SKIPPED or tag == "table" or own in known.unseen:
            return None
        doubtful = doubtful or own in known.doubtful
        if tag == "-text":
            return told(node.text_content or "", doubtful)
        node = node.child
    return ""


def told(text: str, doubtful: bool) -> str:
    """Return a text with a sign after it if it is `doubtful` and no blank."""
    return f"{text}{UNSEEN}" if doubtful and text and not text.isspace() else text
