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
_RUNNING, _NARROWED = 600, 0.5
_ALIKE = 1.3  # widths in a batch: the narrower are padded to the widest


class Said(NamedTuple):
    """A text, and the probability of its least certain character (0 for no text)."""

    text: str
    score: float


class Recognised(NamedTuple):
    """What a line says, and what it says if a number or a placeholder is all it can be."""

    free: Said
    value: Said


_NOTHING = Recognised(Said("", 0.0), Said("", 0.0))
_IN_VALUES = "0123456789.,-—–/无零"


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
    values: NDArray[np.intp]


@cache
def _engine() -> _Engine:
    """The model, loaded once in a process and run on one thread: worker processes run beside."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 4
    session = onnxruntime.InferenceSession(str(_MODEL), options, providers=["CPUExecutionProvider"])
    letters = session.get_modelmeta().custom_metadata_map["character"].splitlines()
    every = ("", *letters, " ")
    values = np.array([0, *(every.index(letter) for letter in _IN_VALUES if letter in every)])
    return _Engine(session, session.get_inputs()[0].name, every, values)


def recognise(lines: Sequence[Grey]) -> list[Recognised]:
    """Read pictures of single lines, dark on light, each in its own place of the result."""
    out = [_NOTHING] * len(lines)
    widths = [_width(line) for line in lines]
    for batch in _batches(widths):
        widest = max(widths[n] for n in batch)
        stack = np.zeros((len(batch), 1, HEIGHT, widest), np.float32)
        for place, n in enumerate(batch):
            sized = cv2.resize(lines[n], (widths[n], HEIGHT), interpolation=cv2.INTER_AREA)
            stack[place, 0, :, : widths[n]] = sized / 127.5 - 1.0
        for n, read in zip(batch, _run(np.repeat(stack, 3, axis=1)), strict=True):
            out[n] = read
    return out


def _width(line: Grey) -> int:
    """Running text is narrowed: it is read as well, and faster."""
    wide = round(line.shape[1] * HEIGHT / max(1, line.shape[0]))
    if wide > _RUNNING:
        wide = round(wide * _NARROWED)
    return int(min(max(wide, _NARROWEST), _WIDEST))


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
    for chances in engine.session.run(None, {engine.input: stack})[0]:
        steps = np.arange(len(chances))
        best = chances.argmax(axis=1)
        free = _decoded(best, chances[steps, best])
        best = engine.values[chances[:, engine.values].argmax(axis=1)]
        yield Recognised(free, _decoded(best, chances[steps, best]))


def _decoded(codes: NDArray[np.intp], scores: NDArray[np.float32]) -> Said:
    """Letters that repeat without a gap between them are one."""
    new = (codes > 0) & (codes != np.concatenate(([0], codes[:-1])))
    text = "".join(_engine().letters[code] for code in codes[new])
    return Said(text, float(scores[new].min()) if new.any() else 0.0)
