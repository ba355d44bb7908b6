"""What an evidence page is called on disk, what a cell is called in it, and links to both."""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from pathlib import Path

from audit.form import Cell

_SEGMENT, _WHOLE = 60, 120  # characters: a link holds 255, a path on Windows 260
_KEPT = "-_.()（）〔〕《》、"
# names that Windows keeps for devices, whatever follows the first dot
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|\Z)", re.I)
_ENCODED = {"%": "%25", "#": "%23", "?": "%3F"}


def page_name(source: str) -> str:
    """Return the path of a source's page below the folder for evidence, with `/`.

    It keeps the source's folders and Chinese letters. Whatever a link, Windows or another file
    system would take differently is replaced; a name so changed carries a hash of the source, so
    that no two sources share a page.

    >>> page_name("2024/示例市教育局.pdf")
    '2024/示例市教育局.pdf.html'
    """
    parts = [part for part in source.split("/") if part] or [source]
    safe = [segment(part) for part in parts]
    if len("/".join(safe)) > _WHOLE:
        safe = safe[-1:]
    name = "/".join(safe)
    # two names that differ in case alone are one file on Windows
    if name != source or name != name.casefold():
        name += "-" + hashlib.sha256(source.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return name + ".html"


def segment(part: str) -> str:
    """Return a name as one part of a path that every system takes alike."""
    letters = unicodedata.normalize("NFC", part)[:_SEGMENT]
    kept = "".join(c if c.isalnum() or c in _KEPT else "_" for c in letters).strip(".")
    return f"_{kept}" if not kept or _DEVICE.match(kept) else kept


def anchor(cell: Cell) -> str:
    """Return the id of a form's cell in a page: applications.new_received.total."""
    return str(cell)


def folder_link(folder: Path, workbook: Path) -> str:
    """Return the way from a workbook to the folder for evidence, as links in the workbook say it.

    Relative, so that both can be moved together; on another drive of Windows the whole path.
    Chinese letters and spaces stand as they are, which every office program understands; only
    what would end or change a link is encoded.
    """
    there, here = folder.resolve(), workbook.resolve().parent
    try:
        way = Path(os.path.relpath(there, here))
    except ValueError:
        way = there
    return "".join(_ENCODED.get(letter, letter) for letter in way.as_posix())
