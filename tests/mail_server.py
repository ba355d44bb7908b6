"""A mail server on this machine that takes letters, refuses them or goes away; and packs to send.

The letters are fictional agencies' at example.com, which never leave the loopback.
"""

from __future__ import annotations

import asyncio
import csv
import hashlib
import io
import socket
import ssl
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

HOST = "127.0.0.1"
USER, PASSWORD = "gkb@example.com", "Geheim-Wort-1"
COLUMNS = ("agency", "email", "zip", "bytes", "questions", "sha256", "eml")
CHINESE = ("机关", "邮箱", "压缩包", "字节数", "核实事项", "sha256", "邮件草稿", "提示")


@dataclass
class Post:
    """What a server has got, and how it behaves: an answer, or "drop", by the address."""

    at_rcpt: dict[str, str] = field(default_factory=dict)
    at_mail: list[str] = field(default_factory=list)  # one after the other, "" is as usual
    at_data: dict[str, str] = field(default_factory=dict)
    letters: list[tuple[list[str], bytes]] = field(default_factory=list)
    sessions: set[int] = field(default_factory=set)
    encrypted: set[bool] = field(default_factory=set)
    users: list[str] = field(default_factory=list)
    on_data: Callable[[str], None] = lambda _: None

    @property
    def got(self) -> list[str]:
        """First addresses, in the order in which letters came in."""
        return [to[0] for to, _ in self.letters]

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.sessions.add(id(session))
        self.encrypted.add(_transport(server).get_extra_info("ssl_object") is not None)
        answer = self.at_mail.pop(0) if self.at_mail else ""
        if answer == "drop":
            _transport(server).abort()
        elif answer:
            return answer
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if answer := self.at_rcpt.get(address):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        address = envelope.rcpt_tos[0]
        answer = self.at_data.get(address, "")
        if not answer or answer in ("drop", "hold"):
            content = envelope.content
            assert isinstance(content, bytes)
            self.letters.append((list(envelope.rcpt_tos), content))
        self.on_data(address)
        if answer == "drop":
            _transport(server).abort()
        if answer == "hold":
            await asyncio.sleep(30)
        return "250 taken over" if answer in ("", "drop", "hold") else answer

    def lets_in(self, server: SMTP, session: Session, *told: Any) -> AuthResult:
        """Check user name and password; the answer to a wrong one repeats it."""
        data = told[-1]
        name, word = data.login.decode(), data.password.decode()
        if (name, word) == (USER, PASSWORD):
            self.users.append(name)
            return AuthResult(success=True)
        return AuthResult(success=False, handled=False, message=f"535 not {word}")


def _transport(server: SMTP) -> asyncio.WriteTransport:
    assert isinstance(server.transport, asyncio.WriteTransport)
    return server.transport


@contextmanager
def serving(
    post: Post,
    certificate: ssl.SSLContext | None = None,
    *,
    tls: str = "starttls",
    login: bool = False,
    most: int = 1 << 25,
) -> Iterator[str]:
    """Run the server, encrypted if it has a certificate; yields host:port."""
    more: dict[str, Any] = {"data_size_limit": most}
    if certificate and tls == "starttls":
        more |= {"tls_context": certificate, "require_starttls": True}
    elif certificate:
        more |= {"ssl_context": certificate}
    if login:
        more |= {"authenticator": post.lets_in, "auth_required": True, "auth_require_tls": False}
    port = free_port()
    controller = Controller(post, hostname=HOST, port=port, ready_timeout=20, **more)
    controller.start()
    try:
        yield f"{HOST}:{port}"
    finally:
        controller.stop()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


@dataclass
class Pack:
    """A pack as it lies in the folder; what a test changes of it."""

    agency: str
    email: str
    content: bytes = b""
    sha256: str = ""
    to: str | None = None
    extra: tuple[tuple[str, bytes], ...] = ()

    def __post_init__(self) -> None:
        self.content = self.content or zipped(self.agency)
        self.sha256 = self.sha256 or hashlib.sha256(self.content).hexdigest()

    @property
    def eml(self) -> str:
        return f"{self.agency}/{self.agency}.eml"

    def draft(self) -> bytes:
        message = EmailMessage(policy=policy.SMTP)
        message["X-Unsent"] = "1"
        to = self.email if self.to is None else self.to
        if to:
            message["To"] = to
        message["Subject"] = f"{self.agency}2024年度政府信息公开工作年度报告核对情况"
        message.set_content(f"{self.agency}：\n\n.以点开头的一行\n请核实附件所列问题。\n")
        for name, content in ((f"{self.agency}.zip", self.content), *self.extra):
            if content:
                message.add_attachment(
                    content, maintype="application", subtype="zip", filename=name
                )
        return message.as_bytes()


def zipped(agency: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr(zipfile.ZipInfo("问题.txt"), f"{agency}的问题")
    return out.getvalue()


def address_of(n: int) -> str:
    return f"office{n}@example.com"


def three() -> list[Pack]:
    names = ("示例市公安局", "示例市教育局", "示例市财政局")
    return [Pack(name, address_of(n)) for n, name in enumerate(names, 1)]


def write_packs(folder: Path, packs: Sequence[Pack]) -> Path:
    """Write the folder as it is handed over: the list, and a draft an agency."""
    folder.mkdir(exist_ok=True)
    rows = []
    for pack in packs:
        path = folder / pack.eml
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(pack.draft())
        name = f"{pack.agency}/{pack.agency}.zip"
        size = len(pack.content)
        rows.append((pack.agency, pack.email, name, size, 3, pack.sha256, pack.eml))
    with (folder / "发送清单.csv").open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([COLUMNS, *rows])
    return folder
