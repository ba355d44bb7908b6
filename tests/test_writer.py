"""Formulas go into the file as the library would put them there."""

from __future__ import annotations

import pytest
from xlsxwriter.worksheet import Worksheet

from audit.workbook.writer import PLAIN, Page


def of_the_library(formula: str) -> str:
    return str(Worksheet()._prepare_formula(formula, True))


@pytest.mark.parametrize("name", sorted(PLAIN))
def test_known_functions_stand_as_they_are(name: str) -> None:
    formula = f'={name}(A1,"x")+{name}(B2)'
    assert Page()._prepare_formula(formula, True) == of_the_library(formula) == formula[1:]


@pytest.mark.parametrize(
    "formula",
    [
        "=XLOOKUP(A1,B1:B9,C1:C9)",
        "=IF(A1>0,IFNA(B1,0),SUM(C1:C2))",
        "=SUM(STDEV.S(A1:A9))",
        '=IF(A1,"SORT(",SUM(B1))',
        "=_xlfn.CONCAT(A1,IFNA(B1,0))",
        "{=SUM(A1:A2*B1:B2)}",
        "SUM(A1)",
        "=A1",
        "=合计IFS(A1)",
    ],
)
def test_any_other_formula_is_the_librarys(formula: str) -> None:
    assert Page()._prepare_formula(formula, True) == of_the_library(formula)
