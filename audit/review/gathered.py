"""Workbooks that came back: named, in a folder, or in an archive that was sent back whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from audit.bounds import DEFAULT, Bounds
from audit.errors import InputError
from audit.inputs import InputFile, own_name
from audit.lists import Tell, unheard
from audit.read.kinds import archive_kind
from audit.review.entry import Entry
from audit.review.returned import read_returned
from audit.unpack import unpack

_WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".et", ".ods")
_ARCHIVES = (".zip", ".7z", ".rar")


def read_workbooks(
    paths: Sequence[Path], tell: Tell = unheard, bounds: Bounds = DEFAULT
) -> list[list[Entry]]:
    """Return the rows of workbooks, and of those in folders and archives, in order.

    Raises InputError for a file named that is no workbook of ours, nor an archive; what cannot be
    read in a folder or an archive is told.
    """
    out = []
    for path in paths:
        if not path.is_dir():
            out += _read(path, tell, bounds)
            continue
        found = [p for p in sorted(path.rglob("*")) if _suffix(p.name) in (*_WORKBOOKS, *_ARCHIVES)]
        found = [p for p in found if not p.name.startswith("~$")]
        if not found:
            tell(InputError("carry.empty", name=path))
        for inside in found:
            try:
                out += _read(inside, tell, bounds)
            except InputError as error:
                tell(error)
    return out


def _read(path: Path, tell: Tell, bounds: Bounds) -> list[list[Entry]]:
    """The rows of a workbook, or of all in an archive."""
    if _suffix(path.name) not in _ARCHIVES:
        return [read_returned(path)]
    try:
        with path.open("rb") as stream:
            kind = archive_kind(stream)
    except OSError:
        kind = ""
    if not kind:
        raise InputError("carry.open", name=path)
    with TemporaryDirectory(prefix="nianbao-") as folder:
        return list(_unpacked(path, kind, Path(folder), tell, bounds))


def _unpacked(
    path: Path, kind: str, folder: Path, tell: Tell, bounds: Bounds
) -> Iterator[list[Entry]]:
    unpacked = unpack(InputFile(path, str(path)), kind, folder, bounds)
    for _, error in unpacked.refused:
        tell(error)
    found = [file for file in unpacked.files if _suffix(file.source) in _WORKBOOKS]
    if not found and not unpacked.refused:
        tell(InputError("carry.empty", name=path))
    for file in found:
        try:
            entries = read_returned(file.path)
        except InputError as error:  # by the name it has in the archive
            tell(InputError(error.key, **{**error.values, "name": file.source}))
            continue
        yield [replace(entry, file=own_name(file.source)) for entry in entries]


def _suffix(name: str) -> str:
    return Path(name).suffix.lower()
