"""Tables that a page keeps in scripts, JSON or form fields and that a browser shows from there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import unquote

from selectolax.lexbor import LexborHTMLParser, LexborNode

from audit.clean import UNCLEAR

_HOLDERS = "script, textarea, template, xmp, input[value]"
# a string that is never closed ends with its line: so the search stays linear
_LITERAL = re.compile(
    r"(?P<comment>/\*.*?(?:\*/|\Z)|(?<!:)//[^\n]*+)|"
    r'"(?P<double>[^"\\\n]*+(?:\\.[^"\\\n]*+)*+)"?'
    r"|'(?P<single>[^'\\\n]*+(?:\\.[^'\\\n]*+)*+)'?"
    r"|`(?P<back>[^`\\]*+(?:\\.[^`\\]*+)*+)`?",
    re.S,
)
_ESCAPE = re.compile(
    r"\\(?:u\{([0-9a-f]{1,6})\}|u([0-9a-f]{4})|x([0-9a-f]{2})|(\r?\n)|(.))", re.I | re.S
)
_LETTERS = {"n": "\n", "t": "\t", "r": "\r", "b": "", "f": "\n", "v": "\n", "0": ""}
_FILLED_IN = re.compile(r"\$\{[^}]*+\}?")
# what may stand between two strings that are one text
_JOINT = re.compile(r"\s*(?:\+|,|\)\s*[;,]?\s*document\s*\.\s*write(?:ln)?\s*\()?\s*\Z")
_TABLE = re.compile(r"<table\b", re.I)
_END = re.compile(r"</table\b", re.I)
_MARKED = re.compile(r"""\\(?:["'/]|[nrt]\s*<|u[0-9a-f]{4})""")  # still a quoted string inside
_MOST_LAYERS = 4


def hidden_markup(tree: LexborHTMLParser) -> Iterator[str]:
    """Yield the texts with whole tables that a page holds without showing them itself.

    Whatever a script puts between two strings of one text is a lost character: what would stand
    there cannot be told.
    """
    seen: set[str] = set()
    for node in tree.css(_HOLDERS):
        for text in _markup(node):
            if text not in seen:
                seen.add(text)
                yield text


def _markup(node: LexborNode) -> Iterator[str]:
    if node.tag == "input":
        texts = [node.attributes.get("value") or ""]
    elif node.tag == "template":
        texts = [part.html or "" for part in node.template_fragments()]
    else:
        texts = [node.text() or ""]
    for text in texts:
        if "table" not in text.lower():
            continue
        plain = [_unwrapped(text)] if node.tag != "script" else _strings(text)
        yield from (found for found in plain if _TABLE.search(found) and _END.search(found))


def _strings(script: str) -> Iterator[str]:
    """The strings of a script that hold tables; strings joined into one text are one."""
    whole: list[str] = []
    end = opened = 0
    for found in _LITERAL.finditer(script):
        if found["comment"] is not None:
            continue  # taken out by who wrote it
        text = _unwrapped(_unquoted(found))
        joined = _JOINT.match(script[end : found.start()])
        if not joined and opened > 0:
            whole.append(UNCLEAR)
        elif not joined:
            yield "".join(whole)
            whole, opened = [], 0
        whole.append(text)
        opened += len(_TABLE.findall(text)) - len(_END.findall(text))
        end = found.end()
    yield "".join(whole)


def _unquoted(literal: re.Match[str]) -> str:
    text = literal[literal.lastgroup or 0]
    return _unescaped(_FILLED_IN.sub(UNCLEAR, text) if literal.lastgroup == "back" else text)


def _unescaped(text: str) -> str:
    """A string of JavaScript or JSON without its backslashes."""
    plain = _ESCAPE.sub(_letter, text) if "\\" in text else text
    return plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _letter(escape: re.Match[str]) -> str:
    code = escape[1] or escape[2] or escape[3]
    if code:
        return chr(min(int(code, 16), 0x10FFFF))
    return "" if escape[4] else _LETTERS.get(escape[5], escape[5])


def _unwrapped(text: str) -> str:
    """Take off layers of escapes until the tags of a table show."""
    for _ in range(_MOST_LAYERS):
        low = text.lower()
        if "<table" in low:
            break
        if "&lt;" in low or "&#60;" in low or "&#x3c;" in low or "&amp;" in low:
            text = unescape(text)
        elif "%3ctable" in low:
            text = unquote(text)
        elif "\\u003c" in low or "\\x3c" in low:
            text = _unescaped(text)
        else:
            break
    return text if "\\" not in text or _MARKED.search(text) is None else _unescaped(text)
