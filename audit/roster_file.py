"""A roster as an office keeps it: xlsx or csv, in; and a first draft of one, out."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

from audit.errors import InputError
from audit.facts import SCOPES
from audit.roster import Member, Roster
from audit.words import say

# the heads of each column, as they are written first
HEADS: dict[str, tuple[str, ...]] = {
    "agency": ("机关", "机关名称", "单位", "agency"),
    "aliases": ("别名", "曾用名", "aliases"),
    "parent": ("上级", "上级机关", "parent"),
    "level": ("层级", "level"),
    "kind": ("类型", "kind"),
    "scope": ("范围", "scope"),
    "email": ("邮箱", "电子邮箱", "email"),
    "exempt": ("免报", "exempt"),
}
_WORKBOOKS = (".xlsx", ".xls", ".et", ".ods")
_NO = ("", "0", "否", "no", "false")
Line = tuple[int, dict[str, str]]


def read_roster(path: Path) -> Roster:
    """Read a roster: a row an agency, heads in Chinese or English, in any order.

    Other columns are passed over. Raises InputError with the line that cannot be used: a name
    that stands twice, a superior that is not in the roster or leads back to the agency.
    """
    rows = _of_workbook(path) if path.suffix.lower() in _WORKBOOKS else _of_csv(path)
    members: list[Member] = []
    lines: dict[str, int] = {}
    for n, told in _lines(path, rows):
        member = _member(path, n, told)
        for name in (member.agency, *member.aliases):
            if name in lines:
                raise InputError("roster.twice", name=path, line=n, agency=name, first=lines[name])
            lines[name] = n
        members.append(member)
    if not members:
        raise InputError("roster.empty", name=path)
    roster = Roster(tuple(members))
    _refuse_circles(path, roster, lines)
    return roster


def _of_workbook(path: Path) -> list[list[str]]:
    # a heavy import that only a build with a roster needs
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_path(str(path))
        rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (OSError, CalamineError, IndexError):
        raise InputError("roster.open", name=path) from None
    return [[_text(value) for value in row] for row in rows]


def _of_csv(path: Path) -> list[list[str]]:
    try:
        data = path.read_bytes()
    except OSError:
        raise InputError("roster.open", name=path) from None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("gb18030", "replace")
    reader = csv.reader(text.splitlines())
    rows: list[list[str]] = []
    for row in reader:
        # a field may go over several lines: the number of the row stays that of the file
        rows += [[] for _ in range(reader.line_num - len(rows) - 1)]
        rows.append([value.strip() for value in row])
    return rows


def _text(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value).strip()


def _lines(path: Path, rows: Sequence[Sequence[str]]) -> Iterator[Line]:
    """Number, from 1, and fields by key of every row below the heads that has any."""
    places: dict[str, int] = {}
    start = next((n for n, row in enumerate(rows) if any(row)), 0)
    heads = [value.lower() for value in rows[start]] if rows else []
    for key, words in HEADS.items():
        found = next((word for word in words if word in heads), None)
        if found:
            places[key] = heads.index(found)
    if "agency" not in places:
        raise InputError(
            "roster.columns", name=path, columns="、".join(w[0] for w in HEADS.values())
        )
    for n, row in enumerate(rows[start + 1 :], start + 2):
        if any(row):
            yield n, {key: row[at] if at < len(row) else "" for key, at in places.items()}


def _member(path: Path, n: int, told: dict[str, str]) -> Member:
    if not told["agency"]:
        raise InputError("roster.no_agency", name=path, line=n)
    aliases = told.get("aliases", "").replace(";", "；").split("；")
    scope = told.get("scope", "")
    words = {say(f"book.scope.{key}"): key for key in SCOPES} | {key: key for key in SCOPES}
    if scope and scope not in words:
        known = "、".join(say(f"book.scope.{key}") for key in SCOPES)
        raise InputError("roster.scope", name=path, line=n, value=scope, known=known)
    exempt = told.get("exempt", "")
    return Member(
        told["agency"],
        tuple(name.strip() for name in aliases if name.strip()),
        told.get("parent", ""),
        told.get("level", ""),
        told.get("kind", ""),
        words.get(scope, ""),
        told.get("email", ""),
        "" if exempt.lower() in _NO else exempt,
    )


def _refuse_circles(path: Path, roster: Roster, lines: dict[str, int]) -> None:
    known: set[str] = set()  # agencies from which the way up ends
    for member in roster.members:
        above: list[str] = []
        here: Member | None = member
        while here is not None and here.agency not in known:
            line = lines[here.agency]
            if here.agency in above:
                raise InputError("roster.circle", name=path, line=line, agency=here.agency)
            above.append(here.agency)
            parent = roster.find(here.parent) if here.parent else None
            if here.parent and parent is None:
                raise InputError("roster.parent", name=path, line=line, parent=here.parent)
            here = parent
        known.update(above)


def write_roster(roster: Roster, path: Path) -> None:
    """Write a roster as xlsx, with the heads that `read_roster` knows.

    Raises OSError if it cannot be written.
    """
    import xlsxwriter

    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        sheet = book.add_worksheet(say("roster.sheet"))
        bold = book.add_format({"bold": True, "bottom": 1})
        for column, (key, words) in enumerate(HEADS.items()):
            sheet.write_string(0, column, words[0], bold)
            sheet.set_column(column, column, 34 if key in ("agency", "parent", "aliases") else 14)
        for row, member in enumerate(roster.members, 1):
            scope = say(f"book.scope.{member.scope}") if member.scope else ""
            told = member._replace(scope=scope)._asdict()
            for column, key in enumerate(HEADS):
                value = "；".join(told[key]) if key == "aliases" else told[key]
                sheet.write_string(row, column, value)
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, len(roster.members), len(HEADS) - 1)
