"""Cell formats by name, from the looks: names may be piled up, later ones win."""

from __future__ import annotations

from typing import Any

import xlsxwriter
from xlsxwriter.format import Format

from audit.template import PLAIN, Template
from audit.workbook.looks import looks


class Styles:
    """The formats of one workbook, each made once."""

    def __init__(self, workbook: xlsxwriter.Workbook, template: Template = PLAIN) -> None:
        """Take the workbook in which the formats are to live, and an office's colours and font."""
        self._workbook, self._template = workbook, template
        self._cells: dict[tuple[str, ...], Format] = {}
        self._conditional: dict[str, Format] = {}

    def cell(self, *names: str) -> Format:
        """Return the format that piles up these styles on the workbook's font."""
        found = self._cells.get(names)
        if found is None:
            properties: dict[str, Any] = {
                **self.font,
                "font_color": self.colour("ink"),
                "valign": "vcenter",
            }
            for name in names:
                properties |= self._coloured(looks()["styles"][name])
            found = self._cells[names] = self._workbook.add_format(properties)
        return found

    def conditional(self, name: str) -> Format:
        """Return the format laid over a cell that meets a condition."""
        if name not in self._conditional:
            properties = self._coloured(looks()["conditional"][name])
            self._conditional[name] = self._workbook.add_format(properties)
        return self._conditional[name]

    def sign(self, name: str, *names: str) -> Format:
        """Return a cell format with the colours of a sign, for legends."""
        properties = {**self.font, "valign": "vcenter"}
        for style in names:
            properties |= self._coloured(looks()["styles"][style])
        properties |= self._coloured(looks()["conditional"][name])
        return self._workbook.add_format(properties)

    @property
    def font(self) -> dict[str, Any]:
        """Name and size of the font."""
        told = {"font_name": self._template.font} if self._template.font else {}
        return {**looks()["font"], **told}

    def colour(self, name: str) -> str:
        """Return a colour by its name in the looks."""
        return str(self._template.colours.get(name) or looks()["colours"][name])

    def _coloured(self, properties: dict[str, Any]) -> dict[str, Any]:
        return {
            key: self.colour(value) if key.endswith("color") else value
            for key, value in properties.items()
        }
