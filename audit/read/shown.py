"""Numbers of spreadsheets as text: what is stored, unless its format shows something else."""

from __future__ import annotations

import math
import re
from datetime import datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

LOST = "\ufffd"  # something stands there and cannot be told

# the formats that spreadsheets know by number alone
BUILT_IN = {
    **{1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00"},
    **{12: "# ?/?", 13: "# ??/??", 48: "##0.0E+0"},
    **dict.fromkeys((14, 15, 16, 17, 22, 27, 30, 36, 50, 54), "yyyy-m-d"),
    **dict.fromkeys((28, 29, 31, 51, 52, 53, 55, 56, 57, 58), "yyyy年m月d日"),
    **dict.fromkeys((18, 19, 20, 21, 32, 33, 34, 35, 45, 46, 47), "h:mm:ss"),
}
_TOKEN = re.compile(
    r"""
    "(?P<quoted>[^"]*)"? | [\\!](?P<escaped>.) | [_*]. | \[\$(?P<currency>[^\]-]*)[^\]]*\]
    | \[(?P<condition>[<>=][^\]]*)\] | (?P<elapsed>\[[hms]+\]) | \[[^\]]*\]
    | (?P<general>general|G/通用格式|@) | (?P<digits>[0#?]+(?:[,.][0#?,.]*)?|\.[0#?]+)
    | (?P<other>.)
    """,
    re.I | re.S | re.X,
)
_CLOCK = re.compile(r"[ymdhs年月日时分秒]", re.I)
_DAY = re.compile(r"[yd年日]", re.I)
_MINUS = re.compile(r"[-(（－−负減减]")
_SIGNS = " -()+（）－−"
_MISLEADING = re.compile(r"[0-9０-９.,%/]")
_FIRST_DAY = {False: datetime(1899, 12, 30), True: datetime(1904, 1, 1)}


class _Section(NamedTuple):
    """One of the up to four parts of a format: what it puts around a number, and how it cuts it."""

    before: str
    after: str
    number: bool
    decimals: int | None  # None: as many as there are
    odd: str  # characters that make something else of the number: E / % and the like
    clock: str
    conditional: bool
    scaled: bool


def shown(value: float, code: str, *, since_1904: bool = False) -> str:
    """Return a stored number as text.

    A number keeps its own digits, however few of them its format shows; words of the format stand
    around it. Percentages and dates become what they show. A number that its format shows as
    another one (rounded, scaled, without its minus) is followed by a lost character, and so is
    one that is not shown; but a zero may be hidden.
    """
    if not math.isfinite(value):
        return LOST
    sections = _sections(code)
    if sections[0].clock:
        return _moment(value, sections[0].clock, since_1904)
    own = 2 if value == 0 and len(sections) > 2 else 1 if value < 0 and len(sections) > 1 else 0
    section, number = sections[own], _plain(value)
    around = section.before + section.after
    if section.odd == "%":
        return f"{_plain(value * 100)}%"
    if value == 0 and not section.odd and not (section.number and around):
        return number
    if (
        section.odd
        or section.scaled
        or not section.number
        or any(part.conditional for part in sections)
        or _MISLEADING.search(around)
        or _cut(value, section.decimals)
        or (own == 1 and not _MINUS.search(around))
    ):
        return number + LOST
    before, after = section.before.strip(_SIGNS), section.after.strip(_SIGNS)
    return f"{before}{number.lstrip('-') if own == 1 and before + after else number}{after}"


def _plain(value: float) -> str:
    """All digits that a spreadsheet keeps, and no binary noise."""
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else f"{value:.15g}"


def _cut(value: float, decimals: int | None) -> bool:
    if decimals is None:
        return False
    return abs(round(value, decimals) - value) > 1e-9 * max(1.0, abs(value))


@lru_cache(maxsize=2000)
def _sections(code: str) -> tuple[_Section, ...]:
    parts: list[list[re.Match[str]]] = [[]]
    for token in _TOKEN.finditer(code or "general"):
        if token["other"] == ";":
            parts.append([])
        else:
            parts[-1].append(token)
    return tuple(_section(part) for part in parts[:3])


def _section(tokens: list[re.Match[str]]) -> _Section:
    before, after, body, odd, clock = "", "", "", "", ""
    number, conditional = False, False
    for token in tokens:
        literal = token["quoted"] or token["escaped"] or token["currency"] or ""
        if token["other"] and not token["other"].isspace():
            if token["other"] in "%Ee/,":
                odd += token["other"]
            else:
                literal = token["other"]
            clock += token["other"]
        conditional = conditional or bool(token["condition"])
        clock += token["elapsed"] or ""
        if token["general"] or token["digits"]:
            number = True
            body += token["digits"] or ""
        elif number:
            after += literal
        else:
            before += literal
    whole, point, decimals = body.partition(".")
    general = any(token["general"] for token in tokens)
    is_clock = not number and bool(_CLOCK.search(clock))
    quoted = "".join(token["quoted"] or token["escaped"] or "" for token in tokens)
    return _Section(
        *(before, after, number, None if general else len(decimals.rstrip(",")) if point else 0),
        odd=odd,
        clock=clock + quoted if is_clock else "",
        conditional=conditional,
        scaled=(decimals if point else whole).endswith(","),
    )


def _moment(value: float, clock: str, since_1904: bool) -> str:
    """A day as a day, a time of day as a time; the way sheets count days decides nothing else."""
    try:
        when = _FIRST_DAY[since_1904] + timedelta(days=value)
    except OverflowError:
        return _plain(value) + LOST
    if not _DAY.search(clock) and "月" not in clock:
        return f"{when:%H:%M:%S}"
    if "年" in clock or "月" in clock:
        return f"{when.year}年{when.month}月{when.day}日"
    return f"{when:%Y-%m-%d}"
