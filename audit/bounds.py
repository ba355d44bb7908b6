"""How much one file may cost: time, memory, pages, rows, cells, bytes."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

from audit.errors import InputError
from audit.words import listed


@dataclass(frozen=True, slots=True)
class Bounds:
    """The most that reading one file may take; a file that wants more becomes a row saying so.

    `seconds` and `megabytes` (of memory) are a worker's; `size` (MB) is the file's own and
    `unpacked` (MB) what comes out of a container, together; `members` and `depth` are of archives,
    `pages` of what is printed, `rows` of text and tables, `cells` of one row.
    """

    seconds: int = 180
    megabytes: int = 3072
    size: int = 64
    unpacked: int = 512
    members: int = 5000
    depth: int = 4
    pages: int = 200
    rows: int = 50_000  # the longest reports have some hundreds
    cells: int = 200


DEFAULT = Bounds()


def with_limits(given: list[str]) -> Bounds:
    """Return the bounds with `name=number` settings; InputError for one that is none."""
    known = {field.name for field in fields(Bounds)}
    bounds = DEFAULT
    for setting in given:
        name, _, number = setting.partition("=")
        if name not in known or not (number.isascii() and number.isdigit()) or not int(number):
            raise InputError("cli.bad_limit", value=setting, names=listed(sorted(known)))
        bounds = replace(bounds, **{name: int(number)})
    return bounds
