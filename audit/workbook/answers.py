"""How many findings of the list of problems call for an answer, and have one: live counts."""

from __future__ import annotations

from collections.abc import Sequence

from audit.findings import Finding
from audit.workbook.page import Book
from audit.workbook.signs import waived_text
from audit.workbook.text import literal

Criteria = Sequence[tuple[str, str]]  # columns of the list, and what must stand there


def asked(book: Book, criteria: Criteria = ()) -> str:
    """Return how many findings call for an answer, as an expression: all but those waived."""
    if criteria or _waived(book):
        return _counted(book, criteria)
    return f"COUNTA({book.down('problems', 'level')})"


def answered(book: Book, criteria: Criteria = ()) -> str:
    """Return how many of these have an answer, as an expression."""
    return _counted(book, [*criteria, ("status", '"<>"')])


def asking(findings: Sequence[Finding]) -> int:
    """Return how many of some findings call for an answer."""
    return sum(not finding.waived for finding in findings)


def _counted(book: Book, criteria: Criteria) -> str:
    apart = [("level", literal(f"<>{waived_text()}"))] if _waived(book) else []
    parts = [
        part for key, what in (*criteria, *apart) for part in (book.down("problems", key), what)
    ]
    return f"COUNTIFS({','.join(parts)})"


def _waived(book: Book) -> bool:
    return any(finding.waived for finding in book.audit.findings)
