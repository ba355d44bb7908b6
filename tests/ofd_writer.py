"""Writes small OFD files by hand."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from io import BytesIO
from xml.sax.saxutils import escape

from tests.drawing import Sheet

_POINT = 25.4 / 72  # in millimetres
_SPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'


def text_object(x: float, y: float, size: float, text: str, number: int) -> str:
    """A text that begins at a place, its baseline at y; in millimetres."""
    steps = [size / 2 if letter.isascii() else size for letter in text[:-1]]
    delta = " ".join(f"{step:.3f}" for step in steps)
    if len(set(steps)) == 1 and len(steps) > 1:
        delta = f"g {len(steps)} {steps[0]:.3f}"
    across = f' DeltaX="{delta}"' if delta else ""
    return (
        f'<ofd:TextObject ID="{number}" Boundary="{x:.3f} {y - size:.3f} {size * len(text):.3f} '
        f'{1.2 * size:.3f}" Font="1" Size="{size:.3f}"><ofd:TextCode X="0" Y="{size:.3f}"{across}>'
        f"{escape(text)}</ofd:TextCode></ofd:TextObject>"
    )


def path_object(x1: float, y1: float, x2: float, y2: float, number: int) -> str:
    """A line from point to point; in millimetres."""
    width, height = max(x2 - x1, 0.1), max(y2 - y1, 0.1)
    return (
        f'<ofd:PathObject ID="{number}" Boundary="{x1:.3f} {y1:.3f} {width:.3f} {height:.3f}" '
        f'LineWidth="0.18"><ofd:AbbreviatedData>M 0 0 L {x2 - x1:.3f} {y2 - y1:.3f}'
        "</ofd:AbbreviatedData></ofd:PathObject>"
    )


def content(objects: Sequence[str], template: str = "") -> str:
    below = f'<ofd:Template TemplateID="{template}" ZOrder="Background"/>' if template else ""
    return (
        f'<ofd:Page {_SPACE}>{below}<ofd:Content><ofd:Layer ID="1">{"".join(objects)}'
        "</ofd:Layer></ofd:Content></ofd:Page>"
    )


def ofd_of(sheets: Sequence[Sheet], *, lines_below: bool = False) -> bytes:
    """An OFD of drawn pages; the lines may stand in a template of their own."""
    contents: list[str] = []
    templates: list[str] = []
    for sheet in sheets:
        texts = [
            text_object(x * _POINT, y * _POINT, size * _POINT, text, 10 + n)
            for n, (x, y, size, text) in enumerate(sheet.texts)
        ]
        lines = [
            path_object(x1 * _POINT, y1 * _POINT, x2 * _POINT, y2 * _POINT, 10_000 + n)
            for n, (x1, y1, x2, y2) in enumerate(sheet.lines)
        ]
        templates.append(content(lines))
        name = str(5000 + len(contents)) if lines_below else ""
        contents.append(content(texts if lines_below else [*lines, *texts], name))
    return ofd(contents, templates if lines_below else [])


def ofd(contents: Sequence[str], templates: Sequence[str] = (), title: str = "") -> bytes:
    """An OFD file of page contents and templates."""
    pages = "".join(
        f'<ofd:Page ID="{n + 1}" BaseLoc="Pages/Page_{n}/Content.xml"/>'
        for n in range(len(contents))
    )
    below = "".join(
        f'<ofd:TemplatePage ID="{5000 + n}" BaseLoc="Tpls/Tpl_{n}/Content.xml"/>'
        for n in range(len(templates))
    )
    parts = {
        "OFD.xml": f'<ofd:OFD {_SPACE} Version="1.0"><ofd:DocBody><ofd:DocInfo><ofd:Title>{title}'
        "</ofd:Title></ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody>"
        "</ofd:OFD>",
        "Doc_0/Document.xml": f"<ofd:Document {_SPACE}><ofd:CommonData><ofd:PageArea>"
        "<ofd:PhysicalBox>0 0 209.9 297.04</ofd:PhysicalBox></ofd:PageArea>"
        f"{below}</ofd:CommonData><ofd:Pages>{pages}</ofd:Pages></ofd:Document>",
        **{f"Doc_0/Pages/Page_{n}/Content.xml": text for n, text in enumerate(contents)},
        **{f"Doc_0/Tpls/Tpl_{n}/Content.xml": text for n, text in enumerate(templates)},
    }
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in parts.items():
            package.writestr(name, '<?xml version="1.0" encoding="UTF-8"?>' + text)
    return out.getvalue()
