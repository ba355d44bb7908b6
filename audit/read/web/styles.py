"""What the style elements of a page hide or strike out, written into the elements themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from audit.clean import simplified
from audit.read.web.seen import FILL, HIDING, Declared, declared, hides

_PERHAPS_HIDING = re.compile(
    r"(?:display|visibility|opacity|font(?:-size)?|text-decoration(?:-line)?|[{;\s]color)\s*:\s*"
    r"(?:none|hidden|collapse|0|\.0|[^;}]*line-through|white|transparent|#f|#\w{3}0|rgb|hsla)",
    re.I,
)
_NOISE = re.compile(r"/\*.*?(?:\*/|\Z)|<!--|-->", re.S)
_TOKEN = re.compile(r"""[{}]|;|(?:"[^"\n]*"?|'[^'\n]*'?|[^{};"'])+""")
# conditions on the width of a window, or on paper, are not asked
_EVERY_SCREEN = re.compile(r"\s*@media\s+(?:only\s+)?(?:all|screen)\s*\Z", re.I)
_SCREEN = ("", "all", "screen")
_COMMA = re.compile(r",(?![^(\[]*[)\]])")
_IDS = re.compile(r"#[\w-]+")
_CLASSES = re.compile(r"\.[\w-]+|\[[^\]]*\]|:(?!:|not|is|where|has)[\w-]+")
_NAMES = re.compile(r"(?:^|[\s>+~(])[a-z][\w-]*", re.I)
_OF_TABLES = ("td", "th", "tr", "tbody", "thead", "tfoot")
_SUBJECT = re.compile("本年新收|上年[結结][轉转]|[结結]果[维維]持|行政[许許]可")
_MOST_RULES = 2000
_DEEPEST = 300


class Rule(NamedTuple):
    """What the elements that a selector finds are to look like; the heavier one wins."""

    weight: tuple[int, int, int]
    selector: str
    said: Declared


_Found = list[tuple[Rule, list[LexborNode]]]


def rules_of(tree: LexborHTMLParser) -> tuple[Rule, ...]:
    """Return the rules of a page's style elements, lightest first; none if they hide nothing."""
    text = "\n".join(
        node.text()
        for node in tree.css("style")
        if (node.attributes.get("media") or "").strip().lower() in _SCREEN
    )
    if not _PERHAPS_HIDING.search(text):
        return ()
    rules: list[Rule] = []
    for selectors, body in _blocks(_NOISE.sub(" ", text)):
        said = declared(body)
        for selector in _COMMA.split(selectors) if said else ():
            if len(rules) < _MOST_RULES:
                rules.append(Rule(_weight(selector), selector.strip(), said))
    return tuple(sorted(rules, key=lambda rule: rule.weight))  # of equal ones the last wins


def _blocks(text: str) -> Iterator[tuple[str, str]]:
    """Selectors and declarations, as far as they hold for every screen."""
    opened: list[str] = []
    head = body = ""
    for token in _TOKEN.findall(text):
        if token == "{":
            opened.append(head)
            head = body = ""
        elif token == "}" and opened:
            selectors = opened.pop()
            if "@" not in selectors and all(_EVERY_SCREEN.match(outer) for outer in opened):
                yield selectors, body + head
            head = body = ""
        elif token == ";":
            body, head = f"{body}{head};", ""
        elif token != "}":
            head += token


def _weight(selector: str) -> tuple[int, int, int]:
    plain = _CLASSES.sub("", selector)
    return (
        len(_IDS.findall(plain)),
        len(_CLASSES.findall(selector)),
        len(_NAMES.findall(_IDS.sub("", plain))),
    )


def apply(rules: Sequence[Rule], tree: LexborHTMLParser) -> None:
    """Write what the rules hide, and what they show again, into the style of the elements.

    Only tables are looked at; a selector that cannot be read finds nothing.
    """
    for name in HIDING:
        stating = [rule for rule in rules if name in rule.said]
        if not any(_hides(name, rule) for rule in stating):
            continue
        found = [(rule, _found(tree, rule.selector, name)) for rule in stating]
        if any(nodes and _hides(name, rule) for rule, nodes in found):
            _write(name, found, tree)
            if name == "color":
                fills = [rule for rule in rules if FILL in rule.said]
                _write(FILL, [(rule, _found(tree, rule.selector, FILL)) for rule in fills], tree)


def _hides(name: str, rule: Rule) -> bool:
    return hides(name, rule.said[name][0])


def _found(tree: LexborHTMLParser, selector: str, name: str) -> list[LexborNode]:
    try:
        nodes = tree.css(selector)
    except SelectolaxError:
        return []
    return [node for node in nodes if name == FILL or _is_of_a_table(node)]


def _is_of_a_table(node: LexborNode) -> bool:
    """Whether it is part of a table, or holds one."""
    above: LexborNode | None = node
    for _ in range(_DEEPEST):
        if above is None:
            break
        if above.tag in _OF_TABLES:
            return True
        above = above.parent
    return node.css_first("table") is not None


def _write(name: str, found: _Found, tree: LexborHTMLParser) -> None:
    """Write the value that wins into each element; what its own style states is stronger."""
    winning: dict[int, tuple[LexborNode, str, bool]] = {}
    for important in (False, True):
        for rule, nodes in found:
            value, strong = rule.said[name]
            if strong == important:
                winning |= {node.mem_id: (node, value, strong) for node in nodes}
    left_out = name not in (FILL, "color", "text-decoration")
    hiding = [node for node, value, _ in winning.values() if left_out and hides(name, value)]
    kept = _only_ones(tree, [node for node in hiding if node.css_first("table") is not None])
    for node, value, strong in winning.values():
        style = node.attributes.get("style") or ""
        own = declared(style).get(name)
        if node.mem_id not in kept and (own is None or (strong and not own[1])):
            node.attrs["style"] = f"{style};{name}:{value}"


def _only_ones(tree: LexborHTMLParser, holders: Sequence[LexborNode]) -> set[int]:
    """Of elements that hold tables, those whose like no other table of the page shows.

    A script will show them, as the sheets of a page with tabs; others are older states.
    """
    if not holders:
        return set()
    hidden = {table.mem_id for holder in holders for table in holder.css("table")}
    shown: set[str] = set()
    for table in tree.css("table"):
        if not hidden.intersection(inner.mem_id for inner in table.css("table")):
            shown |= _subjects(table)
    return {holder.mem_id for holder in holders if not _subjects(holder) <= shown}


def _subjects(node: LexborNode) -> set[str]:
    return set(_SUBJECT.findall(simplified(node.text())))
