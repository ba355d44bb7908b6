"""Character repair that cannot change a meaning: script, width, invisible characters."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from opencc import OpenCC

UNCLEAR = "\ufffd"  # a character is seen that cannot be told
UNSEEN = "□"  # something is shown that is no text
LOST = f"?{UNCLEAR}{UNSEEN}"  # what converters leave where a character was lost

# Patterns, not str.translate: a search passes over a Chinese character ten times as fast.
_INVISIBLE = re.compile("[\xad\u200b-\u200f\u2060\ufeff]")
# Only the full-width forms of digits and number signs: full NFKC would turn 35² into 352.
_NARROW = {chr(0xFF10 + n): str(n) for n in range(10)} | {
    **{"，": ",", "．": ".", "－": "-", "＋": "+", "／": "/", "？": "?"},
    **{"\u2212": "-", "\xa0": " ", "\u3000": " "},
}
_WIDE = re.compile(f"[{''.join(_NARROW)}]")
_PINYIN = re.compile("(?<=[\u3400-\u9fff])\\([a-zà-üāēīōūǎěǐǒǔǖǘǚǜ]{1,6}\\)")
_NOT_WORD = re.compile(r"[\W_]+")
_FORMS = {"衞": "卫", "敍": "叙"}  # Hong Kong's forms of 衛 and 敘


@cache
def _traditional() -> tuple[re.Pattern[str], dict[str, str]]:
    """The characters that have a simplified form, as a pattern, and the form of each."""
    letters = [chr(code) for code in range(0x3400, 0xA000)]
    turned = OpenCC("t2s").convert("\n".join(letters)).split("\n")
    pairs = zip(letters, turned, strict=True)
    # one character for one, so that offsets hold
    forms = {a: b for a, b in pairs if a != b and len(b) == 1} | _FORMS
    return re.compile(f"[{''.join(forms)}]"), forms


def simplified(text: str) -> str:
    """Return the text in simplified script, of the same length."""
    pattern, forms = _traditional()
    return pattern.sub(lambda found: forms[found.group()], text)


def visible(text: str) -> str:
    """Return the text without zero-width characters and surrounding space."""
    return _INVISIBLE.sub("", text).strip()


def narrow(text: str) -> str:
    """Return the text with full-width digits and number signs made half-width."""
    return _WIDE.sub(lambda found: _NARROW[found.group()], text)


@lru_cache(maxsize=20_000)
def label_key(text: str) -> str:
    """Return what identifies a label: simplified, compatibility forms folded, letters and digits.

    >>> label_key("（三）不予公開 1.屬于國家秘密")
    '三不予公开1属于国家秘密'
    """
    # 反复 comes back from a conversion as 反覆; only labels may treat the two alike
    folded = simplified(unicodedata.normalize("NFKC", text)).replace("覆", "复")
    return _NOT_WORD.sub("", _PINYIN.sub("", folded))
