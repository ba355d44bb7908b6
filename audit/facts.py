"""Who and when as told by the user: facts.csv overrides what was read."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from audit.errors import InputError
from audit.form import VERSIONS
from audit.levels import level_of
from audit.lists import Kind, Tell, read_list, unheard
from audit.report import Report
from audit.words import everywhere, later, say

HEADS: dict[str, tuple[str, ...]] = {
    "source": ("source", "文件"),
    "agency": ("agency", "机关", "机关名称"),
    "year": ("year", "年度"),
    "form": ("form", "格式"),
    "scope": ("scope", "范围"),
    "level": ("level", "层级"),
}
SCOPES = ("region", "own", "gov_and_office", "unknown")


class Fact(NamedTuple):
    """What is told of one source; empty means: as read."""

    agency: str = ""
    year: int | None = None
    form: str = ""
    scope: str = ""
    level: str = ""


def read_facts(path: Path, tell: Tell = unheard) -> dict[str, Fact]:
    """Read facts.csv, a row a source; other columns are passed over and told.

    Raises InputError naming the line that cannot be used.
    """
    facts: dict[str, Fact] = {}
    for n, told in read_list(path, Kind(later("list.facts"), HEADS), tell):
        source = told["source"]
        if source in facts:
            raise InputError("facts.twice", name=path, line=n, source=source)
        if source:
            facts[source] = _fact(path, n, told)
    return facts


def scope_of(word: str) -> str | None:
    """Return the scope that a word means, "" for no word, None if it means none."""
    if not word or word in SCOPES:
        return word
    return next((key for key in SCOPES if word in everywhere(f"book.scope.{key}")), None)


def _fact(path: Path, n: int, told: dict[str, str]) -> Fact:
    year, scope, level = told["year"], scope_of(told["scope"]), level_of(told["level"])
    wrong = {
        "year": bool(year) and not (year.isascii() and year.isdigit() and len(year) == 4),
        "form": bool(told["form"]) and told["form"] not in VERSIONS,
        "scope": scope is None,
        "level": level is None,
    }
    for column in (column for column, is_wrong in wrong.items() if is_wrong):
        raise InputError("facts.value", name=path, line=n, column=column, value=told[column])
    return Fact(told["agency"], int(year) if year else None, told["form"], scope or "", level or "")


def with_fact(report: Report, fact: Fact) -> Report:
    """Return the report with what the user told in place of what was read, and a note of it."""
    changed = [
        say("note.fact", what=say(f"list.{key}"), told=told, read=read)
        for key, told, read in (
            ("agency", fact.agency, report.agency),
            ("year", fact.year, report.year),
        )
        if told and read and told != read
    ]
    return replace(
        report,
        agency=fact.agency or report.agency,
        year=fact.year or report.year,
        scope=fact.scope or report.scope,
        level=fact.level or report.level,
        notes=(*report.notes, *changed),
    )
