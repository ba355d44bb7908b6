"""What the sheets of numbers share: readings, checks, hints and the live note of a change."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from audit.form import Cell, Form, Identity
from audit.report import ABSENT, Reading, Report, State
from audit.review.entry import REASON, kept
from audit.words import apart, listed, say
from audit.workbook.book import Book
from audit.workbook.formula import (
    UNREADABLE,
    Area,
    Position,
    areas,
    check_text,
    counted,
    is_large,
    name,
    number_text,
)
from audit.workbook.page import Sheet
from audit.workbook.shown import JOINT, as_read, cell_text, joins_alike, raw_text, shown
from audit.workbook.signs import Sign
from audit.workbook.tally import standing
from audit.workbook.text import line, literal

_FEW = 2
_FILLS = {State.REPAIRED: "repaired", State.CORRECTED: "corrected"}


@dataclass(frozen=True)
class Suspicion:
    """What the findings of a report hold against its cells: the value each should have.

    Of cells in `tied` any one may be the wrong one; the text is the live number of equations
    that still do not hold, so that with one corrected none of the others stays suspect. `listed`
    is the name of the sheet that tells more.
    """

    suggested: Mapping[Cell, float]
    tied: Mapping[Cell, str] = field(default_factory=dict)
    listed: str = ""

    @classmethod
    def of(cls, book: Book, report: int) -> Suspicion:
        """Gather the suspects of a report's findings; the gravest finding speaks for a cell."""
        found: dict[Cell, float] = {}
        tied: dict[Cell, str] = {}
        for finding in book.tally.of_report(report):
            if finding.waived:
                continue
            live = standing(book.tally, finding) if len(finding.alternatives) > 1 else None
            for cell, value in zip(finding.suspect, finding.suggested, strict=False):
                if live and cell not in found:
                    tied[cell] = live.expression
                found.setdefault(cell, value)
        return cls(found, tied, book.template.name("problems"))


@dataclass(frozen=True)
class Written:
    """One report's row of readings: where each stands and what it says."""

    form: Form
    row: int
    cells: Sequence[tuple[Cell, int, Reading]]

    @cached_property
    def contents(self) -> list[float | str | None]:
        """What the cells hold, from left to right."""
        return [shown(reading) for _, _, reading in self.cells]

    @property
    def read_as(self) -> str:
        """The row as read, to be kept out of sight beside it."""
        return JOINT.join(as_read(reading) for _, _, reading in self.cells)

    def note(self, hint: str, kept: int) -> tuple[str, str]:
        """Return formula and value of the note: what was read once the row differs from it.

        `kept` is the column in which `read_as` stands.
        """
        hint = line(hint)
        now = JOINT.join(cell_text(content) for content in self.contents)
        if not all(joins_alike(content) for content in self.contents):
            return f"={literal(hint)}", hint
        joined = f'&"{JOINT}"&'.join(name((self.row, column)) for _, column, _ in self.cells)
        was = name((self.row, kept))
        changed = say("book.note.changed")
        value = hint if now == self.read_as else changed + self.read_as
        return f"=IF({joined}={was},{literal(hint)},{literal(changed)}&{was})", value


def readings(report: Report, cells: Sequence[tuple[Cell, int]]) -> list[tuple[Cell, int, Reading]]:
    """Return cells with their columns and what the report has there."""
    return [(cell, column, report.cells.get(cell, ABSENT)) for cell, column in cells]


def write_reading(
    sheet: Sheet, row: int, column: int, reading: Reading, styles: tuple[str, ...]
) -> None:
    """Write one cell as read: a number, an empty cell, or its text; never as text format."""
    content = shown(reading)
    fill = _FILLS.get(reading.state)
    if fill:
        styles = (*styles, fill)
    if isinstance(content, str):
        sheet.text(row, column, content, *styles)
    else:
        sheet.number(row, column, content, *styles)


def write_reason(sheet: Sheet, row: int, rid: str, written: Written, *styles: str) -> None:
    """Write the reviewer's cell of a row of numbers, and out of sight what the next build needs.

    That is what had been read, and what the build itself has put in its place.
    """
    reason = sheet.book.audit.carried.reasons.get(rid, "")
    sheet.open((row, sheet.columns["reason"]), reason, *styles, "small", "wrap")
    sheet.text(row, sheet.columns["read_as"], written.read_as, "plain", "line")
    corrected = {
        str(cell): cell_text(shown(reading))
        for cell, _, reading in written.cells
        if reading.state is State.CORRECTED
    }
    told = corrected | ({REASON: reason} if reason else {})
    sheet.text(row, sheet.columns["kept"], kept(told), "plain", "line")


def write_check(
    sheet: Sheet,
    position: Position,
    report: int,
    identity: Identity,
    formula: Callable[[Identity, bool], str],
    *styles: str,
) -> None:
    """Write the live check of an identity with the outcome it has now.

    `formula` makes the check of an identity, with or without the difference.
    """
    tally = sheet.book.tally
    left, right = tally.sides(report, identity.key)
    text = check_text(tally.outcome(report, identity.key), left - right)
    if text == Sign.NONE:
        sheet.text(*position, Sign.NONE, *styles, "muted")
        return
    large = is_large(round(left - right, 6))
    sheet.check(position, (report, identity.key), formula(identity, large), text, *styles)


def hint(written: Written, suspicion: Suspicion, named: Callable[[Cell], str]) -> str:
    """Return what a reviewer should know of a row: suspects, else how numbers were repaired.

    `named` gives a cell's name as far as the row does not say it.
    """
    held = [(cell, reading) for cell, _, reading in written.cells if cell in suspicion.suggested]
    tied = [cell for cell, _ in held if cell in suspicion.tied]
    if len(tied) > _FEW:  # a list of choices would hide the rest
        held = [(cell, reading) for cell, reading in held if cell not in suspicion.tied]
    suspects = [
        say(
            "book.note.tied" if cell in suspicion.tied else "book.note.suspect",
            cell=named(cell),
            was=as_read(reading).removeprefix(UNREADABLE) or say("book.shown.blank"),
            value=cell_text(suspicion.suggested[cell]),
        )
        for cell, reading in held
    ]
    if len(tied) > _FEW:
        suspects.append(say("book.note.tied_many", count=len(tied), problems=suspicion.listed))
    return apart(suspects or _repairs(written, named))


def _repairs(written: Written, named: Callable[[Cell], str]) -> list[str]:
    """Say each kind of repair once: the cells with what stood there, or how many if many."""
    kinds: dict[str, list[str]] = {}
    for cell, _, reading in written.cells:
        if reading.state is State.REPAIRED:
            raw, now = raw_text(reading), cell_text(shown(reading))
            name = named(cell)
            text = say("book.note.read_from", cell=name, raw=raw) if raw != now else name
            kinds.setdefault(reading.repaired or say("book.note.repair"), []).append(text)
    return [
        say("book.note.repaired", repair=repair, cells=listed(cells))
        if len(cells) <= _FEW
        else say("book.note.repaired_many", repair=repair, count=len(cells))
        for repair, cells in kinds.items()
    ]


def note_look(hint: str) -> tuple[str, ...]:
    """Return the look of a note: a hint wraps, what a change brings must fit the row as it is."""
    return "small", "brown", "wrap" if hint else "shrink"


def write_suggestions(
    sheet: Sheet, row: int, written: Written, suspicion: Suspicion, first: int
) -> None:
    """Write suggested values out of sight, as far right of their cells as the sheet agreed."""
    start, end = sheet.columns["suggest.0"], len(sheet.columns)
    for cell, column, _ in written.cells:
        at = row, start + column - first
        if cell not in suspicion.suggested or at[1] >= end:
            continue
        value = suspicion.suggested[cell]
        if cell in suspicion.tied:
            formula = f'=IF({suspicion.tied[cell]}>0,{number_text(value)},"")'
            sheet.formula(*at, formula, value, "plain")
        else:
            sheet.number(*at, value, "plain")


def condition_cells(sheet: Sheet, area: Area, is_cell: str) -> None:
    """Colour numbers: suspected, blank, unreadable, placeholder, zero.

    `is_cell` is a condition that holds on rows of numbers.
    """
    here = name((area.top, area.left))
    suggested = name((area.top, sheet.columns["suggest.0"]))
    sheet.condition(area, f"=AND(ISNUMBER({suggested}),{here}<>{suggested})", "suspect", stop=True)
    sheet.condition(area, f"=AND({is_cell},ISBLANK({here}))", "blank", stop=True)
    sheet.condition(area, f'=AND({is_cell},LEFT({here},1)="{UNREADABLE}")', "unreadable", stop=True)
    sheet.condition(area, f"=AND({is_cell},ISTEXT({here}))", "mark", stop=True)
    sheet.condition(area, f"=AND({is_cell},ISNUMBER({here}),{here}=0)", "zero", stop=True)


def write_counters(
    sheet: Sheet, row: int, report: int, table: str, checks: Sequence[Position]
) -> None:
    """Write hidden counts of a report's checks of one table: ×, ？, ○, and × that had passed."""
    tally, layout = sheet.book.tally, sheet.book.layout
    now = tally.counts(report, table)
    every = areas(checks)
    # a full-width question mark might be taken for a wildcard: look for the word behind it
    patterns = {
        "failed": (f"{Sign.FAILED}*", now.failed),
        "undecided": (f"*{say('book.check.undecided')}", now.undecided),
        "zeroed": (f"{Sign.ZEROED}*", now.zeroed),
    }
    for key, (pattern, value) in patterns.items():
        column = sheet.columns[key]
        sheet.formula(row, column, "=" + counted(every, pattern), value, "plain")
    spots = [layout.check(report, key) for key in tally.listed(report, table)]
    listed = areas((spot.row, spot.column) for spot in spots if spot)
    failed = name((row, sheet.columns["failed"]))
    known = "".join(f"-{counted([area], f'{Sign.FAILED}*')}" for area in listed)
    sheet.formula(row, sheet.columns["added"], f"={failed}{known}", 0, "plain")
