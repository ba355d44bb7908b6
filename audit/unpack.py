"""Archives: their members as files of their own, whatever their names and sizes say."""

from __future__ import annotations

import zipfile
from calendar import timegm
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from errno import ENOSPC
from io import BytesIO
from pathlib import Path, PurePosixPath
from tempfile import mkdtemp
from typing import IO, NamedTuple

from audit.bounds import Bounds
from audit.errors import InputError
from audit.inputs import InputFile, frames_of, is_frame, is_litter, pages_of
from audit.read.encoding import decode
from audit.read.kinds import archive_kind

_UTF8 = 0x800  # flag of a zip entry whose name is UTF-8
_ENCRYPTED = 0x1
_BLOCK = 1 << 20
_MOST_SUFFIX = 12


class Unpacked(NamedTuple):
    """Members written out as files, those that could not be with the reason, system litter."""

    files: tuple[InputFile, ...]
    refused: tuple[tuple[str, InputError], ...]
    litter: int


class _Member(NamedTuple):
    """A file in an archive: its name there, when it was changed, how to open it."""

    name: str
    modified: float
    open: Callable[[], IO[bytes]]
    encrypted: bool = False


class _Budget:
    """What an archive, with all archives in it, may still unpack to."""

    def __init__(self, bounds: Bounds) -> None:
        self.bytes = bounds.unpacked << 20
        self.members = bounds.members


def unpack(file: InputFile, kind: str, folder: Path, bounds: Bounds) -> Unpacked:
    """Write the members of an archive (zip, 7z, rar) into a folder, numbered, not by their names.

    Archives in it are unpacked too. Raises InputError if the archive is damaged or encrypted, has
    too many members or unpacks to more than its bounds, or if what unpacks it is not installed.
    Members that fail by themselves are refused one by one.
    """
    return _unpack(file, kind, folder, bounds, _Budget(bounds), 1)


def _unpack(
    file: InputFile, kind: str, folder: Path, bounds: Bounds, budget: _Budget, depth: int
) -> Unpacked:
    if depth > bounds.depth:
        raise InputError("read.deep", name=file.source, most=bounds.depth)
    files: list[InputFile] = []
    refused: list[tuple[str, InputError]] = []
    frames: dict[str, Path] = {}
    litter = 0
    members = list(_distinct(_members(file, kind, folder, bounds)))
    pages = pages_of(member.name for member in members)
    for member in members:
        source = f"{file.source}/{member.name}"
        if is_litter(PurePosixPath(member.name), pages):
            litter += 1
            if is_frame(PurePosixPath(member.name)) and len(frames) < bounds.members:
                with suppress(InputError):  # what belongs to a page is no report of its own
                    path = folder / f"frame{litter}{_suffix(member.name)}"
                    _write(member, source, path, budget, bounds)
                    frames[source] = path
            continue
        budget.members -= 1
        if budget.members < 0:
            raise InputError("read.members", name=file.source, most=bounds.members)
        path = folder / f"{bounds.members - budget.members}{_suffix(member.name)}"
        try:
            _write(member, source, path, budget, bounds)
            one = InputFile(path, source, member.modified)
            nested = _opened(one, folder, bounds, budget, depth)
        except InputError as error:
            refused.append((source, error))
            continue
        files += nested.files
        refused += nested.refused
        litter += nested.litter
    if not files and not refused:
        raise InputError("read.no_member", name=file.source)
    whole = (file._replace(frames=frames_of(file.source, frames) or file.frames) for file in files)
    return Unpacked(tuple(whole), tuple(refused), litter)


def _opened(file: InputFile, folder: Path, bounds: Bounds, budget: _Budget, depth: int) -> Unpacked:
    """What a member comes to: itself, or the members of the archive that it is."""
    with file.path.open("rb") as stream:
        kind = archive_kind(stream)
    if not kind:
        return Unpacked((file,), (), 0)
    return _unpack(file, kind, folder, bounds, budget, depth + 1)


def _distinct(members: Iterator[_Member]) -> Iterator[_Member]:
    """Members of one name are told apart by a number."""
    taken: Counter[str] = Counter()
    for member in members:
        taken[member.name] += 1
        path = PurePosixPath(member.name)
        again = f"~{taken[member.name]}" if taken[member.name] > 1 else ""
        yield member._replace(
            name=f"{member.name[: -len(path.suffix) or None]}{again}{path.suffix}"
        )


def _suffix(name: str) -> str:
    """The end of a name, for those who look into the folder; anything odd in it is left out."""
    suffix = PurePosixPath(name).suffix[:_MOST_SUFFIX]
    return suffix if suffix[1:].isalnum() else ""


def _members(file: InputFile, kind: str, folder: Path, bounds: Bounds) -> Iterator[_Member]:
    if kind == "zip":
        yield from _of_zip(file)
        return
    try:
        yield from _of_7z(file, folder, bounds) if kind == "7z" else _of_rar(file)
    except ImportError:
        raise InputError("read.extra", name=file.source, extra="archives") from None


def _escapes(name: str) -> bool:
    """Whether a name would lead out of the folder that it is unpacked to."""
    path = PurePosixPath(name.replace("\\", "/"))
    return path.is_absolute() or ".." in path.parts or name[1:2] == ":"


def _write(member: _Member, source: str, path: Path, budget: _Budget, bounds: Bounds) -> None:
    """Write a member block by block, as long as the archive may unpack to more."""
    if _escapes(member.name):
        raise InputError("read.escape", name=source)
    if member.encrypted:
        raise InputError("read.encrypted", name=source)
    with path.open("wb") as out:
        for block in _blocks(member, source):
            budget.bytes -= len(block)
            if budget.bytes < 0:
                raise InputError("read.bomb", name=source, most=bounds.unpacked)
            out.write(block)


def _blocks(member: _Member, source: str) -> Iterator[bytes]:
    try:
        with member.open() as stream:
            while block := stream.read(_BLOCK):
                yield block
    except Exception:  # whatever a library says of a damaged member, the others are read
        raise InputError("read.damaged", name=source) from None


def _of_zip(file: InputFile) -> Iterator[_Member]:
    """Names without the UTF-8 flag are in the encoding of the system that packed them."""
    try:
        archive = zipfile.ZipFile(file.path)
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise InputError("read.damaged", name=file.source) from None
    # it closes with the last of the members, which are read when their names are all known
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    names = _names(entries)
    for entry in entries:
        yield _Member(
            names.get(entry.filename, entry.filename),
            _seconds(entry.date_time),
            lambda entry=entry: archive.open(entry),  # type: ignore[misc]
            bool(entry.flag_bits & _ENCRYPTED),
        )


def _seconds(stated: tuple[int, ...] | None) -> float:
    """A time as archives state it, in seconds; 0 for none, or one that is no time."""
    try:
        return float(timegm((*stated, 0, 0, 0))) if stated else 0.0
    except ValueError:
        return 0.0


def _names(entries: Sequence[zipfile.ZipInfo]) -> dict[str, str]:
    """Names by what zipfile makes of them; decoded together, for one name alone is too short."""
    plain = [entry.filename for entry in entries if not entry.flag_bits & _UTF8]
    raw = [name.replace("\n", " ").encode("cp437", "replace") for name in plain]
    return dict(zip(plain, _decoded(raw), strict=True)) if raw else {}


def _decoded(raw: Sequence[bytes]) -> list[str]:
    encoding = decode(b"\n".join(raw)).encoding
    narrow = encoding if not encoding.startswith("utf-16") else "gb18030"
    return [name.decode(narrow, "replace") for name in raw]


def _of_7z(file: InputFile, folder: Path, bounds: Bounds) -> Iterator[_Member]:
    from lzma import LZMAError

    import py7zr
    from py7zr.exceptions import ArchiveError, PasswordRequired

    inside = Path(mkdtemp(dir=folder))
    try:
        with py7zr.SevenZipFile(file.path) as archive:
            if archive.needs_password():
                raise InputError("read.encrypted", name=file.source)
            listed = [entry for entry in archive.list() if not entry.is_directory]
            if sum(entry.uncompressed or 0 for entry in listed) > bounds.unpacked << 20:
                raise InputError("read.bomb", name=file.source, most=bounds.unpacked)
            if len(listed) > bounds.members:
                raise InputError("read.members", name=file.source, most=bounds.members)
            safe = [entry.filename for entry in listed if not _escapes(entry.filename)]
            archive.extract(path=inside, targets=safe)
    except PasswordRequired:
        raise InputError("read.encrypted", name=file.source) from None
    except (ArchiveError, LZMAError, EOFError, OSError, ValueError, IndexError, TypeError) as error:
        if isinstance(error, OSError) and error.errno == ENOSPC:
            raise
        raise InputError("read.damaged", name=file.source) from None
    # of two members of one name only one is left in a folder
    names = Counter(entry.filename.casefold() for entry in listed)
    for entry in listed:
        path = inside / entry.filename
        if entry.filename not in safe:
            yield _Member(entry.filename, 0.0, BytesIO)  # refused by its name
        elif path.is_file() and not path.is_symlink() and names[entry.filename.casefold()] == 1:
            made = entry.creationtime
            modified = made.timestamp() if made else 0.0
            yield _Member(entry.filename, modified, lambda path=path: path.open("rb"))  # type: ignore[misc]
        else:
            yield _Member(entry.filename, 0.0, _lost)


def _lost() -> IO[bytes]:
    """A member that was not unpacked, or not for certain."""
    raise EOFError


def _of_rar(file: InputFile) -> Iterator[_Member]:
    import rarfile

    try:
        archive = rarfile.RarFile(file.path)
        entries = [entry for entry in archive.infolist() if entry.is_file()]
        if entries and not archive.needs_password():
            archive.open(entries[0]).close()  # tells whether there is a program that unpacks
    except rarfile.RarCannotExec:
        raise InputError("read.unpacker", name=file.source) from None
    except (rarfile.Error, OSError):
        raise InputError("read.damaged", name=file.source) from None
    for entry in entries:
        yield _Member(
            entry.filename,
            _seconds(entry.date_time),
            lambda entry=entry: archive.open(entry),  # type: ignore[misc]
            entry.needs_password(),
        )
