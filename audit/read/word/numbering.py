"""Numbers that a word processor puts before the paragraphs of a list: 一、 （二） 3."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

_HAN = "〇一二三四五六七八九"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_COUNTING = {
    *(
        "chineseCounting",
        "chineseCountingThousand",
        "japaneseCounting",
        "japaneseDigitalTenThousand",
    ),
    *("taiwaneseCounting", "taiwaneseCountingThousand", "koreanCounting"),
}
_DIGITS = {"ideographDigital", "taiwaneseDigital", "koreanDigital2"}
_WITHOUT = {"bullet", "none"}
_PLACE = re.compile("%([1-9])")
_LONGEST = 40  # characters around the numerals
_FULL_WIDTH = {ord("0") + n: 0xFF10 + n for n in range(10)}


class Level(NamedTuple):
    """One level of a list: its first number, its numerals, and the text around them ("%1、")."""

    start: int = 1
    numerals: str = "decimal"
    text: str = ""


class Numbered(NamedTuple):
    """A list: the family whose count it goes on with, its levels, and the levels it restarts."""

    family: str
    levels: Mapping[int, Level]
    restarts: Mapping[int, int]


class Counter:
    """Counts the paragraphs of all lists of a document, in its order."""

    def __init__(self, lists: Mapping[str, Numbered]) -> None:
        """Take the lists by the name that paragraphs call them by."""
        self._lists = lists
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()

    def number(self, name: str, level: int) -> str:
        """Return the number of the next paragraph of a list; "" for none, or a bullet."""
        own = self._lists.get(name)
        if own is None or level not in own.levels:
            return ""
        counts = self._counts.setdefault(own.family, {})
        start = own.restarts.get(level) if (name, level) not in self._begun else None
        self._begun.add((name, level))
        if start is not None:
            counts[level] = start
        elif level in counts:
            counts[level] += 1
        else:
            counts[level] = own.levels[level].start
        for deeper in [other for other in counts if other > level]:
            del counts[deeper]
        if own.levels[level].numerals in _WITHOUT:
            return ""
        text = own.levels[level].text[:_LONGEST]
        return _PLACE.sub(lambda at: _shown(own, counts, int(at[1]) - 1), text)


def _shown(own: Numbered, counts: Mapping[int, int], level: int) -> str:
    known = own.levels.get(level, Level())
    return numeral(counts.get(level, known.start), known.numerals)


def numeral(number: int, numerals: str) -> str:
    """Write a number in the numerals of a list; in digits where they are not known.

    >>> numeral(12, "chineseCounting"), numeral(20, "japaneseCounting"), numeral(3, "upperLetter")
    ('十二', '二十', 'C')
    """
    if numerals in _COUNTING and 0 < number < 100:
        tens, ones = divmod(number, 10)
        return (_HAN[tens] if tens > 1 else "") + "十" * (tens > 0) + (_HAN[ones] if ones else "")
    if numerals in _DIGITS or numerals in _COUNTING:
        return "".join(_HAN[int(digit)] for digit in str(abs(number)))
    if numerals.startswith("decimalEnclosedCircle") and 0 < number <= 20:
        return chr(ord("①") + number - 1)
    if numerals == "ideographTraditional" and 0 < number <= 10:
        return _STEMS[number - 1]
    if numerals in ("upperLetter", "lowerLetter") and 0 < number <= 26:
        return chr(ord("A" if numerals == "upperLetter" else "a") + number - 1)
    if numerals == "decimalFullWidth":
        return str(number).translate(_FULL_WIDTH)
    return str(number)
