"""Random consistent tables of applications, the mistakes people make in them, and cases of both."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from random import Random

from audit.form import Cell, load_form
from audit.localise import Evidence
from audit.report import NOT_ON_FORM, Claim, Reading, Report, State
from samples.generator import consistent

Values = dict[Cell, int | None]
TABLE = "applications"
FORM = load_form("2021")
ROWS = [r.key for r in FORM.tables[TABLE].rows if r.key != "other_processing"]
COLUMNS = [c.key for c in FORM.tables[TABLE].columns]
RESULTS = [r.key for r in FORM.tables[TABLE].rows if "outcomes" in r.groups and r.key in ROWS]


def cell(row: str, column: str) -> Cell:
    """A cell of table 三."""
    return Cell(TABLE, row, column)


EVERY = [cell(row, column) for row in ROWS for column in COLUMNS]


# how often each outcome and each kind of applicant turns up in a hundred applications
SHARES = {"granted": 38, "partially_granted": 9, "unable_not_held": 22, "unable_needs_creation": 3}
SHARES |= dict.fromkeys(("denied_internal_affairs", "denied_process_info", "notproc_petition"), 4)
SHARES |= dict.fromkeys(
    ("denied_third_party", "unable_unclear", "notproc_repeat", "other_other"), 2
)
RARE = 0.8
APPLICANTS = (86, 10, 0.3, 0.6, 1.5, 1.6)
CARRIED = 0.06


def one_by_one(rng: Random) -> Values:
    """Draw table 三 application by application: half of the reports have 13 or fewer."""
    table: Values = dict.fromkeys(EVERY, 0)

    def add(row: str, column: str, by: int = 1) -> None:
        for c in (column, "total"):
            table[cell(row, c)] = (table[cell(row, c)] or 0) + by

    count = max(1, int(rng.lognormvariate(2.6, 1.3)))
    weights = [SHARES.get(row, RARE) for row in RESULTS]
    results = rng.choices(RESULTS, weights, k=count)
    for row, c in zip(results, rng.choices(COLUMNS[:-1], APPLICANTS, k=count), strict=True):
        add(row, c)
        add("results_total", c)
        add("new_received", c)
        if rng.random() < CARRIED:  # it was received the year before
            add("carried_in", c)
            add("new_received", c, -1)
        if rng.random() < CARRIED:  # another one is left for the next year
            add("carried_out", c)
            add("new_received", c)
    return table


def generated(rng: Random) -> Values:
    """Draw table 三 as the generator of sample reports does, with more applicants of all kinds."""
    while True:
        values = consistent(FORM, rng, single_other_row=False)
        if values[cell("results_total", "total")]:
            return {place: int(values[place]) for place in EVERY}


# ── mistakes: each changes a copy of the values, or finds nothing to change ──


def _number(values: Values, place: Cell) -> int:
    return values[place] or 0


def _known(values: Values, least: int = 1) -> list[Cell]:
    return [place for place in EVERY if _number(values, place) >= least]


def digit(rng: Random, values: Values) -> None:
    """One digit of a number is another."""
    place = rng.choice(_known(values))
    text = str(values[place])
    at = rng.randrange(len(text))
    other = rng.choice([d for d in "0123456789" if d != text[at]])
    values[place] = int(text[:at] + other + text[at + 1 :])


def from_zero(rng: Random, values: Values) -> None:
    """A small number stands where 0 should."""
    values[rng.choice([p for p in EVERY if values[p] == 0])] = rng.choice([1, 1, 2, 3, 5, 8])


def lost(rng: Random, values: Values) -> None:
    """The first or the last digit is missing."""
    place = rng.choice(_known(values, 10))
    text = str(values[place])
    values[place] = int(text[1:] if rng.random() < 0.5 else text[:-1])


def transposed(rng: Random, values: Values) -> None:
    """The last two digits are exchanged."""
    found = [p for p in _known(values, 10) if str(values[p])[-1] != str(values[p])[-2]]
    place = rng.choice(found)
    text = str(values[place])
    values[place] = int(text[:-2] + text[-1] + text[-2])


def swapped(rng: Random, values: Values) -> None:
    """Two neighbours in a row are exchanged."""
    pairs = [(cell(r, a), cell(r, b)) for r in ROWS for a, b in pairwise(COLUMNS)]
    a, b = rng.choice([(a, b) for a, b in pairs if values[a] != values[b]])
    values[a], values[b] = values[b], values[a]


def shifted(rng: Random, values: Values) -> None:
    """A row stands one place too far right or left; what falls off is lost."""
    row = rng.choice([r for r in ROWS if any(_number(values, cell(r, c)) for c in COLUMNS)])
    told = [values[cell(row, c)] for c in COLUMNS]
    told = [0, *told[:-1]] if rng.random() < 0.5 else [*told[1:], 0]
    values.update({cell(row, c): v for c, v in zip(COLUMNS, told, strict=True)})


def stale(rng: Random, values: Values) -> None:
    """A total and the total of totals were not brought up to date."""
    places = [cell("results_total", c) for c in COLUMNS]
    place = rng.choice([p for p in places[:-1] if _number(values, p) and values[places[-1]]])
    most = min(3, _number(values, place), _number(values, places[-1]))
    by = rng.randint(1, most)
    for p in (place, places[-1]):
        values[p] = _number(values, p) - by


def column(rng: Random, values: Values) -> None:
    """A number was added to what stands in another column of its row."""
    of = rng.choice([p for p in _known(values) if p.column != "total"])
    to = cell(of.row, rng.choice([c for c in COLUMNS[:-1] if c != of.column]))
    values[to], values[of] = _number(values, to) + _number(values, of), 0


def rows(rng: Random, values: Values) -> None:
    """Two neighbouring rows of results are exchanged with their totals: nothing shows it."""
    pairs = list(pairwise(RESULTS))
    told = [(a, b) for a, b in pairs if values[cell(a, "total")] != values[cell(b, "total")]]
    a, b = rng.choice(told)
    for c in COLUMNS:
        one, other = cell(a, c), cell(b, c)
        values[one], values[other] = values[other], values[one]


def balance(rng: Random, values: Values) -> None:
    """新收, 上年结转 or 结转下年 is wrong in one column and in its total alike."""
    row = rng.choice(["new_received", "carried_in", "carried_out"])
    by = rng.choice([1, 1, 2, 3, 5, 10])
    for c in (rng.choice(COLUMNS[:-1]), "total"):
        values[cell(row, c)] = _number(values, cell(row, c)) + by


def unread(rng: Random, values: Values) -> None:
    """A cell could not be read."""
    values[rng.choice([p for p in EVERY if values[p] is not None])] = None


Mistake = Callable[[Random, Values], None]
Draw = Callable[[Random], Values]
KINDS: tuple[Mistake, ...] = (
    *(digit, from_zero, lost, transposed, swapped, shifted, stale, column, unread),
)
APART: tuple[Mistake, ...] = (balance, rows)


# ── a case: a report with mistakes in it, what stands beside it, and the truth ──


@dataclass(frozen=True)
class Case:
    """A report as published, what is known beside it, and the cells that are wrong."""

    report: Report
    evidence: Evidence
    truth: dict[Cell, int]
    visible: bool


def case(rng: Random, kinds: Sequence[Mistake], draw: Draw = one_by_one) -> Case:
    """Put mistakes into a random report; draw again where one finds nothing to change."""
    while True:
        true = draw(rng)
        values = dict(true)
        try:
            for kind in kinds:
                kind(rng, values)
        except IndexError:  # no such place in this report
            continue
        truth = {p: v for p, v in true.items() if v is not None and (values[p] or 0) != v}
        lacking = any(v is None for v in values.values())
        if values != true and (truth or lacking):
            report = as_report(values, claims(rng, true))
            return Case(report, last_year(rng, true), truth, _off(values))


def _off(values: Values) -> bool:
    return any(
        sum(s * _number(values, c) for c, s in i.left if c in values)
        != sum(s * _number(values, c) for c, s in i.right if c in values)
        for i in FORM.identities
        if i.rule.table == TABLE and i.relation == "="
    )


def as_report(values: Values, told: tuple[Claim, ...] = ()) -> Report:
    """Return a report with these numbers in table 三 and zeros elsewhere."""
    cells = {p: Reading(State.READ, 0.0, "0") for p in FORM.places}
    cells |= {p: NOT_ON_FORM for p in FORM.places if p.row == "other_processing"}
    for place, value in values.items():
        number = Reading(State.READ, float(value or 0), str(value))
        cells[place] = Reading(State.UNREADABLE, None, "?") if value is None else number
    return Report("示例.txt", "text", "示例市教育局", 2024, "2021", cells=cells, claims=told)


def claims(rng: Random, true: Values) -> tuple[Claim, ...]:
    """Say some totals in the prose; three in a hundred are wrong themselves."""
    out = []
    said = {"received": "new_received", "handled": "results_total", "carried_out": "carried_out"}
    for (name, row), share in zip(said.items(), (0.6, 0.45, 0.3), strict=True):
        if rng.random() < share:
            value = _noisy(rng, true[cell(row, "total")], 0.03)
            out.append(Claim(name, float(value), f"{value}件"))
    return tuple(out)


def last_year(rng: Random, true: Values) -> Evidence:
    """Know last year's report in seven of ten cases; one cell in a hundred differs."""
    if rng.random() >= 0.7:
        return Evidence()
    out: Values = {
        cell("carried_out", c): _noisy(rng, true[cell("carried_in", c)], 0.01) for c in COLUMNS
    }
    return Evidence(as_report(out))


def _noisy(rng: Random, value: int | None, share: float) -> int:
    off = rng.choice([-2, -1, 1, 2, 10]) if rng.random() < share else 0
    return max(0, (value or 0) + off)
