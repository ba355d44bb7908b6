"""The folder of packs as letters: who gets what, and what must not go out and why."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from audit.errors import InputError
from audit.lists import Kind, Tell, read_list
from audit.mail.draft import Attachment, Draft, is_address
from audit.mail.journal import Entry, Key, Outcome, Past
from audit.spreadsheet import as_written
from audit.words import listed, say

LIST = "发送清单.csv"
MEGABYTE = 1 << 20
_HEADS: dict[str, tuple[str, ...]] = {
    "agency": ("机关", "机关名称", "agency"),
    "email": ("邮箱", "电子邮箱", "email"),
    "zip": ("压缩包", "zip"),
    "bytes": ("字节数", "bytes"),
    "questions": ("核实事项", "questions"),
    "sha256": ("sha256",),
    "eml": ("邮件草稿", "eml"),
    "note": ("提示", "note"),
}
_BETWEEN = re.compile(r"[\s,，;；、]+")


class Standing(StrEnum):
    """What `audit send` does with a letter."""

    READY = "ready"
    SENT = "sent"
    UNKNOWN = "unknown"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Letter:
    """A row of the list with its draft.

    `key` is the SHA-256 of the draft, `pack` that of the pack attached to it, `why` the reason of a
    standing other than ready, `remarks` what a person should look at before it goes, `before`
    whether the agency has got, or may have got, another one.
    """

    line: int
    agency: str
    path: Path
    questions: str = ""
    key: str = ""
    pack: str = ""
    to: tuple[str, ...] = ()
    subject: str = ""
    size: int = 0
    attached: tuple[str, ...] = ()
    standing: Standing = Standing.READY
    why: str = ""
    remarks: tuple[str, ...] = ()
    before: bool = False

    @property
    def entry(self) -> Entry:
        """The letter as the journal has it."""
        return Entry(self.key, self.pack, self.agency, self.to)


def read_outbox(
    folder: Path, past: Mapping[Key, Past], *, largest: int, again: bool, tell: Tell
) -> tuple[Letter, ...]:
    """Read the list and every draft it names, in the order of the list.

    `past` is what the journal says, `largest` the most bytes of a letter, `again` whether letters
    of unknown outcome are ready. Raises InputError if there is no list, or it cannot be read.
    """
    check_packs(folder)
    listed = read_list(folder / LIST, Kind(say("mail.list"), _HEADS), tell)
    rows = [(n, {key: as_written(text) for key, text in told.items()}) for n, told in listed]
    gone = _gone(past)
    packs = {told["sha256"].lower(): told["agency"] for _, told in rows if told["sha256"]}
    first: dict[str, int] = {}
    letters = []
    for n, told in rows:
        letter = _letter(folder, n, told, packs, largest)
        if letter.key:
            letter = _with_past(letter, past, gone, again)
            if first.setdefault(letter.key, n) != n:
                letter = _refused(letter, say("mail.refused.twice", line=first[letter.key]))
        letters.append(letter)
    return tuple(letters)


def check_packs(folder: Path) -> None:
    """Raise InputError if a folder is not one of packs."""
    if not (folder / LIST).is_file():
        raise InputError("mail.no_list", name=folder, list=LIST)


def draft_of(letter: Letter) -> Draft:
    """Read the draft of a letter again; InputError if it is not what was looked at."""
    draft = _read(letter.path)
    if draft is None or draft.key != letter.key:
        raise InputError("mail.refused.changed")
    return draft


def _read(path: Path) -> Draft | None:
    try:
        return Draft(path.read_bytes())
    except OSError:
        return None


def _letter(
    folder: Path, n: int, told: Mapping[str, str], packs: Mapping[str, str], largest: int
) -> Letter:
    notes = (told["note"],) if told["note"] else ()
    letter = Letter(n, told["agency"], folder / told["eml"], told["questions"], remarks=notes)
    known = tuple(part for part in _BETWEEN.split(told["email"]) if part)
    if not known:
        return _refused(letter, say("mail.refused.no_address"))
    inside = letter.path.resolve().is_relative_to(folder.resolve())
    draft = _read(letter.path) if told["eml"] and inside else None
    if draft is None:
        return _refused(letter, say("mail.refused.no_draft", name=told["eml"]))
    attached = tuple(draft.attachments())
    letter = replace(
        letter,
        key=draft.key,
        pack=told["sha256"].lower(),
        to=draft.recipients or known,
        subject=draft.subject,
        size=draft.size,
        attached=tuple(one.name for one in attached),
    )
    if {one.lower() for one in letter.to} != {one.lower() for one in known}:
        remark = say("mail.other_address", listed=listed(known))
        letter = replace(letter, remarks=(*notes, remark))
    why = _problem(letter, attached, packs, largest)
    return _refused(letter, why) if why else letter


def _problem(
    letter: Letter, attached: Sequence[Attachment], packs: Mapping[str, str], largest: int
) -> str:
    """Why a letter must not go out; "" if it may."""
    if wrong := [address for address in letter.to if not is_address(address)]:
        return say("mail.refused.address", address=listed(wrong))
    if not letter.pack:
        return say("mail.refused.no_sum")
    sums = {one.sha256 for one in attached}
    if letter.pack not in sums:
        return say("mail.refused.attachment" if attached else "mail.refused.nothing_attached")
    # a hand that edits a draft may well add a notice, but not what is for somebody else
    if others := [packs[other] for other in sums & set(packs) if other != letter.pack]:
        return say("mail.refused.other_pack", agencies=listed(sorted(others)))
    if letter.size > largest:
        size, most = f"{letter.size / MEGABYTE:.1f}", largest // MEGABYTE
        return say("mail.refused.size", size=size, most=most)
    return ""


def _refused(letter: Letter, why: str) -> Letter:
    return replace(letter, standing=Standing.REFUSED, why=why)


def _gone(past: Mapping[Key, Past]) -> Mapping[str, Sequence[Past]]:
    """What went out, or may have, the latest first, by the pack and by the agency."""
    found: dict[str, list[Past]] = defaultdict(list)
    gone = (one for one in past.values() if one.gone)
    for one in sorted(gone, key=lambda one: one.at, reverse=True):
        found[f"pack {one.entry.pack}"].append(one)
        found[f"agency {one.entry.agency}"].append(one)
    return found


def _with_past(
    letter: Letter, past: Mapping[Key, Past], gone: Mapping[str, Sequence[Past]], again: bool
) -> Letter:
    """Put the journals beside a letter: it may have gone out, or something else for the agency."""
    own = past.get(letter.entry.key)
    if own is not None and own.outcome is Outcome.SENT:
        why = say("mail.past.sent", at=_at(own))
        return replace(letter, standing=Standing.SENT, why=why, remarks=())
    if letter.standing is not Standing.READY:
        return letter
    if own is not None and own.gone:
        return _held(letter, Standing.UNKNOWN, say("mail.past.unknown", at=_at(own)), again)
    for one in gone.get(f"pack {letter.pack}", ()):
        # packs made anew have new drafts; what is in them an agency need not get twice
        if one.entry.key[1] & letter.entry.key[1]:
            standing = Standing(one.outcome.value)
            return _held(letter, standing, say(f"mail.past.same_{standing}", at=_at(one)), again)
    if others := gone.get(f"agency {letter.agency}"):
        remark = say("mail.past.earlier", at=_at(others[0]))
        return replace(letter, remarks=(*letter.remarks, remark), before=True)
    return letter


def _at(one: Past) -> str:
    """When, and in which other folder of packs."""
    return say("mail.past.beside", at=one.at, folder=one.folder) if one.folder else one.at


def _held(letter: Letter, standing: Standing, why: str, again: bool) -> Letter:
    """A letter that is kept back unless the user wants it sent again."""
    if again:
        return replace(letter, remarks=(*letter.remarks, why))
    return replace(letter, standing=standing, why=why)
