"""How an office wants its workbook to look, from a TOML file."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from audit.logo import LogoError, read_logo
from audit.template import SUBJECT, Extra, Template, extra_key
from audit.toml_file import UnusableError, read_toml
from audit.words import catalogue, later, listed
from audit.workbook.looks import looks
from audit.workbook.text import safe, units

SHEETS = ("summary", "problems")  # where columns may be added
MOST_COLUMNS = 12  # added to a sheet
_TITLE, _NAME, _FONT, _HEAD, _CHOICE = 80, 31, 31, 30, 60  # characters at most
_CHOICES = 100
_WIDTHS = (3, 80)
_HIDDEN = ("lists", "manifest")
_RESERVED = ("history",)  # Excel keeps it for itself
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
# what programs take in a formula between quotes; a bracket after Latin letters looks like a call
_NAMED = re.compile(r"[\w（）()、，。；：·—《》“”〔〕【】+.\- ]+")
_CALL = re.compile(r"[A-Za-z]\(")


def read_template(path: Path) -> Template:
    """Read a template.

    Raises InputError that names the file, the line, the entry and what it may be.
    """
    file = read_toml(path, later("list.template"))
    file.refuse_unknown((*_READERS, "logo", "sheet"))
    told: dict[str, Any] = {}
    for key, read in _READERS.items():
        if key in file.values:
            try:
                told[key] = read(file.values[key])
            except UnusableError as wrong:
                raise file.refused(key, wrong, later(f"template.may.{key}", **_known())) from None
    try:
        names, titles = _sheets(file.values.get("sheet", {}))
    except _SheetError as wrong:
        may = later("template.may.sheet", **_known())
        raise file.refused(wrong.entry, wrong, may) from None
    if "logo" in file.values:
        logo = file.values["logo"]
        try:
            told["logo"] = read_logo(path.parent / str(logo))
        except LogoError as wrong:
            raise file.refused("logo", UnusableError(logo), str(wrong)) from None
    return Template(names=names, titles=titles, **told)


class _SheetError(UnusableError):
    """What is told of a sheet and cannot be used."""

    def __init__(self, entry: str, value: Any, word: str = "") -> None:
        super().__init__(value, word)
        self.entry = entry


def logo_path(template: Path) -> Path | None:
    """Return the file of a template's logo, if it names one: it is no report."""
    told = read_toml(template, later("list.template")).values.get("logo")
    return template.parent / told if isinstance(told, str) else None


def _known() -> dict[str, object]:
    """What may stand in a template, for sentences."""
    return {
        "colours": listed(looks()["colours"]),
        "sheets": listed(looks()["order"]),
        "widths": f"{_WIDTHS[0]}–{_WIDTHS[1]}",
        "most": MOST_COLUMNS,
        "title": _TITLE,
        "name": _NAME,
        "head": _HEAD,
        "subject": SUBJECT,
    }


def _text(value: Any, most: int) -> str:
    """A text of one line that a workbook can hold as it is."""
    if not isinstance(value, str) or not value.strip() or units(value.strip()) > most:
        raise UnusableError(value)
    text = value.strip()
    if safe(text) != text or "\n" in text or "\t" in text:
        raise UnusableError(value)
    return text


def _title(value: Any) -> str:
    text = _text(value, _TITLE)
    if re.search("[{}]", text.replace(SUBJECT, "")):
        raise UnusableError(value)
    return text


def _font(value: Any) -> str:
    return _text(value, _FONT)


def _colours(value: Any) -> dict[str, str]:
    if not isinstance(value, dict):
        raise UnusableError(value)
    for name, told in value.items():
        known = name in looks()["colours"]
        if not known or not isinstance(told, str) or not _COLOUR.fullmatch(told):
            raise UnusableError({name: told}, name)
    return {name: told.upper() for name, told in value.items()}


def _sheets(value: Any) -> tuple[dict[str, str], dict[str, str]]:
    """Names and titles of sheets by their keys."""
    if not isinstance(value, dict):
        raise _SheetError("sheet", value)
    names: dict[str, str] = {}
    titles: dict[str, str] = {}
    for sheet, told in value.items():
        entry = f"sheet.{sheet}"
        if sheet not in looks()["order"] or not isinstance(told, dict):
            raise _SheetError(entry, told)
        for key, text in told.items():
            try:
                if key == "name":
                    names[sheet] = _name(text)
                elif key == "title":
                    titles[sheet] = _title(text)
                else:
                    raise UnusableError(text)
            except UnusableError:
                raise _SheetError(entry, {key: text}, key) from None
    _refuse_same(names)
    return names, titles


def _name(value: Any) -> str:
    text = _text(value, _NAME)
    if not _NAMED.fullmatch(text) or _CALL.search(text) or text.casefold() in _RESERVED:
        raise UnusableError(value)
    return text


def _refuse_same(names: dict[str, str]) -> None:
    """Two sheets cannot have one name, however it is written."""
    taken = {
        Template().name(sheet).casefold()
        for sheet in (*looks()["order"], *_HIDDEN)
        if sheet not in names
    }
    for sheet, name in names.items():
        if name.casefold() in taken:
            raise _SheetError(f"sheet.{sheet}", {"name": name}, name)
        taken.add(name.casefold())


def _columns(value: Any) -> tuple[Extra, ...]:
    if not isinstance(value, list):
        raise UnusableError(value)
    found: list[Extra] = []
    for n, told in enumerate(value):
        extra = _column(told, n)
        of_sheet = [other for other in found if other.sheet == extra.sheet]
        same = _same(extra.head) in {_same(other.head) for other in of_sheet}
        if same or _same(extra.head) in _heads(extra.sheet) or len(of_sheet) >= MOST_COLUMNS:
            raise UnusableError({"head": extra.head}, "head", n)
        found.append(extra)
    return tuple(found)


def _column(told: Any, n: int) -> Extra:
    if not isinstance(told, dict):
        raise UnusableError(told, "", n)
    for key in ("sheet", "head", "width"):
        if key not in told:
            raise UnusableError(told, "", n)
    for key, value in told.items():
        try:
            _COLUMN[key](value)
        except (KeyError, UnusableError):
            raise UnusableError({key: value}, key, n) from None
    return Extra(**{key: _COLUMN[key](value) for key, value in told.items()})


def _sheet(value: Any) -> str:
    if value not in SHEETS:
        raise UnusableError(value)
    return str(value)


def _head(value: Any) -> str:
    return _text(value, _HEAD)


def _width(value: Any) -> float:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number or not math.isfinite(value) or not _WIDTHS[0] <= value <= _WIDTHS[1]:
        raise UnusableError(value)
    return float(value)


def _choices(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not 0 < len(value) <= _CHOICES:
        raise UnusableError(value)
    words = tuple(_text(word, _CHOICE) for word in value)
    if len(set(words)) < len(words):
        raise UnusableError(value)
    return words


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise UnusableError(value)
    return value


def _heads(sheet: str) -> set[str]:
    """The heads a sheet has of itself."""
    start = f"sheet.{sheet}.head."
    return {_same(text) for key, text in catalogue().items() if key.startswith(start)}


def _same(head: str) -> str:
    return "".join(extra_key(head).split()).casefold()


_COLUMN: dict[str, Callable[[Any], Any]] = {
    "sheet": _sheet,
    "head": _head,
    "width": _width,
    "choices": _choices,
    "date": _flag,
}
_READERS: dict[str, Callable[[Any], Any]] = {
    "title": _title,
    "font": _font,
    "colours": _colours,
    "columns": _columns,
}
