"""总览: one printed page: tiles, what is next, commonest rules, outcomes, who does what, charts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from audit.check import rule_book
from audit.partners import expected_count, expected_year
from audit.words import say
from audit.workbook.answers import answered, asked, asking
from audit.workbook.book import Book
from audit.workbook.colleagues import write_colleague
from audit.workbook.figures import Figure, figures
from audit.workbook.formula import Area, name
from audit.workbook.looks import columns, sheet_looks
from audit.workbook.nexts import OPEN, write_next
from audit.workbook.page import Sheet
from audit.workbook.signs import Sign, sign_of, waived_text
from audit.workbook.text import clipped

_TILES_ROW, _TABLE_ROW = 3, 8
_SHORT = 40
_BESIDE = 2  # columns
_NOTE = re.compile(r"（| \(")


@dataclass(frozen=True)
class _Sources:
    """Ranges of other sheets that the overview counts, and the year whose outcomes it sums."""

    verdicts: str
    years: str
    year: int

    @property
    def of(self) -> str:
        """Whose outcomes are summed, in words."""
        known = say("book.years", years=str(self.year)) if self.year else ""
        return known.strip() or say("sheet.overview.undated")


def write_overview(book: Book) -> None:
    """Write the overview."""
    sheet = Sheet(book, "overview", columns("overview"))
    sources = _sources(book)
    _heading(sheet)
    _tiles(sheet, sources)
    rules = _commonest(book)
    last = _tables(sheet, sources, rules)
    sheet.height(last + 1, 8)
    _charts(sheet, sources.of, len(rules), last + 2)
    end = last + 17
    sheet.raw.center_horizontally()
    sheet.raw.print_area(0, 1, end, len(sheet.columns) - 1)
    sheet.raw.fit_to_pages(1, 1)
    sheet.quiet()


def _sources(book: Book) -> _Sources:
    verdicts, years = (book.down("summary", key) for key in ("verdict", "year"))
    return _Sources(verdicts, years, expected_year(book.audit.reports))


def _heading(sheet: Sheet) -> None:
    last = len(sheet.columns) - 1
    _title(sheet, last)
    notes = [say("sheet.overview.live"), say("sheet.overview.ask")]
    if sheet.book.audit.date:
        notes.insert(0, say("sheet.overview.date", date=sheet.book.audit.date))
    texts = Counter(verdict.text for verdict in sheet.book.verdicts)
    for word in (Sign.UNREAD.verdict, f"{Sign.NONE} {say('book.repeated')}"):
        if texts[word]:
            notes.append(say("sheet.overview.left_out", verdict=word, count=texts[word]))
    findings = sheet.book.audit.findings
    waived = len(findings) - asking(findings)
    if waived:
        notes.append(say("sheet.overview.waived", verdict=waived_text(), count=waived))
    sheet.band(1, 1, last, "　　".join(notes), "page_note")
    sheet.height(2, 8)


def _title(sheet: Sheet, last: int) -> None:
    """Write the title; beside an office's logo it stands between as much room on either side."""
    title = sheet.book.template.title_of("overview", sheet.book.subject)
    logo = sheet.book.template.logo
    sheet.height(0, 42 if logo else 36)
    if logo is None:
        sheet.band(0, 1, last, title, "page_title")
        return
    sheet.band(0, 1 + _BESIDE, last - _BESIDE, title, "page_title", "shrink")
    most = sheet_looks("overview")["logo"]
    scale = min(most["width"] / logo.width, most["height"] / logo.height)
    picture = {
        "image_data": BytesIO(logo.data),
        **{"x_scale": scale, "y_scale": scale, "x_offset": 2, "y_offset": 4},
        **{"object_position": 2, "description": say("sheet.overview.logo")},
    }
    sheet.raw.insert_image(0, 1, title, picture)


def _tiles(sheet: Sheet, sources: _Sources) -> None:
    """Write the six tiles (received, ×, ？, △, √ with ○ beside, answered) and what is next."""
    book = sheet.book
    verdicts = sources.verdicts
    tiles: list[tuple[str, str, float | str, str]] = [_received(book, verdicts)]
    texts = Counter(verdict.text for verdict in book.verdicts)
    for sign in (Sign.FAILED, Sign.UNDECIDED, Sign.WATCH):
        formula = "=" + _count(verdicts, sign)
        tiles.append((sign.verdict, formula, texts[sign.verdict], f"tile_{sign.name.lower()}"))
    passed, zeroed = Sign.PASSED, Sign.ZEROED
    formula = f'={_count(verdicts, passed)}&" / "&{_count(verdicts, zeroed)}'
    both = f"{texts[passed.verdict]} / {texts[zeroed.verdict]}"
    tiles.append((f"{passed.verdict} / {zeroed.verdict}", formula, both, "tile_passed"))
    total = asking(book.audit.findings)
    done = f'={answered(book)}&" / {total}"'
    tiles.append(
        (say("sheet.overview.answered"), done, f"{book.answers['']} / {total}", "tile_plain")
    )
    sheet.height(_TILES_ROW, 38)
    for n, (_, formula, value, look) in enumerate(tiles):
        sheet.band(_TILES_ROW, 1 + 2 * n, 2 + 2 * n, "", "tile", look)
        sheet.formula(_TILES_ROW, 1 + 2 * n, formula, value, "tile", look)
    sheet.height(_TILES_ROW + 1, 21)
    for n, (label, _, _, look) in enumerate(tiles):
        sheet.band(_TILES_ROW + 1, 1 + 2 * n, 2 + 2 * n, label, "tile_name", look)
    write_next(sheet, _TILES_ROW + 2)
    _steps(sheet, _TILES_ROW + 3)
    sheet.height(_TILES_ROW + 4, 8)


def _received(book: Book, verdicts: str) -> tuple[str, str, float | str, str]:
    """The tile of reports received: with a roster, how many of those expected."""
    audit = book.audit
    expected = expected_count(audit.reports, audit.roster)
    if expected:
        label = say("sheet.overview.expected", year=expected_year(audit.reports))
        formula = f'=({expected}-{_count(verdicts, Sign.MISSING)})&" / {expected}"'
        return label, formula, f"{expected - len(audit.missing)} / {expected}", "tile_plain"
    received = sum(verdict.received for verdict in book.verdicts)
    out = [Sign.UNREAD.verdict[1:].strip(), say("book.repeated")]
    count = f"COUNTA({verdicts})" + "".join(f'-COUNTIF({verdicts},"*{word}")' for word in out)
    return say("sheet.overview.received"), f"={count}", received, "tile_plain"


def _count(verdicts: str, sign: Sign) -> str:
    return f'COUNTIF({verdicts},"*{sign.verdict[1:].strip()}")'


def _commonest(book: Book) -> list[tuple[str, int]]:
    """The rules with most findings, hints last, as many as the page has room for."""
    asking_ = [finding for finding in book.audit.findings if not finding.waived]
    found = Counter(finding.rule for finding in asking_)
    # many hints must not push out what is broken
    grave = Counter(finding.rule for finding in asking_ if sign_of(finding) in OPEN)
    ranked = sorted(found.items(), key=lambda item: (-grave[item[0]], -item[1], item[0]))
    return ranked[: sheet_looks("overview")["rules"]]


def _tables(sheet: Sheet, sources: _Sources, rules: Sequence[tuple[str, int]]) -> int:
    """Write rules to the left, outcomes and reviewers to the right; return the last row."""
    outcomes = [figure for figure in figures() if figure.outcome]
    reviewers = int(sheet_looks("overview")["reviewers"])
    totals = [sheet.book.figure_total(figure, sources.year) for figure in outcomes]
    left = max(1, len(rules))
    rows = max(left, len(outcomes) + 2 + reviewers)
    _heads(sheet, _TABLE_ROW, ("rule", "label", "count", "open"), "left")
    _heads(sheet, _TABLE_ROW, ("name", "number", "share"), "outcomes", of=sources.of)
    for n in range(rows):
        row = _TABLE_ROW + 1 + n
        sheet.height(row, 19.5)
        if n < left:
            _rule(sheet, row, rules[n] if rules else None)
        if n < len(outcomes):
            _outcome(sheet, row, outcomes[n], sources, totals, n)
        elif n == len(outcomes):
            first, last = sheet.span("name")[0], sheet.span("share")[1]
            sheet.band(row, first, last, say("sheet.overview.summed"), "note")
        elif n == len(outcomes) + 1:
            _heads(sheet, row, ("name", "number", "share"), "reviewers")
        elif n < len(outcomes) + 2 + reviewers:
            write_colleague(sheet, row, n - len(outcomes) - 2)
    return _TABLE_ROW + rows


def _heads(sheet: Sheet, row: int, keys: Sequence[str], table: str, **words: str) -> None:
    sheet.height(row, 21)
    for key in keys:
        label = sheet.book.say(f"sheet.overview.{table}.{key}", **words)
        sheet.band(row, *sheet.span(key), label, "head")


def _rule(sheet: Sheet, row: int, rule: tuple[str, int] | None) -> None:
    if rule is None:
        sheet.text(row, 1, Sign.NONE, "cell", "center")
        sheet.band(row, *sheet.span("label"), say("sheet.overview.no_findings"), "cell")
        sheet.blanks(row, sheet.columns["count"], sheet.columns["open"], "cell")
        return
    id_, found = rule
    entry = rule_book().get(id_)
    label = _short(entry.label) if entry else id_
    sheet.text(row, 1, id_, "cell", "center")
    sheet.band(row, *sheet.span("label"), label, "cell", "shrink", "small")
    cell = name((row, 1))
    of_rule = [("rule", cell)]
    count = asked(sheet.book, of_rule)
    sheet.formula(row, sheet.columns["count"], f"={count}", found, "cell", "center")
    open_ = f"={count}-{answered(sheet.book, of_rule)}"
    left = found - sheet.book.answers[id_]
    sheet.formula(row, sheet.columns["open"], open_, left, "cell", "center", "strong")


def _short(label: str) -> str:
    """A rule's label without what stands in brackets, cut to the width of its column."""
    return clipped(_NOTE.split(label)[0], _SHORT)


def _outcome(
    sheet: Sheet, row: int, figure: Figure, of: _Sources, totals: Sequence[float], n: int
) -> None:
    """Write the total of the n-th outcome over the reports of the year, and its share."""
    column = sheet.columns["number"]
    label = say(f"sheet.summary.head.{figure.column}")
    sheet.band(row, *sheet.span("name"), label, "cell")
    down = sheet.book.down("summary", figure.column)
    sums = f"SUMIFS({down},{of.years},{of.year})" if of.year else f"SUM({down})"
    sheet.formula(row, column, f"={sums}", totals[n], "cell", "figure", "center")
    every = Area(_TABLE_ROW + 1, column, _TABLE_ROW + len(totals), column)
    whole = sum(totals)
    share = totals[n] / whole if whole else 0.0
    all_ = f"SUM({name(every)})"
    first, last = sheet.span("share")
    sheet.band(row, first, last, "", "cell", "percent")
    formula = f"=IF({all_}=0,0,{name((row, column))}/{all_})"
    sheet.formula(row, first, formula, share, "cell", "percent")


def _charts(sheet: Sheet, of: str, rules: int, row: int) -> None:
    """Lay two native charts under the tables; none stands beside a filtered table."""
    outcomes = sum(figure.outcome for figure in figures())
    size = sheet_looks("overview")["chart"]
    font = {"name": sheet.book.styles.font["font_name"], "size": 9}
    series = (
        ("bar", "open", (_TABLE_ROW + 1, max(rules, 1)), "rule", "bars"),
        ("column", "outcomes", (_TABLE_ROW + 1, outcomes), "name", "columns"),
    )
    for kind, key, (first, count), names_, fill in series:
        chart = sheet.book.workbook.add_chart({"type": kind})
        values = sheet.columns["open" if key == "open" else "number"]
        rows = first, first + count - 1
        label = say(f"sheet.overview.chart.{key}", of=of)
        chart.add_series(
            {
                "name": label,
                "categories": [
                    sheet.name,
                    rows[0],
                    sheet.columns[names_],
                    rows[1],
                    sheet.columns[names_],
                ],
                "values": [sheet.name, rows[0], values, rows[1], values],
                "fill": {"color": sheet.book.styles.colour(fill)},
                "gap": 50,
                "data_labels": {"value": True, "font": font},
            }
        )
        title = {"name": label, "name_font": {**font, "size": 11}}
        chart.set_title({**title, "overlay": False})
        chart.set_legend({"none": True})
        axis = {"num_font": font, "major_gridlines": {"visible": False}}
        hidden = {**axis, "visible": False, "min": 0}
        chart.set_x_axis(axis if kind == "column" else hidden)
        chart.set_y_axis(hidden if kind == "column" else {**axis, "reverse": True})
        chart.set_size(size)
        place = {"object_position": 3, "x_offset": 2 if key == "open" else 8, "y_offset": 6}
        sheet.raw.insert_chart(row, 1 if key == "open" else 7, chart, place)


def _steps(sheet: Sheet, row: int) -> None:
    sheet.height(row, 34)
    for n, text in enumerate(sheet.book.say("sheet.overview.steps").split("\n")):
        sheet.band(row, 1 + 3 * n, 3 + 3 * n, text, "step")
