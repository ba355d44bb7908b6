"""Renders a report as a Word document (docx): spans, borders, repeated heads, page numbers."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import NamedTuple
from xml.sax.saxutils import escape

from .archive import packed
from .manuscript import Manuscript
from .markup import broken
from .tables import Grid, Slot

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
# shares of the width of the page, near those of the official form
SHARES: dict[str, tuple[int, ...]] = {
    "disclosure": (1, 1, 1, 1),
    "applications": (75, 92, 327, *[69] * 7),
    "disputes": (1,) * 15,
}
_A4 = (11906, 16838)  # twips


@dataclass(frozen=True, slots=True)
class Setting:
    """How a document is set: page and margins in twips, text sizes in half points.

    ruled: whether the tables have borders; heads: whether their heads are repeated on every page.
    """

    page: tuple[int, int] = _A4
    margins: tuple[int, int] = (1440, 1134)
    ruled: bool = True
    heads: bool = False
    prose: int = 32
    cells: int = 21

    @property
    def room(self) -> int:
        """Width between the margins."""
        return self.page[0] - 2 * self.margins[1]


PORTRAIT = Setting()
BORDERLESS = Setting(ruled=False)
# half sheets: every table but the last runs over several pages
PAGED = Setting(page=(_A4[0], _A4[1] // 2), margins=(1000, 1134), heads=True, cells=24)
LANDSCAPE = Setting(page=(_A4[1], _A4[0]))
# two or three pages, filled to the edges
DENSE = Setting(margins=(567, 700), prose=21)
# everything on one long page, as pictures of reports are
TALL = Setting(page=(16000, 31680), prose=24)


class _Style(NamedTuple):
    """What one author does in all tables of a document."""

    setting: Setting
    whole_rows: bool
    shaded: bool
    roomy: bool


def docx(text: Manuscript, rng: Random, setting: Setting = PORTRAIT) -> bytes:
    """Return the bytes of a docx file."""
    style = _Style(setting, *(rng.random() < 0.5 for _ in range(3)))
    body = []
    for kind, words in text.parts:
        if kind != "table":
            body.append(_paragraph(kind, words, setting))
            continue
        for grid in text.tables[words]:
            # a paragraph after each, else Word takes two tables for one
            body += [_table(grid, style, rng), "<w:p/>"]
    width, height = setting.page
    turned = ' w:orient="landscape"' if width > height else ""
    above, beside = setting.margins
    section = (
        f'<w:sectPr><w:footerReference w:type="default" r:id="rId2"/>'
        f'<w:pgSz w:w="{width}" w:h="{height}"{turned}/>'
        f'<w:pgMar w:top="{above}" w:bottom="{above}" w:left="{beside}" w:right="{beside}" '
        'w:header="567" w:footer="567" w:gutter="0"/></w:sectPr>'
    )
    document = (
        f'{_HEAD}<w:document xmlns:w="{_W}" xmlns:r="{_R}"><w:body>{"".join(body)}{section}'
        "</w:body></w:document>"
    )
    return packed({**_FIXED, "word/document.xml": document.encode()})


def _paragraph(kind: str, words: str, setting: Setting) -> str:
    style = {"title": "Title", "heading": "Heading1", "source": "Source"}.get(kind, "Normal")
    align = '<w:jc w:val="right"/>' if kind == "signature" else ""
    indent = '<w:ind w:firstLineChars="200" w:firstLine="640"/>' if kind == "paragraph" else ""
    size = f'<w:sz w:val="{setting.prose}"/>' if style == "Normal" else ""
    return (
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{indent}{align}</w:pPr>'
        f"<w:r><w:rPr>{size}</w:rPr>{_text(words)}</w:r></w:p>"
    )


def _text(words: str) -> str:
    return f'<w:t xml:space="preserve">{escape(words)}</w:t>'


def _table(grid: Grid, style: _Style, rng: Random) -> str:
    shares = SHARES[grid.key]
    widths = [style.setting.room * share // sum(shares) for share in shares]
    edges = "".join(
        f'<w:{edge} w:val="{"single" if style.setting.ruled else "none"}" w:sz="4" w:space="0" '
        'w:color="auto"/>'
        for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    rows = "".join(
        _row(n, row, grid, widths, style, rng) for n, row in enumerate(_with_continued(grid))
    )
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{edges}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        '<w:tblCellMar><w:left w:w="57" w:type="dxa"/><w:right w:w="57" w:type="dxa"/>'
        "</w:tblCellMar></w:tblPr><w:tblGrid>"
        + "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        + f"</w:tblGrid>{rows}</w:tbl>"
    )


class _Place(NamedTuple):
    """A cell of a row: the slot that stands or goes on there."""

    slot: Slot
    column: int
    goes_on: bool


def _with_continued(grid: Grid) -> list[list[_Place]]:
    """Rows with every cell Word wants: also those that only continue the one above."""
    out: list[list[_Place]] = [[] for _ in grid.rows]
    for n, row in enumerate(grid.placed()):
        for column, slot in enumerate(row):
            if slot:
                for below in range(slot.rows):
                    out[n + below].append(_Place(slot, column, below > 0))
    return [sorted(row, key=lambda place: place.column) for row in out]


def _row(
    n: int, row: list[_Place], grid: Grid, widths: list[int], style: _Style, rng: Random
) -> str:
    told = ("<w:cantSplit/>" if style.whole_rows else "") + (
        "<w:tblHeader/>" if style.setting.heads and n < grid.head else ""
    )
    told += '<w:trHeight w:val="440"/>' if style.roomy else ""
    cells = "".join(_cell(place, widths, style, rng) for place in row)
    return f"<w:tr><w:trPr>{told}</w:trPr>{cells}</w:tr>"


def _cell(place: _Place, widths: list[int], style: _Style, rng: Random) -> str:
    slot, column, goes_on = place
    told = f'<w:tcW w:w="{sum(widths[column : column + slot.columns])}" w:type="dxa"/>'
    if slot.columns > 1:
        told += f'<w:gridSpan w:val="{slot.columns}"/>'
    if slot.rows > 1:
        told += "<w:vMerge/>" if goes_on else '<w:vMerge w:val="restart"/>'
    if style.shaded and slot.kind == "head" and slot.columns == len(widths):
        told += '<w:shd w:val="clear" w:color="auto" w:fill="C6D9F1"/>'
    pieces = [] if goes_on else broken(slot.text, rng)
    size = f'<w:rPr><w:sz w:val="{style.setting.cells}"/></w:rPr>'
    runs = "".join(f"<w:r>{size}{_text(piece)}</w:r>" for piece in pieces)
    align = "left" if slot.kind == "label" else "center"
    return (
        f'<w:tc><w:tcPr>{told}<w:vAlign w:val="center"/></w:tcPr>'
        f'<w:p><w:pPr><w:jc w:val="{align}"/></w:pPr>{runs}</w:p></w:tc>'
    )


def _style(name: str, paragraph: str, size: int, face: str = "宋体") -> str:
    based = "" if name == "Normal" else '<w:basedOn w:val="Normal"/>'
    default = ' w:default="1"' if name == "Normal" else ""
    level = '<w:outlineLvl w:val="0"/>' if name == "Heading1" else ""
    return (
        f'<w:style w:type="paragraph" w:styleId="{name}"{default}><w:name w:val="{name}"/>{based}'
        f"<w:pPr>{paragraph}{level}</w:pPr>"
        f'<w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" '
        f'w:eastAsia="{face}"/><w:sz w:val="{size}"/></w:rPr></w:style>'
    )


def _relations(**targets: str) -> bytes:
    return (
        f'{_HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
        'relationships">'
        + "".join(
            f'<Relationship Id="rId{n}" Type="{_R}/{kind}" Target="{target}"/>'
            for n, (kind, target) in enumerate(targets.items(), 1)
        )
        + "</Relationships>"
    ).encode()


_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_FIXED = {
    "[Content_Types].xml": (
        f'{_HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{_TYPE}.document.main+xml"/>'
        f'<Override PartName="/word/styles.xml" ContentType="{_TYPE}.styles+xml"/>'
        f'<Override PartName="/word/footer1.xml" ContentType="{_TYPE}.footer+xml"/>'
        "</Types>"
    ).encode(),
    "_rels/.rels": _relations(officeDocument="word/document.xml"),
    "word/_rels/document.xml.rels": _relations(styles="styles.xml", footer="footer1.xml"),
    "word/styles.xml": (
        f'{_HEAD}<w:styles xmlns:w="{_W}">'
        + _style("Normal", "", 21)
        + _style("Title", '<w:jc w:val="center"/><w:spacing w:after="240"/>', 44)
        + _style("Heading1", '<w:keepNext/><w:spacing w:before="120" w:after="120"/>', 32, "黑体")
        + _style("Source", '<w:jc w:val="center"/>', 21)
        + "</w:styles>"
    ).encode(),
    "word/footer1.xml": (
        f'{_HEAD}<w:ftr xmlns:w="{_W}"><w:p><w:pPr><w:jc w:val="center"/></w:pPr>'
        '<w:r><w:t xml:space="preserve">- </w:t></w:r>'
        '<w:fldSimple w:instr="PAGE"><w:r><w:t>1</w:t></w:r></w:fldSimple>'
        '<w:r><w:t xml:space="preserve"> -</w:t></w:r></w:p></w:ftr>'
    ).encode(),
}
