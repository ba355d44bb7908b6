"""规则: the rule book, with how many findings each rule has now."""

from __future__ import annotations

from collections import Counter

from audit.check import RuleEntry, checklist, rule_book
from audit.words import listed, say
from audit.workbook.answers import answered, asked
from audit.workbook.book import Book
from audit.workbook.formula import name
from audit.workbook.layout import first_row, last_row
from audit.workbook.looks import columns, sheet_looks
from audit.workbook.page import Sheet
from audit.workbook.signs import level_sign

_TALLEST = 200  # points; nothing of a rule is cut


def write_rules(book: Book) -> None:
    """Write every rule with its basis, exceptions and live counts."""
    sheet = Sheet(book, "rules", columns("rules"))
    head_row, count = int(sheet_looks("rules")["head"]), len(rule_book())
    sheet.title(book.say("sheet.rules.note"))
    sheet.height(2, 6)
    sheet.heads(head_row)
    found = Counter(f.rule for f in book.audit.findings if not f.waived)
    for n, entry in enumerate(rule_book().values()):
        _write(sheet, first_row("rules") + n, entry, found[entry.id])
    end = _write_questions(sheet, last_row("rules", count) + 2)
    sheet.table(last_row("rules", count), head_row, "label")
    left, right = sheet.columns.printed
    sheet.raw.print_area(0, left, end, right)
    sheet.protect()


def _write_questions(sheet: Sheet, row: int) -> int:
    """Write, below the rules, what a reviewer judges; return the last row."""
    columns_ = sheet.columns
    sheet.text(row, columns_["rule"], say("sheet.rules.questions"), "plain", "strong")
    for n, question in enumerate(checklist(), row + 1):
        sheet.text(n, columns_["rule"], question.id, "cell", "center", "strong")
        sheet.blank(n, columns_["group"], "cell")
        sheet.text(n, columns_["label"], question.label, "cell", "text")
        for key in ("level", "forms", "count", "open"):
            sheet.blank(n, columns_[key], "cell")
        sheet.text(n, columns_["basis"], question.why, "cell", "text", "small")
        label, why = {"label": question.label}, {"basis": question.why}
        sheet.row_height(n, label, 22, most=_TALLEST, small=why)
    return row + len(checklist())


def _write(sheet: Sheet, row: int, entry: RuleEntry, found: int) -> None:
    columns_ = sheet.columns
    sheet.text(row, columns_["rid"], entry.id, "plain")
    sheet.text(row, columns_["rule"], entry.id, "cell", "center", "strong")
    sheet.text(row, columns_["group"], say(f"book.group.{entry.group}"), "cell", "center", "small")
    texts = {
        "label": entry.label,
        "basis": entry.basis,
        "equation": entry.equation,
        "exceptions": entry.exceptions,
    }
    for key, text in texts.items():
        look = () if key == "label" else ("small",)
        sheet.text(row, columns_[key], text, "cell", "text", *look)
    sheet.text(row, columns_["level"], level_sign(entry.level).verdict, "cell", "center")
    forms = listed(entry.forms)
    sheet.text(row, columns_["forms"], forms, "cell", "center", "small", "shrink")
    of_rule = [("rule", name((row, columns_["rule"])))]
    count = asked(sheet.book, of_rule)
    quiet = () if found else ("faint",)
    sheet.formula(row, columns_["count"], f"={count}", found, "cell", "center", *quiet)
    open_ = f"={count}-{answered(sheet.book, of_rule)}"
    left = found - sheet.book.answers[entry.id]
    sheet.formula(row, columns_["open"], open_, left, "cell", "center", "strong", *quiet)
    label = {"label": texts.pop("label")}
    sheet.row_height(row, label, 22, most=_TALLEST, small=texts)
