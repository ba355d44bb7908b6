"""Tells what this tool has written itself, so that a second run does not read it as a report."""

from __future__ import annotations

import zipfile
from contextlib import suppress
from pathlib import Path

_PAGE = b'<meta name="generator" content="nianbao-audit">'  # stands in every evidence page
_TABLE = b"\xef\xbb\xbfsource,agency,year,"  # begins the files of --data
PROPERTY = "build_id"  # of every workbook
_PROPERTIES = "docProps/custom.xml"
_START = 2048


def is_own(path: Path) -> bool:
    """Whether a file is an evidence page, a workbook or a table that a build has written.

    Raises OSError if the file cannot be read.
    """
    with path.open("rb") as stream:
        start = stream.read(_START)
    if start.startswith(b"PK"):
        # whatever is wrong with it, its reader says so
        with suppress(Exception), zipfile.ZipFile(path) as package:
            return PROPERTY.encode() in package.open(_PROPERTIES).read(_START)
        return False
    return _PAGE in start or start.startswith(_TABLE)
