"""OFD, the Chinese standard for fixed layout (GB/T 33190): pages of letters and lines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple
from xml.etree.ElementTree import Element

from audit.bounds import DEFAULT, Bounds
from audit.document import Box, Document
from audit.errors import InputError
from audit.read.ofd.objects import Layer
from audit.read.ofd.resources import Resources
from audit.read.ofd.shapes import number_list
from audit.read.package import Package
from audit.read.pages.glyphs import Page
from audit.read.pages.page import rows_of
from audit.read.pages.view import page_of

_MILLIMETRE = 72 / 25.4  # in points
_A4 = (0.0, 0.0, 210.0, 297.0)
_TITLED = ("年度报告", "年度報告", "年报")


def read_ofd(name: str, data: bytes, bounds: Bounds = DEFAULT) -> Document:
    """Read an OFD file; the place of a cell is table, row, column, page and box.

    Raises InputError for a file that is damaged, encrypted or too long, and for one whose pages
    are pictures.
    """
    package = Package(name, data, bounds)
    if "Encryptions.xml" in package.names:
        raise InputError("read.encrypted", name=name)
    book = _Book(package, bounds)
    pages = list(book.pages())
    if not any(page.glyphs for page in pages):
        raise InputError("read.image_only", name=name)
    rows = rows_of(pages, name, bounds)
    return Document(name, "ofd", rows, title=book.title)


class _Sheet(NamedTuple):
    """A page of the file: the part its content stands in, and its box in millimetres."""

    part: str
    box: Box


class _Template(NamedTuple):
    """What several pages show: the part it stands in, and whether above or below theirs."""

    part: str
    order: str


class _Book:
    """The documents of a file: its pages and the templates below them."""

    def __init__(self, package: Package, bounds: Bounds) -> None:
        self._package = package
        self._sheets: list[_Sheet] = []
        self._templates: dict[str, _Template] = {}
        self._resources = Resources(package)
        self.title = ""
        for body in children(package.tree(self._resources.part("", "OFD.xml")), "DocBody"):
            self._add(body)
        if len(self._sheets) > bounds.pages:
            count = len(self._sheets)
            raise InputError("read.pages", name=package.name, pages=count, most=bounds.pages)

    def _add(self, body: Element) -> None:
        for element in body.iter():
            title = (element.text or "").strip() if local(element) == "Title" else ""
            if any(word in title for word in _TITLED):
                self.title = self.title or title
        for root in children(body, "DocRoot"):
            part = self._resources.part("", root.text or "")
            tree = self._package.tree(part)
            box = _box_in(tree, "CommonData", "PageArea") or _A4
            for resources in tree.iterfind("{*}CommonData/*"):
                if local(resources) in ("PublicRes", "DocumentRes"):
                    self._resources.add(part, resources.text or "")
            for common in children(tree, "CommonData"):
                for template in children(common, "TemplatePage"):
                    place = self._resources.part(part, template.get("BaseLoc", ""))
                    one = _Template(place, template.get("ZOrder", ""))
                    self._templates[template.get("ID", "")] = one
            for pages in children(tree, "Pages"):
                for page in children(pages, "Page"):
                    self._sheets.append(
                        _Sheet(self._resources.part(part, page.get("BaseLoc", "")), box)
                    )

    def pages(self) -> Iterator[Page]:
        """What each page shows, from the template below it up to the one above it."""
        for number, sheet in enumerate(self._sheets, 1):
            tree = self._package.tree(sheet.part)
            box = _in_points(_box_in(tree, "Area") or sheet.box)
            for resources in children(tree, "PageRes"):
                self._resources.add(sheet.part, resources.text or "")
            layer = Layer(self._package.name, self._resources, box)
            below: list[str] = []
            above: list[str] = []
            for element in children(tree, "Template"):
                template = self._templates.get(element.get("TemplateID", ""))
                if template:
                    order = element.get("ZOrder") or template.order
                    (above if order == "Foreground" else below).append(template.part)
            for content in (*map(self._package.tree, below), tree, *map(self._package.tree, above)):
                layer.read(content)
            chars = list(layer.chars())
            yield page_of(number, box, 0, chars, layer.lines, layer.marks)


def _in_points(box: Box) -> Box:
    """A box of the sheet, whose y grows downwards in millimetres, as points that grow upwards."""
    left, top, width, height = box
    return (
        *(left * _MILLIMETRE, -(top + height) * _MILLIMETRE),
        *((left + width) * _MILLIMETRE, -top * _MILLIMETRE),
    )


def _box_in(tree: Element, *path: str) -> Box | None:
    """The physical box that a page or a document states."""
    elements = [tree]
    for name in path:
        elements = [child for element in elements for child in children(element, name)]
    for element in elements:
        for box in children(element, "PhysicalBox"):
            edges = number_list(box.text or "")
            if len(edges) == 4 and edges[2] > 0 and edges[3] > 0:
                return edges[0], edges[1], edges[2], edges[3]
    return None


def local(element: Element) -> str:
    """The name of an element without its namespace."""
    return element.tag.rpartition("}")[2]


def children(element: Element, name: str) -> Iterator[Element]:
    """The direct children of that name, whatever their namespace."""
    return (child for child in element if local(child) == name)
