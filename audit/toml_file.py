"""A TOML file as an office writes it, with sentences that name file, line and entry."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from audit.errors import InputError
from audit.lists import text_of
from audit.words import later, listed

_AT = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)\Z")
_BROKEN = (  # how the parser's sentences begin, and what a user has to hear
    ("Cannot", "twice"),
    ("Invalid value", "value"),
    ("Expected '='", "entry"),
    ("Invalid statement", "entry"),
    ("Unclosed", "open"),
    ("Illegal character", "open"),
    ("Expected", "open"),
)


class UnusableError(ValueError):
    """A value that cannot be used; `word` stands on its line, in the `nth` table of the name."""

    def __init__(self, value: Any, word: str = "", nth: int = 0) -> None:
        """Take the value, to be shown as it stands in the file."""
        super().__init__(value)
        self.shown, self.word, self.nth = shown_value(value), word, nth


@dataclass(frozen=True, slots=True)
class TomlFile:
    """What stands in a file; `kind` is what it is called in sentences."""

    path: Path
    kind: str
    text: str
    values: dict[str, Any]

    def refuse_unknown(self, known: tuple[str, ...]) -> None:
        """Raise InputError if there is an entry that is not known."""
        for key in self.values:
            if key not in known:
                raise InputError("toml.unknown", **self._where(key), known=listed(known))

    def refused(self, entry: str, wrong: UnusableError, may: str) -> InputError:
        """Return the error that says why the value of an entry cannot be used, and what may be."""
        return InputError(
            "toml.value", **self._where(entry, wrong.word, wrong.nth), value=wrong.shown, may=may
        )

    def _where(self, entry: str, word: str = "", nth: int = 0) -> dict[str, Any]:
        line = _line_of(self.text, entry, word, nth)
        return {"kind": self.kind, "name": self.path, "line": line, "entry": entry}


def read_toml(path: Path, kind: str) -> TomlFile:
    """Read a file; raises InputError that names file and line if it is none or cannot be opened."""
    try:
        data = path.read_bytes()
    except OSError:
        raise InputError("toml.open", kind=kind, name=path) from None
    text = text_of(path, kind, data)
    try:
        values = tomllib.loads(text.replace("\r\n", "\n").replace("\r", "\n"))
    except tomllib.TOMLDecodeError as error:
        at = _AT.search(str(error))
        line = int(at[1]) if at and at[1] else len(text.rstrip().splitlines())
        broken = next((kind for start, kind in _BROKEN if str(error).startswith(start)), "other")
        where = {"kind": kind, "name": path, "line": line}
        raise InputError("toml.broken", **where, problem=later(f"toml.why.{broken}")) from None
    except RecursionError:  # brackets within brackets without end
        where = {"kind": kind, "name": path, "line": 1}
        raise InputError("toml.broken", **where, problem=later("toml.why.open")) from None
    return TomlFile(path, kind, text, values)


def _line_of(text: str, entry: str, word: str = "", nth: int = 0) -> int:
    """The line of an entry, or of a word of it; the parser does not keep where values stand."""
    lines = text.splitlines()
    head = re.compile(rf"[\s\[]*[\"']?{re.escape(entry)}\b")
    found = [n for n, line in enumerate(lines, 1) if head.match(line)] or [1]
    first = found[nth] if nth < len(found) else found[0]
    rest = enumerate(lines[first - 1 :], first)
    return next((n for n, line in rest if word in line), first)


def shown_value(value: Any) -> str:
    """Return a value as it stands in TOML, texts without their quotes."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "，".join(f"{key} = {shown_value(item)}" for key, item in value.items())
    return listed(map(shown_value, value)) if isinstance(value, list) else str(value)
