"""Page numbers and running heads: what stands on pages without belonging to their text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from audit.read.pages.blocks import Text

_NUMBER = re.compile(
    r"[-—–·]*\s*第?\s*[0-9]{1,4}\s*[页頁]?\s*[-—–·]*(?:\s*[/共]\s*共?\s*[0-9]{1,4}\s*[页頁]?)?"
)
_NO_WORDS = re.compile(r"[\W\d_]+")
_MARGIN = 0.12  # of the page's height
_APART = 20.0  # points: what stands so far off the other lines is no part of them


def marked(texts: Sequence[Text], heights: dict[int, float]) -> list[Text]:
    """Return the lines of all pages with those marked that are furniture.

    `heights` are the pages' own by number. A running head stands on more than one page; a page
    number without any sign stands last on its page, apart from other lines.
    """
    marginal = [not _MARGIN < text.top / heights[text.page] < 1 - _MARGIN for text in texts]
    running = _running(text for text, there in zip(texts, marginal, strict=True) if there)
    out = []
    for n, (text, there) in enumerate(zip(texts, marginal, strict=True)):
        last = n + 1 == len(texts) or texts[n + 1].page != text.page
        first = n == 0 or texts[n - 1].page != text.page
        apart = last and (first or text.top - texts[n - 1].top > _APART)
        bare = len(text.pieces) == 1 and text.words.isdigit() and not apart
        number = not bare and bool(_NUMBER.fullmatch(text.words))
        out.append(text._replace(furniture=there and (number or _words(text) in running)))
    return out


def _running(texts: Iterable[Text]) -> frozenset[str]:
    """Words at the margins of more than one page."""
    times = Counter(words for _, words in {(text.page, _words(text)) for text in texts})
    return frozenset(words for words, count in times.items() if words and count > 1)


def _words(text: Text) -> str:
    return _NO_WORDS.sub("", text.words)
