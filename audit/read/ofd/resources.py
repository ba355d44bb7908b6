"""What the objects of an OFD file refer to: drawing parameters and pictures."""

from __future__ import annotations

import posixpath
from contextlib import suppress
from xml.etree.ElementTree import Element

from audit.errors import InputError
from audit.read.ofd.colour import Colours
from audit.read.package import Package

_PNG = b"\x89PNG\r\n\x1a\n"
_HEADED = 25  # bytes before the one that says which kind of colours a PNG has
_ALPHA = (4, 6)  # the kinds that have transparency


class Resources:
    """The resources of a file by their identifiers."""

    def __init__(self, package: Package) -> None:
        """Start with none."""
        self._package = package
        self._names = frozenset(package.names)
        self._parameters: dict[str, Element] = {}
        self._files: dict[str, str] = {}
        self._covers: dict[str, bool] = {}
        self.colours = Colours(self._parameters)

    def part(self, beside: str, location: str) -> str:
        """Return the member a location means: from the root with a slash, else beside another part.

        Raises InputError if there is none.
        """
        location = location.strip().replace("\\", "/")
        whole = location if location.startswith("/") else f"/{posixpath.dirname(beside)}/{location}"
        part = posixpath.normpath(whole).lstrip("/")
        if part not in self._names:
            raise InputError("read.damaged", name=self._package.name)
        return part

    def add(self, beside: str, location: str) -> None:
        """Add those of a part; a file without them shows its letters all the same."""
        with suppress(InputError):
            part = self.part(beside, location)
            tree = self._package.tree(part)
            base = tree.get("BaseLoc", "").strip()
            for element in tree.iter():
                kind = element.tag.rpartition("}")[2]
                if kind == "DrawParam":
                    self._parameters[element.get("ID", "")] = element
                elif kind == "MultiMedia":
                    name = "".join(one.text or "" for one in element.iterfind("{*}MediaFile"))
                    with suppress(InputError):
                        location = posixpath.join(base.replace("\\", "/"), name.strip())
                        self._files[element.get("ID", "")] = self.part(part, location)

    def covers(self, picture: Element) -> bool | None:
        """Whether nothing is seen through a picture; None if it is not there to tell."""
        identifier = picture.get("ResourceID", "")
        if picture.get("ImageMask"):
            return False
        if identifier not in self._covers:
            if identifier not in self._files:
                return None
            try:
                data = self._package.read(self._files[identifier])
            except InputError:
                return None
            self._covers[identifier] = not _is_glassy(data)
        return self._covers[identifier]


def _is_glassy(data: bytes) -> bool:
    """Whether a picture is a PNG with transparency."""
    if not data.startswith(_PNG):
        return False
    if data[_HEADED : _HEADED + 1] and data[_HEADED] in _ALPHA:
        return True
    at = len(_PNG)
    while data[at + 4 : at + 8] not in (b"", b"IDAT"):
        if data[at + 4 : at + 8] == b"tRNS":
            return True
        at += 12 + int.from_bytes(data[at : at + 4], "big")
    return False
