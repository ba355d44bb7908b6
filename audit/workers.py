"""Worker processes with bounds: what hangs, crashes or swells costs one file, not the run."""

from __future__ import annotations

import multiprocessing
import os
import warnings
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import TimeoutError as Overdue
from contextlib import AbstractContextManager, suppress
from enum import Enum
from types import TracebackType
from typing import Any, TypeVar

from pebble import ProcessExpired, ProcessPool

from audit.bounds import Bounds
from audit.words import language, speak

T = TypeVar("T")
_MOST_WORKERS = 61  # more than Windows can wait for


class Lost(Enum):
    """Why a task came back without a result."""

    OVERDUE = "overdue"
    CRASHED = "crashed"


class Workers(AbstractContextManager["Workers"]):
    """Processes that do tasks one by one; one that fails its bounds is replaced.

    They are spawned, so that they work alike on every system, and only when there is a task.
    """

    def __init__(self, bounds: Bounds, most: int) -> None:
        """Take the bounds of each task, and how many processes there may be at most."""
        self._seconds = bounds.seconds
        self._pool = ProcessPool(
            max_workers=max(1, min(os.cpu_count() or 1, most, _MOST_WORKERS)),
            initializer=_begin,
            initargs=(bounds.megabytes, language()),
            context=multiprocessing.get_context("spawn"),
        )

    def run(
        self, function: Callable[..., T], tasks: Iterable[tuple[object, ...]]
    ) -> Iterator[T | Lost]:
        """Yield the result of each task, in order, or why there is none."""
        schedule = self._pool.schedule
        running = [schedule(function, args=task, timeout=self._seconds) for task in tasks]
        for future in running:
            try:
                yield future.result()
            except Overdue:
                yield Lost.OVERDUE
            except ProcessExpired:
                yield Lost.CRASHED

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Wait for the processes to end; after an error, end them."""
        pool: Any = self._pool
        if kind is None:
            pool.close()
        else:
            pool.stop()
        pool.join()


def _begin(megabytes: int, spoken: str) -> None:
    """Bound this process's memory where the system can (Linux); keep libraries' asides off it."""
    speak(spoken)
    warnings.simplefilter("ignore")
    with suppress(ImportError, ValueError, OSError):
        import resource

        most = megabytes << 20
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        if hard != resource.RLIM_INFINITY:
            most = min(most, hard)
        resource.setrlimit(resource.RLIMIT_AS, (most, hard))
