"""Where files were fetched, and when they were published: sources.csv, as told by who fetched."""

from __future__ import annotations

import csv
import datetime
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from audit.errors import InputError
from audit.inputs import file_of
from audit.report import Report

COLUMNS = ("file", "url", "fetched_at", "published")


class Origin(NamedTuple):
    """What is told of one file; empty means: nothing. Dates are ISO 8601."""

    url: str = ""
    fetched_at: str = ""
    published: str = ""


def read_origins(path: Path) -> dict[str, Origin]:
    """Read sources.csv (columns file, url, fetched_at, published; UTF-8 or GB18030), by file.

    Raises InputError naming the line that cannot be used.
    """
    try:
        data = path.read_bytes()
    except OSError:
        raise InputError("origins.open", name=path) from None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("gb18030", "replace")
    rows = csv.DictReader(text.splitlines())
    if "file" not in (rows.fieldnames or ()):
        raise InputError("origins.columns", name=path, columns=", ".join(COLUMNS))
    out: dict[str, Origin] = {}
    for row in rows:
        told = {name: (row.get(name) or "").strip() for name in COLUMNS}
        file = told["file"].replace("\\", "/").removeprefix("./")
        for column in ("fetched_at", "published"):
            if told[column] and not _is_date(told[column]):
                given = {"line": rows.line_num, "column": column, "value": told[column]}
                raise InputError("origins.value", name=path, **given)
        if file in out:
            raise InputError("origins.twice", name=path, line=rows.line_num, file=file)
        if file:
            published = told["published"][:10]  # a day, whatever time is told with it
            out[file] = Origin(told["url"], told["fetched_at"], published)
    return out


def _is_date(text: str) -> bool:
    try:
        datetime.datetime.fromisoformat(text)
    except ValueError:
        return False
    return len(text) >= len("2025-01-01") and text[4] == "-"


def with_origins(reports: Sequence[Report], told: Mapping[str, Origin]) -> list[Report]:
    """Return the reports with the origin of their files; a date told goes before one read.

    A report out of an archive, or one of several of a file, has the origin of the file.
    """
    return [_with_origin(report, told) for report in reports] if told else list(reports)


def _with_origin(report: Report, told: Mapping[str, Origin]) -> Report:
    origin = next((told[name] for name in names_of(report) if name in told), None)
    if origin is None:
        return report
    published = origin.published or report.published
    return replace(report, url=origin.url, fetched_at=origin.fetched_at, published=published)


def names_of(report: Report) -> list[str]:
    """Return the files that a report may be told of by, the nearest first."""
    file = file_of(report.source)
    parts = file.split("/")
    folders = ["/".join(parts[:end]) for end in range(len(parts) - 1, 0, -1)]
    return [report.source, file, *dict(report.parts), *folders]
