"""The page of a season is true: its commands run in order and print what the page shows."""

from __future__ import annotations

import csv
import re
import shlex
import shutil
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from pathlib import Path
from typing import NamedTuple

import docx
import openpyxl
import pytest
from typer.testing import CliRunner

from audit.cli import app
from tests.conftest import REPOSITORY
from tests.mail_server import Post, serving
from tests.returned import Desk

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("in_this_process")]

PAGE = REPOSITORY / "docs" / "season.md"
POLICE, WATER, LETTERS = "示例市公安局", "示例市水务局", "示例市信访局"
_PART = re.compile(
    r"^```sh\n(.*?)^```\n(?:\n```text\n(.*?)^```)?|^<!-- by hand: (.*?) -->", re.M | re.S
)
_SERVER = "--server smtp.example.gov.cn:465"


class Step(NamedTuple):
    """A command with what the page says that it prints, or something done by hand."""

    command: str
    printed: str
    by_hand: str


def steps() -> list[Step]:
    return [
        Step(*(text or "" for text in found)) for found in _PART.findall(PAGE.read_text("utf-8"))
    ]


def missing(shown: str, printed: str) -> list[str]:
    """The lines of the page that the program did not print, in this order; … is anything."""
    rest, out = printed, []
    for line in filter(str.strip, shown.splitlines()):
        told = ".*".join(re.escape(part) for part in line.strip().split("…"))
        found = re.search(told, rest)
        if found:
            rest = rest[found.end() :]
        else:
            out.append(line)
    return out


def answers(folder: Path) -> None:
    """Each colleague answers what is theirs; one changes the name of the file."""
    for name in ("王", "李", "赵"):
        path = folder / "分发" / f"audit_{name}.xlsx"
        desk = Desk(path)
        mine = {row for row in desk.rows("owner") if row and desk.values(row, "owner") == (name,)}
        for row in filter(None, desk.rows("status")):
            if "|".join(row.split("|")[:2]) in mine:
                desk.write(row, {"status": "属实，退回修改", "opinion": "已核", "reviewer": name})
        for row in mine:
            desk.write(row, {"decision": "退回修改"})
        desk.save()
    (folder / "分发" / "audit_王.xlsx").rename(folder / "分发" / "王-已填.xlsx")


def letter(folder: Path) -> None:
    """The office writes a sentence of its own into the letter."""
    path = folder / "函.docx"
    template = docx.Document(str(path))
    for paragraph in template.paragraphs:
        if paragraph.text.startswith("以上由工具"):
            paragraph.add_run("联系电话：0000-0000000。")
    template.save(str(path))


def address(folder: Path) -> None:
    _list_says(folder, LETTERS, "office40@example.com")


def corrected_address(folder: Path) -> None:
    """The address that was refused is mended in list and draft."""
    _list_says(folder, WATER, "office08b@example.com")
    path = folder / "packs" / f"{WATER}.eml"
    draft = message_from_bytes(path.read_bytes(), policy=policy.SMTP)
    draft.replace_header("To", "office08b@example.com")
    path.write_bytes(draft.as_bytes())


def _list_says(folder: Path, agency: str, email: str) -> None:
    path = folder / "packs" / "发送清单.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    for row in rows:
        if row[0] == agency:
            row[rows[0].index("邮箱")] = email
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)


def replies(folder: Path) -> None:
    """Two agencies reply, one of them under another name; a third in a sheet of its own."""
    back = folder / "回复"
    back.mkdir()
    for agency, name in ((POLICE, f"{POLICE}年报核对.xlsx"), (WATER, "回复（水务）.xlsx")):
        (book,) = (folder / "packs" / agency).glob("*.xlsx")
        desk = Desk(book)
        for row in filter(None, desk.rows("reply")):
            desk.write(row, {"reply": "已更正重发", "replied_by": "办公室"})
        desk.save(back / name)
    own = openpyxl.Workbook()
    own.worksheets[0].append(["序号", "答复"])
    own.save(back / "示例市教育局回复.xlsx")


def corrected_report(folder: Path) -> None:
    (path,) = (folder / "reports" / "2024").glob(f"{POLICE}*.txt")
    text = path.read_bytes().decode()
    assert text.count("予以公开\t21\t") == 1
    path.write_bytes(text.replace("予以公开\t21\t", "予以公开\t12\t").encode())


BY_HAND: dict[str, Callable[[Path], None]] = {
    "answers": answers,
    "letter": letter,
    "address": address,
    "corrected address": corrected_address,
    "replies": replies,
    "corrected report": corrected_report,
}


@pytest.fixture
def server() -> Iterator[str]:
    """A server that knows no office08."""
    with serving(Post(at_rcpt={"office08@example.com": "550 5.1.1 no such user"})) as place:
        yield place


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The samples as a folder of one's own, without the scan, which takes long."""
    folder = tmp_path / "年报季"
    left_out = shutil.ignore_patterns("*医疗保障局*", "__pycache__", "truth", "unread", "generator")
    shutil.copytree(REPOSITORY / "samples", folder, ignore=left_out)
    monkeypatch.chdir(folder)
    return folder


def run(command: str, server: str) -> str:
    """Run a line of the page; our server stands for the office's."""
    words = shlex.split(command.replace(_SERVER, f"--server {server} --tls none --every 0"))
    if words[0] == "cp":
        shutil.copy(*words[1:])
        return ""
    assert words[0] == "audit", command
    done = CliRunner().invoke(app, words[1:])
    assert done.exit_code in ((0, 1) if words[1] == "send" else (0,)), (command, done.output)
    return done.output


def test_the_page_is_true(office: Path, server: str) -> None:
    wrong = {}
    for n, step in enumerate(steps()):
        if step.by_hand:
            BY_HAND[step.by_hand](office)
            continue
        for command in step.command.splitlines():
            printed = run(command, server)
            assert command.startswith("cp ") or printed, command
        if lines := missing(step.printed, printed):
            wrong[n, step.command] = lines, printed
    assert not wrong, "\n".join(f"{k}\nmissing {v[0]}\nin {v[1]}" for k, v in wrong.items())
    assert {step.by_hand for step in steps() if step.by_hand} == set(BY_HAND)
