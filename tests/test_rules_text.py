"""P01–P07, S09, Q01–Q07, A04: dates and words."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from audit.check.grounds import has_grounds
from audit.report import Mention, Report
from audit.settings import Content, Settings
from tests.reporting import batch_of, filled, findings, graded, quiet, said

BUREAU, COUNTY, TOWN = "范例县教育局", "范例县人民政府", "范例县范例镇"
BOTH = (Mention("title", BUREAU, 2024), Mention("preamble", BUREAU, 2023))

DATES: list[tuple[str, list[str], str, dict[str, Any]]] = [
    ("P01", ["error"], BUREAU, {"published": "2025-02-01"}),
    ("P01", [], BUREAU, {"published": "2025-01-31"}),
    ("P01", [], BUREAU, {"published": ""}),
    ("P01", ["info"], BUREAU, {"published": "2026-02-01"}),  # moved to another site
    ("P01", [], COUNTY, {"published": "2025-02-01"}),
    ("P01", [], TOWN, {"published": "2025-02-01"}),
    ("P01", [], "范例中心", {"published": "2025-02-01"}),
    ("P01", [], BUREAU, {"published": "2025-02-01", "year": None, "mentions": ()}),
    ("P01", [], BUREAU, {"published": "2025-02-01", "mentions": BOTH}),
    ("P02", ["error"], COUNTY, {"published": "2025-04-01"}),
    ("P02", ["error"], "范例市人民政府办公室", {"published": "2025-04-01"}),
    ("P02", [], COUNTY, {"published": "2025-03-31"}),
    ("P02", [], COUNTY, {"published": ""}),
    ("P02", [], BUREAU, {"published": "2025-04-01"}),
    ("P02", [], TOWN, {"published": "2025-04-01"}),
    ("P04", ["warning"], BUREAU, {"signed": "2024-12-30"}),
    ("P04", ["warning"], BUREAU, {"signed": "2025-01-20", "published": "2025-01-19"}),
    ("P04", ["warning"], BUREAU, {"signed": "", "published": "2024-01-19"}),
    ("P04", [], BUREAU, {"signed": "2025-01-20", "published": "2025-01-20"}),
    ("P04", [], BUREAU, {"signed": "", "published": ""}),
    ("P04", [], BUREAU, {"signed": "2024-12-30", "year": None, "mentions": ()}),
]


@pytest.mark.parametrize(("rule", "expected", "agency", "more"), DATES)
def test_dates(rule: str, expected: list[str], agency: str, more: dict[str, Any]) -> None:
    assert graded(quiet(agency, **more), rule) == expected


def test_today_comes_last() -> None:
    report = quiet(signed="2025-01-20", published="2025-01-22")
    assert graded(report, "P04", Settings(date="2025-01-21")) == ["warning"]
    assert graded(report, "P04", Settings(date="2025-01-22")) == []


def test_a_corrected_version_is_not_late_where_the_first_was_in_time() -> None:
    first = quiet(published="2025-01-20")
    later = replace(first, source="更正版.html", published="2025-03-02")
    assert findings(first, later, rule="P01") == []
    assert len(findings(later, rule="P01")) == 1


@pytest.mark.parametrize(
    ("agency", "published", "expected"),
    [
        (BUREAU, "2025-01-21", ["info"]),
        (BUREAU, "2025-01-20", []),
        (TOWN, "2025-02-21", []),
        ("范例中心", "2025-01-21", []),
    ],
)
def test_local_deadline(agency: str, published: str, expected: list[str]) -> None:
    local = Settings(deadlines={"department": (1, 20), "government": (2, 20)})
    assert graded(quiet(agency, published=published), "P03", local) == expected
    assert graded(quiet(agency, published=published), "P03") == []


@pytest.mark.parametrize(
    ("agency", "more", "known"),
    [
        (BUREAU, {}, True),
        (BUREAU, {"published": ""}, False),
        (BUREAU, {"year": None, "mentions": ()}, False),
        (TOWN, {}, False),
    ],
)
def test_dates_pass_only_where_there_is_a_deadline(
    agency: str, more: dict[str, Any], known: bool
) -> None:
    assert has_grounds(batch_of(quiet(agency, **more)), 0, "dates") is known


def test_signature_and_contact_are_asked_where_the_office_asks() -> None:
    asked = Settings(signature=True, contact=True)
    bare = said(quiet(signed="", kind="docx"), "", "")
    assert [graded(bare, rule) for rule in ("P05", "P06")] == [[], []]
    assert [graded(bare, rule, asked) for rule in ("P05", "P06")] == [["info"], ["info"]]
    assert [graded(quiet(kind="docx"), rule, asked) for rule in ("P05", "P06")] == [[], []]


@pytest.mark.parametrize("kind", ["html", "mht", "text", "markdown", "csv", "xlsx", "xls", "scan"])
def test_no_signature_is_asked_where_an_original_would_not_show_it(kind: str) -> None:
    assert graded(quiet(signed="", kind=kind), "P05", Settings(signature=True)) == []


ID = "11010519900307123"  # without its check digit
WORDS: list[tuple[str, list[str], str, str]] = [
    ("S09", ["warning"], "other", "详见（具体网址）。"),
    ("S09", ["warning"], "disputes", "该部分以表格形式报告。"),
    ("S09", ["warning"], "overview", "主动公开信息××条,依申请公开、信息管理、平台、监督均有进展。"),
    ("S09", ["warning"], "other", "XX县教育局本年度没有收费。"),
    ("S09", ["warning"], "other", "（文字描述，收费情况在此处报告。）"),
    ("S09", [], "other", "答复申请人张××的申请,转交某XX公司办理。"),
    ("S09", [], "other", "示例镇设有示范点。"),
    ("S09", [], "other", "片区（示例街道）由示例市教育局负责。"),
    ("S09", ["warning"], "other", "（示例：未收取信息处理费）"),
    ("S09", ["warning"], "other", "填写说明：此处填写收费情况。"),
    ("S09", [], "other", "在网站公布申请表的填写说明和填写示例。"),
    ("S09", [], "other", "转发《关于XX街道示范点的通知》,答复“XX区××街道”等留言。"),
    ("S09", [], "other", "申请人要求公开XX镇20XX年的批文。"),
    ("S09", ["info"], "other", "会同XX部门研究。"),
    ("S09", [], "other", "数据表格如下：见表。"),
    ("P07", ["warning"], "other", "电子版可在门户网站(www.example.com)下载。"),
    ("P07", ["warning"], "", "登录https://www.Example.com.cn/a.html查阅本报告。"),
    ("P07", ["info"], "", "电子邮箱:fanli@example.com,请来信。"),
    ("P07", [], "other", "电子版可在门户网站(http://www.example.gov.cn/)下载。"),
    ("P07", [], "", "电子邮箱:xxgk@example.gov.cn。"),
    ("P07", ["warning"], "", "本年报可在示例县人民政府网站(www.example.cn)查阅。"),
    ("P07", ["info"], "", "也可登录范例日报网站(www.example.com)浏览本报告。"),
    ("P07", ["info"], "", "办事请登录www.example.org查询。"),
    ("P07", [], "other", "通过www.example.com、www.example.net等网站发布信息200条。"),
    ("P07", [], "other", "提醒群众不要访问假冒网站www.example.com。"),
    ("P07", [], "other", "学校信息可在www.example.edu.cn查阅。"),
    ("P07", [], "other", "通过政务微博(weibo.com)发布信息,可在其中查阅。"),
    (
        "P07",
        [],
        "overview",
        "与example.com公司签约,推进信息管理、平台、监督、依申请公开、主动公开。",
    ),
    ("Q01", ["warning"], "problems", "无。"),
    ("Q01", ["warning"], "problems", ""),
    ("Q01", ["warning"], "problems", "更新不够及时,将改进。"),
    ("Q01", ["warning"], "problems", "本年度各项工作均按要求完成,成效明显,群众满意。" * 5),
    ("Q01", ["warning"], "problems", "一是栏目更新存在问题,二是解读形式存在不足。" * 5),
    (
        "Q01",
        [],
        "problems",
        "存在的問題是欄目更新不夠及時,解讀形式單一。下一步將加強培訓,完善目錄。" * 2,
    ),
    ("Q05", ["warning"], "overview", f"申请人{ID}9来访,已答复。"),
    ("Q05", ["warning"], "overview", "向申请人13800001111核实后答复。"),
    ("Q05", [], "overview", f"文件编号{ID}8。"),  # the check digit is another
    ("Q05", [], "", "联系电话:13800001111,办公电话:0000-8888888。"),
    ("Q05", [], "overview", "网站访问量13800001111次,浏览量 13900001111,备案号13700001111。"),
    ("Q05", [], "overview", "累计点击13800001111人次,投入13800001111元。"),
    ("Q05", [], "", "联系人:张三 13800001111。咨询请拨打13800001111。"),
    ("Q05", ["warning"], "overview", "申请人王某(手机13800001111)来访。"),
    ("Q05", [], "overview", "接听12345热线,公开信息138000011112条。"),
    ("Q06", ["info"], "overview", "已依法答?08件。"),
    ("Q06", ["info"], "other", "本年�没有收费。"),
    ("Q06", ["info"], "problems", "存在的问题及改进情/span>况。"),
    ("Q06", [], "overview", "为什么要公开?因为群众关心。"),
    ("Q06", [], "overview", "群众的问题办结了吗?2024年逐件回访。"),
    ("A04", [], "overview", "全县收到申请40件,全部答复。"),
    ("A04", [], "overview", "全县公开信息400条,本机关公开40条。"),
    ("A04", [], "overview", "全县答复热线申请400件。本机关收到申请40件。"),
]


@pytest.mark.parametrize(("rule", "expected", "key", "text"), WORDS)
def test_words(rule: str, expected: list[str], key: str, text: str) -> None:
    assert graded(quiet(), rule) == []
    assert graded(said(quiet(), key, text), rule) == expected


def test_personal_data_is_not_repeated() -> None:
    report = said(quiet(), "overview", f"申请人{ID}9和13800001111来访。")
    told = findings(report, rule="Q05")
    assert len(told) == 2
    for found in told:
        assert ID[6:14] not in f"{found.sentence}{found.quote}"
        assert "0000" not in f"{found.sentence}{found.quote}"


@pytest.mark.parametrize(
    ("agency", "expected"), [(COUNTY, ["info"]), ("范例县人民政府办公室", ["info"]), (BUREAU, [])]
)
def test_two_scopes_in_one_report(agency: str, expected: list[str]) -> None:
    text = "全县共收到政府信息公开申请40件。其中本机关收到申请12件,均已答复。\n"
    assert graded(said(quiet(agency), "overview", text), "A04") == expected


@pytest.mark.parametrize(
    ("agency", "scope", "expected"),
    [
        (COUNTY, "unknown", ["info"]),
        (COUNTY, "region", []),
        (COUNTY, "gov_and_office", []),
        (BUREAU, "unknown", []),
        (TOWN, "unknown", []),
    ],
)
def test_a_government_that_does_not_say_its_scope(
    agency: str, scope: str, expected: list[str]
) -> None:
    assert graded(quiet(agency, scope=scope), "A04") == expected


@pytest.mark.parametrize(
    ("received", "expected"), [(40, []), (12, []), (0, ["info"]), (7, ["info"])]
)
def test_of_two_scopes_the_table_tells_one(received: int, expected: list[str]) -> None:
    text = "全县共收到政府信息公开申请40件。其中本机关收到申请12件,均已答复。\n"
    report = filled(quiet(COUNTY, scope="region"), {"applications.new_received.total": received})
    assert graded(said(report, "overview", text), "A04") == expected


def test_a_government_that_speaks_of_those_below_tells_its_scope() -> None:
    report = quiet(COUNTY, scope="unknown")
    assert graded(said(report, "", "本报告汇总各乡镇、各部门的数据。"), "A04") == []


LISTS = Settings(
    words=("公开做为",), contents=(Content("政策解读", ("解读", "图解")),), overview_most=50
)


@pytest.mark.parametrize(
    ("rule", "text", "expected"),
    [
        ("Q02", "公" * 51, ["info"]),
        ("Q02", "公 \n" * 50, []),
        ("Q04", "以公开做为常态。", ["info"]),
        ("Q04", "以公开为常态。", []),
        ("Q07", "公开了信息。", ["info"]),
        ("Q07", "发布圖解3期。", []),
    ],
)
def test_what_only_an_office_asks(rule: str, text: str, expected: list[str]) -> None:
    report = said(bare(), "overview", text)
    assert graded(report, rule, LISTS) == expected
    assert graded(report, rule) == []


def bare() -> Report:
    """A report with headings and no prose."""
    report = said(quiet(), "", "")
    for key in ("overview", "problems", "other"):
        report = said(report, key, "")
    return report
