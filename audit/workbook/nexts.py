"""What to do next, on 总览: under each tile how much is open, linked to the first of it, live."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from audit.review.carried import Since
from audit.words import say
from audit.workbook.book import Book
from audit.workbook.layout import first_row
from audit.workbook.page import Sheet
from audit.workbook.signs import Sign, sign_of
from audit.workbook.tally import standing
from audit.workbook.text import literal

OPEN = (Sign.FAILED, Sign.UNDECIDED, Sign.WATCH)
_AWAY = (Sign.MISSING, Sign.UNREAD)
_CHANGED = tuple(since for since in Since if since is not Since.SAME)
_FAR = 1_000_000  # more than a sheet has rows


class _Next(NamedTuple):
    """What is open: its words, its number as an expression and now, and where the first is."""

    key: str
    many: str
    left: int
    target: str
    none: str = "none"


def write_next(sheet: Sheet, row: int) -> None:
    """Write one link under each of the six tiles: to the first that is open."""
    sheet.height(row, 20)
    for n, found in enumerate(_nexts(sheet.book)):
        first = 1 + 2 * n
        sheet.band(row, first, first + 1, "", "go")
        if found:
            text = f'{literal(say(f"sheet.overview.next.{found.key}"))}&" "&{found.many}&" →"'
            value = f"{say(f'sheet.overview.next.{found.key}')} {found.left} →"
            none = say(f"sheet.overview.next.{found.none}")
            formula = f"=HYPERLINK({found.target},IF({found.many}=0,{literal(none)},{text}))"
            sheet.formula(row, first, formula, value if found.left else none, "go")


def first_open(book: Book, sheet: str, shown: str, closed: str) -> str:
    """Return where a link leads: to the first row of a list for which `closed` is 0.

    The first by its number, wherever the row has been sorted to; the head of the list if none is.
    """
    numbers, top = book.down(sheet, "no"), first_row(sheet)
    place = f"MATCH(SUMPRODUCT(MIN({numbers}+{_FAR}*(({closed})>0))),{numbers},0)+{top}"
    target = f"#'{book.template.name(sheet)}'!{book.columns(sheet).letter(shown)}"
    return f"{literal(target)}&IFERROR({place},{top})"


def _nexts(book: Book) -> list[_Next | None]:
    signs = [_reports(book, "open", (sign,)) for sign in OPEN]
    return [_reports(book, "away", _AWAY), *signs, _changed(book), _problems(book)]


def _reports(book: Book, key: str, signs: Sequence[Sign]) -> _Next:
    """Reports of some verdicts without a conclusion."""
    verdicts, decisions = (book.down("summary", name) for name in ("verdict", "decision"))
    texts = [sign.verdict for sign in signs]
    count = "+".join(_without(verdicts, text, decisions) for text in texts)
    rows = [verdict.text for verdict in book.verdicts]
    rows += [Sign.MISSING.verdict] * len(book.audit.missing)
    of_report = book.audit.carried.of_report
    pairs = zip(book.rows, rows, strict=True)
    now = sum(text in texts and not of_report(rid, "decision") for rid, text in pairs)
    closed = f'{_none_of(verdicts, texts)}+({decisions}<>"")'
    return _Next(key, f"({count})", now, first_open(book, "summary", "agency", closed))


def _problems(book: Book) -> _Next:
    """Problems without an answer, hints apart."""
    levels, answers = (book.down("problems", key) for key in ("level", book.answer))
    texts = [sign.verdict for sign in OPEN]
    count = "+".join(_without(levels, text, answers) for text in texts)
    audit = book.audit
    pairs = zip(audit.findings, audit.fingerprints, strict=True)
    now = sum(
        sign_of(finding) in OPEN
        and not audit.carried.answer(fingerprint, book.answer)
        and (not (live := standing(book.tally, finding)) or live.failing > 0)
        for finding, fingerprint in pairs
    )
    closed = f'{_none_of(levels, texts)}+({answers}<>"")'
    return _Next("problems", f"({count})", now, first_open(book, "problems", "sentence", closed))


def _changed(book: Book) -> _Next | None:
    """Problems that are new or have changed since the last build; None if there was none."""
    found = book.audit.carried.since
    if not found:
        return None
    since, texts = book.down("problems", "since"), [say(f"carry.since.{s}") for s in _CHANGED]
    count = "+".join(f"COUNTIF({since},{literal(text)})" for text in texts)
    numbers = Counter(found.get(fingerprint) for fingerprint in book.audit.fingerprints)
    now = sum(numbers[s] for s in _CHANGED)
    target = first_open(book, "problems", "sentence", _none_of(since, texts))
    return _Next("changed", f"({count})", now, target, "unchanged")


def _without(down: str, text: str, answers: str) -> str:
    """How many rows say a text and have no answer."""
    word = literal(f"*{text[1:].strip()}")
    return f'COUNTIF({down},{word})-COUNTIFS({down},{word},{answers},"<>")'


def _none_of(down: str, texts: Sequence[str]) -> str:
    return "*".join(f"({down}<>{literal(text)})" for text in texts)
