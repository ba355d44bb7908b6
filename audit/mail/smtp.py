"""A mail server, and of each letter what became of it, or that nobody knows.

A letter is taken over by the server when it answers the dot at the end of the data. What breaks
before that dot has not been sent; what breaks between dot and answer may have been.
"""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from audit.errors import InputError
from audit.mail.draft import Sender
from audit.mail.journal import Outcome
from audit.words import say

_SECONDS = 60  # for an answer
_SECONDS_TO_TAKE_OVER = 300  # servers look through a letter before they answer
_OURSELVES = "[127.0.0.1]"  # a computer's name may be Chinese, and is nobody's business
_PIECE = 1 << 16
_DOT = re.compile(rb"(?m)^\.")
_LONGEST = 200  # letters of an answer
_BROKEN = (smtplib.SMTPServerDisconnected, OSError)


class Tls(StrEnum):
    """How the connection is protected."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Server:
    """Where mail is handed in, and as whom; `ca` is a file with the office's own authority."""

    host: str
    port: int
    tls: Tls
    user: str = ""
    password: str = field(default="", repr=False)
    ca: Path | None = None


class Answer(NamedTuple):
    """What became of a letter, and what the server said."""

    outcome: Outcome
    said: str


class Connection:
    """A connection to a server that is kept over letters, and renewed when it was dropped."""

    def __init__(self, server: Server) -> None:
        """Take the server; nothing is connected yet."""
        self._server = server
        self._smtp: smtplib.SMTP | None = None

    def open(self) -> smtplib.SMTP:
        """Connect and log in unless that is done; InputError with what the user can do."""
        if self._smtp is None:
            self._smtp = _connected(self._server)
        return self._smtp

    def close(self) -> None:
        """Say goodbye if anybody listens."""
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            with suppress(smtplib.SMTPException, OSError):
                smtp.quit()
            smtp.close()

    def send(self, sender: Sender, to: tuple[str, ...], data: bytes) -> Answer:
        """Hand in a letter, to everybody or to nobody; once more if the connection was dropped.

        Raises InputError if there is no new connection to be had; the letter is then not sent.
        """
        try:
            for _ in range(2):
                if answer := self._tried(self.open(), sender, to, data):
                    return answer
        except KeyboardInterrupt:
            self._drop()  # in the middle of a letter a server does not hear a goodbye
            raise
        return Answer(Outcome.FAILED, say("mail.dropped"))

    def _tried(
        self, smtp: smtplib.SMTP, sender: Sender, to: tuple[str, ...], data: bytes
    ) -> Answer | None:
        """Hand in a letter once; None if the connection was dropped before the dot."""
        try:
            refusal = self._envelope(smtp, sender, to, data)
            if refusal is None:
                _pour(smtp, _DOT.sub(b"..", data))
        except _BROKEN:
            self._drop()
            return None
        return refusal or self._taken_over(smtp)

    def _envelope(
        self, smtp: smtplib.SMTP, sender: Sender, to: tuple[str, ...], data: bytes
    ) -> Answer | None:
        """Say from whom and to whom, up to the server's word to go on; else its refusal."""
        room = int(told) if (told := smtp.esmtp_features.get("size", "")).isdigit() else 0
        if 0 < room < len(data):
            return Answer(Outcome.REFUSED, say("mail.too_large", most=room))
        options = [f"size={len(data)}"] if smtp.has_extn("size") else []
        if smtp.has_extn("8bitmime") and not data.isascii():
            options.append("body=8bitmime")
        code, text = smtp.mail(sender.address, options)
        if code != 250:
            return self._refusal(smtp, Outcome.FAILED, code, text)
        for address in to:
            code, text = smtp.rcpt(address)
            if code not in (250, 251):
                return self._refusal(smtp, _by_code(code), code, text, address)
        code, text = smtp.docmd("data")
        return None if code == 354 else self._refusal(smtp, _by_code(code), code, text)

    def _refusal(
        self, smtp: smtplib.SMTP, outcome: Outcome, code: int, text: bytes, who: str = ""
    ) -> Answer:
        """What the server refused, the connection ready for the next letter."""
        if code in (-1, 421):  # it is closing the connection
            raise smtplib.SMTPServerDisconnected
        try:
            smtp.rset()
        except _BROKEN:
            self._drop()
        return Answer(outcome, f"{who} {self._said(code, text)}".strip())

    def _taken_over(self, smtp: smtplib.SMTP) -> Answer:
        """Whether the server has taken over what it was given; unknown if it does not say."""
        try:
            smtp.send(b".\r\n")
            code, text = _patiently(smtp)
        except _BROKEN:
            code, text = -1, b""
        if code in (-1, 421):
            self._drop()
        if 200 <= code < 300:
            return Answer(Outcome.SENT, self._said(code, text))
        if code < 400:  # none, or none that means anything here
            return Answer(Outcome.UNKNOWN, say("mail.no_answer"))
        return Answer(_by_code(code), self._said(code, text))

    def _drop(self) -> None:
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            smtp.close()

    def _said(self, code: int, text: bytes) -> str:
        return f"{code} {_readable(text, self._server.password)}".strip()


def _pour(smtp: smtplib.SMTP, data: bytes) -> None:
    """Send data up to the dot; in pieces, since the time allowed is for what is sent at once."""
    whole = data if data.endswith(b"\r\n") else data + b"\r\n"
    for start in range(0, len(whole), _PIECE):
        smtp.send(whole[start : start + _PIECE])


def _patiently(smtp: smtplib.SMTP) -> tuple[int, bytes]:
    """Wait for the answer to a letter."""
    if smtp.sock is not None:
        smtp.sock.settimeout(_SECONDS_TO_TAKE_OVER)
    answer = smtp.getreply()
    if smtp.sock is not None:
        smtp.sock.settimeout(_SECONDS)
    return answer


def _by_code(code: int) -> Outcome:
    """5xx is for good, anything else may pass."""
    return Outcome.REFUSED if 500 <= code < 600 else Outcome.FAILED


def _readable(text: bytes, password: str) -> str:
    """What a server said, in one short line, without the password should it repeat that."""
    try:
        words = text.decode("utf-8")
    except UnicodeDecodeError:
        words = text.decode("gb18030", "replace")
    if password:
        words = words.replace(password, "***")
    return " ".join("".join(c if c.isprintable() else " " for c in words).split())[:_LONGEST]


def _connected(server: Server) -> smtplib.SMTP:
    where = f"{server.host}:{server.port}"
    smtp: smtplib.SMTP | None = None
    try:
        smtp = _greeted(server)
        smtp.ehlo_or_helo_if_needed()
        if server.tls is Tls.STARTTLS:
            smtp.starttls(context=_context(server.ca))
            smtp.ehlo()
        if server.user:
            _log_in(smtp, server, where)
    except BaseException as error:
        if smtp is not None:
            smtp.close()
        if problem := _problem(error, server, where):
            raise problem from None
        raise
    return smtp


def _greeted(server: Server) -> smtplib.SMTP:
    host, port = server.host, server.port
    if server.tls is Tls.TLS:
        context = _context(server.ca)
        return smtplib.SMTP_SSL(host, port, _OURSELVES, timeout=_SECONDS, context=context)
    return smtplib.SMTP(host, port, _OURSELVES, _SECONDS)


def _log_in(smtp: smtplib.SMTP, server: Server, where: str) -> None:
    """Log in; no sentence repeats the password, nor an answer that might."""
    try:
        smtp.login(server.user, server.password)
    except smtplib.SMTPAuthenticationError as error:
        code = error.smtp_code
        raise InputError("mail.login", server=where, user=server.user, code=code) from None
    except smtplib.SMTPServerDisconnected:
        raise
    except smtplib.SMTPException:
        raise InputError("mail.no_login", server=where) from None


def _problem(error: BaseException, server: Server, where: str) -> InputError | None:
    """What a failed connection means for the user."""
    match error:
        case smtplib.SMTPNotSupportedError():
            return InputError("mail.no_starttls", server=where)
        case ssl.SSLCertVerificationError():
            return InputError("mail.certificate", server=where, problem=error.verify_message)
        case ssl.SSLError():
            return InputError("mail.ssl", server=where, tls=server.tls.value)
        case smtplib.SMTPResponseException():
            said = error.smtp_error
            text = said if isinstance(said, bytes) else str(said).encode()
            shown = f"{error.smtp_code} {_readable(text, server.password)}"
            return InputError("mail.greeting", server=where, problem=shown)
        case socket.gaierror():
            return InputError("mail.no_host", host=server.host)
        case smtplib.SMTPException() | OSError():
            return InputError("mail.connect", server=where)
    return None


def _context(ca: Path | None) -> ssl.SSLContext:
    """Certificates are verified, by the system's authorities and the office's own."""
    context = ssl.create_default_context()
    if ca is not None:
        try:
            context.load_verify_locations(ca)
        except (OSError, ssl.SSLError):
            raise InputError("mail.ca", name=ca) from None
    return context
