"""Makes the letter template that ships with the package: `python -m samples.letter`.

An office that wants another letter edits a copy of the template in Word or WPS; this script keeps
ours reproducible. Sizes and margins are those of official letters (GB/T 9704).
"""

from __future__ import annotations

import io
from datetime import datetime
from pathlib import Path

from docx import Document
from docx.document import Document as Letter
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from audit.pack.letter import timeless

TEMPLATE = Path(__file__).parents[1] / "workbook_templates" / "letter.docx"
TITLE, BODY = "方正小标宋简体", "仿宋"
HEADS = ("序号", "年度", "年报内容（出处）", "核对情况", "请予核实")
CELLS = (
    "{{ q.no }}",
    "{{ q.year }}",
    "{% if q.says %}“{{ q.says }}”{% endif %}{% if q.place %}（{{ q.place }}）{% endif %}",
    "{{ q.finds }}。{% if q.expects %}核对依据：{{ q.expects }}{% endif %}",
    "{{ q.suggests }}",
)
WIDTHS = (12, 13, 43, 53, 35)  # millimetres, together the width of the text
STYLES = ("Normal", "Default Paragraph Font", "Normal Table", "No List", "Table Grid")
_LINE = Pt(28)


def main() -> None:
    """Write the template."""
    TEMPLATE.write_bytes(template())


def template() -> bytes:
    """Return the bytes of the template."""
    letter = Document()
    _slim(letter)
    _page(letter)
    _paragraph(letter, "关于核实政府信息公开工作年度报告", TITLE, 22, center=True, step=34)
    _paragraph(letter, "有关事项的函", TITLE, 22, center=True, step=34)
    _paragraph(letter, "")
    _paragraph(letter, "{{ agency }}：")
    for text in (
        "{%p if count %}",
        "经核对你单位{{ years }}年度政府信息公开工作年度报告，有 {{ count }} 项内容需请你单位核实，"
        "列于后附《请予核实的事项》。请对照原始材料逐项核实：原报确需调整的，请予更正并反馈；"
        "原报无误的，请说明情况。",
        "请于{{ reply_by }}前，在随函工作簿“{{ workbook }}”的黄色栏内填写答复后发回。"
        "序号与工作簿“问题清单”一致。",
        "{%p else %}",
        "经核对你单位{{ years }}年度政府信息公开工作年度报告，没有需请你单位核实的事项。",
        "{%p endif %}",
        "以上由工具根据年报文本核对得出，供核实时参考，以你单位原件为准。",
    ):
        _paragraph(letter, text, indent=not text.startswith("{%p"))
    _paragraph(letter, "")
    _paragraph(letter, "{{ office }}", right=True)
    _paragraph(letter, "{%p if date %}")
    _paragraph(letter, "{{ date }}", right=True)
    _paragraph(letter, "{%p endif %}")
    _paragraph(letter, "{%p if count %}")
    head = _paragraph(letter, "请予核实的事项", "黑体", 16, center=True)
    head.paragraph_format.page_break_before = True
    head.paragraph_format.space_after = Pt(8)
    _questions(letter)
    _paragraph(letter, "{%p endif %}", size=10.5)
    return _saved(letter)


def _slim(letter: Letter) -> None:
    """Drop what the library's own template brings and the letter does not use: most of its size."""
    styles = letter.styles.element
    for style in list(styles.style_lst):
        if style.name_val not in STYLES:
            styles.remove(style)
    for part in (letter.part, letter.part.package):
        for key, relation in list(part.rels.items()):
            if relation.reltype.endswith(("/stylesWithEffects", "/thumbnail", "/customXml")):
                del part.rels[key]


def _page(letter: Letter) -> None:
    section = letter.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    style = letter.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(16)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), BODY)


def _paragraph(
    letter: Letter,
    text: str,
    font: str = BODY,
    size: float = 16,
    *,
    center: bool = False,
    right: bool = False,
    indent: bool = False,
    step: float | None = None,
) -> Paragraph:
    paragraph = letter.add_paragraph()
    _write(paragraph, text, font, size)
    looks = paragraph.paragraph_format
    looks.space_after = looks.space_before = Pt(0)
    looks.line_spacing = Pt(step) if step else _LINE
    if indent:
        looks.first_line_indent = Pt(32)
    if center:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        looks.right_indent = Pt(32)
    return paragraph


def _write(paragraph: Paragraph, text: str, font: str, size: float, bold: bool = False) -> None:
    run = paragraph.add_run(text)
    run.font.size, run.bold = Pt(size), bold
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)


def _questions(letter: Letter) -> None:
    """The table: its head on every page, and a row for each question."""
    table = letter.add_table(rows=4, cols=len(HEADS))
    table.style, table.alignment, table.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
    rows = (HEADS, ("{%tr for q in questions %}",), CELLS, ("{%tr endfor %}",))
    for row, texts in zip(table.rows, rows, strict=True):
        for n, width in enumerate(WIDTHS):
            row.cells[n].width = Mm(width)
            if n < len(texts):
                _cell(row.cells[n], texts[n], head=texts is HEADS, center=n < 2)
    for column, width in zip(table.columns, WIDTHS, strict=True):
        column.width = Mm(width)
    _repeat(table)
    for row in table.rows:
        whole = OxmlElement("w:cantSplit")
        row._tr.get_or_add_trPr().append(whole)


def _cell(cell: _Cell, text: str, *, head: bool, center: bool) -> None:
    paragraph = cell.paragraphs[0]
    _write(paragraph, text, "黑体" if head else BODY, 10.5)
    looks = paragraph.paragraph_format
    looks.line_spacing = Pt(15)
    looks.space_before = looks.space_after = Pt(2)
    if head or center:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _repeat(table: Table) -> None:
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _saved(letter: Letter) -> bytes:
    told = letter.core_properties
    told.created = told.modified = datetime(2000, 1, 1)
    told.author = told.last_modified_by = told.comments = told.title = ""
    out = io.BytesIO()
    letter.save(out)
    return timeless(out.getvalue())


if __name__ == "__main__":
    main()
