"""One report in several files of a folder: a body without tables, and the tables beside it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from audit.form import Cell
from audit.inputs import file_of
from audit.report import Reading, Report, State
from audit.words import listed, say

_ATTACHED = re.compile(r"附件|附表|统计表|统计|表格|表|正文|[\W\d_一二三四五六七八九十]+")
_MISSING = (State.ABSENT, State.NOT_ON_FORM)
_LEAST = 3  # with fewer of the six sections a text is a notice or a letter, not a report


def join_parts(reports: Sequence[Report]) -> list[Report]:
    """Return the reports with bodies and tables of one report joined.

    A body is a file with the sections of a report but no table; tables are a file with
    nothing but tables. They belong together if they stand in one folder, nothing they say of
    agency, year and form differs, and either the folder holds nothing else, or the names of the
    files agree but for words such as 附表. Everything else stays as it is.
    """
    folders: dict[PurePosixPath, list[Report]] = defaultdict(list)
    for report in reports:
        folders[PurePosixPath(report.source).parent].append(report)
    taken: dict[str, Report | None] = {}
    for members in folders.values():
        bodies = [r for r in members if r.body and len(r.body.sections) >= _LEAST]
        tables = [r for r in members if not r.problem and not r.sections]
        alone = len(bodies) == 1 and len(members) == 1 + len(tables)
        for body in bodies:
            own = [table for table in tables if _belong(body, table, alone)]
            wanted = {b.source for b in bodies for t in own if _belong(b, t, alone)}
            if own and _disjoint(own) and wanted == {body.source}:
                taken[body.source] = _joined(body, own)
                taken |= dict.fromkeys((table.source for table in own), None)
    found = [taken.get(report.source, report) for report in reports]
    return [report for report in found if report]


def _belong(body: Report, table: Report, alone: bool) -> bool:
    told = body.body
    if told is None or table.form != told.form:
        return False
    years = {told.year, table.year} - {None}
    # a file's name may give a short form of the name in the text
    agree = told.agency.endswith(table.agency)
    mine, other = _plain(body.source), _plain(table.source)
    named = mine == other != "" or (alone and other in ("", mine))
    return agree and len(years) < 2 and named


def _plain(source: str) -> str:
    """A file's name without what tells a body from its tables."""
    return _ATTACHED.sub("", PurePosixPath(file_of(source)).stem)


def _disjoint(tables: Sequence[Report]) -> bool:
    """Whether no table of the form stands in two files: then neither would be certain."""
    found = [key for table in tables for key in {c.table for c in _cells(table)}]
    return len(found) == len(set(found))


def _cells(report: Report) -> dict[Cell, Reading]:
    """The cells of those tables of the form that a file has."""
    own = {c.table for c, reading in report.cells.items() if reading.state not in _MISSING}
    return {c: reading for c, reading in report.cells.items() if c.table in own}


def _unseen(cells: dict[Cell, Reading], tables: Sequence[Report]) -> tuple[str, ...]:
    """The tables that no file has shown, though one seems to have them."""
    seen = {cell.table for cell, reading in cells.items() if reading.state not in _MISSING}
    told = dict.fromkeys(key for table in tables for key in table.unseen_tables)
    return tuple(key for key in told if key not in seen)


def _joined(body: Report, tables: Sequence[Report]) -> Report:
    assert body.body is not None
    cells = dict(tables[0].cells)
    for table in tables:
        part = PurePosixPath(table.source).name
        cells |= {
            cell: reading._replace(place=reading.place and reading.place._replace(part=part))
            for cell, reading in _cells(table).items()
        }
    names = listed(PurePosixPath(table.source).name for table in tables)
    notes = [note for report in (body.body, *tables) for note in report.notes]
    return replace(
        body.body,
        form=tables[0].form,
        level=body.level,
        digest=body.digest,
        modified=body.modified,
        cells=cells,
        extra_tables=tuple(key for table in tables for key in table.extra_tables),
        unseen_tables=_unseen(cells, tables),
        notes=(*notes, say("note.joined", names=names)),
        parts=tuple((table.source, table.digest) for table in tables),
    )
