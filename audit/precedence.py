"""Which of several files of one report is the one that counts."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from pathlib import PurePosixPath

from audit.clean import narrow, simplified
from audit.form import Cell
from audit.inputs import file_of
from audit.report import Report
from audit.roster import Roster

_HAN = "一二三四五六七八九十"
_DRAFT, _PLAIN, _REVISED, _FINAL, _CORRECTED = range(-1, 4)
_TIMES = rf"\s*[（(第]?\s*(?P<number>[0-9]{{1,2}}(?![0-9])|[{_HAN}])?"
_WORDS = (
    (_DRAFT, re.compile(r"初稿|草稿|草案|征求意见|送审|讨论稿")),
    (_CORRECTED, re.compile(r"更正(?!前)|勘误|重新公布(?!前)|重新发布(?!前)")),
    (_FINAL, re.compile(r"终稿|定稿|最终|正式稿|正式版|发布稿")),
    (
        _REVISED,
        re.compile(rf"(?:修改稿|修订稿|修订版|修改版|修改|修订|改稿|(?<![a-z])v){_TIMES}", re.I),
    ),
    (_REVISED, re.compile(rf"第?(?P<number>[{_HAN}]|[0-9]{{1,2}})[稿版]")),
)


def chosen(reports: Sequence[Report], roster: Roster | None = None) -> set[int]:
    """Return the positions of the reports that count: of one agency and year, one.

    With a roster an agency is one under all its names.

    It is the latest by the date in its text, if all of them have one; else by the words for a
    version in its name (初稿 … 修改稿2 … 终稿 … 更正); else the one with a date, the one of which
    most could be read, and last, where numbers differ, the file changed last. A report without
    agency or year counts, for nobody knows whose version it is.
    """
    known = roster or Roster()
    groups: dict[tuple[str, int], list[int]] = defaultdict(list)
    out = set()
    for n, report in enumerate(reports):
        if report.agency and report.year and not report.problem:
            groups[known.name(report.agency), report.year].append(n)
        elif not report.problem:
            out.add(n)
    for members in groups.values():
        found = sorted((reports[n] for n in members), key=lambda report: report.source)
        dated = all(map(_date, found))
        alike = len({_numbers(report) for report in found}) == 1
        ranks = {r.source: _rank(r, dated, 0.0 if alike else r.modified) for r in found}
        # of equals, the first by its source
        latest = max(found, key=lambda report: ranks[report.source])
        out.add(next(n for n in members if reports[n] is latest))
    return out


def _rank(report: Report, dated: bool, modified: float) -> tuple[object, ...]:
    date, read = _date(report), len(_numbers(report))
    return (date if dated else "", version_of(report.source), date, read, modified)


def _numbers(report: Report) -> frozenset[tuple[Cell, float]]:
    return frozenset((c, r.value) for c, r in report.cells.items() if r.value is not None)


def _date(report: Report) -> str:
    return max(report.published, report.signed)


def version_of(source: str) -> tuple[int, int]:
    """Return the rank of a file's name among versions: what kind, and its number.

    >>> version_of("年报（修改稿2）.docx"), version_of("年报修改稿.docx"), version_of("年报.docx")
    ((1, 2), (1, 0), (0, 0))
    >>> version_of("年报终稿.pdf"), version_of("年报初稿.doc"), version_of("年报（更正版）.html")
    ((2, 0), (-1, 0), (3, 0))
    """
    name = narrow(simplified(PurePosixPath(file_of(source)).stem))
    for kind, words in _WORDS:
        found = words.search(name)
        if found:
            number = found.groupdict().get("number")
            return kind, _value(number) if number else 0
    return _PLAIN, 0


def _value(number: str) -> int:
    return int(number) if number.isdigit() and number.isascii() else _HAN.index(number) + 1
