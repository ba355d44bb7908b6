"""What reviewers have put into a workbook, so that it is never overwritten."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from audit.words import say


def held_work(path: Path) -> str:
    """Return a sentence saying what a workbook at `path` holds of reviewers' work, or "".

    A file that is no workbook of ours, or cannot be read, counts as held: it is not ours to
    overwrite.
    """
    try:
        book = load_workbook(path, data_only=True)
    except (OSError, zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, TypeError):
        return say("held.foreign", name=path)
    if say("sheet.problems.name") not in book.sheetnames:
        return say("held.foreign", name=path)
    answers = sum(1 for sheet in book for _ in _answers(sheet))
    changed = sum(1 for sheet in book for _ in _changed(sheet))
    if answers or changed:
        return say("held.answers", name=path, answers=answers, changed=changed)
    return ""


def _answers(sheet: Any) -> Iterator[Any]:
    raise NotImplementedError


def _changed(sheet: Any) -> Iterator[Any]:
    raise NotImplementedError
