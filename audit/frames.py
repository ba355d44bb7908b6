"""Reports as pandas frames: one row a report, one row a cell, one matrix of values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from audit.form import load_form
from audit.identities import arrays, system
from audit.precedence import chosen
from audit.report import STATES, Report
from audit.roster import Roster


@dataclass(frozen=True)
class Frames:
    """The audited reports as data.

    reports: one row a report (source, agency, year, form, scope, level, status, rid, counted, …);
    values: reports × cells of both forms (MultiIndex table, row, column), NaN where there is no
    number; states: the same shape, state codes (positions in `audit.report.STATES`).
    Reports that could not be read have a row here and NaN throughout.
    """

    reports: pd.DataFrame
    values: pd.DataFrame
    states: pd.DataFrame

    @cached_property
    def forms(self) -> NDArray[np.str_]:
        """The form version of every report, empty where unread."""
        return self.reports["form"].to_numpy(dtype=str)

    def reordered(self, order: Sequence[int]) -> Frames:
        """Return the frames with the reports in another order."""
        frames = (self.reports, self.values, self.states)
        return Frames(*(frame.iloc[list(order)].reset_index(drop=True) for frame in frames))


def build_frames(reports: Sequence[Report], roster: Roster | None = None) -> Frames:
    """Turn reports, in the order given, into frames; a roster tells names of one agency."""
    columns = _cells()
    pairs = [arrays(report.cells) for report in reports]
    shape = (len(reports), len(columns))
    values = np.vstack([v for v, _ in pairs]) if pairs else np.empty(shape)
    states = np.vstack([s for _, s in pairs]) if pairs else np.empty(shape, dtype=np.int8)
    return Frames(
        _reports_frame(reports, roster),
        pd.DataFrame(values, columns=columns),
        pd.DataFrame(states, columns=columns),
    )


@cache
def _cells() -> pd.MultiIndex:
    return pd.MultiIndex.from_tuples(system().cells, names=["table", "row", "column"])


def _reports_frame(reports: Sequence[Report], roster: Roster | None) -> pd.DataFrame:
    rids = report_ids(reports)
    counting = chosen(reports, roster)
    counted = [n in counting for n in range(len(reports))]
    rows = [
        {
            "source": r.source,
            "agency": r.agency,
            "year": r.year,
            "form": r.form,
            "scope": r.scope,
            "status": "unread" if r.problem else "read" if c else "repeated",
            "level": r.level,
            "kind": r.kind,
            "encoding": r.encoding,
            "title": r.title,
            "published": r.published,
            "signed": r.signed,
            "rid": rid,
            "counted": c,
            "digest": r.digest,
            "problem": r.problem,
            "url": r.url,
            "fetched_at": r.fetched_at,
        }
        for r, rid, c in zip(reports, rids, counted, strict=True)
    ]
    data: dict[str, Any] = {name: [row[name] for row in rows] for name in _REPORT_COLUMNS}
    data["year"] = pd.array(data["year"], dtype="Int64")
    data["counted"] = np.array(data["counted"], dtype=bool)
    return pd.DataFrame(data)


_REPORT_COLUMNS = [
    *("source", "agency", "year", "form", "scope", "status", "level", "kind", "encoding"),
    *("title", "published", "signed", "rid", "counted", "digest", "problem"),
    *("url", "fetched_at"),
]


def report_ids(reports: Sequence[Report]) -> list[str]:
    """Return agency|year for each report; unknown or repeated ones get # and the source."""
    plain = [f"{r.agency}|{r.year or ''}" for r in reports]
    seen = Counter(plain)
    return [
        name if r.agency and r.year and seen[name] == 1 else f"{name}#{r.source}"
        for name, r in zip(plain, reports, strict=True)
    ]


def cells_frame(reports: Sequence[Report]) -> pd.DataFrame:
    """Return all cells in long form: source, agency, year, form, key, value, state, raw, place."""
    head = ["source", "agency", "year", "form"]
    rows = [
        (
            r.source,
            r.agency,
            r.year,
            r.form,
            *cell,
            x.value,
            x.state.value,
            x.raw,
            str(x.place or ""),
        )
        for r in reports
        if not r.problem
        for cell in load_form(r.form).places
        for x in (r.cells[cell],)
    ]
    names = [*head, "table", "row", "column", "value", "state", "raw", "place"]
    return pd.DataFrame(rows, columns=names).astype({"year": "Int64"})


def sections_frame(reports: Sequence[Report]) -> pd.DataFrame:
    """Return the prose: source, agency, year, form, section, heading, text, length."""
    names = ["source", "agency", "year", "form", "section", "heading", "text", "length"]
    rows = [
        (r.source, r.agency, r.year, r.form, s.key, s.heading, s.text, len(s.text))
        for r in reports
        for s in r.sections
    ]
    return pd.DataFrame(rows, columns=names).astype({"year": "Int64"})


def claims_frame(reports: Sequence[Report]) -> pd.DataFrame:
    """Return what the prose claims: one row a claim, in the order of the text.

    `of_year` is the year it speaks of where that is not the report's own; `place` is the section
    and the offsets in its text.
    """
    rows = [
        (
            *(r.source, r.agency, r.year, r.form),
            *(c.field, c.kind, c.value, c.exact, c.certain, c.scope, c.year, c.section, c.quote),
            f"{c.section}:{c.start}-{c.end}",
        )
        for r in reports
        for c in r.claims
    ]
    return pd.DataFrame(rows, columns=_CLAIM_COLUMNS).astype(
        {"year": "Int64", "value": float, "exact": bool, "certain": bool, "of_year": "Int64"}
    )


_CLAIM_COLUMNS = [
    *("source", "agency", "year", "form", "field", "kind", "value", "exact", "certain", "scope"),
    *("of_year", "section", "quote", "place"),
]


def state_counts(frames: Frames) -> pd.DataFrame:
    """Return reports × states: how many cells of each report are in each state."""
    codes = frames.states.to_numpy()
    return pd.DataFrame({state.value: (codes == n).sum(axis=1) for n, state in enumerate(STATES)})
