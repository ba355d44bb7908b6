"""Renders a report as the stranger files of the web: mht, a table in a script, UTF-16."""

from __future__ import annotations

import json
from base64 import encodebytes
from quopri import encodestring
from random import Random

from .manuscript import Manuscript
from .markup import html_document, table_markup

_BOUNDARY = "----=_NextPart_000_0000_01D00000.00000000"
_PICTURE = bytes.fromhex("47494638396101000100800000ffffff0000002c00000000010001000002024401003b")


def page(text: Manuscript, rng: Random, layout: str) -> str:
    """Return a report as an HTML page."""
    tables = {
        key: "\n".join(table_markup(grid, layout, rng) for grid in table)
        for key, table in text.tables.items()
    }
    return html_document(text.report, list(text.parts), layout, tables, rng)


def mht_quoted(text: Manuscript, rng: Random) -> bytes:
    """A page saved by an old browser: GB2312, quoted-printable."""
    html = page(text, rng, "html_word").replace("utf-8", "gb2312", 1)
    body = encodestring(html.encode("gb18030").replace(b"\n", b"\r\n"))
    return _mht("quoted-printable", "gb2312", body)


def mht_base64(text: Manuscript, rng: Random) -> bytes:
    """A page saved by Word: UTF-8, base64."""
    return _mht("base64", "utf-8", encodebytes(page(text, rng, "html_word").encode()))


def _mht(transfer: str, charset: str, body: bytes) -> bytes:
    """The page and a picture as one MIME message."""
    head = (
        "From: <Saved by Blink>\nSubject: =?utf-8?B?5bm05bqm5oql5ZGK?=\n"
        "Date: Mon, 20 Jan 2025 09:00:00 +0800\nMIME-Version: 1.0\n"
        f'Content-Type: multipart/related;\n\ttype="text/html";\n\tboundary="{_BOUNDARY}"\n\n'
        f'--{_BOUNDARY}\nContent-Type: text/html;\n\tcharset="{charset}"\n'
        f"Content-Transfer-Encoding: {transfer}\nContent-Location: http://localhost/report.html\n\n"
    )
    picture = (
        f"\n--{_BOUNDARY}\nContent-Type: image/gif\nContent-Transfer-Encoding: base64\n"
        f"Content-Location: http://localhost/dot.gif\n\n{encodebytes(_PICTURE).decode()}\n"
        f"--{_BOUNDARY}--\n"
    )
    return _lines(head.encode()) + _lines(body) + _lines(picture.encode())


def _lines(text: bytes) -> bytes:
    return text.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def html_script(text: Manuscript, rng: Random) -> bytes:
    """A page whose article is a string in a script, put into an empty element on loading."""
    whole = page(text, rng, "html")
    before, _, rest = whole.partition("<body>")
    article, _, after = rest.rpartition("</body>")
    # what JSON writers of web frameworks escape
    string = json.dumps(article, ensure_ascii=rng.random() < 0.5).replace("</", "<\\/")
    if rng.random() < 0.5:
        string = string.replace("<", "\\u003c").replace(">", "\\u003e")
    script = (
        f"<script>\nvar content = {string};\n"
        'document.getElementById("article").innerHTML = content;\n</script>'
    )
    return f'{before}<body>\n<div id="article"></div>\n{script}\n</body>{after}'.encode()


def html_utf16(text: Manuscript, rng: Random) -> bytes:
    """A page saved as "Unicode": UTF-16 with its mark, whatever its head declares."""
    return page(text, rng, "html").encode("utf-16")
