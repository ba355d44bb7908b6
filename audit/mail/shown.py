"""What `audit send` says, as lines; printing them is its own business."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from audit.mail.delivery import Delivered
from audit.mail.journal import Key, Outcome, Past
from audit.mail.outbox import MEGABYTE, Letter, Standing
from audit.terminal import plain_line
from audit.words import listed, say


class Tally(NamedTuple):
    """How many letters of the list ended how."""

    sent: int
    before: int
    refused: int
    failed: int
    left: int
    unknown: int

    @property
    def open(self) -> int:
        """How many have not, or perhaps not, gone out."""
        return self.refused + self.failed + self.left + self.unknown


def letter_lines(letter: Letter) -> Iterator[str]:
    """Yield a line with sign, agency, addresses and subject; below it what to look at."""
    parts = [say(f"mail.sign.{letter.standing.value}"), letter.agency, listed(letter.to)]
    if letter.standing is Standing.READY:
        attached = listed(letter.attached)
        parts += [letter.subject, say("mail.size", size=_size(letter.size), attached=attached)]
        if letter.questions:
            parts.append(say("mail.questions", count=letter.questions))
    yield plain_line("  ".join(part for part in parts if part))
    for remark in (letter.why, *letter.remarks):
        if remark:
            yield plain_line(f"    {remark}")


def _size(count: int) -> str:
    return f"{count / MEGABYTE:.1f} MB" if count >= MEGABYTE else f"{count / 1024:.0f} KB"


def delivered_line(done: Delivered) -> str:
    """Return the line of a letter that was tried."""
    said = done.said if done.outcome is not Outcome.SENT else ""
    parts = (say(f"mail.sign.{done.outcome.value}"), done.letter.agency, *done.letter.to, said)
    return plain_line("  ".join(part for part in parts if part))


def preview_lines(letters: Sequence[Letter]) -> Iterator[str]:
    """Yield how many letters would go out, and how to send them."""
    yield from before_lines(letters)
    standings = Counter(letter.standing for letter in letters)
    yield say("mail.preview", **{one.value: standings[one] for one in Standing})


def before_lines(letters: Sequence[Letter]) -> Iterator[str]:
    """Yield how many of the letters that are ready go to who has got another, if any do."""
    count = sum(letter.before and letter.standing is Standing.READY for letter in letters)
    if count:
        yield say("mail.before", count=count)


def summary_line(tally: Tally) -> str:
    """Return how many letters ended how."""
    return say("mail.summary", **tally._asdict())


def tallied(
    letters: Sequence[Letter], outcomes: Mapping[str, int], past: Mapping[Key, Past]
) -> Tally:
    """Count the letters of the list; `outcomes` are those of this run, `past` is the journal now.

    Of the letters that were not reached the journal tells those that were begun.
    """
    standings = [letter.standing for letter in letters]
    tried = {key for key, one in past.items() if one.outcome is Outcome.UNKNOWN}
    ready = [letter for letter in letters if letter.standing is Standing.READY]
    unknown = sum(1 for letter in ready if letter.entry.key in tried)
    left = len(ready) - sum(outcomes.values()) - (unknown - outcomes[Outcome.UNKNOWN])
    return Tally(
        sent=outcomes[Outcome.SENT],
        before=standings.count(Standing.SENT),
        refused=standings.count(Standing.REFUSED) + outcomes[Outcome.REFUSED],
        failed=outcomes[Outcome.FAILED],
        left=left,
        unknown=standings.count(Standing.UNKNOWN) + unknown,
    )
