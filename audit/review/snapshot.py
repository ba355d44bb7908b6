"""A workbook as it stands: its reports with their files, numbers, findings and answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from audit.report import State
from audit.review.entry import CELLS, PROBLEM, REASON, REPORT, Entry
from audit.review.names import report_of
from audit.review.pages import MANIFEST, REPLIES, RID, SOURCES, UNMATCHED, Page, read_pages
from audit.review.returned import entries_of
from audit.words import everywhere, say
from audit.workbook.formula import UNREADABLE
from audit.workbook.shown import cell_text


class Source(NamedTuple):
    """A report by agency and year, and the file it is from with the beginning of its hash."""

    agency: str
    year: str
    file: str = ""
    digest: str = ""


class Number(NamedTuple):
    """A cell as it is shown, and what had been read there."""

    shown: str
    read: str

    @property
    def state(self) -> State:
        """What sort of thing stands there; a number that was repaired counts as read."""
        if is_number(self.shown):
            return State.READ if self.shown == self.read else State.CORRECTED
        if not self.shown:
            return State.BLANK
        if self.shown == say("book.shown.not_on_form"):
            return State.NOT_ON_FORM
        if self.shown.startswith(UNREADABLE):
            absent = self.shown == UNREADABLE + say("book.shown.absent")
            return State.ABSENT if absent else State.UNREADABLE
        return State.MARK


@dataclass(frozen=True)
class Snapshot:
    """A workbook by the keys of its reports, and of what was found.

    `numbers` are by report and cell; `findings`, `rows` (of reports) and `reasons` (of rows of
    numbers) hold what reviewers said. `inputs` are the files it was built from, `rules` the mark of
    the rules then. `theirs` tells an agency's own workbook, which has only what was asked of it.
    """

    file: str
    reports: Mapping[str, Source]
    numbers: Mapping[str, Mapping[str, Number]]
    findings: Mapping[str, Entry]
    rows: Mapping[str, Entry]
    reasons: Mapping[str, str]
    inputs: Mapping[str, str]
    rules: str
    theirs: bool


def read_snapshot(path: Path) -> Snapshot:
    """Return what stands in a workbook of ours.

    Raises InputError if it cannot be opened or is none.
    """
    pages = read_pages(path, "diff.open", "diff.foreign")
    # what stands in 未匹配 is no finding of this build
    told = [page for page in pages if page.kind != UNMATCHED]
    entries = [entry for page in told for entry in entries_of(page, path)]
    theirs = any(page.kind == REPLIES for page in pages)
    found, rows = (
        {entry.rid: entry for entry in entries if entry.kind == kind}
        for kind in (REPLIES if theirs else PROBLEM, REPORT)
    )
    numbers: dict[str, dict[str, Number]] = {}
    reasons = {}
    for entry in entries:
        if entry.kind == CELLS:
            cells = {key: Number(entry.fields[key], read) for key, read in entry.read.items()}
            numbers.setdefault(report_of(entry.rid), {}).update(cells)
            reasons[entry.rid] = entry.fields.get(REASON, "")
    inputs = dict(pair for page in pages if page.kind == MANIFEST for pair in _inputs(page))
    rules = "".join(inputs.pop(word, "") for word in everywhere("manifest.rules"))
    for word in everywhere("manifest.tool"):
        inputs.pop(word, None)
    reports = dict(pair for page in pages if page.kind == SOURCES for pair in _sources(page))
    if not reports:  # somebody took the sheet out; 汇总 also has rows of reports that have not come
        reports = {rid: named(rid) for rid in (*rows, *numbers)}
    named_by = {digest: file for file, digest in inputs.items()}
    for rid, source in reports.items():
        if source.digest and not source.file:  # a link that was saved without what it shows
            file = next((f for d, f in named_by.items() if d.startswith(source.digest)), "")
            reports[rid] = source._replace(file=file)
    return Snapshot(path.name, reports, numbers, found, rows, reasons, inputs, rules, theirs)


def named(rid: str) -> Source:
    """Return what the key of a report tells of it."""
    agency, _, rest = rid.partition("|")
    year, _, file = rest.partition("#")
    return Source(agency, year, file)


def is_number(text: str) -> bool:
    """Whether a text is a finite number."""
    try:
        return abs(float(text)) < float("inf")
    except ValueError:
        return False


def _inputs(page: Page) -> Iterator[tuple[str, str]]:
    for row in page.rows:
        yield str(row[0]), str(row[1])


def _sources(page: Page) -> Iterator[tuple[str, Source]]:
    for row in page.rows:
        rid, agency, year, file, digest = (
            _text(row[page.columns[key]]) for key in (RID, "agency", "year", "source", "digest")
        )
        if "|" in rid:
            yield rid, Source(agency, year, file, digest)


def _text(value: object) -> str:
    return cell_text(value) if isinstance(value, float | int) else str(value or "").strip()
