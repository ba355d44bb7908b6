"""Character repair that cannot change a meaning: script, width, invisible characters."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from opencc import OpenCC

LOST = "?\ufffd□"  # what converters leave where a character was lost

_INVISIBLE = dict.fromkeys([0xAD, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF])
# Only the full-width forms of digits and number signs: full NFKC would turn 35² into 352.
_NARROW = {0xFF10 + n: 0x30 + n for n in range(10)} | {
    **{0xFF0C: ",", 0xFF0E: ".", 0xFF0D: "-", 0xFF0B: "+", 0xFF0F: "/", 0xFF1F: "?"},
    **{0x2212: "-", 0xA0: " ", 0x3000: " "},
}
_PINYIN = re.compile("(?<=[\u3400-\u9fff])\\([a-zà-üāēīōūǎěǐǒǔǖǘǚǜ]{1,6}\\)")
_NOT_WORD = re.compile(r"[\W_]+")
# 反复 comes back from a conversion as 反覆; only labels may treat the two alike
_VARIANTS = str.maketrans("覆", "复")


_FORMS = {ord("衞"): "卫", ord("敍"): "叙"}  # Hong Kong's forms of 衛 and 敘


class _Simplified(dict[int, str]):
    """Traditional to simplified, one character for one, so that offsets hold."""

    def __missing__(self, code: int) -> str:
        letter = _FORMS.get(code, chr(code))
        if "\u3400" <= letter <= "\u9fff":
            turned = _converter().convert(letter)
            letter = turned if len(turned) == 1 else letter
        self[code] = letter
        return letter


_SIMPLIFIED = _Simplified()


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")


def simplified(text: str) -> str:
    """Return the text in simplified script, of the same length."""
    return text.translate(_SIMPLIFIED)


def visible(text: str) -> str:
    """Return the text without zero-width characters and surrounding space."""
    return text.translate(_INVISIBLE).strip()


def narrow(text: str) -> str:
    """Return the text with full-width digits and number signs made half-width."""
    return text.translate(_NARROW)


@lru_cache(maxsize=20_000)
def label_key(text: str) -> str:
    """Return what identifies a label: simplified, compatibility forms folded, letters and digits.

    >>> label_key("（三）不予公開 1.屬于國家秘密")
    '三不予公开1属于国家秘密'
    """
    folded = simplified(unicodedata.normalize("NFKC", text)).translate(_VARIANTS)
    return _NOT_WORD.sub("", _PINYIN.sub("", folded))
