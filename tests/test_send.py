"""`audit send` against a server on this machine: who gets what, and what is told of the rest."""

from __future__ import annotations

import csv
import json
import os
import re
import signal
import ssl
import sys
import threading
from contextlib import suppress
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import getaddresses
from pathlib import Path

import pytest
import trustme
from typer.testing import CliRunner, Result

from audit.cli import app
from audit.mail.journal import JOURNAL
from audit.spreadsheet import no_formula
from tests.conftest import REPOSITORY
from tests.mail_server import (
    CHINESE,
    HOST,
    PASSWORD,
    USER,
    Pack,
    Post,
    address_of,
    serving,
    three,
    write_packs,
    zipped,
)

# the server of the tests warns of what the test is about
pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not")
ALL = [address_of(n) for n in (1, 2, 3)]


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    return write_packs(tmp_path / "packs", three())


def run(*args: object, password: str | None = None) -> Result:
    env = {"NIANBAO_SMTP_PASSWORD": password}
    return CliRunner().invoke(app, ["send", *map(str, args)], env=env)


def sent(packs: Path, server: str, *more: object, password: str | None = None) -> Result:
    """Send without waiting, without encryption unless told."""
    told = more if "--tls" in more else ("--tls", "none", *more)
    args = ("--send", "--server", server, "--from", USER, "--every", 0, *told)
    return run(packs, *args, password=password)


def parsed(content: bytes) -> EmailMessage:
    message = message_from_bytes(content, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def journal(packs: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in (packs / JOURNAL).read_text("utf-8").splitlines()]


# ── what goes to whom ──


def test_without_send_it_only_shows(packs: Path) -> None:
    done = run(packs)
    assert done.exit_code == 0, done.output
    for pack in three():
        (line,) = [line for line in done.stdout.splitlines() if pack.agency in line]
        assert line.startswith("→ 待寄")
        assert pack.email in line
        assert f"{pack.agency}.zip" in line
        assert "核实 3 项" in line
    assert "待寄 3" in done.stdout
    assert not (packs / JOURNAL).exists()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_the_list_with_its_chinese_heads(packs: Path, encoding: str) -> None:
    """As it is written, and as a spreadsheet saves it."""
    path = packs / "发送清单.csv"
    _, *rows = path.read_text("utf-8-sig").splitlines()
    more = "示例市水务局,,,,0,,,没有做成：文件已损坏"
    lines = [",".join(CHINESE), *(f"{row}," for row in rows), more]
    path.write_text("\n".join(lines), encoding)
    done = run(packs)
    assert "待寄 3，先前已寄 0，不寄 1" in done.stdout
    assert "没有做成：文件已损坏" in done.stdout
    assert done.stderr == ""


def test_every_agency_gets_its_letter_over_one_connection(packs: Path) -> None:
    post = Post()
    with serving(post) as server:
        done = sent(packs, server)
    assert done.exit_code == 0, done.output
    assert "寄出 3，" in done.stdout
    assert post.got == ALL
    assert len(post.sessions) == 1
    for pack, (to, content) in zip(three(), post.letters, strict=True):
        letter = parsed(content)
        assert to == [pack.email] == [a.addr_spec for a in letter["To"].addresses]
        assert letter["From"] == USER
        assert letter["Date"].datetime.tzinfo is not None
        assert "X-Unsent" not in letter
        (attached,) = letter.iter_attachments()
        assert attached.get_filename() == f"{pack.agency}.zip"
        assert attached.get_content() == pack.content
    events = [line["event"] for line in journal(packs)]
    assert events == ["begun", "ended"] * 3


def test_a_draft_goes_out_as_it_lies_there(packs: Path) -> None:
    """Two names of one attachment and odd line lengths must not be put in order."""
    path = packs / three()[0].eml
    top, body = path.read_bytes().split(b"\r\n\r\n", 1)
    body = body.replace(
        b"Content-Disposition",
        b"Content-Description: =?utf-8?B?56S6?=\r\n  x\r\nContent-Disposition",
    )
    path.write_bytes(b"\xef\xbb\xbf" + (top + b"\r\n\r\n" + body).replace(b"\r\n", b"\n"))
    post = Post()
    with serving(post) as server:
        assert sent(packs, server).exit_code == 0
    assert post.letters[0][1].split(b"\r\n\r\n", 1)[1] == body


def test_what_a_hand_has_changed_is_respected(packs: Path) -> None:
    path = packs / three()[0].eml
    lines = path.read_bytes().split(b"\r\n")
    new = {b"To:": "To: 张三 <zhang@example.com>", b"Subject:": "Subject: 请于本周内核实"}
    head = lines.index(b"")
    kept = [
        line for line in lines[:head] if line[:3] != b"To:" and not line.startswith((b"Subj", b" "))
    ]
    kept += [text.encode() for text in new.values()] + [
        b"Cc: li@example.com",
        b"Bcc: wang@example.com",
    ]
    path.write_bytes(b"\r\n".join(kept + lines[head:]))
    assert "清单上是 office1@example.com" in run(packs).stdout
    post = Post()
    with serving(post) as server:
        assert sent(packs, server).exit_code == 0
    to, content = post.letters[0]
    letter = parsed(content)
    assert to == ["zhang@example.com", "li@example.com", "wang@example.com"]
    assert letter["Subject"] == "请于本周内核实"
    assert letter["To"].addresses[0].display_name == "张三"
    assert letter["Bcc"] is None
    assert content.split(b"\r\n\r\n")[0].isascii()


@pytest.mark.parametrize(
    "name", ["Office", "公开办", "示例市人民政府办公厅政务公开办公室（年报组）"]
)
def test_an_address_filled_into_the_list_is_used(tmp_path: Path, name: str) -> None:
    packs = write_packs(tmp_path / "packs", [Pack("示例市公安局", address_of(1), to="")])
    post = Post()
    with serving(post) as server:
        assert sent(packs, server, "--from", f"{name}<gkb@example.com>").exit_code == 0
    letter = parsed(post.letters[0][1])
    assert letter["To"].addresses[0].addr_spec == address_of(1)
    # the newer parser of the library puts a blank between two encoded words
    (given, address), *_ = getaddresses([message_from_bytes(post.letters[0][1])["From"]])
    assert (str(make_header(decode_header(given))), address) == (name, "gkb@example.com")
    assert max(map(len, post.letters[0][1].split(b"\r\n\r\n")[0].splitlines())) < 100


def test_names_that_a_spreadsheet_would_take_for_formulas(tmp_path: Path) -> None:
    """The list has an apostrophe before them; names and addresses have none."""
    packs = write_packs(tmp_path / "packs", [Pack("-一局", "-a@example.com")])
    path = packs / "发送清单.csv"
    rows = list(csv.reader(path.read_text("utf-8-sig").splitlines()))
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([no_formula(text) for text in row] for row in rows)
    shown = run(packs)
    assert shown.exit_code == 0
    assert shown.stdout.startswith("→ 待寄  -一局  -a@example.com  ")
    assert "请看是否有意改动" not in shown.stdout


# ── what must not go out ──


@pytest.mark.parametrize(
    ("pack", "sentence"),
    [
        (Pack("示例市水务局", ""), "没有邮箱"),
        (Pack("示例市水务局", "office9@example"), "“office9@example”不是邮箱地址"),
        (Pack("示例市水务局", address_of(9), to="水务局"), "“水务局”不是邮箱地址"),
        (Pack("示例市水务局", address_of(9), sha256="0" * 64), "与清单上的 sha256 不同"),
        (
            Pack("示例市水务局", address_of(9), extra=(("b.zip", zipped("示例市教育局")),)),
            "别家的审核包（示例市教育局）",
        ),
        (Pack("示例市水务局", address_of(9), content=os.urandom(1 << 20)), "超过上限 1 MB"),
    ],
)
def test_what_is_refused_is_shown_and_the_rest_goes(
    tmp_path: Path, pack: Pack, sentence: str
) -> None:
    packs = write_packs(tmp_path / "packs", [*three(), pack])
    shown = run(packs, "--largest", 1)
    assert shown.exit_code == 1
    assert sentence in shown.stdout
    post = Post()
    with serving(post) as server:
        done = sent(packs, server, "--largest", 1)
    assert done.exit_code == 1
    assert sentence in done.stdout
    assert "寄出 3，先前已寄 0，被拒 1，未成 0，未寄 0，不明 0" in done.stdout
    assert post.got == ALL


def test_a_draft_that_is_not_there_or_elsewhere(packs: Path) -> None:
    (packs / three()[0].eml).unlink()
    path = packs / "发送清单.csv"
    (packs.parent / "别处.eml").write_bytes(three()[1].draft())
    path.write_text(path.read_text("utf-8").replace(three()[1].eml, "../别处.eml"), "utf-8")
    done = run(packs)
    assert done.stdout.count("没有草稿“") == 2
    assert "待寄 1" in done.stdout


def test_a_draft_without_its_attachment(packs: Path) -> None:
    pack = three()[0]
    bare = Pack(pack.agency, pack.email, sha256=pack.sha256)
    bare.content = b""
    (packs / pack.eml).write_bytes(bare.draft())
    assert "草稿里没有附件" in run(packs).stdout


def test_a_row_twice_is_one_letter(tmp_path: Path) -> None:
    packs = write_packs(tmp_path / "packs", [three()[0], three()[0]])
    post = Post()
    with serving(post) as server:
        assert sent(packs, server).exit_code == 1
    assert post.got == ALL[:1]


def test_what_the_server_finds_too_large(tmp_path: Path) -> None:
    large = Pack("示例市水务局", address_of(9), content=os.urandom(100_000))
    packs = write_packs(tmp_path / "packs", [large, *three()])
    post = Post()
    with serving(post, most=50_000) as server:
        done = sent(packs, server)
    assert "超过服务器的上限 50000 字节" in done.stdout
    assert post.got == ALL


@pytest.mark.parametrize(
    ("answer", "word"), [("550 no such user", "被拒 1"), ("451 later", "未成 1")]
)
def test_a_recipient_that_the_server_refuses(packs: Path, answer: str, word: str) -> None:
    post = Post(at_rcpt={address_of(2): answer})
    with serving(post) as server:
        done = sent(packs, server)
        assert done.exit_code == 1
        assert answer in done.stdout
        assert word in done.stdout
        assert post.got == [ALL[0], ALL[2]]
        post.at_rcpt.clear()
        again = sent(packs, server)
    assert again.exit_code == 0
    assert "寄出 1，先前已寄 2" in again.stdout
    assert post.got == [ALL[0], ALL[2], ALL[1]]


def test_one_refused_address_of_two_and_nobody_gets_it(tmp_path: Path) -> None:
    pack = Pack("示例市公安局", "office1@example.com, office2@example.com")
    packs = write_packs(tmp_path / "packs", [pack])
    post = Post(at_rcpt={address_of(2): "550 no such user"})
    with serving(post) as server:
        done = sent(packs, server)
    assert "office2@example.com 550 no such user" in done.stdout
    assert post.letters == []


@pytest.mark.parametrize(("answer", "outcome"), [("554 spam", "refused"), ("452 full", "failed")])
def test_a_letter_that_the_server_does_not_take_over(
    packs: Path, answer: str, outcome: str
) -> None:
    post = Post(at_data={address_of(2): answer})
    with serving(post) as server:
        done = sent(packs, server)
    assert done.exit_code == 1
    assert answer in done.stdout
    assert [line["outcome"] for line in journal(packs)[1::2]] == ["sent", outcome, "sent"]


def test_a_server_that_takes_nothing_is_left_alone(tmp_path: Path) -> None:
    many = [Pack(f"示例市第{n}局", address_of(n)) for n in range(6)]
    packs = write_packs(tmp_path / "packs", many)
    post = Post(at_mail=["550 not you"] * 9)
    with serving(post) as server:
        done = sent(packs, server)
    assert done.exit_code == 1
    assert "连续 3 封" in done.stderr
    assert "未成 3，未寄 3" in done.stdout
    assert len(post.at_mail) == 6


# ── the connection ──


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def ca(authority: trustme.CA, tmp_path: Path) -> Path:
    """The file that makes a client trust the server."""
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    return tmp_path / "ca.pem"


def certified(authority: trustme.CA, name: str = HOST) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(name).configure_cert(context)
    return context


@pytest.mark.parametrize("tls", ["starttls", "tls"])
def test_encrypted_with_a_login(packs: Path, authority: trustme.CA, ca: Path, tls: str) -> None:
    post = Post()
    with serving(post, certified(authority), tls=tls, login=True) as server:
        more = ("--tls", tls, "--ca", ca, "--user", USER)
        done = sent(packs, server, *more, password=PASSWORD)
    assert done.exit_code == 0, done.output
    assert post.got == ALL
    assert post.users == [USER]
    assert post.encrypted == {True}
    assert PASSWORD not in done.output + (packs / JOURNAL).read_text("utf-8")


@pytest.mark.parametrize("tls", ["starttls", "tls"])
@pytest.mark.parametrize("name", ["", "mail.example.com"])
def test_a_certificate_that_is_not_verified(
    packs: Path, authority: trustme.CA, ca: Path, tls: str, name: str
) -> None:
    """Nobody knows its authority, or it is for another host."""
    post = Post()
    with serving(post, certified(authority, name or HOST), tls=tls, login=True) as server:
        more = ("--tls", tls, "--user", USER, *(("--ca", ca) if name else ()))
        done = sent(packs, server, *more, password=PASSWORD)
    assert done.exit_code == 2
    assert "证书没有通过验证" in done.stderr
    assert (post.users, post.letters) == ([], [])


def test_no_encryption_where_it_is_asked_for(packs: Path) -> None:
    """The usual way is STARTTLS; a server without it gets neither password nor letter."""
    post = Post()
    with serving(post, login=True) as server:
        args = ("--send", "--server", server, "--from", USER, "--user", USER)
        done = run(packs, *args, password=PASSWORD)
        assert done.exit_code == 2
        assert "不提供 STARTTLS" in done.stderr
        other = sent(packs, server, "--tls", "tls")
        assert other.exit_code == 2
        assert "建立不起加密连接" in other.stderr
    assert (post.users, post.letters) == ([], [])


@pytest.mark.parametrize("verbose", [(), ("-v",)])
def test_a_wrong_password(packs: Path, verbose: tuple[str, ...]) -> None:
    post = Post()
    with serving(post, login=True) as server:
        done = sent(packs, server, "--user", USER, *verbose, password="Geheim-Wort-2")
    assert done.exit_code == 2
    assert f"不接受用户名“{USER}”和口令（535）" in done.stderr
    assert "明文" in done.stderr
    assert "Wort" not in done.output
    assert post.letters == []
    assert (packs / JOURNAL).read_bytes() == b""


@pytest.mark.skipif(os.name == "nt", reason="needs a pseudo-terminal")
@pytest.mark.parametrize(("typed", "code"), [(PASSWORD, 0), ("\x03", 2)])
def test_the_password_is_asked_for_on_a_terminal(packs: Path, typed: str, code: int) -> None:
    """It is not echoed; whoever breaks off there has sent nothing."""
    import pty

    post = Post()
    with serving(post, login=True) as server:
        told = ("--send", "--server", server, "--from", USER, "--user", USER, "--tls", "none")
        pid, terminal = pty.fork()
        if not pid:
            os.environ.pop("NIANBAO_SMTP_PASSWORD", None)
            os.chdir(REPOSITORY)
            # whoever starts the tests in the background has them ignore it
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            line = [sys.executable, "-m", "audit", "send", str(packs), *told, "--every", "0"]
            os.execv(sys.executable, line)
        last_resort = threading.Timer(60, os.kill, (pid, signal.SIGKILL))
        last_resort.start()
        shown = b""
        while "授权码）: ".encode() not in shown:  # the blank comes when nothing is echoed any more
            shown += os.read(terminal, 1000)
        os.write(terminal, f"{typed}\n".encode())
        with suppress(OSError):  # how the end of a terminal shows itself
            while more := os.read(terminal, 1000):
                shown += more
        _, status = os.waitpid(pid, 0)
        last_resort.cancel()
        os.close(terminal)
    assert os.waitstatus_to_exitcode(status) == code, shown.decode()
    assert PASSWORD.encode() not in shown
    assert post.got == ([] if code else ALL)


def test_a_server_that_repeats_the_password_is_not_quoted(packs: Path) -> None:
    post = Post(at_rcpt={address_of(2): f"550 {PASSWORD} is no good"})
    with serving(post, login=True) as server:
        done = sent(packs, server, "--user", USER, password=PASSWORD)
    assert "550 *** is no good" in done.stdout
    assert PASSWORD not in done.output + (packs / JOURNAL).read_text("utf-8")


@pytest.mark.parametrize(
    ("args", "password", "sentence"),
    [
        ("--from a@example.com", None, "--server 说明发信服务器"),
        ("--server mail.example.com --from a@example.com", None, "主机:端口"),
        ("--server mail.example.com:0 --from a@example.com", None, "主机:端口"),
        ("--server 127.0.0.1:25", None, "发件人“”不是邮箱地址"),
        ("--server 127.0.0.1:25 --from 公开办", None, "发件人“公开办”不是邮箱地址"),
        ("--server 127.0.0.1:25 --from a@example.com --user a", None, "NIANBAO_SMTP_PASSWORD"),
        ("--server 127.0.0.1:25 --from a@example.com --user a", "密码", "只能是英文字母"),
        ("--server 127.0.0.1:1 --tls none --from a@example.com", None, "连不上 127.0.0.1:1"),
        ("--server 127.0.0.1:1 --from a@example.com --every -1", None, "--every"),
        ("--server 127.0.0.1:1 --from a@example.com --tls ssl", None, "starttls、tls、none"),
    ],
)
def test_what_cannot_run(packs: Path, args: str, password: str | None, sentence: str) -> None:
    done = run(packs, "--send", *args.split(), password=password)
    assert done.exit_code == 2
    assert sentence in done.stderr
    assert "密码" not in done.output.replace("网页登录的密码", "")


def test_a_bad_authority(packs: Path, tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("no certificate", "utf-8")
    with serving(Post(), certified(trustme.CA())) as server:
        done = sent(packs, server, "--tls", "starttls", "--ca", tmp_path / "ca.pem")
    assert done.exit_code == 2
    assert "PEM" in done.stderr


def test_a_folder_without_packs(tmp_path: Path) -> None:
    done = run(tmp_path)
    assert done.exit_code == 2
    assert "audit pack" in done.stderr


def test_the_pause_between_letters(packs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pauses: list[float] = []
    monkeypatch.setattr("audit.mail.delivery.pause", pauses.append)
    with serving(Post()) as server:
        assert (
            run(packs, "--send", "--server", server, "--from", USER, "--tls", "none").exit_code == 0
        )
        assert pauses == [2, 2]


def test_every_option_is_in_the_cookbook() -> None:
    cookbook = (REPOSITORY / "docs" / "README.md").read_text("utf-8")
    told = run("--help").output
    options = set(re.findall(r"--[a-z]+", told)) - {"--help", "--quiet", "--verbose"}
    assert len(options) > 8
    assert [option for option in options if option not in cookbook] == []
