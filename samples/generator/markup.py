"""Renderers for HTML: clean tables, Word exports, tag soup, tables in tables."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from random import Random

from .damage import Damage
from .outline import Part
from .report import Generated
from .spans import pages, repeated, split
from .tables import Grid, Slot

CellMarkup = Callable[[Slot, Random], str]
NBSP = "&nbsp;"


def _spans(slot: Slot, quote: str = '"') -> str:
    out = "" if slot.columns == 1 else f" colspan={quote}{slot.columns}{quote}"
    return out + ("" if slot.rows == 1 else f" rowspan={quote}{slot.rows}{quote}")


def plain_cell(slot: Slot, _rng: Random) -> str:
    """A cell as written by hand."""
    tag = "th" if slot.kind == "head" else "td"
    return f"<{tag}{_spans(slot)}>{escape(slot.text)}</{tag}>"


def word_cell(slot: Slot, rng: Random) -> str:
    """A cell as Word exports it: a paragraph of spans, text broken anywhere."""
    pieces = [escape(piece) for piece in broken(slot.text, rng)] or [NBSP]
    spans = "".join(
        f'<span style="font-family: 仿宋_GB2312; font-size: 10.5pt"><font face="仿宋_GB2312">{p}'
        "</font></span>"
        for p in pieces
    )
    return (
        f'<td{_spans(slot)} width="{60 * slot.columns}" valign="center" '
        'style="border: 1pt solid windowtext; padding: 0 5.4pt">\n'
        f'<p class="MsoNormal" align="center" style="text-align: center">{spans}'
        "<span><o:p></o:p></span></p>\n</td>"
    )


def broken(text: str, rng: Random) -> list[str]:
    """Break a text in two at a random place, now and then."""
    if len(text) < 2 or rng.random() < 0.6:
        return [text] if text else []
    at = rng.randrange(1, len(text))
    return [text[:at], text[at:]]


def soup_cell(slot: Slot, rng: Random) -> str:
    """A cell that is never closed."""
    align = rng.choice(("", " align=center"))
    return f"<TD{_spans(slot, '')}{align}>{escape(slot.text) or NBSP}"


CELLS: dict[str, CellMarkup] = {"html_word": word_cell, "html_soup": soup_cell}


def table_markup(grid: Grid, layout: str, rng: Random) -> str:
    """Render one table, or one part of a table."""
    cell = CELLS.get(layout, plain_cell)
    if layout == "html_soup":
        rows = "\n".join("<TR>" + "\n".join(cell(s, rng) for s in row) for row in grid.rows)
        return f"<TABLE border=1 cellspacing=0>\n{rows}\n</TABLE>"
    rows = "\n".join(
        "<tr>\n" + "\n".join(cell(slot, rng) for slot in row) + "\n</tr>" for row in grid.rows
    )
    return f'<table border="1" cellspacing="0"><tbody>\n{rows}\n</tbody></table>'


def tables_markup(grid: Grid, layout: str, rng: Random, damage: Damage) -> str:
    """Render a table with the damage that tables have suffered, in one <table> or several."""
    if damage.merged and grid.key == "applications":
        grid = repeated(grid)
    if damage.page_breaks:
        parts = pages(grid, rng)
    elif layout == "html_split" and grid.key == "applications":
        at = rng.randrange(grid.head + 2, len(grid.rows))
        parts = list(split(grid, at, head=True, named=rng.random() < 0.3))
    else:
        parts = [grid]
    between = rng.choice(("\n", f"\n<p>- {rng.randint(2, 9)} -</p>\n", f"\n<p>{NBSP}</p>\n"))
    return between.join(table_markup(part, layout, rng) for part in parts)


def paragraph(text: str, layout: str, rng: Random) -> str:
    """Render a paragraph of prose."""
    if layout == "html_soup":
        return f"<P>{NBSP * 4}{escape(text)}"
    if layout == "html_word":
        pieces = [escape(piece) for piece in broken(text, rng)]
        spans = "".join(f'<span style="font-size: 16pt">{p}</span>' for p in pieces)
        return f'<p class="MsoNormal" style="text-indent: 32pt">{spans}<o:p></o:p></p>'
    return f"<p>{escape(text)}</p>"


def html_document(
    report: Generated, parts: list[Part], layout: str, tables: dict[str, str], rng: Random
) -> str:
    """Put prose and tables together as one page."""
    body = []
    for kind, text in parts:
        if kind == "table":
            body.append(tables[text])
        elif kind == "title" and layout != "html_soup":
            body.append(f"<h1>{escape(text)}</h1>")
        else:
            body.append(paragraph(text, layout, rng))
    content = "\n".join(body)
    if layout == "html_nested":
        content = furnished(report, content)
    if layout == "html_soup":
        return f"<HTML><HEAD><TITLE>{report.title}</TITLE>\n<BODY>\n{content}\n"
    return (
        '<!DOCTYPE html>\n<html>\n<head>\n<meta charset="utf-8">\n'
        f"<title>{escape(report.title)}</title>\n"
        f'<meta name="PubDate" content="{report.published.isoformat()}">\n'
        f"</head>\n<body>\n{content}\n</body>\n</html>\n"
    )


def furnished(report: Generated, content: str) -> str:
    """Put an article into a page laid out with tables, among menus and notices."""
    menu = "".join(
        f'<td><a href="/{n}/">{name}</a></td>'
        for n, name in enumerate(("首页", "政务公开", "办事服务", "互动交流", "网站地图"))
    )
    side = "".join(
        f'<li><a href="/xxgk/{year}.html">{report.agency}{year}年政府信息公开工作年度报告</a></li>'
        for year in range(report.year - 1, report.year - 4, -1)
    )
    facts = (
        f"<tr><td>索引号</td><td>000000000/{report.year + 1}-00001</td>"
        "<td>分类</td><td>政府信息公开年报</td></tr>\n"
        f"<tr><td>发布机构</td><td>{report.agency}</td>"
        f"<td>公开日期</td><td>{report.published.isoformat()}</td></tr>"
    )
    return (
        f'<table class="page" width="1000"><tr><td colspan="2">\n<table><tr>{menu}</tr></table>\n'
        "<div>当前位置:首页 &gt; 政务公开 &gt; 政府信息公开年报</div>\n</td></tr>\n"
        f'<tr><td class="side" valign="top"><ul>{side}</ul></td>\n<td class="main">\n'
        f'<table class="facts">{facts}</table>\n'
        f'<div class="article">\n{content}\n</div>\n'
        "<div>分享到: 打印本页 关闭窗口</div>\n</td></tr>\n"
        '<tr><td colspan="2">\n<table><tr><td>版权所有</td><td>网站标识码:0000000000</td>'
        "<td>联系我们</td></tr></table>\n</td></tr></table>"
    )
