"""Reports printed on pages, with and without lines, read back: PDF and OFD alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from random import Random
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.bounds import DEFAULT, Bounds
from audit.document import Document
from audit.errors import InputError
from audit.parse import parse
from audit.read.ofd.document import read_ofd
from audit.read.pdf.document import read_pdf
from samples.generator import Damage, Generated, expected, generate, score
from tests.drawing import Sheet, Style, drawn
from tests.ofd_writer import ofd_of
from tests.pdf_writer import pdf_of

Zeros = Literal["0", "blank", "/", "-"]
Printer = Callable[[list[Sheet]], Document]

PRINTERS: dict[str, Printer] = {
    "pdf": lambda sheets: read_pdf("年报.pdf", pdf_of(sheets)),
    "pdf, filled lines": lambda sheets: read_pdf("年报.pdf", pdf_of(sheets, lines="fill")),
    "ofd": lambda sheets: read_ofd("年报.ofd", ofd_of(sheets)),
    "ofd, lines in a template": lambda sheets: read_ofd(
        "年报.ofd", ofd_of(sheets, lines_below=True)
    ),
}
every_printer = pytest.mark.parametrize("printer", PRINTERS)
BUSY = 20  # numbers in table 三: where nearly all is blank and no line is drawn, nothing shows


def verdicts(report: Generated, damage: Damage, document: Document) -> Counter[str]:
    return +score(expected(report, damage), parse(document).cells)


def printed(seed: int, style: Style, damage: Damage) -> tuple[Generated, list[Sheet]]:
    report = generate(Random(seed))
    return report, drawn(report, Random(seed), style, damage)


@every_printer
@pytest.mark.parametrize("zeros", ["0", "blank", "/"])
def test_ruled_tables_are_read_whole(printer: str, zeros: Zeros) -> None:
    damage = Damage(zeros=zeros)
    for seed in range(3):
        report, sheets = printed(seed, Style(), damage)
        assert set(verdicts(report, damage, PRINTERS[printer](sheets))) == {"right"}


@settings(max_examples=12)
@given(
    st.integers(0, 10**6),
    st.sampled_from(["pdf", "ofd"]),
    st.sampled_from(["0", "blank"]),
    st.floats(350, 790),  # lower, the page's number would stand in the table
    st.booleans(),
    st.sampled_from(["left", "center", "right"]),
    st.sampled_from([8.0, 9.0, 10.0]),
)
def test_ruled_tables_over_pages(
    seed: int, printer: str, zeros: Zeros, bottom: float, head: bool, align: str, size: float
) -> None:
    """Wherever a page ends and however the numbers are set."""
    damage = Damage(zeros=zeros)
    style = Style(bottom=bottom, repeat_head=head, align=align, size=size)
    report, sheets = printed(seed, style, damage)
    assert set(verdicts(report, damage, PRINTERS[printer](sheets))) == {"right"}


@settings(max_examples=20)
@given(
    st.integers(0, 10**6),
    st.sampled_from(["rows", "none"]),
    st.sampled_from(["0", "blank", "-"]),
    st.floats(500, 790),
    st.sampled_from(["left", "center", "right"]),
    st.sampled_from([8.0, 9.0, 10.0]),
    st.sampled_from([0.0, 0.1]),
)
def test_tables_without_lines_are_never_read_wrong(
    seed: int, rules: str, zeros: Zeros, bottom: float, align: str, size: float, lost: float
) -> None:
    damage = Damage(zeros=zeros, lost=lost)
    style = Style(rules, bottom=bottom, align=align, size=size)
    report, sheets = printed(seed, style, damage)
    if zeros == "blank" and not any(report.cells.values()):
        return  # nothing but blanks shows no table
    assert "silent" not in verdicts(report, damage, PRINTERS["pdf"](sheets))


@pytest.mark.parametrize("rules", ["rows", "none"])
@pytest.mark.parametrize("zeros", ["0", "blank"])
def test_tables_without_lines_are_read(rules: str, zeros: Zeros) -> None:
    damage = Damage(zeros=zeros)
    total: Counter[str] = Counter()
    for seed in (0, 1, 4, 5, 6):
        report, sheets = printed(seed, Style(rules), damage)
        if sum(bool(v) for c, v in report.cells.items() if c.table == "applications") < BUSY:
            continue
        total += verdicts(report, damage, PRINTERS["pdf"](sheets))
    assert total["right"] >= 0.97 * total.total()
    assert total["silent"] == 0


@every_printer
def test_places_lie_on_the_page(printer: str) -> None:
    report, sheets = printed(1, Style(), Damage())
    cells = parse(PRINTERS[printer](sheets)).cells
    for cell, reading in cells.items():
        if reading.place is None:
            continue
        sheet = sheets[reading.place.page - 1]
        assert reading.place.box, cell
        left, top, right, bottom = reading.place.box
        texts = [t for x, y, _, t in sheet.texts if left < x < right and top < y < bottom]
        assert texts == [reading.raw], cell
    assert report.title


@pytest.mark.parametrize("printer", ["pdf", "ofd"])
def test_more_pages_than_allowed(printer: str) -> None:
    _, sheets = printed(0, Style(), Damage())
    reader, data = (read_pdf, pdf_of(sheets)) if printer == "pdf" else (read_ofd, ofd_of(sheets))
    with pytest.raises(InputError) as caught:
        reader("年报", data, Bounds(pages=1))
    assert caught.value.key == "read.pages"


@pytest.mark.parametrize("printer", ["pdf", "ofd"])
def test_damaged_files_are_read_or_refused(printer: str) -> None:
    """Cut off or with flipped bits: a document or a sentence, never anything else."""
    _, sheets = printed(1, Style(), Damage())
    data = pdf_of(sheets) if printer == "pdf" else ofd_of(sheets)
    reader = read_pdf if printer == "pdf" else read_ofd
    rng = Random(7)
    problems = set()
    for n in range(30):
        damaged = bytearray(data)
        if n % 3:
            for _ in range(rng.choice((1, 3, 40))):
                damaged[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
        else:
            del damaged[rng.randrange(10, len(data) - 20) :]
        problems.add(problem_of(reader, bytes(damaged)))
        assert n % 3 or problem_of(reader, bytes(damaged)) == "read.damaged", "cut off, yet read"
    assert problems <= {"", "read.damaged", "read.extra", "read.bomb", "read.encrypted"}


def problem_of(reader: Callable[[str, bytes, Bounds], Document], data: bytes) -> str:
    try:
        reader("年报", data, DEFAULT)
    except InputError as error:
        return error.key
    return ""
