"""From the INPUT arguments to the list of files, each with its source name."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import count
from pathlib import Path, PurePosixPath
from posixpath import normpath
from typing import NamedTuple
from urllib.parse import unquote

from audit.errors import InputError
from audit.words import listed

_LITTER_NAMES = {"thumbs.db", "desktop.ini", ".ds_store"}
_LITTER_STARTS = ("~$", ".~", "._", ".")
_NUMBER = re.compile(r"#[0-9]+\Z")
_SAVED_PAGE = ("_files", ".files")
_PAGE = (".htm", ".html", ".xhtml", ".shtml", ".mht", ".mhtml")
_DOCUMENTS = {  # a report that is attached to a page, not part of how it looks
    *(".doc", ".docx", ".wps", ".pdf", ".ofd", ".xls", ".xlsx", ".et", ".zip", ".7z", ".rar"),
}
_NO_PAGE = {
    *(".js", ".css", ".json", ".map", ".ico", ".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp"),
    *(".bmp", ".woff", ".woff2", ".ttf", ".eot", ".otf", ".mp3", ".mp4", ".swf", ".xml"),
}


class InputFile(NamedTuple):
    """A file to read.

    `source` is its path relative to the INPUT it was found under, with /; in an archive, the
    archive's source and the path there. `modified` is the time of the file (seconds, UTC);
    `frames` are the pages that came with a page out of an archive, by their address from there.
    """

    path: Path
    source: str
    modified: float = 0.0
    frames: tuple[tuple[str, Path], ...] = ()


def file_of(source: str) -> str:
    """Return the source of the file that a report stands in: without #2 for its second one."""
    return _NUMBER.sub("", source)


def own_name(source: str) -> str:
    """Return a source's own name: without folders and archives, which may name others."""
    return source.rpartition("/")[2]


def marked_name(source: str) -> str:
    """Return the own name with a mark that tells it from others of that name elsewhere."""
    name, sign, number = own_name(source).partition("#")
    mark = hashlib.sha256(source.encode("utf-8", "surrogatepass")).hexdigest()[:6]
    path = PurePosixPath(name)
    return f"{path.stem}~{mark}{path.suffix}{sign}{number}"


class Inputs(NamedTuple):
    """Files in the order of their sources, and how many system files were passed over."""

    files: tuple[InputFile, ...]
    litter: int


def find_inputs(given: Sequence[Path], skip: Iterable[Path] = ()) -> Inputs:
    """List the files of folders and single files.

    `skip` are the run's own outputs, which may stand in an input folder. Raises InputError for
    an INPUT that does not exist, or if nothing is left to read.
    """
    skipped = {path.resolve() for path in skip}
    found: dict[Path, tuple[str, Path]] = {}
    litter = 0
    for base in given:
        if not base.exists():
            raise InputError("input.missing", name=base)
        entries = list(_files(base))
        pages = pages_of(source for _, source in entries)
        for path, source in entries:
            if path.resolve() in skipped or any(p in skipped for p in path.resolve().parents):
                continue
            if is_litter(PurePosixPath(source), pages):
                litter += 1
            else:
                found.setdefault(path.resolve(), (source, base))
    if not found:
        raise InputError("input.none", name=listed(map(str, given)))
    return Inputs(tuple(sorted(_distinct(found), key=lambda file: file.source)), litter)


def saved_with(page: InputFile, most: int) -> Callable[[str], bytes | None]:
    """Return what gives the files that a browser saved in a page's folder, by their address.

    Nothing outside that folder is given, nor a file of more than `most` bytes.
    """
    path, frames = page.path, dict(page.frames)
    folders = [path.with_name(path.stem + end).resolve() for end in _SAVED_PAGE]

    def read(address: str) -> bytes | None:
        with suppress(OSError, ValueError):
            for name in (address, unquote(re.split("[?#]", address)[0])):
                file = frames.get(normpath(name))
                if file is None:
                    file = (path.parent / name).resolve()
                    if not any(file.is_relative_to(folder) for folder in folders):
                        continue
                if file.is_file() and file.stat().st_size <= most:
                    return file.read_bytes()
        return None

    return read


def frames_of(source: str, frames: Mapping[str, Path]) -> tuple[tuple[str, Path], ...]:
    """Return, of pages out of an archive by source, those that came with one, by their address."""
    page = PurePosixPath(source)
    folders = tuple(f"{page.with_name(page.stem + end)}/" for end in _SAVED_PAGE)
    start = len(source) - len(page.name)
    return tuple((f[start:], path) for f, path in frames.items() if f.startswith(folders))


def is_frame(path: PurePosixPath) -> bool:
    """Whether a path may be of a page that a browser saved with another: it may have any ending."""
    saved = any(part.endswith(_SAVED_PAGE) for part in path.parts[:-1])
    return saved and path.suffix.lower() not in _NO_PAGE


def _files(base: Path) -> Iterator[tuple[Path, str]]:
    if not base.is_dir():
        yield base, base.name
        return
    for path in base.rglob("*"):
        if path.is_file():
            yield path, path.relative_to(base).as_posix()


def pages_of(names: Iterable[str]) -> frozenset[str]:
    """Return the web pages among paths, without their endings."""
    paths = map(PurePosixPath, names)
    return frozenset(str(path.with_suffix("")) for path in paths if path.suffix.lower() in _PAGE)


def is_litter(path: PurePosixPath, pages: Container[str]) -> bool:
    """Whether a path below an INPUT is of the system's or a browser's making, no report.

    `pages` are the web pages of that INPUT: what a browser saved stands in a folder beside one.
    """
    name = path.name.lower()
    folders = path.parts[:-1]
    return (
        name in _LITTER_NAMES
        or name.startswith(_LITTER_STARTS)
        or "__MACOSX" in folders
        or any(
            path.suffix.lower() in _NO_PAGE
            or str(PurePosixPath(*folders[:n], part.removesuffix(end))) in pages
            for n, part in enumerate(folders)
            for end in _SAVED_PAGE
            if part.endswith(end) and path.suffix.lower() not in _DOCUMENTS
        )
    )


def _distinct(found: dict[Path, tuple[str, Path]]) -> Iterator[InputFile]:
    """A name found under several INPUTs gets the name of its INPUT in front, then a number."""
    times = Counter(source for source, _ in found.values())
    taken = {source for source, n in times.items() if n == 1}
    for path, (source, base) in sorted(found.items()):
        if times[source] == 1:
            yield InputFile(path, source, path.stat().st_mtime)
            continue
        folder = (base if base.is_dir() else base.parent).resolve().name
        names = (f"{folder}{f'~{n}' if n > 1 else ''}/{source}" for n in count(1))
        name = next(name for name in names if name not in taken)
        taken.add(name)
        yield InputFile(path, name, path.stat().st_mtime)
