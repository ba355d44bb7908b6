"""What the style elements of a page hide or strike out, written into the elements themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from audit.clean import simplified
from audit.errors import InputError
from audit.read.web.seen import FILL, HIDING, Declared, declared, hides

_PERHAPS_HIDING = re.compile(
    r"(?:display|visibility|opacity|font(?:-size)?|text-decoration(?:-line)?|[{;\s]color)\s*:\s*"
    r"(?:none|hidden|collapse|0|\.0|[^;}]{0,80}line-through|white|transparent|#f|#\w{3}0|rgb|hsla)",
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
_MOST_RULES = 5000  # that say what is seen; frameworks have some thousand
_MOST_FOUND = 500_000  # elements, by all rules together
_MOST_CONDITIONS = 10
_LONGEST = 4000  # of a list of selectors
_MOST_HOLDERS = 200  # elements with tables in them; each is searched for these
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
        said = {n: value for n, value in declared(body).items() if n in HIDING or n == FILL}
        for selector in _COMMA.split(selectors) if said else ():
            if len(rules) < _MOST_RULES:
                rules.append(Rule(_weight(selector), selector.strip(), said))
    return tuple(sorted(rules, key=lambda rule: rule.weight))  # of equal ones the last wins


def _blocks(text: str) -> Iterator[tuple[str, str]]:
    """Selectors and declarations, as far as they hold for every screen."""
    opened: list[str] = []
    parts: list[str] = []
    begun = 0  # where in the parts the last declaration, or a selector, begins
    for token in _TOKEN.findall(text):
        if token == "{":
            opened.append("".join(parts[begun:]))
        elif token == "}" and opened:
            selectors = opened.pop()
            outer = opened[:_MOST_CONDITIONS]
            if "@" not in selectors and all(map(_EVERY_SCREEN.match, outer)):
                if len(selectors) > _LONGEST:
                    selectors = selectors[:_LONGEST].rpartition(",")[0]
                yield selectors, "".join(parts)
        elif token != "}":
            parts.append(token)
            begun = len(parts) if token == ";" else begun
        if token in "{}":
            parts, begun = [], 0


def _weight(selector: str) -> tuple[int, int, int]:
    plain = _CLASSES.sub("", selector)
    return (
        len(_IDS.findall(plain)),
        len(_CLASSES.findall(selector)),
        len(_NAMES.findall(_IDS.sub("", plain))),
    )


def apply(name: str, rules: Sequence[Rule], tree: LexborHTMLParser) -> None:
    """Write what the rules hide, and what they show again, into the style of the elements.

    Only tables are looked at; a selector that cannot be read finds nothing. Raises InputError if
    the rules find more, all together, than a page ever has.
    """
    left = _MOST_FOUND
    waiting = [p for p in HIDING if any(p in rule.said and _hides(p, rule) for rule in rules)]
    while waiting:
        own, found = waiting.pop(0), []
        for rule in rules:
            if own in rule.said:
                nodes = _found(tree, rule.selector)
                left -= len(nodes)
                if left < 0:
                    raise InputError("read.long", name=name, rows=_MOST_FOUND, most=_MOST_FOUND)
                found.append((rule, [n for n in nodes if own == FILL or _is_of_a_table(n)]))
        if own == FILL or any(nodes and _hides(own, rule) for rule, nodes in found):
            _write(own, found, tree)
            waiting += [FILL] if own == "color" else []


def _hides(name: str, rule: Rule) -> bool:
    return hides(name, rule.said[name][0])


def _found(tree: LexborHTMLParser, selector: str) -> list[LexborNode]:
    try:
        return tree.css(selector)
    except SelectolaxError:
        return []


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
    holders = [node for node in hiding if node.css_first("table") is not None]
    kept = _only_ones(tree, holders[:_MOST_HOLDERS])
    kept |= {node.mem_id for node in holders[_MOST_HOLDERS:]}
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
