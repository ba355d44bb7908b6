"""Cell formats by name, from the looks: names may be piled up, later ones win."""

from __future__ import annotations

from typing import Any

import xlsxwriter
from xlsxwriter.format import Format

from audit.workbook.looks import looks


class Styles:
    """The formats of one workbook, each made once."""

    def __init__(self, workbook: xlsxwriter.Workbook) -> None:
        """Take the workbook in which the formats are to live."""
        self._workbook = workbook
        self._cells: dict[tuple[str, ...], Format] = {}
        self._conditional: dict[str, Format] = {}

    def cell(self, *names: str) -> Format:
        """Return the format that piles up these styles on the workbook's font."""
        found = self._cells.get(names)
        if found is None:
            properties: dict[str, Any] = {
                **looks()["font"],
                "font_color": colour("ink"),
                "valign": "vcenter",
            }
            for name in names:
                properties |= _coloured(looks()["styles"][name])
            found = self._cells[names] = self._workbook.add_format(properties)
        return found

    def conditional(self, name: str) -> Format:
        """Return the format laid over a cell that meets a condition."""
        if name not in self._conditional:
            properties = _coloured(looks()["conditional"][name])
            self._conditional[name] = self._workbook.add_format(properties)
        return self._conditional[name]

    def sign(self, name: str, *names: str) -> Format:
        """Return a cell format with the colours of a sign, for legends."""
        properties = {**looks()["font"], "valign": "vcenter"}
        for style in names:
            properties |= _coloured(looks()["styles"][style])
        properties |= _coloured(looks()["conditional"][name])
        return self._workbook.add_format(properties)


def colour(name: str) -> str:
    """Return a colour of the looks by name."""
    return str(looks()["colours"][name])


def _coloured(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        key: colour(value) if key.endswith("color") else value for key, value in properties.items()
    }
