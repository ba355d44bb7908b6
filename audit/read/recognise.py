"""Recognises lines of text in pictures, offline, with the model that the rapidocr package carries.

Only the model is taken from there: its own code would look for other models on the network.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
import onnxruntime
from numpy.typing import NDArray

Grey = NDArray[np.uint8]

HEIGHT = 48  # of a line, as the model was trained
_NARROWEST, _WIDEST = 48, 3200
_BATCH = 6144  # pixels of width that go through the model at once
_ALIKE = 1.3  # widths in a batch: the narrower are padded to the widest


class Recognised(NamedTuple):
    """What a line says, and the probability of its least certain character (0 for no text)."""

    text: str
    score: float


def _model() -> Path:
    """The recognition model inside the installed package; ImportError without one."""
    spec = find_spec("rapidocr")
    places = spec.submodule_search_locations if spec else None
    found = sorted(Path(next(iter(places))).glob("models/*rec*.onnx")) if places else []
    if not found:
        raise ImportError("rapidocr")
    return found[-1]


_MODEL = _model()


class _Engine(NamedTuple):
    session: onnxruntime.InferenceSession
    input: str
    letters: tuple[str, ...]


@cache
def _engine() -> _Engine:
    """The model, loaded once in a process and run on one thread: worker processes run beside."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 4
    session = onnxruntime.InferenceSession(
        str(_MODEL), options, providers=["CPUExecutionProvider"]
    )
    letters = session.get_modelmeta().custom_metadata_map["character"].splitlines()
    return _Engine(session, session.get_inputs()[0].name, ("", *letters, " "))


def recognise(lines: Sequence[Grey], squeeze: float = 1.0) -> list[Recognised]:
    """Read pictures of single lines, dark on light, each in its own place of the result.

    `squeeze` narrows the letters: running text is read as well and faster, a number is not.
    """
    out = [Recognised("", 0.0)] * len(lines)
    widths = [_width(line, squeeze) for line in lines]
    for batch in _batches(widths):
        widest = max(widths[n] for n in batch)
        stack = np.zeros((len(batch), 1, HEIGHT, widest), np.float32)
        for place, n in enumerate(batch):
            sized = cv2.resize(lines[n], (widths[n], HEIGHT), interpolation=cv2.INTER_AREA)
            stack[place, 0, :, : widths[n]] = sized / 127.5 - 1.0
        for n, read in zip(batch, _run(np.repeat(stack, 3, axis=1)), strict=True):
            out[n] = read
    return out


def _width(line: Grey, squeeze: float) -> int:
    wide = round(line.shape[1] * HEIGHT / max(1, line.shape[0]) * squeeze)
    return min(max(wide, _NARROWEST), _WIDEST)


def _batches(widths: Sequence[int]) -> Iterator[list[int]]:
    batch: list[int] = []
    for n in sorted(range(len(widths)), key=widths.__getitem__):
        wide = widths[n]
        if batch and (wide > _ALIKE * widths[batch[0]] or wide * (len(batch) + 1) > _BATCH):
            yield batch
            batch = []
        batch.append(n)
    if batch:
        yield batch


def _run(stack: NDArray[np.float32]) -> Iterator[Recognised]:
    engine = _engine()
    chances = engine.session.run(None, {engine.input: stack})[0]
    best, sure = chances.argmax(axis=2), chances.max(axis=2)
    for codes, scores in zip(best, sure, strict=True):
        # letters that repeat without a gap between them are one
        new = (codes > 0) & (codes != np.concatenate(([0], codes[:-1])))
        text = "".join(engine.letters[code] for code in codes[new])
        yield Recognised(text, float(scores[new].min()) if new.any() else 0.0)
