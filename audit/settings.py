"""What an office can set about the checks; the defaults are the law's and the form's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple

NONE: Mapping[str, float] = MappingProxyType({})
NO_DAYS: Mapping[str, tuple[int, int]] = MappingProxyType({})


class Content(NamedTuple):
    """Something that the prose has to speak of: what it is called, and words that speak of it."""

    name: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Settings:
    """`stage` is published or draft: of a draft no deadline, signature or publication is asked.

    `date` is the day of the run as the user gave it (ISO), or "". `fee_caps` are the highest
    plausible fees in 万元 by level, `deadlines` local ones (month, day) by kind of agency,
    `words` an office's own list of words to look for, `contents` what the prose has to speak of.
    `overview_most` is the most characters of 一、总体情况, 0 for any number; `signature` and
    `contact` tell whether a report must have one. `office` is who writes to the agencies, and
    `reply_by` the day (ISO) by which they are to answer, "" where a person is to fill it in.
    """

    stage: str = "published"
    date: str = ""
    fee_caps: Mapping[str, float] = field(default_factory=lambda: NONE)
    deadlines: Mapping[str, tuple[int, int]] = field(default_factory=lambda: NO_DAYS)
    words: tuple[str, ...] = ()
    contents: tuple[Content, ...] = ()
    overview_most: int = 0
    signature: bool = False
    contact: bool = False
    office: str = ""
    reply_by: str = ""

    @property
    def draft(self) -> bool:
        """Whether the reports are not published yet."""
        return self.stage == "draft"
