"""Zipped XML (docx, xlsx, ofd): members and their trees, within bounds."""

from __future__ import annotations

import posixpath
import re
import struct
import zipfile
import zlib
from io import BytesIO
from lzma import LZMAError
from xml.etree.ElementTree import Element, ParseError, TreeBuilder, XMLParser

from audit.bounds import Bounds
from audit.errors import InputError

_MOST_TAGS = 500_000  # the longest reports have some ten thousands
_DAMAGE = (
    *(zipfile.BadZipFile, zlib.error, LZMAError, struct.error, NotImplementedError),
    *(EOFError, KeyError, OSError, ValueError),  # where bytes are missing before a member, or in it
)


class _Builder(TreeBuilder):
    """Builds a tree; whoever writes a document type wants entities, and no office program does."""

    def doctype(self, *_declared: str | None) -> None:
        """Refuse it."""
        raise ValueError


class Package:
    """A zip container of XML parts; what it unpacks, all together, is bounded."""

    def __init__(self, name: str, data: bytes, bounds: Bounds) -> None:
        """Open a container; InputError if it is damaged or states more than it may unpack."""
        self.name = name
        self._left = bounds.unpacked << 20
        self._most = bounds.unpacked
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
            raise InputError("read.damaged", name=name) from None
        self.names = self._zip.namelist()
        if sum(info.file_size for info in self._zip.infolist()) > self._left:
            raise InputError("read.bomb", name=name, most=self._most)

    def read(self, part: str) -> bytes:
        """Return a part's bytes; InputError if it is missing, damaged, encrypted or too large."""
        try:
            with self._zip.open(part) as stream:
                data = stream.read(self._left + 1)
        except RuntimeError:
            raise InputError("read.encrypted", name=self.name) from None
        except _DAMAGE:
            raise InputError("read.damaged", name=self.name) from None
        self._left -= len(data)
        if self._left < 0:
            raise InputError("read.bomb", name=self.name, most=self._most)
        return data

    def related(self, part: str, kind: str) -> str:
        """Return the part that another one (or "", the package) names for a purpose, or ""."""
        folder, file = posixpath.split(part)
        relations = posixpath.join(folder, "_rels", f"{file}.rels")
        for relation in self.tree(relations) if relations in self.names else ():
            if relation.get("Type", "").rpartition("/")[2] == kind:
                target = posixpath.normpath(posixpath.join("/", folder, relation.get("Target", "")))
                return target[1:] if target[1:] in self.names else ""
        return ""

    def tree(self, part: str, leave_out: re.Pattern[bytes] | None = None) -> Element:
        """Return a part's root element; a document type in it is an attack.

        Elements that match `leave_out` are cut out before they cost anything. InputError also for
        more elements than a report ever has.
        """
        data = self.read(part)
        if leave_out:
            data = leave_out.sub(b"", data)
        tags = data.count(b"<")
        if tags > _MOST_TAGS:
            raise InputError("read.long", name=self.name, rows=tags, most=_MOST_TAGS)
        try:
            parser = XMLParser(target=_Builder())
            parser.feed(data)
            root: Element = parser.close()
            return root
        except (ParseError, ValueError, LookupError):
            raise InputError("read.damaged", name=self.name) from None
