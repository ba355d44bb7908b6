"""A folder as one zip whose bytes depend on nothing but what is in it, and lists of its files."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path

from audit.errors import InputError

_DATE = (2000, 1, 1, 0, 0, 0)
_MANIFEST, _SUMS = "manifest.json", "SHA256SUMS"
_UNIX, _PLAIN_FILE = 3, 0o100644 << 16
_PACKED = (".docx", ".xlsx")  # zips themselves: packed once more they get no smaller


def write_lists(folder: Path, told: Mapping[str, object]) -> None:
    """Write manifest.json (what is told of the pack, and its files) and SHA256SUMS of all files."""
    files = [
        {"name": name, "bytes": path.stat().st_size, "sha256": digest(path)}
        for name, path in _files(folder)
    ]
    text = json.dumps({**told, "files": files}, ensure_ascii=False, indent=2)
    (folder / _MANIFEST).write_text(text + "\n", "utf-8", newline="\n")
    lines = "".join(f"{digest(path)}  {name}\n" for name, path in _files(folder))
    (folder / _SUMS).write_text(lines, "utf-8", newline="\n")


def write_zip(folder: Path, target: Path, password: str = "") -> None:
    """Write a folder, below its own name, as a zip; with a password encrypted (AES-256).

    An encrypted zip differs each time: its salt is random, as it must be. Raises InputError if
    the library for that is not installed.
    """
    with _opened(target, password) as archive:
        for name, path in _files(folder):
            info = _info(archive, f"{folder.name}/{name}")
            archive.writestr(info, path.read_bytes())


def check_encryption() -> None:
    """Raise InputError if the library that encrypts is not installed: before the work."""
    try:
        import pyzipper  # noqa: F401
    except ImportError:
        raise InputError("pack.extra_password") from None


def digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _files(folder: Path) -> list[tuple[str, Path]]:
    """All files below a folder by their names with /, sorted."""
    found = (path for path in folder.rglob("*") if path.is_file())
    return sorted((path.relative_to(folder).as_posix(), path) for path in found)


def _opened(target: Path, password: str) -> zipfile.ZipFile:
    if not password:
        return zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED)
    check_encryption()
    import pyzipper

    archive: zipfile.ZipFile = pyzipper.AESZipFile(
        target, "w", compression=pyzipper.ZIP_DEFLATED, encryption=pyzipper.WZ_AES
    )
    archive.setpassword(password.encode("utf-8"))
    return archive


def _info(archive: zipfile.ZipFile, name: str) -> zipfile.ZipInfo:
    # an encrypting archive wants entries of its own kind
    kind = getattr(archive, "zipinfo_cls", zipfile.ZipInfo)
    info: zipfile.ZipInfo = kind(name, _DATE)
    stored = name.endswith(_PACKED)
    info.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    info.create_system = _UNIX
    info.external_attr = _PLAIN_FILE
    return info
