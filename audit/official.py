"""The official form in the language spoken: its labels are Chinese, English ones stand beside."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache
from typing import Any

from audit.across import AcrossRule
from audit.form import VERSIONS, Rule, Section, load_form
from audit.words import LANGUAGES, language, say, template


def official(text: str) -> str:
    """Return a label, heading, title or article of the form in the language spoken.

    What the form does not know is returned as it is.
    """
    return text if language() == LANGUAGES[0] else _labels(language()).get(text, text)


def beside(text: str) -> str:
    """Return what `official` does with the form's own Chinese beside it."""
    word = official(text)
    return word if word == text else say("mark.beside", word=word, label=text)


def section_name(section: Section) -> str:
    """Return a section as the form heads it: 一、总体情况."""
    return official(_heading(section))


def rule_label(rule: Rule | AcrossRule) -> str:
    """Return the label of an equation's rule in the language spoken."""
    return rule_texts(rule.id).get("label", rule.label)


def rule_texts(rule: str) -> dict[str, str]:
    """Return what is said of a rule in the language spoken, {} where it stands with the rule."""
    if language() == LANGUAGES[0]:
        return {}
    words = form_words(language())
    found: dict[str, str] = words["rule"].get(rule) or words["checklist"].get(rule, {})
    return found


def _heading(section: Section) -> str:
    return f"{section.numeral}、{section.title}"


@cache
def form_words(chosen: str) -> dict[str, Any]:
    """Return workbook_templates/form.<language>.toml, by sort of thing and key."""
    return tomllib.loads(template(f"form.{chosen}.toml"))


@cache
def _labels(chosen: str) -> dict[str, str]:
    return dict(_spread(form_words(chosen)))


def _of(words: dict[str, str], key: str, version: str) -> str:
    """A column may be another thing in one version of the form."""
    return words.get(f"{key}@{version}", words[key])


def _spread(words: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield every Chinese text of the forms with what it means."""
    yield from words["heading"].items()
    yield from words["article"].items()
    for version in VERSIONS:
        form = load_form(version)
        yield form.title, words["title"][version]
        for number, section in enumerate(form.sections, 1):
            name = words["section"][section.key]
            yield section.title, name
            yield _heading(section), say("mark.section", number=number, title=name)
        for key, table in form.tables.items():
            yield table.title, words["table"][key]
            yield from ((row.label, words["row"][key][row.key]) for row in table.rows)
            yield from (
                (line.label, _of(words["column"][key], line.key, version)) for line in table.columns
            )
