"""Writes the samples: reports of the fictional 示例市, what stands in them, and the README.

    python -m samples.make

Running it again gives the same content. Files that only LibreOffice can write are left as they are:
`python -m samples.convert` writes them.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, replace
from io import StringIO
from pathlib import Path
from random import Random
from typing import cast

from opencc import OpenCC

from samples.generator import KINDS, Damage, Generated, expected, render, rendered, written
from samples.generator.archive import packed_gbk
from samples.generator.damage import Zeros
from samples.generator.outline import in_words
from samples.plan import File, Numbers, load_plan
from samples.readme import readme
from samples.wording import reset, reworded

FOLDER = Path(__file__).parent


class _Printed(float):
    """A number whose printed text was damaged on the way."""

    raw: str

    def __new__(cls, value: float, raw: str) -> _Printed:
        out = super().__new__(cls, value)
        out.raw = raw
        return out


@dataclass(frozen=True, slots=True)
class _AsPrinted(Damage):
    """The generator's damages, and single cells with a text of their own."""

    def printed(self, value: float) -> str:
        """Return a number as the source prints it."""
        return value.raw if isinstance(value, _Printed) else Damage.printed(self, value)


def everything() -> dict[str, bytes]:
    """Return all files by their path below samples/, except those that LibreOffice makes."""
    plan = load_plan()
    out: dict[str, bytes] = {}
    archives: dict[str, dict[str, bytes]] = {}
    for file in plan.files:
        report, damage = (
            planned_report(file, plan.numbers[file.agency, file.year]),
            planned_damage(file),
        )
        truth = f"truth/{file.stem}.csv"
        said = _truth(report, damage)
        # the same report in two layouts says the same
        assert out.setdefault(truth, said) == said, truth
        if file.archive:
            archive, _, name = f"reports/{file.source}".rpartition("/")
            archives.setdefault(archive, {})[name] = _bytes(file, report, damage)
        elif not file.by_office:
            out[f"reports/{file.source}"] = _bytes(file, report, damage)
    out |= {name: packed_gbk(members) for name, members in archives.items()}
    for item in plan.unread:
        whole = out[f"reports/{item.half_of}"] if item.half_of else b""
        out[f"unread/{item.name}"] = whole[: len(whole) // 2] or item.text.encode()
    out["README.md"] = readme(plan).encode()
    return out


def main() -> None:
    """Write what `everything` returns, and remove samples that are no longer planned."""
    made = everything()
    planned = {*made, *(f"reports/{file.source}" for file in load_plan().files)}
    for folder in ("reports", "unread", "truth"):
        for path in (FOLDER / folder).rglob("*"):
            if path.is_file() and path.relative_to(FOLDER).as_posix() not in planned:
                path.unlink()
    write(made)


def write(made: Mapping[str, bytes]) -> None:
    """Write files by their path below samples/."""
    for name, data in made.items():
        path = FOLDER / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def planned_report(file: File, numbers: Numbers) -> Generated:
    """The report as its agency published it: prose true to its numbers, then the slips."""
    rng = Random(f"{file.agency}{file.year}")
    report = written(file.agency, file.year, file.form, numbers, rng)
    cells = dict(numbers)
    for change in file.changes:
        assert numbers[change.cell] == change.true, change
        cells[change.cell] = change.printed
    texts = [file.printed, *(defect.prints for defect in file.defects)]
    for cell, raw in (item for told in texts for item in told.items()):
        cells[cell] = _Printed(numbers[cell], raw)
    preamble = report.preamble
    if file.period:
        preamble = preamble.replace(f"{file.year}年", f"{file.period}年")
    if file.covers:
        preamble = preamble.replace("如有疑问", f"数据范围为{file.covers}。如有疑问", 1)
    published = file.published or report.published
    changed = replace(report, cells=cells, preamble=preamble, published=published)
    return reworded(changed, file)


def planned_damage(file: File) -> Damage:
    """What happened to the report on its way into the file."""
    return _AsPrinted(lost=file.lost, lost_as="?", zeros=cast(Zeros, file.zeros))


def _bytes(file: File, report: Generated, damage: Damage) -> bytes:
    if file.layout not in KINDS:
        return _page(file, report, damage).encode(file.encoding)
    assert not file.signature + file.script, file.source
    assert not any(defect.page for defect in file.defects), file.source
    return rendered([report], file.layout, [drawing(file)], damage)[0]


def drawing(file: File) -> Random:
    """What decides on the wording and the setting of a file."""
    return Random(f"{file.source} {file.draw}")


def _page(file: File, report: Generated, damage: Damage) -> str:
    page = render(report, file.layout, drawing(file), damage)
    if file.signature:
        start = page.rindex(report.agency)
        end = start + len(report.agency)
        # the last time the agency is named is in the closing lines, above the date
        assert in_words(report.signed) in page[end:], file.source
        page = page[:start] + file.signature + page[end:]
    page = reset(page, file)
    return OpenCC(file.script).convert(page) if file.script else page


def _truth(report: Generated, damage: Damage) -> bytes:
    """What stands in the source, in the layout of truth files read by eye."""
    out = StringIO()
    write = csv.writer(out, lineterminator="\n")
    write.writerow(("table", "row", "column", "value"))
    for cell, (_, value) in expected(report, damage).items():
        write.writerow((*cell, "" if value is None else Damage().printed(value)))
    return out.getvalue().encode()


if __name__ == "__main__":
    main()
