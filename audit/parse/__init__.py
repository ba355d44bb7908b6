"""Documents to reports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache, lru_cache

from audit.clean import label_key
from audit.document import Document
from audit.errors import InputError
from audit.form import VERSIONS, Form, form_for_year, load_form
from audit.parse.cells import read_cells
from audit.parse.sections import Heading, find_headings, read_sections
from audit.parse.split import split
from audit.parse.unseen import unseen_tables
from audit.parse.who import identify
from audit.report import Report, State

__all__ = ["parse", "parse_all"]


def parse(document: Document, form: str = "") -> Report:
    """Read a document as a report on the official form its tables show.

    `form` overrides the choice ("2019" or "2021"). Raises InputError if no statistical table
    is found, or only a picture where one should be.
    """
    chosen = load_form(form) if form else _form_of(document)
    headings = find_headings(document, chosen)
    tables = read_cells(document, chosen, headings)
    if not any(r.state not in (State.ABSENT, State.NOT_ON_FORM) for r in tables.cells.values()):
        key = "read.image_only" if document.pictures else "read.no_table"
        raise InputError(key, name=document.source)
    rest = _without_tables(document, chosen, headings, tables.zones)
    return replace(
        rest,
        cells=tables.cells,
        extra_tables=tables.repeated,
        unseen_tables=unseen_tables(document, chosen, tables.cells),
    )


def _without_tables(
    document: Document, form: Form, headings: Sequence[Heading], zones: Sequence[range] = ()
) -> Report:
    """Who, when and the prose; `zones` are the rows of the tables."""
    prose = read_sections(document, form, headings, zones)
    who = identify(document, prose.preamble, [s.text for s in prose.sections])
    return Report(
        *(document.source, document.kind, who.agency, who.year, form.version, who.scope),
        title=who.title,
        published=who.published,
        signed=who.signed,
        encoding=document.encoding,
        preamble=prose.preamble,
        sections=prose.sections,
        mentions=who.mentions,
        notes=document.notes,
    )


def parse_all(document: Document, forms: Mapping[str, str]) -> list[Report]:
    """Read a document as the reports that stand in it, mostly one.

    `forms` overrides the choice of form by source (path#2 for the second report of a file). A
    report without a statistical table has a `problem`, and as `body` what else was read of it.
    """
    return [_parsed(part, forms.get(part.source, "")) for part in split(document)]


def _parsed(document: Document, form: str) -> Report:
    try:
        return parse(document, form)
    except InputError as error:
        chosen = load_form(form) if form else _form_of(document)
        body = _without_tables(document, chosen, find_headings(document, chosen))
        return Report(document.source, document.kind, problem=str(error), body=body)


def _form_of(document: Document) -> Form:
    """The form whose own words the tables use; without any, the one for the year named."""
    texts = Counter([piece.text for row in document.rows for piece in row.pieces])
    counts = dict.fromkeys(VERSIONS, 0)
    for text, times in texts.items():
        for version in _spoken_by(text):
            counts[version] += times
    best = max(VERSIONS, key=lambda version: counts[version])
    if len(set(counts.values())) > 1:
        return load_form(best)
    year = identify(document, "", []).year
    return form_for_year(year) if year else load_form(VERSIONS[-1])


@lru_cache(maxsize=20_000)
def _spoken_by(text: str) -> tuple[str, ...]:
    """The forms of whose own words a text begins with one."""
    key = label_key(text)
    return tuple(version for version, words in _own_words().items() if key.startswith(words))


@cache
def _own_words() -> dict[str, tuple[str, ...]]:
    """Label keys of table 二 that only one of the forms has."""
    words = {
        version: {
            label_key(line.label)
            for line in (
                *load_form(version).tables["disclosure"].rows,
                *load_form(version).tables["disclosure"].columns,
            )
        }
        for version in VERSIONS
    }
    return {
        version: tuple(
            word
            for word in own
            if not any(
                word in other or other in word
                for rival in VERSIONS
                if rival != version
                for other in words[rival]
            )
        )
        for version, own in words.items()
    }
