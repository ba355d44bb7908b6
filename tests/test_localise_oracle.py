"""A solver as the judge of localisation: how few cells must be wrong; the equations hold."""

from __future__ import annotations

from random import Random

import highspy
import pytest

from audit.form import Form, Identity, load_form
from audit.localise import Grade, explain
from samples.generator import consistent
from tests.test_localise import Values, changes, report, told

MOST = 100_000.0  # no number of these tables is larger
TABLE = "applications"


def equations(form: Form, values: Values) -> list[Identity]:
    return [
        identity
        for identity in form.identities
        if identity.rule.table == TABLE
        and all(cell in values for cell, _ in (*identity.left, *identity.right))
    ]


def fewest(form: Form, values: Values) -> int:
    """How few cells of table three must change for all its equations to hold, by HiGHS."""
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    solver.silent()
    cells = [cell for cell in values if cell.table == TABLE]
    numbers = {cell: solver.addIntegral(lb=0, ub=MOST) for cell in cells}
    wrong = {cell: solver.addBinary() for cell in cells}
    for cell in cells:
        solver.addConstr(numbers[cell] - values[cell] <= MOST * wrong[cell])
        solver.addConstr(values[cell] - numbers[cell] <= MOST * wrong[cell])
    for identity in equations(form, values):
        left = sum(sign * numbers[cell] for cell, sign in identity.left)
        right = sum(sign * numbers[cell] for cell, sign in identity.right) + identity.constant
        if identity.relation == "=":
            solver.addConstr(left - right == 0)
        elif identity.relation == "<=":
            solver.addConstr(left - right <= 0)
        else:
            solver.addConstr(left - right >= 0)
    solver.minimize(sum(wrong.values()))
    assert solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return round(solver.getObjectiveValue())


def holds(identity: Identity, values: Values) -> bool:
    left = sum(sign * values[cell] for cell, sign in identity.left)
    right = sum(sign * values[cell] for cell, sign in identity.right) + identity.constant
    return {"=": left == right, "<=": left <= right, ">=": left >= right}[identity.relation]


@pytest.mark.parametrize("count", [1, 2, 3])
@pytest.mark.parametrize("seed", range(6))
def test_the_solver_agrees(seed: int, count: int) -> None:
    rng = Random(f"{seed} {count}")
    form = load_form("2021")
    true = consistent(form, rng)
    cells = rng.sample([cell for cell in true if cell.table == TABLE], count)
    values = true | {cell: true[cell] + rng.choice((1, 2, 5, 9, 10, 90)) for cell in cells}
    least = fewest(form, values)
    assert least <= count, "what was put in can be taken out"
    causes = [c for c in explain(report(values)) if c.explanations and c.grade is not Grade.UNKNOWN]
    if least == 1:
        (cause,) = causes
        assert min(len(change) for change in changes(cause)) == 1
    if causes:
        put_right = told(tuple(causes))
        after = values | put_right
        assert [i.key for i in equations(form, after) if not holds(i, after)] == []
        assert len(put_right) >= least, "fewer cells would not do"
