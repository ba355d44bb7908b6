"""The rule book: equations of the forms and registered functions, with the same metadata."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from audit.findings import Finding
from audit.form import VERSIONS, Level, load_form
from audit.frames import Frames
from audit.report import Report

GROUPS = ("disclosure", "applications", "disputes", "claims", "years", "text", "dates")

Check = Callable[[Sequence[Report], Frames], Iterable[Finding]]
CHECKS: dict[str, Check] = {}


@dataclass(frozen=True, slots=True)
class RuleEntry:
    """One rule as the workbook and `audit rules` show it; `group` is its column in 汇总."""

    id: str
    group: str
    label: str
    basis: str
    level: Level
    forms: tuple[str, ...]
    equation: str = ""
    exceptions: str = ""


@cache
def rule_book() -> dict[str, RuleEntry]:
    """Return every implemented rule by id, in the order of ids."""
    entries: dict[str, RuleEntry] = {}
    for version in VERSIONS:
        for rule in load_form(version).rules:
            known = entries.get(rule.id)
            forms = (*known.forms, version) if known else (version,)
            entries[rule.id] = RuleEntry(
                *(rule.id, rule.table, rule.label, rule.basis, rule.level, forms),
                *(rule.equation, rule.exceptions),
            )
    raw = tomllib.loads(files("audit.check").joinpath("rules.toml").read_text("utf-8"))
    for item in raw["rules"]:
        entries[item["id"]] = RuleEntry(forms=VERSIONS, **item)
    return dict(sorted(entries.items()))


def check(rule: str) -> Callable[[Check], Check]:
    """Register a function as the check of a rule described in rules.toml."""

    def register(function: Check) -> Check:
        CHECKS[rule] = function
        return function

    return register
