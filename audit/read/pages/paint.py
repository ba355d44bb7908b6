"""What is painted over what: whether a character of a page is seen by who looks at it."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from audit.document import Box

_LIGHT = 250  # of 255: what is so light is not seen on paper


class Sight(Enum):
    """What the place of a character shows: it, nothing at all, or something else."""

    SEEN = "seen"
    NOTHING = "nothing"
    COVERED = "covered"


class _Surface(NamedTuple):
    order: int
    box: Box
    light: bool
    covers: bool


class Paint:
    """The surfaces of a page in the order in which they are painted; boxes grow upwards."""

    def __init__(self) -> None:
        """Start with white paper; `last` is the order of the last surface that covers."""
        self._surfaces: list[_Surface] = []
        self.last = -1

    def surface(self, order: int, box: Box, *, light: bool = False, covers: bool = True) -> None:
        """Paint a filled shape or a picture; what lies below it is hidden if it `covers`."""
        self._surfaces.append(_Surface(order, box, light, covers))
        self.last = max(self.last, order if covers else -1)

    def covered(self, order: int, box: Box) -> bool:
        """Whether a surface painted later than this covers some of the box."""
        return any(s.order > order and s.covers and touch(s.box, box) for s in self._surfaces)

    def sight(self, order: int, box: Box, *, light: bool) -> Sight:
        """Tell what is seen of a character in a box; `light` is one as white as paper."""
        x, y = middle(box)
        here = [surface for surface in self._surfaces if has(surface.box, x, y)]
        above = max((s for s in here if s.order > order and s.covers), default=None)
        if above is not None:
            return Sight.NOTHING if above.light else Sight.COVERED
        below = max((s for s in here if s.order < order), default=None)
        if light and (below is None or below.light):
            return Sight.NOTHING
        return Sight.SEEN


def is_light(colour: tuple[float, ...]) -> bool:
    """Whether a colour of parts up to 255 does not stand out from white paper.

    >>> is_light((255, 255, 255)), is_light((255, 255, 0))
    (True, False)
    """
    return min(colour, default=0) >= _LIGHT


def middle(box: Box) -> tuple[float, float]:
    """Return the middle of a box."""
    return (box[0] + box[2]) / 2, (box[1] + box[3]) / 2


def has(box: Box, x: float, y: float) -> bool:
    """Whether a point lies in a box."""
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def touch(one: Box, other: Box) -> bool:
    """Whether two boxes have some of the page in common."""
    across = one[0] < other[2] and other[0] < one[2]
    return across and one[1] < other[3] and other[1] < one[3]
