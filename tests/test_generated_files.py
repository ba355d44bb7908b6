"""Generated files of every kind: they open in other programs' readers and hold every number."""

from __future__ import annotations

import csv
import shutil
import zipfile
from collections import Counter
from email import message_from_bytes
from functools import cache
from io import BytesIO, StringIO
from pathlib import Path
from random import Random
from xml.etree import ElementTree

import openpyxl
import pypdfium2
import pytest

from samples.generator import ARCHIVES, KINDS, Damage, Generated, generate, rendered, written_to
from samples.generator.office import NoOfficeError, office

SEEDS = range(3)
WITHOUT_OFFICE = [kind for kind, how in KINDS.items() if not how.by_office]
CONTAINERS = ("docx", "docx_borderless", "ofd", "xlsx", "xlsx_sheets")
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
needs_office = pytest.mark.skipif(
    not (shutil.which("soffice") or shutil.which("libreoffice")), reason="LibreOffice is missing"
)


@cache
def reports() -> list[Generated]:
    return [generate(Random(seed)) for seed in SEEDS]


@cache
def files(kind: str) -> list[bytes]:
    return rendered(reports(), kind, [Random(seed) for seed in SEEDS])


def numbers(report: Generated) -> Counter[str]:
    return Counter(Damage().printed(value) for value in report.cells.values())


@pytest.mark.parametrize("kind", WITHOUT_OFFICE)
def test_the_same_bytes_every_time(kind: str) -> None:
    assert files(kind) == rendered(reports(), kind, [Random(seed) for seed in SEEDS])


@pytest.mark.parametrize("kind", CONTAINERS)
def test_parts_are_whole_and_well_formed(kind: str) -> None:
    for data in files(kind):
        with zipfile.ZipFile(BytesIO(data)) as container:
            assert container.testzip() is None
            for name in container.namelist():
                ElementTree.fromstring(container.read(name))


@pytest.mark.parametrize("kind", ["docx", "docx_borderless"])
def test_word_tables_have_every_number_and_full_rows(kind: str) -> None:
    for report, data in zip(reports(), files(kind), strict=True):
        with zipfile.ZipFile(BytesIO(data)) as container:
            document = ElementTree.fromstring(container.read("word/document.xml"))
        printed: Counter[str] = Counter()
        for table in document.iter(f"{W}tbl"):
            columns = len(table.findall(f"{W}tblGrid/{W}gridCol"))
            for row in table.iter(f"{W}tr"):
                spans = [cell.find(f"{W}tcPr/{W}gridSpan") for cell in row.iter(f"{W}tc")]
                wide = [1 if span is None else int(span.attrib[f"{W}val"]) for span in spans]
                assert sum(wide) == columns
                printed.update("".join(cell.itertext()) for cell in row.iter(f"{W}tc"))
        assert numbers(report) <= printed


@pytest.mark.parametrize("kind", ["xlsx", "xlsx_sheets"])
def test_workbooks_have_every_number(kind: str) -> None:
    for report, data in zip(reports(), files(kind), strict=True):
        book = openpyxl.load_workbook(BytesIO(data))
        assert (len(book.sheetnames) > 1) is (kind == "xlsx_sheets")
        printed = Counter(
            Damage().printed(float(cell.value))
            for sheet in book
            for row in sheet.iter_rows()
            for cell in row
            if isinstance(cell.value, int | float) or str(cell.value or "-").isdigit()
        )
        whole = {text: n for text, n in numbers(report).items() if text.isdigit()}
        assert Counter(whole) <= printed


def test_csv_has_every_number() -> None:
    for report, data in zip(reports(), files("csv"), strict=True):
        text = data.decode("utf-8-sig" if data.startswith(b"\xef\xbb\xbf") else "gb18030")
        assert numbers(report) <= Counter(c for row in csv.reader(StringIO(text)) for c in row)


def test_ofd_has_every_number() -> None:
    for report, data in zip(reports(), files("ofd"), strict=True):
        with zipfile.ZipFile(BytesIO(data)) as container:
            pages = [name for name in container.namelist() if name.endswith("Content.xml")]
            trees = [ElementTree.fromstring(container.read(name)) for name in pages]
        assert len(pages) > 1
        assert numbers(report) <= Counter(text for tree in trees for text in tree.itertext())


@pytest.mark.parametrize("kind", ["mht_quoted", "mht_base64"])
def test_mail_reads_the_page_out_of_an_mht(kind: str) -> None:
    for report, data in zip(reports(), files(kind), strict=True):
        page, picture = list(message_from_bytes(data).walk())[1:]
        body = page.get_payload(decode=True)
        assert isinstance(body, bytes)
        assert report.title in body.decode(page.get_content_charset() or "")
        assert picture.get_content_type() == "image/gif"


def test_the_table_stands_in_the_script_alone() -> None:
    for data in files("html_script"):
        before, _, rest = data.decode().partition("<script>")
        assert "<table" not in before + rest.rpartition("</script>")[2]


def test_archives_keep_their_members() -> None:
    members = {f"虚构县{n}局.txt": f"第{n}份".encode() for n in range(4)}
    with zipfile.ZipFile(BytesIO(ARCHIVES["zip_gbk"](members)), metadata_encoding="gbk") as made:
        assert {name: made.read(name) for name in made.namelist()} == members
        assert not any(info.flag_bits & 0x800 for info in made.infolist())
    with zipfile.ZipFile(BytesIO(ARCHIVES["zip_utf8"](members))) as made:
        assert {name: made.read(name) for name in made.namelist()} == members
    with zipfile.ZipFile(BytesIO(ARCHIVES["zip_nested"](members))) as made:
        (inner,) = (name for name in made.namelist() if name.endswith(".zip"))
        assert {*made.namelist()} - {inner} < {*members}
        with zipfile.ZipFile(BytesIO(made.read(inner)), metadata_encoding="gbk") as nested:
            assert {*made.namelist(), *nested.namelist()} - {inner} == {*members}


def test_7z_keeps_its_members(tmp_path: Path) -> None:
    py7zr = pytest.importorskip("py7zr")
    path = tmp_path / "a.7z"
    path.write_bytes(ARCHIVES["7z"]({"虚构县局.txt": "一份".encode()}))
    with py7zr.SevenZipFile(path) as made:
        assert made.getnames() == ["虚构县局.txt"]


@pytest.mark.slow
@needs_office
@pytest.mark.parametrize("kind", ["pdf", "pdf_paged"])
def test_printed_numbers_stand_in_the_text_of_the_pdf(kind: str) -> None:
    for report, data in zip(reports(), files(kind), strict=True):
        document = pypdfium2.PdfDocument(data)
        text = " ".join(page.get_textpage().get_text_range() for page in document)
        assert len(document) > (3 if kind == "pdf_paged" else 1)
        assert numbers(report) <= Counter(text.split())


@pytest.mark.slow
@needs_office
def test_a_scan_holds_pictures_and_no_text() -> None:
    for data in files("scan_greys"):
        pages = list(pypdfium2.PdfDocument(data))
        assert {len(list(page.get_objects(filter=[3]))) for page in pages} == {1}
        assert "".join(page.get_textpage().get_text_range() for page in pages) == ""
        # printed in black on a ground that stays white
        grey = pages[0].render(scale=1, grayscale=True).to_numpy()
        assert grey.min() < 60
        assert (grey > 200).mean() > 0.8


def test_what_needs_libreoffice_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(NoOfficeError, match="LibreOffice is not installed"):
        office()


def test_files_go_with_their_reports(tmp_path: Path) -> None:
    made = written_to(tmp_path, SEEDS, "csv")
    assert [report for _, report in made] == reports()
    assert all(path.suffix == ".csv" and path.stat().st_size for path, _ in made)
