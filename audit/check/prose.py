"""What the prose says of numbers beyond their equality with a cell: shares, parts, silence."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from audit.check.batch import Batch
from audit.check.confront import claim_identities, claim_name
from audit.check.equations import plain
from audit.check.registry import broken, check
from audit.clean import narrow, simplified
from audit.findings import Finding, side_by_side
from audit.form import Cell
from audit.report import Breakdown, Claim, Report
from audit.words import listed, say

_BASES = ("received", "pool", "handled")
_TOTALS = ("review", "litigation_direct", "litigation_after_review")
_SUITS = re.compile("诉讼|应诉|起诉")
_ASKED = ("received", "pool", "handled")
# a fact of the tables: the claims that mention it, those of what it follows from, and its words
_SPOKEN = {
    "review": (("review", "disputes"), (*_ASKED, "litigation"), re.compile("复议")),
    "litigation_direct": (("litigation", "disputes"), (*_ASKED, "review"), _SUITS),
    "litigation_after_review": (("litigation", "disputes"), (*_ASKED, "review"), _SUITS),
    "normative_documents": (
        ("normative_issued",),
        ("normative_repealed", "normative_in_force"),
        re.compile("(?:制定|制发|印发|出台|发布|制作|公开)[^，。；]{0,12}规范性文件"),
    ),
}
_PAST = ("overview",)  # 五 speaks of last year's problems and next year's plans
_SHARE_OF = re.compile(
    r"[件宗起例份条个][,、(（]*(?:约|各)?占(?:比|(?:申请|受理|办结|答复)?总[数量](?:的)?)?(?:为|约)?\Z"
)
_MUCH_MORE = 1.5  # parts of a list that is not complete come to more than this: two lists in one
_PARTS = re.compile(r"\d+(?:\.(\d+))?")


@check("N06")
def shares(batch: Batch) -> Iterator[Finding]:
    """A share fits none of the bases that it may have: received, with those carried in, handled."""
    for n in batch.read:
        report = batch.reports[n]
        for claim in _told(report, "share"):
            known = [x for x in _numbers(report, claim.field) if x is not None]
            bases = {x for base in _BASES for x in _numbers(report, base) if x}
            if not known or not bases or not 0 <= claim.value <= 100:
                continue
            if not _follows_its_number(report, claim):
                continue
            near = [100 * x / base for x in known for base in bases]
            if not any(_rounds_to(share, claim) for share in near):
                best = min(near, key=lambda share: abs(share - claim.value))
                sentence = say(
                    "finding.share",
                    name=claim_name(claim),
                    said=plain(claim.value),
                    best=plain(round(best, 2)),
                )
                yield broken(batch, "N06", n, sentence, quote=claim.quote)


def _follows_its_number(report: Report, claim: Claim) -> bool:
    """Whether a share stands right behind a count: words between would name another numerator."""
    text = {s.key: s.text for s in report.sections}.get(claim.section, report.preamble)
    before = "".join(narrow(simplified(text[max(0, claim.start - 24) : claim.start])).split())
    return not before or bool(_SHARE_OF.search(before))


def _rounds_to(share: float, claim: Claim) -> bool:
    """Whether a share is the one printed, its last digit rounded or cut off."""
    decimals = _PARTS.fullmatch(plain(claim.value))
    unit = 10.0 ** -(len(decimals[1] or "") if decimals else 0)
    return -0.5 * unit - 1e-9 <= share - claim.value < unit


def _told(report: Report, kind: str) -> list[Claim]:
    """Certain, exact claims of a kind on the report's own year."""
    return [
        claim
        for claim in report.claims
        if claim.kind == kind
        and claim.certain
        and claim.exact
        and claim.year in (None, report.year)
    ]


def _numbers(report: Report, field: str) -> Iterator[float | None]:
    """What the tables and the prose say of a fact; None where the tables do not say it."""
    for identity in claim_identities(report.form).get(field, ()):
        values = [report.cells[cell].value for cell in identity.own]
        known = [value for value in values if value is not None]
        yield sum(known) if len(known) == len(values) else None
    yield from (c.value for c in _told(report, "count") if c.field == field)


@check("N13")
def all_handled(batch: Batch) -> Iterator[Finding]:
    """The prose says that all were handled, and some are carried over."""
    cell = Cell("applications", "carried_out", "total")
    for n in batch.read:
        report = batch.reports[n]
        said = (c.value for c in _told(report, "count") if c.field == "carried_out")
        carried = report.cells[cell].value or max(said, default=0.0)
        for claim in _told(report, "all")[:1]:
            if carried:
                sentence = say("finding.all_handled", value=plain(carried))
                yield broken(batch, "N13", n, sentence, cells=(cell,), quote=claim.quote)


@check("N14")
def not_mentioned(batch: Batch) -> Iterator[Finding]:
    """The prose counts applications or half of the disputes, and is silent of what came of them.

    One that leaves the tables to speak for themselves leaves nothing out.
    """
    for n in batch.read:
        report = batch.reports[n]
        told = tuple(claim.field for claim in report.claims if claim.section != "problems")
        silent = {
            cell: value for cell, value in _facts(report) if told and _left_out(report, cell, told)
        }
        if silent:
            names = listed(
                f"{say(f'silent.{cell.row}')} {plain(value)}" for cell, value in silent.items()
            )
            sentence = say("finding.not_mentioned", facts=names)
            yield broken(batch, "N14", n, sentence, cells=tuple(silent))


def _left_out(report: Report, cell: Cell, told: Sequence[str]) -> bool:
    mentions, beside, words = _SPOKEN[cell.row]
    if any(field.startswith(mentions) for field in told):
        return False
    if not any(field.startswith(beside) for field in told):
        return False
    texts = (s.text for s in report.sections)
    return not any(words.search(simplified(text)) for text in texts)


def _facts(report: Report) -> Iterator[tuple[Cell, float]]:
    cells = [Cell("disputes", row, "total") for row in _TOTALS]
    cells.append(Cell("disclosure", "normative_documents", "issued"))
    for cell in cells:
        reading = report.cells.get(cell)
        if reading and reading.value:
            yield cell, reading.value


@check("N15")
def parts(batch: Batch) -> Iterator[Finding]:
    """Parts do not add up: too few in a complete list, too many where none can overlap."""
    for n in batch.read:
        for found in batch.reports[n].breakdowns:
            total = sum(found.parts)
            over = found.disjoint and total - found.whole > 1e-6
            if _is_partition(found) and (over or (found.closed and found.whole - total > 1e-6)):
                sentence = say(
                    "finding.parts",
                    whole=plain(found.whole),
                    parts=say("mark.plus").join(plain(part) for part in found.parts),
                    total=plain(total),
                )
                sides = {"left": found.whole, "right": total}
                yield broken(batch, "N15", n, sentence, quote=found.quote, **sides)


def _is_partition(found: Breakdown) -> bool:
    """Whether the parts are of one list: several lists add up to more."""
    sums = [sum(found.parts[: n + 1]) for n in range(len(found.parts))]
    if found.whole in sums[:-1] or max(found.parts, default=0.0) >= found.whole:
        return False
    return found.closed or (len(found.parts) > 2 and sums[-1] <= _MUCH_MORE * found.whole)


@check("N16")
def other_years(batch: Batch) -> Iterator[Finding]:
    """The overview gives last year's figure of a fact and none of the year reported on."""
    for n in batch.read:
        report = batch.reports[n]
        if report.year is None:
            continue
        own = {c.field for c in report.claims if c.year in (None, report.year)}
        for claim in report.claims:
            if claim.year is None or claim.year == report.year or claim.section not in _PAST:
                continue
            if claim.certain and claim.kind == "count" and claim.field not in own:
                sentence = say(
                    "finding.other_year", said=claim.year, name=claim_name(claim), year=report.year
                )
                yield broken(batch, "N16", n, sentence, quote=claim.quote)
                break


@check("N17")
def twice(batch: Batch) -> Iterator[Finding]:
    """The prose gives two numbers for one fact within one scope."""
    for n in batch.read:
        report = batch.reports[n]
        said: dict[tuple[str, str], dict[float, Claim]] = defaultdict(dict)
        for claim in _told(report, "count"):
            said[claim.field, claim.scope].setdefault(claim.value, claim)
        for values in said.values():
            if len(values) > 1:
                first = next(iter(values.values()))
                numbers = listed(plain(value) for value in values)
                sentence = say("finding.twice", name=claim_name(first), numbers=numbers)
                quote = side_by_side(claim.quote for claim in values.values())
                sides = (
                    dict(zip(("left", "right"), values, strict=True)) if len(values) == 2 else {}
                )
                yield broken(batch, "N17", n, sentence, quote=quote, **sides)


@check("N19")
def impossible(batch: Batch) -> Iterator[Finding]:
    """A share of applications above a hundred per cent."""
    for n in batch.read:
        for claim in _told(batch.reports[n], "share"):
            if not 0 <= claim.value <= 100:
                sentence = say(
                    "finding.impossible", name=claim_name(claim), said=plain(claim.value)
                )
                yield broken(batch, "N19", n, sentence, quote=claim.quote)


def section_text(report: Report, key: str) -> str:
    """Return the text of a section in simplified, narrow letters, offsets kept; "" without it."""
    return next((narrow(simplified(s.text)) for s in report.sections if s.key == key), "")


_PERIOD = re.compile(
    r"(?:统计|数据|期限|时限|起止)[^。]{0,20}?(20\d\d)年(\d{1,2})月(\d{1,2})日[^。\d]{0,6}"
    r"(?:至|到|—|-)[^。\d]{0,4}(?:(20\d\d)年)?(\d{1,2})月(\d{1,2})日"
)


@check("N18")
def whole_year(batch: Batch) -> Iterator[Finding]:
    """The period of the statistics, where it is stated, is the whole year reported on."""
    for n in batch.read:
        report = batch.reports[n]
        texts = [report.preamble, *(section.text for section in report.sections[:1])]
        stated = periods("\n".join(texts)) if report.year else []
        if stated and not any(_days(found) == (report.year, report.year) for found in stated):
            sentence = say("finding.period", year=report.year)
            sides = {"left": float(stated[0][1]), "right": float(report.year or 0)}
            yield broken(batch, "N18", n, sentence, quote=stated[0].group(), **sides)


def periods(text: str) -> list[re.Match[str]]:
    """Return the periods of statistics that a text states; their first group is the year."""
    return list(_PERIOD.finditer("".join(narrow(simplified(text)).split())))


def _days(found: re.Match[str]) -> tuple[int, int] | None:
    """First and last year of a period of whole years."""
    first, last = int(found[1]), int(found[4] or found[1])
    whole = tuple(map(int, found.group(2, 3, 5, 6))) == (1, 1, 12, 31)
    return (first, last) if whole else None
