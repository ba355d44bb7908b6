"""Who reports on which year, when it was published, for whom; and S08, which compares."""

from __future__ import annotations

from itertools import pairwise

import pytest

from audit.check import Batch, run_checks
from audit.check.names import same_agency
from audit.frames import build_frames
from audit.parse import parse
from audit.read import read_bytes
from audit.report import Report

TITLE = "乌有市水务局2023年政府信息公开工作年度报告"
YES, NO = "乌有市水务局", "乌有市财政局"


def report(
    title: str = "年度报告",
    preamble: str = "",
    body: str = "按计划开展。",
    signature: str = "",
    name: str = "report.txt",
) -> Report:
    """The least text that is a report, with the given words in their places."""
    lines = [
        *(title, preamble, "一、总体情况", body, "二、主动公开政府信息情况"),
        *("行政许可 12", "行政处罚 3", "六、其他需要报告的事项", "无。", signature),
    ]
    return parse(read_bytes(name, "\n".join(line for line in lines if line).encode()))


def told(found: Report, part: str) -> tuple[str, int | None]:
    """What one part of the report says of agency and year."""
    return next(((m.agency, m.year) for m in found.mentions if m.part == part), ("", None))


def s08(found: Report) -> list[str]:
    findings = run_checks(Batch([found], build_frames([found]))).findings
    return [finding.sentence for finding in findings if finding.rule == "S08"]


@pytest.mark.parametrize(
    ("title", "agency", "year"),
    [
        (TITLE, YES, 2023),
        ("2023年乌有市水务局政府信息公开工作年度报告", YES, 2023),
        ("乌有市水务局2023年度政府信息公开工作年度报告", YES, 2023),
        ("乌有市水务局 2023 年 政府信息公开 工作年度报告", YES, 2023),
        ("乌有市水务局２０２３年政府信息公开工作年度报告", YES, 2023),
        ("关于乌有市水务局2023年政府信息公开工作年度报告的公告", YES, 2023),
        ("乌有市水务局关于2023年政府信息公开工作情况的年度报告", YES, 2023),
        ("附件1：乌有市水务局2023年政府信息公开工作年度报告", YES, 2023),
        ("标题：乌有市水务局2023年政府信息公开工作年度报告", YES, 2023),
        ("乌有市水务局政府信息公开工作年度报告（2023年度）", YES, 2023),
        ("乌有市水务局2023年政务公开工作报告", YES, 2023),
        ("乌有市水务局2023年政府信息公开年报", YES, 2023),
        ("烏有市財政局2020年政府信息公開工作年度報告", "乌有市财政局", 2020),
        ("示例区子虚街道办事处2021年政府信息公开工作年度报告", "示例区子虚街道办事处", 2021),
        ("虚构省人民政府办公厅2024年政府信息公开工作年度报告", "虚构省人民政府办公厅", 2024),
        ("空想县人民政府2022年政府信息公开工作年度报告", "空想县人民政府", 2022),
        (
            "乌有市发展和改革委员会（市粮食局）2023年政府信息公开工作年度报告",
            *("乌有市发展和改革委员会（市粮食局）", 2023),
        ),
        ("乌有市水务局二〇二三年政府信息公开工作年度报告", YES, 2023),
        ("2023年政府信息公开工作年度报告", "", 2023),
        ("2023年度政府信息公开工作年度报告", "", 2023),
        ("政府信息公开工作年度报告（2023年）", "", 2023),
        ("年度报告", "", None),
        ("乌有市水务局2023年法治政府建设年度报告", "", 2023),
    ],
)
def test_title(title: str, agency: str, year: int | None) -> None:
    found = report(title)
    assert (found.agency, found.year) == (agency, year)


def test_title_over_two_lines() -> None:
    for one, other in pairwise(["乌有市水务局2023年", "政府信息公开工作年度报告"]):
        found = report(f"{one}\n{other}")
        assert (found.agency, found.year) == (YES, 2023)
        assert found.title == one + other


def test_title_without_agency_leaves_it_to_the_others() -> None:
    title = "2023年政府信息公开工作年度报告"
    for words in (
        report(f"{YES}\n{title}"),
        report(title, preamble=f"本报告由{YES}编制。"),
        report(title, signature=f"{YES}\n2024年1月18日"),
        report(title, name=f"{YES}2023年年报.txt"),
    ):
        assert (words.agency, words.year) == (YES, 2023)
        assert s08(words) == []


@pytest.mark.parametrize(
    ("preamble", "agency", "year"),
    [
        (f"现将{YES}2023年政府信息公开工作年度报告公布如下。", YES, None),
        (f"本报告由{YES}编制，统计期限自2023年1月1日起至12月31日止。", YES, 2023),
        (f"本报告由{YES}按照《条例》编制，数据期限为2022年1月1日至12月31日。", YES, 2022),
        (f"根据有关规定，{YES}组织编制了2023年度报告。", YES, None),
        ("根据《条例》规定，本机关编制本报告。统计期限2023年1月1日至12月31日。", "", 2023),
        ("本报告由本机关编制。", "", None),
    ],
)
def test_preamble(preamble: str, agency: str, year: int | None) -> None:
    assert told(report(preamble=preamble), "preamble") == (agency, year)


@pytest.mark.parametrize(
    ("signature", "agency", "signed"),
    [
        (f"{YES}\n2024年1月18日", YES, "2024-01-18"),
        (f"{YES}\n2024 年 1 月 8 日", YES, "2024-01-08"),
        (f"{YES}\n２０２４年１月８日", YES, "2024-01-08"),
        ("2024年1月18日", "", "2024-01-18"),
        (f"{YES}\n2024年1月", "", ""),
        ("联系电话：0000-0000000。\n2024年1月18日", "", "2024-01-18"),
    ],
)
def test_signature(signature: str, agency: str, signed: str) -> None:
    found = report(TITLE, signature=signature)
    assert (found.signed, told(found, "signature")) == (signed, (agency, None))


def test_the_day_of_signing_is_not_the_year_reported_on() -> None:
    found = report(signature=f"{YES}\n2024年1月18日")
    assert (found.agency, found.year) == (YES, None)


@pytest.mark.parametrize(
    ("name", "agency", "year"),
    [
        ("乌有市水务局2023年年报.txt", YES, 2023),
        ("乌有市水务局2023年政府信息公开工作年度报告.html", YES, 2023),
        ("乌有市水务局-2023.txt", YES, 2023),
        ("乌有市水务局_年报_2023年度.txt", YES, 2023),
        ("2023年乌有市水务局年报.txt", YES, 2023),
        ("2023/乌有市水务局.txt", YES, None),
        ("年报#2", "", None),
        ("t20240118_5521.html", "", None),
        ("20240118.txt", "", None),
        ("2024-01-18.txt", "", None),
        ("年报2024年1月发布.txt", "", None),
        ("附件2：2023.txt", "", 2023),
    ],
)
def test_file_name(name: str, agency: str, year: int | None) -> None:
    assert told(report(name=name), "file_name") == (agency, year)


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("发布时间：2024-01-19 浏览次数：128", "2024-01-19"),
        ("发布日期：2024年1月9日", "2024-01-09"),
        ("公开日期: 2024/1/9 来源：乌有市", "2024-01-09"),
        ("成文日期：2024.1.9", "2024-01-09"),
        ("發佈時間：2024-01-19", "2024-01-19"),
        ("公開日期：2024-01-19", "2024-01-19"),
        ("来源：乌有市水务局 2024-01-19", ""),
        ("发布时间：2024-13-45", ""),
        ("", ""),
    ],
)
def test_day_of_publication(line: str, day: str) -> None:
    assert report(f"{TITLE}\n{line}").published == day


def test_day_of_publication_from_the_markup() -> None:
    page = (
        '<html><head><meta name="PubDate" content="2024-01-19 08:00"></head><body>'
        f"<h1>{TITLE}</h1><p>发布时间：2024-02-02</p><table><tr><td>行政许可</td><td>1</td></tr>"
        "</table></body></html>"
    )
    assert parse(read_bytes("a.html", page.encode())).published == "2024-01-19"


@pytest.mark.parametrize(
    ("agency", "body", "scope"),
    [
        ("乌有市人民政府", "全市各级行政机关认真落实。", "region"),
        ("乌有市人民政府", "认真落实。", "unknown"),
        ("乌有市人民政府", "包括乌有市人民政府及其办公室的数据。", "gov_and_office"),
        ("乌有市人民政府办公室", "认真落实。", "own"),
        ("乌有市水务局", "全市各级水务部门认真落实。", "own"),
        ("子虚镇", "我镇认真落实。", "region"),
        ("子虚镇", "认真落实。", "unknown"),
        ("", "全市认真落实。", "unknown"),
    ],
)
def test_scope_is_never_assumed(agency: str, body: str, scope: str) -> None:
    title = f"{agency}2023年政府信息公开工作年度报告" if agency else "年度报告"
    assert report(title, body=body).scope == scope


SAME = [
    (YES, YES),
    (YES, "水务局"),
    (YES, "市水务局"),
    ("乌有市人民政府", "乌有市人民政府办公室"),
    ("虚构省人民政府", "虚构省人民政府办公厅"),
    ("乌有市人民政府办公室", "乌有市政府办公室"),
    ("乌有市人民政府", "乌有市政府办"),
    ("示例区人民政府", "乌有市示例区人民政府"),
    ("乌有市发展和改革委员会", "乌有市发改委"),
    ("乌有市住房和城乡建设局", "乌有市住建局"),
    ("乌有市人力资源和社会保障局", "市人社局"),
]

DIFFERENT = [
    (YES, NO),
    (YES, "子虚县水务局"),
    ("乌有市人民政府", "子虚县人民政府"),
    ("乌有市水利局", "乌有市水务局"),
    ("乌有市教育局", "乌有市体育局"),
    ("乌有市人民政府", YES),
    ("乌有市人民政府办公室", YES),
    ("乌有市", YES),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_names_of_one_issuer(one: str, other: str) -> None:
    assert same_agency(one, other)
    assert same_agency(other, one)
    title = f"{one}2023年政府信息公开工作年度报告"
    assert s08(report(title, signature=f"{other}\n2024年1月18日")) == []


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_names_of_two_issuers(one: str, other: str) -> None:
    title = f"{one}2023年政府信息公开工作年度报告"
    (sentence,) = s08(report(title, signature=f"{other}\n2024年1月18日"))
    assert f"题目作“{one}”" in sentence
    assert f"落款作“{other}”" in sentence


Words = dict[str, str]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"preamble": "统计期限自2022年1月1日起。"}, ("题目作“2023”", "前言作“2022”")),
        ({"name": "乌有市水务局2022年年报.txt"}, ("题目作“2023”", "文件名作“2022”")),
        ({"name": f"{NO}2023年年报.txt"}, (f"题目作“{YES}”", f"文件名作“{NO}”")),
        ({"preamble": f"本报告由{NO}编制。"}, (f"题目作“{YES}”", f"前言作“{NO}”")),
    ],
)
def test_s08_tells_where_it_stands(given: Words, words: tuple[str, ...]) -> None:
    (sentence,) = s08(report(TITLE, **given))
    assert [word for word in words if word not in sentence] == []


@pytest.mark.parametrize(
    "given",
    [
        {"preamble": "统计期限自2023年1月1日起。", "signature": f"{YES}\n2024年1月18日"},
        # the day of publication in the file name is no year of report
        {"name": "20240118.txt"},
        {"name": "2024-01-18乌有市水务局.txt"},
        # a contact is no issuer
        {"preamble": f"如有疑问，请与{NO}联系。"},
        # last year is spoken of
        {"body": "2022年收到3件，2022年办结3件，2022年无结转。"},
        {},
    ],
)
def test_s08_is_silent(given: Words) -> None:
    assert s08(report(TITLE, **given)) == []
