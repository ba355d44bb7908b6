"""The time of a letter and the pause between two: the only clock of the package."""

from __future__ import annotations

import datetime
import time


def moment() -> datetime.datetime:
    """Return the time now, with its zone, to the second."""
    return datetime.datetime.now().astimezone().replace(microsecond=0)


def pause(seconds: float) -> None:
    """Wait."""
    time.sleep(seconds)
