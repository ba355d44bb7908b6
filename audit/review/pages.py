"""The sheets of a workbook as it comes back: found by the keys above their heads, not by names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from audit.errors import InputError
from audit.own import PROPERTY
from audit.review.entry import ENTRIES
from audit.workbook.grids import STACKED
from audit.workbook.looks import looks, sheet_looks

RID, KEPT, READ_AS = "rid", "kept", "read_as"
MANIFEST, SOURCES, UNMATCHED = "manifest", "sources", "unmatched"
REPLIES = "replies"  # the list of problems in an agency's own workbook
_OWN = {  # how the columns begin that only this sheet of numbers has
    STACKED: "value.",
    "disclosure": "0.regulations.",
    "disputes": "0.review.",
}
_LITERAL = re.compile(r'"((?:[^"]|"")*)"')

Rows = Sequence[Sequence[Any]]


class Page(NamedTuple):
    """A sheet: what it is, its name now, where each column stands, and the rows below the keys.

    `top` is the place of the first of these rows, counted from 0.
    """

    kind: str
    name: str
    columns: Mapping[str, int]
    top: int
    rows: Rows


def read_pages(
    path: Path, unread: str = "carry.open", foreign: str = "carry.foreign"
) -> list[Page]:
    """Return the sheets of a workbook that are ours, in order.

    Raises InputError under the key `unread` if the file cannot be opened, under `foreign` if no
    sheet of it is for reviewers.
    """
    # a heavy import that only those need who read workbooks back
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        book = CalamineWorkbook.from_path(str(path))
        tables = {
            n: book.get_sheet_by_name(n).to_python(skip_empty_area=False) for n in book.sheet_names
        }
    except PasswordError:
        raise InputError("carry.locked", name=path) from None
    except (OSError, CalamineError):
        raise InputError(unread, name=path) from None
    pages = [page for name, table in tables.items() if (page := _page(name, table))]
    if not any(page.kind not in (MANIFEST, SOURCES) for page in pages):
        raise InputError(foreign, name=path)
    return pages


def _page(name: str, table: Rows) -> Page | None:
    """What sheet it is by the keys of its columns, where they are, and the rows below."""
    if table and list(table[0][:1]) == [PROPERTY]:
        return Page(MANIFEST, name, {"key": 0, "value": 1}, 1, table[1:])
    for n, row in enumerate(table):
        keys = [str(value) for value in row]
        if RID not in keys:
            continue
        columns = {key: at for at, key in reversed(list(enumerate(keys))) if key}
        # our keys stand above our heads: a sheet without the row of keys is not read as ours
        kind = next((k for k, needed in kinds() if _is_kind(k, needed, columns)), "")
        if kind:
            return Page(kind, name, columns, n + 1, table[n + 1 :])
    return None


def kinds() -> Iterator[tuple[str, set[str]]]:
    """Yield each sheet that is read back, and the keys by which it is known."""
    yield UNMATCHED, {RID, *ENTRIES}
    yield SOURCES, {RID, "source", "digest"}
    for key in (*looks()["order"], REPLIES):  # 问题清单 has the columns of replies, too
        of_sheet = {c["key"]: c for c in sheet_looks(key).get("columns", ())}
        yours = {name for name, column in of_sheet.items() if column.get("yours")}
        if yours and KEPT in of_sheet:
            yield key, yours | {RID, KEPT} | ({READ_AS} if key in _OWN else set())


def _is_kind(kind: str, needed: set[str], columns: Mapping[str, int]) -> bool:
    start = _OWN.get(kind, "")  # the sheets of numbers differ in the keys of their cells only
    return needed <= set(columns) and (not start or any(key.startswith(start) for key in columns))


def link_texts(path: Path, page: Page, key: str) -> list[str]:
    """Return what the links of a column show, "" where there is none, a text for each row.

    Some programs save formulas without what they come to; it stands in the formula, too.
    """
    from openpyxl import load_workbook

    column = page.columns[key] + 1
    sheet = load_workbook(path, read_only=True)[page.name]
    found = sheet.iter_rows(page.top + 1, page.top + len(page.rows), column, column, True)
    return [_shown_by(str(row[0] or "")) for row in found]


def _shown_by(formula: str) -> str:
    """The second argument of a link whose arguments are texts joined with &."""
    if not formula.startswith("=HYPERLINK("):
        return ""
    # of what stands outside the quotes only the commas between arguments matter
    parts = [""]
    end = 0
    for literal in _LITERAL.finditer(formula):
        parts += [""] * formula.count(",", end, literal.start())
        parts[-1] += literal[1].replace('""', '"')
        end = literal.end()
    return parts[-1] if len(parts) > 1 else ""
