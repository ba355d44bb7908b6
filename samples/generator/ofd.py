"""Renders a report as OFD (GB/T 33190), the way office programs and converters write it."""

from __future__ import annotations

from itertools import count
from random import Random
from xml.sax.saxutils import escape

from .archive import packed
from .manuscript import Manuscript
from .printed import width
from .typeset import PAGE, Box, Line, Page, typeset

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NAMESPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'
_POINT = 25.4 / 72  # mm
_RULE = 0.25
_FONT = 2


def ofd(text: Manuscript, rng: Random) -> bytes:
    """Return the bytes of an OFD file: its text in mm, or in points under a matrix."""
    pages = typeset(text, heads=rng.random() < 0.5)
    in_points = rng.random() < 0.5
    numbers = count(10)
    day = text.report.published.isoformat()
    root = (
        f'{_HEAD}<ofd:OFD {_NAMESPACE} Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo>'
        f"<ofd:DocID>{rng.getrandbits(128):032x}</ofd:DocID>"
        f"<ofd:CreationDate>{day}</ofd:CreationDate></ofd:DocInfo>"
        "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"
    )
    contents = {
        f"Doc_0/Pages/Page_{n}/Content.xml": _content(page, numbers, in_points).encode()
        for n, page in enumerate(pages)
    }
    listed = "".join(
        f'<ofd:Page ID="{next(numbers)}" BaseLoc="Pages/Page_{n}/Content.xml"/>'
        for n in range(len(pages))
    )
    document = (
        f"{_HEAD}<ofd:Document {_NAMESPACE}><ofd:CommonData><ofd:MaxUnitID>{next(numbers)}"
        "</ofd:MaxUnitID><ofd:PageArea>"
        f"<ofd:PhysicalBox>0 0 {PAGE[0]:g} {PAGE[1]:g}</ofd:PhysicalBox></ofd:PageArea>"
        "<ofd:PublicRes>PublicRes.xml</ofd:PublicRes></ofd:CommonData>"
        f"<ofd:Pages>{listed}</ofd:Pages></ofd:Document>"
    )
    resources = (
        f'{_HEAD}<ofd:Res {_NAMESPACE} BaseLoc="Res"><ofd:Fonts>'
        f'<ofd:Font ID="{_FONT}" FontName="宋体" FamilyName="宋体"/></ofd:Fonts></ofd:Res>'
    )
    return packed(
        {
            "OFD.xml": root.encode(),
            "Doc_0/Document.xml": document.encode(),
            "Doc_0/PublicRes.xml": resources.encode(),
            **contents,
        }
    )


def _content(page: Page, numbers: count[int], in_points: bool) -> str:
    objects = [_rules(box, next(numbers)) for box in page.boxes]
    objects += [_text(line, next(numbers), in_points) for line in page.lines if line.text]
    return (
        f"{_HEAD}<ofd:Page {_NAMESPACE}><ofd:Content>"
        f'<ofd:Layer ID="{next(numbers)}" Type="Body">{"".join(objects)}</ofd:Layer>'
        "</ofd:Content></ofd:Page>"
    )


def _rules(box: Box, number: int) -> str:
    place = f"{box.left:.3f} {box.top:.3f} {box.width:.3f} {box.height:.3f}"
    right, below = f"{box.width:.3f}", f"{box.height:.3f}"
    return (
        f'<ofd:PathObject ID="{number}" Boundary="{place}" LineWidth="{_RULE}" Stroke="true">'
        f"<ofd:AbbreviatedData>M 0 0 L {right} 0 L {right} {below} L 0 {below} C"
        "</ofd:AbbreviatedData></ofd:PathObject>"
    )


def _text(line: Line, number: int, in_points: bool) -> str:
    """A line of text; DeltaX tells how far each character is from the one before."""
    scale = _POINT if in_points else 1.0
    place = (
        f"{line.left:.3f} {line.base - line.size:.3f} "
        f"{width(line.text) * line.size / 2:.3f} {line.size * 1.25:.3f}"
    )
    matrix = f' CTM="{scale:.4f} 0 0 {scale:.4f} 0 0"' if in_points else ""
    size = line.size / scale
    steps = [f"{width(char) * size / 2:.3f}" for char in line.text[:-1]]
    delta = f' DeltaX="{_run_lengths(steps)}"' if steps else ""
    return (
        f'<ofd:TextObject ID="{number}" Boundary="{place}" Font="{_FONT}" '
        f'Size="{size:.3f}"{matrix}>'
        f'<ofd:TextCode X="0" Y="{size:.3f}"{delta}>{escape(line.text)}</ofd:TextCode>'
        "</ofd:TextObject>"
    )


def _run_lengths(steps: list[str]) -> str:
    """Write equal steps in a row as `g COUNT STEP`."""
    out: list[str] = []
    start = 0
    for n in range(1, len(steps) + 1):
        if n == len(steps) or steps[n] != steps[start]:
            same = n - start
            out += ["g", str(same), steps[start]] if same > 2 else [steps[start]] * same
            start = n
    return " ".join(out)
