"""CPU a report from bytes to what is read, per kind of file: ours, bare parsing, and peers.

    python -m benchmarks.speed [FILES or FOLDERS]

In one process, all warm: each way reads a file some 25 times (slow ones less often), the first
time untimed; the median counts.
Bare parsing is taking the file apart with the library beneath, before any meaning is given to it.
`read` is the part of ours until table cells and lines stand in a document. Each web page has a
line of its own.
"""

from __future__ import annotations

import gc
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from importlib import import_module
from io import BytesIO, StringIO
from pathlib import Path, PurePosixPath
from statistics import fmean, median
from typing import NamedTuple
from xml.etree.ElementTree import fromstring
from zipfile import ZipFile

import olefile
import pandas as pd
import pypdfium2
from selectolax.lexbor import LexborHTMLParser

from audit.errors import InputError
from audit.inputs import InputFile, find_inputs
from audit.parse import parse_all
from audit.read import read_bytes
from audit.read.encoding import decode

Way = Callable[[str, bytes], object]  # a file's name and bytes to whatever comes out


class Cost(NamedTuple):
    """CPU in ms of one file: taken apart into a document, ours as a whole, bare, the peers."""

    name: str
    ms: list[float | None]


_DEFAULT = Path("samples/reports")
_TIMES = 25
_ENOUGH = 1.0  # seconds; slow kinds are timed fewer times
_MISSING = "–"


def taken_apart(name: str, data: bytes) -> object:
    """Bytes to a document, before it is understood: the first part of ours."""
    return read_bytes(name, data)


def ours(name: str, data: bytes) -> object:
    """Bytes to reports, as a worker of a build does it."""
    return parse_all(read_bytes(name, data), {})


def _html(_: str, data: bytes) -> object:
    return LexborHTMLParser(decode(data).text)


def _text(_: str, data: bytes) -> object:
    return decode(data).text


def _xml(_: str, data: bytes) -> object:
    with ZipFile(BytesIO(data)) as package:
        return [fromstring(package.read(n)) for n in package.namelist() if n.endswith(".xml")]


def _sheets(_: str, data: bytes) -> object:
    book = import_module("python_calamine").CalamineWorkbook.from_filelike(BytesIO(data))
    return [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]


def _pdf(_: str, data: bytes) -> object:
    return [page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(data)]


def _ole(_: str, data: bytes) -> object:
    with olefile.OleFileIO(data) as container:
        return [container.openstream(path).read() for path in container.listdir()]


BARE: dict[str, Way] = {
    **dict.fromkeys(("text", "markdown", "csv"), _text),
    **{"html": _html, "docx": _xml, "ofd": _xml, "pdf": _pdf, "doc": _ole, "wps": _ole},
    **dict.fromkeys(("xlsx", "xls"), _sheets),
}


def _read_html(name: str, data: bytes) -> object:
    if PurePosixPath(name).suffix.lower() not in (".html", ".htm"):
        raise ValueError
    return pd.read_html(StringIO(decode(data).text))


def _markitdown(name: str, data: bytes) -> object:
    converter = import_module("markitdown").MarkItDown()
    return converter.convert_stream(BytesIO(data), file_extension=PurePosixPath(name).suffix)


PEERS: dict[str, Way] = {"pandas.read_html": _read_html, "markitdown": _markitdown}


def cost(way: Way, name: str, data: bytes) -> float | None:
    """Median CPU in ms of one way to read a file; None if it cannot, or is not installed."""
    try:
        way(name, data)
    except Exception:  # a peer may raise anything
        return None
    gc.collect()
    gc.freeze()  # what other ways have loaded must not cost this one collections
    spent: list[float] = []
    while len(spent) < _TIMES and sum(spent) < _ENOUGH:
        start = time.process_time()
        way(name, data)
        spent.append(time.process_time() - start)
    return 1000 * median(spent)


def measure(files: Sequence[InputFile]) -> tuple[dict[str, list[Cost]], list[str]]:
    """Costs of the files by kind, and a sentence for each file not read."""
    costs: dict[str, list[Cost]] = defaultdict(list)
    unread: list[str] = []
    for file in files:
        data = file.path.read_bytes()
        try:
            kind = read_bytes(file.source, data).kind
            ours(file.source, data)
        except (InputError, ImportError) as error:
            unread.append(f"not timed: {error}")
            continue
        ways = [taken_apart, ours, BARE.get(kind), *PEERS.values()]
        own = [way and cost(way, file.source, data) for way in ways]
        costs[kind].append(Cost(PurePosixPath(file.source).name, own))
    return costs, unread


def _mean(column: Sequence[float | None]) -> float | None:
    """The mean over a kind's files, if all of them could be read that way."""
    known = [value for value in column if value is not None]
    return fmean(known) if len(known) == len(column) else None


def _line(what: str, files: int, costs: Sequence[float | None]) -> str:
    apart, own, bare, *peers = costs
    ratio = own / bare if own and bare else None
    shown = (apart, own, bare, ratio, *peers)
    cells = (_MISSING if cell is None else f"{cell:.2f}" for cell in shown)
    return f"| {what} | {files} | {' | '.join(cells)} |"


def main() -> None:
    """Print a line for each kind of file and each web page, then what was not timed and why."""
    given = [Path(word) for word in sys.argv[1:]] or [_DEFAULT]
    costs, unread = measure(find_inputs(given).files)
    titles = ["kind", "files", "read ms", "ours ms", "bare ms", "ratio"]
    titles += [f"{peer} ms" for peer in PEERS]
    print(f"| {' | '.join(titles)} |\n|{'---|' * len(titles)}")
    for kind, files in sorted(costs.items()):
        print(_line(kind, len(files), [_mean(c) for c in zip(*(f.ms for f in files), strict=True)]))
    for page in costs.get("html", ()):
        print(_line(page.name, 1, page.ms))
    for sentence in unread:
        print(sentence)
    print(
        f"{_MISSING}: it cannot read the kind or is not installed (pip install 'markitdown[all]')"
    )


if __name__ == "__main__":
    main()
