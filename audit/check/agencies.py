"""What sort of agency reports: level and kind, by its name, the roster, or the user's word."""

from __future__ import annotations

import re
from typing import NamedTuple

from audit.check.batch import Batch
from audit.levels import kind_of, level_of

UNKNOWN = "unknown"


class Agency(NamedTuple):
    """Level (a key of `audit.levels.LEVELS`) and kind (one of KINDS), or "unknown"."""

    level: str = UNKNOWN
    kind: str = UNKNOWN

    @property
    def is_government(self) -> bool:
        """Whether it reports for a region's government, a township's not counted."""
        return self.kind in ("government", "office")


_GOVERNMENT = re.compile(r"人民政府\Z")
_OFFICE = re.compile(r"(?:人民政府|政府)办公[室厅]\Z|(?<=[省市县区州盟旗])政府办\Z")
_STREET = re.compile(r"(?:街道|街道办事处|街道办)\Z")
_TOWNSHIP = re.compile(r"[^城集](?:镇|乡|苏木)(?:人民政府)?\Z|城关镇(?:人民政府)?\Z")
_DEPARTMENT = re.compile(
    r"(?:局|厅|(?<!区管理)委员会|(?:发改|卫健|卫生健康|教|科|经信|住建|农|商|编|国资|民宗)委"
    r"|(?<!政府)办公室|(?<!街道)办)\Z"
)
_MINISTRY = re.compile(r"\A(?:国务院|中华人民共和国|国家).*(?:部|委员会|总局|局|署|办公室)\Z")
_LOCAL = re.compile(r"[省市县区盟旗]")
_MUNICIPALITY = re.compile(r"\A(?:北京|上海|天津|重庆)市")
# regions that a name speaks of; 市场, 城市, 市政, 区域 are none, nor is the 州 of a city
_REGION = re.compile(
    r"(?P<name>[\u3400-\u9fff]+?|\A)(?P<unit>自治区|自治州|自治县|省(?![级直])"
    r"|(?<!城)市(?![场民容域级直]|政(?!府))|[县区](?![域级直划])|盟|旗)"
)
_NO_REGION = re.compile(r"(?:新|开发|度假|高新|示范|保税|经济|工业园|园|景|林|矿|校|社|小|地)\Z")


def agency_of(batch: Batch, n: int) -> Agency:
    """Return what is known of a report's agency: as told by the user, the roster, or its name."""
    report = batch.reports[n]
    named, member = by_name(report.agency), batch.roster.find(report.agency)
    told = (member.level, member.kind) if member else ("", "")
    level = level_of(report.level) or level_of(told[0]) or named.level
    return Agency(level, kind_of(told[1]) or named.kind)


def by_name(name: str) -> Agency:
    """Return what a name makes plain of level and kind.

    >>> by_name("示例县教育局"), by_name("示例市教育局"), by_name("示例镇")
    (Agency(level='county', kind='department'), Agency(level='unknown', kind='department'), \
Agency(level='township', kind='township'))
    """
    name = re.sub(r"[（(][^）)]*[)）]\Z", "", "".join(name.split()))
    if _STREET.search(name):
        return Agency("township", "street")
    if _MINISTRY.match(name) and not _LOCAL.search(name):
        return Agency("central", "department")
    kind = _kind(name)
    return Agency("township" if kind == "township" else _level(name), kind)


def _kind(name: str) -> str:
    if _OFFICE.search(name):
        return "office"
    if _TOWNSHIP.search(name):
        return "township"
    if _GOVERNMENT.search(name):
        return "government"
    if _DEPARTMENT.search(name):
        return "department"
    regions = list(_REGION.finditer(name))
    whole = bool(regions) and regions[-1].end() == len(name) and not _is_zone(regions[-1])
    return "government" if whole else UNKNOWN


def _is_zone(region: re.Match[str]) -> bool:
    """Whether 区 ends the name of a zone, which is no level of government."""
    return region["unit"] == "区" and bool(_NO_REGION.search(region["name"]))


def _level(name: str) -> str:
    """By the smallest region named; a 市 alone may be of three levels."""
    regions = list(_REGION.finditer(name))
    if not regions or any(_is_zone(found) for found in regions):
        return UNKNOWN
    unit = regions[-1]["unit"]
    if unit in ("省", "自治区") or (len(regions) == 1 and _MUNICIPALITY.match(name)):
        return "province"
    if unit in ("自治州", "盟"):
        return "prefecture"
    if unit == "市":
        # a city named behind a prefecture or another city is a county's
        before = {found["unit"] for found in regions[:-1]}
        return "county" if before & {"市", "自治州", "盟"} else UNKNOWN
    return "county"
