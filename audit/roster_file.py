"""A roster as an office keeps it: xlsx or csv, in; and a first draft of one, out."""

from __future__ import annotations

from pathlib import Path

from audit.errors import InputError
from audit.facts import SCOPES, scope_of
from audit.lists import Kind, Tell, read_list, unheard
from audit.roster import Member, Roster
from audit.words import later, listed, say

# the heads of each column, as they are written first
HEADS: dict[str, tuple[str, ...]] = {
    "agency": ("机关", "机关名称", "单位", "单位名称", "机构名称", "agency"),
    "aliases": ("别名", "曾用名", "aliases"),
    "parent": ("上级", "上级机关", "上级单位", "parent"),
    "level": ("层级", "level"),
    "kind": ("类型", "kind"),
    "scope": ("范围", "scope"),
    "email": ("邮箱", "电子邮箱", "email"),
    "exempt": ("免报", "exempt"),
}
_NO = ("", "0", "否", "no", "false")


def read_roster(path: Path, tell: Tell = unheard) -> Roster:
    """Read a roster: a row an agency, heads in Chinese or English, in any order.

    Other columns are passed over and told. Raises InputError with the line that cannot be used: a
    name that stands twice, a superior that is not in the roster or leads back to the agency.
    """
    members: list[Member] = []
    lines: dict[str, int] = {}
    for n, told in read_list(path, Kind(later("roster.sheet"), HEADS), tell):
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


def _member(path: Path, n: int, told: dict[str, str]) -> Member:
    if not told["agency"]:
        raise InputError("roster.no_agency", name=path, line=n)
    aliases = told["aliases"].replace(";", "；").split("；")
    scope = scope_of(told["scope"])
    if scope is None:
        known = listed(say(f"book.scope.{key}") for key in SCOPES)
        raise InputError("roster.scope", name=path, line=n, value=told["scope"], known=known)
    exempt = told["exempt"]
    return Member(
        told["agency"],
        tuple(name.strip() for name in aliases if name.strip()),
        told["parent"],
        told["level"],
        told["kind"],
        scope,
        told["email"],
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
