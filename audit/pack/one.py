"""One pack, made in a worker process: folder, zip and draft of an agency."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import audit
from audit.errors import AuditError
from audit.evidence.marks import escaped
from audit.evidence.naming import page_name
from audit.inputs import file_of
from audit.pack.asked import Told, asked
from audit.pack.bundle import digest, write_lists, write_zip
from audit.pack.letter import context, letter
from audit.pack.mail import addresses, draft
from audit.pack.own import names_of, own_report, sources_of
from audit.pack.questions import grave, questions
from audit.report import Report
from audit.result import Audit
from audit.review.merge import Rows
from audit.roster import Member
from audit.words import listed, say
from audit.workbook import write_workbook

SHOWN = (
    *("problems", "disclosure", "applications", "disputes", "claims", "years", "sources"),
    "guide",
)
_WORDS = ("agency", "years", "count", "workbook", "reply_by")  # of the letter, in notice and mail


@dataclass(frozen=True)
class Order:
    """What a pack is made of: the agency, its reports, what the office tells, where it goes.

    `file` is the agency's name as a file may have it, `pages` the folder with the pages of all
    reports, `shared` the files whose pages show other agencies, too. With `only_failed` there
    is no pack without a finding of level error.
    """

    agency: str
    file: str
    folder: Path
    reports: tuple[Report, ...]
    member: Member | None
    told: Told
    answers: Rows
    pages: Path
    shared: frozenset[str]
    template: bytes
    password: str = ""
    only_failed: bool = False


@dataclass(frozen=True)
class Made:
    """A pack that was made, for the lists; without `zip` there is none, and `problem` may say why.

    Names of files are those beside the pack's folder; `note` is a remark for the office.
    """

    agency: str
    questions: int = 0
    zip: str = ""
    bytes: int = 0
    sha256: str = ""
    eml: str = ""
    mail_bytes: int = 0
    problem: str = ""
    note: str = ""


def make_pack(order: Order) -> Made:
    """Make a pack; whatever goes wrong with one agency is told and stops no other."""
    place = order.folder / order.file
    try:
        return _make(order, place)
    except Exception as error:  # nothing of one agency may stop the others
        shutil.rmtree(place, ignore_errors=True)
        told = str(error) if isinstance(error, AuditError) else f"{type(error).__name__}: {error}"
        return Made(order.agency, problem=say("pack.failed", problem=told))


def _make(order: Order, place: Path) -> Made:
    names = names_of(order.reports)
    pages = _pages(order, names)
    reports = [own_report(report, names, pages) for report in order.reports]
    result = asked(order.agency, order.member, reports, order.told, order.answers)
    if order.only_failed and not grave(result):
        return Made(order.agency)
    place.mkdir(parents=True)
    _copy_pages(order, names, pages, place)
    write_workbook(result, place / _name("workbook", order), SHOWN, replies=True)
    told = _written(order, result, place)
    write_lists(place, _manifest(order, result))
    return _bundled(order, place, told, len(result.findings))


def _name(key: str, order: Order) -> str:
    return say(f"pack.file.{key}", agency=order.file)


def _written(order: Order, result: Audit, place: Path) -> dict[str, object]:
    """Write letter and notice; return the words that notice and mail are made of."""
    years = sorted({report.year for report in result.reports if report.year})
    told = context(order.agency, years, questions(result), order.told)
    told["workbook"] = _name("workbook", order)
    (place / _name("letter", order)).write_bytes(letter(order.template, told))
    words = {key: told[key] for key in _WORDS} | {"office": order.told.settings.office}
    notice = (
        say("pack.notice" if words["count"] else "pack.notice_none", **words)
        .strip()
        .replace("\n", "\r\n")
        + "\r\n"
    )
    # with a mark, or the editor of Windows may take it for another encoding
    (place / say("pack.file.notice")).write_bytes(notice.encode("utf-8-sig"))
    return words


def _pages(order: Order, names: Mapping[str, str]) -> dict[str, str]:
    """The pages that belong into a pack, by source: not those on which others stand, too."""
    sources = [s for report in order.reports if report.evidence for s in sources_of(report)]
    return {s: page_name(names[s]) for s in sources if file_of(s) not in order.shared}


def _copy_pages(
    order: Order, names: Mapping[str, str], pages: Mapping[str, str], place: Path
) -> None:
    """Write the pages of the reports, in which the files go by their own names."""
    for source, page in pages.items():
        given = order.pages / page_name(source)
        if not given.is_file():
            continue
        text = given.read_text("utf-8")
        for old in sorted(names, key=len, reverse=True):
            text = text.replace(escaped(old), escaped(names[old]))
        target = place / say("pack.file.pages") / page
        target.parent.mkdir(exist_ok=True)
        target.write_text(text, "utf-8", newline="\n")


def _manifest(order: Order, result: Audit) -> dict[str, object]:
    reports = [
        {"file": name, "year": report.year, "sha256": sha}
        for report in sorted(result.reports, key=lambda report: report.source)
        for name, sha in ((report.source, report.digest), *report.parts)
    ]
    told = {"agency": order.agency, "reports": reports, "questions": len(result.findings)}
    return {**told, "tool": f"nianbao-audit {audit.__version__}"}


def _bundled(order: Order, place: Path, words: Mapping[str, object], count: int) -> Made:
    """Write zip and draft beside the folder."""
    packed = place.with_name(f"{place.name}.zip")
    write_zip(place, packed, order.password)
    body = say("pack.body" if count else "pack.body_none", **words).strip() + "\n"
    if order.password:
        body += say("pack.locked") + "\n"
    subject = say("pack.subject" if count else "pack.subject_none", **words)
    to = addresses(order.member.email if order.member else "").good
    mail = place.with_name(f"{place.name}.eml")
    mail.write_bytes(draft(to, subject, body, packed.name, packed.read_bytes()))
    sizes = packed.stat().st_size, mail.stat().st_size
    return Made(
        *(order.agency, count, packed.name, sizes[0], digest(packed), mail.name, sizes[1]),
        note=_left_out(order),
    )


def _left_out(order: Order) -> str:
    """Say which pages are not in the pack, for others stand on them, too."""
    files = {file_of(s) for report in order.reports for s in sources_of(report)} & order.shared
    return say("pack.shared", names=listed(sorted(files))) if files else ""
