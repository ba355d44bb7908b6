"""得分: a row a report: what each item of the scheme takes, live, the score and the rank."""

from __future__ import annotations

import math
from dataclasses import dataclass

from audit.partners import expected_year
from audit.scheme import Item, Scheme
from audit.scores import Score, points_of, scores
from audit.words import listed, say
from audit.workbook.answers import counting
from audit.workbook.book import Book
from audit.workbook.formula import Area, Position, name, number_text
from audit.workbook.layout import SCORES, first_row, last_row
from audit.workbook.links import link_to_problem
from audit.workbook.looks import Column, Columns, columns, place_holder, sheet_looks
from audit.workbook.page import Sheet
from audit.workbook.signs import Sign
from audit.workbook.text import cut, line, literal

_EVIDENCE = 600  # characters; what is more is in 问题清单


@dataclass(frozen=True)
class _Row:
    """A row of the sheet with what its formulas look at; `live` unless there are too many."""

    sheet: Sheet
    scheme: Scheme
    row: int
    end: int
    live: bool

    def at(self, key: str) -> Position:
        return self.row, self.sheet.columns[key]

    def name(self, key: str) -> str:
        return name(self.at(key))

    def down(self, key: str) -> str:
        """A whole column, as ranks count it."""
        column = self.sheet.columns[key]
        return name(Area(first_row(SCORES), column, self.end, column), self.sheet.name)


def write_scores(book: Book) -> None:
    """Write the scores: the latest year first, of each the best first, then those without one."""
    scheme = book.audit.scheme
    assert scheme is not None, "the sheet is there only with a scheme"
    sheet = Sheet(book, SCORES, _columns(scheme))
    head_row, made = int(sheet_looks(SCORES)["head"]), scores(book.audit, scheme)
    unread = [n for n, report in enumerate(book.audit.reports) if report.problem]
    missing, year = book.audit.missing, expected_year(book.audit.reports)
    end = last_row(SCORES, len(made) + len(missing) + len(unread))
    live = len(book.audit.reports) <= sheet_looks("summary")["lookups"]
    sheet.title(_told(scheme), book.say("sheet.scores.note" if live else "sheet.scores.still"))
    sheet.heads(head_row, {_key(n): _label(item) for n, item in enumerate(scheme.items)})
    rows = (_Row(sheet, scheme, n, end, live) for n in range(first_row(SCORES), end + 1))
    for score in made:
        _write(next(rows), score)
    for member in missing:
        _write_absent(next(rows), line(member.agency), year, Sign.MISSING)
    for n in unread:
        _write_absent(next(rows), book.names[n], book.audit.reports[n].year, Sign.UNREAD)
    sheet.table(end, head_row, "score")
    sheet.protect()


def _columns(scheme: Scheme) -> Columns:
    width = place_holder(SCORES, "items").width
    return columns(SCORES, {"items": [Column(_key(n), width) for n in range(len(scheme.items))]})


def _key(item: int) -> str:
    return f"item.{item}"


def _label(item: Item) -> str:
    capped = not math.isinf(item.cap)
    return item.name + (say("sheet.scores.cap", cap=number_text(item.cap)) if capped else "")


def _told(scheme: Scheme) -> str:
    """The scheme in a line: what is full, where it ends, what takes nothing."""
    full, floor = number_text(scheme.full), number_text(scheme.floor)
    excused = listed((*scheme.excused, say("book.waived")))
    return scheme.title + say("sheet.scores.scheme", full=full, floor=floor, excused=excused)


def _write(row: _Row, score: Score) -> None:
    sheet, book, scheme = row.sheet, row.sheet.book, row.scheme
    report = book.audit.reports[score.report]
    sheet.text(*row.at("rid"), f"{book.rids[score.report]}|{SCORES}", "plain", "line")
    _write_rank(row, score)
    problem = link_to_problem(book, score.report)
    agency = book.names[score.report]
    if problem and score.for_it:
        shown = problem[0].rpartition(",")[0] + f",{literal(agency)})"
        sheet.formula(*row.at("agency"), shown, agency, "cell", "strong", "link", "wrap")
    else:
        sheet.text(*row.at("agency"), agency, "cell", "strong", "text")
    sheet.number(*row.at("year"), report.year, "cell", "center")
    first, last = row.name(_key(0)), row.name(_key(len(scheme.items) - 1))
    left = f"{number_text(scheme.full)}-SUM({first}:{last})"
    formula = f"=MAX({number_text(scheme.floor)},ROUND({left},6))"
    sheet.formula(*row.at("score"), formula, score.score, "cell", "strong", "center")
    for n, taken in enumerate(score.taken):
        _write_item(row, n, taken)
    evidence = _evidence(scheme, score)
    sheet.text(*row.at("evidence"), evidence, "cell", "text", "small")
    sheet.number(*row.at("report"), score.report + 1, "plain")
    sheet.row_height(row.row, {"agency": agency}, 22, most=160, small={"evidence": evidence})


def _write_rank(row: _Row, score: Score) -> None:
    if score.rank is None:
        row.sheet.text(*row.at("rank"), Sign.NONE, "cell", "center", "muted")
    elif row.live:
        year, mine = row.name("year"), row.name("score")
        better = f'COUNTIFS({row.down("year")},{year},{row.down("score")},">"&{mine})'
        row.sheet.formula(*row.at("rank"), f"={better}+1", score.rank, "cell", "center")
    else:
        row.sheet.number(*row.at("rank"), score.rank, "cell", "center")


def _write_item(row: _Row, n: int, taken: float) -> None:
    """Write what an item takes: its points in the list of problems that nothing excuses."""
    look = ("cell", "center") if taken else ("cell", "center", "faint")
    if not row.live:
        row.sheet.number(*row.at(_key(n)), taken, *look)
        return
    book = row.sheet.book
    criteria = [("report", row.name("report")), ("item", str(n + 1))]
    sums = f"SUMIFS({book.down('problems', 'points')},{counting(book, criteria)})"
    cap = row.scheme.items[n].cap
    formula = f"={sums}" if math.isinf(cap) else f"=MIN({number_text(cap)},{sums})"
    row.sheet.formula(*row.at(_key(n)), formula, taken, *look)


def _evidence(scheme: Scheme, score: Score) -> str:
    """What takes how much: rule, points, and the finding in its words."""
    told = []
    for finding in score.for_it:
        found = points_of(scheme, finding)
        if found and found[1]:
            words = {"rule": finding.rule, "points": number_text(found[1])}
            told.append(say("sheet.scores.evidence", **words, sentence=line(finding.sentence)))
    return cut("\n".join(told), _EVIDENCE)


def _write_absent(row: _Row, agency: str, year: int | None, sign: Sign) -> None:
    """Write a row for what was not received, or could not be read and so has no score."""
    sheet, points = row.sheet, row.scheme.not_received
    sheet.text(*row.at("rid"), f"{agency}|{year or ''}|{SCORES}", "plain", "line")
    sheet.text(*row.at("rank"), Sign.NONE, "cell", "center", "muted")
    sheet.text(*row.at("agency"), agency, "cell", "strong", "text")
    sheet.number(*row.at("year"), year, "cell", "center")
    if sign is Sign.MISSING and points is not None:
        sheet.number(*row.at("score"), points, "cell", "strong", "center")
    else:
        sheet.text(*row.at("score"), Sign.NONE, "cell", "center", "muted")
    for n in range(len(row.scheme.items)):
        sheet.blank(*row.at(_key(n)), "cell")
    sheet.text(*row.at("evidence"), sign.verdict, "cell", "text", "small")
    sheet.row_height(row.row, {"agency": agency}, 22)
