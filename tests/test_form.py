"""A form that contradicts itself is refused in words; the two official ones hold together."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from audit.clean import label_key
from audit.equation import Equation, Term, parse_equation
from audit.errors import FormError
from audit.form import VERSIONS, Cell, Table, form_for_year, load_form, read_form

DOMAIN = Path(__file__).parents[2] / "shared" / "domain" / "forms.json"

SOUND = """
version = "0000"
title = "试"
basis = "试"
years = [1, 2]
cells = 8

[[sections]]
key = "overview"
numeral = "一"
title = "甲"

[tables.stock]
section = "overview"
title = "库存表"
alternatives = [{ official = ["lost"], alternative = ["stolen"] }]
columns = [
  { key = "apples", label = "苹果", groups = ["fruit"] },
  { key = "pears", label = "梨", groups = ["fruit"] },
  { key = "total", label = "合计" },
]
rows = [
  { key = "came", label = "进", aliases = ["进货"] },
  { key = "went", label = "出", groups = ["away"] },
  { key = "lost", label = "失", groups = ["away"], columns = ["total"] },
  { key = "stolen", label = "盗", groups = ["away"], columns = ["total"] },
  { key = "note", label = "备注", columns = ["apples"] },
]

[[rules]]
id = "R1"
table = "stock"
each = "row"
only = ["came", "went"]
equation = "sum(fruit) = total"
label = "横"
basis = "试"
level = "error"

[[rules]]
id = "R2"
table = "stock"
each = "column"
only = ["total"]
equation = "came - 2 >= sum(away) - 1"
label = "竖"
basis = "试"
level = "warning"
"""

# what is changed, into what, the kind of refusal, and words that its sentence must have
WRONG: dict[str, tuple[str, str, str, tuple[str, ...]]] = {
    "unknown row": ("came - 2", "came - arrived", "form.unknown", ("R2", "arrived", "库存表")),
    "unknown group": ("sum(away)", "sum(gone)", "form.unknown", ("R2", "gone", "库存表")),
    "group used as a row": ("sum(fruit)", "fruit", "form.unknown", ("R1", "fruit")),
    "row used as a group": ("sum(away)", "sum(went)", "form.unknown", ("R2", "went")),
    "row where a column belongs": ("= total", "= went", "form.unknown", ("R1", "went")),
    "unknown row in only": (
        'only = ["came"',
        'only = ["arrived"',
        "form.unknown",
        ("R1", "arrived"),
    ),
    "unknown column in only": ('only = ["total"]', 'only = ["all"]', "form.unknown", ("R2", "all")),
    "place that does not exist": (
        '"came", "went"]',
        '"came", "note"]',
        "form.place",
        ("R1", "note"),
    ),
    "group with a missing place": ('only = ["total"]', "", "form.place", ("R2", "apples", "lost")),
    "duplicate rule": ('id = "R2"', 'id = "R1"', "form.twice", ("R1",)),
    "duplicate row": ('key = "note"', 'key = "came"', "form.twice", ("stock.came",)),
    "duplicate column": ('{ key = "pears"', '{ key = "apples"', "form.twice", ("stock.apples",)),
    "label of two rows": ('label = "备注"', 'label = "出"', "form.label", ("库存表", "出")),
    "alias of another row": ('label = "出"', 'label = "进货"', "form.label", ("库存表", "进货")),
    "label of two columns": ('label = "梨"', 'label = "苹果"', "form.label", ("库存表", "苹果")),
    "label that differs in punctuation": (
        *('label = "备注"', 'label = "（出）"', "form.label"),
        ("库存表", "出"),
    ),
    "no relation": ("= total", "+ total", "form.relation", ("R1", "sum(fruit) + total")),
    "two relations": ("= total", "= total = total", "form.relation", ("R1", "= total = total")),
    "strict relation": (">= sum", "> sum", "form.relation", ("R2", "> sum(away)")),
    "no sign between terms": ("came - 2", "came 2", "form.term", ("R2", "2")),
    "factor": ("came - 2", "2 * came", "form.term", ("R2", "* came")),
    "decimal": ("came - 2", "came - 0.5", "form.term", ("R2", ".5")),
    "Chinese word": ("came - 2", "进 - 2", "form.term", ("R2", "进 - 2")),
    "unclosed group": ("sum(fruit)", "sum(fruit", "form.term", ("R1", "(fruit")),
    "nothing on one side": ("= total", "=", "form.term", ("R1", "∅")),
    "cell used twice": ("= total", "= total + apples", "form.repeated", ("R1", "apples")),
    "same cell on both sides": ("= total", "= apples", "form.repeated", ("R1", "apples")),
    "unknown level": ('"warning"', '"grave"', "form.word", ("R2", "grave", "warning")),
    "unknown each": ('each = "row"', 'each = "cell"', "form.word", ("R1", "cell", "column")),
    "unknown table": (
        'id = "R1"\ntable = "stock"',
        'id = "R1"\ntable = "x"',
        "form.word",
        ("R1", "x"),
    ),
    "unknown unit": ('label = "梨"', 'label = "梨", unit = "kg"', "form.word", ("pears", "kg")),
    "row with an unknown column": (
        '["apples"] }',
        '["plums"] }',
        "form.unknown",
        ("note", "plums"),
    ),
    "alternative row unknown": (
        '["stolen"]',
        '["taken"]',
        "form.unknown",
        ("alternatives", "taken"),
    ),
    "word that nothing reads": (
        'basis = "试"\nlevel',
        'why = "x"\nlevel',
        "form.entry",
        ("R1", "why"),
    ),
    "too few cells stated": ("cells = 8", "cells = 7", "form.cells", ("0000", "7", "8")),
    "alternative rows counted": ("cells = 8", "cells = 9", "form.cells", ("0000", "9", "8")),
}


def test_sound_form_is_taken() -> None:
    form = read_form(SOUND)
    assert [str(cell) for cell in form.cells if cell.row == "note"] == ["stock.note.apples"]
    assert len(form.places) - len(form.cells) == 1
    assert [identity.key for identity in form.identities] == [
        *(("R1", "came"), ("R1", "went"), ("R2", "total")),
    ]
    assert form.identities[2].constant == 1
    assert form.identities[2].right == tuple(
        (Cell("stock", row, "total"), 1) for row in ("went", "lost", "stolen")
    )


@pytest.mark.parametrize("name", WRONG)
def test_contradiction_is_refused_with_rule_and_word(name: str) -> None:
    old, new, key, words = WRONG[name]
    assert SOUND.count(old) >= 1
    with pytest.raises(FormError) as caught:
        read_form(SOUND.replace(old, new, 1))
    assert caught.value.key == key
    assert [word for word in words if word not in str(caught.value)] == []


@pytest.mark.parametrize(
    ("text", "left", "relation", "right"),
    [
        ("a = b", [("a", 1)], "=", [("b", 1)]),
        ("a-b+c<=d", [("a", 1), ("b", -1), ("c", 1)], "<=", [("d", 1)]),
        ("-a >= 3 - b", [("a", -1)], ">=", [("3", 1), ("b", -1)]),
        (" a1 =  - 0 ", [("a1", 1)], "=", [("0", -1)]),
    ],
)
def test_equations_are_sums_of_signed_words(
    text: str, left: list[tuple[str, int]], relation: str, right: list[tuple[str, int]]
) -> None:
    found = parse_equation(text, "R")
    sides = (tuple(Term(w, s) for w, s in left), tuple(Term(w, s) for w, s in right))
    assert found == Equation(sides[0], relation, sides[1])  # type: ignore[arg-type]


def test_groups_and_constants_are_told_apart() -> None:
    (group,), (number,) = (
        parse_equation("sum( parts ) = 12", "R").left,
        parse_equation("sum( parts ) = 12", "R").right,
    )
    assert (group.word, group.group, group.constant) == ("parts", True, False)
    assert (number.word, number.group, number.constant) == ("12", False, True)


@pytest.mark.parametrize(("version", "count"), [("2019", 198), ("2021", 200)])
def test_official_forms_have_so_many_cells(version: str, count: int) -> None:
    form = load_form(version)
    assert len(form.cells) == count == len(set(form.cells))
    assert set(form.cells) < set(form.places)


@pytest.mark.parametrize(
    ("year", "version"),
    [(2008, "2019"), (2019, "2019"), (2020, "2019"), (2021, "2021"), (2030, "2021")],
)
def test_form_for_a_year(year: int, version: str) -> None:
    assert form_for_year(year).version == version


@pytest.mark.parametrize("version", VERSIONS)
def test_labels_are_unique_as_the_reader_sees_them(version: str) -> None:
    """Two tables of one report are read together: no label may name a row of both."""
    form = load_form(version)
    read = [form.tables[key] for key in ("disclosure", "applications")]
    seen = Counter(key for table in read for row in table.rows for key in names(row))
    assert [label for label, times in seen.items() if times > 1] == []
    for table in form.tables.values():
        columns = Counter(key for column in table.columns for key in names(column))
        assert [label for label, times in columns.items() if times > 1] == []


def names(line: Any) -> set[str]:
    return {label_key(text) for text in (line.label, *line.aliases)}


@pytest.mark.parametrize("version", VERSIONS)
def test_every_cell_of_tables_three_and_four_is_bound_by_a_rule(version: str) -> None:
    form = load_form(version)
    bound = {cell for identity in form.identities for cell in identity.cells}
    assert {cell for cell in form.places if cell.table != "disclosure"} <= bound


@pytest.mark.parametrize("version", VERSIONS)
def test_keys_are_those_of_the_domain(version: str) -> None:
    if not DOMAIN.exists():
        pytest.skip(f"needs {DOMAIN}, which is not part of the repository")
    known = json.loads(DOMAIN.read_text("utf-8"))
    form = load_form(version)
    disclosure = {Cell("disclosure", c["row"], c["column"]) for c in known[version]["disclosure"]}
    assert disclosure == {cell for cell in form.cells if cell.table == "disclosure"}
    rows = [row["key"] for row in known["applications"]["rows"]]
    assert rows == [row.key for row in form.tables["applications"].rows]
    columns = [column["key"] for column in known["applications"]["columns"]]
    assert columns == [column.key for column in form.tables["applications"].columns]
    disputes = [Cell("disputes", c["row"], c["column"]) for c in known["disputes"]["cells"]]
    assert disputes == [cell for cell in form.cells if cell.table == "disputes"]


@pytest.mark.parametrize("version", VERSIONS)
def test_rows_of_the_other_form_are_its_alternative(version: str) -> None:
    if not DOMAIN.exists():
        pytest.skip(f"needs {DOMAIN}, which is not part of the repository")
    known = json.loads(DOMAIN.read_text("utf-8"))
    table: Table = load_form(version).tables["applications"]
    foreign = {
        row["key"]
        for row in known["applications"]["rows"]
        if row["form"] != "both" and not row["form"].startswith(version)
    }
    assert foreign == table.unofficial
