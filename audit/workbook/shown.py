"""How a reading stands in a cell of the workbook, and how its row is kept as text."""

from __future__ import annotations

import math

from audit.document import kind_name
from audit.report import Reading, Report, State
from audit.words import everywhere, say
from audit.workbook.formula import UNREADABLE, is_large, number_text
from audit.workbook.signs import Sign
from audit.workbook.text import safe

RAW_LIMIT = 40
JOINT, _LIKE_JOINT = "|", "｜"

_RESERVED = (UNREADABLE, *Sign)


def shown(reading: Reading) -> float | str | None:
    """Return what a cell holds: a number, a text, or None for an empty cell."""
    if reading.state.has_value and reading.value is not None and math.isfinite(reading.value):
        return reading.value
    if reading.state is State.BLANK:
        return None
    if reading.state is State.MARK:
        return _mark(reading.raw)
    if reading.state is State.NOT_ON_FORM:
        return say("book.shown.not_on_form")
    return UNREADABLE + (
        say("book.shown.absent") if reading.state is State.ABSENT else raw_text(reading)
    )


def as_read(reading: Reading) -> str:
    """Return the text under which a later build knows what had been read here."""
    if reading.state is State.CORRECTED:
        return reading.raw
    return cell_text(shown(reading))


def own_words(text: str) -> str:
    """Return what a cell shows, words of another language's workbook in the language spoken."""
    for mark, key in (("", "not_on_form"), (UNREADABLE, "absent")):
        if text.removeprefix(mark) in everywhere(f"book.shown.{key}") and text.startswith(mark):
            return mark + say(f"book.shown.{key}")
    return text


def kind_text(report: Report) -> str:
    """Return what kind of document a report was, in words."""
    return safe(kind_name(report.kind), RAW_LIMIT)


def cell_text(content: float | str | None) -> str:
    """Return a cell's content as a formula sees it when it joins texts."""
    if content is None:
        return ""
    return content if isinstance(content, str) else number_text(content)


def joins_alike(content: float | str | None) -> bool:
    """Whether every program writes this content alike when it joins texts."""
    return not isinstance(content, int | float) or not is_large(content)


def _mark(raw: str) -> str | None:
    text = _line(raw)
    # a mark must not be taken for one of the workbook's own signs
    return "\u200b" + text if text.startswith(_RESERVED) else text or None


def raw_text(reading: Reading) -> str:
    """Return what stood in the source, on one line and not too long."""
    return _line(reading.raw)


def _line(raw: str) -> str:
    # the joint must tell cells apart when a row comes back
    return " ".join(safe(raw, RAW_LIMIT).split()).replace(JOINT, _LIKE_JOINT)
