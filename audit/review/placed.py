"""Reviewers' work brought to the findings and reports of a new build, and what finds no place."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from audit.check.equations import cell_name
from audit.findings import Finding
from audit.form import VERSIONS, Cell, load_form
from audit.result import Audit
from audit.review.carried import Carried, Leftover, Since, Why
from audit.review.columns import without_lost
from audit.review.entry import CELLS, FOREIGN, PROBLEM, REASON, REPORT, THEIRS, Entry
from audit.review.merge import Merged, Rows
from audit.review.names import Names, report_of
from audit.words import apart, aside, say

# what two have said, each signed
_DISAGREEING = re.compile(r"[（(][^（）()]+[）)][；;].+[（(][^（）()]+[）)]")


def brought(audit: Audit, rows: Rows, names: Names, rest: Sequence[Leftover]) -> Audit:
    """Return an audit with what reviewers have said in the workbooks that came back."""
    findings = dict(zip(audit.fingerprints, audit.findings, strict=True))
    names = replace(names, awaited=audit.awaited)
    carried = carry(rows, findings, names, rest)
    return replace(audit, carried=without_lost(carried, audit.template, findings))


def carry(
    rows: Rows, findings: Mapping[str, Finding], names: Names, rest: Sequence[Leftover] = ()
) -> Carried:
    """Return what can be carried to findings (by fingerprint) and reports, and what cannot.

    `rest` are corrections that were not applied.
    """
    if not rows:
        return Carried()
    leftovers = list(rest)
    old = _placed(rows, PROBLEM, names, leftovers)
    continued = _continued(findings, old)
    taken = set(continued.values())
    leftovers += [Leftover(row.entry, Why.SETTLED) for key, row in old.items() if key not in taken]
    answers = {f: dict(old[o].entry.fields) for f, o in continued.items()}
    leftovers += _take_theirs(rows, findings, names, answers)
    foreign = (row.entry for (kind, _), row in rows.items() if kind == FOREIGN)
    leftovers += [Leftover(entry, Why.FOREIGN, _said_in_cells(entry)) for entry in foreign]
    reports = {rid: m.entry.fields for rid, m in _placed(rows, REPORT, names, leftovers).items()}
    noted = _placed(rows, CELLS, names, leftovers)
    reasons = {rid: m.entry.fields[REASON] for rid, m in noted.items() if _reason(m.entry)}
    return Carried(
        {f: fields for f, fields in answers.items() if any(fields.values())},
        {f: _since(finding, old.get(continued.get(f, ""))) for f, finding in findings.items()},
        reports,
        reasons,
        tuple(leftovers),
    )


def _placed(rows: Rows, kind: str, names: Names, leftovers: list[Leftover]) -> dict[str, Merged]:
    """The rows of a kind by the keys they have now; what finds no place, or one taken, is left."""
    found: dict[str, Merged] = {}
    mine = [(rid, row) for (k, rid), row in rows.items() if k == kind]
    # a report of the same key goes before one that only stands for it now
    for rid, row in sorted(mine, key=lambda item: not names.has(_own(kind, item[0]))):
        report = _own(kind, rid)
        there = names.find(report)
        key = f"{there}{rid.removeprefix(report)}"
        if there and key not in found:
            found[key] = row
        elif there and names.same_file(report, there) and (both := _together(found[key], row)):
            found[key] = both
        elif _holds(kind, row.entry):
            why = Why.VERSION if there else Why.GONE if "|" in rid else Why.UNKEYED
            entry = row.entry
            if kind == CELLS:  # its numbers are told apart
                entry = replace(entry, fields={REASON: entry.fields[REASON]}, read={})
            leftovers.append(Leftover(entry, why))
    return found


def _together(one: Merged, other: Merged) -> Merged | None:
    """Two rows on one thing as one, None if they say different things of it."""
    fields = {
        key: text or other.entry.fields.get(key, "") for key, text in one.entry.fields.items()
    }
    fields = {**other.entry.fields, **fields}
    if any(text and text != fields[key] for key, text in other.entry.fields.items()):
        return None
    return replace(one, entry=replace(one.entry, fields=fields))


def _own(kind: str, rid: str) -> str:
    """The key of the report to which a row belongs."""
    if kind == PROBLEM:
        return _parts(rid)[0]
    return report_of(rid) if kind == CELLS else rid


def _holds(kind: str, entry: Entry) -> bool:
    if kind != CELLS:
        return any(entry.fields.values())
    # a reason for a correction stands with it
    corrected = any(entry.fields.get(cell, text) != text for cell, text in entry.read.items())
    return bool(_reason(entry)) and not corrected


def _reason(entry: Entry) -> str:
    return entry.fields.get(REASON, "")


def _continued(findings: Mapping[str, Finding], old: Mapping[str, Merged]) -> dict[str, str]:
    """New fingerprints to the old ones: the same, else the same numbers, else what is alike."""
    found = {key: key for key in findings if key in old}
    by_numbers = {
        (*_parts(key)[:1], key.rsplit("|", 3)[1], row.entry.told.get("value_hash")): key
        for key, row in old.items()
        if key not in found
    }
    for key, finding in findings.items():
        numbers = finding.rid, finding.rule, finding.value_hash
        if key not in found and numbers in by_numbers:
            found[key] = by_numbers.pop(numbers)
    taken = set(found.values())
    rest = [key for key in findings if key not in found]
    return found | pairs(rest, [key for key in old if key not in taken])


def _take_theirs(
    rows: Rows,
    findings: Mapping[str, Finding],
    names: Names,
    answers: dict[str, dict[str, str]],
) -> list[Leftover]:
    """Put the numbers that agencies corrected beside their replies; return those of no finding.

    They are their word, not ours: no check uses them.
    """
    of_report: dict[str, list[str]] = defaultdict(list)
    for fingerprint, finding in findings.items():
        of_report[finding.rid].append(fingerprint)
    left = []
    for rid, row in ((rid, row) for (kind, rid), row in rows.items() if kind == THEIRS):
        near = of_report[names.find(report_of(rid)) or ""]
        for key, said in _their_corrections(row):
            mine = [fingerprint for fingerprint in near if _is_about(findings[fingerprint], key)]
            for fingerprint in mine:
                fields = answers.setdefault(fingerprint, {})
                reply = fields.get("reply", "")
                # in part it may well stand there: 21→12 in 21→120
                if apart(["", said, ""]) not in apart(["", reply, ""]):
                    fields["reply"] = apart(filter(None, (reply, said)))
            if not mine:
                left.append(Leftover(row.entry, Why.THEIRS, said))
    return left


def _their_corrections(row: Merged) -> list[tuple[str, str]]:
    """The cells that an agency corrected, in words; if its workbooks differ, each with its file."""
    found, edits, reason = [], row.entry.edits, row.entry.fields.get(REASON, "")
    for key, was in row.entry.read.items():
        one = [("", edits[key])] if key in edits else []
        for who, text in row.disagree.get(key, one):
            said = correction_text(key, was, text, reason)
            found.append((key, say("carry.signed", who=who, text=said) if who else said))
    return found


def _said_in_cells(entry: Entry) -> str:
    """The numbers of a row that were typed over, in words; "" if it is no row of numbers."""
    fields = entry.fields
    return apart(correction_text(k, was, fields.get(k, ""), "") for k, was in entry.read.items())


def _is_about(finding: Finding, cell: str) -> bool:
    return cell in map(str, (*finding.cells, *finding.suspect))


def correction_text(key: str, was: str, told: str, reason: str) -> str:
    """Return an agency's correction of a cell as the words that stand beside its reply."""
    blank = say("book.shown.blank")
    words = {"cell": worded(key), "was": was or blank, "told": told or blank}
    return say("carry.theirs", **words) + (aside(reason) if reason else "")


def worded(key: str) -> str:
    """Return a cell, told by its key, in the words of a form that has it."""
    cell = Cell(*key.split("."))
    form = next(form for v in reversed(VERSIONS) if cell in (form := load_form(v)).places)
    return cell_name(form, cell)


def _parts(fingerprint: str) -> tuple[str, str]:
    """The key of the report, and the rest: rule, outcome and cells."""
    report, *rest = fingerprint.rsplit("|", 3)
    return report, "|".join(rest) if len(rest) == 3 else ""


def pairs(new: Collection[str], old: Collection[str]) -> dict[str, str]:
    """Return new fingerprints to the old ones they continue.

    Where cells were mended the rest of a cause has fewer of them: of one report and rule, what
    shares a cell is the same if nothing else does.
    """
    known = set(old)
    found = {key: key for key in new if key in known}
    taken = set(found)
    loose = defaultdict(list)
    for key in old:
        if key not in taken:
            report, rest = _parts(key)
            loose[report, rest.split("|")[0]].append(key)
    for key in new:
        if key in found:
            continue
        report, rest = _parts(key)
        mine = _cells(rest)
        near = [o for o in loose[report, rest.split("|")[0]] if _alike(_cells(o), mine)]
        if len(near) == 1 and near[0] not in taken:
            found[key] = near[0]
            taken.add(near[0])
    return found


def _alike(cells: set[str], others: set[str]) -> bool:
    return bool(cells & others) or cells == others


def _cells(fingerprint: str) -> set[str]:
    # the number of one of several alike follows its cells; a report's key may have the sign, too
    return set(filter(None, fingerprint.rpartition("|")[2].partition("#")[0].split(";")))


def _since(finding: Finding, old: Merged | None) -> Since:
    if old is None:
        return Since.NEW
    if old.disagree or _DISAGREEING.search(old.entry.fields.get("status", "")):
        return Since.DISAGREE
    if old.entry.told.get("value_hash") == finding.value_hash:
        return Since.SAME
    return Since.REVIEW if old.entry.fields.get("status") else Since.CHANGED
