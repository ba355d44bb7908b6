"""The words for what sort of agency reports: its level and its kind, in one place."""

from __future__ import annotations

from audit.words import everywhere

# level → what people write for it; the key itself is always understood
LEVELS: dict[str, tuple[str, ...]] = {
    "central": ("中央", "国家", "国家级", "中央级"),
    "province": ("省", "省级", "自治区级"),
    "prefecture": ("市", "市级", "地市级", "地级", "设区市"),
    "county": ("县", "县级", "区级", "区县级", "县区级", "县级市"),
    "township": ("乡级", "镇级", "乡镇", "乡镇级", "街道", "乡镇街道"),
}
# government: of a region, or its office for it; street: an office sent out by a county
KINDS = ("government", "office", "department", "township", "street")


def kind_of(word: str) -> str:
    """Return the kind that a word means, a key or what a drafted roster says; "" if none.

    >>> kind_of("部门"), kind_of("street"), kind_of("大")
    ('department', 'street', '')
    """
    return next((k for k in KINDS if word in (k, *everywhere(f"roster.kind.{k}"))), "")


def level_of(word: str) -> str | None:
    """Return the level that a word means, "" for no word, None if it means none.

    >>> level_of("县级"), level_of("county"), level_of("大")
    ('county', 'county', None)
    """
    if not word or word in LEVELS:
        return word
    return next((level for level, words in LEVELS.items() if word in words), None)
