"""The live signs of 文表 and 跨年 in 汇总: what the checks in their sheets come to."""

from __future__ import annotations

from audit.words import say
from audit.workbook.book import Book
from audit.workbook.formula import Area, counted
from audit.workbook.signs import Sign
from audit.workbook.verdicts import GRAVITY, beyond_signs


def beyond_formula(book: Book, report: int, group: str) -> str:
    """Return the formula of a report's sign: the gravest of its checks, and how often.

    "" if there are none.
    """
    plan = book.layout.beyond(group)
    areas = plan.areas(report) if plan else []
    if not areas:
        return ""
    added = beyond_signs(book.tally, report, group, live=False)
    named = [(book.template.name(sheet), area) for sheet, area in areas]
    text = f'IF({_counted(named, Sign.PASSED)}>0,"{Sign.PASSED}","{Sign.NONE}")'
    for sign in reversed(GRAVITY):
        count = _counted(named, sign) + (f"+{added[sign]}" if added[sign] else "")
        text = f'IF({count}>0,"{sign}"&({count}),{text})'
    return f"={text}"


def _counted(areas: list[tuple[str, Area]], sign: Sign) -> str:
    patterns = [f"{sign}*"]
    # a full-width question mark might be taken for a wildcard: look for the word behind it
    if sign is Sign.UNDECIDED:
        patterns = [f"*{say('book.check.undecided')}"]
    elif sign is Sign.HINT:
        patterns += [f"*{say('book.check.open')}"]
    return "+".join(counted([area], pattern, name) for name, area in areas for pattern in patterns)
