"""A row of 问题清单 beside the problem itself: the score, the rule and its sides."""

from __future__ import annotations

from dataclasses import dataclass

from audit.check import rule_book
from audit.findings import Finding
from audit.form import Cell
from audit.scheme import Scheme
from audit.scores import points_of
from audit.words import listed, say
from audit.workbook.formula import Position, name, number_text, side_formula
from audit.workbook.layout import Spot
from audit.workbook.page import Sheet
from audit.workbook.signs import Sign
from audit.workbook.tally import Standing, lone_identity
from audit.workbook.text import literal
from audit.workbook.what_if import what_if


@dataclass(frozen=True)
class Item:
    """A finding with its row and where it points."""

    sheet: Sheet
    finding: Finding
    row: int
    standing: Standing | None
    anchor: Spot | None
    fingerprint: str

    def at(self, key: str) -> Position:
        """Return where a column of the row is."""
        return self.row, self.sheet.columns[key]


def write_score(item: Item, scheme: Scheme) -> None:
    """Write, out of sight, what a finding takes: nothing once it is settled or excused."""
    scored = points_of(scheme, item.finding)
    if scored:
        status, level = name(item.at("status")), name(item.at("level"))
        settled = [f'LEFT({level},1)="{Sign.PASSED}"']
        settled += [f"{status}={literal(word)}" for word in scheme.excused]
        points = number_text(scored[1])
        formula = f"=IF(OR({','.join(settled)}),0,{points})"
        item.sheet.number(*item.at("item"), scored[0] + 1, "plain")
        excused = item.sheet.book.audit.carried.answer(item.fingerprint, "status") in scheme.excused
        item.sheet.formula(*item.at("points"), formula, 0 if excused else scored[1], "plain")


def write_rule(item: Item) -> None:
    """Write the folded columns: the rule, its words, both sides, and what changed since."""
    sheet, finding = item.sheet, item.finding
    entry = rule_book().get(finding.rule)
    sheet.text(*item.at("rule"), finding.rule, "cell", "center")
    content = entry.label if entry else ""
    if len(finding.checks) > 1:
        content += say("sheet.problems.tied", checks=len(finding.checks))
    rules = dict.fromkeys(rule for rule, _ in finding.checks)
    if len(rules) > 1:
        content += say("sheet.problems.rules", rules=listed(rules))
    sheet.text(*item.at("content"), content, "cell", "text", "small")
    identity = lone_identity(finding)
    if identity and item.standing:
        layout, number = sheet.book.layout, finding.report

        def where(cell: Cell) -> Position | None:
            spot = layout.cell(number, cell)
            return (spot.row, spot.column) if spot else None

        values = sheet.book.tally.sides(number, identity.key)
        table = layout.name(identity.rule.table)
        sides = (("left", identity.left, 0), ("right", identity.right, identity.constant))
        for (key, terms, constant), value in zip(sides, values, strict=True):
            formula = side_formula(terms, constant, where, table)
            sheet.formula(*item.at(key), formula, value, "cell", "center", "shrink")
    else:
        for key in ("left", "right"):
            sheet.text(*item.at(key), Sign.NONE, "cell", "center", "muted")
    found = what_if(sheet.book.layout, finding, sheet.book.audit.reports[finding.report].cells)
    if found:
        sheet.formula(*item.at("what_if"), *found, "cell", "center", "small")
    else:
        sheet.text(*item.at("what_if"), Sign.NONE, "cell", "center", "muted")
