"""What agencies reply in the workbooks of their packs comes back, apart from reviewers' answers."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import pytest
from typer.testing import CliRunner

from audit.cli import app
from tests.returned import Desk
from tests.test_carry import ANSWER, GRANTED, WRONG, begun, build, folder, made, out

__all__ = ["begun", "folder", "out"]  # fixtures

pytestmark = pytest.mark.usefixtures("in_this_process")
ROW = f"{WRONG}|2024|applications|granted"


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
