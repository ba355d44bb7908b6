"""What a Word document's styles and lists say of its runs and paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple
from xml.etree.ElementTree import Element

from audit.read.package import Package
from audit.read.word.numbering import Counter, Level, Numbered

_NAMESPACES = {
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main": "",
    "http://purl.oclc.org/ooxml/wordprocessingml/main": "",
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "",
    "http://schemas.openxmlformats.org/officeDocument/2006/math": "m:",
    "http://purl.oclc.org/ooxml/officeDocument/math": "m:",
}
# What only changes looks is most of what Word writes: left out before it costs anything.
_LEAVES = (
    "top|left|bottom|right|insideH|insideV|tl2br|tr2bl|rFonts|shd|szCs|sz|lang|kern|jc|"
    "ind|spacing|tcW|tblW|tblInd|tblLayout|tblLook|gridCol|vAlign|noWrap|highlight|bCs|b|iCs|"
    "i|u|w|keepNext|keepLines|widowControl|suppressLineNumbers|snapToGrid|adjustRightInd|"
    "autoSpaceDE|autoSpaceDN|wordWrap|overflowPunct|topLinePunct|kinsoku|bidi|textAlignment|trHeight|"
    "cantSplit|tblHeader|lsdException|bookmarkStart|bookmarkEnd|proofErr|lastRenderedPageBreak|"
    'color(?! w:val="[Ff]{6}")'
)
_LEAF = f"<w:(?:{_LEAVES})(?: [^<>]*)?/>"
_RUN = f"<w:rPr>(?:{_LEAF})*</w:rPr>"
_FRAMES = "".join(
    f"<w:{name}>(?:{_LEAF})*</w:{name}>|" for name in ("tcBorders", "tblBorders", "tcMar", "pBdr")
)
FORMATTING = re.compile(f"<w:pPr>(?:{_LEAF}|{_RUN})*</w:pPr>|{_RUN}|{_FRAMES}{_LEAF}".encode())
_DEEPEST = 20
_NO_PROPERTIES = Element("none")
_LOOKS = ("vanish", "strike", "dstrike", "vertAlign", "position", "rStyle", "color")
_WHITE = "FFFFFF"
OFF = ("0", "false", "off", "none")


class Look(NamedTuple):
    """How a run looks; runs of unlike looks are no one number, what is `doubtful` is none."""

    hidden: bool = False
    doubtful: bool = False
    raised: str = ""


_PLAIN = Look()


class _Style(NamedTuple):
    """A style's own words: the style it is based on, how runs look, the list it belongs to."""

    based_on: str = ""
    looks: dict[str, str] = {}  # noqa: RUF012
    numbering: dict[str, str] = {}  # noqa: RUF012


@lru_cache(maxsize=4096)
def local(tag: str) -> str:
    """Return an element's name without its namespace, "m:" before it in formulas; "" for others."""
    namespace, _, name = tag.removeprefix("{").rpartition("}")
    return _NAMESPACES[namespace] + name if namespace in _NAMESPACES else ""


def attribute(element: Element, name: str, default: str = "") -> str:
    """Return an attribute of the document's own namespace, strict or transitional."""
    for key, value in element.items():
        if key.rpartition("}")[2] == name:
            return value
    return default


def child(element: Element | None, name: str) -> Element | None:
    """Return the first child of a name."""
    if element is not None:
        for candidate in element:
            if local(candidate.tag) == name:
                return candidate
    return None


def said(element: Element | None, name: str, default: str = "") -> str:
    """Return the value that an element's child of a name states."""
    found = child(element, name)
    return default if found is None else attribute(found, "val")


def properties_of(element: Element, name: str) -> Element:
    """Return an element's properties, which stand before all else in it."""
    return element[0] if len(element) and local(element[0].tag) == name else _NO_PROPERTIES


def number_of(text: str, default: int = 0) -> int:
    """Return a whole number; the default if the text is none."""
    digits = text.removeprefix("-")
    return int(text) if digits.isascii() and digits.isdigit() and len(digits) < 19 else default


class Styles:
    """Styles and lists of one document; lists count as their paragraphs are asked for."""

    def __init__(
        self, styles: dict[str, _Style], default: str, counter: Counter, levels: dict[str, int]
    ) -> None:
        """Take styles by id, the id of the usual one, lists, and levels that styles stand for."""
        self._styles = styles
        self._default = default
        self._counter = counter
        self._levels = levels
        self._known: dict[tuple[str, str], dict[str, str]] = {}

    def look(self, paragraph_style: str, properties: Element | None) -> Look:
        """Return how a run looks: by the paragraph's style, its own style, its own properties."""
        own = _looks(properties)
        own_style = own.pop("rStyle", "")
        whole = self._inherited(paragraph_style or self._default, "looks")
        if own_style:
            whole = whole | self._inherited(own_style, "looks")
        whole = whole | own
        if not whole:
            return _PLAIN
        struck = any(whole.get(name, "0") not in OFF for name in ("strike", "dstrike"))
        raised = whole.get("vertAlign", "")
        raised = "" if raised == "baseline" else raised
        if whole.get("position", "0") not in OFF:
            raised += whole["position"]
        white = whole.get("color", "").upper() == _WHITE  # it may not be seen
        return Look(whole.get("vanish", "0") not in OFF, struck or white, raised)

    def number(self, style: str, properties: Element | None) -> str:
        """Return the number that a paragraph has from a list; "" for none."""
        style = style or self._default
        own = self._inherited(style, "numbering")
        if stated := _numbering(properties):
            own = own | stated
        if own.get("numId", "0") == "0":
            return ""
        level = own.get("ilvl") or str(self._levels.get(style, 0))
        return self._counter.number(own["numId"], number_of(level))

    def _inherited(self, style: str, kind: str) -> dict[str, str]:
        """What a style says, and where it says nothing, the ones it is based on."""
        if (style, kind) not in self._known:
            chain: list[dict[str, str]] = []
            at = style
            while at in self._styles and len(chain) < _DEEPEST:
                known = self._styles[at]
                chain.append(known.looks if kind == "looks" else known.numbering)
                at = known.based_on
            whole = {name: value for own in reversed(chain) for name, value in own.items()}
            self._known[style, kind] = whole
        return self._known[style, kind]


def _looks(properties: Element | None) -> dict[str, str]:
    out = {}
    for element in properties if properties is not None else ():
        name = local(element.tag)
        if name in _LOOKS:
            out[name] = attribute(element, "val", "1")
    return out


def _numbering(properties: Element | None) -> dict[str, str]:
    numbering = child(properties, "numPr")
    return {} if numbering is None else {local(e.tag): attribute(e, "val") for e in numbering}


def read_styles(package: Package, styles_part: str, lists_part: str) -> Styles:
    """Read the parts that hold styles and lists; a document may be without either ("")."""
    styles: dict[str, _Style] = {}
    default = ""
    for element in package.tree(styles_part, FORMATTING) if styles_part else ():
        if local(element.tag) == "style":
            key = attribute(element, "styleId")
            styles[key] = _Style(
                said(element, "basedOn"),
                _looks(child(element, "rPr")),
                _numbering(child(element, "pPr")),
            )
            if attribute(element, "type") == "paragraph" and attribute(element, "default") == "1":
                default = key
    lists = list(package.tree(lists_part, FORMATTING)) if lists_part else []
    families = {attribute(e, "abstractNumId"): e for e in lists if local(e.tag) == "abstractNum"}
    numbered = {
        attribute(e, "numId"): _numbered(e, families) for e in lists if local(e.tag) == "num"
    }
    _linked(numbered, families, styles)
    levels = {
        style: number_of(attribute(level, "ilvl"))
        for family in families.values()
        for level in family
        if (style := said(level, "pStyle"))
    }
    return Styles(styles, default, Counter(numbered), levels)


def _linked(
    numbered: dict[str, Numbered], families: dict[str, Element], styles: dict[str, _Style]
) -> None:
    """Give lists that only name a list style the levels of that style's list."""
    for key, own in numbered.items():
        style = styles.get(said(families.get(own.family), "numStyleLink"))
        if style and style.numbering.get("numId") in numbered and not own.levels:
            target = numbered[style.numbering["numId"]]
            numbered[key] = own._replace(family=target.family, levels=target.levels)


def _numbered(element: Element, families: dict[str, Element]) -> Numbered:
    family = said(element, "abstractNumId")
    levels = _levels(families.get(family, ()))
    restarts = {}
    for override in element:
        if local(override.tag) == "lvlOverride":
            start = said(override, "startOverride")
            if start:
                restarts[number_of(attribute(override, "ilvl"))] = number_of(start)
            levels |= _levels(override)
    return Numbered(family, levels, restarts)


def _levels(family: Iterable[Element]) -> dict[int, Level]:
    out = {}
    for level in family:
        if local(level.tag) != "lvl":
            continue
        out[number_of(attribute(level, "ilvl"))] = Level(
            number_of(said(level, "start")),
            said(level, "numFmt", "decimal"),
            said(level, "lvlText"),
        )
    return out
