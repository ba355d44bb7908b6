"""A list as an office keeps it (csv, text out of a spreadsheet, workbook), read by its heads."""

from __future__ import annotations

import csv
import datetime
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from rapidfuzz import fuzz, process

from audit.days import shown_day
from audit.errors import InputError
from audit.read.encoding import decode
from audit.words import listed, say

_WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".et", ".ods")
_PACKED = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # what a workbook begins with
_SEPARATORS = (",", "\t", ";", "，")
_BLANK = " \t,;，"
_NEAR = 50  # from this likeness on (of 100) an unknown head may be a known one, misspelt

Row = tuple[int, list[str]]  # the line of the file, from 1, and its fields
Line = tuple[int, dict[str, str]]  # the same with the fields by key
Tell = Callable[[InputError], None]  # what is worth a remark, said where it is heard


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of list: its name, and for each key the heads it goes by, the usual one first.

    The first key is the one that must be there.
    """

    name: str
    heads: Mapping[str, tuple[str, ...]]

    @property
    def known(self) -> str:
        """The usual heads, for a sentence."""
        return listed(words[0] for words in self.heads.values())


def unheard(_: InputError) -> None:
    """Take remarks that nobody wants."""


def read_list(path: Path, kind: Kind, tell: Tell = unheard) -> list[Line]:
    """Read the rows below the heads: every key has a text, "" where there is no such column.

    A workbook gives its first sheet; a text may be in UTF-8, UTF-16 or GB18030, with commas, tabs
    or semicolons. Columns that the list does not have are passed over and told, with the head that
    may have been meant. Raises InputError with the line that cannot be used.
    """
    try:
        data = path.read_bytes()
    except OSError:
        raise InputError("list.open", list=kind.name, name=path) from None
    workbook = path.suffix.lower() in _WORKBOOKS or data.startswith(_PACKED)
    rows = _of_workbook(path, kind) if workbook else _of_text(path, kind, data)
    filled = [(n, row) for n, row in rows if any(row)]
    places = _places(path, kind, *(filled[0] if filled else (1, [])), tell)
    lines: list[Line] = []
    for n, row in filled[1:]:
        # cells beside a table in a workbook are notes; in a text a comma stands in a name
        if not workbook and any(row[len(filled[0][1]) :]):
            most = len(filled[0][1])
            values = {"name": path, "line": n, "count": len(row), "most": most}
            raise InputError("list.wide", list=kind.name, **values)
        at = {key: places.get(key, len(row)) for key in kind.heads}
        lines.append((n, {key: row[i] if i < len(row) else "" for key, i in at.items()}))
    return lines


def _places(path: Path, kind: Kind, line: int, row: Sequence[str], tell: Tell) -> dict[str, int]:
    """Where the column of each key is; what is no head of this list is told."""
    heads = [_head(text) for text in row]
    places = {}
    for key, words in kind.heads.items():
        found = next((word for word in words if word in heads), None)
        if found:
            places[key] = heads.index(found)
    unused = {
        text: _near(kind, heads[at], places)
        for at, text in enumerate(row)
        if text and at not in places.values()
    }
    needed, *_ = kind.heads
    if needed not in places:
        meant = [head for head, key in unused.items() if key == needed]
        near = say("list.near", head=meant[0]) if meant else ""
        values = {"name": path, "line": line, "needed": kind.heads[needed][0], "near": near}
        raise InputError("list.columns", list=kind.name, **values, columns=kind.known)
    if unused:
        shown = listed(
            say("list.meant", head=head, known=kind.heads[key][0]) if key else f"“{head}”"
            for head, key in unused.items()
        )
        tell(InputError("list.unused", list=kind.name, name=path, heads=shown, columns=kind.known))
    return places


def _near(kind: Kind, head: str, places: Mapping[str, int]) -> str:
    """The key, not found yet, that a head may have been meant for; "" if none."""
    keys = {word: key for key, words in kind.heads.items() if key not in places for word in words}
    found = process.extractOne(head, list(keys), scorer=fuzz.ratio, score_cutoff=_NEAR)
    return keys[found[0]] if found else ""


def _head(text: str) -> str:
    """A head without blanks, line ends, width and the mark of what must be filled in."""
    return "".join(unicodedata.normalize("NFKC", text).lower().split()).strip("*:")


def _of_workbook(path: Path, kind: Kind) -> list[Row]:
    # a heavy import that only a list in a workbook needs
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_path(str(path))
        rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (OSError, CalamineError, IndexError):
        raise InputError("list.open", list=kind.name, name=path) from None
    return [(n, [_text(value) for value in row]) for n, row in enumerate(rows, 1)]


def _text(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime.date):
        return shown_day(value)
    return "" if value is None else str(value).strip()


def _of_text(path: Path, kind: Kind, data: bytes) -> list[Row]:
    text = text_of(path, kind.name, data)
    reader = csv.reader(StringIO(text, newline=""), delimiter=_separator(kind, text), strict=True)
    rows: list[Row] = []
    start = 1
    try:
        for row in reader:
            rows.append((start, [value.strip() for value in row]))
            start = reader.line_num + 1  # a field may go over several lines
    except csv.Error:
        raise InputError("list.quote", list=kind.name, name=path, line=start) from None
    return rows


def text_of(path: Path, kind: str, data: bytes) -> str:
    """Return the text of a file that an office has written; InputError for a letter that is lost.

    `kind` is what the file is called in the sentence.
    """
    # Big5 would be tried on reports: a list of a few names is too short to tell it from GB18030
    text = decode(data, ("gb18030", "utf-8")).text.replace("\0", "")
    if "\ufffd" in text:
        line = text[: text.index("\ufffd")].count("\n") + 1
        raise InputError("list.bytes", list=kind, name=path, line=line)
    return text


def _separator(kind: Kind, text: str) -> str:
    """The separator that makes most known heads of the first line with any text."""
    first = next((line for line in text.splitlines() if line.strip(_BLANK)), "")
    known = {word for words in kind.heads.values() for word in words}

    def heads(separator: str) -> int:
        return sum(_head(part.strip('" ')) in known for part in first.split(separator))

    return max(_SEPARATORS, key=heads)
