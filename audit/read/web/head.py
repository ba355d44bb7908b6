"""What the head of a web page states."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser

_DATE = re.compile(r"(20\d\d)-(\d\d?)-(\d\d?)")


def stated_date(tree: LexborHTMLParser) -> str:
    """Return the date of publication that a page's head states (ISO), "" if it states none."""
    for node in tree.css("meta[name]"):
        if (node.attributes.get("name") or "").lower() in (
            "pubdate",
            "publishdate",
            "publish-date",
        ):
            found = _DATE.search(node.attributes.get("content") or "")
            if found:
                return "-".join(part.zfill(2) for part in found.groups())
    return ""
