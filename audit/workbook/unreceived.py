"""The rows of 汇总 for agencies that a roster expects and whose reports were not received."""

from __future__ import annotations

from functools import partial

from audit.check import GROUPS
from audit.partners import expected_year
from audit.review.entry import kept
from audit.roster import Member
from audit.words import say
from audit.workbook.extra import write_extras
from audit.workbook.figures import figures
from audit.workbook.page import Sheet
from audit.workbook.signs import Sign
from audit.workbook.text import line

MINE = ("owner", "decision", "remark")  # the reviewer's columns


def write_missing(sheet: Sheet, row: int, number: int, member: Member) -> None:
    """Write the row of an agency that has not reported on the latest year."""
    columns, year = sheet.columns, expected_year(sheet.book.audit.reports)
    agency, first = line(member.agency), say("sheet.summary.missing", year=year)
    rid = f"{member.agency}|{year}"
    sheet.text(row, columns["rid"], rid, "plain", "line")
    sheet.number(row, columns["no"], number, "cell", "center")
    sheet.text(row, columns["agency"], agency, "cell", "strong", "text")
    sheet.number(row, columns["year"], year, "cell", "center")
    sheet.text(row, columns["verdict"], Sign.MISSING.verdict, "cell", "center", "strong")
    sheet.text(row, columns["first"], first, "cell", "text")
    for key in (*GROUPS, "answered", *(f.column for f in figures()), "published", "reading"):
        sheet.blank(row, columns[key], "cell")
    write_mine(sheet, row, rid)
    sheet.row_height(row, {"agency": agency, "first": first}, 22, most=80)


def write_mine(sheet: Sheet, row: int, rid: str) -> None:
    """Write the reviewer's columns of a report, and out of sight what the build puts there."""
    columns, of_report = sheet.columns, partial(sheet.book.audit.carried.of_report, rid)
    mine = {key: of_report(key) for key in MINE}
    for key, said in mine.items():
        sheet.open((row, columns[key]), said, "cell", "wrap")
    mine |= write_extras(sheet, row, of_report)
    sheet.text(row, columns["kept"], kept({k: v for k, v in mine.items() if v}), "plain", "line")
