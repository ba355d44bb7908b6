"""汇总: a row a report: verdict, first problem still standing, seven signs, key figures."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from audit.check import GROUPS
from audit.choices import DECISION, settling
from audit.report import STATES, Report, State
from audit.words import say
from audit.workbook.answers import answered, asking
from audit.workbook.beyond_sign import beyond_formula
from audit.workbook.book import Book
from audit.workbook.extra import offer_choices
from audit.workbook.figures import Figure, figures
from audit.workbook.firsts import Counters, first_formula, problems_to_show, which_formula
from audit.workbook.formula import Area, Position, areas, name, names
from audit.workbook.grids import STACKED
from audit.workbook.layout import Spot, first_row, last_row
from audit.workbook.links import link
from audit.workbook.lists import validate
from audit.workbook.looks import sheet_looks
from audit.workbook.page import Sheet
from audit.workbook.shown import kind_text
from audit.workbook.signs import Sign
from audit.workbook.text import line, literal
from audit.workbook.unreceived import MINE, write_mine, write_missing
from audit.workbook.verdicts import LIVE, Verdict, added_to

_SPARE_ROWS = 50
_TALLEST = 47  # points: three lines


@dataclass(frozen=True)
class _Row:
    """A report's row of the summary."""

    sheet: Sheet
    number: int
    report: Report
    row: int
    verdict: Verdict

    def at(self, key: str) -> Position:
        return self.row, self.sheet.columns[key]

    def name(self, key: str) -> str:
        return name(self.at(key))

    @property
    def counted(self) -> bool:
        return self.verdict.received


def write_summary(book: Book) -> None:
    """Write the summary."""
    sheet = Sheet(book, "summary", book.columns("summary"))
    head_row, count = int(sheet_looks("summary")["head"]), len(book.audit.reports)
    end = last_row("summary", count + len(book.audit.missing))
    sheet.title()
    _overall(sheet)
    _bands(sheet, 2)
    _totals(sheet, 3)
    sheet.heads(head_row)
    for number, report in enumerate(book.audit.reports):
        row = first_row("summary") + number
        _write(_Row(sheet, number, report, row, book.verdicts[number]))
    for number, member in enumerate(book.audit.missing, count):
        write_missing(sheet, first_row("summary") + number, number + 1, member)
    _finish(sheet, head_row, end)


def _overall(sheet: Sheet) -> None:
    """Write the line that counts verdicts, live."""
    verdict, decision = (sheet.book.down("summary", key) for key in ("verdict", "decision"))
    texts = [v.text for v in sheet.book.verdicts]
    received, unit = say("sheet.summary.received"), say("sheet.summary.unit")
    missing = (Sign.MISSING,) if sheet.book.audit.roster.members else ()
    texts += [Sign.MISSING.verdict] * len(sheet.book.audit.missing)
    left_out = [s.verdict[1:].strip() for s in (Sign.UNREAD, *missing)] + [say("book.repeated")]
    formula = f'="{received} "&(COUNTA({verdict})'
    formula += "".join(f'-COUNTIF({verdict},"*{word}")' for word in left_out)
    formula += f')&" {unit}{say("mark.colon")}"'
    value = f"{received} {sum(v.received for v in sheet.book.verdicts)} {unit}{say('mark.colon')}"
    shown_signs = (
        *(Sign.FAILED, Sign.UNDECIDED, Sign.WATCH, Sign.ZEROED, Sign.PASSED, Sign.UNREAD),
        *missing,
    )
    for sign in shown_signs:
        formula += f'&"{sign.verdict} "&COUNTIF({verdict},"*{sign.verdict[1:].strip()}")&"　"'
        value += f"{sign.verdict} {texts.count(sign.verdict)}　"
    repeated = f"{Sign.NONE} {say('book.repeated')}"
    formula += f'&"{repeated} "&COUNTIF({verdict},"*{say("book.repeated")}")'
    value += f"{repeated} {texts.count(repeated)}"
    decided = say("sheet.summary.decided")
    formula += f'&"　｜　{decided} "&COUNTA({decision})&" {unit}"'
    carried = sheet.book.audit.carried
    made = sum(bool(carried.of_report(rid, "decision")) for rid in sheet.book.rows)
    value += f"　｜　{decided} {made} {unit}"
    sheet.height(1, 19)
    sheet.formula(1, sheet.columns.visible[0], formula, value, "lead")


def _bands(sheet: Sheet, row: int) -> None:
    """Name the groups of columns above the head."""
    columns_ = sheet.columns
    sheet.height(row, 18)
    for first, last, key in (
        (GROUPS[0], GROUPS[-1], "signs"),
        ("answered", [*MINE, *(e.key for e in sheet.book.extras("summary"))][-1], "review"),
        (figures()[0].column, figures()[-1].column, "figures"),
        ("published", "reading", "source"),
    ):
        sheet.blanks(row, columns_[first], columns_[last], "band")
        sheet.text(row, columns_[first], say(f"sheet.summary.band.{key}"), "band")


def _totals(sheet: Sheet, row: int) -> None:
    """Write totals above the head: reports with × in each group, sums of the figures shown."""
    book, columns_ = sheet.book, sheet.columns
    first, last = columns_.visible
    sheet.height(row, 19)
    sheet.blanks(row, first, last, "totals")
    sheet.text(row, columns_["agency"], say("sheet.summary.totals"), "totals")
    note = say("sheet.summary.totals_note")
    sheet.text(row, columns_["first"], note, "totals", "note", "right")
    for place, group in enumerate(GROUPS):
        failed = sum(v.signs[place].startswith(Sign.FAILED) for v in book.verdicts if v.signs)
        formula = f'=COUNTIF({book.down("summary", group)},"{Sign.FAILED}*")'
        sheet.formula(row, columns_[group], formula, failed, "totals", "count")
    for figure in figures():
        formula = f"=SUBTOTAL(9,{book.down('summary', figure.column)})"
        total = book.figure_total(figure)
        sheet.formula(row, columns_[figure.column], formula, total, "totals", "figure")


def _write(row: _Row) -> None:
    sheet, report = row.sheet, row.report
    rid = sheet.book.rids[row.number]
    agency = sheet.book.names[row.number]
    sheet.text(*row.at("rid"), rid, "plain", "line")
    sheet.number(*row.at("no"), row.number + 1, "cell", "center")
    sheet.number(*row.at("year"), report.year, "cell", "center")
    layout = sheet.book.layout
    target = layout.spot(STACKED, layout.tops[row.number], 1)
    if report.problem:
        target = layout.spot("sources", layout.row("sources", row.number), 2)
    to = link(target, agency)
    sheet.formula(*row.at("agency"), *to, "cell", "strong", "link", "wrap")
    first = _write_unread(row, target) if report.problem else _write_read(row, target)
    write_mine(sheet, row.row, rid)
    for figure in figures():
        _write_figure(row, figure)
    published = report.published or say("book.undated")
    sheet.text(*row.at("published"), published, "cell", "center", "text")
    sheet.text(*row.at("reading"), _how_read(row), "cell", "small", "text")
    texts = {"agency": agency, "first": first}
    sheet.row_height(row.row, texts, 22, most=_TALLEST)


def _write_unread(row: _Row, target: Spot) -> str:
    sheet = row.sheet
    text = line(row.report.problem)
    sheet.text(*row.at("verdict"), row.verdict.text, "cell", "center", "strong")
    to = link(target, text)
    sheet.formula(*row.at("first"), *to, "cell", "wrap")
    for key in (*GROUPS, "answered"):
        sheet.blank(*row.at(key), "cell")
    return text


def _write_read(row: _Row, block: Spot) -> str:
    """Write verdict, first problem, signs, answers and the hidden counts of a report."""
    sheet, tally, verdict = row.sheet, row.sheet.book.tally, row.verdict
    signs = [row.name(group) for group in GROUPS]
    if row.counted:
        area = f"{signs[0]}:{signs[-1]}"
        undecided = ",".join(f'LEFT({sign},1)="{Sign.UNDECIDED}"' for sign in signs)
        formula = (
            f'=IF(COUNTIF({area},"{Sign.FAILED}*")>0,"{Sign.FAILED.verdict}",'
            f'IF(OR({undecided}),"{Sign.UNDECIDED.verdict}",'
            f'IF(COUNTIF({area},"{Sign.WATCH}*")>0,"{Sign.WATCH.verdict}",'
            f'IF(COUNTIF({area},"{Sign.ZEROED}*")>0,"{Sign.ZEROED.verdict}",'
            f'"{Sign.PASSED.verdict}"))))'
        )
        sheet.formula(*row.at("verdict"), formula, verdict.text, "cell", "center", "strong")
    else:
        sheet.text(*row.at("verdict"), verdict.text, "cell", "center", "strong")
    for place, group in enumerate(GROUPS):
        _write_sign(row, group, verdict.signs[place])
    counters = _write_counters(row)
    problems = problems_to_show(tally, row.number)
    sheet.formula(*row.at("which"), *which_formula(problems), "plain")
    formula, value = first_formula(problems, block, counters)
    sheet.formula(*row.at("first"), formula, value, "cell", "wrap")
    _write_answered(row)
    return value


def _write_sign(row: _Row, group: str, value: str) -> None:
    sheet = row.sheet
    if group not in LIVE:
        formula = beyond_formula(sheet.book, row.number, group)
        if formula:
            sheet.formula(*row.at(group), formula, value, "cell", "check")
        else:
            sheet.text(*row.at(group), value, "cell", "check")
        return
    layout, added = sheet.book.layout, added_to(sheet.book.tally, row.number, group)
    failed = _plus(layout.helper(row.number, group, "failed").absolute, added.failed)
    undecided = _plus(layout.helper(row.number, group, "undecided").absolute, added.undecided)
    otherwise = f'"{added.otherwise}"'
    if not added.otherwise.startswith(Sign.WATCH):
        zeroed = layout.helper(row.number, group, "zeroed").absolute
        otherwise = f'IF({zeroed}>0,"{Sign.ZEROED}"&{zeroed},{otherwise})'
    formula = (
        f'=IF({failed}>0,"{Sign.FAILED}"&({failed}),'
        f'IF({undecided}>0,"{Sign.UNDECIDED}"&({undecided}),{otherwise}))'
    )
    sheet.formula(*row.at(group), formula, value, "cell", "check")


def _plus(reference: str, more: int) -> str:
    return f"{reference}+{more}" if more else reference


def _write_counters(row: _Row) -> Counters:
    """Write the hidden sums over the sheets of sections: ×, ？, × that came with corrections."""
    sheet, layout, tally = row.sheet, row.sheet.book.layout, row.sheet.book.tally
    counts = [tally.counts(row.number, table) for table in LIVE]
    now = {
        "failed": sum(c.failed for c in counts),
        "undecided": sum(c.undecided for c in counts),
        "added": 0,
    }
    for key, value in now.items():
        spots = [layout.helper(row.number, table, key).absolute for table in LIVE]
        sheet.formula(*row.at(key), "=" + "+".join(spots), value, "plain")
    failed, undecided, added, which = (row.name(k) for k in (*now, "which"))
    return Counters(failed, undecided, added, which, now["failed"], now["undecided"])


def _write_answered(row: _Row) -> None:
    """Write answers / problems: counted in the list, unless there are too many reports."""
    sheet, book = row.sheet, row.sheet.book
    found = book.tally.of_report(row.number)
    mine = asking(found)
    apart = f" {say('verdict.waived', count=len(found) - mine)}" if len(found) > mine else ""
    if not mine or len(book.audit.reports) > sheet_looks("summary")["lookups"]:
        text = (str(mine) if mine else Sign.NONE) + apart
        sheet.text(*row.at("answered"), text, "cell", "center", "muted", "shrink")
        return
    formula = f'={answered(book, [("report", row.name("no"))])}&"/{mine}{apart}"'
    done = book.answers[row.number]
    sheet.formula(*row.at("answered"), formula, f"{done}/{mine}{apart}", "cell", "center", "shrink")


def _write_figure(row: _Row, figure: Figure) -> None:
    sheet, layout = row.sheet, row.sheet.book.layout
    if not row.counted:
        sheet.blank(*row.at(figure.column), "cell", "figure")
        return
    cells = sheet.book.figure_cells(figure, row.number)
    spots = [layout.cell(row.number, cell) for cell in cells]
    found = areas((spot.row, spot.column) for spot in spots if spot)
    where = names(found, layout.name(figure.table))
    sums = f'IF(ISNUMBER({where}),{where},"")'
    if len(spots) > 1:
        sums = f'IF(COUNT({where})={len(spots)},SUM({where}),"")'
    sheet.formula(
        *row.at(figure.column), f"={sums}", sheet.book.figure(figure, row.number), "cell", "figure"
    )


def _how_read(row: _Row) -> str:
    """Kind of file and how many cells are in which state."""
    report = row.report
    counts = Counter(reading.state for reading in report.cells.values())
    told = [state for state in STATES if counts[state] and state is not State.NOT_ON_FORM]
    states = " ".join(
        say("verdict.state", state=say(f"state.{state}"), count=counts[state]) for state in told
    )
    return f"{kind_text(report)}　{states}".strip()


def _finish(sheet: Sheet, head_row: int, end: int) -> None:
    columns_, top = sheet.columns, first_row("summary")
    decision = f"${columns_.letter('decision')}{top + 1}"
    done = ",".join(f"{decision}={literal(word)}" for word in settling(DECISION))
    fade = Area(top, columns_["no"], end, columns_["answered"])
    sheet.condition(fade, f"=OR({done})", "faded", stop=True)
    verdict = columns_["verdict"]
    sheet.signs(Area(top, verdict, end, verdict))
    sheet.signs(Area(top, columns_[GROUPS[0]], end, columns_[GROUPS[-1]]))
    validate(sheet, DECISION, "decision", end + _SPARE_ROWS)
    offer_choices(sheet, end + _SPARE_ROWS)
    sheet.table(end, head_row, "year", sortable=True)
    sheet.raw.outline_settings(symbols_right=False)
