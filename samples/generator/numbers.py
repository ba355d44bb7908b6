"""Random numbers for every cell of a form that satisfy all of its identities."""

from __future__ import annotations

from itertools import accumulate
from random import Random

from audit.form import Cell, Form, Table

SIZES = ("zero", "few", "tens", "hundreds", "thousands")
SIZE_WEIGHTS = (2, 5, 4, 2, 1)
TOP = {"zero": 0, "few": 9, "tens": 90, "hundreds": 900, "thousands": 4000}

# how often each kind of applicant turns up, and how much it asks compared with the public
APPLICANTS = {
    "natural_person": (1.0, 1.0),
    "business": (0.6, 0.2),
    "research": (0.1, 0.02),
    "public_interest": (0.12, 0.02),
    "legal_service": (0.25, 0.05),
    "other_org": (0.12, 0.03),
}
# the outcomes seen in most reports; the others stay rare
OUTCOMES = {
    "granted": 12.0,
    "partially_granted": 3.0,
    "unable_not_held": 8.0,
    "unable_needs_creation": 1.0,
    "notproc_petition": 1.5,
    "denied_internal_affairs": 0.8,
    "denied_third_party": 0.5,
    "other_processing": 1.0,
    "other_other": 0.8,
}
RARE = 0.12


def consistent(
    form: Form, rng: Random, *, single_other_row: bool | None = None
) -> dict[Cell, float]:
    """Draw a value for every cell in use, such that every identity of the form holds.

    single_other_row: (六)其他处理 filled as one row (True) or as three (False); by default the
    way the form itself prints it.
    """
    size = rng.choices(SIZES, SIZE_WEIGHTS)[0]
    unused = unused_rows(form, single_other_row)
    values = {
        **_disclosure(form.tables["disclosure"], size, rng),
        **_applications(form.tables["applications"], unused, size, rng),
        **_disputes(form.tables["disputes"], size, rng),
    }
    return {cell: float(values[cell]) for cell in form.places if cell.row not in unused}


def unused_rows(form: Form, single_other_row: bool | None = None) -> frozenset[str]:
    """Keys of the rows that do not stand in a report filled in the given way."""
    out: set[str] = set()
    for table in form.tables.values():
        for choice in table.alternatives:
            single = single_other_row if single_other_row is not None else len(choice.official) == 1
            ways = (choice.official, choice.alternative)
            out.update(next(way for way in ways if (len(way) == 1) is not single))
    return frozenset(out)


def _applications(
    table: Table, unused: frozenset[str], size: str, rng: Random
) -> dict[Cell, float]:
    values: dict[Cell, float] = {}
    outcomes = [row.key for row in table.rows if "outcomes" in row.groups and row.key not in unused]
    for column, (chance, share) in APPLICANTS.items():
        top = round(TOP[size] * share) + (size != "zero")
        asked = rng.randint(0, top) if rng.random() < chance else 0
        carried_in = rng.randint(0, asked // 8 + 1) if asked and rng.random() < 0.5 else 0
        carried_out = rng.randint(0, (asked + carried_in) // 6) if rng.random() < 0.6 else 0
        handled = asked + carried_in - carried_out
        drawn = _shared_out(handled, outcomes, rng)
        drawn |= {"new_received": asked, "carried_in": carried_in}
        drawn |= {"results_total": handled, "carried_out": carried_out}
        values |= {Cell(table.key, row, column): n for row, n in drawn.items()}
    for row in {cell.row for cell in values}:
        parts = [values[Cell(table.key, row, column)] for column in APPLICANTS]
        values[Cell(table.key, row, "total")] = sum(parts)
    return values


def _shared_out(total: int, rows: list[str], rng: Random) -> dict[str, int]:
    """Spread a number of handled applications over a few of the outcome rows."""
    weights = [OUTCOMES.get(row, RARE) * rng.random() for row in rows]
    bounds = list(accumulate(weights))
    cuts = [round(total * bound / bounds[-1]) for bound in bounds]
    return {row: cut - last for row, cut, last in zip(rows, cuts, [0, *cuts], strict=False)}


def _disputes(table: Table, size: str, rng: Random) -> dict[Cell, float]:
    values: dict[Cell, float] = {}
    top = {"zero": 0, "few": 1, "tens": 2, "hundreds": 12, "thousands": 150}[size]
    results = [column.key for column in table.columns if "results" in column.groups]
    for row in table.rows:
        active = rng.random() < 0.5
        drawn = {
            column: rng.randint(0, top) if active and rng.random() < 0.5 else 0
            for column in results
        }
        drawn["total"] = sum(drawn.values())
        values |= {Cell(table.key, row.key, column): n for column, n in drawn.items()}
    return values


def _disclosure(table: Table, size: str, rng: Random) -> dict[Cell, float]:
    values: dict[Cell, float] = {}
    for row in table.rows:
        # only large governments make rules
        active = size == "thousands" if row.key == "regulations" else size != "zero"
        drawn = _disclosed(size, rng) if active and rng.random() < 0.7 else {}
        for column in table.columns_of(row):
            values[Cell(table.key, row.key, column)] = drawn.get(column, 0)
    return values


def _disclosed(size: str, rng: Random) -> dict[str, float]:
    """One row of table 二, for all columns of either form."""
    documents = {"few": 5, "tens": 20, "hundreds": 60, "thousands": 300}[size]
    issued, repealed, kept = (rng.randint(0, documents) for _ in range(3))
    items = rng.randint(0, documents * 4)
    decisions = {"few": 50, "tens": 3_000, "hundreds": 90_000, "thousands": 2_900_000}[size]
    return {
        "issued": issued,
        "repealed": repealed,
        "in_force": max(kept, issued - repealed),
        "made": issued,
        "disclosed": min(issued, kept),
        "disclosed_total": kept + rng.randint(0, documents),
        "items_prev": items,
        "items_change": rng.choice([0, 0, rng.randint(-items, documents), -rng.randint(0, items)]),
        "decisions": rng.choice([0, rng.randint(1, decisions)]),
        "projects": rng.randint(0, documents),
        "amount": _amount(decisions, rng),
    }


def _amount(top: int, rng: Random) -> float:
    """Draw a sum of money with none, two or four decimals."""
    return round(rng.uniform(0, top / 40), rng.choice([0, 2, 4]))
