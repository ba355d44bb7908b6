"""How alike two texts are: shared runs of five characters, and the longest passage they share.

Runs (shingles) are hashed to 64 bits over whole arrays. Candidates come from min-wise hashing of
one permutation in bands (Broder 1997; Li, Owen, Zhang 2012); what is reported is counted exactly.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Iterator, Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

Shingles = NDArray[np.uint64]

LENGTH = 5
_BANDS, _IN_BAND = 24, 4  # texts 0.8 alike meet in a band but for 3 in a million
_BITS = 64
_NOT_HAN = re.compile("[^\u4e00-\u9fff]+")
_MULTIPLIER = 0x9E3779B97F4A7C15  # odd, so that multiplying by it loses nothing
_MIX = 0xBF58476D1CE4E5B9
_MASK = (1 << 64) - 1


def own_words(text: str, names: Iterable[str]) -> str:
    """Return a text without some names and without all that is no Chinese character.

    >>> own_words("示例市教育局2024年收到申请12件。", ["示例市教育局"])
    '年收到申请件'
    """
    for name in names:
        if name:
            text = text.replace(name, "")
    return _NOT_HAN.sub("", text)


def shingles(text: str) -> Shingles:
    """Return the runs of five characters of a text as sorted hashes, each once."""
    return _once(_windows(_prefix(text), LENGTH))


def _once(hashes: Shingles) -> Shingles:
    """Hashes sorted, each once; by sorting, for a table of hashes takes four times as long."""
    hashes.sort()
    first = np.ones(len(hashes), dtype=bool)
    np.not_equal(hashes[1:], hashes[:-1], out=first[1:])
    return hashes[first]


def _prefix(text: str) -> Shingles:
    """The hash of every beginning of a text."""
    codes = np.frombuffer(text.encode("utf-32-le", "replace"), dtype=np.uint32)
    powers, _ = _powers(1 << len(codes).bit_length())
    prefix = np.zeros(len(codes) + 1, dtype=np.uint64)
    # whole numbers wrap at 64 bits, which is what is wanted
    np.cumsum(codes.astype(np.uint64) * powers[: len(codes)], out=prefix[1:])
    return prefix


def _windows(prefix: Shingles, length: int) -> Shingles:
    """A hash for every run of so many characters, in order."""
    count = len(prefix) - length
    if count <= 0:
        return np.empty(0, dtype=np.uint64)
    _, inverse = _powers(1 << len(prefix).bit_length())
    found = (prefix[length:] - prefix[:-length]) * inverse[:count]
    found ^= found >> np.uint64(31)
    found *= np.uint64(_MIX)
    found ^= found >> np.uint64(29)
    return found


@cache
def _powers(count: int) -> tuple[Shingles, Shingles]:
    """The powers of the multiplier and of its inverse modulo 2**64."""
    inverse = pow(_MULTIPLIER, -1, 1 << _BITS)
    out = []
    for base in (_MULTIPLIER, inverse):
        powers = np.ones(count, dtype=np.uint64)
        powers[1:] = base
        out.append(np.cumprod(powers, dtype=np.uint64))
    return out[0], out[1]


def common(groups: Iterable[Sequence[Shingles]], share: float, least: int) -> Shingles:
    """Return the runs that many have: those in at least `least` groups and this share of them.

    A group are the texts of one agency, which may well repeat themselves.
    """
    each = [_once(np.concatenate(group)) if len(group) > 1 else group[0] for group in groups]
    if len(each) < least:
        return np.empty(0, dtype=np.uint64)
    every = np.concatenate(each)
    every.sort()
    times = int(max(least, np.ceil(share * len(each))))
    # sorted, a run that stands there so often stands so many places further on, too
    start = every[: len(every) - times + 1]
    return _once(start[start == every[times - 1 :]])


def without(own: Shingles, others: Shingles) -> Shingles:
    """Return the runs that are not among some others; both are sorted."""
    if not len(others):
        return own
    left: Shingles = own[~_among(own, others)]
    return left


def _among(own: Shingles, others: Shingles) -> NDArray[np.bool_]:
    """Which hashes are among some others, which are sorted."""
    places = np.minimum(np.searchsorted(others, own), len(others) - 1)
    found: NDArray[np.bool_] = others[places] == own
    return found


def jaccard(one: Shingles, other: Shingles) -> float:
    """Return how many runs two texts share, of all that either has."""
    shared = int(_among(one, other).sum()) if len(other) else 0
    whole = len(one) + len(other) - shared
    return shared / whole if whole else 0.0


def candidates(texts: Sequence[Shingles]) -> Iterator[tuple[int, int]]:
    """Yield pairs of texts that may be alike, each once, the earlier first.

    In a band where many texts agree, each is paired with the first and with the one before it:
    the number of pairs grows with the texts, not with their square.
    """
    seen: set[tuple[int, int]] = set()
    buckets: dict[Hashable, tuple[int, int]] = {}
    for n, text in enumerate(texts):
        if not len(text):
            continue
        for key in _bands(text):
            known = buckets.get(key)
            buckets[key] = (known[0] if known else n, n)
            for other in set(known or ()):
                if (other, n) not in seen:
                    seen.add((other, n))
                    yield other, n


def _bands(text: Shingles) -> list[Hashable]:
    """The signature of a text, cut into bands: the lowest hash in each of many bins."""
    bins = _BANDS * _IN_BAND
    which = (text % np.uint64(bins)).astype(np.intp)
    lowest = np.full(bins, _MASK, dtype=np.uint64)
    # sorted downwards, the last one written to a bin is its lowest
    lowest[which[::-1]] = text[::-1]
    rows = lowest.reshape(_BANDS, _IN_BAND)
    # a band of empty bins says nothing
    return [(n, rows[n].tobytes()) for n in np.nonzero((rows != _MASK).any(axis=1))[0].tolist()]


def longest_shared(one: str, other: str) -> str:
    """Return the longest passage that stands in both texts, by halving its length."""
    ours, theirs = _prefix(one), _prefix(other)
    low, high, found = 0, min(len(one), len(other)), 0
    while low < high:
        length = (low + high + 1) // 2
        runs = _windows(theirs, length)
        runs.sort()
        hits = np.nonzero(_among(_windows(ours, length), runs))[0]
        if len(hits):
            low, found = length, int(hits[0])
        else:
            high = length - 1
    return one[found : found + low]
