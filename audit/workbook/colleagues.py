"""Who does what, on 总览: a row for each name typed into the summary, live."""

from __future__ import annotations

from collections import Counter

from audit.workbook.book import Book
from audit.workbook.formula import name
from audit.workbook.nexts import first_open
from audit.workbook.page import Sheet


def write_colleague(sheet: Sheet, row: int, n: int) -> None:
    """Write the n-th name typed into the summary, how many reports it has and has decided.

    The last leads to its first report that is not.
    The names before it stand in the rows above.
    """
    book, column = sheet.book, sheet.columns["name"]
    owners, decisions, numbers = (book.down("summary", key) for key in ("owner", "decision", "no"))
    known = _known(book)
    now: tuple[str, float | str, float | str] = known[n] if n < len(known) else ("", "", "")
    above = "".join(f"+({owners}={name((row - k, column))})" for k in range(1, n + 1))
    # the lowest number of a report whose name is not listed above yet
    lowest = f'MIN({numbers}+1000000*((({owners}="")*1{above})>0))'
    place = f"MATCH(SUMPRODUCT({lowest}),{numbers},0)"
    first, last = sheet.span("name")
    sheet.band(row, first, last, "", "cell")
    sheet.formula(row, first, f'=IFERROR(INDEX({owners},{place}),"")', now[0], "cell")
    here = name((row, first))
    mine = f'=IF({here}="","",COUNTIF({owners},{here}))'
    sheet.formula(row, sheet.columns["number"], mine, now[1], "cell", "center")
    first, last = sheet.span("share")
    sheet.band(row, first, last, "", "cell", "center")
    decided = f'COUNTIFS({owners},{here},{decisions},"<>")'
    target = first_open(book, "summary", "agency", f'({owners}<>{here})+({decisions}<>"")')
    shown = f'IF({here}="","",{decided})'
    sheet.formula(row, first, f"=HYPERLINK({target},{shown})", now[2], "cell", "center", "link")


def _known(book: Book) -> list[tuple[str, int, int]]:
    """Who has reports now, how many, and how many of these are decided; as they are met."""
    carried, owned, decided = book.audit.carried, Counter[str](), Counter[str]()
    for rid in book.rows:
        owner = carried.of_report(rid, "owner")
        if owner:
            owned[owner] += 1
            decided[owner] += bool(carried.of_report(rid, "decision"))
    return [(name, owned[name], decided[name]) for name in owned]
