"""Who and when as told by the user: facts.csv overrides what was read."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from audit.errors import InputError
from audit.form import VERSIONS
from audit.levels import level_of
from audit.report import Report

COLUMNS = ("source", "agency", "year", "form", "scope", "level")
SCOPES = ("region", "own", "gov_and_office", "unknown")


class Fact(NamedTuple):
    """What is told of one source; empty means: as read."""

    agency: str = ""
    year: int | None = None
    form: str = ""
    scope: str = ""
    level: str = ""


def read_facts(path: Path) -> dict[str, Fact]:
    """Read facts.csv (columns source, agency, year, form, scope, level; UTF-8 or GB18030).

    Raises InputError naming the line that cannot be used.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError("facts.open", name=path, problem=error.strerror) from None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("gb18030", "replace")
    rows = csv.DictReader(text.splitlines())
    if "source" not in (rows.fieldnames or ()):
        raise InputError("facts.columns", name=path, columns=", ".join(COLUMNS))
    facts: dict[str, Fact] = {}
    for n, row in enumerate(rows, 2):
        source = (row["source"] or "").strip()
        if source in facts:
            raise InputError("facts.twice", name=path, line=n, source=source)
        if source:
            facts[source] = _fact(path, n, row)
    return facts


def _fact(path: Path, n: int, row: dict[str, str]) -> Fact:
    told = {name: (row.get(name) or "").strip() for name in COLUMNS}
    year = told["year"]
    if year and not (year.isascii() and year.isdigit() and len(year) == 4):
        raise InputError("facts.value", name=path, line=n, column="year", value=year)
    for column, known in (("form", VERSIONS), ("scope", SCOPES)):
        if told[column] and told[column] not in known:
            raise InputError("facts.value", name=path, line=n, column=column, value=told[column])
    level = level_of(told["level"])
    if level is None:
        raise InputError("facts.value", name=path, line=n, column="level", value=told["level"])
    return Fact(told["agency"], int(year) if year else None, told["form"], told["scope"], level)


def with_fact(report: Report, fact: Fact) -> Report:
    """Return the report with what the user told in place of what was read."""
    return replace(
        report,
        agency=fact.agency or report.agency,
        year=fact.year or report.year,
        scope=fact.scope or report.scope,
        level=fact.level or report.level,
    )
