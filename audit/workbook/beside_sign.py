"""The live sign of 跨年 in 汇总: what the checks of 跨年核对 and 上下级核对 come to."""

from __future__ import annotations

from audit.words import say
from audit.workbook.formula import Area, counted
from audit.workbook.looks import sheet_name
from audit.workbook.page import Book
from audit.workbook.signs import Sign
from audit.workbook.verdicts import GRAVITY, beside_signs


def beside_formula(book: Book, report: int) -> str:
    """Return the formula of a report's sign: the gravest of its checks, and how often."""
    areas = book.layout.beside.areas(report)
    added = beside_signs(book.tally, report, live=False)
    text = f'IF({_counted(areas, Sign.PASSED)}>0,"{Sign.PASSED}","{Sign.NONE}")'
    for sign in reversed(GRAVITY):
        count = _counted(areas, sign) + (f"+{added[sign]}" if added[sign] else "")
        text = f'IF({count}>0,"{sign}"&({count}),{text})'
    return f"={text}"


def _counted(areas: list[tuple[str, Area]], sign: Sign) -> str:
    # a full-width question mark might be taken for a wildcard: look for the word behind it
    pattern = f"*{say('book.check.undecided')}" if sign is Sign.UNDECIDED else f"{sign}*"
    return "+".join(counted([area], pattern, sheet_name(sheet)) for sheet, area in areas)
