"""`audit show` and `audit rules`: results on stdout, sentences on stderr, one code each."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest
from typer.testing import CliRunner, Result

from audit.check import checklist, rule_book
from audit.cli import app
from audit.form import load_form
from audit.words import say

pytestmark = pytest.mark.usefixtures("in_this_process")

REPOSITORY = Path(__file__).parents[1]
REPORTS = Path(__file__).parent / "reports"
PLAIN = REPORTS / "tag-soup" / "report.html"
OLD = REPORTS / "form-of-2019-in-2023" / "report.html"
MARKS = REPORTS / "footnote-marks" / "report.html"


def audit(*args: object) -> Result:
    return CliRunner().invoke(app, [str(arg) for arg in args])


def test_show_lists_every_cell_with_state_and_place() -> None:
    done = audit("show", PLAIN)
    assert (done.exit_code, done.stderr) == (0, "")
    head, counts, *lines = done.stdout.splitlines()
    assert head.split() == ["样板市体育局", "2022", "年度", load_form("2021").title]
    assert counts == "各格状态：读取 200  不适用 7"
    assert len(lines) == 200
    assert lines[0].split() == ["规章·本年制发件数", "2", "读取", "表1第3行第2列"]
    (received,) = [line for line in lines if "本年新收" in line and "总计" in line]
    assert received.split()[1:] == ["96", "读取", "表2第4行第10列"]


def test_show_tells_what_was_repaired_and_what_was_not() -> None:
    done = audit("show", REPORTS / "question-marks-around-numbers" / "report.txt")
    lines = done.stdout.splitlines()
    repaired = [line for line in lines if "312?" in line]
    assert len(repaired) == 1
    assert repaired[0].split()[1:3] == ["312", "修复"]
    assert repaired[0].endswith(say("repair.identity"))
    (open_,) = [line for line in lines if "?04" in line]
    assert open_.split()[1:3] == ["—", "读不准"]


def test_show_keeps_a_cell_on_one_line() -> None:
    """A number and its footnote are two lines in the source."""
    lines = audit("show", MARKS).stdout.splitlines()
    assert len(lines) == 2 + 200


def test_show_sends_no_control_characters_to_the_terminal(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    page = MARKS.read_text("utf-8").replace("8<sup>1</sup>", "5\x08\x07\x1b2")
    path.write_text(page, "utf-8")
    done = audit("show", path)
    assert done.exit_code == 0
    assert [c for c in done.stdout if ord(c) < 32 and c != "\n"] == []


def test_show_as_json() -> None:
    done = audit("show", MARKS, "--json")
    assert (done.exit_code, done.stderr) == (0, "")
    told = json.loads(done.stdout)
    assert (told["agency"], told["year"], told["form"]) == ("乌有市林业局", 2023, "2021")
    assert (told["source"], told["signed"]) == ("report.html", "2024-01-18")
    cells = {(c["table"], c["row"], c["column"]): c for c in told["cells"]}
    assert set(cells) == {tuple(cell) for cell in load_form("2021").places}
    received = cells["applications", "new_received", "total"]
    assert received == {
        **{"table": "applications", "row": "new_received", "column": "total"},
        **{"state": "read", "value": 96.0, "raw": "96", "place": "表2第4行第10列", "repair": ""},
    }
    noted = cells["applications", "granted", "business"]
    assert (noted["state"], noted["value"], noted["raw"]) == ("unreadable", None, "8\n1")
    assert [s["section"] for s in told["sections"]] == [
        *("overview", "disclosure", "applications", "disputes", "problems", "other"),
    ]
    assert told["notes"] == []


def test_show_as_another_form() -> None:
    usual = json.loads(audit("show", OLD, "--json").stdout)
    forced = json.loads(audit("show", OLD, "--json", "--form", "2021").stdout)
    assert (usual["form"], forced["form"]) == ("2019", "2021")
    assert len(usual["cells"]) == len(load_form("2019").places)
    assert len(forced["cells"]) == len(load_form("2021").places)


def test_show_of_a_report_without_tables() -> None:
    done = audit("show", REPORTS / "no-tables" / "report.html")
    assert (done.exit_code, done.stdout) == (3, "")
    assert done.stderr.strip() == say("read.no_table", name="report.html")


@pytest.mark.parametrize(
    ("name", "sentence"), [("none.html", "input.missing"), (".", "cli.folder")]
)
def test_show_of_a_file_that_is_not_there(tmp_path: Path, name: str, sentence: str) -> None:
    done = audit("show", tmp_path / name)
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.strip() == say(sentence, name=tmp_path / name)


def test_show_with_a_form_that_does_not_exist() -> None:
    done = audit("show", PLAIN, "--form", "2020")
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.strip() == say("cli.bad_form", value="2020")


def test_verbose_adds_the_trace_and_nothing_else_does(tmp_path: Path) -> None:
    quiet, loud = (audit("show", tmp_path / "none.html", *flag) for flag in ((), ("-v",)))
    assert "Traceback" not in quiet.stderr
    assert "Traceback" in loud.stderr
    assert loud.stderr.splitlines()[-1] == quiet.stderr.strip()


def test_rules_lists_every_rule() -> None:
    done = audit("rules")
    assert (done.exit_code, done.stderr) == (0, "")
    rules, questions = done.stdout.split("\n\n")
    listed = [line.split("  ") for line in rules.splitlines()]
    assert listed == [[r.id, say(f"level.{r.level}"), r.label] for r in rule_book().values()]
    assert [line[0] for line in listed] == sorted(rule_book())
    told = [line.split("  ")[0] for line in questions.splitlines()[1:]]
    assert told == [question.id for question in checklist()]
    assert not set(told) & set(rule_book())
    assert len(told) < 8


@pytest.mark.parametrize("rule", [*rule_book(), "t301", "s08"])
def test_rule_is_explained(rule: str) -> None:
    done = audit("rules", rule)
    entry = rule_book()[rule.upper()]
    assert (done.exit_code, done.stderr) == (0, "")
    lines = dict(line.split("：", 1) for line in done.stdout.splitlines())
    assert lines["规则"] == f"{entry.id}  {entry.label}"
    assert lines["级别"] == say(f"level.{entry.level}")
    assert lines["适用格式"] == "、".join(entry.forms)
    assert lines["依据"] == entry.basis
    assert lines["比较"] == entry.compares
    assert lines["举例"] == entry.example
    assert lines.get("等式", "") == ("" if entry.equation in entry.compares else entry.equation)
    assert not re.search("[a-z]{3}", entry.equation)
    assert lines.get("例外", "") == entry.exceptions


def test_forms_of_rules() -> None:
    told = {rule.id: rule.forms for rule in rule_book().values()}
    assert (told["T201"], told["T207"]) == (("2021",), ("2019",))
    assert told["T301"] == told["S08"] == ("2019", "2021")


@pytest.mark.parametrize(
    ("rule", "equation"),
    [
        ("N05", "正文的部分公开 ＝ (二)部分公开；"),
        ("N11", "行政许可：正文的行政许可 ＝ 本年处理决定数量"),
        ("Y01", "数量 ＝ 上年年报的四、结转下年度继续办理"),
        ("Y03", "现行有效件数 ＝ 上年年报的现行有效件数 ＋ 本年制发件数 － 本年废止件数"),
        ("A02", "(七)总计 ≥ 下级年报的(七)总计之和"),
    ],
)
def test_equations_are_in_the_words_of_the_form(rule: str, equation: str) -> None:
    (line,) = [x for x in audit("rules", rule).stdout.splitlines() if x.startswith("等式：")]
    assert equation in line


@pytest.mark.parametrize("start", ["T3", "t", "T30", "N"])
def test_the_rules_that_begin_alike_are_listed(start: str) -> None:
    done = audit("rules", start)
    assert (done.exit_code, done.stderr) == (0, "")
    listed = [line.split("  ")[0] for line in done.stdout.splitlines()]
    assert listed == [rule for rule in rule_book() if rule.startswith(start.upper())]


@pytest.mark.parametrize("rule", ["T999", "", " ", "T301 "])
def test_unknown_rule(rule: str) -> None:
    done = audit("rules", rule)
    if not rule:
        assert len(done.stdout.splitlines()) == len(rule_book()) + 2 + len(checklist())
        return
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr == say("cli.no_rule", value=rule) + "\n"


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        ("show", "缺少 FILE。用法见 root show --help"),
        ("form", "缺少 --year。"),
        ("show a b", "多出了“b”；"),
        ("rules --x", "没有“--x”这个选项。"),
        ("build a --outptu b", "没有“--outptu”这个选项（是否是 --output？）。"),
        ("nothing", "没有“nothing”这个命令；"),
        ("--none", "没有“--none”这个选项。"),
        ("build a -o", "选项 -o 后面要有一个值。"),
        ("build a --no-carry=1", "选项 --no-carry 后面不带值。"),
        ("build a --stage maybe", "--stage 的值“maybe”不能用，可写：published、draft。"),
        ("form --year next", "--year 的值不能用，可写：整数。"),
        ("sample a --n 0", "--n 的值不能用，可写：不小于 1 的整数。"),
    ],
)
def test_bad_usage_is_a_sentence(args: str, sentence: str) -> None:
    done = audit(*args.split())
    assert (done.exit_code, done.stdout) == (2, "")
    assert sentence in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_no_command_shows_the_help() -> None:
    done = audit()
    assert done.exit_code == 2
    assert say("cli.help") in done.output


@pytest.mark.parametrize("command", ["build", "show", "rules"])
def test_help_ends_with_a_line_to_paste(command: str) -> None:
    done = audit(command, "--help")
    assert done.exit_code == 0
    assert done.stdout.strip().splitlines()[-1].strip() == say(f"cli.{command}.epilog")
    assert say(f"cli.{command}.epilog").startswith("例：audit ")


def test_as_a_module_in_any_code_page() -> None:
    """Chinese comes out as UTF-8 where the terminal cannot say so."""
    environment = {"PYTHONIOENCODING": "ascii", "PATH": "", "PYTHONPATH": str(REPOSITORY)}
    done = subprocess.run(
        [sys.executable, "-m", "audit", "rules", "T301"],
        cwd=REPOSITORY,
        env=environment,
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert "规则：T301" in done.stdout.decode("utf-8")


def test_show_of_an_archive_names_each_report_and_takes_the_name(tmp_path: Path) -> None:
    path = tmp_path / "年报.zip"
    with ZipFile(path, "w") as archive:
        archive.write(PLAIN, "甲/一.html")
        archive.write(OLD, "二.html")
    lines = audit("show", path).stdout.splitlines()
    assert [line for line in lines if line.startswith("年报.zip")] == [
        "年报.zip/二.html",
        "年报.zip/甲/一.html",
    ]
    alone = audit("show", path / "甲" / "一.html")
    assert (alone.exit_code, alone.stdout) == (0, audit("show", PLAIN).stdout)
    none = audit("show", path / "三.html")
    assert none.exit_code == 2
    assert "三.html" in none.stderr


def test_show_leaves_notes_out_of_names_and_cuts_visibly() -> None:
    text = audit("show", PLAIN).stdout
    assert "行政事业性收费·本年收费金额 " in text
    assert "…·" in text
