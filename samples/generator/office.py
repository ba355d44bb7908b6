"""Conversions by LibreOffice, many files in one call."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

_FILTERS = {"pdf": "pdf", "doc": "doc:MS Word 97", "xls": "xls:MS Excel 97"}
_AT_ONCE = 50
_SECONDS = 600


class NoOfficeError(RuntimeError):
    """LibreOffice is needed and not installed."""


def office() -> str:
    """Return the LibreOffice command; NoOfficeError without it."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    if not found:
        raise NoOfficeError("LibreOffice is not installed: doc, wps, pdf and xls cannot be made")
    return found


def converted(files: Sequence[bytes], of: str, to: str) -> list[bytes]:
    """Convert files of one kind (docx, xlsx) to another (pdf, doc, xls), in order."""
    command = office()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        paths = [folder / f"{n:04}.{of}" for n in range(len(files))]
        for path, data in zip(paths, files, strict=True):
            path.write_bytes(data)
        for start in range(0, len(paths), _AT_ONCE):
            _convert(command, paths[start : start + _AT_ONCE], to, folder)
        return [path.with_suffix(f".{to}").read_bytes() for path in paths]


def _convert(command: str, paths: Sequence[Path], to: str, folder: Path) -> None:
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    told = [command, "--headless", "--norestore", profile, "--convert-to", _FILTERS[to]]
    subprocess.run(
        [*told, "--outdir", str(folder), *map(str, paths)],
        check=True,
        capture_output=True,
        timeout=_SECONDS,
    )
