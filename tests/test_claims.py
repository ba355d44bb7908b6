"""What the prose claims: a table of sentences, real reports, properties."""

from __future__ import annotations

import csv
import re
from functools import cache
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from opencc import OpenCC

from audit.build import read_all
from audit.claims import read_claims
from audit.claims.numbers import chinese_value
from audit.inputs import find_inputs
from audit.reading import read_file
from audit.report import Breakdown, Claim, Report, SectionText
from tests.conftest import SHARED

HERE = Path(__file__).parent / "claims"
FILES = SHARED / "files"
SENTENCES = [
    tuple(part.strip() for part in line.split("=>"))
    for line in (HERE / "sentences.txt").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]
_OPENCC = OpenCC("s2t")
Key = tuple[str, str, int, str, str, float]


def report(text: str, section: str = "overview", scope: str = "unknown") -> Report:
    section_text = SectionText(section, "", text)
    return Report("示例.txt", "txt", year=2024, scope=scope, sections=(section_text,))


def claims_of(text: str, section: str = "overview", scope: str = "unknown") -> tuple[Claim, ...]:
    return read_claims(report(text, section, scope))[0]


def breakdowns_of(text: str) -> tuple[Breakdown, ...]:
    return read_claims(report(text))[1]


def written(claim: Claim) -> str:
    """A claim as the table of sentences writes it."""
    value = {"zero": "zero", "all": "all", "share": f"{claim.value:.10g}%"}.get(
        claim.kind, f"{claim.value:.10g}"
    )
    marks = ("" if claim.exact else "~") + ("" if claim.certain else "?")
    return f"{claim.field} {value}{marks}" + (f"@{claim.year}" if claim.year else "")


def closed(sentence: str) -> str:
    """With a full stop; a row of a table that became text has none."""
    return sentence if sentence[-1].isdigit() else f"{sentence}。"


@pytest.mark.parametrize(("sentence", "claimed"), SENTENCES)
def test_sentence(sentence: str, claimed: str) -> None:
    assert "; ".join(map(written, claims_of(closed(sentence)))) == claimed


def test_there_are_enough_sentences() -> None:
    assert len(SENTENCES) >= 80


@pytest.mark.parametrize(("sentence", "claimed"), SENTENCES)
def test_sentence_broken_over_lines_claims_the_same(sentence: str, claimed: str) -> None:
    if re.search(r"[0-9] [0-9]|[?]|[0-9]-", sentence):
        pytest.skip("blanks within numbers mean something of their own")
    middle = next((n for n in range(len(sentence) // 2, 0, -1) if not sentence[n].isdigit()), 1)
    broken = f"{sentence[:middle]}\n{sentence[middle:]}"
    found = [written(c) for c in claims_of(closed(broken))]
    assert "; ".join(found) == claimed


@pytest.mark.parametrize(("sentence", "claimed"), SENTENCES)
def test_traditional_script_claims_the_same(sentence: str, claimed: str) -> None:
    traditional = "".join(map(_OPENCC.convert, sentence))
    assert "; ".join(map(written, claims_of(closed(traditional)))) == claimed


# ── around the sentence ──


def test_a_heading_says_what_its_paragraph_speaks_of() -> None:
    text = "（二）依申请公开情况。全年共收到5件，办结5件。\n（三）其他。全年共收到7件，办结7件。"
    assert [written(c) for c in claims_of(text)] == ["received 5", "handled 5"]


@pytest.mark.parametrize("other", ["受理行政许可申请61件", "收到12345工单61件"])
def test_after_other_business_a_heading_alone_makes_nothing_certain(other: str) -> None:
    text = f"（二）依申请公开情况。{other}。办结49件。"
    assert "handled 49?" in [written(c) for c in claims_of(text)]
    known = f"（二）依申请公开情况。{other}。办结政府信息公开申请49件。"
    assert "handled 49" in [written(c) for c in claims_of(known)]


def test_problems_and_plans_are_never_certain() -> None:
    text = "2024年收到政府信息公开申请5件。"
    assert [c.certain for c in claims_of(text, "problems")] == [False]


def test_another_scope_than_the_report_s_is_not_certain() -> None:
    text = "全县收到政府信息公开申请90件。"
    assert [(c.scope, c.certain) for c in claims_of(text, scope="own")] == [("region", False)]
    assert [(c.scope, c.certain) for c in claims_of(text, scope="region")] == [("region", True)]


def test_the_same_fact_in_two_sections_is_two_claims() -> None:
    sections = tuple(
        SectionText(key, "", "收到政府信息公开申请5件。") for key in ("overview", "applications")
    )
    found, _ = read_claims(Report("示例.txt", "txt", year=2024, sections=sections))
    assert [(c.section, c.value) for c in found] == [("overview", 5), ("applications", 5)]


def test_text_before_the_first_heading_is_read_too() -> None:
    found, _ = read_claims(Report("示例.txt", "txt", preamble="收到政府信息公开申请5件。"))
    assert [(c.section, c.value) for c in found] == [("preamble", 5)]


def test_quote_is_the_clause_on_one_line() -> None:
    (first, _) = claims_of("2024年，我局收到政府信息\n公开申请5件，办结\n5件。")
    assert first.quote == "我局收到政府信息公开申请5件"


def test_what_goes_wrong_costs_no_report(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def fails(_: Report) -> None:
        raise ValueError("示例")

    path = tmp_path / "示例.txt"
    path.write_bytes((HERE.parent / "reports/full-width-digits/report.txt").read_bytes())
    (whole,) = read_all(find_inputs([path]).files, {}).reports
    monkeypatch.setattr("audit.reading.read_claims", fails)
    (found,) = read_file(find_inputs([path]).files[0], {})
    assert found.cells == whole.cells
    assert found.claims == ()
    assert any("示例" in note for note in found.notes)


# ── wholes and parts ──

BREAKDOWNS = [
    ("公开信息9条，其中甲类2条、乙类3条、其他4条。", (9, (2, 3, 4), True)),
    ("公开信息9条（甲类2条，乙类3条）。", (9, (2, 3), False)),
    ("公开信息9条，其中：甲类2条；乙类3条；丙类4条。", (9, (2, 3, 4), False)),
    ("公开信息9条，同比增长3%，其中，甲类2条，乙类7条。", (9, (2, 7), False)),
    ("公开信息9条，主要包括甲类（含子类1条）2条、乙类7条。", (9, (2, 7), False)),
    ("咨询372人次，其中现场331人次，电话61人次。", (372, (331, 61), False)),
    ("收到政府信息公开申请9件，其中自然人8件，法人1件，予以公开9件。", (9, (8, 1), True)),
    ("办结政府信息公开申请9件，其中予以公开8件、不予公开1件，结转下年2件。", (9, (8, 1), False)),
    ("公开信息9条，其中甲类2条、发布公报3期、乙类4条。", None),
    ("公开信息约9条，其中甲类2条、乙类7条。", None),
    ("公开信息9条，其中甲类2条。", None),
    ("答复政府信息公开申请9件（含上年结转1件，另有3件结转下年）。", None),
    ("收到政府信息公开申请9件，其中予以公开8件、不予公开3件。", None),  # 上年结转 may be in them
]


@pytest.mark.parametrize(("text", "expected"), BREAKDOWNS)
def test_breakdown(text: str, expected: tuple[float, tuple[float, ...], bool] | None) -> None:
    found = [(b.whole, b.parts, b.closed) for b in breakdowns_of(text)]
    assert found == ([expected] if expected else [])


def test_a_breakdown_has_its_place() -> None:
    text = "全年公开信息9条，其中甲类2条、其他7条。"
    (found,) = breakdowns_of(text)
    assert text[found.start : found.end] == "9条，其中甲类2条、其他7条"


# ── real reports ──

real = pytest.mark.skipif(
    not FILES.is_dir(), reason="../shared/reports is not here: real reports are not measured"
)


@cache
def real_reports() -> tuple[Report, ...]:
    reports = read_all(find_inputs([FILES]).files, {}).reports
    return tuple(report.body or report for report in reports)


def place_of(report: Report, claim: Claim) -> int:
    """Which sentence of its section a claim stands in, counted by 。 and ；."""
    texts = {"preamble": report.preamble} | {s.key: s.text for s in report.sections}
    return len(re.findall("[。；;]", texts[claim.section][: claim.start])) + 1


def found_in_real_reports() -> dict[Key, bool]:
    return {
        (r.source, c.section, place_of(r, c), c.field, c.kind, c.value): c.certain
        for r in real_reports()
        for c in r.claims
    }


def labels() -> dict[Key, bool]:
    with (HERE / "labels.csv").open(encoding="utf-8") as stream:
        return {
            (
                *(row["file"], row["section"], int(row["n"])),
                *(row["field"], row["kind"], float(row["value"])),
            ): row["certain"] == "1"
            for row in csv.DictReader(stream)
        }


@real
def test_enough_claims_are_found() -> None:
    found, told = found_in_real_reports(), labels()
    missed = sorted(told.keys() - found.keys())
    assert len(missed) <= 0.1 * len(told), missed


@real
def test_no_certain_claim_is_wrong() -> None:
    sure = {key for key, certain in labels().items() if certain}
    assert {key for key, certain in found_in_real_reports().items() if certain} - sure == set()


@real
@pytest.mark.parametrize(
    ("start", "field", "value"),
    [
        ("suqian-2024", "review", 134),
        ("suqian-2024", "litigation", 57),
        ("shanghai", "granted_or_partial", 258),
        ("kewei", "carried_out", 1),
        ("kewei", "handled", 100),
    ],
)
def test_what_the_rules_need_is_there(start: str, field: str, value: float) -> None:
    (report,) = [r for r in real_reports() if r.source.startswith(start)]
    assert value in [c.value for c in report.claims if c.field == field and c.certain]


@real
@pytest.mark.parametrize(("start", "whole", "total"), [("002", 880, 800), ("kewei", 2139, 2160)])
def test_lists_that_do_not_add_up_are_there(start: str, whole: float, total: float) -> None:
    (report,) = [r for r in real_reports() if r.source.startswith(start)]
    assert total in [sum(b.parts) for b in report.breakdowns if b.whole == whole]


# ── properties ──

# words and the fact they name, to be followed by a number
WORDS = {
    "共收到政府信息公开申请": "received",
    "新受理依申请公开": "received",
    "办结政府信息公开申请": "handled",
    "政府信息公开申请上年结转": "carried_in",
    "政府信息公开申请结转下年度": "carried_out",
    "依申请公开中予以公开": "granted",
    "依申请公开中区分处理": "partial",
    "依申请公开中不予公开": "denied",
    "依申请公开中无法提供": "unable",
    "依申请公开中不予处理": "not_processed",
    "政府信息公开行政复议": "review",
    "政府信息公开行政诉讼": "litigation",
    "制发行政规范性文件": "normative_issued",
    "现行有效规章": "regulations_in_force",
    "作出行政处罚": "penalties",
}
_DIGITS = "零一二三四五六七八九"


def chinese(value: int) -> str:
    """A number below 10,000 in Chinese."""
    out, gap = "", False
    for power, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, value = divmod(value, power)
        if digit:
            out += ("零" if gap and out else "") + _DIGITS[digit] + name
        gap = not digit
    return (out.removeprefix("一") if out.startswith("一十") else out) or "零"


@st.composite
def notation(draw: st.DrawFn) -> tuple[str, int]:
    value = draw(st.integers(0, 9999))
    wide = str(value).translate({48 + n: 0xFF10 + n for n in range(10)})
    liang = re.sub("二(?=[千百]|\\Z)(?<!十二)", "两", chinese(value))
    ways = [str(value), f"{value:,}", wide, chinese(value), liang, f" {value} ", f"\n{value}"]
    return draw(st.sampled_from(ways)), value


@given(st.sampled_from(sorted(WORDS)), notation(), st.sampled_from("件宗起例份"))
@settings(max_examples=300, deadline=None)
def test_a_number_in_any_notation_comes_back(
    words: str, number: tuple[str, int], unit: str
) -> None:
    text = f"{words}{number[0]}{unit}。"
    (claim,) = claims_of(text)
    assert (claim.field, claim.value, claim.exact) == (WORDS[words], number[1], True)
    assert claim.certain
    assert text[claim.start : claim.end] == number[0].strip()


@given(st.integers(0, 9999))
def test_chinese_numerals(value: int) -> None:
    assert chinese_value(chinese(value)) == value


@pytest.mark.parametrize("unit", ["（1件", "未无", "1,", "、共1件", "依申请公开收到申请1件，其中"])
def test_no_text_costs_more_than_its_length(unit: str) -> None:
    """Seconds, not minutes, for what no report holds: a bound on time is a bound on reports."""
    started = process_time()
    claims_of(unit * (20_000 // len(unit)))
    assert process_time() - started < 20


PIECES = [part for sentence, _ in SENTENCES for part in re.split("(?<=[，、；])", sentence)]
ANY = st.lists(
    st.one_of(
        st.sampled_from(PIECES), st.text(max_size=6), st.sampled_from("。；\n（）“”?12零万件")
    ),
    max_size=12,
).map("".join)


@given(ANY, st.sampled_from(["overview", "disputes", "problems"]))
@settings(max_examples=400, deadline=None)
def test_no_text_raises_and_every_place_holds(text: str, section: str) -> None:
    claims, breakdowns = read_claims(report(text, section))
    for claim in claims:
        said = text[claim.start : claim.end]
        assert said.strip() == said != ""
        if claim.kind in ("count", "share") and "持" not in said:
            assert (
                said[0] in "0123456789０１２３４５６７８９"
                or said[0] in "〇零○一二两三四五六七八九十"
            )
        assert claim.quote
    for found in breakdowns:
        assert 0 <= found.start < found.end <= len(text)
        assert len(found.parts) >= 2
