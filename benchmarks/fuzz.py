"""What damaged files do to the readers: mutated samples of every kind, for so many minutes.

    python -m benchmarks.fuzz MINUTES [FOLDER]

Each file is read as in a build, in a worker with bounds. A find is a file on which a reader fails
with an error of its own, crashes or takes too long; it is kept in FOLDER (by default `finds`).
"""

from __future__ import annotations

import io
import sys
import time
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from audit.bounds import DEFAULT
from audit.inputs import InputFile, find_inputs
from audit.reading import Facts, Opened, open_file
from audit.words import say
from audit.workers import Lost, Workers

SAMPLES = Path(__file__).parents[1] / "samples" / "reports"
BOUNDS = replace(DEFAULT, seconds=60)
NOTHING_TOLD: Facts = {}
_FAULT = say("read.failed", name="|", problem="|").split("|")[1]
_BATCH = 64
_LONGEST = 400_000  # bytes: pictures take too long to read
_TOKENS = (
    b"0",
    b"-1",
    b"65536",
    b"99999999999",
    b"<",
    b">",
    b"]]>",
    b"\x00",
    b"\xff\xfe",
    b"%s",
    b"\n",
)


def mutated(data: bytes, rng: Random) -> bytes:
    """Return the bytes with a few faults; in a zip, mostly inside one of its members."""
    if data[:4] == b"PK\x03\x04" and rng.random() < 0.8:
        return _member_mutated(data, rng)
    out = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 4, 16))):
        at, length = rng.randrange(len(out) + 1), rng.choice((1, 2, 8, 64, 1024))
        fault = rng.randrange(6)
        if fault == 0 and out:
            out[at % len(out)] ^= 1 << rng.randrange(8)
        elif fault == 1:
            del out[at : at + length]
        elif fault == 2:
            out[at:at] = out[at : at + length]
        elif fault == 3:
            out[at : at + 1] = rng.choice(_TOKENS)
        elif fault == 4:
            out[at : at + length] = rng.randbytes(length)
        elif rng.random() < 0.2:
            del out[at:]
    return bytes(out)


def _member_mutated(data: bytes, rng: Random) -> bytes:
    source, out = zipfile.ZipFile(io.BytesIO(data)), io.BytesIO()
    names = source.namelist()
    chosen = rng.choice(names)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in dict.fromkeys(names):
            body = source.read(name)
            packed.writestr(name, mutated(body, rng) if name == chosen else body)
    return out.getvalue()


def batches(folder: Path, minutes: float) -> Iterator[list[tuple[InputFile, bytes]]]:
    """Yield mutated files, written into a folder, until the time is over."""
    originals: dict[str, list[bytes]] = defaultdict(list)
    for file in find_inputs([SAMPLES]).files:
        if file.path.stat().st_size < _LONGEST:
            originals[file.path.suffix].append(file.path.read_bytes())
    seed, end = 0, time.monotonic() + 60 * minutes
    while time.monotonic() < end:
        batch = []
        for seed in range(seed, seed + _BATCH):  # noqa: B020
            rng = Random(seed)
            suffix = rng.choice(sorted(originals))
            data = mutated(rng.choice(originals[suffix]), rng)
            path = folder / f"{seed % _BATCH}{suffix}"
            path.write_bytes(data)
            batch.append((InputFile(path, f"{seed}{suffix}"), data))
        seed += 1
        yield batch


def verdict(opened: Opened | Lost) -> str:
    """Return what became of a file: read, refused, or what kind of find it is."""
    if isinstance(opened, Lost):
        return opened.value
    if any(_FAULT in report.problem for report in opened.reports):
        return "failed"
    if opened.members:
        return "read"
    return "refused" if all(report.problem for report in opened.reports) else "read"


def main() -> None:
    """Print how many files of each kind were read, refused or are finds."""
    minutes = float(sys.argv[1])
    finds = Path(sys.argv[2] if len(sys.argv) > 2 else "finds")
    counts: Counter[tuple[str, str]] = Counter()
    with TemporaryDirectory() as name, Workers(BOUNDS, _BATCH) as workers:
        for batch in batches(Path(name), minutes):
            tasks = [(file, NOTHING_TOLD, BOUNDS, Path(name)) for file, _ in batch]
            for (file, data), opened in zip(batch, workers.run(open_file, tasks), strict=True):
                found = verdict(opened)
                counts[file.path.suffix, found] += 1
                if found not in ("read", "refused"):
                    finds.mkdir(exist_ok=True)
                    (finds / file.source).write_bytes(data)
    kinds = sorted({suffix for suffix, _ in counts})
    verdicts = ("read", "refused", "failed", Lost.OVERDUE.value, Lost.CRASHED.value)
    print(f"| kind | files | {' | '.join(verdicts)} |\n|---|{'---:|' * (len(verdicts) + 1)}")
    for kind in kinds:
        row = [counts[kind, one] for one in verdicts]
        print(f"| {kind[1:]} | {sum(row)} | {' | '.join(map(str, row))} |")


if __name__ == "__main__":
    main()
