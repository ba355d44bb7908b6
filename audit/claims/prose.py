"""A section's text made ready for reading: one script, one width, no blanks, places kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from audit.clean import narrow, simplified

_MARK = (
    "(?:（[一二三四五六七八九十]{1,3}）|[一二三四五六七八九十]{1,2}[、是]|[0-9]{1,2}[、.](?![0-9]))"
)
_NEW_LINE = re.compile(rf"\n(?=\s*{_MARK})")
_HEADING_LINE = re.compile(rf"(?m)^(\s*{_MARK}[^。；：\n]{{1,24}}\n)")
_PAGE_NUMBER = re.compile(r"(?m)^[ \t]*[-—–][ \t]*[0-9]{1,3}[ \t]*[-—–][ \t]*$")
# a row of a table that came along as text: numbers side by side, or rules between its cells
_TABLE_ROW = re.compile(r"(?m)^(?=[^。；，\n]*$)[^\n]*(?:[0-9][ \t]+[0-9.]+[ \t]+[0-9]|\|)[^\n]*$")
_LONGEST = (
    2000  # no sentence is longer; what is, is cut, so that no text costs more than its length
)
_RUN = re.compile(r"\S+")
_END = re.compile(r"[。！\x02（]")
_NUMERAL = re.compile("（[一二三四五六七八九十]{1,2}）")
_BOTH_WIDTHS = (("(", "（"), (")", "）"), (":", "："), (";", "；"), ("％", "%"))
_COMMA = re.compile(r",(?:(?<![0-9],)|(?![0-9]{3}(?![0-9])))")  # the others stand in numbers
_FULL_COMMA = "\x1f"  # is no thousands separator, so it must not become one
BREAK = "\x02"  # the end of a heading or a paragraph that has no full stop


@dataclass(frozen=True, slots=True)
class Prose:
    """`text` is what is read; `places[n]` is where its n-th character stands in the section."""

    text: str
    places: tuple[int, ...]
    source: str

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the offsets in the section's text of a non-empty piece of `text`."""
        return self.places[start], self.places[end - 1] + 1

    def quote(self, start: int, end: int) -> str:
        """Return the piece as the section has it, on one line."""
        first, last = self.span(start, end)
        return re.sub(r"\s*\n\s*", "", self.source[first:last])

    def gap(self, start: int, end: int) -> bool:
        """Whether blanks were left out within a piece."""
        return self.places[end - 1] - self.places[start] != end - 1 - start

    def sentences(self) -> Iterator[tuple[int, int]]:
        """Yield start and end of each sentence; one begins at every (一), too."""
        start = 0
        for end in (*self._ends(), len(self.text)):
            for first in range(start, end, _LONGEST):
                yield first, min(first + _LONGEST, end)
            start = end

    def _ends(self) -> Iterator[int]:
        for found in _END.finditer(self.text):
            end = found.end()
            if found.group() == "（":
                end -= 1
                if not _NUMERAL.match(self.text, end) or self.text.startswith("《", end - 1):
                    continue
            yield end


def prepare(source: str) -> Prose:
    """Make a section's text ready; every character keeps its place."""
    text = narrow(simplified(source).replace("，", _FULL_COMMA)).replace(_FULL_COMMA, "，")
    for half, full in _BOTH_WIDTHS:
        text = text.replace(half, full)
    for debris in (_PAGE_NUMBER, _TABLE_ROW):
        text = debris.sub(lambda found: " " * len(found.group()), text)
    text = _COMMA.sub("，", text)
    text = _HEADING_LINE.sub(lambda found: found.group()[:-1] + BREAK, text)
    text = _NEW_LINE.sub(BREAK, text)
    runs = [found.span() for found in _RUN.finditer(text)]
    places = tuple(chain.from_iterable(range(start, end) for start, end in runs))
    return Prose("".join([text[start:end] for start, end in runs]), places, source)
