"""One season of an office from the first build to the last: every answer is accounted for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from audit.cli import app
from tests.returned import Desk
from tests.reviewing import by_libreoffice
from tests.test_carry import GRANTED, made, report

AGENCIES = [f"虚构市{name}局" for name in ("财政", "教育", "水务", "林业", "民政", "审计")]
NAMES = ("王", "李", "赵")
pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("in_this_process")]


def run(*arguments: object, code: int = 0) -> Result:
    done = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert done.exit_code == code, done.output
    return done


def cause(agency: str) -> str:
    return f"{agency}|2024|T302"


def test_a_season(tmp_path: Path) -> None:
    reports, out = tmp_path / "reports", tmp_path / "audit.xlsx"
    for agency in AGENCIES:
        report(reports, agency, slip=9)
    run("build", reports, "-o", out, "--assign", ",".join(NAMES), "-q")
    first = out.read_bytes()

    # three reviewers answer what is theirs, each in another way
    owners = {agency: Desk(out).values(f"{agency}|2024", "owner")[0] for agency in AGENCIES}
    assert {*owners.values()} == {*NAMES}
    copies = tmp_path / "copies"
    run("split", out, "-o", copies)
    for name in NAMES:
        path = copies / f"audit_{name}.xlsx"
        desk = Desk(path)
        if name == "李":
            desk.sheet("status")[0].insert_cols(3)
            desk = Desk(desk.save())
        for agency in (a for a, owner in owners.items() if owner == name):
            answer = {"status": "属实，退回修改", "opinion": f"{name}已核", "reviewer": name}
            desk.write(cause(agency), answer)
            desk.write(f"{agency}|2024", {"decision": "退回修改"})
        desk.save()
    by_hand = copies / "audit_赵.xlsx"
    by_libreoffice(by_hand, tmp_path / "saved").replace(by_hand)
    run("build", reports, "-o", out, "--carry", copies, "-q")
    for agency, owner in owners.items():
        said = Desk(out).values(cause(agency), "status", "opinion", "reviewer")
        assert said == ("属实，退回修改", f"{owner}已核", owner)
        assert Desk(out).values(f"{agency}|2024", "decision") == ("退回修改",)
    with pytest.raises(KeyError):
        Desk(out).sheet("entry")

    # packs go out, two agencies reply
    packs, back = tmp_path / "packs", tmp_path / "packs-returned"
    run("pack", reports, "--carry", out, "-o", packs, "-q")
    back.mkdir()
    for agency in AGENCIES[:2]:
        (book,) = packs.rglob(f"{agency}*.xlsx")
        desk = Desk(book)
        desk.write(cause(agency), {"reply": "已更正重发", "replied_by": "办公室"})
        desk.save(back / book.name)

    # two send a corrected report, one a report that is wrong in another way, one is silent
    report(reports, AGENCIES[0])
    report(reports, AGENCIES[1])
    report(reports, AGENCIES[2], slip=4)
    before = tmp_path / "before.xlsx"
    before.write_bytes(out.read_bytes())
    run("build", reports, "-o", out, "--carry", back, "-q")
    desk = Desk(out)
    told = {
        str(sheet.cell(row, keys["agency"]).value): " ".join(
            str(sheet.cell(row, keys[key]).value or "") for key in ("why", "said")
        )
        for sheet, keys, top in desk.sheets("entry")
        for row in range(top, sheet.max_row + 1)
        if "T302" in str(sheet.cell(row, keys["rid"]).value)
    }
    for agency in AGENCIES[:2]:
        assert "已消除" in told[agency]
        assert f"{owners[agency]}已核" in told[agency]
        assert "已更正重发" in told[agency]
    changed = desk.values(cause(AGENCIES[2]), "status", "opinion", "since")
    assert changed == ("属实，退回修改", f"{owners[AGENCIES[2]]}已核", "复核后变更")
    for agency in AGENCIES[3:]:
        same = desk.values(cause(agency), "status", "opinion", "since")
        assert same == ("属实，退回修改", f"{owners[agency]}已核", "未变")

    # what the season has done
    found = json.loads(run("diff", before, out, "--json").stdout)
    shown = json.dumps(found, ensure_ascii=False)
    assert all(agency in shown for agency in AGENCIES[:3])
    assert str(GRANTED) in shown
    assert f"{made(AGENCIES[0]).cells[GRANTED]:g}" in shown
    assert not any(agency in shown for agency in AGENCIES[3:])
    assert first != out.read_bytes()
