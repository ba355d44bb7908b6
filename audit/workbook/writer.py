"""The library's workbook as ours is written: what it does again and again is done once."""

from __future__ import annotations

import re

from xlsxwriter.worksheet import Worksheet

# functions that every program has known for long: in a file they stand as they are
PLAIN = frozenset(
    (
        *("ABS", "AND", "COUNT", "COUNTA", "COUNTIF", "COUNTIFS"),
        *("HYPERLINK", "IF", "IFERROR", "INDEX"),
        *("ISBLANK", "ISNUMBER", "ISTEXT", "LEFT", "MATCH"),
        *("MAX", "MIN", "NOT", "OR", "ROUND"),
        *("SUBTOTAL", "SUM", "SUMIFS", "SUMPRODUCT"),
    )
)
_CALLED = re.compile(r"([A-Z0-9.]+)\(")


class Page(Worksheet):  # type: ignore[misc]  # the library has no types
    """A sheet that looks through a formula once, not once for each newer function there is."""

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        """Return a formula as the file has it; one that calls anything newer is the library's."""
        if (
            formula[:1] == "="
            and formula[-1:] != "}"
            and PLAIN.issuperset(_CALLED.findall(formula))
        ):
            return formula[1:]
        return str(super()._prepare_formula(formula, expand_future_functions))
