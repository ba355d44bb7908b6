"""What agencies reply in the workbooks of their packs comes back, apart from reviewers' answers."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from audit.cli import app
from tests.returned import Desk
from tests.test_carry import (
    ANSWER,
    CLEAN,
    GRANTED,
    WRONG,
    begun,
    build,
    folder,
    made,
    out,
    report,
)
from tests.test_ole import renamed

__all__ = ["begun", "folder", "out"]  # fixtures

pytestmark = pytest.mark.usefixtures("in_this_process")
ROW = f"{WRONG}|2024|applications|granted"
KEY = f"{WRONG}|2024|T302"


@pytest.fixture
def returned(folder: Path, out: Path, tmp_path: Path) -> Path:
    """A folder with the workbook of a pack in which the agency has replied and corrected."""
    packs = tmp_path / "packs"
    args = ["pack", str(folder), "--carry", str(out), "-o", str(packs), "-q"]
    done = CliRunner().invoke(app, args)
    assert done.exit_code == 0, done.output
    (book,) = packs.rglob(f"*{WRONG}*.xlsx")
    desk = Desk(book)
    desk.write(
        f"{WRONG}|2024|T302",
        {"reply": "录入有误，已更正", "replied_by": "赵", "replied_on": "2026-03-09"},
    )
    desk.write(ROW, {"value.natural_person": made(WRONG).cells[GRANTED], "reason": "赵"})
    back = tmp_path / "packs-returned"
    back.mkdir()
    desk.save(back / book.name)
    return back


def test_replies_stand_beside_the_answers(folder: Path, out: Path, returned: Path) -> None:
    right = f"{made(WRONG).cells[GRANTED]:g}"
    for more in (("--carry", returned), ("--carry", returned), ()):
        assert build(folder, out, *more).exit_code == 0
        desk = Desk(out)
        key = f"{WRONG}|2024|T302"
        assert desk.values(key, *ANSWER) == tuple(ANSWER.values())
        reply, who, when = desk.values(key, "reply", "replied_by", "replied_on")
        assert reply == (
            f"录入有误，已更正；机关更正 (一)予以公开·自然人 {float(right) + 9:g}→{right}（赵）"
        )
        assert (who, when) == ("赵", "2026-03-09")
        now = desk.values(ROW, "value.natural_person", "reason")
        assert now == (made(WRONG).cells[GRANTED] + 9, None), "their word is no correction of ours"


def test_a_correction_of_a_number_nobody_asked_about(
    folder: Path, out: Path, returned: Path
) -> None:
    (book,) = returned.iterdir()
    desk = Desk(book)
    desk.write(f"{WRONG}|2024|disclosure", {"0.regulations.in_force": 3})
    desk.save()
    assert build(folder, out, "--carry", returned).exit_code == 0
    desk = Desk(out)
    assert desk.values(f"{WRONG}|2024|disclosure", "why") == ("机关更正，未用",)


def test_an_agency_does_not_answer_for_reviewers(folder: Path, out: Path, returned: Path) -> None:
    """A pack is no workbook of reviewers: it cannot stand in for one."""
    (book,) = returned.iterdir()
    shutil.copy(book, out)
    assert build(folder, out).exit_code == 0
    assert Desk(out).values(f"{WRONG}|2024|T302", "status", "reply")[0] is None
    assert zipfile.is_zipfile(out)


def _book(returned: Path) -> Path:
    (book,) = returned.iterdir()
    return book


def _replied(path: Path) -> str:
    return str(Desk(path).values(KEY, "reply")[0] or "")


def _unmatched(path: Path) -> list[tuple[object, ...]]:
    desk = Desk(path)
    return [desk.values(rid, "why", "said", "what") for rid in desk.rows("entry") if rid]


def _of_another(book: Path, part: str, key: str) -> None:
    """Give a row the key of another agency, as of a row that was pasted."""
    desk = Desk(book)
    row = desk.cell(part, key).row
    sheet, keys, _ = desk.sheet(key)
    cell = sheet.cell(row, keys["rid"])
    cell.value = str(cell.value).replace(WRONG, CLEAN)
    desk.save()


def test_a_reply_in_the_workbook_of_another_agency_counts_for_nobody(
    folder: Path, out: Path, returned: Path
) -> None:
    report_of_both = folder / f"{CLEAN}2024.html"
    text = (folder / f"{WRONG}2024.html").read_text("utf-8").replace(WRONG, CLEAN)
    report_of_both.write_text(text, "utf-8")
    _of_another(_book(returned), KEY, "reply")
    done = build(folder, out, "--carry", returned)
    assert done.exit_code == 0, done.output
    assert Desk(out).values(f"{CLEAN}|2024|T302", "reply", "replied_by") == (None, None)
    for _ in range(2):  # it stays there
        ((why, said, _),) = _unmatched(out)
        assert why == "填在另一家机关发回的工作簿里，未用"
        assert "录入有误，已更正" in str(said)
        assert build(folder, out).exit_code == 0


def test_a_number_of_another_agency_is_nobody_s_correction(
    folder: Path, out: Path, returned: Path
) -> None:
    _of_another(_book(returned), ROW, "value.natural_person")
    assert build(folder, out, "--carry", returned).exit_code == 0
    ((why, _, what),) = _unmatched(out)
    assert why == "填在另一家机关发回的工作簿里，未用"
    assert "(一)予以公开·自然人" in str(what)


def test_without_the_sheet_of_files_the_numbers_tell_whose_workbook_it_is(
    folder: Path, out: Path, returned: Path
) -> None:
    book = _book(returned)
    _of_another(book, KEY, "reply")
    desk = Desk(book)
    desk.book.remove(desk.sheet("digest")[0])
    desk.save()
    assert build(folder, out, "--carry", returned).exit_code == 0
    assert [why for why, *_ in _unmatched(out)] == ["填在另一家机关发回的工作簿里，未用"]
    assert _replied(out).startswith("机关更正")


def test_two_workbooks_of_an_agency_that_disagree(folder: Path, out: Path, returned: Path) -> None:
    desk = Desk(_book(returned))
    desk.write(KEY, {"reply": "无误"})
    desk.write(ROW, {"value.natural_person": 777})
    desk.save(returned / "第二份.xlsx")
    for more in (("--carry", returned), ("--carry", returned), ()):
        assert build(folder, out, *more).exit_code == 0
        reply = _replied(out)
        for said in ("录入有误，已更正", "无误（第二份）", "→777（", "→1（"):
            assert reply.count(said) == 1, reply


@pytest.mark.parametrize("reply", ["录入有误；已更正", "录入有误／已更正", "已更正; 见附件"])
def test_the_same_reply_twice_stands_there_once(
    folder: Path, out: Path, returned: Path, reply: str
) -> None:
    book = _book(returned)
    desk = Desk(book)
    desk.write(KEY, {"reply": reply})
    desk.save()
    shutil.copy(book, returned / "又一份.xlsx")
    for more in (("--carry", returned), ("--carry", returned), ()):
        assert build(folder, out, *more).exit_code == 0
        assert _replied(out).count(reply) == 1
        assert _replied(out).count("机关更正") == 1


def test_a_correction_is_not_taken_for_part_of_another(
    folder: Path, out: Path, returned: Path
) -> None:
    desk = Desk(_book(returned))
    desk.write(ROW, {"reason": None})
    desk.write(KEY, {"reply": "机关更正 (一)予以公开·自然人 10→100，见附件"})
    desk.save()
    assert build(folder, out, "--carry", returned).exit_code == 0
    assert _replied(out).endswith("；机关更正 (一)予以公开·自然人 10→1")


@pytest.mark.parametrize("named", [True, False])
def test_a_pack_that_comes_back_as_an_archive(
    folder: Path, out: Path, returned: Path, named: bool
) -> None:
    book, archive = _book(returned), returned / f"{WRONG}.ZIP"
    with zipfile.ZipFile(archive, "w") as file:
        file.write(book, f"{WRONG}/{book.name}")
        file.writestr(f"{WRONG}/函.docx", b"x")
        file.writestr(f"{WRONG}/别的.xlsx", b"x")
    book.unlink()
    done = build(folder, out, "--carry", archive if named else returned)
    assert done.exit_code == 0, done.output
    assert "录入有误，已更正" in _replied(out)
    assert f"{archive}/{WRONG}/别的.xlsx" in done.stderr
    assert "函.docx" not in done.stderr


def _broken(path: Path) -> None:
    path.write_bytes(b"PK")


def _empty(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("函.docx", b"x")


@pytest.mark.parametrize(("write", "word"), [(_broken, "打不开"), (_empty, "没有工作簿")])
def test_an_archive_without_an_answer_is_told(
    folder: Path, out: Path, tmp_path: Path, write: Callable[[Path], None], word: str
) -> None:
    back = tmp_path / "back"
    back.mkdir()
    write(back / "甲.zip")
    done = build(folder, out, "--carry", back)
    assert done.exit_code == 0
    assert word in done.stderr
    assert "甲.zip" in done.stderr


@pytest.mark.parametrize("command", ["build", "diff", "split"])
def test_a_workbook_with_a_password_is_told(
    folder: Path, out: Path, tmp_path: Path, command: str
) -> None:
    book = tmp_path / "加密.xlsx"
    book.write_bytes(renamed("EncryptedPackage"))
    args = {
        "build": [str(folder), "-o", str(out), "--carry", str(book)],
        "diff": [str(out), str(book)],
        "split": [str(book)],
    }
    done = CliRunner().invoke(app, [command, *args[command]])
    assert done.exit_code == 2
    assert "加了打开密码" in done.stderr


def test_replies_moved_into_the_office_s_workbook_hide_no_answers(
    folder: Path, out: Path, returned: Path
) -> None:
    theirs, ours = Desk(_book(returned)).sheet("reply")[0], Desk(out)
    sheet = ours.book.create_sheet("他们的答复")
    for row in theirs.iter_rows(values_only=True):
        sheet.append(row)
    ours.save()
    before = out.read_bytes()
    done = build(folder, out)
    assert done.exit_code == 2
    assert "他们的答复" in done.stderr
    assert out.read_bytes() == before


def test_a_reply_on_an_older_version_stands_beside_what_reviewers_say(tmp_path: Path) -> None:
    """Of two versions the key names the file: the office's with folders, the agency's without."""
    folder, out = tmp_path / "reports", tmp_path / "audit.xlsx"
    report(folder / "县", WRONG, slip=9)
    (folder / "县" / f"{WRONG}2024.html").rename(folder / "县" / f"{WRONG}2024年年报.html")
    report(folder / "县", WRONG)
    newer = folder / "县" / f"{WRONG}2024.html"
    newer.rename(folder / "县" / f"{WRONG}2024年年报（更正版）.html")
    assert build(folder, out).exit_code == 0
    desk = Desk(out)
    (older,) = [rid for rid in desk.rows("status") if "#县/" in rid and "|P08|" in rid]
    desk.write(older, {"opinion": "请机关说明"})
    desk.save()
    packs = tmp_path / "packs"
    done = CliRunner().invoke(app, ["pack", str(folder), "--carry", str(out), "-o", str(packs)])
    assert done.exit_code == 0, done.output
    (book,) = packs.rglob("*.xlsx")
    theirs = Desk(book)
    (key,) = [rid for rid in theirs.rows("reply") if "|P08|" in rid]
    assert "#县/" not in key
    theirs.write(key, {"reply": "以更正版为准", "replied_by": "赵"})
    theirs.save(tmp_path / "回函.xlsx")
    done = build(folder, out, "--carry", tmp_path / "回函.xlsx")
    assert done.exit_code == 0, done.output
    assert Desk(out).values(older, "opinion", "reply") == ("请机关说明", "以更正版为准")
