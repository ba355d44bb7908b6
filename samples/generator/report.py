"""A whole fictional report: who, when, numbers and prose."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from audit.form import Cell, Form, form_for_year, load_form

from . import prose
from .numbers import consistent

# no place of these names exists; 示例 is avoided because it is also left-over template text
PLACES = ("范例市", "假想市", "虚构区", "样本县", "模拟县", "架空区")
BUREAUS = ("教育局", "财政局", "民政局", "水利局", "司法局", "发展和改革局", "自然资源局")
BASES = {
    "2019": "国办公开办函〔2019〕60号",
    "2021": "国办公开办函〔2021〕30号",
}


@dataclass(frozen=True, slots=True)
class Generated:
    """A fictional report as its agency wrote it, before anything happened to it.

    cells: a number for every place in use; sections: paragraphs of 一 五 六 by section key.
    """

    agency: str
    year: int
    version: str
    cells: dict[Cell, float]
    preamble: str
    sections: dict[str, tuple[str, ...]]
    published: date
    signed: date

    @property
    def form(self) -> Form:
        """The form the report is made on."""
        return load_form(self.version)

    @property
    def title(self) -> str:
        """The report's title line."""
        return f"{self.agency}{self.year}年政府信息公开工作年度报告"

    @property
    def unused(self) -> frozenset[str]:
        """Keys of the rows of the form that this report does not fill."""
        rows = {cell.row for cell in self.cells}
        return frozenset(cell.row for cell in self.form.places if cell.row not in rows)


def generate(
    rng: Random,
    *,
    year: int | None = None,
    version: str | None = None,
    agency: str | None = None,
    single_other_row: bool | None = None,
) -> Generated:
    """Make a consistent report; whatever is not given is drawn.

    The form follows from the year unless `version` asks for another one.
    """
    year = year if year is not None else rng.randint(2019, 2025)
    form = load_form(version) if version else form_for_year(year)
    if single_other_row is None and rng.random() < 0.15:
        single_other_row = rng.random() < 0.5
    cells = consistent(form, rng, single_other_row=single_other_row)
    return written(agency or _agency(cells, rng), year, form, cells, rng)


def written(agency: str, year: int, form: Form, cells: dict[Cell, float], rng: Random) -> Generated:
    """Write a report around numbers that are given."""
    signed = date(year + 1, 1, rng.randint(6, 24))
    return Generated(
        agency,
        year,
        form.version,
        cells,
        _preamble(agency, year, form),
        {
            "overview": prose.overview(form, cells, year, rng),
            "problems": prose.problems(year, rng),
            "other": prose.other(form.version, cells, rng),
        },
        published=signed + timedelta(days=rng.randint(0, 6)),
        signed=signed,
    )


def _agency(cells: dict[Cell, float], rng: Random) -> str:
    place = rng.choice(PLACES)
    if any(value for cell, value in cells.items() if cell.row == "regulations"):
        return f"{rng.choice(PLACES[:2])}人民政府"
    return f"{place}{rng.choice(('人民政府', *BUREAUS, *BUREAUS))}"


def _preamble(agency: str, year: int, form: Form) -> str:
    return (
        f"本报告根据《中华人民共和国政府信息公开条例》和{BASES[form.version]}的要求编制。"
        f"所列数据的统计期限为{year}年1月1日至{year}年12月31日。"
        f"如有疑问,请与{agency}联系(地址:{agency[:3]}虚拟路1号,电话:000-0000000)。"
    )
