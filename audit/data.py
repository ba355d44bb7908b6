"""The frames as CSV files, for those who go on in pandas, R or a database."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from audit.errors import InputError
from audit.frames import cells_frame, claims_frame, sections_frame, state_counts
from audit.result import Audit
from audit.review.entry import ANSWER
from audit.scores import scores_frame
from audit.spreadsheet import no_formula
from audit.workbook.verdicts import verdict_texts


def check_folder(folder: Path, purpose: str = "data") -> None:
    """Make the folder for data or evidence; InputError if that cannot be done. Before the work."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"output.{purpose}", name=folder, problem=error.strerror) from None


def write_data(audit: Audit, folder: Path) -> None:
    """Write reports, cells, sections, claims and findings as CSV (UTF-8 with BOM) into a folder.

    `verdict` of a report is what 汇总 shows.
    Text that a spreadsheet would take for a formula gets a leading apostrophe. Raises InputError
    if the folder cannot be made or written.
    """
    reports = pd.concat([audit.frames.reports, state_counts(audit.frames)], axis=1)
    after = reports.columns.tolist().index("status") + 1
    reports.insert(after, "verdict", verdict_texts(audit))
    frames = {
        "reports": reports,
        "cells": cells_frame(audit.reports),
        "sections": sections_frame(audit.reports),
        "claims": claims_frame(audit.reports),
        "findings": findings_frame(audit),
    }
    if audit.scheme:
        frames["scores"] = scores_frame(audit, audit.scheme)
    check_folder(folder)
    try:
        for name, frame in frames.items():
            beside = folder / f".{name}.csv.part"
            _safe(frame).to_csv(beside, index=False, encoding="utf-8-sig", lineterminator="\n")
            beside.replace(folder / f"{name}.csv")
    except OSError as error:
        raise InputError("output.data", name=folder, problem=error.strerror) from None


def findings_frame(audit: Audit) -> pd.DataFrame:
    """Return one row a finding; cells are table.row.column joined by "; ", as are the suspects."""
    reports, carried = audit.reports, audit.carried
    rows = [
        {
            "source": reports[f.report].source,
            "agency": reports[f.report].agency,
            "year": reports[f.report].year,
            "rule": f.rule,
            "level": f.level,
            "outcome": f.outcome.value,
            "cells": "; ".join(map(str, f.cells)),
            "left": f.left,
            "right": f.right,
            "difference": f.difference,
            "suspect": "; ".join(map(str, f.suspect)),
            "suggested": "; ".join(f"{value:g}" for value in f.suggested),
            "grade": f.grade,
            "diagnosis": f.diagnosis,
            "waived": f.waived,
            "sentence": f.sentence,
            "quote": f.quote,
            "place": str(f.place or ""),
            "fingerprint": fingerprint,
            "value_hash": f.value_hash,
            **{key: carried.answer(fingerprint, key) for key in ANSWER},
            "follows": "; ".join(f.follows),
        }
        for f, fingerprint in zip(audit.findings, audit.fingerprints, strict=True)
    ]
    frame = pd.DataFrame(rows, columns=_FINDINGS)
    return frame.astype({"year": "Int64"})


_FINDINGS = [
    *("source", "agency", "year", "rule", "level", "outcome", "cells", "left", "right"),
    *("difference", "suspect", "suggested", "grade", "diagnosis", "waived", "follows"),
    *("sentence", "quote", "place", "fingerprint", "value_hash", *ANSWER),
]


def _safe(frame: pd.DataFrame) -> pd.DataFrame:
    out = frame.copy()
    for name in out.columns:
        if pd.api.types.is_string_dtype(out[name]) or out[name].dtype == object:
            out[name] = out[name].map(_no_formula)
    return out


def _no_formula(value: object) -> object:
    return no_formula(value) if isinstance(value, str) else value
