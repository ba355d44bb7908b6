"""The lines that the README and the cookbook give to paste do run."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from typer.testing import CliRunner

from audit.cli import app
from audit.pack.letter import read_template
from audit.roster import Member, Roster
from audit.roster_file import write_roster
from tests.conftest import REPOSITORY, SAMPLES
from tests.mail_server import three, write_packs

pytestmark = pytest.mark.usefixtures("in_this_process")

PAGES = ("README.md", "README.zh-CN.md", "docs/README.md")
_BLOCK = re.compile(r"^```sh\n(.*?)^```", re.M | re.S)
ALLOWED = {"--fail-on error": 1}


def commands(page: str) -> list[str]:
    """The `audit …` lines of a page, without their remarks."""
    text = (REPOSITORY / page).read_text("utf-8")
    lines = [line for block in _BLOCK.findall(text) for line in block.splitlines()]
    return [line.split(" #")[0].strip() for line in lines if line.startswith("audit ")]


# the two READMEs give the same lines
FIRST = {line: page for page in reversed(PAGES) for line in commands(page)}
# of the lines that build the samples one is enough to know that they run
BUILDS = [line for line in FIRST if line.startswith("audit build samples")]
CASES = [
    pytest.param(page, line, id=line, marks=pytest.mark.slow if line in BUILDS[1:] else ())
    for line, page in FIRST.items()
]
# recognition takes long and has its own tests, and one year's reports do as well as three
OFFICE = (
    *("office.toml", "roster.csv", "scheme.toml", "waivers.csv", "template.toml", "logo.png"),
)
LEFT_OUT = ("*医疗保障局*", "2020", "2023")


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder as the pages suppose it: the samples, and some reports of one's own."""
    less = shutil.ignore_patterns(*LEFT_OUT)
    shutil.copytree(SAMPLES, tmp_path / "samples" / "reports", ignore=less)
    for name in OFFICE:
        shutil.copy(SAMPLES.parent / name, tmp_path / "samples")
    (tmp_path / "reports").mkdir()
    (tmp_path / "copies").mkdir()
    shutil.copy(next(SAMPLES.glob("2024/*教育局*.html")), tmp_path / "reports" / "年报.html")
    (tmp_path / "facts.csv").write_text("source,agency\n年报.html,示例市教育局\n", "utf-8")
    write_roster(Roster((Member("示例市教育局"),)), tmp_path / "roster.xlsx")
    (tmp_path / "sources.csv").write_text("file,url\n年报.html,https://example.gov.cn\n", "utf-8")
    (tmp_path / "本单位函.docx").write_bytes(read_template(None))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def workbooks_read(line: str) -> list[str]:
    """The workbooks of ours that a line reads; the page supposes that they are there."""
    words = line.split()
    pairs = pairwise(words)
    read = [word for before, word in pairs if word.endswith(".xlsx") and before != "-o"]
    return read if words[1] in ("diff", "split") or "--carry" in words else []


@pytest.mark.parametrize(("page", "line"), CASES)
def test_the_line_runs(page: str, line: str, desk: Path) -> None:
    if line.startswith("audit send"):
        write_packs(desk / "packs", three())
    for name in workbooks_read(line):
        (desk / name).parent.mkdir(exist_ok=True)
        CliRunner().invoke(app, ["build", "reports", "-o", name, "--assign", "王,李", "-q"])
    done = CliRunner().invoke(app, line.split()[1:])
    expected = next((code for words, code in ALLOWED.items() if words in line), 0)
    assert done.exit_code == expected, (page, done.output)
    if " -o " in line:
        assert (desk / line.split(" -o ")[1].split()[0]).exists()


@pytest.mark.slow
def test_the_python_of_the_cookbook_runs(desk: Path) -> None:
    CliRunner().invoke(app, ["build", "samples/reports", "-o", "a.xlsx", "--data", "data", "-q"])
    text = (REPOSITORY / "docs" / "README.md").read_text("utf-8")
    for block in re.findall(r"^```python\n(.*?)^```", text, re.M | re.S):
        done = subprocess.run(
            [sys.executable, "-c", block], capture_output=True, text=True, cwd=desk, check=False
        )
        assert done.returncode == 0, done.stderr
        assert done.stdout.strip()


@pytest.mark.parametrize("page", [*PAGES, "docs/season.md"])
def test_links_and_pictures_are_there(page: str) -> None:
    text = (REPOSITORY / page).read_text("utf-8")
    for target in re.findall(r"\]\(([^)#]+)\)", text):
        assert ((REPOSITORY / page).parent / target).exists(), target


def test_both_readmes_give_the_same_lines() -> None:
    english, chinese = ((REPOSITORY / page).read_text("utf-8") for page in PAGES[:2])
    start = [line for line in english.splitlines() if line.startswith("python3 -m venv")]
    assert len(start) == 2
    assert start == [line for line in chinese.splitlines() if line.startswith("python3 -m venv")]


def test_every_command_and_option_is_in_the_cookbook() -> None:
    cookbook = (REPOSITORY / "docs" / "README.md").read_text("utf-8")
    for name in ("build", "roster", "show", "rules", "pack", "letter"):
        assert f"audit {name}" in cookbook
        done = CliRunner().invoke(app, [name, "--help"], terminal_width=200)
        for option in set(re.findall(r"--[a-z-]+", done.output)) - {
            "--help",
            "--quiet",
            "--verbose",
        }:
            assert option in cookbook or option in ("--output", "--form"), option
