"""What a page of an OFD file shows counts: text unseen, covered or cut off, numbers drawn."""

from __future__ import annotations

import struct
import time
import zipfile
from collections.abc import Mapping
from io import BytesIO

import pytest

from audit.clean import UNCLEAR, UNSEEN
from audit.document import Document
from audit.errors import InputError
from audit.read.ofd.document import read_ofd
from tests.ofd_writer import content, ofd, path_object

LINES = [path_object(20, y, 120, y, n) for n, y in enumerate((30, 40, 50))] + [
    path_object(x, 30, x, 50, 10 + n) for n, x in enumerate((20, 70, 120))
]
LABELS = ((22, 37, "规章"), (72, 37, "12"), (22, 47, "规范性文件"))
AREA = 'Boundary="72 43 20 5"'
RECTANGLE = "M 0 0 L 20 0 L 20 5 L 0 5 C"
WHITE = '<ofd:FillColor Value="255 255 255"/>'
EDGE = '<ofd:StrokeColor Value="0 0 0"/>'
RESOURCES = (
    '<ofd:Res xmlns:ofd="http://www.ofdspec.org/2016" BaseLoc="Res"><ofd:MultiMedias>'
    '<ofd:MultiMedia ID="21" Type="Image"><ofd:MediaFile>seal.png</ofd:MediaFile></ofd:MultiMedia>'
    '<ofd:MultiMedia ID="22" Type="Image"><ofd:MediaFile>keyed.png</ofd:MediaFile>'
    '</ofd:MultiMedia><ofd:MultiMedia ID="23" Type="Image"><ofd:MediaFile>photo.png'
    '</ofd:MediaFile></ofd:MultiMedia><ofd:MultiMedia ID="24" Type="Image"><ofd:MediaFile>a.jpg'
    "</ofd:MediaFile></ofd:MultiMedia></ofd:MultiMedias><ofd:DrawParams>"
    '<ofd:DrawParam ID="31" LineWidth="6"><ofd:FillColor Value="255 255 255"/>'
    '<ofd:StrokeColor Value="255 255 255"/></ofd:DrawParam>'
    '<ofd:DrawParam ID="32" Relative="31"/></ofd:DrawParams></ofd:Res>'
)


def png(kind: int, *chunks: str) -> bytes:
    """The beginning of a PNG of a colour type, with empty chunks."""
    header = struct.pack(">IIBBBBB", 1, 1, 8, kind, 0, 0, 0)
    parts = [("IHDR", header), *((name, b"tRNS") for name in chunks)]
    told = (struct.pack(">I", len(d)) + name.encode() + d + bytes(4) for name, d in parts)
    return b"\x89PNG\r\n\x1a\n" + b"".join(told)


MEDIA = {
    "Doc_0/PublicRes.xml": RESOURCES.encode(),
    "Doc_0/Res/seal.png": png(6, "IDAT"),
    "Doc_0/Res/keyed.png": png(3, "PLTE", "tRNS", "IDAT"),
    "Doc_0/Res/photo.png": png(2, "tEXt", "IDAT", "tRNS"),
    "Doc_0/Res/a.jpg": b"\xff\xd8\xff",
}


def with_parts(data: bytes, parts: Mapping[str, bytes]) -> bytes:
    """An OFD file with more parts, its resources among them."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            told = b"<ofd:CommonData><ofd:PublicRes>PublicRes.xml</ofd:PublicRes>"
            new.writestr(name, old.read(name).replace(b"<ofd:CommonData>", told))
        for name, part in parts.items():
            new.writestr(name, part)
    return out.getvalue()


def letters(text: str, place: str, *, colour: str = "", more: str = "") -> str:
    return (
        f'<ofd:TextObject ID="1" Boundary="{place} 40 5" Size="4" {more}>{colour}'
        f'<ofd:TextCode X="0" Y="0">{text}</ofd:TextCode></ofd:TextObject>'
    )


def path(data: str, colour: str = "", more: str = "", area: str = AREA) -> str:
    """A filled path; without a colour it has the one that is used if none is told."""
    told = f'<ofd:FillColor Value="{colour}"/>' if colour else ""
    return (
        f'<ofd:PathObject ID="2" {area} Fill="true" Stroke="false" {more}>{told}'
        f"<ofd:AbbreviatedData>{data}</ofd:AbbreviatedData></ofd:PathObject>"
    )


def filled(colour: str, more: str = "") -> str:
    return path(RECTANGLE, colour, more)


def pen(width: str, data: str, colour: str = "0 0 0") -> str:
    """A line drawn with a pen."""
    return (
        f'<ofd:PathObject ID="2" {AREA} {width}><ofd:StrokeColor Value="{colour}"/>'
        f"<ofd:AbbreviatedData>{data}</ofd:AbbreviatedData></ofd:PathObject>"
    )


def image(resource: int, area: str = AREA, more: str = "", inside: str = "") -> str:
    return (
        f'<ofd:ImageObject ID="3" {area} ResourceID="{resource}" {more}>{inside}</ofd:ImageObject>'
    )


def clip(boundary: str, data: str = "") -> str:
    """What an object is cut to."""
    told = f"<ofd:AbbreviatedData>{data}</ofd:AbbreviatedData>" if data else ""
    return (
        f'<ofd:Clips><ofd:Clip><ofd:Area><ofd:Path Boundary="{boundary}">{told}</ofd:Path>'
        "</ofd:Area></ofd:Clip></ofd:Clips>"
    )


def cut(element: str, clips: str) -> str:
    """A path cut to something."""
    return element.replace("<ofd:FillColor", f"{clips}<ofd:FillColor")


def page(drawn: str) -> str:
    """A page with a table of two rows and two cells, the last of them empty, and what is drawn."""
    return content([*LINES, *(letters(word, f"{x} {y}") for x, y, word in LABELS), drawn])


def last_cell(document: Document) -> str:
    rows = [[piece.text for piece in row.pieces] for row in document.rows if row.cells]
    return rows[-1][1]


def shown_in(*contents: str, below: tuple[str, ...] = ()) -> str:
    """The last cell of a file of these pages, over templates."""
    return last_cell(read_ofd("年报.ofd", with_parts(ofd(contents, below), MEDIA)))


def shown(drawn: str) -> str:
    return shown_in(page(drawn))


NUMBER = letters("305", "72 47")
PAGE = 'Boundary="0 0 210 297"'


def shaded(*colours: str) -> str:
    """A rectangle whose colours run into each other."""
    parts = "".join(f'<ofd:Segment><ofd:Color Value="{c}"/></ofd:Segment>' for c in colours)
    axis = f'<ofd:AxialShd StartPoint="0 0" EndPoint="9 9">{parts}</ofd:AxialShd>'
    colour = f"<ofd:FillColor>{axis}</ofd:FillColor><ofd:AbbreviatedData>"
    return path(RECTANGLE).replace("<ofd:AbbreviatedData>", colour)


SHOWS = {
    "as white as paper": (letters("305", "72 47", colour=WHITE), ""),
    "white in inks": (letters("305", "72 47", colour='<ofd:FillColor Value="0 0 0 0"/>'), ""),
    "white on black": (filled("0 0 0") + letters("305", "72 47", colour=WHITE), "305"),
    "not filled": (letters("305", "72 47", more='Fill="false"'), ""),
    "an edge only": (
        letters("305", "72 47", colour=EDGE, more='Fill="false" Stroke="true"'),
        "305",
    ),
    "an edge of no told colour": (
        letters("305", "72 47", more='Fill="false" Stroke="true"'),
        UNSEEN * 3,
    ),
    "clear as glass": (letters("305", "72 47", more='Alpha="0"'), ""),
    "painted over with white": (NUMBER + filled("255 255 255"), ""),
    "blackened": (NUMBER + filled("0 0 0"), UNSEEN * 3),
    "marked with a pen": (NUMBER + filled("255 255 0", 'Alpha="90"'), "305"),
    "below a picture": (
        NUMBER + f'<ofd:ImageObject ID="3" {AREA} ResourceID="9"/>',
        UNSEEN * 4,
    ),
    "a picture": (f'<ofd:ImageObject ID="3" {AREA} ResourceID="9"/>', UNSEEN),
    "a drawing": (f'<ofd:CompositeObject ID="3" {AREA} ResourceID="9"/>', UNSEEN),
    "an outline": (
        path("M 0 0 L 3 1 L 2 3 L 1 2 C", "0 0 0"),
        UNSEEN,
    ),
    "a little askew": (letters("305", "72 47", more='CTM="1 0.07 -0.07 1 0 0"'), UNSEEN),
    "cut off": (
        letters(
            "305",
            "72 47",
            colour=clip("150 150 1 1"),
        ),
        UNSEEN * 3,
    ),
    "shapes without codes": (
        letters(
            "  ",
            "72 47",
            colour="<ofd:CGTransform><ofd:Glyphs>7 9</ofd:Glyphs></ofd:CGTransform>",
        ),
        UNCLEAR * 2,
    ),
    "of no told size": (letters("305", "72 47").replace(' Size="4"', ""), "305"),
    "plain": (letters("305", "72 47"), "305"),
    "nothing": ("", ""),
    # which points a surface has
    "blackened, closed twice": (
        NUMBER + path("M 0 0 L 20 0 L 20 5 L 0 5 L 0 0 C", "0 0 0"),
        UNSEEN * 3,
    ),
    "whitened, closed twice": (
        NUMBER + path("M 0 0 L 20 0 L 20 5 L 0 5 L 0 0 C", "255 255 255"),
        "",
    ),
    "half whitened": (NUMBER + path("M 0 2.6 L 20 2.6 L 20 5 L 0 5 C", "255 255 255"), UNSEEN * 3),
    "whitened by thin strips": (
        NUMBER
        + "".join(
            path(f"M 0 {y} L 20 {y} L 20 {y + 1} L 0 {y + 1} C", "255 255 255") for y in range(5)
        ),
        UNSEEN * 3,
    ),
    "beside a triangle": (
        NUMBER + path("M 20 0 L 20 5 L 0 5.5 C", "0 0 0", area=AREA.replace("20 5", "20 6")),
        f"305{UNSEEN}",
    ),
    "in a ring": (
        NUMBER
        + path(f"{RECTANGLE} M 0.2 0.2 L 19 0.2 L 19 4.8 L 0.2 4.8 C", "0 0 0", 'Rule="Even-Odd"'),
        f"305{UNSEEN}",
    ),
    "in a ring turned round": (
        NUMBER + path(f"{RECTANGLE} M 0.2 0.2 L 0.2 4.8 L 19 4.8 L 19 0.2 C", "0 0 0"),
        f"305{UNSEEN}",
    ),
    "in no ring": (
        NUMBER + path(f"{RECTANGLE} M 0.2 0.2 L 19 0.2 L 19 4.8 L 0.2 4.8 C", "0 0 0"),
        UNSEEN * 4,
    ),
    "below an ellipse": (
        NUMBER
        + path(
            "M 5 9.5 A 15 6 0 1 1 35 9.5 A 15 6 0 1 1 5 9.5 C",
            "255 255 255",
            area='Boundary="62 36 40 20"',
        ),
        "",
    ),
    "above an arc": (
        NUMBER + path("M 0 10 A 10 10 0 0 0 20 10 C", "0 0 0", area='Boundary="72 38 20 20"'),
        "305",
    ),
    "below an arc": (
        NUMBER + path("M 0 10 A 10 10 0 0 1 20 10 C", "0 0 0", area='Boundary="72 38 20 20"'),
        UNSEEN * 3,
    ),
    "a nought of arcs": (
        pen("", "M 1 2 A 1 2 0 0 1 3 2 A 1 2 0 0 1 1 2"),
        UNSEEN,
    ),
    "out of its boundary": (
        NUMBER + path("M 0 0 L 20 0 L 20 -9 L 0 -9 C", "255 255 255", area='Boundary="72 48 20 2"'),
        UNSEEN * 3,
    ),
    "white on a round black": (
        path(
            "M 2 0 L 18 0 B 19 0 20 1 20 2 L 20 3 B 20 4 19 5 18 5 L 0 5 L 0 2 B 0 1 1 0 2 0 C",
            "0 0 0",
        )
        + letters("305", "74 47", colour=WHITE),
        f"305{UNSEEN}",
    ),
    "white beside black": (
        path("M 20 0 L 20 5 L 18 5 C", "0 0 0") + letters("305", "72 47", colour=WHITE),
        UNSEEN,
    ),
    "white on half a black": (
        path("M 0 0 L 20 0 L 20 2.5 L 0 2.5 C", "0 0 0") + letters("305", "72 47", colour=WHITE),
        UNSEEN * 3,
    ),
    "white on white on black": (
        filled("0 0 0") + filled("255 255 255") + letters("305", "72 47", colour=WHITE),
        "",
    ),
    "black on black": (filled("0 0 0") + NUMBER, UNSEEN * 3),
    "black on grey on black": (filled("0 0 0") + filled("200 200 200") + NUMBER, "305"),
    "white on a picture": (image(24) + letters("305", "72 47", colour=WHITE), UNSEEN * 4),
    "below a broad pen": (NUMBER + pen('LineWidth="5"', "M 0 2.5 L 20 2.5"), UNSEEN * 3),
    "below a broad white pen": (
        NUMBER + pen('LineWidth="5"', "M 20 2.5 L 0 2.5", "255 255 255"),
        "",
    ),
    "below a pen told elsewhere": (
        NUMBER + f'<ofd:PathObject ID="2" {AREA} DrawParam="32"><ofd:AbbreviatedData>'
        "M 0 2.5 L 20 2.5</ofd:AbbreviatedData></ofd:PathObject>",
        "",
    ),
    "white on a broad pen": (
        pen('LineWidth="5"', "M 0 2.5 L 20 2.5") + letters("305", "72 47", colour=WHITE),
        "305",
    ),
    "in a broad frame": (NUMBER + pen('LineWidth="1.2"', "M 0 0 L 20 0 L 20 5 L 0 5 C"), "305"),
    # clips
    "a fill cut to its corner": (
        NUMBER + cut(filled("255 255 255"), clip("19 4 1 1", "M 0 0 L 1 0 L 1 1 L 0 1 C")),
        "305",
    ),
    "a fill cut in the page's measure": (
        NUMBER + cut(filled("255 255 255"), clip("72 43 20 5")),
        UNSEEN * 3,
    ),
    "a fill cut to more than itself": (
        NUMBER + cut(filled("255 255 255"), clip("0 0 210 297")),
        "",
    ),
    "a fill cut to a triangle": (
        NUMBER + cut(filled("255 255 255"), clip("-99 -99 999 999", "M 99 99 L 120 99 L 120 120")),
        f"3{UNSEEN * 2}",
    ),
    "a fill cut to letters": (
        NUMBER + cut(filled("255 255 255"), clip("0 0 20 5").replace("ofd:Path", "ofd:Text")),
        UNSEEN * 3,
    ),
    "a picture cut to its corner": (
        NUMBER + image(24, inside=clip("19 4 1 1")),
        f"305{UNSEEN}",
    ),
    "cut within its own measure": (
        letters("305", "72 47", colour=clip("-1 -5 30 9")),
        "305",
    ),
    "cut within the page's": (letters("305", "72 47", colour=clip("71 40 30 9")), "305"),
    "half cut off": (letters("305", "72 47", colour=clip("-1 -1.6 30 9")), UNSEEN * 3),
    # colours
    "white in signs": (
        letters("305", "72 47", colour='<ofd:FillColor Value="#FF #FF #FF"/>'),
        "",
    ),
    "red in signs": (letters("305", "72 47", colour='<ofd:FillColor Value="#FF #0 #0"/>'), "305"),
    "white in fractions": (
        letters("305", "72 47", colour='<ofd:FillColor Value="255.0 255.0 255.0"/>'),
        "",
    ),
    "white told elsewhere": (letters("305", "72 47", more='DrawParam="32"'), ""),
    "faint": (letters("305", "72 47", more='Alpha="12.0"'), UNSEEN * 3),
    "of a fraction's opacity": (letters("305", "72 47", more='Alpha="0.5"'), UNSEEN * 3),
    "whole in fractions": (letters("305", "72 47", more='Alpha="255.0"'), "305"),
    "below what is clear in fractions": (NUMBER + filled("255 255 255", 'Alpha="90.5"'), "305"),
    "below what is nearly solid": (NUMBER + filled("255 255 255", 'Alpha="240"'), UNSEEN * 3),
    "below a fill of no told colour": (NUMBER + path(RECTANGLE), "305"),
    "below a fill of the layer's colour": (NUMBER + path(RECTANGLE, more='DrawParam="31"'), ""),
    "white on what runs from dark to dark": (
        shaded("9 9 9", "90 90 90") + letters("305", "72 47", colour=WHITE),
        "305",
    ),
    "white on what runs from dark to white": (
        shaded("9 9 9", "255 255 255") + letters("305", "72 47", colour=WHITE),
        UNSEEN * 3,
    ),
    # pictures
    "below a seal": (NUMBER + image(21), f"305{UNSEEN}"),
    "below a picture with one clear colour": (NUMBER + image(22), f"305{UNSEEN}"),
    "below a photograph": (NUMBER + image(23), UNSEEN * 4),
    "below a page's photograph": (NUMBER + image(24, PAGE), UNSEEN * 3),
    "below a page's watermark": (NUMBER + image(21, PAGE), "305"),
    "below a page's picture that is not there": (NUMBER + image(9, PAGE), "305"),
    "below a masked photograph": (NUMBER + image(24, more='ImageMask="21"'), f"305{UNSEEN}"),
    "below a faint photograph": (NUMBER + image(24, more='Alpha="90"'), f"305{UNSEEN}"),
    "below a picture turned away": (
        NUMBER + image(24, more='CTM="1 0 0 1 19 4"'),
        UNSEEN * 4,
    ),
    "below a picture that fills its place": (
        NUMBER + image(24, more='CTM="20 0 0 5 0 0"'),
        UNSEEN * 4,
    ),
}


@pytest.mark.parametrize("name", SHOWS)
def test_a_cell_says_what_it_shows(name: str) -> None:
    drawn, seen = SHOWS[name]
    assert shown(drawn) == seen


# ── layers and templates ──


def layers(*kinds: tuple[str, str]) -> str:
    """The page in layers of these types; a layer of none is the body."""
    told = "".join(f'<ofd:Layer ID="9" {kind}>{drawn}</ofd:Layer>' for kind, drawn in kinds)
    return page(NUMBER).replace("</ofd:Content>", f"{told}</ofd:Content>")


LAYERS = {
    "the background last": ([('Type="Background"', "255 255 255")], "305"),
    "the body last": ([('Type="Body"', "255 255 255")], ""),
    "of no type": ([("", "0 0 0")], UNSEEN * 3),
    "the foreground before the body": (
        [('Type="Foreground"', "0 0 0"), ('Type="Body"', "255 255 255")],
        UNSEEN * 3,
    ),
}


@pytest.mark.parametrize("name", LAYERS)
def test_layers_lie_as_their_types_tell(name: str) -> None:
    told, seen = LAYERS[name]
    assert shown_in(layers(*((kind, filled(colour)) for kind, colour in told))) == seen


@pytest.mark.parametrize(
    ("order", "seen"),
    [('ZOrder="Background"', "305"), ("", "305"), ('ZOrder="Foreground"', UNSEEN * 3)],
)
def test_templates_lie_below_or_above(order: str, seen: str) -> None:
    below = '<ofd:Template TemplateID="5000" ZOrder="Background"/>'
    one = page(NUMBER).replace("<ofd:Content>", f"{below}<ofd:Content>", 1)
    black = content([filled("90 90 90")])
    assert shown_in(one.replace('ZOrder="Background"', order), below=(black,)) == seen


# ── hostile files ──

HUGE = {
    "a matrix": letters("9", "72 47", more='CTM="1e999 0 0 1e999 0 0"'),
    "a turn": letters("9", "150 247", more='CharDirection="1e999"'),
    "a size": letters("9", "150 247").replace('Size="4"', 'Size="1e999"'),
    "steps": letters("99", "150 247").replace('X="0"', 'X="0" DeltaX="g 1e999 1e999"'),
    "a picture": image(24, 'Boundary="1e999 1e999 1e999 1e999"', more='CTM="1e999 0 0 1 0 0"'),
    "a path": path("M 1e999 0 L 1e999 1e999 A 1e999 1e-999 1e999 1 1 1e999 -1e999 C", "0 0 0"),
    "a pen": pen('LineWidth="1e999"', "M 1e999 0 L 1e999 1e999"),
    "a clip": image(24, 'Boundary="150 150 1 1"', inside=clip("1e999 0 1e999 1")),
    "nested blocks": "<ofd:PageBlock>" * 50_000 + "</ofd:PageBlock>" * 50_000,
    "nested colours": letters(
        "9", "150 247", colour="<ofd:FillColor>" * 50_000 + "</ofd:FillColor>" * 50_000
    ),
}


@pytest.mark.parametrize("name", HUGE)
def test_what_is_endless_does_no_harm(name: str) -> None:
    assert shown(NUMBER + HUGE[name]) == "305"


STAR = path("M 0 0 " + "L 20 0 L 0 5 " * 9000, "255 255 255")
HEAP = letters("1" * 3000, "72 47").replace('X="0"', 'X="0" DeltaX="g 3000 0.001"')
MANY = {
    "pictures": image(24, 'Boundary="150 250 1 1"') * 100_001,
    "clips": letters("1" * 3000, "72 47", colour=clip("0 0 1 1") * 30_000),
    "stars": HEAP + STAR * 4,
}


@pytest.mark.parametrize("name", MANY)
def test_work_is_bounded(name: str) -> None:
    with pytest.raises(InputError) as caught:
        shown(MANY[name])
    assert caught.value.key == "read.long"


def test_many_surfaces_over_many_letters_take_no_time() -> None:
    """Each pair of them would take minutes."""
    area = (f'Boundary="{20 + n % 100} {60 + n // 100} 5 5"' for n in range(4000))
    texts = "".join(letters("7", f"{20 + n % 100} {60 + n // 100}") for n in range(4000))
    begun = time.process_time()
    assert shown(NUMBER + texts + "".join(path(RECTANGLE, "9 9 9", area=a) for a in area)) == "305"
    assert time.process_time() - begun < 10
