"""What a form must not say of itself; each refusal names the rule or table and the word."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from audit.clean import label_key
from audit.errors import FormError

if TYPE_CHECKING:
    from audit.form import Form, Table

LEVELS = ("error", "warning", "info")
EACH = ("row", "column")
UNITS = ("count", "change", "yuan", "wan_yuan")


def refuse_contradictions(form: Form, cells: int) -> None:
    """Raise FormError if a form contradicts itself or has not as many cells as it states."""
    for table in form.tables.values():
        _check_lines(table)
        _check_alternatives(table)
    _check_rules(form)
    # spreading the rules finds words that are no lines of their table
    assert form.identities is not None
    if len(form.cells) != cells:
        raise FormError("form.cells", form=form.version, stated=cells, found=len(form.cells))


def _check_rules(form: Form) -> None:
    for rule_id, n in Counter(rule.id for rule in form.rules).items():
        if n > 1:
            raise FormError("form.twice", name=rule_id)
    for rule in form.rules:
        for word, known in (
            (rule.level, LEVELS),
            (rule.each, EACH),
            (rule.table, tuple(form.tables)),
        ):
            if word not in known:
                raise FormError("form.word", rule=rule.id, word=word, known=known)
        table = form.tables[rule.table]
        lines = table.rows if rule.each == "row" else table.columns
        for key in rule.only:
            if key not in {line.key for line in lines}:
                raise FormError("form.unknown", rule=rule.id, word=key, table=table.title)


def _check_lines(table: Table) -> None:
    for lines in (table.rows, table.columns):
        for name, n in Counter(line.key for line in lines).items():
            if n > 1:
                raise FormError("form.twice", name=f"{table.key}.{name}")
        # labels are told apart by their letters and digits alone
        keys = {line.key: {label_key(a) for a in (line.label, *line.aliases)} for line in lines}
        owners = Counter(key for own in keys.values() for key in own)
        for label, n in owners.items():
            if n > 1:
                raise FormError("form.label", table=table.title, label=label)
    for line in table.columns:
        if line.unit not in UNITS:
            raise FormError("form.word", rule=line.key, word=line.unit, known=UNITS)
    columns = {column.key for column in table.columns}
    for row in table.rows:
        for key in row.columns:
            if key not in columns:
                raise FormError("form.unknown", rule=row.key, word=key, table=table.title)


def _check_alternatives(table: Table) -> None:
    rows = {row.key for row in table.rows}
    for choice in table.alternatives:
        for key in (*choice.official, *choice.alternative):
            if key not in rows:
                raise FormError("form.unknown", rule="alternatives", word=key, table=table.title)
