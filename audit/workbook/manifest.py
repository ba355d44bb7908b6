"""What a workbook was built from, as one short id that stays with it."""

from __future__ import annotations

import hashlib
import json

from audit.own import PROPERTY
from audit.result import Audit
from audit.workbook.book import Book
from audit.workbook.text import safe


def build_id(audit: Audit) -> str:
    """Return the hash of the manifest, which names tool, rules and every input with its hash."""
    text = json.dumps(sorted(audit.manifest.items()), ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:32]


def write_manifest(book: Book) -> None:
    """Keep the build id where users do not see it: a property, and a sheet only programs show."""
    found = build_id(book.audit)
    book.workbook.set_custom_property(PROPERTY, found)
    raw = book.workbook.add_worksheet(book.template.name("manifest"))
    raw.very_hidden()
    raw.write_string(0, 0, PROPERTY)
    raw.write_string(0, 1, found)
    for row, (key, value) in enumerate(sorted(book.audit.manifest.items()), 1):
        raw.write_string(row, 0, safe(key))
        raw.write_string(row, 1, safe(value))
