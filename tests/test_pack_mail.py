"""Letter, draft of a mail and zip: what programs of others make of them."""

from __future__ import annotations

import email
import io
import zipfile
from email import policy
from email.header import decode_header, make_header
from pathlib import Path

import docx
import pytest
import pyzipper
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from audit.cli import app
from audit.errors import InputError
from audit.pack.asked import Told
from audit.pack.bundle import write_zip
from audit.pack.letter import check_template, context, letter, read_template
from audit.pack.lists import LARGEST, write_sent
from audit.pack.mail import addresses, draft
from audit.pack.one import Made
from audit.pack.questions import Question
from audit.roster import Roster
from audit.settings import Settings
from audit.workbook.text import line
from samples.letter import template
from tests.conftest import SAMPLES

ONE = next(SAMPLES.glob("2024/*公安局*.txt"))
HOSTILE = "<b>&amp; {{ 7*7 }} {% for x in y %} {%tr endfor %} ]]> \"'"
UNSET = Told()
QUESTION = Question(1, "2024", HOSTILE, "表2第9行", HOSTILE, HOSTILE, HOSTILE)


def read(data: bytes) -> str:
    """Everything a letter says."""
    document = docx.Document(io.BytesIO(data))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(p.text for p in document.paragraphs), *cells])


def filled_in(*asked: Question, told: Told = UNSET, agency: str = "虚构市甲局") -> str:
    return read(letter(read_template(None), context(agency, [2023, 2024], asked, told)))


def test_words_of_reports_stay_words_in_a_letter() -> None:
    text = filled_in(QUESTION)
    assert text.count(HOSTILE) == 4
    assert "49" not in text


@settings(max_examples=25)
@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=60))
def test_no_text_of_a_report_breaks_a_letter(text: str) -> None:
    asked = QUESTION._replace(says=line(text), finds=line(text))
    assert "虚构市甲局：" in filled_in(asked)


def test_a_letter_asks_and_does_not_accuse() -> None:
    text = filled_in(QUESTION._replace(says="二十一", finds="甲", expects="乙", suggests="请核实"))
    assert "请你单位核实" in text
    assert "2023、2024年度" in text
    assert not [word for word in ("错误", "违规", "造假", "虚报") if word in text]


def test_a_date_stands_in_a_letter_only_if_it_is_given() -> None:
    assert "2025年2月18日" in filled_in(QUESTION, told=Told(date="2025-02-18"))
    assert "None" not in filled_in(QUESTION)
    assert "年　" not in filled_in(QUESTION).split("（发函单位）")[1][:8]


def test_who_writes_and_until_when_to_answer_stand_in_a_letter() -> None:
    told = Told(Settings(office="虚构市公开办", reply_by="2025-03-05"))
    text = filled_in(QUESTION, told=told)
    assert "请于2025年3月5日前，" in text
    assert "虚构市公开办" in text
    assert "（发函单位）" not in text
    assert "请于　　月　　日前，" in filled_in(QUESTION)


def test_a_letter_without_questions_says_so() -> None:
    text = filled_in()
    assert "没有需请你单位核实的事项" in text
    assert "序号" not in text


def test_letters_are_reproducible() -> None:
    told = context("虚构市甲局", [2024], [QUESTION], Told(date="2025-02-18"))
    first = letter(read_template(None), told)
    assert letter(read_template(None), told) == first
    dates = {info.date_time for info in zipfile.ZipFile(io.BytesIO(first)).infolist()}
    assert dates == {(2000, 1, 1, 0, 0, 0)}


def test_the_template_is_what_its_script_makes() -> None:
    with (
        zipfile.ZipFile(io.BytesIO(template())) as made,
        zipfile.ZipFile(io.BytesIO(read_template(None))) as shipped,
    ):
        assert made.namelist() == shipped.namelist()
        assert made.read("word/document.xml") == shipped.read("word/document.xml")


def own_letter(path: Path, *texts: str) -> Path:
    document = docx.Document()
    for text in texts:
        document.add_paragraph(text)
    document.save(str(path))
    return path


def test_an_office_may_have_its_own_letter(tmp_path: Path) -> None:
    path = own_letter(tmp_path / "my.docx", "致 {{ agency }}", "{{ questions[0].finds }}")
    check_own = letter(read_template(path), context("虚构市甲局", [2024], [QUESTION], UNSET))
    assert read(check_own) == f"致 虚构市甲局\n{HOSTILE}"


@pytest.mark.parametrize(
    "text",
    ["{{ agencie }}", "{% if count %}", "{{ agency }", "{{ ''.__class__.__mro__ }}", "{{ 1/0 }}"],
)
def test_a_letter_that_cannot_be_filled_in_is_told_before_the_work(
    tmp_path: Path, text: str
) -> None:
    path = own_letter(tmp_path / "my.docx", text)
    if text == "{{ agency }":  # no place-holder at all
        return
    with pytest.raises(InputError, match=r"my\.docx”填不进内容"):
        check_template(read_template(path), path)


def test_what_is_no_letter_is_told(tmp_path: Path) -> None:
    path = tmp_path / "my.docx"
    with pytest.raises(InputError, match="打不开函件模板"):
        read_template(path)
    path.write_bytes(b"no docx")
    with pytest.raises(InputError, match="填不进内容"):
        check_template(read_template(path), path)


# ── mail ──


@pytest.mark.parametrize(
    "name", ["虚构市甲局.zip", "plain.zip", "虚" * 60 + ".zip", 'a "b"; c=d.zip']
)
def test_a_draft_is_read_by_a_mail_program(name: str) -> None:
    subject = "请核实：" + "虚构市甲局" * 12
    data = draft(("a@example.gov.cn", "b@example.gov.cn"), subject, "甲\n乙\n", name, b"PK\x00\xff")
    modern = email.message_from_bytes(data, policy=policy.default)
    assert modern["X-Unsent"] == "1"
    assert modern["To"] == "a@example.gov.cn, b@example.gov.cn"
    assert modern["Subject"] == subject
    assert "Date" not in modern
    text, attached = modern.iter_parts()
    assert text.get_content().replace("\r\n", "\n") == "甲\n乙\n"
    assert attached.get_content() == b"PK\x00\xff"
    assert attached.get_filename() == name  # RFC 2231
    old = list(email.message_from_bytes(data).walk())[2]
    told = str(old.get_param("name")).replace("\r\n", "").replace("\n", "")
    assert str(make_header(decode_header(told))) == name  # RFC 2047
    assert b"filename*=utf-8''" in data
    assert max(map(len, data.split(b"\r\n"))) < 998
    assert b"\n" not in data.replace(b"\r\n", b"")


def test_a_draft_without_an_address_is_left_for_the_sender_to_address() -> None:
    told = email.message_from_bytes(draft((), "甲", "乙", "a.zip", b""), policy=policy.default)
    assert told["To"] is None


@pytest.mark.parametrize(
    ("text", "good", "bad"),
    [
        ("", (), ()),
        ("a@b.cn", ("a@b.cn",), ()),
        ("a@b.cn、c@d.cn", ("a@b.cn", "c@d.cn"), ()),
        ("a@b.cn\r\nBcc: x@y.cn", ("a@b.cn", "x@y.cn"), ("Bcc:",)),
        ("张三", (), ("张三",)),
        ("甲@虚构.cn", (), ("甲@虚构.cn",)),
        ("<a@b.cn>", ("a@b.cn",), ()),
        ('张三 <a@b.cn>，"李 四" <c@b.cn>', ("a@b.cn", "c@b.cn"), ()),
        ("a@b.cn 张三<c@b.cn>", ("a@b.cn", "c@b.cn"), ()),
        ("ａ＠ｂ．cn；mailto:c@b.cn", ("a@b.cn", "c@b.cn"), ()),
        ("a@b.cn（李）", ("a@b.cn",), ("李",)),
        ("A@b.cn / a@B.cn|c@b.cn", ("A@b.cn", "c@b.cn"), ()),
        ("a..b@b.cn 'a@b.cn' a@-b.cn a@b", ("a@b.cn",), ("a..b@b.cn", "a@-b.cn", "a@b")),
    ],
)
def test_addresses_of_a_roster(text: str, good: tuple[str, ...], bad: tuple[str, ...]) -> None:
    assert addresses(text) == (good, bad)


def test_a_mail_too_large_is_told(tmp_path: Path) -> None:
    made = [
        ("", Made("甲", zip="a.zip", mail_bytes=LARGEST << 20)),
        ("上级", Made("=乙", zip="b.zip", mail_bytes=(LARGEST << 20) + 1)),
    ]
    write_sent(tmp_path, made, Roster())
    first, second = (tmp_path / "发送清单.csv").read_text("utf-8-sig").splitlines()[1:]
    assert "超过" not in first
    assert "超过 10 MB" in second
    assert second.startswith("'=乙,,上级/b.zip")


# ── zip ──


def test_a_password_is_needed_to_open_an_encrypted_pack(tmp_path: Path) -> None:
    folder = tmp_path / "虚构市甲局"
    folder.mkdir()
    (folder / "通知.txt").write_text("内容", "utf-8")
    write_zip(folder, tmp_path / "a.zip", "密码 1")
    name = "虚构市甲局/通知.txt"
    with (
        zipfile.ZipFile(tmp_path / "a.zip") as archive,
        pytest.raises((RuntimeError, NotImplementedError)),
    ):
        archive.read(name)
    with pyzipper.AESZipFile(tmp_path / "a.zip") as archive:
        archive.setpassword("密码 1".encode())
        assert archive.read(name).decode() == "内容"
        assert archive.getinfo(name).wz_aes_strength == 3
        archive.setpassword(b"wrong")
        with pytest.raises(RuntimeError):
            archive.read(name)


def pack(*arguments: object, **more: object) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["pack", *map(str, arguments)], **more)  # type: ignore[arg-type]
    assert "Traceback" not in done.output
    return done.exit_code, done.output


def test_the_password_comes_from_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AUDIT_PACK_PASSWORD", "s3cret")
    code, output = pack(ONE, "-o", tmp_path / "packs", "--password", "--date", "2025-02-18")
    assert code == 0, output
    assert "s3cret" not in output
    target = next((tmp_path / "packs").glob("*.zip"))
    with pyzipper.AESZipFile(target) as archive:
        archive.setpassword(b"s3cret")
        text = read(archive.read(next(n for n in archive.namelist() if n.endswith(".docx"))))
    assert "2025年2月18日" in text
    mail = email.message_from_bytes(target.with_suffix(".eml").read_bytes(), policy=policy.default)
    assert "压缩包有密码" in next(mail.iter_parts()).get_content()


def test_or_it_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AUDIT_PACK_PASSWORD", raising=False)
    code, output = pack(ONE, "-o", tmp_path / "packs", "--password", input="abc\nabc\n")
    assert code == 0, output
    with pyzipper.AESZipFile(next((tmp_path / "packs").glob("*.zip"))) as archive:
        archive.setpassword(b"abc")
        assert archive.testzip() is None


def test_an_empty_password_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUDIT_PACK_PASSWORD", "")
    code, output = pack(ONE, "-o", tmp_path / "packs", "--password")
    assert (code, "密码是空的" in output) == (2, True)
