"""The findings of an agency as the questions of a letter: what it says, what is expected."""

from __future__ import annotations

from typing import NamedTuple

from audit.check import rule_book
from audit.check.equations import cell_name
from audit.document import Place
from audit.findings import Finding
from audit.form import Cell, load_form
from audit.report import ABSENT, Report
from audit.result import Audit
from audit.words import apart, say
from audit.workbook.formula import number_text
from audit.workbook.shown import as_read
from audit.workbook.signs import Sign, sign_of
from audit.workbook.text import line

_FEW = 3  # suggestions told one by one
_QUOTE, _SENTENCE = 160, 240  # characters


class Question(NamedTuple):
    """A row of the letter; `no` is the number it has in the workbook."""

    no: int
    year: str
    says: str
    place: str
    finds: str
    expects: str
    suggests: str


def questions(audit: Audit) -> list[Question]:
    """Return the questions of an audit in the order of its workbook."""
    order = sorted(range(len(audit.findings)), key=lambda n: audit.findings[n].report)
    return [_question(audit, no, audit.findings[n]) for no, n in enumerate(order, 1)]


def grave(audit: Audit) -> int:
    """Return how many findings are broken rules of level error."""
    return sum(sign_of(finding) is Sign.FAILED for finding in audit.findings)


def _question(audit: Audit, no: int, finding: Finding) -> Question:
    report, entry = audit.reports[finding.report], rule_book().get(finding.rule)
    return Question(
        no,
        str(report.year or ""),
        line(finding.quote, _QUOTE),
        _where(finding.place),
        line(finding.sentence, _SENTENCE),
        line(entry.label, _SENTENCE) if entry else "",
        line(_suggestion(report, finding), _SENTENCE),
    )


def _where(place: Place | None) -> str:
    """A place as a person looks it up: page, table, sheet; no offsets, no frames."""
    if place is None:
        return ""
    return str(place._replace(start=-1, end=-1, box=None, confidence=None))


def _suggestion(report: Report, finding: Finding) -> str:
    if len(finding.alternatives) > 1:
        return say("pack.question.several", count=len(finding.alternatives))
    pairs = list(zip(finding.suspect, finding.suggested, strict=False))
    if not pairs:
        return say("pack.question.check")
    told = [
        say("pack.question.change", cell=_name(report, cell), was=_was(report, cell), value=value)
        for cell, value in ((cell, number_text(value)) for cell, value in pairs[:_FEW])
    ]
    more = say("pack.question.more", count=len(pairs)) if len(pairs) > _FEW else ""
    return say("pack.question.suggest", changes=apart(told), more=more)


def _name(report: Report, cell: Cell) -> str:
    return cell_name(load_form(report.form), cell)


def _was(report: Report, cell: Cell) -> str:
    return as_read(report.cells.get(cell, ABSENT)) or say("book.shown.blank")
