"""Copies of one workbook, edited apart and at different times, as one."""

from __future__ import annotations

import pytest

from audit.review.entry import CELLS, PROBLEM, REPORT, Entry
from audit.review.merge import Merged, merged

RID = "范例县教育局|2024"
OWNED = {"owner": "王"}
BOTH = "甲（王）；乙（李）"


def entry(
    file: str, status: str = "", before: str = "", reviewer: str = "", hash_: str = "1"
) -> Entry:
    fields = {"status": status, "reviewer": reviewer}
    kept = {"status": before, "reviewer": reviewer}
    return Entry(PROBLEM, f"{RID}|T402|不符|", fields, kept, {}, {"value_hash": hash_}, file)


def one(*entries: Entry) -> Merged:
    (row,) = merged([[entry] for entry in entries]).values()
    return row


@pytest.mark.parametrize(
    ("entries", "status"),
    [
        # (what stands there, what the build had put there)
        ([("", ""), ("属实", ""), ("", "")], "属实"),
        ([("属实", "属实"), ("属实", ""), ("", "")], "属实"),  # brought together a second time
        (
            [("属实", "属实"), ("误报", "属实"), ("属实", "属实")],
            "误报",
        ),  # who changed it goes first
        ([("误报", "误报"), ("属实", "")], "误报（audit）；属实（audit_1）"),  # decided since
        ([("属实", "属实"), ("", "属实")], ""),  # struck out
        (
            [("甲（王）；乙（李）", "甲（王）；乙（李）"), ("甲", ""), ("乙", "")],
            "甲（audit_1）；乙（audit_2）",
        ),
    ],
)
def test_a_field_takes_what_was_changed_last(entries: list[tuple[str, str]], status: str) -> None:
    files = ("audit", "audit_1", "audit_2")
    row = one(*(entry(f"{f}.xlsx", *told) for f, told in zip(files, entries, strict=False)))
    assert row.entry.fields["status"] == status
    assert bool(row.disagree) == (status != BOTH and "；" in status)


def test_a_name_under_both_sayings_gives_way_to_the_files() -> None:
    """Whose a report is does not tell who wrote: in every copy it is the same name."""
    rows = [
        Entry(
            REPORT, RID, {"owner": "王", "decision": text}, {"owner": "王"}, file=f"audit_{by}.xlsx"
        )
        for by, text in (("王", "通过"), ("李", "退回"))
    ]
    assert one(*rows).entry.fields["decision"] == "通过（audit_王）；退回（audit_李）"


def test_names_sign_where_they_differ() -> None:
    rows = entry("a.xlsx", "属实", reviewer="王"), entry("b.xlsx", "误报", reviewer="李")
    assert one(*rows).entry.fields["status"] == "属实（王）；误报（李）"


def test_an_answer_on_older_numbers_stays_one() -> None:
    """The workbook was built again since the copy was given out: its numbers are not those seen."""
    row = one(entry("audit.xlsx", hash_="2"), entry("audit_王.xlsx", "属实", hash_="1"))
    assert row.entry.told["value_hash"] == "1"
    row = one(entry("audit.xlsx", hash_="2"), entry("audit_王.xlsx", hash_="1"))
    assert row.entry.told["value_hash"] == "2"


def test_of_a_number_none_is_taken_where_a_later_build_has_another() -> None:
    key, read = "disputes.review.total", {"disputes.review.total": "3"}
    later = Entry(CELLS, f"{RID}|disputes", {key: "5"}, {key: "5"}, read, file="audit.xlsx")
    copy = Entry(CELLS, f"{RID}|disputes", {key: "4"}, {key: "3"}, read, file="audit_王.xlsx")
    row = one(later, copy)
    assert row.entry.fields[key] == "3"
    assert {text for _, text in row.disagree[key]} == {"4", "5"}
