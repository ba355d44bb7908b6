"""Which recognised numbers are believed: by identities, by a second reading, or not at all."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from audit.document import Piece, Place
from audit.form import Cell, load_form
from audit.parse.recognition import Seen, believe, read_recognised
from audit.report import ABSENT, Reading, State

FORM = load_form("2021")
REVIEW = ("upheld", "corrected", "other", "pending", "total")


def piece(text: str, again: str | None) -> Piece:
    return Piece(text, Place(1, 1, 1, page=1, confidence=0.9), again)


def settled(read: Mapping[Cell, tuple[str, str | None]]) -> dict[Cell, Reading]:
    """Cells by what the two readings say, all others absent."""
    cells = dict.fromkeys(FORM.places, ABSENT)
    seen: dict[Cell, Seen] = {}
    for cell, (text, again) in read.items():
        unit = FORM.tables[cell.table].column(cell.column).unit
        cells[cell], number = read_recognised(piece(text, again), unit)
        if number:
            seen[cell] = number
    out = believe(cells, seen, FORM)
    return {cell: out[cell] for cell in read}


def review(*said: str | tuple[str, str]) -> list[tuple[State, float | None]]:
    """The five cells of 行政复议; a pair is two readings that differ."""
    pairs = [(one, one) if isinstance(one, str) else one for one in said]
    cells = [Cell("disputes", "review", column) for column in REVIEW]
    out = settled(dict(zip(cells, pairs, strict=True)))
    return [(out[cell].state, out[cell].value) for cell in cells]


def values(read: list[tuple[State, float | None]]) -> list[float | None]:
    return [value for _, value in read]


@pytest.mark.parametrize(
    ("text", "again", "state", "number"),
    [
        ("", "", State.BLANK, None),
        ("", None, State.BLANK, None),
        ("", "1", State.UNREADABLE, None),
        ("□", "□", State.UNREADABLE, None),
        ("/", "-", State.MARK, None),
        ("—", "1", State.UNREADABLE, None),
        ("/", None, State.UNREADABLE, None),
        ("12", "12", State.UNREADABLE, 12.0),
        ("12", None, State.UNREADABLE, 12.0),
        ("1.2", "1.2", State.UNREADABLE, None),
        ("1\n2", None, State.UNREADABLE, None),
    ],
)
def test_a_cell_alone(text: str, again: str | None, state: State, number: float | None) -> None:
    reading, seen = read_recognised(piece(text, again), "count")
    assert reading.state is state
    assert reading.value is None
    assert (seen.number if seen else None) == number


def test_an_amount_may_have_a_fraction() -> None:
    assert read_recognised(piece("1.25", "1.25"), "wan_yuan").seen == Seen(1.25, 1.25)


def test_an_identity_proves_its_members() -> None:
    read = review("3", "1", "0", "2", "6")
    assert values(read) == [3, 1, 0, 2, 6]
    assert {state for state, _ in read} == {State.REPAIRED}


def test_blanks_and_placeholders_count_as_nothing() -> None:
    read = review("3", "", "/", "", "3")
    assert values(read) == [3, None, None, None, 3]
    assert [state for state, _ in read][1:4] == [State.BLANK, State.MARK, State.BLANK]


def test_nothing_of_a_broken_identity_is_believed() -> None:
    assert values(review("3", "1", "0", "2", "7")) == [None] * 5


def test_a_placeholder_in_a_broken_identity_may_be_a_number() -> None:
    assert review("3", "/", "0", "2", "6")[1] == (State.UNREADABLE, None)


def test_the_identity_decides_between_two_readings() -> None:
    assert values(review(("3", "8"), "1", "0", "2", "6")) == [3, 1, 0, 2, 6]
    assert values(review(("8", "3"), "1", "0", "2", "6"))[0] is None


def test_two_readings_that_both_add_up_prove_nothing() -> None:
    """The same confusion in a part and in the total: 3 = 3, and 8 = 8."""
    read = review(("3", "8"), "0", "0", "0", ("3", "8"))
    assert [read[0][0], read[4][0]] == [State.UNREADABLE] * 2


def test_zeros_need_both_readings() -> None:
    assert values(review("0", "0", "0", "0", "0")) == [0] * 5
    assert values(review(("0", "?"), "0", "0", "0", "0")) == [None, 0, 0, 0, 0]


def test_what_is_missing_proves_nothing() -> None:
    assert values(review("3", "□", "0", "2", "6")) == [None] * 5


def test_where_no_equation_binds_both_readings_must_agree() -> None:
    licences = Cell("disclosure", "licences", "decisions")
    assert settled({licences: ("25", "25")})[licences].value == 25
    assert settled({licences: ("25", "26")})[licences].state is State.UNREADABLE
    assert settled({licences: ("25", None)})[licences].state is State.UNREADABLE


def test_a_stock_below_what_was_issued_is_not_believed() -> None:
    row = [Cell("disclosure", "regulations", key) for key in ("issued", "repealed", "in_force")]
    wrong = settled(dict(zip(row, [("5", "5"), ("0", "0"), ("3", "3")], strict=True)))
    assert {reading.state for reading in wrong.values()} == {State.UNREADABLE}


def test_an_error_of_the_report_does_not_cost_its_neighbours() -> None:
    """A row that does not add up: its cells stand, where their columns hold them."""
    rows = [row.key for row in FORM.tables["applications"].rows if row.key != "other_processing"]
    keys = [column.key for column in FORM.tables["applications"].columns]
    filled = ("new_received", "granted", "results_total")
    wrong = Cell("applications", "granted", "total")
    read = {
        (cell := Cell("applications", row, key)): ("7" if cell == wrong else number,) * 2
        for row in rows
        for key in keys
        for number in ["5" if row in filled and key in ("natural_person", "total") else "0"]
    }
    read |= {Cell("applications", "other_processing", key): ("", "") for key in keys}
    out = settled(read)
    assert out[wrong].state is State.UNREADABLE
    assert out[Cell("applications", "granted", "natural_person")].value == 5
