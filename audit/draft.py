"""A first draft of a roster from reports that were read: only what the names say plainly."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from audit.partners import UNKNOWN
from audit.report import Report
from audit.roster import Member, Roster
from audit.words import say

_GOVERNMENT = "人民政府"
_OFFICES = ("人民政府办公厅", "人民政府办公室")
_STREET = "街道办事处"
_DEPARTMENTS = ("局", "委员会", "厅", "委", "办公室", "中心")
# a city may stand over counties or be one itself: its level is left to the office
_LEVELS = {
    **dict.fromkeys("省", "province"),
    **dict.fromkeys("州盟", "prefecture"),
    **dict.fromkeys("县区旗", "county"),
    **dict.fromkeys("镇乡", "township"),
}


def draft_roster(reports: Iterable[Report]) -> Roster:
    """Return the agencies of some reports, each once, with what their names tell.

    Level and kind stand only where the name is plain; the superior only where a government is
    among the agencies whose region the name begins with. All of it is to be corrected.
    """
    scopes: dict[str, str] = {}
    for report in reports:
        if report.agency and not report.problem:
            known = "" if report.scope == UNKNOWN else report.scope
            scopes[report.agency] = scopes.get(report.agency) or known
    regions = {name[: -len(_GOVERNMENT)] for name in scopes if name.endswith(_GOVERNMENT)}
    members = [
        Member(name, (), _parent(name, regions), _level(name), _kind(name), scope)
        for name, scope in scopes.items()
    ]
    return Roster(tuple(sorted(members, key=lambda m: (m.parent or m.agency, m.agency))))


def _parent(name: str, regions: Collection[str]) -> str:
    """The government of the longest region, not its own, that a name begins with."""
    own = name[: -len(_GOVERNMENT)] if name.endswith(_GOVERNMENT) else name
    found = (own[:end] for end in range(len(own) - 1, 1, -1) if own[:end] in regions)
    region = next(found, "")
    return region + _GOVERNMENT if region else ""


def _level(name: str) -> str:
    if name.endswith(_STREET):
        return say("roster.level.township")
    if name.endswith(_GOVERNMENT):
        region = name[: -len(_GOVERNMENT)]
        level = "province" if region.endswith("自治区") else _LEVELS.get(region[-1:], "")
        return say(f"roster.level.{level}") if level else ""
    return ""


def _kind(name: str) -> str:
    for kind, endings in (
        ("government", (_GOVERNMENT,)),
        ("office", _OFFICES),
        ("street", (_STREET,)),
        ("department", _DEPARTMENTS),
    ):
        if name.endswith(endings):
            return say(f"roster.kind.{kind}")
    return ""
