"""What the fonts of a sheet take back: numbers struck out, or white where nothing is behind."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element

from audit.clean import UNSEEN
from audit.read.package import Package

_PERHAPS = re.compile(
    rb"""strike\b|rgb\s*=\s*["']\w{0,2}FFFFFF|theme\s*=\s*["']0|indexed=["'][19]\b"""
)
_NUMERAL = re.compile(r"[\d零〇]")
_WHITE_BY_NUMBER = (1, 9)
_WHITE_BY_NAME = ("1", "9")
_OFF = ("0", "false")


class Font(NamedTuple):
    """What a font says of a text: struck out, written in white; and whether its cell is filled."""

    struck: bool = False
    white: bool = False
    filled: bool = False

    def takes_back(self) -> bool:
        """Whether the text is struck out or cannot be seen."""
        return self.struck or (self.white and not self.filled)


class Fonts(NamedTuple):
    """A workbook's fonts, and which of its fills are none."""

    fonts: tuple[Font, ...] = ()
    filled: tuple[bool, ...] = ()

    def of(self, font: int, fill: int) -> Font:
        """Return a font as it is seen on a fill; numbers that are not known say nothing."""
        found = self.fonts[font] if 0 <= font < len(self.fonts) else Font()
        return found._replace(filled=0 <= fill < len(self.filled) and self.filled[fill])


def told(text: str, font: Font, *, zero: bool = False) -> str:
    """Return a text, with a sign if it is taken back and may be a number; a zero may be unseen."""
    taken = font.takes_back() and (font.struck or not zero)
    return f"{text}{UNSEEN}" if taken and _NUMERAL.search(text) else text


def in_runs(runs: Iterable[tuple[str, bool, Font]]) -> str:
    """Return a text of several runs; one that is taken back or raised is on a line of its own."""
    return "".join(
        f"\n{told(text, font)}\n" if raised or font.takes_back() else text
        for text, raised, font in runs
    )


def fonts_of(package: Package, part: str) -> Fonts:
    """Read the fonts and fills of a workbook (xlsx), if any of them takes anything back."""
    if part not in package.names or not _PERHAPS.search(package.read(part)):
        return Fonts()
    root = package.tree(part)
    return Fonts(
        tuple(_font(element) for element in root.iterfind("{*}fonts/{*}font")),
        tuple(_is_filled(element) for element in root.iterfind("{*}fills/{*}fill")),
    )


def _font(element: Element) -> Font:
    strike, colour = element.find("{*}strike"), element.find("{*}color")
    struck = strike is not None and strike.get("val", "1") not in _OFF
    return Font(struck, colour is not None and _is_white(dict(colour.items())))


def is_white(colour: Any) -> bool:
    """Whether a colour as the library tells it is the white of paper."""
    if colour is None:
        return False
    kind = colour.type
    return _is_white({kind: str(getattr(colour, kind)), "tint": str(colour.tint or 0)})


def _is_white(said: dict[str, str]) -> bool:
    """By number, by place in the theme (0 is its paper, or a darker tint of it), or by itself."""
    if said.get("rgb", "")[-6:].upper() == "FFFFFF":
        return True
    if said.get("indexed") in _WHITE_BY_NAME:
        return True
    return said.get("theme") == "0" and not said.get("tint", "0").startswith("-")


def _is_filled(element: Element) -> bool:
    pattern = element.find("{*}patternFill")
    if pattern is None:
        return len(element) > 0
    kind, colour = pattern.get("patternType", "none"), pattern.find("{*}fgColor")
    plain = kind == "solid" and colour is not None and _is_white(dict(colour.items()))
    return kind not in ("none", "gray125") and not plain


def old_font(book: Any, number: int) -> Font:
    """Return a font of an older workbook, by its number."""
    font = book.font_list[number]
    return Font(bool(font.struck_out), font.colour_index in _WHITE_BY_NUMBER)


def old_style(book: Any, style: Any) -> Font:
    """Return how a cell's style of an older workbook shows text."""
    fill = style.background
    plain = fill.fill_pattern == 1 and fill.pattern_colour_index in _WHITE_BY_NUMBER
    return old_font(book, style.font_index)._replace(filled=bool(fill.fill_pattern) and not plain)
