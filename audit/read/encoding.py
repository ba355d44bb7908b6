"""Bytes to text without trusting what the document declares."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from audit.words import say

# Words of the form in both scripts. The right decoding has many of them, a wrong one next to
# none; this also tells GB18030 from Big5, which are valid as each other.
_VOCABULARY = (
    *(
        "政府",
        "信息",
        "公开",
        "公開",
        "年度",
        "报告",
        "報告",
        "申请",
        "申請",
        "行政",
        "情况",
        "情況",
    ),
    *("规范", "規範", "总计", "總計", "结果", "結果", "的", "第", "处理", "處理"),
)
_CANDIDATES = ("utf-8", "gb18030", "big5", "utf-16-le", "utf-16-be")
_SAMPLE = 300_000


class Decoded(NamedTuple):
    """Text, the encoding it was in, and remarks on damage."""

    text: str
    encoding: str
    notes: tuple[str, ...]


def decode(data: bytes, candidates: Sequence[str] = _CANDIDATES) -> Decoded:
    """Decode by byte order mark, strict UTF-8, or a vote of the form's vocabulary.

    `candidates` are the encodings that the vote is about.
    A damaged byte does not change the choice; it becomes U+FFFD and a note.
    """
    for mark, name in (
        (b"\xef\xbb\xbf", "utf-8"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if data.startswith(mark):
            return _decoded(data[3:] if name == "utf-8" else data, name)
    try:
        return Decoded(data.decode("utf-8"), "utf-8", ())
    except UnicodeDecodeError:
        pass
    wide = _wide(data)
    return _decoded(data, wide or max(candidates, key=lambda name: _votes(data, name)))


def _wide(data: bytes) -> str:
    """UTF-16 without a mark shows as a zero in every second byte of ASCII characters."""
    sample = data[:4000]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if max(even, odd) * 10 < len(sample):
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"


def _votes(data: bytes, encoding: str) -> int:
    text = data[:_SAMPLE].decode(encoding, "replace")
    return sum(text.count(word) for word in _VOCABULARY) - 2 * text.count("\ufffd")


def _decoded(data: bytes, encoding: str) -> Decoded:
    text = data.decode(encoding, "replace")
    lost = text.count("\ufffd")
    return Decoded(text, encoding, (say("note.bytes", count=lost),) if lost else ())
