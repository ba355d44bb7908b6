"""The letter: an office's docx template filled in; the same question gives the same bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

from audit.errors import InputError
from audit.pack.asked import Told
from audit.pack.questions import Question
from audit.words import listed, say

_TEMPLATE = "letter.docx"
_DATE = (2000, 1, 1, 0, 0, 0)  # fixed: the library writes the time of the run


def read_template(path: Path | None) -> bytes:
    """Return the bytes of an office's template, or of ours; InputError if it cannot be read."""
    if path is None:
        return files("workbook_templates").joinpath(_TEMPLATE).read_bytes()
    try:
        return path.read_bytes()
    except OSError:
        raise InputError("pack.letter_open", name=path) from None


def check_template(template: bytes, name: Path | None) -> None:
    """Raise InputError if a template cannot be filled in: before the work, not after."""
    sample = Question(1, "2024", "", "", "", "", "")
    for asked in ((), (sample,)):
        try:
            told = context(say("form.agency"), (2024,), asked, Told(date="2025-01-31"))
            letter(template, told)
        except InputError:
            raise
        except Exception as error:  # an office's template may be wrong in any way
            problem = str(error) or type(error).__name__
            shown = name or _TEMPLATE
            raise InputError("pack.letter_broken", name=shown, problem=problem) from None


def context(
    agency: str, years: Sequence[int], asked: Sequence[Question], told: Told
) -> dict[str, Any]:
    """Return what a template may name; days (ISO) are written as letters write them."""
    settings = told.settings
    return {
        "agency": agency,
        "years": listed(map(str, years)),
        "count": len(asked),
        "questions": [question._asdict() for question in asked],
        "date": _day(told.date),
        "office": settings.office or say("pack.no_office"),
        "reply_by": _day(settings.reply_by) or say("pack.no_day"),
        "workbook": say("pack.file.workbook", agency=agency),
    }


def _day(date: str) -> str:
    day = datetime.fromisoformat(date) if date else None
    return say("pack.day", year=day.year, month=day.month, day=day.day) if day else ""


def letter(template: bytes, told: Mapping[str, Any]) -> bytes:
    """Fill in a template. Words of reports stay words, whatever they look like.

    Raises InputError if the library is not installed, and whatever a wrong template brings.
    """
    try:
        from docxtpl import DocxTemplate
        from jinja2 import StrictUndefined
        from jinja2.sandbox import SandboxedEnvironment
    except ImportError:
        raise InputError("pack.extra") from None
    document = DocxTemplate(io.BytesIO(template))
    # a misspelt name is told, not left blank
    environment = SandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    document.render(dict(told), environment, autoescape=True)
    written = io.BytesIO()
    document.save(written)
    return timeless(written.getvalue())


def timeless(docx: bytes) -> bytes:
    """Return the same package with one date for all its parts, in their order."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx)) as given, zipfile.ZipFile(out, "w") as made:
        for part in given.infolist():
            info = zipfile.ZipInfo(part.filename, _DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            made.writestr(info, given.read(part))
    return out.getvalue()
