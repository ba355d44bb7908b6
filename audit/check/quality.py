"""Q01, Q02, Q04, Q07: what the prose is asked for: problems and remedies, length, contents."""

from __future__ import annotations

import re
from collections.abc import Iterator

from audit.check.batch import Batch
from audit.check.look import clipped, passages, section_text
from audit.check.registry import broken, check
from audit.clean import simplified
from audit.findings import Finding
from audit.words import listed, say

_LEAST = 60  # characters in which neither problems nor remedies can be told
_PROBLEM = re.compile(
    "问题|不足|差距|短板|薄弱|困难|欠缺|不够|不高|不强|不到位|不及时|不完善|不规范|有待"
)
_REMEDY = re.compile(
    "改进|改善|整改|措施|下一步|今后|针对|将|加强|加大|加快|强化|深化|提升|提高|完善|优化|推进|落实|健全|拓展"
)


@check("Q01")
def problems_and_remedies(batch: Batch) -> Iterator[Finding]:
    """Report a section five that is very short, or without problems or without remedies."""
    for n in batch.read:
        text = section_text(batch.reports[n], "problems")
        if text is None:
            continue
        plain, said = simplified(text), "".join(text.split())
        lacking = [
            say(f"content.{key}")
            for key, words in (("problems", _PROBLEM), ("remedies", _REMEDY))
            if not words.search(plain)
        ]
        if not said:
            yield broken(batch, "Q01", n, say("finding.problems_empty"))
        elif lacking:
            sentence = say("finding.problems_lack", what=listed(lacking), length=len(said))
            yield broken(batch, "Q01", n, sentence, quote=clipped(text, 0, 60))
        elif len(said) < _LEAST:
            sentence = say("finding.problems_short", length=len(said), least=_LEAST)
            yield broken(batch, "Q01", n, sentence, quote=clipped(text, 0, 60))


@check("Q02")
def overview_long(batch: Batch) -> Iterator[Finding]:
    """Report a section one longer than the office asks for."""
    most = batch.settings.overview_most
    for n in batch.read if most else ():
        length = len("".join((section_text(batch.reports[n], "overview") or "").split()))
        if length > most:
            yield broken(batch, "Q02", n, say("finding.overview_long", length=length, most=most))


@check("Q04")
def listed_words(batch: Batch) -> Iterator[Finding]:
    """Report words of the office's own list."""
    for n in batch.read if batch.settings.words else ():
        for passage in passages(batch.reports[n]):
            for word in batch.settings.words:
                at = passage.text.find(word)
                if at >= 0:
                    count = passage.text.count(word)
                    sentence = say("finding.word", word=word, count=count)
                    quote = clipped(passage.text, at, at + len(word))
                    yield broken(batch, "Q04", n, sentence, quote=quote)


@check("Q07")
def contents_met(batch: Batch) -> Iterator[Finding]:
    """Report which contents of the office's list the prose does not speak of."""
    for n in batch.read if batch.settings.contents else ():
        text = batch.plain[n]
        lacking = [c.name for c in batch.settings.contents if not any(w in text for w in c.words)]
        if text and lacking:
            sentence = say("finding.contents", names=listed(lacking), count=len(lacking))
            yield broken(batch, "Q07", n, sentence)
