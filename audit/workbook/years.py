"""跨年核对: a row a report with last year's beside it; checks refer to both in the sections."""

from __future__ import annotations

from itertools import groupby

from audit.across import AcrossIdentity, Member
from audit.check.across import LAST_YEAR, STOCK, Beside, level_of, reason_of
from audit.form import Line, load_form
from audit.identities import Outcome
from audit.official import beside, rule_label
from audit.report import ABSENT, Reading
from audit.words import apart, say
from audit.workbook.beside import YEARS, CheckKey, check_column, last_rows, shown_identities
from audit.workbook.book import Book
from audit.workbook.formula import (
    Area,
    Placed,
    areas,
    balance_formula,
    check_text,
    is_large,
    name,
    names,
)
from audit.workbook.layout import Spot, first_row
from audit.workbook.links import link
from audit.workbook.looks import sheet_looks
from audit.workbook.page import Sheet
from audit.workbook.shown import shown
from audit.workbook.signs import Sign, level_sign
from audit.workbook.text import height

_RULES_ROW = 3


def write_years(book: Book) -> None:
    """Write what each report says of the year before beside what last year's report said."""
    plan = book.layout.beside
    sheet = Sheet(book, YEARS, plan.years_columns)
    head_row = int(sheet_looks(YEARS)["head"])
    sheet.title(say("sheet.years.note"))
    sheet.height(2, 6)
    known = {k: i for k, i in shown_identities().items() if check_column(k) in sheet.columns.index}
    _heads(sheet, known, head_row)
    for n in plan.years:
        _write(sheet, n, known)
    end = last_rows(plan)[0]
    spots = [sheet.columns[check_column(key)] for key in known]
    if spots:
        first = min(n for n, column in enumerate(sheet.columns.items) if "@" in column.key)
        area = Area(first_row(YEARS), first, end, max(spots))
        sheet.signs(area)
        here = name((area.top, area.left))
        sheet.condition(area, f"=AND(ISNUMBER({here}),{here}=0)", "zero")
    sheet.table(end, head_row, "year")
    sheet.raw.repeat_rows(_RULES_ROW, head_row)
    sheet.protect()


def _heads(sheet: Sheet, known: dict[CheckKey, AcrossIdentity], head_row: int) -> None:
    """Write, above the head, each rule in its words over its columns."""
    labels, tallest = {}, 20.0
    for rule, keys in groupby(known, key=lambda key: key[0]):
        of_rule = list(keys)
        places = [n for k, n in sheet.columns.index.items() if k.startswith(f"{rule}@")]
        first, last = min(places), max(places)
        text = say("sheet.years.rule", rule=rule, label=rule_label(known[of_rule[0]].rule))
        sheet.band(_RULES_ROW, first, last, text, "framed_band")
        room = sum(sheet.columns.items[n].width for n in range(first, last + 1))
        tallest = max(tallest, height([(text, room, 9.5)], 20))
        for key in of_rule:
            column, line = check_column(key), _line(known[key])
            lone = len(of_rule) == 1
            labels[column] = say("sheet.years.check") if lone else beside(line.label)
            labels |= {f"{column}.{s}": say(f"sheet.years.{s}") for s in ("left", "right")}
    sheet.height(_RULES_ROW, tallest)
    sheet.heads(head_row, labels)


def _line(identity: AcrossIdentity) -> Line:
    """The row or column of the form at which an equation stands."""
    rule, own = identity.rule, identity.own[0]
    tables = (load_form(version).tables[rule.table] for version in ("2021", "2019"))
    for table in tables:
        lines, key = (table.rows, own.row) if rule.each == "row" else (table.columns, own.column)
        found = next((line for line in lines if line.key == key), None)
        if found:
            return found
    raise KeyError(own)


def _write(sheet: Sheet, n: int, known: dict[CheckKey, AcrossIdentity]) -> None:
    book, columns_ = sheet.book, sheet.columns
    plan, report = book.layout.beside, book.audit.reports[n]
    row = plan.years[n]
    sheet.text(row, columns_["rid"], f"{book.rids[n]}|{YEARS}", "plain", "line")
    target = book.layout.spot("applications", book.layout.row("applications", n), 1)
    to = link(target, book.names[n])
    sheet.formula(row, columns_["agency"], *to, "cell", "link", "wrap")
    sheet.number(row, columns_["year"], report.year, "cell", "center")
    for key in known:
        found = plan.checks.get((n, key))
        if found and found.judged.outcome is not Outcome.NOT_APPLICABLE:
            _write_check(sheet, n, key, found)
        else:
            for column in (f"{check_column(key)}.left", f"{check_column(key)}.right"):
                if column in columns_.index:
                    sheet.text(row, columns_[column], Sign.NONE, "cell", "off_form")
            sheet.text(row, columns_[check_column(key)], Sign.NONE, "cell", "off_form")
    note = _note(book, n)
    sheet.text(row, columns_["note"], note, "cell", "text", "small", "brown")
    sheet.row_height(row, {"agency": book.names[n]}, 22, small={"note": note})


def _write_check(sheet: Sheet, n: int, key: CheckKey, found: Beside) -> None:
    plan, column = sheet.book.layout.beside, check_column(key)
    row, identity = plan.years[n], found.identity
    for side, members in (("left", identity.left), ("right", identity.right)):
        place = sheet.columns.index.get(f"{column}.{side}")
        if place is not None:
            sheet.formula(row, place, *_side(sheet.book, n, members), "cell", "right", "shrink")
    placed: list[Placed] = []
    for sign, members in ((1, identity.left), (-1, identity.right)):
        for member in members:
            spot = _spot(sheet.book, n, member)
            if spot:
                placed.append(((spot.row, spot.column), sign * member.sign))
    difference = found.judged.left - found.judged.right
    mark = level_sign(level_of(plan.batch, n, identity))
    other = sheet.book.template.name(identity.rule.table)
    large = is_large(round(difference, 6))
    formula = balance_formula(
        placed, identity.relation, identity.constant, other, sign=mark, large=large
    )
    text = check_text(found.judged.outcome, difference, mark)
    sheet.check((row, sheet.columns[column]), (n, key), formula, text, "cell", "check")


def _owner(book: Book, n: int, member: Member) -> int:
    """The report whose cell an addend is: this one or last year's."""
    last = book.layout.beside.batch.last_year[n]
    return last if member.source == LAST_YEAR and last is not None else n


def _spot(book: Book, n: int, member: Member) -> Spot | None:
    return book.layout.cell(_owner(book, n, member), member.cell)


def _reading(book: Book, n: int, member: Member) -> Reading:
    return book.audit.reports[_owner(book, n, member)].cells.get(member.cell, ABSENT)


def _side(book: Book, n: int, members: tuple[Member, ...]) -> tuple[str, float | str]:
    """Formula and value of one side: a lone cell as it stands, a sum if all of it is known."""
    spots = [spot for member in members if (spot := _spot(book, n, member))]
    readings = [_reading(book, n, member) for member in members]
    if len(spots) == 1:
        content = shown(readings[0])
        return f'=IF(ISBLANK({spots[0].absolute}),"",{spots[0].absolute})', (
            "" if content is None else content
        )
    sheet = spots[0].name
    every = areas((spot.row, spot.column) for spot in spots)
    terms = "".join(
        f"{'+' if member.sign > 0 else '-'}{name((spot.row, spot.column), sheet)}"
        for member, spot in zip(members, spots, strict=True)
    )
    formula = f'=IF(COUNT({names(every, sheet)})={len(spots)},{terms.lstrip("+")},"")'
    contents = [shown(reading) for reading in readings]
    numbers = [c for c in contents if isinstance(c, float | int)]
    if len(numbers) < len(contents):
        return formula, ""
    return formula, sum(m.sign * c for m, c in zip(members, numbers, strict=True))


def _note(book: Book, n: int) -> str:
    """What a reviewer should know of the pair: another name, another form, a stated reason."""
    batch, report = book.layout.beside.batch, book.audit.reports[n]
    last = book.audit.reports[_last(batch.last_year[n])]
    parts = []
    if last.agency != report.agency:
        parts.append(say("sheet.years.renamed", agency=last.agency))
    if last.form != report.form:
        parts.append(say("sheet.years.form", form=last.form))
    failed = book.layout.beside.failed(n)
    reason = reason_of(report, next((rule for rule in STOCK if rule in failed), ""))
    if reason:
        parts.append(say("sheet.years.reason", reason=reason))
    return apart(parts)


def _last(place: int | None) -> int:
    assert place is not None, "a row of this sheet has a partner"
    return place
