"""All packs of a run, by worker processes, put in place together."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from audit.bounds import DEFAULT, Bounds
from audit.errors import InputError
from audit.evidence.naming import segment
from audit.mail.journal import JOURNAL
from audit.pack.asked import Told, answers_of
from audit.pack.lists import write_missing, write_sent
from audit.pack.one import Made, Order, make_pack
from audit.pack.own import by_agency, shared_files
from audit.report import Report
from audit.review.merge import Merged, Rows
from audit.roster import Roster
from audit.words import say
from audit.workers import Lost, Workers

_PART = ".packs-", ".part"  # how the name of a folder begins and ends that is not finished

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Wish:
    """How the packs are wanted.

    `template` is the letter's, `pages` the folder with the pages of the reports. With
    `only_failed` only agencies with a finding of level error get one, with `by_parent` they stand
    in a folder for each superior. With a `password` the zips are encrypted.
    """

    template: bytes
    pages: Path
    only_failed: bool = False
    by_parent: bool = False
    password: str = ""


def check_out(out: Path, roster: Path | None, by_parent: bool) -> None:
    """Raise InputError if packs cannot come to stand in a folder: before the work, not after."""
    if by_parent and roster is None:
        raise InputError("pack.by_roster")
    if not out.absolute().parent.is_dir():
        raise InputError("output.folder", name=out.parent)
    if (out / JOURNAL).exists():
        raise InputError("pack.sent_from", name=out, journal=JOURNAL)
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise InputError("pack.exists", name=out)


def left_behind(out: Path) -> list[Path]:
    """Return what runs left beside a folder of packs when they were ended, or still write.

    It is not removed: nobody can tell one from the other.
    """
    return sorted(p for p in out.absolute().parent.glob("*".join(_PART)) if p.is_dir())


def write_packs(
    reports: Sequence[Report],
    roster: Roster | None,
    told: Told,
    rows: Rows,
    wish: Wish,
    out: Path,
    bounds: Bounds = DEFAULT,
    progress: Progress | None = None,
) -> list[Made]:
    """Write a pack for each agency, and the lists, into a new folder: all of it or nothing.

    Returns what became of every agency, in the order of the roster. Raises InputError if the
    folder cannot be written.
    """
    known = roster or Roster()
    made: list[tuple[str, Made]] = []
    beside: Path | None = None
    try:
        beside = Path(tempfile.mkdtemp(_PART[1], _PART[0], out.absolute().parent))
        orders = list(_orders(reports, known, told, rows, wish, beside))
        with Workers(bounds, len(orders)) as workers:
            results = workers.run(make_pack, ((order,) for order in orders))
            for order, pack in zip(orders, results, strict=True):
                inside = order.folder.relative_to(beside).as_posix().removeprefix(".")
                made.append((inside, _found(order, pack)))
                if progress:
                    progress(len(made), len(orders))
        write_sent(beside, ((inside, one) for inside, one in made if one.zip or one.problem), known)
        if roster:
            write_missing(beside, reports, roster)
        _put(beside, out)
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError("output.write", name=out, problem=reason) from None
    finally:
        if beside is not None:
            shutil.rmtree(beside, ignore_errors=True)
    return [one for _, one in made]


def _orders(
    reports: Sequence[Report], roster: Roster, told: Told, rows: Rows, wish: Wish, folder: Path
) -> Iterator[Order]:
    groups, shared = by_agency(reports, roster), shared_files(reports, roster)
    answers: dict[str, dict[tuple[str, str], Merged]] = {}
    for name, found in answers_of(rows).items():
        answers.setdefault(roster.name(name), {}).update(found)
    files = file_names(list(groups))
    settings = told.settings
    # as a plain dictionary, which can go to another process
    plain = replace(settings, fee_caps=dict(settings.fee_caps), deadlines=dict(settings.deadlines))
    # no 总览 in an agency's workbook, and no columns of reviewers
    bare = replace(told, settings=plain, template=replace(told.template, logo=None, columns=()))
    for agency, own in groups.items():
        member = roster.find(agency)
        above = roster.name(member.parent) if member and member.parent else say("pack.none")
        place = folder / segment(above) if wish.by_parent else folder
        yield Order(
            *(agency, files[agency], place, tuple(own), member, bare),
            *(answers.get(agency, {}), wish.pages, shared, wish.template),
            *(wish.password, wish.only_failed),
        )


def file_names(agencies: Sequence[str]) -> Mapping[str, str]:
    """Return the name of each agency's folder and files: no two alike on any system."""
    found: dict[str, str] = {}
    # the lists stand beside the folders
    taken = {say("pack.file.sent"), say("pack.file.missing"), JOURNAL}
    for agency in agencies:
        name = segment(agency)
        if name != agency or name.casefold() in taken:
            name += "-" + hashlib.sha256(agency.encode("utf-8", "surrogatepass")).hexdigest()[:8]
        taken.add(name.casefold())
        found[agency] = name
    return found


def _found(order: Order, pack: Made | Lost) -> Made:
    if not isinstance(pack, Lost):
        return pack
    shutil.rmtree(order.folder / order.file, ignore_errors=True)
    return Made(order.agency, problem=say("pack.lost"))


def _put(beside: Path, out: Path) -> None:
    """Put the folder in place of an empty one, or of none."""
    beside.chmod(0o755)
    if out.is_dir():
        out.rmdir()
    beside.replace(out)
