"""X01–X03, Q06: marks that a copy or a conversion leaves; they say nothing of the agency."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from audit.check.batch import Batch
from audit.check.look import clipped, number, passages
from audit.check.registry import broken, check
from audit.clean import UNCLEAR
from audit.findings import Finding
from audit.form import Cell, Form, Identity, load_form
from audit.identities import TOLERANCE
from audit.official import official
from audit.report import Report, State
from audit.words import apart, listed, say

_MOJIBAKE = re.compile(
    rf"{UNCLEAR}+|锟斤拷|(?:&lt;|</?|/)(?:span|div)>"
    # a question mark in half width that no question ends in: a lost character
    rf"|(?<=[\u3400-\u9fff])[?]+(?=[\u3400-\u9fff\d])|(?<=[\u3400-\u9fff,，])[?]+(?=\d)"
)
_PLACED = "position"
_ELSEWHERE = (_PLACED, "unit")  # X02, C03
_QUESTION = re.compile(r"什么|如何|怎|吗|呢|哪|谁|是否|为何|几|多少|何时|能不能|可否")


@check("X01")
def shifted(batch: Batch) -> Iterator[Finding]:
    """Report rows that add up, and suit the columns better, if moved one column to the right."""
    for n in batch.read:
        report = batch.reports[n]
        form = load_form(report.form)
        rows = [row for row in form.tables["applications"].rows if _may_be_moved(report, row.key)]
        if not rows:
            continue
        own = [i for i in form.identities if i.rule.table == "applications"]
        for row in rows:
            cells = _row(form, row.key)
            known = {cell: number(report, *cell) or 0.0 for cell in form.places}
            moved = dict(zip(cells, (0.0, *(known[c] for c in cells[:-1])), strict=True))
            around = [i for i in own if set(i.cells) & set(cells)]
            if _failing(around, known | moved) < _failing(around, known):
                sentence = say("finding.shifted", row=official(row.label))
                place = report.cells[cells[0]].place
                yield broken(batch, "X01", n, sentence, cells=cells, place=place)


def _row(form: Form, row: str) -> tuple[Cell, ...]:
    return tuple(Cell("applications", row, c.key) for c in form.tables["applications"].columns)


def _may_be_moved(report: Report, row: str) -> bool:
    """Whether a row has no total, and its last number is the sum of those before it."""
    if number(report, "applications", row, "total"):
        return False
    readings = [report.cells[cell] for cell in _row(load_form(report.form), row)]
    if any(r.state in (State.UNREADABLE, State.ABSENT, State.NOT_ON_FORM) for r in readings):
        return False
    values = [reading.value or 0 for reading in readings]
    return not values[-1] and values[-2] > 0 and sum(values[:-2]) == values[-2]


def _failing(identities: list[Identity], values: Mapping[Cell, float]) -> int:
    """How many equations do not hold; blanks count as 0, for both readings are compared."""
    return sum(
        identity.relation == "="
        and abs(
            sum(sign * values[cell] for cell, sign in identity.left)
            - sum(sign * values[cell] for cell, sign in identity.right)
            - identity.constant
        )
        > TOLERANCE
        for identity in identities
    )


@check("X02")
def labels_lost(batch: Batch) -> Iterator[Finding]:
    """Report rows without a label, placed by their order and proven by the equations."""
    for n in batch.read:
        report = batch.reports[n]
        cells = tuple(cell for cell, r in batch.odd[n] if r.repair == _PLACED)
        if cells:
            table = load_form(report.form).tables[cells[0].table]
            rows = list(dict.fromkeys(official(table.row(cell.row).label) for cell in cells))
            names = apart(rows[:3]) + ("……" if len(rows) > 3 else "")
            sentence = say("finding.labels_lost", count=len(rows), rows=names)
            place = report.cells[cells[0]].place
            yield broken(batch, "X02", n, sentence, cells=cells, place=place)


@check("X03")
def repaired(batch: Batch) -> Iterator[Finding]:
    """Tell which cells were read after a repair, and which; one finding a report."""
    for n in batch.read:
        report = batch.reports[n]
        cells = tuple(
            cell
            for cell, r in batch.odd[n]
            if r.state is State.REPAIRED and r.repair not in _ELSEWHERE
        )
        if cells:
            kinds = Counter(report.cells[cell].repaired for cell in cells)
            told = listed(f"{kind} {count}" for kind, count in kinds.most_common())
            sentence = say("finding.repaired", count=len(cells), told=told)
            quote = " | ".join(report.cells[cell].raw.strip() for cell in cells[:12])
            place = report.cells[cells[0]].place
            yield broken(batch, "X03", n, sentence, cells=cells, quote=quote, place=place)


@check("Q06")
def mojibake(batch: Batch) -> Iterator[Finding]:
    """Report characters lost in the prose of a copy; a question may end in a half-width mark."""
    for n in batch.read:
        places = [
            (passage.heading + "\n" + passage.text, found)
            for passage in passages(batch.reports[n])
            for found in _lost(passage.heading + "\n" + passage.text)
        ]
        if places:
            text, first = places[0]
            quote = clipped(text, first.start(), first.end())
            sentence = say("finding.mojibake", count=len(places))
            yield broken(batch, "Q06", n, sentence, quote=quote)


def _lost(text: str) -> Iterator[re.Match[str]]:
    if not ("?" in text or UNCLEAR in text or ">" in text or "锟" in text):
        return
    for found in _MOJIBAKE.finditer(text):
        clause = re.split(r"[。；！？\n]", text[max(0, found.start() - 40) : found.start()])[-1]
        if not (found.group().startswith("?") and _QUESTION.search(clause)):
            yield found
