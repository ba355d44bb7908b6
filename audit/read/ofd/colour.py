"""How an object of an OFD page is drawn: by what it says itself, or by a drawing parameter."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple
from xml.etree.ElementTree import Element

from audit.read.ofd.paint import Shade, is_light
from audit.read.ofd.shapes import number

_WHOLE = 255.0
_GLASS = 5.0  # of 255: what is less opaque is not seen
_FAINT = 25.0  # what is less opaque is hardly seen, and so is what lies below the rest of 255
_INKS = 4  # numbers of a colour that is printed: cyan, magenta, yellow and black
_DEEPEST = 8  # drawing parameters that refer to another
_PART = re.compile(r"#([0-9A-Fa-f]{1,4})|([-+]?[0-9]*\.?[0-9]+)")
_BLACK: Shade = (0.0, 0.0, 0.0)
_LINE_WIDTH = 0.353  # millimetres


class Ink(NamedTuple):
    """A shade, None where it is not one alone, and how opaque it is at least and at most."""

    shade: Shade | None
    least: float = _WHOLE
    most: float = _WHOLE

    @property
    def seen(self) -> bool:
        """Whether it may be seen at all."""
        return self.most >= _GLASS

    @property
    def clear(self) -> bool:
        """Whether it is certainly seen."""
        return self.least >= _FAINT

    @property
    def light(self) -> bool:
        """Whether it does not stand out from paper."""
        return self.shade is not None and is_light(self.shade)

    @property
    def covers(self) -> bool:
        """Whether it may hide what lies below."""
        return self.most >= _WHOLE - _FAINT

    @property
    def solid(self) -> bool:
        """Whether it certainly hides what lies below."""
        return self.least >= _WHOLE - _GLASS


# what the standard says of an object that names no colour; who strokes letters may mean it
_UNTOLD = {
    ("PathObject", "FillColor"): Ink(_BLACK, 0.0, 0.0),
    ("TextObject", "StrokeColor"): Ink(_BLACK, 0.0, _WHOLE),
}


class Colours:
    """The drawing parameters of a document, by their identifiers."""

    def __init__(self, parameters: Mapping[str, Element]) -> None:
        """Take the elements DrawParam of all resources."""
        self._parameters = parameters

    def ink(self, element: Element, name: str, layer: str = "") -> Ink:
        """Return how an object is drawn; `name` is FillColor or StrokeColor.

        `layer` is the drawing parameter of the layer that the object is on.
        """
        alpha = element.get("Alpha")
        for one in self._chain(element, layer):
            for colour in one:
                if colour.tag.rpartition("}")[2] == name:
                    ink = _opaque(Ink(_shade(colour)), colour.get("Alpha"))
                    return _opaque(ink, alpha)
        kind = element.tag.rpartition("}")[2]
        return _opaque(_UNTOLD.get((kind, name), Ink(_BLACK)), alpha)

    def line_width(self, element: Element, layer: str) -> float:
        """Return how thick the lines of an object are, in its own measure."""
        for one in self._chain(element, layer):
            width = one.get("LineWidth")
            if width:
                return number(width, _LINE_WIDTH)
        return _LINE_WIDTH

    def _chain(self, element: Element, layer: str) -> Iterator[Element]:
        yield element
        identifier = element.get("DrawParam") or layer
        for _ in range(_DEEPEST):
            found = self._parameters.get(identifier)
            if found is None:
                return
            yield found
            identifier = found.get("Relative", "")


def _shade(colour: Element) -> Shade | None:
    """The shade of a colour; None for one of a palette, of many shades, or that makes no sense.

    Of shades that run into each other any may stand for all if they are all light, or none is.
    """
    if len(colour):
        parts = [_shade(part) for part in colour.iterfind("*/{*}Segment/{*}Color")]
        light = {shade is not None and is_light(shade) for shade in parts}
        return parts[0] if len(light) == 1 and None not in parts else None
    value = [
        float(int(part[1], 16)) if part[1] else float(part[2])
        for part in _PART.finditer(colour.get("Value", ""))
    ]
    if (colour.get("Index") and not value) or any(part > _WHOLE for part in value):
        return None
    if len(value) == _INKS:
        value = [max(0.0, _WHOLE - part - value[3]) for part in value[:3]]
    if len(value) == 1:
        value *= 3
    return (value[0], value[1], value[2]) if len(value) == 3 else _BLACK


def _opaque(ink: Ink, alpha: str | None) -> Ink:
    """The ink as a given opacity lets it be seen; a fraction may be meant as one of 255."""
    if not alpha:
        return ink
    part = min(max(number(alpha, _WHOLE), 0.0), _WHOLE) / _WHOLE
    most = part * _WHOLE if 0 < part * _WHOLE < 1 else part
    return Ink(ink.shade, ink.least * part, ink.most * most)
