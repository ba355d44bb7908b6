"""问题清单: a row a finding; level and what still fails are live, answers stand beside them."""

from __future__ import annotations

from audit.check import rule_book
from audit.findings import Finding
from audit.form import Cell
from audit.identities import Outcome
from audit.report import ABSENT, NOT_ON_FORM
from audit.words import say
from audit.workbook.answering import closed, finish_answers, list_columns, write_answer
from audit.workbook.answers import answered, asked, asking
from audit.workbook.book import Book
from audit.workbook.formula import (
    FORMULA_LIMIT,
    Area,
    name,
)
from audit.workbook.layout import Spot, first_row, last_row
from audit.workbook.links import link, link_to_page
from audit.workbook.looks import sheet_looks
from audit.workbook.page import Sheet
from audit.workbook.problem import Item, write_rule, write_score
from audit.workbook.shown import shown
from audit.workbook.signs import Sign, level_sign, sign_of, waived_text
from audit.workbook.suggested import cause_text, suggested_text
from audit.workbook.tally import anchor, anchor_cells, standing
from audit.workbook.text import line, literal

_LEVELS = (Sign.FAILED, Sign.UNDECIDED, Sign.WATCH, Sign.HINT)
_QUOTE = 120  # characters of a quote that a row makes room for


def write_problems(book: Book) -> None:
    """Write the list of problems."""
    sheet = Sheet(book, "problems", list_columns(book))
    head_row = int(sheet_looks("problems")["head"])
    count = len(book.layout.findings)
    end = last_row("problems", count)
    sheet.title()
    _totals(sheet)
    sheet.note(2, book.say("sheet.replies.note" if book.replies else "sheet.problems.note"))
    sheet.heads(head_row)
    for place, n in enumerate(book.layout.findings):
        finding = book.audit.findings[n]
        item = Item(
            sheet,
            finding,
            first_row("problems") + place,
            standing(book.tally, finding),
            anchor(book.layout, finding),
            book.audit.fingerprints[n],
        )
        _write(item, place + 1)
    _finish(sheet, head_row, end)


def _totals(sheet: Sheet) -> None:
    """Write the line that counts levels and answers, live."""
    level = sheet.book.down("problems", "level")
    tally, findings = sheet.book.tally, sheet.book.audit.findings
    signs = [sign_of(f) for f in findings if not (live := standing(tally, f)) or live.failing]
    now, total = {sign: signs.count(sign) for sign in _LEVELS}, asking(findings)
    words = {key: say(f"sheet.problems.{key}") for key in ("all", "answered", "open", "unit")}
    colon, comma = say("mark.colon"), say("mark.comma")
    all_, done = asked(sheet.book), answered(sheet.book)
    formula = f'="{words["all"]} "&{all_}&" {words["unit"]}{colon}"'
    value = f"{words['all']} {total} {words['unit']}{colon}"
    for sign in _LEVELS:
        formula += f'&"{sign.verdict} "&COUNTIF({level},"*{sign.verdict[1:].strip()}")&"　"'
        value += f"{sign.verdict} {now[sign]}　"
    formula += f'&"｜　{words["answered"]} "&{done}&" {words["unit"]}{comma}'
    formula += f'{words["open"]} "&({all_}-{done})&" {words["unit"]}"'
    now_done, unit = sheet.book.answers[""], words["unit"]
    value += (
        f"｜　{words['answered']} {now_done} {unit}{comma}{words['open']} {total - now_done} {unit}"
    )
    if len(findings) > total:
        apart = f"　｜　{waived_text()} {len(findings) - total} {words['unit']}"
        formula, value = f"{formula}&{literal(apart)}", value + apart
    sheet.height(1, 19)
    sheet.formula(1, sheet.columns.visible[0], formula, value, "lead")


def _write(item: Item, number: int) -> None:
    sheet, finding, book = item.sheet, item.finding, item.sheet.book
    agency = book.names[finding.report]
    sheet.text(*item.at("rid"), item.fingerprint, "plain", "line")
    sheet.number(*item.at("no"), number, "cell", "center")
    sheet.text(*item.at("agency"), agency, "cell", "text")
    sheet.number(*item.at("year"), book.audit.reports[finding.report].year, "cell", "center")
    _live(item)
    cause = cause_text(finding, book.replies)
    sheet.text(*item.at("cause"), cause, "cell", "text", "small")
    write_answer(sheet, item.row, finding, item.fingerprint)
    place = " ".join(str(part) for part in (finding.file, finding.place) if part)
    sheet.text(*item.at("quote"), finding.quote, "cell", "text", "small")
    page = link_to_page(book, finding.report, line(place), _first(book, finding))
    if page:
        sheet.formula(*item.at("place"), *page, "cell", "wrap", "small", "link")
    else:
        sheet.text(*item.at("place"), place, "cell", "text", "small")
    write_rule(item)
    sheet.number(*item.at("report"), finding.report + 1, "plain")
    if book.audit.scheme:
        write_score(item, book.audit.scheme)
    texts = {"sentence": line(finding.sentence), "agency": agency}
    small = {"cause": cause, "place": place, "quote": line(finding.quote, _QUOTE)}
    sheet.row_height(item.row, texts, 22, most=130, small=small)


def _live(item: Item) -> None:
    """Write level, sentence, number reported, number suggested and what still fails."""
    sheet, finding = item.sheet, item.finding
    verdict = sign_of(finding).verdict
    settled = f"{Sign.PASSED} {say('sheet.problems.settled')}"
    shown_text = line(finding.sentence)
    if finding.waived:
        sheet.text(*item.at("standing"), Sign.NONE, "cell", "center", "muted")
        sheet.text(*item.at("level"), waived_text(), "cell", "center", "muted")
    elif item.standing and len(item.standing.expression) < FORMULA_LIMIT // 3:
        still, unit = item.standing.expression, say("sheet.problems.checks")
        failing, checks = item.standing.failing, item.standing.checks
        formula = f'=IF({still}=0,"{settled}",({still})&"/{checks} {unit}")'
        value = f"{failing}/{checks} {unit}" if failing else settled
        sheet.formula(*item.at("standing"), formula, value, "cell", "center")
        open_ = name(item.at("standing"))
        level = f'=IF(LEFT({open_},1)="{Sign.PASSED}","{settled}",{_level(item, verdict)})'
        sheet.formula(*item.at("level"), level, verdict if failing else settled, "cell", "center")
    else:
        sheet.text(*item.at("standing"), Sign.NONE, "cell", "center", "muted")
        sheet.text(*item.at("level"), verdict, "cell", "center")
    layout = sheet.book.layout
    target = item.anchor or layout.spot("sources", layout.row("sources", finding.report), 2)
    to = link(target, shown_text)
    sheet.formula(*item.at("sentence"), *to, "cell", "wrap", "link")
    _numbers(item)


def _level(item: Item, verdict: str) -> str:
    """The level while something is open: what could not be checked may turn out to fail."""
    entry = rule_book().get(item.finding.rule)
    if item.finding.outcome is Outcome.FAILED or not item.standing or not entry:
        return f'"{verdict}"'
    return f'IF({item.standing.failed}>0,"{level_sign(entry.level).verdict}","{verdict}")'


def _numbers(item: Item) -> None:
    sheet, finding, spot = item.sheet, item.finding, item.anchor
    if spot:
        blank = say("book.shown.blank")
        formula = f"=IF(ISBLANK({spot.absolute}),{literal(blank)},{spot.absolute})"
        content = _content(sheet.book, finding, spot)
        value = blank if content is None else content
        # what was not read may be long: it wraps, while a number must stay on its line
        fits = "wrap" if isinstance(value, str) else "shrink"
        sheet.formula(*item.at("reported"), formula, value, "cell", "center", fits)
    else:
        sheet.text(*item.at("reported"), Sign.NONE, "cell", "center", "muted")
    if len(finding.suggested) == 1 and len(finding.alternatives) < 2:
        look = ("cell", "center", "strong", "shrink")
        sheet.number(*item.at("suggested"), finding.suggested[0], *look)
    else:
        several = suggested_text(finding)
        sheet.text(*item.at("suggested"), several, "cell", "center", "strong", "wrap", "line")


def _content(book: Book, finding: Finding, spot: Spot) -> float | str | None:
    """What stands in the cell a finding points at."""
    cells = book.audit.reports[finding.report].cells
    candidates = anchor_cells(finding)
    found = next(c for c in candidates if book.layout.cell(finding.report, c) == spot)
    return shown(cells.get(found, ABSENT))


def _first(book: Book, finding: Finding) -> Cell | None:
    """The cell to look at first in the source: the one the finding points at."""
    cells = book.audit.reports[finding.report].cells
    on_form = (c for c in anchor_cells(finding) if cells.get(c, NOT_ON_FORM) is not NOT_ON_FORM)
    return next(on_form, None)


def _finish(sheet: Sheet, head_row: int, end: int) -> None:
    top, columns_ = first_row("problems"), sheet.columns
    open_, shown_ = (f"${columns_.letter(key)}{top + 1}" for key in ("standing", "level"))
    waived = f"{shown_}={literal(waived_text())}"
    fade = f'=OR({closed(sheet)},{waived},LEFT({open_},1)="{Sign.PASSED}")'
    # answered, settled or waived rows fade, so that only what is open stands out
    sheet.condition(Area(top, columns_["no"], end, columns_["cause"]), fade, "faded", stop=True)
    level = columns_["level"]
    sheet.signs(Area(top, level, end, level), (*_LEVELS, Sign.PASSED))
    agency = columns_.letter("agency")
    area = Area(top, columns_["agency"], end, columns_["agency"])
    # shows where the next report begins, and unlike a border survives sorting
    sheet.condition(area, f"=${agency}{top + 1}=${agency}{top}", "repeated")
    sheet.table(end, head_row, "sentence", sortable=not sheet.book.replies)
    sheet.raw.outline_settings(symbols_right=False)
    finish_answers(sheet, end)
