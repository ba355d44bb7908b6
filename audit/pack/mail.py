"""A draft of a mail with a pack attached, as mail programs open it: nothing is sent."""

from __future__ import annotations

import re
import unicodedata
from email import policy
from email.charset import BASE64, Charset
from email.encoders import encode_base64
from email.header import Header
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from typing import NamedTuple

from audit.mail.draft import is_address

_NAMED = re.compile(r"""(?:"[^"]*"|[^\s,;、<>@"]*)\s*<([^<>]*)>""")  # 张某 <a@example.gov.cn>
_BETWEEN = re.compile(r"(?:[\s;,、|/()<>'“”‘’]|mailto:)+", re.I)
_BOUNDARY = "=_nianbao_audit_pack_="  # fixed: the same pack gives the same draft
_UTF8 = Charset("utf-8")
_UTF8.body_encoding = BASE64


class Addresses(NamedTuple):
    """The addresses in a cell of a roster, and what in it is none."""

    good: tuple[str, ...]
    bad: tuple[str, ...]


def addresses(text: str) -> Addresses:
    """Return the mail addresses that stand in a text, however they are separated, each once.

    Full-width letters and names before an address in angle brackets are what people type there.

    >>> addresses("a@example.gov.cn；b@example.gov.cn 电话")
    Addresses(good=('a@example.gov.cn', 'b@example.gov.cn'), bad=('电话',))
    """
    plain = _NAMED.sub(r" \1 ", unicodedata.normalize("NFKC", text))
    parts = [part for part in _BETWEEN.split(plain) if part]
    good = {part.lower(): part for part in reversed(parts) if is_address(part)}
    return Addresses(
        tuple(reversed(good.values())), tuple(part for part in parts if part.lower() not in good)
    )


def draft(to: tuple[str, ...], subject: str, body: str, name: str, attached: bytes) -> bytes:
    """Return an unsent mail (RFC 5322) with a zip attached under a name in any script.

    The name stands twice, as old programs (RFC 2047) and as new ones (RFC 2231) understand it.
    """
    mail = MIMEMultipart("mixed", boundary=_BOUNDARY)
    if to:
        mail["To"] = ", ".join(to)
    mail["Subject"] = Header(subject, "utf-8")  # type: ignore[assignment]
    mail["X-Unsent"] = "1"  # Outlook opens it as a draft
    mail.attach(MIMEText(body, "plain", _UTF8))  # type: ignore[arg-type]
    part = MIMEBase("application", "zip", name=Header(name, "utf-8").encode(linesep=""))
    part.set_payload(attached)
    encode_base64(part)
    part.add_header("Content-Disposition", "attachment", filename=("utf-8", "", name))
    mail.attach(part)
    return mail.as_bytes(policy=policy.compat32.clone(linesep="\r\n"))
