"""Word documents written by hand, as small as they can be."""

from __future__ import annotations

import zipfile
from io import BytesIO

TRANSITIONAL = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_CONTENT = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
_OTHERS = (
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    f'xmlns:wp="{_DRAWING}/wordprocessingDrawing" xmlns:a="{_DRAWING}/main" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)


def run(text: str, properties: str = "") -> str:
    own = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{own}<w:t xml:space="preserve">{text}</w:t></w:r>'


def p(*runs: str, properties: str = "") -> str:
    """A paragraph; what is no markup is a run of text."""
    own = f"<w:pPr>{properties}</w:pPr>" if properties else ""
    inner = "".join(r if r.startswith("<") else run(r) if r else "" for r in runs)
    return f"<w:p>{own}{inner}</w:p>"


def tc(*content: str, properties: str = "") -> str:
    """A cell; what is no markup is a paragraph of text."""
    own = f"<w:tcPr>{properties}</w:tcPr>" if properties else ""
    return f"<w:tc>{own}{''.join(c if c.startswith('<') else p(c) for c in content) or p()}</w:tc>"


def tr(*cells: str, properties: str = "") -> str:
    own = f"<w:trPr>{properties}</w:trPr>" if properties else ""
    return f"<w:tr>{own}{''.join(c if c.startswith('<') else tc(c) for c in cells)}</w:tr>"


def tbl(*rows: str, columns: int = 3) -> str:
    grid = '<w:gridCol w:w="1500"/>' * columns
    return f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"


def box(*content: str) -> str:
    """A text box as Word writes it: twice, for programs that know new shapes and for others."""
    inner = f"<w:txbxContent>{''.join(content)}</w:txbxContent>"
    shape = (
        '<wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="1" '
        'behindDoc="0" locked="0" layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/>'
        '<wp:positionH relativeFrom="column"><wp:posOffset>0</wp:posOffset></wp:positionH>'
        '<wp:positionV relativeFrom="paragraph"><wp:posOffset>0</wp:posOffset></wp:positionV>'
        '<wp:extent cx="3000000" cy="1500000"/><wp:wrapTopAndBottom/><wp:docPr id="1" name="t"/>'
        '<a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/'
        'wordprocessingShape"><wps:wsp><wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" '
        'y="0"/><a:ext cx="3000000" cy="1500000"/></a:xfrm><a:prstGeom prst="rect"/></wps:spPr>'
        f"<wps:txbx>{inner}</wps:txbx><wps:bodyPr/></wps:wsp></a:graphicData></a:graphic>"
        "</wp:anchor>"
    )
    return (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>{shape}</w:drawing>'
        '</mc:Choice><mc:Fallback><w:pict><v:shape style="width:200pt;height:100pt"><v:textbox>'
        f"{inner}</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )


def field(instruction: str, result: str, data: str = "") -> str:
    """A field as runs: instruction, then what it shows."""
    return (
        f'<w:r><w:fldChar w:fldCharType="begin">{data}</w:fldChar></w:r>'
        f"<w:r><w:instrText> {instruction} </w:instrText></w:r>"
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run(result) if result else ""}'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def listed(number: int, level: int = 0) -> str:
    """The property that puts a paragraph into a list."""
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'


def list_of(number: int, *levels: tuple[str, str]) -> str:
    """A list with its levels, as numerals and text, under the same number."""
    inner = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{numerals}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
        for n, (numerals, text) in enumerate(levels)
    )
    return (
        f'<w:abstractNum w:abstractNumId="{number}">{inner}</w:abstractNum>'
        f'<w:num w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>'
    )


def docx(
    *content: str,
    styles: str = "",
    lists: str = "",
    main: str = "word/document.xml",
    namespace: str = TRANSITIONAL,
    prolog: str = "",
) -> bytes:
    """A whole document around paragraphs and tables."""
    target = main.rpartition("/")[2]
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
        'relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/{main}" ContentType="{_CONTENT}document.main+xml"/>'
        f'<Override PartName="/word/styles.xml" ContentType="{_CONTENT}styles+xml"/>'
        f'<Override PartName="/word/numbering.xml" ContentType="{_CONTENT}numbering+xml"/></Types>',
        "_rels/.rels": _relations({"officeDocument": main}),
        f"word/_rels/{target}.rels": _relations(
            {"styles": "styles.xml", "numbering": "/word/numbering.xml"}
        ),
        "word/styles.xml": f'<w:styles xmlns:w="{namespace}">{styles}</w:styles>',
        # lists stand behind all families of lists
        "word/numbering.xml": f'<w:numbering xmlns:w="{namespace}">{_ordered(lists)}</w:numbering>',
        main: f'<?xml version="1.0" encoding="UTF-8"?>{prolog}<w:document xmlns:w="{namespace}" '
        f"{_OTHERS}><w:body>{''.join(content)}<w:sectPr/></w:body></w:document>",
    }
    data = BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in parts.items():
            package.writestr(name, text)
    return data.getvalue()


def _ordered(lists: str) -> str:
    families, numbers = [], []
    for part in lists.split("<w:abstractNum "):
        family, mark, number = part.partition("</w:abstractNum>")
        if mark:
            families.append(f"<w:abstractNum {family}{mark}")
            numbers.append(number)
    return "".join(families + numbers)


def _relations(targets: dict[str, str]) -> str:
    inner = "".join(
        f'<Relationship Id="r{n}" Type="{_RELATIONS}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets.items())
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{inner}</Relationships>'
