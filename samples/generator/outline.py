"""A report as a sequence of parts, the same for every layout."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Literal, NamedTuple

from .report import Generated
from .tables import Wording

PartKind = Literal["title", "source", "paragraph", "heading", "table", "signature"]


class Part(NamedTuple):
    """A piece of a report; the text of a table is its key."""

    kind: PartKind
    text: str


def outline(report: Generated, wording: Wording, rng: Random) -> list[Part]:
    """Return the report's parts in order, set in the agency's wording."""
    parts = [Part("title", report.title)]
    if rng.random() < 0.7:
        parts.append(Part("source", source_line(report, rng)))
    parts.append(Part("paragraph", wording.prose(report.preamble)))
    tables = {cell.table for cell in report.cells}
    for section in report.form.sections:
        if section.key not in {*report.form.tables, *report.sections}:
            continue
        title = section.aliases[0] if rng.random() < 0.1 else section.title
        parts.append(Part("heading", f"{section.numeral}、{title}"))
        if section.key in tables:
            parts.append(Part("table", section.key))
        for paragraph in report.sections.get(section.key, ()):
            parts.append(Part("paragraph", wording.prose(paragraph)))
    if rng.random() < 0.7:
        parts.append(Part("signature", report.agency))
        parts.append(Part("signature", in_words(report.signed)))
    return parts


def source_line(report: Generated, rng: Random) -> str:
    """Return the line in which a site tells who published the page, and when."""
    day = report.published.isoformat()
    return rng.choice(
        (
            f"来源:{report.agency}  发布日期:{day}",
            f"发布时间:{day}  来源:{report.agency}  字体:大 中 小",
            f"发布机构:{report.agency}  发布日期:{day}  浏览次数:",
        )
    )


def in_words(day: date) -> str:
    """Write a date the way signatures do."""
    return f"{day.year}年{day.month}月{day.day}日"
