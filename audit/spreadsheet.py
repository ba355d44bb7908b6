"""What a spreadsheet makes of text in a CSV file, and how it is kept from it."""

from __future__ import annotations

import re

_FORMULA = re.compile(r"[=+\-@\t\r]")
_HARMLESS = re.compile(r"[-+]?[0-9.]+\Z|[-—–_/]+\Z")


def no_formula(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula: such text gets an apostrophe.

    >>> no_formula("=1+1"), no_formula("-2"), no_formula("一")
    ("'=1+1", '-2', '一')
    """
    text = text.encode("utf-8", "replace").decode("utf-8").replace("\x00", "")
    # a lone carriage return would end the row for some readers
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return f"'{text}" if _FORMULA.match(text) and not _HARMLESS.match(text) else text


def as_written(text: str) -> str:
    """Return a text as it was before `no_formula`.

    >>> as_written("'=1+1"), as_written("'一'")
    ('=1+1', "'一'")
    """
    return text[1:] if text.startswith("'") and no_formula(text[1:]) == text else text
