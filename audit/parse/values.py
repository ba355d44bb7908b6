"""What stands in one cell: a number, a number in doubt, a placeholder, nothing, or words."""

from __future__ import annotations

import re
from enum import Enum, auto
from functools import lru_cache
from typing import NamedTuple

from audit.clean import LOST, narrow, visible


class Kind(Enum):
    """What a piece of text is, seen as the content of a number cell."""

    NUMBER = auto()
    DOUBTFUL = auto()  # digits with something that may be decoration or a lost digit
    MARK = auto()
    BLANK = auto()
    WORDS = auto()


class Value(NamedTuple):
    """A cell's content: for DOUBTFUL the number is what the digits alone would say."""

    kind: Kind
    number: float | None = None
    repair: str = ""


BLANK = Value(Kind.BLANK)
MARK = Value(Kind.MARK)
WORDS = Value(Kind.WORDS)
UNCERTAIN = Value(Kind.DOUBTFUL)

_COUNT_UNITS = "件次|件|项|項|条|條|个|個|宗|起|份|次|例"
_UNITS = {
    unit: re.compile(rf"\s*(?:{words})\Z")
    for unit, words in {
        "count": _COUNT_UNITS,
        "change": _COUNT_UNITS,
        "yuan": "元",
        "wan_yuan": "万元|萬元",
    }.items()
}
_ANY_UNIT = re.compile(rf"(?:{_COUNT_UNITS}|[万亿萬億]元?|元)\Z")
_MOST_DIGITS = 15  # more than a spreadsheet or a float can tell apart
_NUMBER_AND_UNIT = re.compile(rf"-?[0-9][0-9,.]*\s*(?:{_COUNT_UNITS}|[万亿萬億]元?|元)\Z")
_PLAIN = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?\Z")
_THOUSANDS = re.compile(r"-?[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]+)?\Z")
_MARK = re.compile(r"(?:[/\\]|[-—–―－_]+|无|無|N/?A)\Z", re.I)
_SIGNED = re.compile(r"(?P<word>增加?|减少?|減少?|\+)(?P<digits>[0-9]+)\Z")
_DECORATED = re.compile(
    rf"(?P<before>[{LOST}]*)(?P<digits>-?[0-9]+(?:\.[0-9]+)?)(?P<after>[{LOST}]*[.。·,，、*]?)\Z"
)
_LOST_ONLY = re.compile(rf"[{LOST}]+\Z")
_REMAINS = re.compile(rf"[{LOST}0-9\s.,，。、:：;*+-]*[{LOST}0-9][{LOST}0-9\s.,，。、:：;*+-]*\Z")
_DIGIT = re.compile(r"[0-9０-９]")
_TWO_HAN = re.compile(r"[\u3400-\u9fff]{2}")


@lru_cache(maxsize=20_000)
def read_value(text: str, unit: str = "count") -> Value:
    """Say what stands in a cell of a column with this unit (see `audit.form.UNITS`).

    Repairs are those that cannot change a meaning; everything else with a digit is DOUBTFUL.

    >>> read_value("１２").number, read_value("1,234").repair, read_value("?08").kind.name
    (12.0, '千分位', 'DOUBTFUL')
    """
    raw = visible(text)
    if not raw:
        return BLANK
    thin = narrow(raw)
    if sum(map(str.isdigit, thin)) > _MOST_DIGITS:
        return UNCERTAIN
    if _PLAIN.match(thin):
        number = float(thin) + 0.0  # no minus zero
        return Value(Kind.NUMBER, number, "" if thin == raw else "width")
    if _MARK.match(thin):
        return MARK
    if _THOUSANDS.match(thin):
        return Value(Kind.NUMBER, float(thin.replace(",", "")), "thousands")
    if thin in ("零", "〇"):
        return Value(Kind.NUMBER, 0.0, "zero")
    return _with_unit(thin, unit) or _doubtful(thin)


def _with_unit(thin: str, unit: str) -> Value | None:
    digits, units = _UNITS[unit].subn("", thin)
    if units and (_PLAIN.match(digits) or _THOUSANDS.match(digits)):
        return Value(Kind.NUMBER, float(digits.replace(",", "")), "unit")
    signed = _SIGNED.match(thin)
    if signed and unit == "change":
        number = float(signed["digits"])
        return Value(Kind.NUMBER, -number if signed["word"][0] in "减減" else number, "change")
    return None


def _doubtful(thin: str) -> Value:
    found = _DECORATED.match(thin)
    if found and _PLAIN.match(found["digits"]):
        return Value(Kind.DOUBTFUL, float(found["digits"]))
    if _LOST_ONLY.match(thin) or (_ANY_UNIT.search(thin) and _DIGIT.search(thin)):
        return UNCERTAIN
    return UNCERTAIN if _REMAINS.match(thin) else WORDS


@lru_cache(maxsize=20_000)
def is_value(text: str) -> bool:
    """Whether a piece on its own looks like the content of a number cell, blank included."""
    value = read_value(text, "change")
    if value.kind is not Kind.DOUBTFUL or value.number is not None:
        return value.kind is not Kind.WORDS
    if _NUMBER_AND_UNIT.match(narrow(visible(text))):
        return True
    # words that end in a counted unit (公开1件) are a sentence, not a cell
    return len(text) <= 12 and not _TWO_HAN.search(text)
