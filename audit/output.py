"""Output files: whole or not there."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from audit.errors import InputError

_PART = ".part"
_LEFT = re.compile(rf"\..{{0,40}}-[a-z0-9_]{{8}}{re.escape(_PART)}\.html")  # as mkstemp names them


def check_target(path: Path) -> None:
    """Raise InputError if no file can come to stand at a path: before the work, not after."""
    if not path.parent.is_dir():
        raise InputError("output.folder", name=path.parent)
    if path.is_dir():
        raise InputError("output.is_folder", name=path)


def write_whole(path: Path, write: Callable[[Path], object]) -> None:
    """Have `write` fill a file beside `path`, then put it in place: whole or not at all.

    Raises InputError, with what to do, if the folder is missing, the disk full, or the file open
    in another program; an older file at `path` is then untouched.
    """
    check_target(path)
    beside: Path | None = None
    try:
        handle, name = tempfile.mkstemp(f"{_PART}{path.suffix}", f".{path.stem[:40]}-", path.parent)
        os.close(handle)
        beside = Path(name)
        write(beside)
        if path.exists() and not os.access(path, os.W_OK):
            raise PermissionError(13, "read-only")
        beside.chmod(0o644)
        beside.replace(path)
    except PermissionError:
        raise InputError("output.open", name=path) from None
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError("output.write", name=path, problem=reason) from None
    finally:
        if beside is not None:
            with suppress(OSError):
                beside.unlink()


def sweep(folder: Path) -> None:
    """Remove the pages that processes left below a folder when they were ended while writing."""
    for left in folder.rglob(f".*{_PART}.html"):
        if _LEFT.fullmatch(left.name):
            with suppress(OSError):
                left.unlink()
