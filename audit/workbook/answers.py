"""How many findings of the list of problems call for an answer, and have one: live counts."""

from __future__ import annotations

from collections.abc import Sequence

from audit.findings import Finding
from audit.workbook.book import Book
from audit.workbook.signs import waived_text
from audit.workbook.text import literal

Criteria = Sequence[tuple[str, str]]  # columns of the list, and what must stand there


def asked(book: Book, criteria: Criteria = ()) -> str:
    """Return how many findings call for an answer, as an expression: all but those waived."""
    if criteria or book.any_waived:
        return _counted(book, criteria)
    return f"COUNTA({book.down('problems', 'level')})"


def answered(book: Book, criteria: Criteria = ()) -> str:
    """Return how many of these have an answer, as an expression."""
    return _counted(book, [*criteria, (book.answer, '"<>"')])


def asking(findings: Sequence[Finding]) -> int:
    """Return how many of some findings call for an answer."""
    return sum(not finding.waived for finding in findings)


def counting(book: Book, criteria: Criteria) -> str:
    """Return criteria as a formula that counts or sums takes them."""
    return ",".join(f"{book.down('problems', key)},{what}" for key, what in criteria)


def _counted(book: Book, criteria: Criteria) -> str:
    apart = [("level", literal(f"<>{waived_text()}"))] if book.any_waived else []
    return f"COUNTIFS({counting(book, [*criteria, *apart])})"
