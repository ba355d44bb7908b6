"""一、总体情况, 五、问题与改进, 六、其他事项: the text of a section, a row a report."""

from __future__ import annotations

from audit.parse.parts import LEAD, overview_parts
from audit.report import Report
from audit.words import say
from audit.workbook.book import Book
from audit.workbook.layout import last_row
from audit.workbook.looks import columns, sheet_looks
from audit.workbook.page import Sheet

# sheet key → key of the form's section
_SECTIONS = {"general": "overview", "improvement": "problems", "other": "other"}


def write_general(book: Book) -> None:
    """Write section one, split into its official parts where its headings allow it."""
    _write_section(book, "general")


def write_improvement(book: Book) -> None:
    """Write section five."""
    _write_section(book, "improvement")


def write_other(book: Book) -> None:
    """Write section six."""
    _write_section(book, "other")


def _write_section(book: Book, key: str) -> None:
    sheet = Sheet(book, key, columns(key))
    head_row = int(sheet_looks(key)["head"])
    sheet.title(say(f"sheet.{key}.note"))
    sheet.height(2, 6)
    sheet.heads(head_row)
    for number in book.layout.printed:
        _write_report(sheet, number, book.layout.row(key, number))
    sheet.table(last_row(key, len(book.layout.printed)), head_row, "length")
    sheet.protect()


def _write_report(sheet: Sheet, number: int, row: int) -> None:
    book, columns_ = sheet.book, sheet.columns
    report = book.audit.reports[number]
    rid = book.rids[number]
    section = _SECTIONS[sheet.key]
    sheet.text(row, columns_["rid"], f"{rid}|{section}", "plain", "line")
    agency = book.names[number]
    sheet.text(row, columns_["agency"], agency, "cell", "text")
    sheet.number(row, columns_["year"], report.year, "cell", "center")
    text = _text(report, section)
    texts = _parts(text, report.preamble.strip()) if LEAD in columns_.index else {"whole": text}
    if text:
        sheet.number(row, columns_["length"], len("".join(text.split())), "cell", "center")
    else:
        sheet.text(row, columns_["length"], say("book.shown.absent"), "cell", "center", "muted")
    for name, column in columns_.index.items():
        if name not in ("rid", "agency", "year", "length"):
            sheet.text(row, column, texts.get(name, ""), "cell", "prose")
    tallest = float(sheet_looks(sheet.key)["tallest"])
    sheet.row_height(row, {"agency": agency} | texts, 22, most=tallest)


def _text(report: Report, section: str) -> str:
    return "\n".join(part.text for part in report.sections if part.key == section).strip()


def _parts(text: str, preamble: str) -> dict[str, str]:
    """Text by column: the official parts with their lengths, or the whole in the first.

    What stands before section one comes before it, or before its first part.
    """
    found = overview_parts(text)
    if not found:
        whole = say("sheet.general.whole", text=text) if text else ""
        before = say("sheet.general.preamble", text=preamble) if preamble else ""
        return {LEAD: "\n".join(part for part in (before, whole) if part)}
    lead = "\n".join(part for part in (preamble, found.get(LEAD, "")) if part)
    found = {**found, LEAD: lead} if lead else found
    return {
        part: say("sheet.general.part", length=len("".join(words.split())), text=words)
        for part, words in found.items()
    }
