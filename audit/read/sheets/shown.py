"""Numbers of spreadsheets as text: what is stored, unless its format shows something else."""

from __future__ import annotations

import math
import re
from datetime import datetime, time

from audit.clean import UNCLEAR

_QUOTED = re.compile(r'"[^"]*"|[\\!_*].')
# what a format puts around a number: quoted, escaped, a currency, room, a colour, a plain letter
_AROUND = r"""(?:"[^"]*"|[\\!_*].|\[[^\]]*\]|[^0-9#?@.,%Ee"\\!_*\[\]])*"""
_WORD = re.compile(r'"([^"]*)"|[\\!](.)|\[\$([^\]-]*)[^\]]*\]|[_*].|\[[^\]]*\]|(.)')
_SECTION = re.compile(
    rf"""(?P<before>{_AROUND})
    (?:General|G/通用格式|@|(?P<digits>[\#0?]+(?:,[\#0?]+)*(?:\.(?P<decimals>[\#0?]*))?))
    (?P<after>{_AROUND})""",
    re.I | re.S | re.X,
)
_NOTHING = re.compile(_AROUND, re.S)
_PERCENT = re.compile(r"\s*[#0,]+(?:\.[#0]+)?\s*%[_\s]*")
_CONDITION = re.compile(r"\[[<>=]")
_MISLEADING = re.compile(r"[0-9０-９.,%/]")
_MINUS = re.compile(r"[-(（－−负減减]")
_LEFT_OF_TEXT = re.compile(r"@|General", re.I)
_SIGNS = " -()+（）－−"


def shown(value: float, code: str, *, since_1904: bool = False) -> str:
    """Return a stored number as text.

    A number keeps its own digits, however few of them its format shows; words of the format stand
    around it. Percentages and dates become what they show. A number that its format shows as
    another one (rounded, scaled, without its minus), or in a way that cannot be told, is followed
    by a lost character, and so is one that is not shown; but a zero may be hidden.
    """
    from openpyxl.styles.numbers import is_date_format  # only who reads sheets pays for it

    if not math.isfinite(value):
        return UNCLEAR
    if is_date_format(code):
        return _moment(value, code, since_1904)
    number = _plain(value)
    sections = _QUOTED.sub(lambda found: found[0].replace(";", "；"), code or "General").split(";")
    own = 2 if value == 0 and len(sections) > 2 else 1 if value < 0 and len(sections) > 1 else 0
    if value == 0 and _NOTHING.fullmatch(sections[own]):
        return number
    if _PERCENT.fullmatch(sections[own]):
        return f"{_plain(value * 100)}%"
    section = _SECTION.fullmatch(sections[own])
    if section is None or _CONDITION.search(code) or _cut(value, section):
        return number + UNCLEAR
    before, after = (_words(section[side]) for side in ("before", "after"))
    if _MISLEADING.search(before + after) or (own == 1 and not _MINUS.search(before + after)):
        return number + UNCLEAR
    before, after = before.strip(_SIGNS), after.strip(_SIGNS)
    return f"{before}{number.lstrip('-') if own == 1 and before + after else number}{after}"


def shown_text(text: str, code: str) -> str:
    """Return a stored text, with a lost character if its format shows nothing of it."""
    sections = _QUOTED.sub("", code).split(";") if ";" in code else ()
    hidden = len(sections) > 3 and not _LEFT_OF_TEXT.search(sections[3])
    return text + UNCLEAR if hidden and text.strip() else text


def _plain(value: float) -> str:
    """All digits that a spreadsheet keeps, and no binary noise."""
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else f"{value:.15g}"


def _cut(value: float, section: re.Match[str]) -> bool:
    """Whether the format shows fewer decimals than the number has."""
    if section["digits"] is None:
        return False
    return abs(round(value, len(section["decimals"] or "")) - value) > 1e-9 * max(1.0, abs(value))


def _words(around: str) -> str:
    return "".join(text for found in _WORD.findall(around) for text in found)


def _moment(value: float, code: str, since_1904: bool) -> str:
    """A day as a day, a time of day as a time; the way sheets count days decides nothing else."""
    from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel

    try:
        when: datetime | time = from_excel(value, MAC_EPOCH if since_1904 else WINDOWS_EPOCH)
    except (OverflowError, ValueError):
        return _plain(value) + UNCLEAR
    if isinstance(when, time):
        return f"{when:%H:%M:%S}"
    if re.search("[年月]", code):
        return f"{when.year}年{when.month}月{when.day}日"
    return f"{when:%Y-%m-%d}"
