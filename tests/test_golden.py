"""The workbook as text, compared with what was read and approved."""

from __future__ import annotations

import pytest

from audit.form import load_form
from audit.identities import OUTCOMES, Outcome, system
from tests.golden import FOLDER, FORMS, small_audit, written_dump


@pytest.mark.parametrize("version", FORMS)
def test_the_workbook_is_what_was_approved(version: str) -> None:
    approved = (FOLDER / f"outcomes-{version}.txt").read_text("utf-8")
    assert written_dump(version) == approved, "read the diff after: python -m tests.golden"


@pytest.mark.parametrize("version", FORMS)
def test_each_rule_shows_every_outcome_it_can_have(version: str) -> None:
    audit = small_audit(version)
    seen = {
        (identity.rule.id, OUTCOMES[code])
        for codes in audit.results.outcomes
        for identity, code in zip(system().identities, codes, strict=True)
    }
    decided = [o for o in Outcome if o is not Outcome.NOT_APPLICABLE]
    for rule in load_form(version).rules:
        assert {o for o in decided if (rule.id, o) in seen} == set(decided), rule.id


def test_a_rule_that_is_not_on_the_form_does_not_apply() -> None:
    for version, absent in (("2019", "T201"), ("2021", "T207")):
        audit = small_audit(version)
        codes = {
            OUTCOMES[code]
            for row in audit.results.outcomes
            for identity, code in zip(system().identities, row, strict=True)
            if identity.rule.id == absent
        }
        assert codes == {Outcome.NOT_APPLICABLE}
