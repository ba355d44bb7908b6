"""The page of a report in a browser: marks have their colours, links arrive, nothing leaves."""

from __future__ import annotations

import subprocess
import tomllib
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from selectolax.lexbor import LexborHTMLParser

from audit.document import Document, Piece, Place, Row
from audit.evidence import evidence_page
from audit.form import Cell
from audit.report import ABSENT, Reading, Report, State
from tests import judges
from tests.conftest import SAMPLES
from tests.test_evidence import FORM, drawn_pdf, page_of

pytestmark = pytest.mark.slow
WIDTH, HEIGHT = 1366, 900
Shot = NDArray[np.uint8]
KEYS = [column.key for column in FORM.tables["applications"].columns]
CELLS = [Cell("applications", "new_received", key) for key in KEYS]
LOOKS = tomllib.loads(files("workbook_templates").joinpath("looks.toml").read_text("utf-8"))
HERE = (0xD9, 0x48, 0x0F)  # the frame around the place that a link leads to
FILLS = {
    State.READ: "green_pale",
    State.REPAIRED: "repaired",
    State.BLANK: "blank",
    State.UNREADABLE: "purple_fill",
}


def chromium(folder: Path, page: Path, *options: str) -> str:
    """Open a page without any network and return what the browser says."""
    command = [judges.browser(), "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"]
    command += [f"--user-data-dir={folder / 'profile'}", "--disable-background-networking"]
    command += ["--hide-scrollbars", "--force-device-scale-factor=1", "--virtual-time-budget=2000"]
    command += ["--host-resolver-rules=MAP * ~NOTFOUND", f"--window-size={WIDTH},{HEIGHT}"]
    done = subprocess.run(
        [*command, *options, page.as_uri()], capture_output=True, text=True, timeout=120, check=True
    )
    return done.stdout


def screenshot(folder: Path, html: str, fragment: str = "") -> Shot:
    """What is seen of a page, opened at a fragment of its address."""
    page, frame, shot = (folder / name for name in ("页.html", "frame.html", "shot.png"))
    page.write_text(html, "utf-8")
    # a page that has been scrolled comes out white: so it stands in a frame
    style = f"border:0;position:fixed;inset:0;width:{WIDTH}px;height:{HEIGHT}px"
    frame.write_text(f'<iframe style="{style}" src="{page.as_uri()}{fragment}"></iframe>', "utf-8")
    chromium(folder, frame, f"--screenshot={shot}")
    return np.asarray(Image.open(shot).convert("RGB"))


def pixels(shot: Shot, colour: str | tuple[int, int, int]) -> int:
    if isinstance(colour, str):
        code = LOOKS["colours"][colour].lstrip("#")
        colour = (int(code[:2], 16), int(code[2:4], 16), int(code[4:], 16))
    return int((shot == np.array(colour)).all(axis=2).sum())


def page_with(*states: State) -> str:
    """A page with a row of four cells in these states, and the first column's other cells."""
    places = [Place(1, 1, n + 2) for n in range(len(states))]
    pieces = [Piece("一、本年新收", Place(1, 1, 1))]
    pieces += [
        Piece("8" if state.has_value else "", p) for state, p in zip(states, places, strict=True)
    ]
    cells = {
        cell: Reading(state, 8.0 if state.has_value else None, "", place)
        for cell, state, place in zip(CELLS, states, places, strict=False)
    }
    every = dict.fromkeys(FORM.cells, ABSENT) | cells
    document = Document("年报.html", "html", (Row(tuple(pieces), True, 1),))
    report = Report("年报.html", "html", "示例市某局", 2024, "2021", cells=every)
    return evidence_page(document, report, b"")


@pytest.mark.parametrize("state", FILLS)
def test_marks_have_the_colour_of_their_state(state: State, tmp_path: Path) -> None:
    other = State.READ if state is not State.READ else State.BLANK
    with_it = screenshot(tmp_path, page_with(state, other), f"#{CELLS[1]}")
    without = screenshot(tmp_path, page_with(other, other), f"#{CELLS[1]}")
    assert len(np.unique(with_it.reshape(-1, 3), axis=0)) > 50, "not an empty page"
    assert pixels(with_it, FILLS[state]) > pixels(without, FILLS[state]) + 1000


def test_a_link_arrives_at_its_cell(tmp_path: Path) -> None:
    _, report, html = page_of(next(SAMPLES.glob("2024/*自然资源*.txt")))
    cell = next(c for c, r in report.cells.items() if r.state is State.UNREADABLE)
    assert pixels(screenshot(tmp_path, html), HERE) == 0
    shot = screenshot(tmp_path, html, f"#{cell}")
    assert pixels(shot, HERE) > 100
    assert pixels(shot, "purple") > 500, "the sign of what cannot be read"


def test_marks_lie_over_the_picture(tmp_path: Path) -> None:
    box = (60.0, 20.0, 120.0, 40.0)
    place = Place(page=1, box=box)
    document = Document("年报.pdf", "pdf", (Row((Piece("12", place),)),))
    report = Report(
        "年报.pdf",
        "pdf",
        "示例市某局",
        2024,
        "2021",
        cells={CELLS[0]: Reading(State.READ, 12.0, "12", place)},
    )
    shot = screenshot(tmp_path, evidence_page(document, report, drawn_pdf(box)))
    black = int((shot.max(axis=2) <= 3).sum())
    tinted = (shot.max(axis=2) < 24) & (shot[:, :, 1] > shot[:, :, 0] + 4)
    assert int(tinted.sum()) > 5000
    assert black < 50, "no black outside the mark"


def test_every_anchor_is_in_the_page_as_the_browser_has_it(tmp_path: Path) -> None:
    _, report, html = page_of(next(SAMPLES.glob("2024/*教育局*.html")))
    page = tmp_path / "页.html"
    page.write_text(html, "utf-8")
    tree = LexborHTMLParser(chromium(tmp_path, page, "--dump-dom"))
    ids = {str(node.attributes["id"]) for node in tree.css("[id]")}
    assert {str(c) for c, r in report.cells.items() if r.state is not State.NOT_ON_FORM} <= ids


def test_nothing_leaves_the_page(tmp_path: Path) -> None:
    """Also not for what a report says; an open page shows that a request would be seen."""
    leak = '<img src="http://leak.invalid/x"><style>@import "http://leak.invalid/y"</style>'
    place = Place(start=0, end=9)
    document = Document(leak, leak, (Row((Piece(leak, place),)),), leak, leak, leak, (leak,))
    report = Report(
        leak,
        leak,
        leak,
        2024,
        "2021",
        cells={CELLS[0]: Reading(State.UNREADABLE, None, leak, place, leak)},
    )
    told = {"open": leak, "ours": evidence_page(document, report, b"")}
    policy = "</title>"
    told["guarded"] = told["ours"].replace(policy, policy + leak, 1)
    seen = {}
    for name, html in told.items():
        page, log = tmp_path / f"{name}.html", tmp_path / f"{name}.json"
        page.write_text(html, "utf-8")
        chromium(tmp_path, page, f"--log-net-log={log}", "--dump-dom")
        seen[name] = "leak.invalid" in log.read_text("utf-8")
    assert seen == {"open": True, "ours": False, "guarded": False}
