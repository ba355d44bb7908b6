"""Every word that a user reads, by key, from workbook_templates/words.<language>.toml."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

LANGUAGE = "zh"


@cache
def catalogue(language: str = LANGUAGE) -> dict[str, str]:
    """Return the flat catalogue of one language: dotted key to text."""
    raw = tomllib.loads(
        files("workbook_templates").joinpath(f"words.{language}.toml").read_text("utf-8")
    )
    return dict(_flatten(raw, ""))


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
