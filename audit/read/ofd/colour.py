"""Which colour an object of an OFD page is drawn in: its own, or that of a drawing parameter."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple
from xml.etree.ElementTree import Element

from audit.read.pages.paint import is_light

_SOLID = 25  # of 255: less opaque it is not seen
_INKS = 4  # numbers of a colour that is printed: cyan, magenta, yellow and black
_DEEPEST = 8  # drawing parameters that refer to another
_WHOLE = re.compile(r"[0-9]{1,4}")


class Ink(NamedTuple):
    """How something is drawn: seen at all, as light as paper, and hiding what lies below."""

    seen: bool
    light: bool = False
    solid: bool = True


class Colours:
    """The drawing parameters of a document, by their identifiers."""

    def __init__(self, parameters: Mapping[str, Element]) -> None:
        """Take the elements DrawParam of all resources."""
        self._parameters = parameters

    def ink(self, element: Element, name: str, layer: str = "") -> Ink:
        """Return how an object is drawn; `name` is FillColor or StrokeColor.

        `layer` is the drawing parameter of the layer that the object is on.
        """
        for one in (element, *self._chain(element.get("DrawParam") or layer)):
            for colour in one:
                if colour.tag.rpartition("}")[2] == name:
                    return _ink(colour, element.get("Alpha"))
        return _opaque(Ink(seen=True), element.get("Alpha"))

    def _chain(self, identifier: str) -> Iterator[Element]:
        for _ in range(_DEEPEST):
            found = self._parameters.get(identifier)
            if found is None:
                return
            yield found
            identifier = found.get("Relative", "")


def _ink(colour: Element, alpha: str | None) -> Ink:
    value = [float(number) for number in _WHOLE.findall(colour.get("Value", ""))]
    if len(value) == _INKS:
        value = [255 - part for part in value]
    ink = Ink(seen=True, light=bool(value) and not len(colour) and is_light((*value,)))
    return _opaque(_opaque(ink, colour.get("Alpha")), alpha)


def _opaque(ink: Ink, alpha: str | None) -> Ink:
    found = _WHOLE.match(alpha or "")
    if found is None:
        return ink
    solid = int(found.group())
    return Ink(ink.seen and solid >= _SOLID, ink.light, ink.solid and solid >= 255)
