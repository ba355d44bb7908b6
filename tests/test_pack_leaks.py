"""Nothing of another agency is in a pack: no name, no number, no path, no word of a reviewer."""

from __future__ import annotations

import re
import zipfile
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from audit.build import read_all
from audit.evidence.naming import page_name
from audit.inputs import find_inputs
from audit.pack.asked import Told
from audit.pack.letter import read_template
from audit.pack.one import Order, make_pack
from audit.pack.own import by_agency, shared_files
from audit.pack.run import Wish, write_packs
from audit.report import Report
from audit.review.entry import PROBLEM, Entry
from audit.review.merge import Merged
from audit.roster import Member, Roster
from audit.roster_file import read_roster
from tests.conftest import SAMPLES
from tests.packing import contents, packs, report_of, texts
from tests.reporting import filled, said

ONE, OTHER, ABOVE = "虚构市甲局", "虚构市乙局", "虚构市人民政府"
_NUMBER = re.compile(r"(?<![0-9A-Za-z.])[0-9]{4,}(?![0-9A-Za-z.])")
_OFFSETS = re.compile("字符[0-9]+–[0-9]+")  # where a quote stands in its file


@pytest.fixture(scope="module")
def secrets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Packs of two agencies with the same prose and a superior, from a folder that names one."""
    out = tmp_path_factory.mktemp("secrets") / "packs"
    prose = "正文一字不差地相同，" * 40
    numbers = {ONE: 7654321, OTHER: 8765432, ABOVE: 9876543}
    reports = [
        replace(
            said(
                filled(report_of(name, source), {"disclosure.licences.decisions": numbers[name]}),
                "problems",
                prose,
            ),
            notes=(f"“{source}”的说明",),
            scope="region" if name == ABOVE else "own",
        )
        for name, source in (
            (ONE, f"{OTHER}密转/一.zip/甲.html"),
            (OTHER, f"{ONE}密转/乙.html"),
            (ABOVE, "府.html"),
        )
    ]
    roster = Roster(
        (Member(ABOVE, email="fu@example.gov.cn"), Member(ONE, (), ABOVE), Member(OTHER, (), ABOVE))
    )
    packs(reports, out, roster, rows=_answers())
    return out


def _answers() -> dict[tuple[str, str], Merged]:
    fields = {"status": "属实，退回修改", "opinion": "内部意见甲", "reviewer": "王某某"}
    rid = f"{ONE}|2024|T301|不符|applications.new_received.natural_person"
    return {(PROBLEM, rid): Merged(Entry(PROBLEM, rid, fields))}


@pytest.mark.parametrize(
    ("agency", "others"),
    [
        (ONE, ("乙局", "人民政府", "8765432", "9876543", "密转", "一.zip")),
        (OTHER, ("甲局", "人民政府", "7654321", "9876543", "密转")),
        (ABOVE, ("甲局", "乙局", "7654321", "8765432", "example.gov.cn")),
    ],
)
def test_no_name_number_or_path_of_another(
    secrets: Path, agency: str, others: tuple[str, ...]
) -> None:
    own = {ONE: "7654321", OTHER: "8765432", ABOVE: "9876543"}[agency]
    seen = False
    for name, text in texts(secrets / agency):
        seen = seen or own in text
        assert not [word for word in (*others, "内部意见", "王某") if word in text], name
    assert seen  # the search sees numbers at all
    with zipfile.ZipFile(secrets / f"{agency}.zip") as archive:
        inside = {name.removeprefix(f"{agency}/") for name in archive.namelist()}
    assert inside == {name for name, _ in contents(secrets / agency) if "!" not in name}


def test_no_page_of_a_file_in_which_others_stand() -> None:
    reports = [
        replace(report_of(ONE, "汇编.docx#1"), evidence="x"),
        replace(report_of(OTHER, "汇编.docx#2"), evidence="y"),
        replace(report_of(OTHER, "乙.docx"), evidence="z"),
        replace(report_of("", "无名.docx#1"), evidence="u"),
        replace(report_of(ABOVE, "无名.docx#2"), evidence="v"),
    ]
    assert shared_files(reports, Roster()) == {"汇编.docx", "无名.docx"}


# ── the samples ──


class Sampled:
    """The packs of all samples, with the reports, as one run makes them."""

    def __init__(self, folder: Path) -> None:
        self.pages, self.out = folder / "pages", folder / "packs"
        self.pages.mkdir()
        found = find_inputs([SAMPLES])
        self.reports = read_all(found.files, {}, evidence=self.pages).reports
        self.roster = read_roster(SAMPLES.parent / "roster.csv")
        self.groups: Mapping[str, list[Report]] = by_agency(self.reports, self.roster)
        wish = Wish(read_template(None), self.pages)
        write_packs(self.reports, self.roster, Told(), {}, wish, self.out)


@pytest.fixture(scope="module")
def sampled(tmp_path_factory: pytest.TempPathFactory) -> Sampled:
    return Sampled(tmp_path_factory.mktemp("sampled"))


def _said(sampled: Sampled, agency: str) -> str:
    """What the agency's own files say, all of it."""
    out = []
    for report in sampled.groups[agency]:
        page = sampled.pages / page_name(report.source)
        out.append(re.sub(r"<[^>]*>", "", page.read_text("utf-8")))
        out += [section.text for section in report.sections]
        out += [report.preamble, report.title, str(report.mentions), report.source]
    return "\n".join(out)


@pytest.mark.slow
def test_no_sample_names_another_but_in_its_own_words(sampled: Sampled) -> None:
    assert len(sampled.groups) > 30
    names = set(sampled.groups) | {m.agency for m in sampled.roster.members}
    for agency in sampled.groups:
        own = _said(sampled, agency) + agency
        others = {name for name in names if name not in own}
        assert len(others) > 20
        for name, text in texts(sampled.out / agency):
            assert not [other for other in others if other in text], (agency, name)


@pytest.mark.slow
def test_no_sample_has_a_number_that_only_another_has(sampled: Sampled) -> None:
    owners: dict[str, set[str]] = defaultdict(set)
    for agency in sampled.groups:
        for number in _NUMBER.findall(_said(sampled, agency)):
            owners[number].add(agency)
    telling = {n: who for n, who in owners.items() if len(who) == 1}
    assert len(telling) > 20
    leaked = []
    for agency in sampled.groups:
        here = _numbers(sampled.out / agency)
        leaked += [(agency, n) for n in here if telling.get(n, {agency}) != {agency}]
    assert leaked == []


def _numbers(folder: Path) -> set[str]:
    return {
        number
        for name, text in texts(folder)
        if name.endswith((".html", ".txt", "sharedStrings.xml", "document.xml"))
        or "worksheets/sheet" in name
        for number in _NUMBER.findall(_OFFSETS.sub("", text))
    }


@pytest.mark.slow
@pytest.mark.parametrize("n", range(0, 40, 4))
def test_a_pack_does_not_depend_on_who_else_reports(
    sampled: Sampled, tmp_path: Path, n: int
) -> None:
    """The same bytes, whether the other agencies are there or not."""
    agency = list(sampled.groups)[n]
    own = sampled.groups[agency]
    member = sampled.roster.find(agency)
    order = Order(
        *(agency, agency, tmp_path, tuple(own), member, Told(), {}, sampled.pages),
        *(shared_files(own, Roster()), read_template(None)),
    )
    assert make_pack(order).problem == ""
    alone = dict(contents(tmp_path / agency))
    assert alone == dict(contents(sampled.out / agency))
