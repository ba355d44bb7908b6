"""A report's source as one HTML page in which every cell of the form is marked where it stands.

The page needs nothing but itself: no network, no script. `evidence_page` is the only way in.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from string import Template

from audit.document import Document, kind_name
from audit.evidence.absences import absences_html
from audit.evidence.marks import Marks, escaped, tag
from audit.evidence.naming import anchor
from audit.evidence.pages import is_paged, pages_html
from audit.evidence.rows import rows_html
from audit.form import load_form
from audit.report import STATES, Report, State
from audit.words import say

__all__ = ["evidence_page"]


def evidence_page(document: Document, report: Report, data: bytes) -> str:
    """Return the page of one report: who and when, what is missing, the source with its marks.

    `data` are the file's bytes, for pictures of its pages. A report with a `problem` has no
    marks. The same input gives the same page.
    """
    marks = Marks(document, report)
    jumps = "".join(_jumps(marks))
    missing = absences_html(marks)
    return _template().substitute(
        colours=_colours(),
        page_title=escaped(_title(report)),
        head=_head(document, report),
        legend="".join(_legend(report)),
        jumps=jumps,
        problem=f'<p class="problem">{escaped(report.problem)}</p>' if report.problem else "",
        missing=missing,
        source_title=escaped(say("evidence.source")),
        source="\n".join(_source(document, marks, data)),
        foot=escaped(say("evidence.foot")),
    )


def _source(document: Document, marks: Marks, data: bytes) -> Iterator[str]:
    paged = [row for row in document.rows if is_paged(row)]
    if paged:
        yield from pages_html(paged, marks, data)
    yield from rows_html([row for row in document.rows if not is_paged(row)], marks)


def _title(report: Report) -> str:
    report = report.body or report
    who = report.agency or say("verdict.unknown")
    when = say("book.years", years=report.year) if report.year else say("verdict.no_year")
    return say("evidence.title", agency=who, year=when)


def _head(document: Document, report: Report) -> str:
    """Title, and below it what was read: form, file, kind, encoding, remarks."""
    form = load_form(report.form).title if report.form else ""
    told = (form, report.source, kind_name(document.kind), document.encoding, *document.notes)
    facts = "".join(f"<span>{escaped(fact)}</span>" for fact in told if fact)
    return f"<h1>{escaped(_title(report))}</h1><p>{facts}</p>"


def _legend(report: Report) -> Iterator[str]:
    """Every state with its look, its sign, its word and how many cells are in it."""
    counts = Counter(reading.state for reading in report.cells.values())
    for state in STATES:
        if state in (State.NOT_ON_FORM, State.CORRECTED) or report.problem:
            continue
        sign = tag(state) or (say("evidence.tag.absent") if state is State.ABSENT else "")
        word = escaped(say(f"state.{state.value}"))
        none = "" if counts[state] else " none"
        yield (
            f'<li class="{state.value}{none}"><span class="swatch">{sign}</span>'
            f"{word} <b>{counts[state]}</b></li>"
        )


def _jumps(marks: Marks) -> Iterator[str]:
    """Links to what is missing and to the first cell of every table."""
    if marks.report.problem:
        return
    yield f'<a href="#open">{escaped(say("evidence.open"))}</a>'
    for table in marks.form.tables:
        first = next(
            (cell for cell in marks.report.cells if cell.table == table and cell in marks.placed),
            None,
        )
        if first:
            yield f'<a href="#{anchor(first)}">{escaped(say(f"sheet.{table}.name"))}</a>'


@cache
def _template() -> Template:
    return Template(files("workbook_templates").joinpath("evidence.html").read_text("utf-8"))


@cache
def _colours() -> str:
    """The colours of the workbook as variables of the page's style."""
    text = files("workbook_templates").joinpath("looks.toml").read_text("utf-8")
    found = tomllib.loads(text)["colours"]
    return "".join(f"--{name.replace('_', '-')}:{value};" for name, value in found.items())
