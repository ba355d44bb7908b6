"""Reports given to colleagues: evenly by what calls for an answer, the same way every time."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from audit.errors import InputError
from audit.result import Audit

_BETWEEN = re.compile(r"[,，、;；]")


class Task(NamedTuple):
    """A report by its key, how many findings on it call for an answer, and whose it is already."""

    rid: str
    findings: int
    owner: str = ""


def names_in(text: str) -> tuple[str, ...]:
    """Return the names of a list as a user types it, each once; InputError if there is none."""
    names = (" ".join(name.split()) for name in _BETWEEN.split(text))
    found = tuple(dict.fromkeys(name for name in names if name))
    if not found:
        raise InputError("cli.build.bad_assign", value=text)
    return found


def assigned(audit: Audit, names: Sequence[str]) -> Audit:
    """Return an audit in which every report is somebody's; who has one keeps it."""
    asked = Counter(finding.report for finding in audit.findings if not finding.waived)
    rids = [str(rid) for rid in audit.frames.reports["rid"]]
    carried = audit.carried
    tasks = [Task(rid, asked[n], carried.of_report(rid, "owner")) for n, rid in enumerate(rids)]
    given = shared(tasks, names)
    reports = {rid: {**carried.reports.get(rid, {}), "owner": given[rid]} for rid in rids}
    return replace(audit, carried=replace(carried, reports={**carried.reports, **reports}))


def shared(tasks: Sequence[Task], names: Sequence[str]) -> Mapping[str, str]:
    """Return whose each report is.

    The reports with most findings go first, each to whoever has fewest findings by then (of these
    to who has fewest reports, then to who is named first); those without any go to whoever has
    fewest reports. Names that are not among these keep what they have and get nothing.
    """
    owners = {task.rid: task.owner for task in tasks if task.owner}
    load, reports = Counter[str](), Counter(owners.values())
    for task in tasks:
        load[task.owner] += task.findings
    # a sort that keeps the order of the workbook among equals
    for task in sorted(tasks, key=lambda task: -task.findings):
        if task.owner:
            continue
        sizes = (load, reports) if task.findings else (reports, load)
        name = min(names, key=lambda name: tuple(size[name] for size in sizes))
        owners[task.rid] = name
        load[name] += task.findings
        reports[name] += 1
    return owners
