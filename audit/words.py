"""Every word that a user reads, by key, from workbook_templates/words.<language>.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from importlib.resources import files

LANGUAGES = ("zh", "en")
_spoken = ContextVar("language", default=LANGUAGES[0])


def language() -> str:
    """Return the language in which everything is said now."""
    return _spoken.get()


@contextmanager
def speaking(chosen: str) -> Iterator[None]:
    """Say everything within in a language."""
    before = _spoken.set(chosen)
    try:
        yield
    finally:
        _spoken.reset(before)


def speak(chosen: str) -> None:
    """Say everything from here on in a language."""
    _spoken.set(chosen)


def catalogue(chosen: str = "") -> dict[str, str]:
    """Return the flat catalogue of a language, the one spoken if none: dotted key to text."""
    return _catalogue(chosen or language())


@cache
def _catalogue(chosen: str) -> dict[str, str]:
    return dict(_flatten(tomllib.loads(template(f"words.{chosen}.toml")), ""))


def template(name: str) -> str:
    """Return the text of a file among the templates."""
    return files("workbook_templates").joinpath(name).read_text("utf-8")


def _flatten(table: dict[str, object], prefix: str) -> list[tuple[str, str]]:
    out: list[tuple[str, str]] = []
    for key, value in table.items():
        if isinstance(value, dict):
            out += _flatten(value, f"{prefix}{key}.")
        else:
            out.append((prefix + key, str(value)))
    return out


def say(key: str, **values: object) -> str:
    """Return the text of a key with its {placeholders} filled; KeyError if there is none."""
    text = catalogue()[key]
    return text.format(**values) if values else text


class Later(str):
    """A text of the catalogue that is said anew, in the language then spoken, where it is put."""

    key: str
    values: dict[str, object]

    def __format__(self, spec: str) -> str:
        return format(say(self.key, **self.values), spec)

    def __reduce__(self) -> tuple[object, ...]:
        return _later, (self.key, self.values)


def later(key: str, **values: object) -> str:
    """Return a text for a sentence that may be shown in another language, such as an error's."""
    return _later(key, values)


def _later(key: str, values: dict[str, object]) -> Later:
    text = Later(say(key, **values))
    text.key, text.values = key, values
    return text


def everywhere(key: str) -> list[str]:
    """Return the text of a key in every language, to know it again wherever it was written."""
    return [catalogue(chosen)[key] for chosen in LANGUAGES]


def listed(parts: Iterable[str]) -> str:
    """Return words side by side: 甲、乙."""
    return say("mark.listed").join(parts)


def apart(parts: Iterable[str]) -> str:
    """Return clauses one after the other: 甲；乙."""
    return say("mark.apart").join(parts)


def aside(text: str) -> str:
    """Return a remark in brackets, to stand behind something: （甲）."""
    return say("mark.aside", text=text)


def told(what: str, text: str) -> str:
    """Return what is said of something: 甲：乙."""
    return say("mark.told", what=what, text=text)
