"""A draft (.eml) as it lies there: whom it is for, what is attached, and what goes over the wire.

A draft may have been edited by hand. Its body and its attachments are sent byte for byte; only
fields at its top are replaced.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.header import Header
from email.parser import BytesHeaderParser
from email.utils import format_datetime, formataddr, getaddresses, parseaddr
from functools import cached_property
from typing import NamedTuple

from audit.errors import InputError
from audit.mail.clock import moment

_LINE_END = re.compile(rb"\r\n|\r|\n")
_FIELD = re.compile(rb"[^\r\n]*\r\n(?:[ \t][^\r\n]*\r\n)*")  # with the lines it goes on over
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_LOCAL = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_ADDRESS = re.compile(rf"{_LOCAL}(?:\.{_LOCAL})*@(?:{_LABEL}\.)+{_LABEL}")
_FOR = ("to", "cc", "bcc")
_REPLACED = {b"from", b"sender", b"date", b"message-id", b"x-unsent", b"bcc", b"return-path"}


class Attachment(NamedTuple):
    """What is attached under which name, told by its content."""

    name: str
    sha256: str


class Sender(NamedTuple):
    """Who sends: a name, that may be empty, and an address."""

    name: str
    address: str

    @property
    def domain(self) -> str:
        """What stands behind the @."""
        return self.address.rpartition("@")[2]


class Draft:
    """The bytes of a draft, and what can be told from them."""

    def __init__(self, data: bytes) -> None:
        """Take the bytes of the file."""
        self.key = hashlib.sha256(data).hexdigest()
        plain = _LINE_END.sub(b"\r\n", data.removeprefix(b"\xef\xbb\xbf"))
        top, found, rest = plain.partition(b"\r\n\r\n")
        self._top = top + b"\r\n"
        self._rest = rest if found else b""

    @property
    def size(self) -> int:
        """Bytes as they go out, but for the few of the fields that are added."""
        return len(self._top) + len(self._rest) + 2

    @cached_property
    def recipients(self) -> tuple[str, ...]:
        """Addresses of To, Cc and Bcc, each once; what is no address is among them as it stands."""
        fields = BytesHeaderParser(policy=policy.compat32).parsebytes(self._top)
        found: dict[str, None] = {}
        for name in _FOR:
            for field in fields.get_all(name, []):
                shown = str(field).strip()
                told = [_plain(address) for _, address in getaddresses([shown]) if address]
                found |= dict.fromkeys(told or ([_plain(shown)] if shown else []))
        return tuple(found)

    @cached_property
    def subject(self) -> str:
        """The subject, decoded."""
        fields = BytesHeaderParser(policy=policy.default).parsebytes(self._top)
        return " ".join(str(fields.get("subject", "")).split())

    def attachments(self) -> Iterator[Attachment]:
        """Yield what is attached."""
        message = message_from_bytes(self._top + b"\r\n" + self._rest, policy=policy.compat32)
        for part in message.walk():
            name = part.get_filename()
            if name is None and part.get_content_disposition() != "attachment":
                continue
            content = part.get_payload(decode=True)
            if isinstance(content, bytes):
                yield Attachment(_plain(name or ""), hashlib.sha256(content).hexdigest())

    def message_id(self, sender: Sender) -> str:
        """Return the id of the letter: the same whenever this draft is sent."""
        return f"<{self.key[:32]}@{sender.domain}>"

    def outgoing(self, sender: Sender, to: tuple[str, ...]) -> bytes:
        """Return the letter as it goes out; `to` is written where the draft names nobody."""
        replaced = _REPLACED if self.recipients else _REPLACED | {b"to", b"cc"}
        fields = [field for field in _FIELD.findall(self._top) if _name(field) not in replaced]
        new = {
            "From": _shown(sender),
            "Date": format_datetime(moment()),
            "Message-ID": self.message_id(sender),
        }
        if not self.recipients:
            new["To"] = ", ".join(to)
        top = [f"{name}: {value}\r\n".encode("ascii") for name, value in new.items()]
        return b"".join([*top, *map(_in_ascii, fields), b"\r\n", self._rest])


def sender_of(text: str) -> Sender:
    """Return who sends, from `name <address>` or an address; InputError if it is neither."""
    name, address = parseaddr(text)
    if not is_address(address) or not text.isprintable():
        raise InputError("mail.from", value=text)
    return Sender(name, address)


def is_address(text: str) -> bool:
    """Whether mail can be sent there as far as the writing tells."""
    return len(text) <= 254 and _ADDRESS.fullmatch(text) is not None


def _name(field: bytes) -> bytes:
    return field.partition(b":")[0].strip().lower()


def _shown(sender: Sender) -> str:
    if sender.name.isascii():
        return formataddr(sender)
    name = Header(sender.name, "utf-8", header_name="From").encode(linesep="\r\n")
    return f"{name} <{sender.address}>"


def _in_ascii(field: bytes) -> bytes:
    """A field into which somebody has typed Chinese, encoded; any other as it stands."""
    if field.isascii():
        return field
    try:
        text = field.decode("utf-8")
    except UnicodeDecodeError:
        text = field.decode("gb18030", "replace")
    name, _, value = text.partition(":")
    parsed = policy.SMTP.header_factory(name.strip(), " ".join(value.split()))
    return str(parsed.fold(policy=policy.SMTP)).encode("ascii")


def _plain(text: str) -> str:
    """A text that may be written in encoded words, or hold raw bytes."""
    fields = BytesHeaderParser(policy=policy.default)
    raw = text.encode("utf-8", "surrogateescape").replace(b"\n", b" ").replace(b"\r", b" ")
    return str(fields.parsebytes(b"Subject: " + raw + b"\n\n").get("subject", ""))
