"""What differs between two workbooks, as a workbook of four sheets: 年报, 数字, 问题, 答复."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from audit.compared import label, text_or_none
from audit.report import State
from audit.review.diff import Diff
from audit.review.snapshot import Number, Source, is_number
from audit.run import audit_reports
from audit.template import field_name
from audit.words import say
from audit.workbook import close, opened
from audit.workbook.book import Book
from audit.workbook.layout import first_row, last_row
from audit.workbook.looks import columns, sheet_looks
from audit.workbook.manifest import write_manifest
from audit.workbook.page import Sheet

_LEAD = 1  # the row of counts, under the title
_NUMBERS = ("old", "new")
_NARROW = ("change", "year", "rule", "who", "field", "digest_old", "digest_new")
_NARROW_NUMBERS = (*_NARROW, "state_old", "state_new", *_NUMBERS)

_Row = Mapping[str, str]


def write_diff(diff: Diff, path: Path) -> None:
    """Write what differs to a path: a row a change.

    Raises OSError if it cannot be written.
    """
    files = {say("diff.old"): diff.old, say("diff.new"): diff.new}
    book = opened(audit_reports([], manifest=files), path)
    for key, rows in (
        ("reports", _reports(diff)),
        ("cells", _cells(diff)),
        ("findings", _findings(diff)),
        ("answers", _answers(diff)),
    ):
        _write(book, diff, key, list(rows))
    write_manifest(book)
    close(book)


def _write(book: Book, diff: Diff, key: str, rows: list[_Row]) -> None:
    sheet = Sheet(book, f"diff_{key}", columns(f"diff_{key}"))
    head_row, top = int(sheet_looks(sheet.key)["head"]), first_row(sheet.key)
    sheet.title()
    sheet.height(_LEAD, 19)
    counts = say(f"diff.counts.{key}", **diff.counts[key])
    sheet.text(_LEAD, sheet.columns.visible[0], counts, "lead")
    note = say("diff.between", old=diff.old, new=diff.new)
    sheet.note(2, note + (say("diff.rules") if diff.rules_changed else ""))
    sheet.heads(head_row)
    narrow = _NARROW_NUMBERS if key == "cells" else _NARROW
    for row, texts in enumerate(rows, top):
        for name, column in sheet.columns.index.items():
            text = texts[name]
            look = ("cell", "center", "wrap") if name in narrow else ("cell", "text")
            if name == "year" or (key == "cells" and name in _NUMBERS):
                _number(sheet, row, column, text, *look)
            else:
                sheet.text(row, column, text, *look)
        wrapped = {name: text for name, text in texts.items() if name not in (*narrow, "rid")}
        sheet.row_height(row, wrapped, 20, most=160)
    sheet.table(last_row(sheet.key, len(rows)), head_row, "year")


def _number(sheet: Sheet, row: int, column: int, text: str, *look: str) -> None:
    if is_number(text):
        sheet.number(row, column, float(text), *look)
    else:
        sheet.text(row, column, text, *look)


def _who(source: Source) -> dict[str, str]:
    return {"agency": source.agency or say("verdict.unknown"), "year": source.year}


def _reports(diff: Diff) -> Iterable[_Row]:
    for change in diff.reports:
        old, new = (side or Source("", "") for side in (change.old, change.new))
        yield {
            **{"rid": change.rid, "change": say(f"diff.report.{change.kind}")},
            **_who(change.source),
            **{"old": old.file, "digest_old": old.digest},
            **{"new": new.file, "digest_new": new.digest},
        }


def _cells(diff: Diff) -> Iterable[_Row]:
    for change in diff.cells:
        yield {
            **{"rid": change.rid, **_who(change.source)},
            **{"label": label(change.cell), "cell": change.cell},
            **{"old": change.old.shown, "state_old": _state(change.old)},
            **{"new": change.new.shown, "state_new": _state(change.new)},
        }


def _state(number: Number) -> str:
    return "" if number.state is State.READ else say(f"state.{number.state}")


def _findings(diff: Diff) -> Iterable[_Row]:
    for change in diff.findings:
        told, was = change.entry.told, change.old.told if change.old else {}
        yield {
            **{"rid": change.entry.rid, "change": say(f"diff.finding.{change.kind}")},
            **_who(change.source),
            **{"rule": told.get("rule", ""), "sentence": told.get("sentence", "")},
            **{"was": was.get("sentence", ""), "status": change.status},
        }


def _answers(diff: Diff) -> Iterable[_Row]:
    for change in diff.answers:
        yield {
            **{"rid": change.rid, **_who(change.source), "rule": change.rule, "who": change.who},
            "field": field_name(change.field),
            **{"old": text_or_none(change.old), "new": text_or_none(change.new)},
        }
