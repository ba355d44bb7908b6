"""The CSV files: columns as promised, nothing that a spreadsheet would run, all of it readable."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.data import write_data
from audit.document import Place
from audit.errors import InputError
from audit.form import Cell, load_form
from audit.report import ABSENT, NOT_ON_FORM, Claim, Mention, Reading, Report, SectionText, State
from audit.run import audit_reports

COLUMNS = {
    "reports": ["source", "agency", "year", "form", "scope", "status", "verdict"],
    "cells": [
        *("source", "agency", "year", "form", "table", "row", "column"),
        *("value", "state", "raw", "place"),
    ],
    "sections": ["source", "agency", "year", "form", "section"],
    "claims": [
        *("source", "agency", "year", "form", "field", "kind", "value", "exact", "certain"),
        *("scope", "of_year", "section", "quote", "place"),
    ],
    "findings": [
        *("source", "agency", "year", "rule", "level", "outcome", "cells", "left", "right"),
        *("difference", "suspect", "suggested", "grade", "diagnosis"),
    ],
}

HOSTILE = [
    *("=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x","y")'),
    *("=cmd|' /C calc'!A0", "-2+3+cmd|' /C calc'!A0", "+", "@", "="),
]
HARMLESS = ["-4", "+12", "-0.5", "-", "—", "/", "――", "年报=1", "a@b", "", " ", "'quoted", "１２"]


def cells() -> dict[Cell, Reading]:
    """Every state once, the rest zeros that hold."""
    form = load_form("2021")
    out = {
        cell: Reading(State.READ, 0.0, "0", Place(3, 4, 5)) if cell in form.cells else NOT_ON_FORM
        for cell in form.places
    }
    granted = [cell for cell in form.cells if cell.row == "granted"]
    for cell, reading in zip(
        granted,
        [
            Reading(State.REPAIRED, 1234.0, "1,234", Place(3, 9, 4), "千分位"),
            Reading(State.BLANK, None, "", Place(3, 9, 5)),
            Reading(State.MARK, None, "—", Place(3, 9, 6)),
            Reading(State.UNREADABLE, None, "?08", Place(start=70, end=73)),
            ABSENT,
            Reading(State.CORRECTED, 2.5, "2"),
            Reading(State.READ, -3.0, "-3"),
        ],
        strict=True,
    ):
        out[cell] = reading
    return out


def report(source: str = "a.html", **kwargs: object) -> Report:
    usual: dict[str, object] = {
        **{"agency": "乌有市水务局", "year": 2023, "form": "2021", "scope": "own"},
        **{"cells": cells(), "digest": "0" * 64, "title": "题目", "published": "2024-01-19"},
        "sections": (SectionText("overview", "一、总体情况", '第一行\n第二行，“引”,"x"。'),),
    }
    return Report(source, "html", **{**usual, **kwargs})  # type: ignore[arg-type]


def written(folder: Path, *reports: Report) -> dict[str, list[list[str]]]:
    """The files as a program reads them, all values as text."""
    write_data(audit_reports(list(reports)), folder)
    out = {}
    for path in folder.iterdir():
        with path.open(encoding="utf-8-sig", newline="") as lines:
            out[path.stem] = list(csv.reader(lines))
    return out


def table(rows: list[list[str]]) -> list[dict[str, str]]:
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def test_files_and_columns(tmp_path: Path) -> None:
    files = written(tmp_path / "new" / "data", report())
    assert set(files) == set(COLUMNS)
    assert {name: rows[0][: len(COLUMNS[name])] for name, rows in files.items()} == COLUMNS
    assert files["cells"][0] == COLUMNS["cells"]
    assert files["claims"][0] == COLUMNS["claims"]
    assert all(len(row) == len(rows[0]) for rows in files.values() for row in rows)


def test_bom_and_line_ends(tmp_path: Path) -> None:
    written(tmp_path, report())
    for path in tmp_path.iterdir():
        data = path.read_bytes()
        assert data.startswith(b"\xef\xbb\xbf")
        assert data.count(b"\xef\xbb\xbf") == 1
        assert b"\r" not in data


def test_claims_stand_with_their_place(tmp_path: Path) -> None:
    claims = (
        Claim("received", 41.0, "=收到41件", "overview", 3, 5, scope="own"),
        Claim("granted", 30.0, "约占30%", "overview", 9, 11, "share", False, False, year=2022),
    )
    rows = written(tmp_path, report(claims=claims), report("b.html", year=None))["claims"]
    told = [
        ["received", "count", "41.0", "True", "True", "own", "", "overview", "'=收到41件"],
        ["granted", "share", "30.0", "False", "False", "", "2022", "overview", "约占30%"],
    ]
    assert [row[4:-1] for row in rows[1:]] == told
    assert [row[-1] for row in rows[1:]] == ["overview:3-5", "overview:9-11"]
    assert [row[:4] for row in rows[1:]] == [["a.html", "乌有市水务局", "2023", "2021"]] * 2


def test_every_place_of_the_form_is_a_row(tmp_path: Path) -> None:
    rows = table(written(tmp_path, report())["cells"])
    form = load_form("2021")
    assert [(r["table"], r["row"], r["column"]) for r in rows] == list(map(tuple, form.places))
    granted = [(r["value"], r["state"], r["raw"]) for r in rows if r["row"] == "granted"]
    assert granted == [
        ("1234.0", "repaired", "1,234"),
        ("", "blank", ""),
        ("", "mark", "—"),
        ("", "unreadable", "?08"),
        ("", "absent", ""),
        ("2.5", "corrected", "2"),
        ("-3.0", "read", "-3"),
    ]
    assert rows[0]["place"] == "表3第4行第5列"
    assert next(r["place"] for r in rows if r["raw"] == "?08") == "字符70–73"
    unused = {r["state"] for r in rows if r["row"] == "other_processing"}
    assert unused == {"not_on_form"}


def test_reports_say_status_and_states(tmp_path: Path) -> None:
    unread = Report("z.pdf", "pdf", problem="打不开")
    newer = report("b.html", published="2024-03-01")
    rows = table(written(tmp_path, report(), newer, unread)["reports"])
    found = {r["source"]: (r["status"], r["agency"], r["year"], r["form"]) for r in rows}
    assert found == {
        "a.html": ("repeated", "乌有市水务局", "2023", "2021"),
        "b.html": ("read", "乌有市水务局", "2023", "2021"),
        "z.pdf": ("unread", "", "", ""),
    }
    one = next(r for r in rows if r["source"] == "a.html")
    counts = {state.value: int(one[state.value]) for state in State}
    assert {s: n for s, n in counts.items() if n == 1} == dict.fromkeys(
        ["repaired", "blank", "mark", "unreadable", "absent", "corrected"], 1
    )
    assert counts["read"] == 200 - 6


def test_unread_reports_have_no_cells(tmp_path: Path) -> None:
    files = written(tmp_path, Report("z.pdf", "pdf", problem="打不开"))
    assert len(files["cells"]) == len(files["sections"]) == len(files["findings"]) == 1
    assert len(files["reports"]) == 2


def test_findings_name_cells_and_sides(tmp_path: Path) -> None:
    place = Cell("disputes", "review", "total")
    changed = cells() | {place: Reading(State.READ, 4.0, "4", Place(5, 1, 5))}
    found = table(written(tmp_path, report(cells=changed))["findings"])
    (row,) = [r for r in found if r["rule"] == "T401"]
    assert (row["level"], row["outcome"]) == ("error", "不符")
    columns = ("upheld", "corrected", "other", "pending", "total")
    assert row["cells"] == "; ".join(f"disputes.review.{c}" for c in columns)
    assert (row["left"], row["right"], row["difference"]) == ("0.0", "4.0", "-4.0")
    (gap,) = [r for r in found if r["rule"] == "T302" and r["outcome"] == "无法核对"]
    assert (gap["level"], gap["left"], gap["follows"]) == ("info", "", "")
    (missing,) = [r for r in found if r["rule"] == "S06"]
    assert missing["follows"] == "T302; T303"


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_starts_like_a_formula(tmp_path: Path, text: str) -> None:
    raw = cells() | {Cell("disputes", "review", "total"): Reading(State.UNREADABLE, None, text)}
    hostile = report(
        *(text,),
        **{"agency": text, "title": text, "scope": text, "published": text, "level": text},
        cells=raw,
        sections=(SectionText("overview", text, text),),
        mentions=(Mention("title", text, 2023), Mention("signature", "子虚县", 2022)),
    )
    files = written(tmp_path, hostile, Report(f"{text}2", "txt", problem=text))
    values = [value for rows in files.values() for row in rows for value in row]
    assert values.count(f"'{text}") >= 10 or "\r" in text
    starts = {value for value in values if value.startswith(tuple("=+-@\t\r"))}
    # what a spreadsheet makes of these is the same number
    assert starts <= {"-3.0", "-3", "+2"}


@pytest.mark.parametrize("text", HARMLESS)
def test_harmless_text_is_left_alone(tmp_path: Path, text: str) -> None:
    raw = cells() | {Cell("disputes", "review", "total"): Reading(State.MARK, None, text)}
    rows = table(written(tmp_path, report(cells=raw))["cells"])
    (found,) = [r for r in rows if (r["row"], r["column"]) == ("review", "total")]
    assert found["raw"] == text


def test_awkward_characters_do_not_break_rows(tmp_path: Path) -> None:
    agencies = [
        '乌有"市',
        "乌有,市",
        "乌有\n市",
        "乌有\r市",
        "乌有\r\n市",
        "乌\x00有",
        "\ud800市",
        "NA",
    ]
    reports = [report(f"{n}.txt", agency=name) for n, name in enumerate(agencies)]
    files = written(tmp_path, *reports)
    found = {r["source"]: r["agency"] for r in table(files["reports"])}
    told = [found[f"{n}.txt"].replace("\r\n", "\n") for n in range(len(agencies))]
    told = [name.replace("\r", "\n") for name in told]
    assert told == ['乌有"市', "乌有,市", *["乌有\n市"] * 3, "乌有", "?市", "NA"]
    frame = pd.read_csv(tmp_path / "reports.csv", keep_default_na=False)
    assert len(frame) == len(agencies)
    assert set(frame["source"]) == set(found)


agencies = st.lists(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00\r"), max_size=8),
    min_size=1,
    max_size=4,
)


@settings(max_examples=25)
@given(agencies)
def test_pandas_reads_back_what_was_written(
    tmp_path_factory: pytest.TempPathFactory, names: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("data")
    audit = audit_reports([report(f"{n}.txt", agency=name) for n, name in enumerate(names)])
    write_data(audit, folder)
    frame = pd.read_csv(folder / "cells.csv", keep_default_na=False, dtype=str)
    assert len(frame) == len(names) * len(load_form("2021").places)
    told = {f"{n}.txt": name for n, name in enumerate(names)}
    for source, name in frame[["source", "agency"]].drop_duplicates().itertuples(index=False):
        assert str(name) in (told[source], f"'{told[source]}")
    numbers = pd.to_numeric(frame["value"]).to_numpy()
    expected = [x.value for r in audit.reports for x in r.cells.values()]
    assert [None if pd.isna(n) else n for n in numbers] == expected


@pytest.mark.parametrize(("rule", "number", "differing"), [("X04", 0.0, 0), ("P08", 5.0, 1)])
def test_the_same_report_in_two_files(
    tmp_path: Path, rule: str, number: float, differing: int
) -> None:
    place = Cell("disclosure", "licences", "decisions")
    newer = report(
        "b.html", published="2024-03-01", cells=cells() | {place: Reading(State.READ, number)}
    )
    files = written(tmp_path, newer, report())
    (row,) = [r for r in table(files["findings"]) if r["rule"] in ("X04", "P08")]
    assert (row["rule"], row["source"], row["outcome"]) == (rule, "a.html", "不符")
    assert row["cells"] == "disclosure.licences.decisions" * differing
    assert "b.html" in row["sentence"]
    found = {r["source"]: (r["counted"], r["rid"]) for r in table(files["reports"])}
    assert found == {
        "a.html": ("False", "乌有市水务局|2023#a.html"),
        "b.html": ("True", "乌有市水务局|2023#b.html"),
    }


@pytest.mark.parametrize("state", [State.UNREADABLE, State.ABSENT])
def test_what_is_unread_in_one_file_is_no_other_number(tmp_path: Path, state: State) -> None:
    """不符 is said of numbers only: a place that one version does not show differs from nothing."""
    place = Cell("disclosure", "licences", "decisions")
    newer = report("b.html", cells=cells() | {place: Reading(state, None, "?4")})
    rows = table(written(tmp_path, newer, report())["findings"])
    assert [r["rule"] for r in rows if r["rule"] in ("X04", "P08")] == ["X04"]


def test_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    with pytest.raises(InputError) as caught:
        write_data(audit_reports([report()]), tmp_path / "data")
    assert caught.value.key == "output.data"
    assert str(tmp_path / "data") in str(caught.value)


def test_old_files_are_replaced_and_no_parts_are_left(tmp_path: Path) -> None:
    written(tmp_path, report(), report("b.html", agency="子虚县"))
    files = written(tmp_path, report())
    assert len(files["reports"]) == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(f"{n}.csv" for n in COLUMNS)
