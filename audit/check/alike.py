"""Y08 and Q03: prose like last year's, or like another agency's of the same year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from audit.check.batch import Batch
from audit.check.registry import broken, check
from audit.findings import Finding
from audit.prose import prose
from audit.similar import candidates, jaccard, longest_shared
from audit.words import say

_ALIKE = 0.8
_QUOTED = 80


@check("Y08")
def like_last_year(batch: Batch) -> Iterator[Finding]:
    """Report prose that is, but for common wording and numbers, last year's."""
    texts = batch.texts
    for n, own in texts.items():
        last = batch.last_year[n]
        if last is not None and last in texts:
            share = jaccard(own, texts[last])
            if share >= _ALIKE:
                whose = say("finding.alike_before")
                yield _alike(batch, "Y08", n, last, share, whose)


@check("Q03")
def like_another(batch: Batch) -> Iterator[Finding]:
    """Report prose that is, but for common wording, names and numbers, another agency's."""
    years: dict[int, list[int]] = defaultdict(list)
    for n in batch.texts:
        report = batch.reports[n]
        if report.year and report.agency:
            years[report.year].append(n)
    for found in years.values():
        best: dict[int, tuple[float, int]] = {}
        for one, other in candidates([batch.texts[n] for n in found]):
            pair = found[one], found[other]
            share = jaccard(batch.texts[pair[0]], batch.texts[pair[1]])
            if share >= _ALIKE and not _same_agency(batch, *pair):
                for n, of in (pair, pair[::-1]):
                    best[n] = max(best.get(n, (0.0, -1)), (share, of))
        for n, (share, other) in best.items():
            whose = say("finding.alike_other", agency=batch.reports[other].agency)
            yield _alike(batch, "Q03", n, other, share, whose)


def _same_agency(batch: Batch, one: int, other: int) -> bool:
    names = (batch.roster.name(batch.reports[n].agency) for n in (one, other))
    return next(names) == next(names)


def _alike(batch: Batch, rule: str, n: int, other: int, share: float, whose: str) -> Finding:
    passage = longest_shared(prose(batch.reports[n]), prose(batch.reports[other]))
    length, shown = len("".join(passage.split())), " ".join(passage.split())
    sentence = say("finding.alike", whose=whose, share=int(100 * share), length=length)
    quote = shown[:_QUOTED] + ("……" if len(shown) > _QUOTED else "")
    return broken(batch, rule, n, sentence, quote=quote)
