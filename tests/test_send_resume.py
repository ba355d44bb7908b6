"""`audit send` after something came in between: nobody gets a letter twice or is forgotten."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from contextlib import ExitStack
from pathlib import Path

import pytest

from audit.errors import InputError
from audit.mail.journal import JOURNAL, open_journal
from audit.pack.run import check_out
from tests.conftest import REPOSITORY
from tests.mail_server import USER, Pack, Post, address_of, serving, three, write_packs, zipped
from tests.test_send import ALL, journal, packs, parsed, run, sent

__all__ = ["packs"]


def test_a_second_run_sends_nothing(packs: Path) -> None:
    post = Post()
    with serving(post) as server:
        assert sent(packs, server).exit_code == 0
        again = sent(packs, server)
    assert again.exit_code == 0
    assert "寄出 0，先前已寄 3" in again.stdout
    assert post.got == ALL
    assert run(packs).stdout.count("√ 已寄") == 3


def test_a_dropped_connection_is_renewed(packs: Path) -> None:
    post = Post(at_mail=["", "drop", "", "421 too long here", ""])
    with serving(post) as server:
        done = sent(packs, server)
    assert done.exit_code == 0, done.output
    assert post.got == ALL
    assert len(post.sessions) == 3


def test_dropped_twice_it_has_failed_and_the_next_run_sends_it(packs: Path) -> None:
    post = Post(at_mail=["", "drop", "drop"])
    with serving(post) as server:
        done = sent(packs, server)
        assert done.exit_code == 1
        assert "寄出 2，先前已寄 0，被拒 0，未成 1，未寄 0，不明 0" in done.stdout
        assert sent(packs, server).exit_code == 0
    assert sorted(post.got) == ALL


def test_a_letter_without_an_answer_is_unknown(packs: Path) -> None:
    """The server has it; the sender cannot know."""
    post = Post(at_data={address_of(2): "drop"})
    with serving(post) as server:
        done = sent(packs, server)
        assert done.exit_code == 1
        assert "寄出 2，先前已寄 0，被拒 0，未成 0，未寄 0，不明 1" in done.stdout
        assert post.got == ALL
        post.at_data.clear()
        still = sent(packs, server)
        assert still.exit_code == 1
        assert "？ 不明  示例市教育局" in still.stdout
        assert post.got == ALL
        assert "待寄 0，先前已寄 2，不寄 0，不明 1" in run(packs).stdout
        again = sent(packs, server, "--again")
        assert again.exit_code == 0
    assert post.got == [*ALL, ALL[1]]
    one, other = (parsed(content) for to, content in post.letters if to == [ALL[1]])
    assert one["Message-ID"] == other["Message-ID"]
    assert run(packs).exit_code == 0


def test_a_server_that_goes_away(packs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    post = Post()
    with ExitStack() as stack:
        server = stack.enter_context(serving(post))
        monkeypatch.setattr("audit.mail.delivery.pause", lambda _: stack.close())
        done = sent(packs, server)
    assert done.exit_code == 1
    assert f"连不上 {server}" in done.stderr
    assert "寄出 1，先前已寄 0，被拒 0，未成 0，未寄 2，不明 0" in done.stdout
    monkeypatch.undo()
    with serving(post) as server:
        assert sent(packs, server).exit_code == 0
    assert post.got == ALL


def test_interrupted_between_two_letters(packs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    post, pauses = Post(), iter([None])

    def stop(_: float) -> None:
        if next(pauses, "over") == "over":
            raise KeyboardInterrupt

    with serving(post) as server:
        monkeypatch.setattr("audit.mail.delivery.pause", stop)
        done = sent(packs, server)
        assert done.exit_code == 1
        assert "已中断" in done.stderr
        assert "寄出 2，先前已寄 0，被拒 0，未成 0，未寄 1，不明 0" in done.stdout
        assert sent(packs, server).exit_code == 0
    assert post.got == ALL


@pytest.mark.skipif(os.name == "nt", reason="ends a process by a signal")
def test_killed_in_the_middle_of_a_letter(packs: Path) -> None:
    post, held = Post(at_data={address_of(2): "hold"}), threading.Event()
    post.on_data = lambda address: held.set() if address == address_of(2) else None
    with serving(post) as server:
        told = ("--send", "--server", server, "--from", USER, "--tls", "none", "--every", "0")
        process = subprocess.Popen(
            [sys.executable, "-m", "audit", "send", str(packs), *told], cwd=REPOSITORY
        )
        assert held.wait(60)
        process.send_signal(signal.SIGKILL)
        process.wait(60)
        post.at_data.clear()
        done = sent(packs, server)
    assert done.exit_code == 1
    assert "寄出 1，先前已寄 1，被拒 0，未成 0，未寄 0，不明 1" in done.stdout
    assert post.got == ALL


@pytest.mark.skipif(os.name == "nt", reason="ends a process by a signal")
def test_interrupted_in_the_middle_of_a_letter(packs: Path) -> None:
    """It ends at once: a server that is busy with the letter answers no goodbye."""
    post, held = Post(at_data={address_of(2): "hold"}), threading.Event()
    post.on_data = lambda address: held.set() if address == address_of(2) else None
    with serving(post) as server:
        told = ("--send", "--server", server, "--from", USER, "--tls", "none", "--every", "0")
        process = subprocess.Popen(
            [sys.executable, "-m", "audit", "send", str(packs), *told],
            cwd=REPOSITORY,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        assert held.wait(60)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=15)
        assert process.returncode == 1
        assert "已中断" in err.decode()
        assert "寄出 1，先前已寄 0，被拒 0，未成 0，未寄 1，不明 1" in out.decode()
        post.at_data.clear()
        done = sent(packs, server)
    assert "寄出 1，先前已寄 1，被拒 0，未成 0，未寄 0，不明 1" in done.stdout
    assert post.got == ALL


@pytest.mark.parametrize("tail", [b"\0" * 512, b"\xff\xfe{", b'{"at": "2026'])
def test_a_journal_whose_end_was_lost(packs: Path, tail: bytes) -> None:
    post = Post()
    with serving(post) as server:
        assert sent(packs, server).exit_code == 0
        path = packs / JOURNAL
        whole = path.read_bytes()
        path.write_bytes(whole + tail)
        done = sent(packs, server)
        assert "寄出 0，先前已寄 3" in done.stdout
        assert path.read_bytes() == whole
        path.write_bytes(whole + tail + b"\n" + whole)
        assert sent(packs, server).exit_code == 2
    assert post.got == ALL


def test_an_address_in_other_letters_is_the_same(packs: Path) -> None:
    post, path = Post(), packs / three()[0].eml
    with serving(post) as server:
        assert sent(packs, server).exit_code == 0
        path.write_bytes(path.read_bytes().replace(ALL[0].encode(), ALL[0].title().encode()))
        done = sent(packs, server)
    assert "寄出 0，先前已寄 3" in done.stdout
    assert post.got == ALL


def test_a_line_that_was_cut_off(packs: Path) -> None:
    """The lights went out while the end of the second letter was written down."""
    post = Post()
    with serving(post) as server:
        assert sent(packs, server).exit_code == 0
        path = packs / JOURNAL
        lines = path.read_bytes().splitlines(keepends=True)
        path.write_bytes(b"".join(lines[:3]) + lines[3][:40])
        assert "不明 1" in run(packs).stdout
        done = sent(packs, server)
    assert "寄出 1，先前已寄 1，被拒 0，未成 0，未寄 0，不明 1" in done.stdout
    assert post.got == [*ALL, ALL[2]]
    events = [line["event"] for line in journal(packs)]
    assert events == ["begun", "ended", "begun", "begun", "ended"]


def test_a_last_line_without_its_end_is_kept(packs: Path) -> None:
    post = Post()
    with serving(post) as server:
        assert sent(packs, server).exit_code == 0
        path = packs / JOURNAL
        path.write_bytes(path.read_bytes().rstrip(b"\n"))
        assert sent(packs, server).exit_code == 0
    assert post.got == ALL


def test_a_line_that_cannot_be_read_stops_everything(packs: Path) -> None:
    (packs / JOURNAL).write_text("{}\n", "utf-8")
    post = Post()
    with serving(post) as server:
        done = sent(packs, server)
    assert done.exit_code == 2
    assert "第 1 行读不懂" in done.stderr
    assert post.letters == []


def test_two_at_a_time(packs: Path) -> None:
    post = Post()
    with serving(post) as server, open_journal(packs):
        done = sent(packs, server)
    assert done.exit_code == 2
    assert "另一个 audit send" in done.stderr
    assert post.letters == []


def test_another_pack_for_an_agency_that_has_got_one(packs: Path) -> None:
    post, first = Post(), three()[0]
    with serving(post) as server:
        assert sent(packs, server).exit_code == 0
        write_packs(packs, [Pack(first.agency, first.email, zipped("第二轮")), *three()[1:]])
        assert "已给这家寄过另一份" in run(packs).stdout
        assert "寄出 1，先前已寄 2" in sent(packs, server).stdout
    assert post.got == [*ALL, ALL[0]]


def test_packs_made_anew_in_a_folder_beside(packs: Path) -> None:
    """The same pack is not sent again; who has got another is told before and while sending."""
    post, first = Post(), three()[0]
    new = write_packs(packs.parent / "packs2", [Pack(first.agency, first.email, zipped("第二轮"))])
    same = write_packs(packs.parent / "packs3", three())
    with serving(post) as server:
        assert sent(packs, server).exit_code == 0
        shown = run(new).stdout
        assert "（据“packs”的发送记录） 已给这家寄过另一份" in shown
        assert "待寄的有 1 封，收信机关此前已寄过另一份" in shown
        done = sent(same, server)
        assert "寄出 0，先前已寄 3" in done.stdout
        assert post.got == ALL
        done = sent(new, server)
        assert "已给这家寄过另一份" in done.stdout
        assert "待寄的有 1 封" in done.stderr
    assert post.got == [*ALL, ALL[0]]


def test_a_journal_beside_that_cannot_be_read_is_told(packs: Path) -> None:
    other = packs.parent / "other"
    other.mkdir()
    (other / JOURNAL).write_text("{}\n", "utf-8")
    done = run(packs)
    assert done.exit_code == 0
    assert "旁边文件夹的发送记录没有用上" in done.stderr
    assert "第 1 行读不懂" in done.stderr


def test_packs_do_not_take_the_place_of_some_that_were_sent(packs: Path) -> None:
    (packs / JOURNAL).write_text("", "utf-8")
    with pytest.raises(InputError, match="已经寄过"):
        check_out(packs, None, by_parent=False)


def test_a_wrong_address_is_set_right_in_the_list(tmp_path: Path) -> None:
    """The draft names nobody: the same draft goes to where the list says now, once."""
    post = Post()
    folder = write_packs(tmp_path / "packs", [Pack("示例市公安局", "wrong@example.com", to="")])
    path = folder / "发送清单.csv"
    for address in ("wrong@example.com", "right@example.com"):
        told = path.read_text("utf-8-sig").replace("wrong@example.com", address)
        path.write_text(told, "utf-8-sig")
        with serving(post) as server:
            assert sent(folder, server).exit_code == 0
            assert "寄出 0，先前已寄 1" in sent(folder, server).stdout
    assert post.got == ["wrong@example.com", "right@example.com"]


@pytest.mark.parametrize(
    ("answer", "count", "sentence"),
    [("", "先前已寄 3", "已把同一个压缩包寄给"), ("drop", "不明 1", "不知道是否寄到")],
)
def test_a_new_draft_of_the_same_pack(packs: Path, answer: str, count: str, sentence: str) -> None:
    """Packs that were made anew, or a hand that edits too late."""
    post = Post(at_data={ALL[0]: answer})
    path = packs / three()[0].eml
    with serving(post) as server:
        sent(packs, server)
        post.at_data.clear()
        path.write_bytes(path.read_bytes().replace(b"X-Unsent: 1", b"X-Unsent: 1\r\nX-Round: 2"))
        done = sent(packs, server)
        assert sentence in done.stdout
        assert count in done.stdout
        assert post.got == ALL
        assert "寄出 1，先前已寄 2" in sent(packs, server, "--again").stdout
        assert "寄出 0，先前已寄 3" in sent(packs, server, "--again").stdout
        other = path.read_bytes().replace(ALL[0].encode(), b"other@example.com")
        path.write_bytes(other)
        assert "寄出 1，先前已寄 2" in sent(packs, server).stdout
    assert post.got == [*ALL, ALL[0], "other@example.com"]


def test_a_draft_that_changes_while_others_are_sent(
    packs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    post = Post()
    last = packs / three()[2].eml
    monkeypatch.setattr("audit.mail.delivery.pause", lambda _: last.write_bytes(b"To: a@b.cn\n\n"))
    with serving(post) as server:
        done = sent(packs, server)
    assert done.exit_code == 1
    assert "被改动" in done.stdout
    assert post.got == ALL[:2]
