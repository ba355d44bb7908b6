"""What a finding suggests, in words: the values, or how many, and the likely cause."""

from __future__ import annotations

from dataclasses import replace

from audit.check.causes import graded
from audit.findings import Finding
from audit.words import apart, listed, say
from audit.workbook.formula import number_text

_FEW = 2  # values that have room in their column


def suggested_text(finding: Finding) -> str:
    """Return the values suggested, or how many cells or corrections there are."""
    if len(finding.alternatives) > 1:
        return say("sheet.problems.choose", count=len(finding.alternatives))
    if len(finding.suggested) > _FEW:
        return say("sheet.problems.several", count=len(finding.suggested))
    return apart(number_text(value) for value in finding.suggested)


def cause_text(finding: Finding, to_agency: bool = False) -> str:
    """Return the likely cause with its grade, and the values that have no room in their column.

    To an agency nobody is suspected, and no rule is named by a number of the office's.
    """
    if finding.waived:
        return finding.waived
    if to_agency:
        finding = replace(finding, diagnosis=_to_agency(finding))
    parts = [graded(finding)]
    if len(finding.alternatives) < 2 and len(finding.suggested) > _FEW:
        values = [number_text(value) for value in finding.suggested]
        if len(set(values)) == 1:
            parts.append(say("sheet.problems.all_alike", value=values[0]))
        else:
            parts.append(say("sheet.problems.values", values=listed(values)))
    return apart(part for part in parts if part)


def _to_agency(finding: Finding) -> str:
    """A diagnosis without the words that only a reviewer has to do with."""
    told = finding.diagnosis.replace(say("cause.by.reading"), say("cause.by.reading_told"))
    suspected = say("cause.by.agency")
    for between in (say("mark.apart"), say("mark.colon"), ""):
        told = told.replace(between + suspected, "")
    for rule in finding.rules:
        confirmed = say("cause.confirmed", rule=rule, sentence="")
        supported = say("cause.supported", rule=rule, cells="")
        told = told.replace(confirmed, say("cause.confirmed_told"))
        told = told.replace(supported, say("cause.supported_told"))
    return told
