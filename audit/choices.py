"""The words that reviewers choose from; a choice of one language is known in all."""

from __future__ import annotations

from audit.words import everywhere, say

STATUS, DECISION = "status", "decision"


def choices(which: str) -> list[str]:
    """Return the words of a list, in order."""
    return say(f"book.choices.{which}").split("\n")


def settling(which: str) -> list[str]:
    """Return the words of a list that close a row, so that it may fade."""
    return say(f"book.settling.{which}").split("\n")


def chosen(which: str, text: str) -> str:
    """Return a choice of whichever language in the language spoken; other words as they are."""
    for words in everywhere(f"book.choices.{which}"):
        if text in (known := words.split("\n")):
            return choices(which)[known.index(text)]
    return text
