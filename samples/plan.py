"""The plan of the samples as data: numbers, files, planted defects (plan.toml)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from audit.form import Cell, Form, Table, form_for_year, load_form
from samples.generator import KINDS, extension, unused_rows

_CHANGE = re.compile(r"(?P<cell>[\w.]+) (?P<of>[\d.]+) → (?P<to>-?[\d.]+)")

Rows = Mapping[str, list[float]]
Numbers = dict[Cell, float]


class Change(NamedTuple):
    """A cell whose printed number is not the true one."""

    cell: Cell
    true: float
    printed: float


class Rewording(NamedTuple):
    """Words of a report in place of others; the others stand there once."""

    of: str
    to: str


class Failure(NamedTuple):
    """A check that must say 不符: rule, and where: row, column, cell or what the prose claims."""

    rule: str
    at: str = ""


@dataclass(frozen=True, slots=True)
class Defect:
    """One thing that went wrong: how, where, and every check that fails of it.

    changes: of cells; words: of the prose; page: of anything in a text file, such as headings;
    omits: sections, tables, rows ("table.row") or paragraphs ("section.number") that are left out;
    prints: what stands in cells that hold more than a number.
    fails are the checks of what is wrong, follows those of what no longer agrees with it.
    """

    why: str
    fails: tuple[Failure, ...]
    follows: tuple[Failure, ...] = ()
    changes: tuple[Change, ...] = ()
    words: tuple[Rewording, ...] = ()
    page: tuple[Rewording, ...] = ()
    omits: tuple[str, ...] = ()
    prints: Mapping[Cell, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class File:
    """One report as a file, or as a member of an archive.

    layout: one of the generator's layouts of text and pages, or one of its kinds of files; zeros,
    lost: as in its Damage; script: OpenCC conversion; printed: raw text of cells that came through
    damaged; period: year in the preamble; signature: agency in the closing lines; draw: another
    number draws another wording and setting; passage: an account of its own in section one;
    version: of the form it is made on; covers: whose numbers it holds, as its preamble says.
    """

    agency: str
    year: int
    layout: str
    suffix: str = ""
    encoding: str = "utf-8"
    script: str = ""
    zeros: str = "0"
    lost: float = 0.0
    published: date | None = None
    period: int | None = None
    signature: str = ""
    draw: int = 0
    archive: str = ""
    passage: str = ""
    covers: str = ""
    version: str = ""
    printed: Mapping[Cell, str] = field(default_factory=dict)
    defects: tuple[Defect, ...] = ()

    @property
    def stem(self) -> str:
        """Path without extension, in a folder by year, named the way agencies do."""
        return f"{self.year}/{self.agency}{self.year}年政府信息公开工作年度报告{self.suffix}"

    @property
    def source(self) -> str:
        """Path inside reports/; of a member of an archive, below the archive's."""
        folder, _, name = self.stem.rpartition("/")
        inside = f"/{self.archive}" if self.archive else ""
        return f"{folder}{inside}/{name}.{self.ending}"

    @property
    def ending(self) -> str:
        """The file's name extension."""
        return KINDS[self.layout].suffix if self.layout in KINDS else extension(self.layout)

    @property
    def by_office(self) -> bool:
        """Whether LibreOffice made the file: it cannot be made again with the same bytes."""
        return self.layout in KINDS and KINDS[self.layout].by_office is not None

    @property
    def changes(self) -> tuple[Change, ...]:
        """The changed cells of all defects."""
        return tuple(change for defect in self.defects for change in defect.changes)

    @property
    def form(self) -> Form:
        """The form the report is made on: that of its year, unless it took another."""
        return load_form(self.version) if self.version else form_for_year(self.year)


class Unread(NamedTuple):
    """A file that no report can be read from: a text, or the first half of a report's file."""

    name: str
    what: str
    text: str = ""
    half_of: str = ""


class Plan(NamedTuple):
    """All samples: the numbers that were filed, and the files they stand in."""

    numbers: dict[tuple[str, int], Numbers]
    files: tuple[File, ...]
    unread: tuple[Unread, ...]

    @property
    def defects(self) -> list[tuple[File, Defect]]:
        """All that is planted, by file."""
        files = sorted(self.files, key=lambda file: file.source)
        return [(file, defect) for file in files for defect in file.defects]


@cache
def load_plan() -> Plan:
    """Read plan.toml and work out all totals and carry-overs."""
    raw = tomllib.loads(Path(__file__).with_name("plan.toml").read_text("utf-8"))
    numbers: dict[tuple[str, int], Numbers] = {}
    versions: dict[tuple[str, int], str] = {}
    for filing in raw["filings"]:
        agency, year, rows = filing["agency"], filing["year"], filing["rows"]
        before = numbers.get((agency, year - 1), {})
        versions[agency, year] = filing.get("version", form_for_year(year).version)
        numbers[agency, year] = _numbers(load_form(versions[agency, year]), rows, before)
    return Plan(
        numbers,
        tuple(
            _file(item, raw["passages"], versions[item["agency"], item["year"]])
            for item in raw["files"]
        ),
        tuple(Unread(**item) for item in raw["unread"]),
    )


def _numbers(form: Form, rows: Rows, before: Numbers) -> Numbers:
    unused = unused_rows(form, single_other_row="other_processing" in rows or None)
    known = {row.key for table in form.tables.values() for row in table.rows_in_use(unused)}
    assert set(rows) <= known, set(rows) - known
    out = {
        **_disclosure(form.tables["disclosure"], rows, before),
        **_applications(form.tables["applications"], rows, before),
        **_with_totals(form.tables["disputes"], rows),
    }
    return {cell: float(out[cell]) for cell in form.places if cell.row not in unused}


def _disclosure(table: Table, rows: Rows, before: Numbers) -> Numbers:
    out: Numbers = {}
    for row in table.rows:
        columns, values = table.columns_of(row), list(rows.get(row.key, []))
        stock = before.get(Cell(table.key, row.key, "in_force"))
        if "in_force" in columns and len(values) < len(columns) and stock is not None:
            issued, repealed = values or (0.0, 0.0)
            values = [issued, repealed, stock + issued - repealed]
        values += [0.0] * (len(columns) - len(values))
        out |= {Cell(table.key, row.key, c): n for c, n in zip(columns, values, strict=True)}
    return out


def _applications(table: Table, rows: Rows, before: Numbers) -> Numbers:
    """Outcomes as given; their sum, what is carried in and what is left follow."""
    outcomes = [row.key for row in table.rows if "outcomes" in row.groups]
    width = len(table.columns) - 1
    given = {row.key: _padded(rows.get(row.key, []), width) for row in table.rows}
    if before and "carried_in" not in rows:
        last = [Cell(table.key, "carried_out", c.key) for c in table.columns[:width]]
        given["carried_in"] = [before[cell] for cell in last]
    given["results_total"] = [sum(given[key][n] for key in outcomes) for n in range(width)]
    given["carried_out"] = [
        given["new_received"][n] + given["carried_in"][n] - given["results_total"][n]
        for n in range(width)
    ]
    assert min(given["carried_out"]) >= 0, given
    return _with_totals(table, given)


def _with_totals(table: Table, rows: Rows) -> Numbers:
    """Fill a table whose last column is the sum of the others."""
    out: Numbers = {}
    for row in table.rows:
        values = _padded(rows.get(row.key, []), len(table.columns) - 1)
        for column, n in zip(table.columns, [*values, sum(values)], strict=True):
            out[Cell(table.key, row.key, column.key)] = n
    return out


def _padded(values: list[float], width: int) -> list[float]:
    return [*values, *[0.0] * (width - len(values))]


def _file(raw: dict[str, Any], passages: Mapping[str, str], version: str) -> File:
    printed = _by_cell(raw.pop("printed", {}))
    defects = tuple(_defect(item) for item in raw.pop("defects", ()))
    passage = passages[raw.pop("passage")].strip() if "passage" in raw else ""
    return File(**raw, passage=passage, version=version, printed=printed, defects=defects)


def _defect(raw: dict[str, Any]) -> Defect:
    return Defect(
        raw["why"],
        _failures(raw["fails"]),
        _failures(raw.get("follows", ())),
        changes=tuple(_change(text) for text in raw.get("cells", ())),
        words=tuple(_rewording(text) for text in raw.get("words", ())),
        page=tuple(_rewording(text) for text in raw.get("page", ())),
        omits=tuple(raw.get("omits", ())),
        prints=_by_cell(raw.get("prints", {})),
    )


def _by_cell(raw: Mapping[str, str]) -> dict[Cell, str]:
    return {Cell(*key.split(".")): text for key, text in raw.items()}


def _failures(texts: Iterable[str]) -> tuple[Failure, ...]:
    return tuple(Failure(*text.split()) for text in texts)


def _change(text: str) -> Change:
    found = _CHANGE.fullmatch(text)
    assert found, text
    return Change(Cell(*found["cell"].split(".")), float(found["of"]), float(found["to"]))


def _rewording(text: str) -> Rewording:
    of, arrow, to = text.partition(" →")
    assert of, text
    assert arrow, text
    return Rewording(of, to.strip())
