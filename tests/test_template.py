"""An office's own template: its look holds everywhere, and what stands in its columns is kept."""

from __future__ import annotations

import datetime
import re
import shutil
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from typer.testing import CliRunner

from audit.cli import app
from audit.errors import InputError
from audit.pack.asked import Told
from audit.report import Report
from audit.result import Audit
from audit.review.carried import Carried, Leftover, Why
from audit.review.entry import PROBLEM, Entry
from audit.roster import Roster
from audit.run import audit_reports
from audit.scheme import read_scheme
from audit.template import Template
from audit.template_file import read_template
from audit.words import say
from audit.workbook import write_workbook
from audit.workbook.looks import looks
from tests import judges
from tests.conftest import REPOSITORY
from tests.packing import packs, report_of
from tests.reporting import quiet
from tests.returned import Desk
from tests.reviewing import SAVED, Save
from tests.test_beside_sheets import ROSTER, reports
from tests.test_carry import CLEAN, WRONG, begun, build, folder, report

__all__ = ["begun", "folder"]  # fixtures

pytestmark = pytest.mark.usefixtures("in_this_process")
SAMPLE = REPOSITORY / "samples" / "template.toml"
ORDER: list[str] = looks()["order"]
# names that a formula, a link or a program might take for something else
NAMES = dict(
    zip(
        ORDER,
        [
            *("A1", "R1C1", "TRUE", "2024", "甲 (2)", "a-b", "x+y", "甲.乙", "《清单》"),
            *("“引”", "1、二", "Sheet1", "a b", "【甲】", "〔一〕", "E5", "长" * 31),
        ],
        strict=True,
    )
)
COLUMNS = """
[[columns]]
sheet = "summary"
head = "联系人"
width = 12
[[columns]]
sheet = "problems"
head = "整改期限"
width = 11
date = true
[[columns]]
sheet = "problems"
head = "完成.比例"
width = 9
choices = ["一半", "全部"]
"""
DUE, SHARE, CONTACT = "extra:整改期限", "extra:完成．比例", "extra:联系人"
FOUND, WHOLE = f"{WRONG}|2024|T302", f"{WRONG}|2024"


def png(width: int = 30, height: int = 20) -> bytes:
    """A grey picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\x00" + b"\x80" * width) * height)
    chunks = chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunks


def told(path: Path, text: str, name: str = "my.toml") -> Path:
    (path / name).write_text(text, "utf-8")
    return path / name


def rich(template: Template) -> Audit:
    """An audit in which every sheet is there."""
    audit = audit_reports(
        [*reports(), quiet(), Report("坏.txt", "txt", problem="打不开")],
        roster=Roster(ROSTER),
        scheme=read_scheme(REPOSITORY / "samples" / "scheme.toml"),
        date="2025-03-01",
        template=template,
    )
    left = Leftover(Entry(PROBLEM, "某局|2024|T302|failed|", {"status": "暂缓"}), Why.GONE)
    return replace(audit, carried=Carried(leftovers=(left,)))


def written(audit: Audit, path: Path) -> Path:
    write_workbook(audit, path)
    return path


@pytest.fixture(scope="module")
def renamed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workbook with other names on all its sheets."""
    path = tmp_path_factory.mktemp("renamed") / "audit.xlsx"
    return written(rich(Template(names=NAMES)), path)


# ── names and titles ──


def test_every_sheet_has_its_name_and_is_valid(renamed: Path) -> None:
    book = openpyxl.load_workbook(renamed)
    assert book.sheetnames[:-2] == list(NAMES.values())
    assert book.sheetnames[-2:] == [say("sheet.lists.name"), say("sheet.manifest.name")]


def test_names_are_those_a_template_may_have(tmp_path: Path) -> None:
    text = "".join(f'[sheet.{key}]\nname = "{name}"\n' for key, name in NAMES.items())
    assert read_template(told(tmp_path, text)).names == NAMES


def test_ironcalc_finds_the_sheets(renamed: Path, tmp_path: Path) -> None:
    formulas = judges.formulas(renamed)
    judges.poisoned(renamed, tmp_path / "poisoned.xlsx")
    theirs = judges.by_ironcalc(tmp_path / "poisoned.xlsx", list(formulas))
    assert len(formulas) > 500
    assert judges.disagreements(judges.values(renamed), theirs, list(formulas)) == []


@pytest.mark.slow
def test_libreoffice_finds_the_sheets(renamed: Path, tmp_path: Path) -> None:
    formulas = judges.formulas(renamed)
    judges.poisoned(renamed, tmp_path / "poisoned.xlsx")
    theirs = judges.by_libreoffice(tmp_path / "poisoned.xlsx", tmp_path)
    assert judges.disagreements(judges.values(renamed), theirs, list(formulas)) == []


def test_numbers_are_as_without_a_template(renamed: Path, tmp_path: Path) -> None:
    plain = judges.values(written(rich(Template()), tmp_path / "plain.xlsx"))
    numbers = {(NAMES[key], cell): v for key, cell, v in _numbers(plain)}
    assert len(numbers) > 1000
    theirs = judges.values(renamed)
    assert {place: theirs.get(place) for place in numbers} == numbers


def _numbers(values: dict[judges.Place, Any]) -> Iterator[tuple[str, str, Any]]:
    keys = {say(f"sheet.{key}.name"): key for key in ORDER}
    for (sheet, cell), value in values.items():
        if sheet in keys and isinstance(value, int | float):
            yield keys[sheet], cell, value


def test_links_lead_to_sheets_that_are_there(renamed: Path) -> None:
    targets = {
        sheet
        for formula in judges.formulas(renamed).values()
        for sheet in re.findall(r"#'([^']+)'!|'([^']+)'!", formula)
        for sheet in filter(None, sheet)
    }
    assert len(targets) > 5
    assert targets <= set(NAMES.values())


def test_no_text_speaks_of_a_sheet_by_a_name_it_has_not(renamed: Path) -> None:
    # the others are words of the language, too
    old = ["问题清单", "读取情况", "“总览”", "“汇总”", "“三、依申请公开”", "↑汇总"]
    stray = [
        (place, value)
        for place, value in judges.values(renamed).items()
        if isinstance(value, str) and not re.fullmatch("[A-Z]1", place[1])
        if any(name in value for name in old)
    ]
    assert stray == []


def test_titles_stand_above_the_sheets_in_properties_and_on_paper(tmp_path: Path) -> None:
    template = Template(title="{subject}台账 & 附件", titles={"summary": "各家"})
    book = openpyxl.load_workbook(
        written(replace(rich(template), name="示例县"), tmp_path / "a.xlsx")
    )
    title = "示例县 2019–2024 年度台账 & 附件"
    assert book.properties.title == title
    firsts = [[c.value for c in sheet[1] if c.value] for sheet in book.worksheets[:3]]
    assert firsts[:2] == [[title], ["各家"]]
    assert firsts[2] == ["示例县 2019–2024 年度政府信息公开年报问题清单"]
    assert all(title.replace("&", "&&") in s.oddFooter.left.text for s in book.worksheets[:3])


# ── colours, font, logo ──


def test_every_colour_is_replaced(tmp_path: Path) -> None:
    colours: dict[str, str] = looks()["colours"]
    own = {name: f"#0{n:02}ABC" for n, name in enumerate(colours, 10)}
    plain, other = (
        _looks(written(rich(template), tmp_path / f"{n}.xlsx"))
        for n, template in enumerate((Template(), Template(colours=own)))
    )
    used = {name for name, colour in colours.items() if colour[1:] in plain}
    assert len(used) > 25
    assert [name for name in used if colours[name][1:] in other] == []
    assert [name for name in used if own[name][1:] not in other] == []


def _looks(path: Path) -> str:
    with zipfile.ZipFile(path) as book:
        parts = [n for n in book.namelist() if n == "xl/styles.xml" or "/charts/" in n]
        return "".join(book.read(part).decode() for part in parts)


def test_the_font_is_everywhere(tmp_path: Path) -> None:
    found = _looks(written(rich(Template(font="仿宋")), tmp_path / "a.xlsx"))
    assert set(re.findall(r'<name val="([^"]+)"', found)) == {"仿宋"}
    assert looks()["font"]["font_name"] not in found


@pytest.mark.parametrize("size", [(30, 20), (3000, 100), (40, 3900)])
def test_a_logo_stands_in_the_row_of_the_title(tmp_path: Path, size: tuple[int, int]) -> None:
    (tmp_path / "标志.png").write_bytes(png(*size))
    template = read_template(told(tmp_path, 'logo = "标志.png"'))
    audit = audit_reports([quiet()], template=template)
    sheet = openpyxl.load_workbook(written(audit, tmp_path / "a.xlsx"))["总览"]
    (picture,) = sheet._images  # what openpyxl gives it
    start, end = picture.anchor._from, picture.anchor.to
    assert (start.row, end.row) == (0, 0)
    title = next(c for c in sheet[1] if c.value)
    assert start.col >= 1
    assert end.col < title.column - 1, "the title begins to its right"
    assert end.rowOff / 12700 < sheet.row_dimensions[1].height


def test_a_jpeg_will_do(tmp_path: Path) -> None:
    image = pytest.importorskip("PIL.Image")
    image.new("RGB", (60, 40), "red").save(tmp_path / "a.jpg")
    template = read_template(told(tmp_path, 'logo = "a.jpg"'))
    assert template.logo is not None
    assert (template.logo.width, template.logo.height) == (60, 40)


# ── what cannot be used ──


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("title = ", ("第 1 行", "TOML")),
        pytest.param("columns = " + "[" * 5000, ("第 1 行", "没有成对"), id="deep"),
        ("titel = 'x'", ("第 1 行", "titel", "title、font")),
        ("title = 3", ("title", "3")),
        ("title = ''", ("title",)),
        ("title = '{subjct}台账'", ("{subjct}台账", "大括号")),
        ("title = '{0.__class__}'", ("大括号",)),
        ('title = "甲\\n乙"', ("title", "一行")),
        ('title = "甲\\u0007"', ("title",)),
        (f"title = '{'长' * 81}'", ("title", "80")),
        ("font = ['宋体']", ("font", "宋体")),
        ("colours = 'red'", ("colours", "red")),
        ("[colours]\nhead = 'red'", ("第 2 行", "head = red", "#RRGGBB")),
        ("[colours]\nink = '#000000'\nhaed = '#112233'", ("第 3 行", "haed", "head、")),
        ("[colours]\nhead = '#12345'", ("head = #12345",)),
        ("[colours]\nhead = 0x123456", ("head",)),
        ("[sheet.overview]\nname = '一'\n[sheet.sumary]\nname = '二'", ("第 3 行", "sheet.sumary")),
        ("[sheet.lists]\nname = '甲'", ("sheet.lists", "overview")),
        ("sheet = 1", ("sheet", "1")),
        ("[sheet]\nsummary = '甲'", ("sheet.summary", "甲")),
        ("[sheet.summary]\nhead = '甲'", ("第 2 行", "head = 甲")),
        (f"[sheet.summary]\nname = '{'长' * 40}'", ("第 2 行", "31 个字")),
        (f"[sheet.summary]\nname = '{'𠀀' * 16}'", ("第 2 行", "31 个字")),
        *[(f'[sheet.summary]\nname = "甲{c}"', ("第 2 行", f"甲{c}")) for c in "[]:*?/'!#&"],
        ("[sheet.summary]\nname = 'a\\b'", ("第 2 行",)),
        ("[sheet.summary]\nname = 'History'", ("第 2 行", "History")),
        ("[sheet.summary]\nname = 'SORT(1)'", ("第 2 行", "SORT(1)")),
        ("[sheet.summary]\nname = '问题清单'", ("第 2 行", "不与别的表同名")),
        ("[sheet.summary]\nname = '选项'", ("第 2 行", "不与别的表同名")),
        ("[sheet.summary]\nname = 'a'\n[sheet.problems]\nname = 'A'", ("第 4 行", "同名")),
        ("columns = 1", ("columns",)),
        ("columns = ['甲']", ("columns", "甲")),
        ("[[columns]]\nhead = '甲'\nwidth = 9", ("第 1 行", "sheet")),
        ("[[columns]]\nsheet = 'rules'\nhead = '甲'\nwidth = 9", ("第 2 行", "sheet = rules")),
        (
            COLUMNS + "[[columns]]\nsheet = 'summary'\nhead = '甲'\nwidth = 0",
            ("第 19 行", "width = 0"),
        ),
        ("[[columns]]\nsheet = 'summary'\nhead = '甲'\nwidth = true", ("width = true",)),
        ("[[columns]]\nsheet = 'summary'\nhead = '甲'\nwidth = nan", ("width",)),
        ("[[columns]]\nsheet = 'summary'\nhead = ''\nwidth = 9", ("第 3 行", "head")),
        ("[[columns]]\nsheet = 'summary'\nhead = '甲'\nwidth = 9\ndate = 1", ("第 5 行", "date")),
        ("[[columns]]\nsheet = 'summary'\nhead = '甲'\nwidth = 9\nkind = 1", ("第 5 行", "kind")),
        (
            "[[columns]]\nsheet = 'summary'\nhead = '甲'\nwidth = 9\nchoices = ['是', '是']",
            ("第 5 行", "choices"),
        ),
        ("[[columns]]\nsheet = 'summary'\nhead = '甲'\nwidth = 9\nchoices = []", ("choices",)),
        (
            COLUMNS + "[[columns]]\nsheet='summary'\nhead = ' 联系人 '\nwidth = 9",
            ("第 18 行", "重名"),
        ),
        (
            COLUMNS + "[[columns]]\nsheet='problems'\nhead='完成．比例'\nwidth=9",
            ("第 18 行", "重名"),
        ),
        ("[[columns]]\nsheet = 'summary'\nhead = '备注'\nwidth = 9", ("第 3 行", "重名")),
        ("logo = 1", ("logo", "没有这个文件")),
        ("title = 'x'\nlogo = '无.png'", ("第 2 行", "无.png", "没有这个文件")),
        ("logo = '.'", ("没有这个文件",)),
        ("logo = 'text.png'", ("text.png", "不是 PNG 或 JPG")),
        ("logo = 'half.png'", ("half.png", "不完整")),
        ("logo = 'half.jpg'", ("half.jpg", "不完整")),
        ("logo = 'bytes.jpg'", ("bytes.jpg", "不完整")),
        ("logo = 'heavy.png'", ("heavy.png", "1000 KB")),
        ("logo = 'huge.png'", ("huge.png", "4000 像素")),
    ],
)
def test_what_cannot_be_used_is_a_sentence(
    tmp_path: Path, text: str, words: tuple[str, ...]
) -> None:
    (tmp_path / "text.png").write_text("我不是图片" * 20, "utf-8")
    (tmp_path / "half.png").write_bytes(png()[:-20])
    (tmp_path / "half.jpg").write_bytes(b"\xff\xd8\xff\xe0" + b"x" * 100)
    (tmp_path / "bytes.jpg").write_bytes(b"\xff\xd8\xff\xe0" + b"x" * 100 + b"\xff\xd9")
    (tmp_path / "heavy.png").write_bytes(png() + b"\x00" * 1_000_000)
    (tmp_path / "huge.png").write_bytes(png(4001, 2))
    path = told(tmp_path, text)
    with pytest.raises(InputError) as caught:
        read_template(path)
    said = str(caught.value)
    assert [word for word in ("my.toml", *words) if word not in said] == []
    # no sentence of the parser, no object of Python
    assert not re.search(r"at line|Expected|Invalid|Error|None", said.replace(str(tmp_path), ""))


def test_it_is_told_before_anything_is_read(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "a.xlsx"
    done = build(folder, out, "--template", told(tmp_path, "titel = 1"))
    assert (done.exit_code, out.exists()) == (2, False)
    assert "titel" in done.stderr
    done = build(folder, out, "--template", tmp_path / "none.toml")
    assert done.exit_code == 2
    assert "打不开" in done.stderr


def test_neither_template_nor_logo_is_taken_for_a_report(folder: Path, tmp_path: Path) -> None:
    (folder / "logo.png").write_bytes(png())
    template = told(folder, 'logo = "logo.png"')
    assert build(folder, tmp_path / "a.xlsx", "--template", template).exit_code == 0


# ── columns of reviewers ──


def values(path: Path, part: str, *keys: str) -> tuple[Any, ...]:
    return Desk(path).values(part, *keys)


def left_over(path: Path) -> list[str]:
    """What 未匹配 says of each row: why, and what was said."""
    desk = Desk(path)
    try:
        sheet, keys, first = desk.sheet("entry")
    except KeyError:
        return []
    rows = range(first, sheet.max_row + 1)
    told = [[str(sheet.cell(row, keys[key]).value) for key in ("why", "said")] for row in rows]
    return [" ".join(parts) for parts in told]


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    return told(tmp_path, COLUMNS)


@pytest.fixture
def out(folder: Path, mine: Path, tmp_path: Path) -> Path:
    """A workbook whose added columns are filled in."""
    path = tmp_path / "audit.xlsx"
    assert build(folder, path, "--template", mine).exit_code == 0
    desk = Desk(path)
    day = datetime.date(2026, 3, 1)
    desk.write(FOUND, {"status": "暂缓", DUE: day, SHARE: "八成"})
    desk.write(WHOLE, {CONTACT: "王 0123-456"})
    desk.save()
    return path


def test_they_look_like_columns_of_reviewers(folder: Path, mine: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    build(folder, path, "--template", mine)
    desk = Desk(path)
    for key, after, head in (
        (CONTACT, "remark", "联系人"),
        (DUE, "date", "整改期限"),
        (SHARE, DUE, "完成.比例"),
    ):
        sheet, keys, first = desk.sheet(key)
        assert keys[key] == keys[after] + 1
        assert sheet.cell(first - 1, keys[key]).value == head
        cell, like = sheet.cell(first, keys[key]), sheet.cell(first, keys[after])
        assert not cell.protection.locked
        assert cell.fill.fgColor.rgb == like.fill.fgColor.rgb == "FFFFFBE0"
        start, end = sheet.auto_filter.ref.split(":")
        assert sheet[start].column <= keys[key] <= sheet[end].column
    sheet, keys, first = desk.sheet(SHARE)
    (list_,) = [v for v in sheet.data_validations.dataValidation if v.promptTitle == "完成.比例"]
    assert sheet.cell(first, keys[SHARE]).coordinate in list_.sqref
    assert list_.errorStyle == "information", "other words are allowed"
    area = desk.book.defined_names[list_.formula1].attr_text
    name, cells = area.split("!")
    assert [c.value for (c,) in desk.book[name][cells.replace("$", "")]] == ["一半", "全部"]


@pytest.mark.parametrize("save", SAVED)
def test_what_is_typed_is_carried(
    folder: Path, out: Path, mine: Path, tmp_path: Path, save: Save
) -> None:
    saved = save(out, tmp_path / "saved")
    if saved != out:
        shutil.copy(saved, out)
    for _ in range(2):
        assert build(folder, out, "--template", mine).exit_code == 0
        due, share = values(out, FOUND, DUE, SHARE)
        assert (due.date(), share) == (datetime.date(2026, 3, 1), "八成"), "a day stays a day"
        assert values(out, WHOLE, CONTACT) == ("王 0123-456",)
        assert left_over(out) == []


def test_a_day_told_in_words_is_kept(folder: Path, out: Path, mine: Path) -> None:
    desk = Desk(out)
    texts = ("三月底前", "2026-13-01", "1899-12-31", "=1+1")
    said = dict(zip([key for key in desk.rows(DUE) if "|" in key], texts, strict=False))
    assert len(said) == len(texts)
    for key, text in said.items():
        cell = desk.cell(key, DUE)
        cell.value, cell.data_type = text, "s"
    desk.save()
    assert build(folder, out, "--template", mine).exit_code == 0
    desk = Desk(out)
    assert {key: desk.cell(key, DUE).value for key in said} == said


def test_what_is_said_of_a_report_that_has_not_come(
    folder: Path, out: Path, mine: Path, tmp_path: Path
) -> None:
    roster = told(tmp_path, f"机关\n{WRONG}\n{CLEAN}\n虚构市水务局\n", "roster.csv")
    more = ("--template", mine, "--roster", roster)
    assert build(folder, out, *more).exit_code == 0
    desk = Desk(out)
    desk.write("虚构市水务局|2024", {CONTACT: "催报：赵"})
    desk.save()
    assert build(folder, out, *more).exit_code == 0
    assert values(out, "虚构市水务局|2024", CONTACT) == ("催报：赵",)
    report(folder, "虚构市水务局")
    assert build(folder, out, *more).exit_code == 0
    assert values(out, "虚构市水务局|2024", "verdict", CONTACT)[1] == "催报：赵"


def test_copies_come_together(folder: Path, out: Path, mine: Path, tmp_path: Path) -> None:
    assert build(folder, out, "--template", mine).exit_code == 0
    for name, share, contact in (("王", "八成半", "李四"), ("李", "一半", "王 0123-456")):
        desk = Desk(out)
        desk.write(FOUND, {SHARE: share, "reviewer": name})
        desk.write(WHOLE, {CONTACT: contact})
        desk.save(tmp_path / f"{name}.xlsx")
    more = [word for name in "王李" for word in ("--carry", tmp_path / f"{name}.xlsx")]
    assert build(folder, out, "--template", mine, *more).exit_code == 0
    share, contact = *values(out, FOUND, SHARE), *values(out, WHOLE, CONTACT)
    assert sorted(share.split("；")) == ["一半（李）", "八成半（王）"]
    assert contact == "李四", "only one has changed it"


def test_a_report_that_is_gone(folder: Path, out: Path, mine: Path) -> None:
    (folder / f"{WRONG}2024.html").unlink()
    assert build(folder, out, "--template", mine).exit_code == 0
    said = "\n".join(left_over(out))
    assert "完成．比例：八成" in said
    assert "整改期限：2026-03-01" in said
    assert "联系人：王 0123-456" in said
    report(folder, WRONG, slip=9)
    assert build(folder, out, "--template", mine).exit_code == 0
    assert values(out, FOUND, SHARE) == ("八成",)
    assert left_over(out) == []


def test_a_column_that_is_gone_and_comes_again(folder: Path, out: Path, mine: Path) -> None:
    fewer = told(mine.parent, COLUMNS.partition('[[columns]]\nsheet = "problems"')[0], "b.toml")
    for more in ((), (), ("--template", fewer)):
        assert build(folder, out, *more).exit_code == 0
        said = "\n".join(left_over(out))
        assert "完成．比例：八成" in said
        assert "整改期限：2026-03-01" in said
        assert ("联系人" in said) is (not more)
        assert values(out, FOUND, "status", "since") == ("暂缓", "未变")
    assert values(out, WHOLE, CONTACT) == ("王 0123-456",), "it has found its column"
    assert build(folder, out, "--template", mine).exit_code == 0
    assert left_over(out) == []
    assert values(out, FOUND, DUE)[0].date() == datetime.date(2026, 3, 1)
    assert values(out, FOUND, SHARE) == ("八成",)


def test_the_column_is_gone_and_so_is_the_report(folder: Path, out: Path) -> None:
    assert build(folder, out).exit_code == 0
    (folder / f"{WRONG}2024.html").unlink()
    assert build(folder, out).exit_code == 0
    said = "\n".join(left_over(out))
    assert "八成" in said
    assert "王 0123-456" in said


@pytest.mark.parametrize("back", [False, True], ids=["named anew", "named as before"])
def test_names_may_change_between_builds(
    folder: Path, out: Path, mine: Path, tmp_path: Path, back: bool
) -> None:
    text = "".join(f'[sheet.{key}]\nname = "{name}"\n' for key, name in NAMES.items())
    own = told(tmp_path, text + COLUMNS, "own.toml")
    before = shutil.copy(out, tmp_path / "before.xlsx")
    assert build(folder, out, "--template", own).exit_code == 0
    assert openpyxl.load_workbook(out).sheetnames[0] == NAMES["overview"]
    if back:
        assert build(folder, out, "--template", mine).exit_code == 0
    assert values(out, FOUND, "status", SHARE) == ("暂缓", "八成")
    assert left_over(out) == []
    done = CliRunner().invoke(app, ["diff", str(before), str(out)])
    assert done.exit_code == 0
    assert len(done.stdout.splitlines()) == 4, "counts alone: nothing has changed"


def test_diff_tells_what_was_typed(out: Path, tmp_path: Path) -> None:
    before = shutil.copy(out, tmp_path / "before.xlsx")
    desk = Desk(out)
    desk.write(FOUND, {SHARE: "全部"})
    desk.write(WHOLE, {CONTACT: None})
    desk.save()
    target = tmp_path / "diff.xlsx"
    done = CliRunner().invoke(app, ["diff", str(before), str(out), "-o", str(target)])
    assert done.exit_code == 0
    assert "完成．比例  八成 → 全部" in done.stdout
    assert "联系人  王 0123-456 → （空）" in done.stdout
    assert "答复：变化 2 处" in done.stdout
    cells = {c.value for row in openpyxl.load_workbook(target)["答复"] for c in row}
    assert {"完成．比例", "联系人", "全部"} <= cells


def test_they_are_in_the_copies_of_colleagues(
    folder: Path, out: Path, mine: Path, tmp_path: Path
) -> None:
    names = "".join(f'[sheet.{key}]\nname = "{name}"\n' for key, name in NAMES.items())
    own = told(tmp_path, names + COLUMNS, "own.toml")
    assert build(folder, out, "--template", own, "--assign", "王,李").exit_code == 0
    done = CliRunner().invoke(app, ["split", str(out), "-o", str(tmp_path / "copies")])
    assert done.exit_code == 0, done.output
    copies = sorted((tmp_path / "copies").iterdir())
    assert len(copies) == 2
    for n, copy in enumerate(copies):
        assert values(copy, FOUND, SHARE) == ("八成",)
        desk = Desk(copy)
        desk.write(WHOLE if n else f"{CLEAN}|2024", {CONTACT: f"由 {n} 填"})
        desk.save()
    more = [word for copy in copies for word in ("--carry", copy)]
    assert build(folder, out, "--template", mine, *more).exit_code == 0
    assert values(out, WHOLE, CONTACT) + values(out, CLEAN, CONTACT) == ("由 1 填", "由 0 填")


# ── packs ──


def test_an_agency_sees_the_look_and_not_the_columns(tmp_path: Path) -> None:
    (tmp_path / "logo.png").write_bytes(png())
    look = 'logo = "logo.png"\n[colours]\nhead = "#123456"\n[sheet.problems]\nname = "待核"\n'
    template = read_template(told(tmp_path, look + COLUMNS))
    packs([report_of("某局", "a.html")], tmp_path / "packs", told=Told(template=template))
    (path,) = (tmp_path / "packs").rglob("*.xlsx")
    book = openpyxl.load_workbook(path)
    assert "待核" in book.sheetnames
    assert "123456" in _looks(path)
    texts = {str(c.value) for sheet in book for row in sheet.iter_rows() for c in row if c.value}
    assert not [text for text in texts if "联系人" in text or "extra:" in text]
    with zipfile.ZipFile(path) as parts:
        assert not [name for name in parts.namelist() if "media" in name]


def test_an_agency_cannot_add_to_them(folder: Path, out: Path, mine: Path, tmp_path: Path) -> None:
    args = ["pack", str(folder), "-o", str(tmp_path / "packs"), "--template", str(mine), "-q"]
    assert CliRunner().invoke(app, args).exit_code == 0
    (path,) = (tmp_path / "packs").rglob(f"*{WRONG}*.xlsx")
    desk = Desk(path)
    sheet, _, first = desk.sheet("reply")
    sheet.cell(first - 2, sheet.max_column + 1).value = SHARE
    desk.write(FOUND, {"reply": "已改", SHARE: "全部"})
    desk.save()
    assert build(folder, out, "--template", mine, "--carry", path).exit_code == 0
    assert values(out, FOUND, "reply", SHARE) == ("已改", "八成")
    assert left_over(out) == []


# ── the example ──


def test_the_example_uses_every_entry() -> None:
    template = read_template(SAMPLE)
    assert template.title
    assert template.font
    assert template.logo
    assert template.names
    assert template.titles
    assert {extra.sheet for extra in template.columns} == {"summary", "problems"}
    assert any(extra.choices for extra in template.columns)
    assert any(extra.date for extra in template.columns)
    assert (SAMPLE.parent / "logo.png").stat().st_size < 10_000
