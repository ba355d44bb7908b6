"""Zipped XML (docx, xlsx, ofd): members and their trees, within bounds."""

from __future__ import annotations

import zipfile
import zlib
from io import BytesIO
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from audit.bounds import Bounds
from audit.errors import InputError


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
        except (KeyError, zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError):
            raise InputError("read.damaged", name=self.name) from None
        self._left -= len(data)
        if self._left < 0:
            raise InputError("read.bomb", name=self.name, most=self._most)
        return data

    def tree(self, part: str) -> Element:
        """Return a part's root element; a document type or an entity in it is an attack."""
        try:
            return fromstring(self.read(part), forbid_dtd=True)
        except (ParseError, DefusedXmlException, ValueError, LookupError):
            raise InputError("read.damaged", name=self.name) from None
