"""Where files were fetched, and when they were published: sources.csv, as told by who fetched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from audit.days import day_of
from audit.errors import InputError
from audit.inputs import file_of
from audit.lists import Kind, Tell, read_list, unheard
from audit.report import Report
from audit.words import later

HEADS: dict[str, tuple[str, ...]] = {
    "file": ("file", "文件"),
    "url": ("url", "网址"),
    "fetched_at": ("fetched_at", "取得时间"),
    "published": ("published", "发布日期"),
}


class Origin(NamedTuple):
    """What is told of one file; empty means: nothing. Dates are ISO 8601."""

    url: str = ""
    fetched_at: str = ""
    published: str = ""


def read_origins(path: Path, tell: Tell = unheard) -> dict[str, Origin]:
    """Read sources.csv, a row a file; other columns are passed over and told.

    Raises InputError naming the line that cannot be used.
    """
    out: dict[str, Origin] = {}
    for n, told in read_list(path, Kind(later("list.origins"), HEADS), tell):
        file = told["file"].replace("\\", "/").removeprefix("./")
        days = {column: day_of(told[column]) for column in ("fetched_at", "published")}
        for column, day in days.items():
            if told[column] and day is None:
                given = {"line": n, "column": column, "value": told[column]}
                raise InputError("origins.value", name=path, **given)
        if file in out:
            raise InputError("origins.twice", name=path, line=n, file=file)
        if file:
            published = (days["published"] or "")[:10]  # a day, whatever time is told with it
            out[file] = Origin(told["url"], days["fetched_at"] or "", published)
    return out


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
