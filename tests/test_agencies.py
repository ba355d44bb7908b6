"""Level and kind of an agency by its name, the roster, or the user's word."""

from __future__ import annotations

from dataclasses import replace

import pytest

from audit.check import Batch
from audit.check.agencies import UNKNOWN, Agency, agency_of, by_name
from audit.frames import build_frames
from audit.levels import KINDS, LEVELS, level_of
from audit.roster import Member, Roster
from tests.reporting import quiet


@pytest.mark.parametrize(
    ("name", "level", "kind"),
    [
        ("范例县教育局", "county", "department"),
        ("范例市教育局", UNKNOWN, "department"),
        ("架空区人民政府", "county", "government"),
        ("范例市架空区", "county", "government"),
        ("范例市人民政府", UNKNOWN, "government"),
        ("范例市", UNKNOWN, "government"),
        ("范例州市范例县财政局", "county", "department"),
        ("假想市样本市人民政府", "county", "government"),
        ("范例自治州人民政府", "prefecture", "government"),
        ("范例自治县人民政府", "county", "government"),
        ("范例省教育厅", "province", "department"),
        ("范例自治区人民政府", "province", "government"),
        ("范例市人民政府办公室", UNKNOWN, "office"),
        ("范例省人民政府办公厅", "province", "office"),
        ("范例县政府办公室", "county", "office"),
        ("范例市人民政府外事办公室", UNKNOWN, "department"),
        ("范例镇", "township", "township"),
        ("范例县范例镇人民政府", "township", "township"),
        ("范例县城关镇", "township", "township"),
        ("范例市架空区范例街道办事处", "township", "street"),
        ("范例镇市人民政府", UNKNOWN, "government"),
        ("范例市城市管理局", UNKNOWN, "department"),
        ("范例县城市管理局", "county", "department"),
        ("范例市市场监督管理局", UNKNOWN, "department"),
        ("范例县乡村振兴局", "county", "department"),
        ("范例市国有资产监督管理委员会", UNKNOWN, "department"),
        ("国家范例局", "central", "department"),
        ("国家税务总局范例县税务局", "county", "department"),
        ("范例市高新区", UNKNOWN, UNKNOWN),
        ("范例市经济技术开发区管理委员会", UNKNOWN, UNKNOWN),
        ("范例市范例新区人民政府", UNKNOWN, "government"),
        ("范例市档案馆", UNKNOWN, UNKNOWN),
        ("", UNKNOWN, UNKNOWN),
    ],
)
def test_what_a_name_makes_plain(name: str, level: str, kind: str) -> None:
    assert by_name(name) == Agency(level, kind)


def test_the_user_goes_before_the_roster_and_the_roster_before_the_name() -> None:
    named = quiet("范例市教育局")
    told = replace(named, level="province")
    member = Member("范例市教育局", level="县级", kind="office")
    reports = (named, told)
    batch = Batch(reports, build_frames(reports), Roster((member,)))
    assert agency_of(batch, 0) == Agency("county", "office")
    assert agency_of(batch, 1) == Agency("province", "office")
    assert agency_of(replace(batch, roster=Roster()), 0) == Agency(UNKNOWN, "department")


def test_words_for_levels() -> None:
    assert [level_of(word) for word in LEVELS] == list(LEVELS)
    assert level_of("县级") == "county"
    assert level_of("") == ""
    assert level_of("大") is None
    words = [word for words in LEVELS.values() for word in words]
    assert len(words) == len(set(words))
    assert UNKNOWN not in KINDS
