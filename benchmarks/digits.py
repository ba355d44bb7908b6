"""Trains the small net that gives a second opinion on digits (audit/read/scans/digits.py).

    python -m benchmarks.digits FONT... -o audit/read/scans/digits.npz

The glyphs are drawn with the fonts given, and blurred, thickened, turned, cut and noised as
scans are. The same fonts make the same file.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from audit.read.scans.digits import CLASSES, SIZE, glyph_boxes, glyph_image

_OTHERS = (
    "一二三四五六七八九十月日年元件宗项万不公开申请处理"
    "abcdefghkmnpqrstuvwxyzABCDEFGHKMNPQRTUVWXY*#&@"
)
_HIDDEN = 64
_STEPS, _BATCH, _RATE = 3000, 256, 2e-3


def samples(
    fonts: Sequence[Path], each: int, rng: np.random.Generator
) -> Iterator[tuple[NDArray[np.float32], int]]:
    """Yield glyphs as the net sees them, with their classes."""
    for font in fonts:
        for number, letter in enumerate(CLASSES):
            for _ in range(each):
                shown = letter if letter != "?" else _OTHERS[rng.integers(len(_OTHERS))]
                image = _drawn(font, shown, rng)
                boxes = glyph_boxes(image)
                if len(boxes) != 1:
                    continue
                yield glyph_image(boxes[0].cut(image)), number


def _drawn(font: Path, letter: str, rng: np.random.Generator) -> NDArray[np.uint8]:
    large = ImageFont.truetype(str(font), 96)
    picture = Image.new("L", (200, 200), 255)
    ImageDraw.Draw(picture).text((50, 40), letter, font=large, fill=int(rng.integers(0, 90)))
    image = np.asarray(picture)
    turn = cv2.getRotationMatrix2D((100, 100), rng.uniform(-3, 3), 1)
    turn[0, 1] += rng.uniform(-0.06, 0.06)  # a slant
    image = cv2.warpAffine(image, turn, (200, 200), borderValue=(255,))
    wide = int(rng.integers(1, 5))
    change = rng.integers(3)
    if change:
        kind = cv2.erode if change == 1 else cv2.dilate
        image = kind(image, np.ones((wide, wide), np.uint8))
    height = int(rng.integers(13, 34))  # pixels of the letter's body
    scale = height / 70
    across = scale * rng.uniform(0.85, 1.15)
    image = cv2.resize(image, None, fx=across, fy=scale, interpolation=cv2.INTER_AREA)
    if rng.random() < 0.7:
        image = cv2.GaussianBlur(image, (5, 5), rng.uniform(0.4, 1.3))
    image = image + rng.normal(0, rng.uniform(0, 14), image.shape)
    return np.asarray(image.clip(0, 255), dtype=np.uint8)


def train(
    inputs: NDArray[np.float32], classes: NDArray[np.intp], rng: np.random.Generator
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Fit one hidden layer by Adam on the cross entropy."""
    many = SIZE[0] * SIZE[1] + 1
    weights = [
        rng.normal(0, (2 / many) ** 0.5, (many, _HIDDEN)),
        rng.normal(0, 0.1, (_HIDDEN + 1, len(CLASSES))),
    ]
    moments = [[np.zeros_like(w), np.zeros_like(w)] for w in weights]
    ones = np.ones((_BATCH, 1))
    for step in range(1, _STEPS + 1):
        chosen = rng.integers(len(inputs), size=_BATCH)
        x = np.hstack([inputs[chosen], ones])
        hidden = np.maximum(x @ weights[0], 0)
        h = np.hstack([hidden, ones])
        scores = h @ weights[1]
        chances = np.exp(scores - scores.max(axis=1, keepdims=True))
        chances /= chances.sum(axis=1, keepdims=True)
        chances[np.arange(_BATCH), classes[chosen]] -= 1
        back = (chances @ weights[1][:-1].T) * (hidden > 0)
        rate = _RATE * (1 - step / (_STEPS + 1))
        for weight, moment, slope in zip(
            weights, moments, (x.T @ back, h.T @ chances), strict=True
        ):
            slope = slope / _BATCH + 1e-5 * weight
            moment[0] = 0.9 * moment[0] + 0.1 * slope
            moment[1] = 0.999 * moment[1] + 0.001 * slope**2
            mean, spread = moment[0] / (1 - 0.9**step), moment[1] / (1 - 0.999**step)
            weight -= rate * mean / (np.sqrt(spread) + 1e-8)
    return weights[0].astype(np.float32), weights[1].astype(np.float32)


def main(arguments: Sequence[str] | None = None) -> None:
    """Train and write the file."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("fonts", type=Path, nargs="+")
    parser.add_argument("-o", "--output", type=Path, required=True)
    parser.add_argument("--each", type=int, default=60, help="pictures a font and class")
    given = parser.parse_args(arguments)
    rng = np.random.default_rng(0)
    drawn = list(samples(given.fonts, given.each, rng))
    inputs = np.stack([image.ravel() for image, _ in drawn])
    classes = np.array([number for _, number in drawn], dtype=np.intp)
    first, second = train(inputs, classes, rng)
    np.savez_compressed(
        given.output, first=first.astype(np.float16), second=second.astype(np.float16)
    )


if __name__ == "__main__":
    main()
