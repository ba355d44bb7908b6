"""Writes the samples that LibreOffice makes: doc, wps, pdf, a scan, xls.

    python -m samples.convert [WORD]

writes those whose path contains the word (by default all). Their bytes differ from run to run, so
they are written once and kept; the tests read them like any other report.
"""

from __future__ import annotations

import sys

from samples.generator import rendered
from samples.make import drawing, planned_damage, planned_report, write
from samples.plan import load_plan


def main() -> None:
    """Write the files."""
    plan = load_plan()
    word = sys.argv[1] if len(sys.argv) > 1 else ""
    for file in plan.files:
        if file.by_office and word in file.source:
            report = planned_report(file, plan.numbers[file.agency, file.year])
            damage = planned_damage(file)
            (data,) = rendered([report], file.layout, [drawing(file)], damage)
            write({f"reports/{file.source}": data})


if __name__ == "__main__":
    main()
