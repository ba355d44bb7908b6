"""What an office changes of the workbook: titles, names of sheets, colours, font, logo, columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from audit.words import say

SUBJECT = "{subject}"  # stands in a title for whose reports on which years
EXTRA = "extra:"  # how the keys of columns begin that an office has added


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture (PNG or JPEG) as it is in its file, and its size in pixels of a screen."""

    data: bytes
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Extra:
    """A column for reviewers that an office adds to a sheet.

    `choices` are offered, other words are taken, too. With `date` days are written as days.
    """

    sheet: str
    head: str
    width: float
    choices: tuple[str, ...] = ()
    date: bool = False

    @property
    def key(self) -> str:
        """Key of the column: what is typed belongs to the head, whatever else may change."""
        return extra_key(self.head)


@dataclass(frozen=True)
class Template:
    """An office's own look of the workbook; what is not told is as it always was.

    `names` and `titles` are by the key of a sheet, `colours` (#RRGGBB) by their name in the looks.
    """

    title: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    colours: Mapping[str, str] = field(default_factory=dict)
    font: str = ""
    logo: Logo | None = None
    columns: tuple[Extra, ...] = ()

    def name(self, sheet: str) -> str:
        """Return the name on a sheet's tab."""
        return self.names.get(sheet) or say(f"sheet.{sheet}.name")

    def title_of(self, sheet: str, subject: str) -> str:
        """Return the title above a sheet; the first sheet has the title of the workbook."""
        told = self.titles.get(sheet) or (self.title if sheet == "overview" else "")
        if told:
            return told.replace(SUBJECT, subject).strip()
        return say(f"sheet.{sheet}.title", subject=subject).strip()

    def book_title(self, subject: str) -> str:
        """Return the title of the workbook, as its properties tell it."""
        if self.title:
            return self.title.replace(SUBJECT, subject).strip()
        return " ".join(part for part in (subject, say("book.title")) if part)

    def extras(self, sheet: str) -> tuple[Extra, ...]:
        """Return the columns added to a sheet."""
        return tuple(extra for extra in self.columns if extra.sheet == sheet)


PLAIN = Template()


def extra_key(head: str) -> str:
    """Return the key of a column that an office has added, by its head.

    A point would make it the key of a cell.
    """
    return EXTRA + head.replace(".", "．")


def field_name(key: str) -> str:
    """Return the name of a reviewer's column by its key."""
    return key.removeprefix(EXTRA) if key.startswith(EXTRA) else say(f"carry.fields.{key}")
