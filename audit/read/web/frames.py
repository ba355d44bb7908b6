"""What a page shows from elsewhere: frames saved beside it, and pages written into an attribute."""

from __future__ import annotations

from posixpath import dirname, join

from selectolax.lexbor import LexborHTMLParser, LexborNode

from audit.read import Beside
from audit.read.encoding import decode
from audit.read.web.markup import mended
from audit.read.web.styles import apply, rules_of

_MOST_FRAMES = 50
_DEEPEST = 3


def nothing_beside(_: str) -> None:
    """A page that came alone."""


class Frames:
    """Puts the content of frames where the frames stand; it must outlive the page's tree."""

    def __init__(self, name: str, beside: Beside) -> None:
        """Take the files that came with the page; `name` is the page's own."""
        self.count = 0
        self._name = name
        self._beside = beside
        self._trees: list[LexborHTMLParser] = []

    def fill(self, tree: LexborHTMLParser, folder: str = "", depth: int = 0) -> None:
        """Replace the frames of a tree, and theirs, by the body of what they show.

        A frame whose page did not come along stays empty. Raises InputError for a frame of more
        tags than a page ever has.
        """
        for node in tree.css("iframe, frame"):
            address = join(folder, node.attributes.get("src") or "")
            source = self._source(node, address)
            if source is None or depth >= _DEEPEST or self.count >= _MOST_FRAMES:
                continue
            self.count += 1
            shown = LexborHTMLParser(mended(self._name, source))
            self._trees.append(shown)
            apply(self._name, rules_of(shown), shown)
            self.fill(shown, dirname(address), depth + 1)
            root = shown.body or shown.root
            if root is not None:
                node.replace_with(root)

    def _source(self, node: LexborNode, address: str) -> str | None:
        written = node.attributes.get("srcdoc")
        if written is not None:
            return written
        data = self._beside(address) if node.attributes.get("src") else None
        return decode(data).text if data else None
