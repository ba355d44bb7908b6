"""The rule book: equations of the forms and registered functions, with the same metadata."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any

from audit.across import across_identities, across_rules
from audit.check.batch import Batch
from audit.check.worded import across_in_words, equation_in_words, in_words
from audit.equation import parse_equation
from audit.findings import Finding
from audit.form import VERSIONS, Level, Rule, load_form
from audit.identities import Outcome
from audit.official import rule_texts
from audit.words import apart, language, say

GROUPS = ("disclosure", "applications", "disputes", "claims", "years", "text", "dates")
BY_TABLE = "tables"  # the group of a rule whose findings belong to the table of their cells

_ACROSS = (
    *("id", "group", "label", "basis", "level", "compares", "exceptions", "example"),
    *("since", "until"),
)
_RELATIONS = {"=": "equal", "<=": "most", ">=": "least"}
Check = Callable[[Batch], Iterable[Finding]]
CHECKS: dict[str, Check] = {}


@dataclass(frozen=True, slots=True)
class RuleEntry:
    """One rule as the workbook and `audit rules` show it; `group` is its column in 汇总.

    A rule of the group BY_TABLE is shown in the column of the table that its finding is on.
    `compares` says what exactly is compared, `equation` the same in the words of the form,
    `example` shows a case that breaks the rule. `since` and `until` are the first and last year
    it is for, 0 where there is none.
    """

    id: str
    group: str
    label: str
    basis: str
    level: Level
    forms: tuple[str, ...]
    compares: str = ""
    equation: str = ""
    exceptions: str = ""
    example: str = ""
    since: int = 0
    until: int = 0

    def holds_for(self, year: int | None) -> bool:
        """Whether the rule is for reports on a year; one that is not known may be any."""
        return year is None or self.since <= year <= (self.until or year)


def rule_book() -> dict[str, RuleEntry]:
    """Return every implemented rule by id, in the order of ids and the language spoken."""
    return _rule_book(language())


@cache
def _rule_book(_: str) -> dict[str, RuleEntry]:
    entries: dict[str, RuleEntry] = {}
    for version in VERSIONS:
        form = load_form(version)
        for rule in form.rules:
            known = entries.get(rule.id)
            forms = (*known.forms, version) if known else (version,)
            entries[rule.id] = RuleEntry(
                *(rule.id, rule.table, rule.label, rule.basis, rule.level, forms),
                compares=in_words(form, rule),
                equation=equation_in_words(form, rule),
                exceptions=rule.exceptions,
                example=rule.example or say(f"rules.example_{_RELATIONS[_relation(rule)]}"),
            )
    for rule_ in across_rules():
        told = {name: getattr(rule_, name) for name in _ACROSS}
        forms = tuple(v for v in VERSIONS if _any_of(rule_.id, v))
        told_of = [r for r in across_rules() if r.id == rule_.id and r.equations]
        equation = apart(map(across_in_words, told_of))
        # one whose equations stand with others is for both forms
        entries[rule_.id] = RuleEntry(forms=forms or VERSIONS, equation=equation, **told)
    for item in described():
        entry = RuleEntry(**{"forms": VERSIONS} | item)  # type: ignore[arg-type]
        entries[entry.id] = entry
    return {rule: _in_words(entries[rule]) for rule in sorted(entries)}


def _in_words(entry: RuleEntry) -> RuleEntry:
    told: dict[str, Any] = rule_texts(entry.id)
    return replace(entry, **told)


def _any_of(rule: str, version: str) -> bool:
    return any(identity.rule.id == rule for identity in across_identities(version))


@cache
def described() -> tuple[dict[str, object], ...]:
    """Return the entries of rules/*.toml: rules that are no equations of a form."""
    folder = files("audit.check").joinpath("rules")
    found = sorted(folder.iterdir(), key=lambda path: path.name)
    return tuple(
        {key: tuple(value) if isinstance(value, list) else value for key, value in item.items()}
        for path in found
        if path.name.endswith(".toml")
        for item in tomllib.loads(path.read_text("utf-8")).get("rules", ())
    )


@dataclass(frozen=True, slots=True)
class Question:
    """What a reviewer has to judge, and why no program can."""

    id: str
    label: str
    why: str


def checklist() -> tuple[Question, ...]:
    """Return what stands on the reviewer's checklist: no rules, for no program decides them."""
    text = files("audit.check").joinpath("rules/checklist.toml").read_text("utf-8")
    items = tomllib.loads(text)["questions"]
    return tuple(Question(**item | rule_texts(item["id"])) for item in items)


def _relation(rule: Rule) -> str:
    return parse_equation(rule.equation, rule.id).relation


def check(rule: str) -> Callable[[Check], Check]:
    """Register a function as the check of a rule described in rules/*.toml."""

    def register(function: Check) -> Check:
        CHECKS[rule] = function
        return function

    return register


def broken(batch: Batch, rule: str, report: int, sentence: str, **more: Any) -> Finding:
    """Return the finding that a report breaks a rule; `more` are further fields of a Finding."""
    entry = rule_book()[rule]
    file = batch.reports[report].source
    return Finding(
        *(rule, entry.level, Outcome.FAILED, report, batch.rids[report], sentence),
        **{"file": file} | more,
    )
