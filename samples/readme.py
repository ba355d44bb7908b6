"""The README of the samples, written from the plan so that it cannot drift from the files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from audit.check import rule_book
from audit.form import Cell, Form
from samples.plan import Change, Defect, Failure, File, Plan, Rewording

LAYOUTS = {
    "space": "文本：空格分隔",
    "pipe": "文本：竖线分隔",
    "pipe_cell": "文本：一格一行，竖线收尾",
    "cell_line": "文本：一格一行",
    "tab": "文本：制表符分隔",
    "layout": "文本：打印版面，空格对齐，表头重复",
    "markdown": "markdown 表格",
    "html": "网页",
    "html_word": "网页：Word 导出",
    "html_soup": "网页：标签不闭合",
    "html_split": "网页：表三断成两张",
    "html_nested": "网页：表格套表格，带网站栏目",
    "docx": "Word 文档",
    "doc": "Word 97 文档",
    "wps": "WPS 文字（与 doc 同一格式）",
    "pdf": "PDF，表格有框线",
    "scan_greys": "扫描件：PDF 里只有图片，150 dpi，略歪",
    "xls": "Excel 97 工作簿",
    "xlsx_sheets": "Excel 工作簿，一节一张工作表",
    "csv": "CSV",
    "mht_quoted": "单文件网页 mht",
    "ofd": "OFD 版式文件",
}
SCRIPTS = {"s2tw": "繁体（台湾字形）", "s2hk": "繁体（香港字形）"}
ZEROS = {"blank": "零留空白", "/": "零写作“/”"}

HEAD = """# 示例市：样本年报

A small fictional municipality for trying the tool and for the tests: annual reports of 示例市 for
four years on both official forms, in the shapes agencies publish them, some with planted defects.
Everything is invented; no agency, place or number is real. `python -m samples.make` writes this
page, `reports/` and `truth/` from `plan.toml`, with the same content every time, and the tests
compare it; the few files that only LibreOffice can write come from `python -m samples.convert` and
are kept. The tests check that auditing `reports/` finds exactly the defects listed below.

这里是一个虚构的城市“示例市”，供试用和测试。机关、地名、电话、数字全部虚构，与任何真实机关无关。

- `reports/`：年报文件，按年度分文件夹，文件名与机关通常的写法一样。
- `truth/`：每份年报里实际印着的数字（`table,row,column,value`，空值是空白或占位符；原文印错的照录；
  印掉一位的，记原来的数）。
- `roster.csv`：名册，写明上下级和邮箱（虚构）；其中示例市南区财政局没有年报（□ 未交）。
- `office.toml`：审核单位自己的要求。
- `template.toml`、`logo.png`：审核单位自己的工作簿版式。
- `plan.toml`：数字、样式和埋下的差错；总计、结转由它算出。
- `make.py`：`python -m samples.make` 由 `plan.toml` 写出以上文件和本页，每次写出的内容相同。
- `convert.py`：`python -m samples.convert` 用 LibreOffice 写出 doc、wps、pdf、xls，写一次留存。

```sh
audit build samples/reports -o audit.xlsx
audit build samples/reports --roster samples/roster.csv --settings samples/office.toml -o audit.xlsx
```
"""


ABOUT_DEFECTS = """\
级别为“不符”“关注”的规则都有埋下的差错。一处改动会使好几条规则不符，都列在内；表中的数改了，
正文随之对不上的，列为连带。不在表里的，不应报不符、关注；“提示”不逐条列。
核对时给了 `roster.csv` 和 `office.toml`。
"""
DEFECT_HEADS = ("文件", "怎么错的", "改动（格：原数 → 错数）", "不符的规则", "连带不符的规则")


def readme(plan: Plan) -> str:
    """Return the page."""
    parts = [
        HEAD,
        f"## 文件（{len(plan.files) + len(plan.unread)} 个）\n",
        _table(("文件", "机关", "年度", "格式", "样式"), _file_rows(plan)),
        "\n## 埋下的差错\n",
        ABOUT_DEFECTS,
        _table(
            ("文件", "怎么错的", "改动（格：原数 → 错数）", "不符的规则", "连带不符的规则"),
            _defect_rows(plan),
        ),
        "\n## 不是差错、但要看一眼的\n",
        *_remarks(plan),
    ]
    return "\n".join(parts) + "\n"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _file_rows(plan: Plan) -> list[tuple[str, ...]]:
    rows = [(f.source, f.agency, str(f.year), f.form.version, _shape(f, plan)) for f in plan.files]
    rows += [(f"unread/{item.name}", *"———", f"{item.what}（■ 未读出）") for item in plan.unread]
    return sorted(rows)


def _shape(file: File, plan: Plan) -> str:
    single = Cell("applications", "other_processing", "total")
    way = "（六）其他处理只填一行" if single in plan.numbers[file.agency, file.year] else ""
    return "；".join(
        part
        for part in (
            LAYOUTS[file.layout],
            "在 zip 里，文件名是 GBK 编码" if file.archive else "",
            SCRIPTS.get(file.script, ""),
            {"gb18030": "GB18030 编码，却声明 utf-8", "big5": "Big5 编码"}.get(file.encoding, ""),
            ZEROS.get(file.zeros, ""),
            "行名掉字成“?”" if file.lost else "",
            way if file.year > 2020 else "",
        )
        if part
    )


def _defect_rows(plan: Plan) -> list[tuple[str, ...]]:
    return [
        (
            file.source,
            defect.why,
            _changes(file, defect),
            _failures(file, defect.fails),
            _failures(file, defect.follows) or "—",
        )
        for file, defect in plan.defects
    ]


def _changes(file: File, defect: Defect) -> str:
    form = file.form
    told = [_change(form, change) for change in defect.changes]
    told += [f"{_name(form, cell)}：印成“{raw}”" for cell, raw in defect.prints.items()]
    told += [_reworded(change) for change in (*defect.words, *defect.page)]
    told += [f"缺：{_part(form, part)}" for part in defect.omits]
    return "<br>".join(told) or "—"


def _reworded(change: Rewording) -> str:
    return f"“{change.of}” → “{change.to}”" if change.to else f"“{change.of}”脱落"


def _part(form: Form, part: str) -> str:
    """Name a section, a table, a row of a table, or a paragraph of a section."""
    whole, _, at = part.partition(".")
    section = next(s for s in form.sections if s.key == whole)
    if at and whole in form.tables:
        return form.tables[whole].row(at).label
    if whole in form.tables:
        return f"{section.numeral}、{section.title}的表"
    return f"{section.numeral}、{section.title}" + (f"第 {at} 段" if at else "")


def _change(form: Form, change: Change) -> str:
    return f"{_name(form, change.cell)}：{change.true:g} → {change.printed:g}"


def _name(form: Form, cell: Cell) -> str:
    table = form.tables[cell.table]
    return f"{table.row(cell.row).label}·{table.column(cell.column).label}"


def _failures(file: File, failures: Iterable[Failure]) -> str:
    return "<br>".join(dict.fromkeys(_failure(file.form, failure) for failure in failures))


def _failure(form: Form, failure: Failure) -> str:
    """Name a check: an equation of the form by its row or column, another by what it asks."""
    found = [i for i in form.identities if i.key == (failure.rule, failure.at)]
    if not found:
        return f"{failure.rule} {rule_book()[failure.rule].label}"
    table = form.tables[found[0].rule.table]
    lines = table.rows if found[0].rule.each == "row" else table.columns
    return f"{failure.rule} {next(line.label for line in lines if line.key == failure.at)}"


def _remarks(plan: Plan) -> list[str]:
    out = []
    for file in plan.files:
        form = file.form
        for cell, raw in file.printed.items():
            true = plan.numbers[file.agency, file.year][cell]
            fate = "读作 3，由勾稽关系认定" if raw.rstrip("?").isdigit() else "认不定，标为读不准"
            out.append(f"- {file.source}：{_name(form, cell)}印成“{raw}”，原数 {true:g}，{fate}。")
    return out
