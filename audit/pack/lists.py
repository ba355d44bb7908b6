"""The two lists beside the packs: what goes to whom, and who has not reported."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from audit.pack.mail import addresses
from audit.pack.one import Made
from audit.partners import expected_year, not_received
from audit.report import Report
from audit.roster import Member, Roster
from audit.spreadsheet import no_formula
from audit.words import apart, say

LARGEST = 10  # MB of a mail that every server takes
_SENT = ("agency", "email", "zip", "bytes", "questions", "sha256", "eml", "note")
_MISSING = ("agency", "parent", "email", "year")


def write_sent(folder: Path, made: Iterable[tuple[str, Made]], roster: Roster) -> None:
    """Write 发送清单.csv: a row a pack, with the folder it stands in ("" or a superior's)."""
    rows = []
    for inside, pack in made:
        member = roster.find(pack.agency)
        where = f"{inside}/" if inside else ""
        files = [where + name if name else "" for name in (pack.zip, pack.eml)]
        email = "; ".join(addresses(member.email).good) if member else ""
        sizes = (str(pack.bytes), str(pack.questions), pack.sha256)
        note = _note(pack, member, roster)
        rows.append((pack.agency, email, files[0], *sizes, files[1], note))
    _write(folder / say("pack.file.sent"), _SENT, rows)


def write_missing(folder: Path, reports: Sequence[Report], roster: Roster) -> None:
    """Write 未交清单.csv: the agencies whose reports on the latest year were not received."""
    year = str(expected_year(reports) or "")
    rows = [(m.agency, m.parent, m.email, year) for m in not_received(reports, roster)]
    _write(folder / say("pack.file.missing"), _MISSING, rows)


def _note(pack: Made, member: Member | None, roster: Roster) -> str:
    told = [text for text in (pack.problem, pack.note) if text]
    if roster.members and not (member and member.email):
        told.append(say("pack.list.no_email"))
    bad = addresses(member.email).bad if member else ()
    told += [say("pack.list.bad_email", value=value) for value in bad]
    if pack.mail_bytes > LARGEST << 20:
        told.append(say("pack.list.large", most=LARGEST))
    return apart(told)


def _write(path: Path, keys: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write a list as Excel opens it: UTF-8 with a mark, nothing taken for a formula."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([say(f"pack.list.{key}") for key in keys])
    writer.writerows([no_formula(value) for value in row] for row in rows)
    path.write_bytes(out.getvalue().encode("utf-8-sig", "replace"))
