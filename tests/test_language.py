"""English for researchers abroad: the same words in both catalogues, nothing Chinese between."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import Any

import openpyxl
import pytest
from typer.testing import CliRunner

from audit.check import checklist, rule_book
from audit.choices import DECISION, STATUS, choices, settling
from audit.cli import app
from audit.form import VERSIONS, load_form
from audit.official import beside, official
from audit.report import Reading, State
from audit.spoken import spoken
from audit.words import LANGUAGES, catalogue, say, speaking, template
from audit.workbook.cells import Suspicion, Written, hint
from tests import judges
from tests.conftest import REPOSITORY, SAMPLES
from tests.returned import Desk

HAN = re.compile(r"[\u3400-\u9fff]")
FULL = re.compile("[，。；：（）、“”]")
OTHERS = LANGUAGES[1:]
every_other = pytest.mark.parametrize("other", OTHERS)
# modules that understand Chinese; what they hold is looked for, not said
READERS = (
    *("parse", "read", "claims", "check", "localise"),
    *("agencies", "clean", "days", "draft", "facts", "levels", "lists", "office", "origins"),
    *("precedence", "prose", "roster_file", "settings", "waiver_file", "scheme"),
)
# texts of the English catalogue that quote Chinese: what the form or an office's list says there
QUOTING = ("guide.", "cli.", "facts.", "settings.", "origins.", "pack.", "roster.")

ALLOWED = {"template.may.sheet"}  # the signs that a name may have


def fields_of(text: str) -> list[str]:
    return sorted(f"{name}!{spec}" for _, name, spec, _ in Formatter().parse(text) if name)


# ── the catalogues ──


@every_other
def test_both_have_the_same_keys_in_one_order(other: str) -> None:
    assert list(catalogue(other)) == list(catalogue(LANGUAGES[0]))


@every_other
def test_both_take_the_same_values_on_as_many_lines(other: str) -> None:
    ours, theirs = catalogue(LANGUAGES[0]), catalogue(other)
    assert {key: fields_of(text) for key, text in theirs.items()} == {
        key: fields_of(text) for key, text in ours.items()
    }
    lists = [key for key in ours if "\n" in ours[key]]
    assert [key for key in lists if ours[key].count("\n") != theirs[key].count("\n")] == []


def test_english_is_english() -> None:
    chinese = {key for key, text in catalogue("en").items() if HAN.search(text)}
    assert {key for key in chinese if not key.startswith(QUOTING)} <= ALLOWED
    full = {key for key, text in catalogue("en").items() if re.search("[，。；、]", text)}
    assert full <= ALLOWED


@every_other
def test_each_name_of_a_sheet_is_one(other: str) -> None:
    words = catalogue(other)
    names = {key: text for key, text in words.items() if re.fullmatch(r"sheet\.\w+\.name", key)}
    assert len(names) > 20
    assert all(len(name) <= 31 and not re.search(r"[\[\]:*?/\\']", name) for name in names.values())
    for book in (True, False):  # those of a workbook, and those of a comparison
        own = [name.lower() for key, name in names.items() if ("diff" in key) != book]
        assert len(set(own)) == len(own)


@every_other
def test_choices_that_settle_are_choices(other: str) -> None:
    with speaking(other):
        for which in (STATUS, DECISION):
            assert set(settling(which)) < set(choices(which))
        assert set(say("scheme.excused").split("\n")) < set(choices(STATUS))


@every_other
def test_no_sign_ends_in_another(other: str) -> None:
    """They are counted by how a cell ends."""
    words = [text for key, text in catalogue(other).items() if key.startswith("book.sign.")]
    assert [(a, b) for a in words for b in words if a != b and a.endswith(b)] == []


# ── the form and the rules ──


def form_words(other: str) -> dict[str, Any]:
    return tomllib.loads(template(f"form.{other}.toml"))


@every_other
def test_every_name_of_the_form_is_there_and_no_other(other: str) -> None:
    words, forms = form_words(other), [load_form(version) for version in VERSIONS]
    tables = [(key, table) for form in forms for key, table in form.tables.items()]
    assert set(words["title"]) == set(VERSIONS)
    assert set(words["section"]) == {section.key for form in forms for section in form.sections}
    assert set(words["table"]) == {key for key, _ in tables}
    for sort in ("rows", "columns"):
        known: dict[str, set[str]] = {}
        for key, table in tables:
            known.setdefault(key, set()).update(line.key for line in getattr(table, sort))
        told = {
            key: {name.partition("@")[0] for name in names}
            for key, names in words[sort.removesuffix("s")].items()
        }
        assert told == known
    for sort in ("heading", "article"):
        texts = {getattr(row, sort) for _, table in tables for row in table.rows} - {""}
        assert set(words[sort]) == texts


@every_other
def test_every_rule_is_told_whole(other: str) -> None:
    words, ours = form_words(other), rule_book()
    assert set(words["rule"]) == set(ours)
    assert set(words["checklist"]) == {question.id for question in checklist()}
    with speaking(other):
        theirs, questions = rule_book(), checklist()
    assert {q.id for q in questions if HAN.search(q.label + q.why)} == set()
    for rule, entry in ours.items():
        for field in ("label", "basis", "compares", "equation", "exceptions", "example"):
            assert bool(getattr(entry, field)) == bool(getattr(theirs[rule], field)), (rule, field)
        assert not HAN.search(theirs[rule].label), rule
        # a finding says both sides of what its rule's label says
        signs = [len(re.findall("[＝=≤≥]", one.label)) for one in (entry, theirs[rule])]
        assert signs[0] == signs[1] or not signs[0], rule


def test_the_official_name_stands_beside() -> None:
    label = load_form("2021").tables["applications"].row("new_received").label
    assert (official(label), beside(label)) == (label, label)
    with speaking("en"):
        assert official(label) == "New requests received"
        assert beside(label) == f"New requests received {label}"


# ── words outside the catalogues ──


def spoken_modules() -> Iterator[Path]:
    for path in sorted((REPOSITORY / "audit").rglob("*.py")):
        parts = path.relative_to(REPOSITORY / "audit").with_suffix("").parts
        if parts[0] not in READERS:
            yield path


def literals(tree: ast.Module) -> Iterator[str]:
    """Texts of the code, without docstrings and patterns."""
    skipped: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            skipped.add(id(node.value))
        if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("re."):
            skipped |= {id(inner) for inner in ast.walk(node)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or id(node) in skipped:
            continue
        if isinstance(node.value, str):
            yield node.value


# what a file is called, a word that is typed, and the heads of a list that is read again
KNOWN = {
    "cli/form.py": {"自查表.xlsx"},
    "cli/sample.py": {"抽样核对.xlsx"},
    "cli/pack.py": {"函.docx", "不符"},
    "cli/split.py": {"分工"},
    "mail/journal.py": {"发送记录.jsonl"},
    "identities.py": {"通过", "空白按0通过", "不符", "无法核对", "不适用"},  # keys of findings
}


@pytest.mark.parametrize("path", list(spoken_modules()), ids=lambda path: path.stem)
def test_no_word_stands_in_the_code(path: Path) -> None:
    name = path.relative_to(REPOSITORY / "audit").as_posix()
    if name == "mail/outbox.py":  # reads the sending list
        return
    found = {text for text in literals(ast.parse(path.read_text("utf-8"))) if HAN.search(text)}
    assert found == KNOWN.get(name, set())


# ── the command line ──


@pytest.mark.parametrize(
    ("words", "environment", "language"),
    [
        ([], {}, "zh"),
        ([], {"LANG": "C.UTF-8"}, "zh"),
        ([], {"LANG": "zh_TW.UTF-8"}, "zh"),
        ([], {"LANG": "en_US.UTF-8"}, "en"),
        ([], {"LANG": "en_US.UTF-8", "LC_ALL": "zh_CN.UTF-8"}, "zh"),
        ([], {"LC_ALL": "", "LC_MESSAGES": "fr_FR", "LANG": "zh_CN"}, "en"),
        (["--lang", "zh", "rules"], {"LANG": "en_US.UTF-8"}, "zh"),
        (["check", "a.html", "--lang=en"], {"LANG": "zh_CN.UTF-8"}, "en"),
        (["check", "--lang"], {"LANG": "zh_CN.UTF-8"}, "zh"),
        (["check", "--lang", "xx"], {"LANG": "zh_CN.UTF-8"}, "zh"),
    ],
)
def test_which_language(words: list[str], environment: dict[str, str], language: str) -> None:
    if sys.platform == "win32" and not any(environment.values()):
        pytest.skip("Windows is asked itself")
    assert spoken(words, environment) == language


def run(*words: object, **environment: str) -> subprocess.CompletedProcess[str]:
    told = {key: value for key, value in os.environ.items() if not key.startswith("LC_")}
    return subprocess.run(
        [sys.executable, "-m", "audit", *map(str, words)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=told | {"COLUMNS": "200"} | environment,
    )


def test_help_and_errors_follow_the_system(tmp_path: Path) -> None:
    english = run("build", "--help", LANG="en_GB.UTF-8")
    assert english.stdout.startswith("Usage: ")
    assert "Options:" in english.stdout
    chinese = run("build", "--help", LANG="zh_CN.UTF-8")
    assert chinese.stdout.startswith("用法：")
    for word in ("Usage", "Options", "Arguments", "required", "default", "Show this"):
        assert word not in chinese.stdout
    missing = run("check", tmp_path / "none.html", LANG="en_GB.UTF-8")
    assert missing.returncode == 2
    assert not HAN.search(missing.stderr)
    assert HAN.search(run("check", tmp_path / "none.html", "--lang", "zh", LANG="en_GB").stderr)


def test_a_language_that_is_none_is_refused() -> None:
    done = CliRunner().invoke(app, ["rules", "--lang", "fr"])
    assert done.exit_code == 2
    assert "zh" in done.output
    assert "en" in done.output


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        ("form --year next", "The value of --year cannot be used; it can be: a whole number."),
        ("rules --lang EN", "The value “EN” of --lang cannot be used; it can be: zh, en."),
    ],
)
def test_no_blank_is_left_where_a_value_is_not_known(call: str, sentence: str) -> None:
    with speaking("en"):
        done = CliRunner().invoke(app, call.split())
    assert sentence in done.output


def test_what_was_read_stands_apart_from_its_cell() -> None:
    form = load_form("2021")
    row = Written(form, 0, [(form.cells[0], 0, Reading(State.REPAIRED, 9.0, "9件", repair="unit"))])
    with speaking("en"):
        note = hint(row, Suspicion({}), lambda _: "Penalties")
    assert note == "with a unit: Penalties “9件”"


def test_rules_are_explained() -> None:
    done = CliRunner().invoke(app, ["rules", "T301", "--lang", "en"])
    assert "New requests received + Carried over from last year" in done.output
    assert not HAN.search(done.output)
    assert HAN.search(CliRunner().invoke(app, ["rules", "T301"]).output), "and then Chinese again"


# ── the workbook ──

pytestmark = pytest.mark.usefixtures("in_this_process")
# what stands there as the agency or the office has written it
THEIRS = {
    *("agency", "first", "quote", "place", "source", "file", "title", "remark", "owner"),
    *("length", "whole", "preamble", "general", "text", "rid", "kept", "read_as", "name"),
    *("disclosure", "applications", "disputes", "platform", "oversight", "management"),
}


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Reports of the samples in plain text and HTML, last year's among them."""
    folder = tmp_path_factory.mktemp("abroad")
    for path in sorted(SAMPLES.glob("202[34]/*市[教财公]*.[htm][tmd]*")):
        shutil.copy(path, folder / path.name)
    return folder


def built(folder: Path, out: Path, *more: object) -> Path:
    done = CliRunner().invoke(app, ["build", str(folder), "-o", str(out), "-q", *map(str, more)])
    assert done.exit_code == 0, done.output
    return out


def chinese_in(path: Path) -> Iterator[tuple[str, str, str]]:
    """Sheet, key of the column, and text of every cell in which Chinese is left."""
    for sheet in openpyxl.load_workbook(path).worksheets:
        keys: dict[int, str] = {}
        for row in sheet.iter_rows():
            texts = {cell.column: cell.value for cell in row if isinstance(cell.value, str)}
            if not keys and "rid" in texts.values():
                keys = texts
            for column, text in texts.items():
                if HAN.search(text):
                    yield sheet.title, keys.get(column, ""), text


def own_words() -> list[str]:
    """What may stand in an English workbook in Chinese: names of the form."""
    forms = [load_form(version) for version in VERSIONS]
    lines = [line for form in forms for t in form.tables.values() for line in (*t.rows, *t.columns)]
    return [text for line in lines for text in (line.label, line.heading) if text]


def test_the_workbook_is_english_but_for_what_others_wrote(reports: Path, tmp_path: Path) -> None:
    out = built(reports, tmp_path / "a.xlsx", "--lang", "en")
    with speaking("en"):
        labels = {beside(text) for text in own_words()}
    sources = {path.stem[:4] for path in reports.iterdir()}
    left = []
    for sheet, key, text in chinese_in(out):
        if sheet in ("Guide", "Rules", "Build id") or key in THEIRS or text in labels:
            continue
        bare = re.sub("示例市[^ \"”’'，。|（）/]*|国办[^ ，。]*号", "", text)
        if HAN.search(bare) and not any(name in text for name in sources):
            left.append((sheet, key, text))
    assert left == []


def test_all_judges_agree_on_the_english_workbook(reports: Path, tmp_path: Path) -> None:
    out = built(reports, tmp_path / "a.xlsx", "--lang", "en")
    ours, formulas = judges.values(out), judges.formulas(out)
    judges.poisoned(out, tmp_path / "poisoned.xlsx")
    theirs = judges.by_ironcalc(tmp_path / "poisoned.xlsx", list(formulas))
    assert judges.disagreements(ours, theirs, list(formulas)) == []


def test_the_answers_go_from_one_language_to_the_other(reports: Path, tmp_path: Path) -> None:
    out = built(reports, tmp_path / "a.xlsx")
    desk = Desk(out)
    sheet, keys, first = desk.sheet("status")
    fingerprint = str(sheet.cell(first, keys["rid"]).value)
    agency = "|".join(fingerprint.split("|")[:2])
    desk.write(fingerprint, {"status": choices(STATUS)[0], "opinion": "已电话核实"})
    desk.write(agency, {"decision": choices(DECISION)[1]})
    desk.write(f"{agency}|applications|granted", {"value.research": 41, "reason": "李"})
    desk.save()

    built(reports, out, "--lang", "en")
    english = Desk(out)
    with speaking("en"):
        assert english.values(fingerprint, "status", "opinion") == (
            choices(STATUS)[0],
            "已电话核实",
        )
        assert english.values(agency, "decision") == (choices(DECISION)[1],)
    assert english.values(f"{agency}|applications|granted", "value.research") == (41,)

    built(reports, out)
    chinese = Desk(out)
    assert chinese.values(fingerprint, "status") == (choices(STATUS)[0],)
    assert chinese.values(agency, "decision") == (choices(DECISION)[1],)
    since = [chinese.cell(rid, "since").value for rid in chinese.rows("since") if "|" in rid]
    assert set(since) == {say("carry.since.same")}


def test_nothing_differs_between_the_languages_but_words(reports: Path, tmp_path: Path) -> None:
    one = built(reports, tmp_path / "a.xlsx")
    other = built(reports, tmp_path / "b.xlsx", "--lang", "en")
    done = CliRunner().invoke(app, ["diff", str(one), str(other)])
    assert done.exit_code == 0
    assert not re.search(r"(?:变化|有变化|新增|已消除|已换) [1-9]", done.output), done.output


def test_agencies_get_chinese_whatever_is_spoken(reports: Path, tmp_path: Path) -> None:
    packs = tmp_path / "packs"
    done = run("pack", reports, "-o", packs, "-q", LANG="en_GB.UTF-8")
    assert done.returncode == 0, done.stderr
    notice = next(packs.rglob("通知.txt")).read_text("utf-8")
    assert HAN.search(notice)
    assert say("pack.file.notice") == "通知.txt"


def test_what_is_drafted_in_one_language_is_known_in_the_other(
    reports: Path, tmp_path: Path
) -> None:
    roster = tmp_path / "roster.xlsx"
    done = CliRunner().invoke(app, ["roster", str(reports), "-o", str(roster), "--lang", "en"])
    assert done.exit_code == 0, done.output
    book = openpyxl.load_workbook(roster).active
    assert book is not None
    assert "department" in {cell.value for row in book.iter_rows() for cell in row}
    built(reports, tmp_path / "a.xlsx", "--roster", roster)
