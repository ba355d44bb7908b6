"""The first problem of a report that still stands, as live formulas of the summary."""

from __future__ import annotations

import re
from dataclasses import dataclass

from audit.findings import Finding
from audit.words import aside, say
from audit.workbook.layout import Spot
from audit.workbook.signs import Sign, sign_of
from audit.workbook.tally import Standing, Tally, anchor, standing
from audit.workbook.text import line, literal, width

MOST = 3
_WIDEST = 96  # half characters: what three lines of the column hold
_CLAUSE = re.compile(r"(?:“[^”]*”|[^；;])*")
_TO_SHOW = (Sign.FAILED, Sign.UNDECIDED, Sign.WATCH)


@dataclass(frozen=True)
class Problem:
    """A finding that may be the first to show: its sentence, where it links, what is live of it."""

    text: str
    target: Spot
    standing: Standing | None

    @property
    def stands(self) -> bool:
        """Whether it stands now; without live checks it always does."""
        return self.standing is None or self.standing.failing > 0


@dataclass(frozen=True)
class Counters:
    """References to the hidden counts beside a summary row, and what they are now."""

    failed: str
    undecided: str
    added: str
    which: str
    failed_now: int
    undecided_now: int


def problems_to_show(tally: Tally, report: int) -> list[Problem]:
    """Return the gravest problems of a report, × before ？ before △, at most three."""
    found: list[Finding] = [f for f in tally.of_report(report) if sign_of(f) in _TO_SHOW]
    found.sort(key=lambda f: _TO_SHOW.index(sign_of(f)))
    return [
        Problem(
            short(finding.sentence),
            anchor(tally.layout, finding)
            or tally.layout.spot("sources", tally.layout.row("sources", report), 2),
            standing(tally, finding),
        )
        for finding in found[:MOST]
    ]


def short(sentence: str) -> str:
    """Return the first clause of a sentence, cut to three lines; the whole is in 问题清单.

    >>> short("疑“甲；乙”应为 12（填 21）；自然人：各项办理结果之和 为 47")
    '疑“甲；乙”应为 12（填 21）'
    """
    first = _CLAUSE.match(line(sentence))
    text = first[0] if first else ""
    if width(text) <= _WIDEST:
        return text
    while width(text) > _WIDEST:
        text = text[:-1]
    # better to end with a whole part, as long as that is most of what there is room for
    end = max(text.rfind(say("mark.listed") + "“"), text.rfind(say("mark.comma")))
    return text[: end if 2 * end > len(text) else None] + "…"


def which_formula(problems: list[Problem]) -> tuple[str, int]:
    """Return formula and value of the number of the first problem that stands, 0 for none."""
    text = "0"
    for n in range(len(problems), 0, -1):
        live = problems[n - 1].standing
        text = f"IF({live.expression}>0,{n},{text})" if live else f"{n}"
    value = next((n for n, problem in enumerate(problems, 1) if problem.stands), 0)
    return f"={text}", value


def first_formula(problems: list[Problem], block: Spot, at: Counters) -> tuple[str, str]:
    """Return formula and value of the first problem: its sentence, linked to its cell.

    A correction that broke what had held is said before it, what else remains after all.
    """
    rest, value = _rest(at)
    texts, targets = rest, literal(block.link)
    for n in range(len(problems), 0, -1):
        problem = problems[n - 1]
        texts = f"IF({at.which}={n},{literal(problem.text)},{texts})"
        targets = f"IF({at.which}={n},{literal(problem.target.link)},{targets})"
    added, unit = say("sheet.summary.added"), say("sheet.summary.places")
    opened, shut = map(literal, aside(f"{added}\n").split("\n"))
    shown = f'IF({at.added}>0,{opened}&" "&{at.added}&" {unit}"&{shut},"")&{texts}'
    stands = next((problem for problem in problems if problem.stands), None)
    if stands:
        value = stands.text
    return (f"=HYPERLINK({targets},{shown})" if problems else f"={shown}"), value


def _rest(at: Counters) -> tuple[str, str]:
    """What to say when no listed problem stands: how many checks still fail or are undecided."""
    unit = say("sheet.summary.places")
    parts = [
        (f"{at.failed}-{at.added}", say("sheet.summary.more_failed"), at.failed_now),
        (at.undecided, say("sheet.summary.more_undecided"), at.undecided_now),
    ]
    text, value = '""', ""
    for reference, words, now in reversed(parts):
        text = f'IF({reference}>0,"{words} "&({reference})&" {unit}",{text})'
        value = f"{words} {now} {unit}" if now else value
    return text, value
