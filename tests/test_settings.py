"""What an office sets: its file, and what it changes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from audit.check.grounds import has_grounds
from audit.cli import app
from audit.errors import InputError
from audit.office import read_settings
from audit.settings import Content, Settings
from tests.reporting import batch_of, findings, quiet

pytestmark = pytest.mark.usefixtures("in_this_process")

REPOSITORY = Path(__file__).parents[1]


def read(tmp_path: Path, text: str) -> Settings:
    path = tmp_path / "office.toml"
    path.write_text(text, "utf-8")
    return read_settings(path, date="2025-02-03")


def test_the_example_has_every_entry() -> None:
    told = read_settings(REPOSITORY / "samples" / "office.toml", stage="draft")
    plain = Settings()
    names = [n for n in Settings.__dataclass_fields__ if n not in ("stage", "date", "contact")]
    assert [name for name in names if getattr(told, name) == getattr(plain, name)] == []
    assert told.draft
    assert told.deadlines["department"] == (1, 28)
    assert told.contents[0] == Content("平台建设", ("平台", "网站"))


def test_without_a_file_nothing_is_asked() -> None:
    assert read_settings(None, stage="draft", date="2025-01-01") == Settings("draft", "2025-01-01")


@pytest.mark.parametrize("day", ["2025-03-15", "'2025年3月15日'", "'2025/3/15'"])
def test_who_writes_and_until_when_to_answer(tmp_path: Path, day: str) -> None:
    told = read(tmp_path, f"office = ' 虚构市  公开办 '\nreply_by = {day}\n")
    assert (told.office, told.reply_by) == ("虚构市 公开办", "2025-03-15")


def test_levels_in_either_wording(tmp_path: Path) -> None:
    told = read(tmp_path, "fee_caps = {'县级' = 5, township = 0.5}")
    assert told.fee_caps == {"county": 5.0, "township": 0.5}
    assert told.date == "2025-02-03"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("cap = 3", ("cap", "fee_caps")),
        ("fee_caps = 3", ("fee_caps",)),
        ("fee_caps = {'大' = 3}", ("fee_caps", "大")),
        ("fee_caps = {county = -1}", ("fee_caps",)),
        ("fee_caps = {county = nan}", ("fee_caps",)),
        ("fee_caps = {county = '多'}", ("fee_caps", "多")),
        ("deadlines = {department = '02-30'}", ("deadlines", "02-30")),
        ("deadlines = {bureau = '01-20'}", ("deadlines", "bureau")),
        ("deadlines = {department = 1}", ("deadlines",)),
        ("words = '甲'", ("words", "甲")),
        ("words = ['']", ("words",)),
        ("contents = ['甲']", ("contents",)),
        ("contents = [{words = ['甲']}]", ("contents",)),
        ("overview_most = -1", ("overview_most", "-1")),
        ("overview_most = true", ("overview_most",)),
        ("signature = 1", ("signature",)),
        ("office = ''", ("office",)),
        ("office = 3", ("office", "3")),
        ("reply_by = '2月30日'", ("reply_by", "2025-03-15")),
        ("reply_by = 2025-03-15T08:00:00", ("reply_by",)),
        ("reply_by = 20250230", ("reply_by",)),
        ("contents = [{name = '公报'}]", ("第 1 行", "name = 公报", "words")),
        ("contents = [{name = '公报', words = []}]", ("words",)),
        ("[[contents]]\nname = '甲'\nwords = ['甲']\n[[contents]]\nname = '乙'\n", ("第 5 行",)),
        ("[[contents]]\nname = '甲'\nwords = ['甲']\nword = '乙'\n", ("第 2 行", "word = 乙")),
        ("# county\n[fee_caps]\ntownship = 1\ncounty = '多'\n", ("第 4 行", "“county = 多”")),
        ("words = ['甲']\ncap = 3", ("第 2 行", "cap")),
        ("signature", ("TOML", "第 1 行", "名称 = 值")),
        ("words = ['甲']\nsignature = True\n", ("第 2 行", "true、false")),
        ("contact = true\ncontact = false\n\n", ("第 2 行", "写了两次")),
        ("\nwords = ['甲", ("第 2 行", "没有成对")),
        ("words = [“甲”]", ("第 1 行", "双引号")),
        ("[fee_caps]\n县级 = 5\n", ("第 2 行", "中文的名称放在英文双引号里")),
        ("words = ['甲']，\n", ("第 1 行", "TOML")),
    ],
)
def test_what_cannot_be_used_is_a_sentence(
    tmp_path: Path, text: str, words: tuple[str, ...]
) -> None:
    with pytest.raises(InputError) as caught:
        read(tmp_path, text)
    said = str(caught.value)
    assert [word for word in ("office.toml", *words) if word not in said] == []
    # no sentence of the parser, no object of Python
    assert not re.search(r"[{}']|at line|Expected|Invalid", said.replace(str(tmp_path), ""))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("day", ["1-28", "01-28", "1月28日", "1/28"])
def test_encodings_and_days(tmp_path: Path, encoding: str, day: str) -> None:
    path = tmp_path / "office.toml"
    path.write_bytes(f'words = ["甲"]\r\n[deadlines]\r\nstreet = "{day}"'.encode(encoding))
    told = read_settings(path)
    assert (told.words, told.deadlines) == (("甲",), {"street": (1, 28)})


def test_command_line(tmp_path: Path) -> None:
    bad = tmp_path / "office.toml"
    for settings, sentence in ((bad, "打不开"), (REPOSITORY, "打不开")):
        args = ["build", str(tmp_path), "-o", str(tmp_path / "a.xlsx"), "--settings", str(settings)]
        done = CliRunner().invoke(app, args)
        assert (done.exit_code, done.stdout) == (2, "")
        assert sentence in done.stderr
    done = CliRunner().invoke(app, ["build", str(tmp_path), "--stage", "maybe"])
    assert done.exit_code == 2


def test_of_a_draft_no_date_is_asked() -> None:
    late = quiet(published="2025-06-01", signed="2024-06-01")
    asked = Settings(signature=True, contact=True, deadlines={"department": (1, 20)})
    rules = {f.rule for f in findings(late, settings=asked)}
    assert {"P01", "P03", "P04"} <= rules
    draft = Settings("draft", signature=True, contact=True, deadlines={"department": (1, 20)})
    for report in (late, quiet(published="", signed="", preamble="")):
        assert not {f.rule for f in findings(report, settings=draft)} & {
            *("P01", "P02", "P03", "P04", "P05"),
        }
    batch = batch_of(late, settings=draft)
    assert not has_grounds(batch, 0, "dates")
