"""What the user tells (facts.csv) and what the user gives (files and folders)."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit.errors import InputError
from audit.facts import Fact, read_facts
from audit.inputs import InputFile, find_inputs
from audit.reading import read_file
from audit.report import Report

HEAD = "source,agency,year,form,scope,level\n"
REPORT = "乌有市水务局2023年政府信息公开工作年度报告\n行政许可 12\n行政处罚 3\n"


def facts(tmp_path: Path, text: str, encoding: str = "utf-8") -> dict[str, Fact]:
    path = tmp_path / "facts.csv"
    path.write_bytes(text.encode(encoding))
    return read_facts(path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_facts_in_every_encoding(tmp_path: Path, encoding: str, newline: str) -> None:
    text = HEAD + "甲/年报.html,乌有市水务局,2023,2021,own,市级\n乙.txt,,,,,\n"
    assert facts(tmp_path, text.replace("\n", newline), encoding) == {
        "甲/年报.html": Fact("乌有市水务局", 2023, "2021", "own", "prefecture"),
        "乙.txt": Fact(),
    }


def test_columns_in_any_order_and_number(tmp_path: Path) -> None:
    told = facts(tmp_path, "year,note,source\n2022,x,a.txt\n,y, b.txt \n2021,z,\n")
    assert told == {"a.txt": Fact(year=2022), "b.txt": Fact()}


def test_quoted_values(tmp_path: Path) -> None:
    told = facts(tmp_path, HEAD + '"a,b.txt","乌有市""水务""局",2023,,,\n')
    assert told == {"a,b.txt": Fact('乌有市"水务"局', 2023)}


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("a.txt,甲,二〇二三,,,", ("第 3 行", "year", "二〇二三")),
        ("a.txt,甲,23,,,", ("第 3 行", "year", "23")),
        ("a.txt,甲,２０２３,,,", ("第 3 行", "year", "２０２３")),
        ("a.txt,甲,2023年,,,", ("第 3 行", "year", "2023年")),
        ("a.txt,甲,-202,,,", ("第 3 行", "year", "-202")),
        ("a.txt,甲,2023,2020,,", ("第 3 行", "form", "2020")),
        ("a.txt,甲,2023,2021,whole,", ("第 3 行", "scope", "whole")),
        ("a.txt,甲,2023,2021,own,大", ("第 3 行", "level", "大", "county")),
    ],
)
def test_value_that_cannot_be_used(tmp_path: Path, line: str, words: tuple[str, ...]) -> None:
    with pytest.raises(InputError) as caught:
        facts(tmp_path, f"{HEAD}z.txt,,,,,\n{line}\n")
    assert [word for word in ("facts.csv", *words) if word not in str(caught.value)] == []


@pytest.mark.parametrize("text", ["", "\n", "agency,year\n甲,2023\n", "a.txt;甲;2023\n"])
def test_facts_without_a_source_column(tmp_path: Path, text: str) -> None:
    with pytest.raises(InputError, match="source") as caught:
        facts(tmp_path, text)
    assert caught.value.key == "list.columns"


def test_two_lines_for_one_file(tmp_path: Path) -> None:
    path = tmp_path / "facts.csv"
    path.write_text("source,year\na.txt,2024\na.txt,2023\n", "utf-8")
    with pytest.raises(InputError, match="第 3 行"):
        read_facts(path)


def test_facts_that_are_not_there(tmp_path: Path) -> None:
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(InputError) as caught:
            read_facts(path)
        assert caught.value.key == "list.open"
        assert path.name in str(caught.value)


def test_chinese_heads_and_words(tmp_path: Path) -> None:
    told = facts(tmp_path, "文件,年度,范围,层级\na.txt,2022,本机关,县级\n")
    assert told == {"a.txt": Fact(year=2022, scope="own", level="county")}


def test_lines_are_those_of_the_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="第 5 行"):
        facts(tmp_path, "\nsource,year\na.txt,\n\nb.txt,二\n")


def told_of(path: Path, fact: Fact) -> Report:
    return read_file(InputFile(path, path.name), {path.name: fact})[0]


def test_facts_override_what_was_read(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(REPORT, "utf-8")
    read = told_of(path, Fact())
    assert (read.agency, read.year, read.form, read.level) == ("乌有市水务局", 2023, "2021", "")
    told = told_of(path, Fact("子虚县水务局", 2020, "2019", "own", "县级"))
    assert (told.agency, told.year, told.form) == ("子虚县水务局", 2020, "2019")
    assert (told.scope, told.level) == ("own", "县级")
    only_year = told_of(path, Fact(year=2019))
    assert (only_year.agency, only_year.year) == ("乌有市水务局", 2019)
    assert only_year.notes == (*read.notes, "年度按 --facts 作“2019”，原文读出“2023”")
    assert told_of(path, Fact("乌有市水务局", 2023)).notes == read.notes
    assert "机关按 --facts 作“子虚县水务局”，原文读出“乌有市水务局”" in told.notes


def test_facts_name_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"")
    told = told_of(path, Fact("乌有市水务局", 2023))
    assert (told.agency, told.year) == ("乌有市水务局", 2023)
    assert told.problem


def make(folder: Path, *names: str) -> Path:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(REPORT, "utf-8")
    return folder


def sources(*given: Path, skip: tuple[Path, ...] = ()) -> list[str]:
    return [file.source for file in find_inputs(given, skip).files]


def test_sources_are_relative_and_sorted(tmp_path: Path) -> None:
    make(tmp_path / "in", "乙.txt", "甲/c.html", "甲/b/深.txt", "a.md")
    assert sources(tmp_path / "in") == ["a.md", "乙.txt", "甲/b/深.txt", "甲/c.html"]
    assert sources(tmp_path / "in" / "甲" / "c.html") == ["c.html"]
    both = (tmp_path / "in" / "a.md", tmp_path / "in" / "甲")
    assert sources(*both) == sources(*reversed(both)) == ["a.md", "b/深.txt", "c.html"]


def test_a_file_given_twice_is_read_once(tmp_path: Path) -> None:
    folder = make(tmp_path / "in", "a.txt")
    assert sources(folder, folder / "a.txt") == ["a.txt"]
    assert sources(folder, folder) == ["a.txt"]


LITTER = [
    *("~$年报.docx", ".~年报.docx", "._年报.html", ".DS_Store", "Thumbs.db", "desktop.ini"),
    *("年报_files/logo.png", "年报_files/css/a.css", "年报.files/image001.gif", "sub/THUMBS.DB"),
    "__MACOSX/年报.html",
]


def test_litter_is_counted_and_not_read(tmp_path: Path) -> None:
    folder = make(tmp_path / "in", "年报.html", "sub/b.html", *LITTER)
    found = find_inputs([folder])
    assert [file.source for file in found.files] == ["sub/b.html", "年报.html"]
    assert found.litter == len(LITTER)


def test_a_folder_that_is_no_saved_page_is_read(tmp_path: Path) -> None:
    folder = make(tmp_path / "profiles", "files/a.html", "my files/b.html")
    assert sources(folder) == ["files/a.html", "my files/b.html"]


def test_only_litter_is_nothing_to_read(tmp_path: Path) -> None:
    folder = make(tmp_path / "in", "Thumbs.db")
    with pytest.raises(InputError) as caught:
        find_inputs([folder])
    assert caught.value.key == "input.none"
    assert str(folder) in str(caught.value)


def test_missing_and_empty_inputs(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.html") as caught:
        find_inputs([make(tmp_path / "in", "a.txt"), tmp_path / "none.html"])
    assert caught.value.key == "input.missing"
    (tmp_path / "empty").mkdir()
    for given in ([tmp_path / "empty"], []):
        with pytest.raises(InputError) as caught:
            find_inputs(given)
        assert caught.value.key == "input.none"


def test_own_output_is_no_input(tmp_path: Path) -> None:
    folder = make(tmp_path / "in", "a.txt", "audit.xlsx", "data/cells.csv", "database.txt")
    skip = (folder / "audit.xlsx", folder / "data", tmp_path / "elsewhere.xlsx")
    assert sources(folder, skip=skip) == ["a.txt", "database.txt"]


def test_same_names_under_two_folders(tmp_path: Path) -> None:
    one, two = (make(tmp_path / name, "年报.html", f"{name}.txt") for name in ("甲", "乙"))
    assert sources(one, two) == ["乙.txt", "乙/年报.html", "甲.txt", "甲/年报.html"]
    assert sources(two, one) == sources(one, two)


def test_same_names_under_folders_of_the_same_name(tmp_path: Path) -> None:
    """Facts, fingerprints and CSV rows hang on the source: two files never share one."""
    folders = [make(tmp_path / city / "reports", "sub/年报.html") for city in ("甲", "乙", "丙")]
    found = find_inputs(folders).files
    assert len({file.source for file in found}) == 3
    assert all(file.source.endswith("sub/年报.html") for file in found)
    assert {file.source for file in found} == {
        file.source for file in find_inputs(folders[::-1]).files
    }


def test_new_name_does_not_hit_another_file(tmp_path: Path) -> None:
    one = make(tmp_path / "甲", "a.txt")
    two = make(tmp_path / "乙", "a.txt", "甲/a.txt")
    assert len(set(sources(one, two))) == 3
