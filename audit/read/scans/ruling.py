"""The lines that rule a picture's tables, and the picture without them."""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from audit.read.pages.lattice import Rule
from audit.read.scans.recognise import Grey

TOLERANCE = 8.0  # pixels that pieces of one line may be apart
_DARK = 50  # of 255: thin lines of a copy are pale
_SMOOTH = 5  # along the line only, so that a thin line stays what it is
_SHORTEST = 30  # pixels; longer than most strokes of letters
_SURE = 160  # no letter of a report is so large
_TOUCHING = 3  # pixels between a line and the end of one that leans on it
_GAP = 13  # pixels that a broken line may miss
_THICKEST = 14  # what is thicker is a filled area
_MARGIN = 5  # the edge of a line is blurred


class Ruling(NamedTuple):
    """Lines across and down, and where their ink stands (255) in the picture."""

    across: list[Rule]
    down: list[Rule]
    mask: Grey


class _Candidates(NamedTuple):
    """What may be lines of one direction: a label for each in `labels`, 0 elsewhere."""

    rules: dict[int, Rule]
    labels: NDArray[np.int32]

    def mask(self, kept: dict[int, Rule]) -> Grey:
        """Where the ink of some of them stands."""
        out = np.zeros(self.labels.shape, np.uint8)
        for n, rule in kept.items():
            top = max(0, round(rule.at - _THICKEST))
            part = slice(top, top + 2 * _THICKEST), slice(round(rule.start), round(rule.end))
            out[part][self.labels[part] == n] = 255
        return out


def find_ruling(ink: Grey) -> Ruling:
    """Find the straight lines of a level picture (dark on white)."""
    across, down = _candidates(ink), _candidates(np.ascontiguousarray(ink.T))
    kept_across = _long(across.rules)
    kept_down = _long(down.rules) | _held(down.rules, across.mask(kept_across).T)
    for _ in range(2):  # short ones may lean on short ones
        kept_across = _held(across.rules, down.mask(kept_down).T)
        kept_down = _held(down.rules, across.mask(kept_across).T)
    both = cv2.bitwise_or(across.mask(kept_across), down.mask(kept_down).T)
    return Ruling(
        [kept_across[n] for n in sorted(kept_across)],
        [kept_down[n] for n in sorted(kept_down)],
        np.asarray(cv2.dilate(both, np.ones((_MARGIN, _MARGIN), np.uint8))),
    )


def _candidates(ink: Grey) -> _Candidates:
    """What is dark over a length across, and thin."""
    dark = cv2.blur(255 - ink, (_SMOOTH, 1)) > _DARK
    long = _opened(dark.astype(np.uint8) * 255, 1, _SHORTEST)
    # a line may step by a pixel: what touches above or below goes on
    level = cv2.dilate(long, np.ones((3, 1), np.uint8))
    closed = cv2.morphologyEx(level, cv2.MORPH_CLOSE, np.ones((1, _GAP), np.uint8))
    joined = np.asarray(closed, dtype=np.uint8)
    thick = cv2.dilate(_opened(joined, _THICKEST, 1), np.ones((3, 3), np.uint8))
    count, labels, boxes, _ = cv2.connectedComponentsWithStats(cv2.subtract(joined, thick))
    rules = {
        n: Rule(y + height / 2, float(x), float(x + width))
        for n, (x, y, width, height) in enumerate(boxes[:count, :4].tolist())
        if n and width >= _SHORTEST and height <= 2 * TOLERANCE
    }
    return _Candidates(rules, np.asarray(labels))


def _opened(mask: Grey, height: int, width: int) -> Grey:
    return np.asarray(cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((height, width), np.uint8)))


def _long(rules: dict[int, Rule]) -> dict[int, Rule]:
    return {n: rule for n, rule in rules.items() if rule.end - rule.start >= _SURE}


def _held(rules: dict[int, Rule], crossing: Grey) -> dict[int, Rule]:
    """Lines that others cross twice; short ones only as far as that: a letter may go on from them.

    `crossing` is the mask of those lines, in the direction of `rules`.
    """
    out = {}
    for n, (at, start, end) in rules.items():
        first = max(0, round(start) - _TOUCHING)
        strip = crossing[max(0, round(at) - 1) : round(at) + 2, first : round(end) + _TOUCHING]
        held = np.flatnonzero(strip.any(axis=0)) + first
        if held.size and held[-1] - held[0] >= _SHORTEST:
            whole = end - start >= _SURE
            out[n] = rules[n] if whole else Rule(at, float(held[0]), float(held[-1] + 1))
    return out
