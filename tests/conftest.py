"""Fixtures that several tests share: the workbook of the samples, built once."""

from __future__ import annotations

import gc
import os
import pickle
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

import pytest
from hypothesis import settings

from audit.build import manifest, read_all
from audit.inputs import find_inputs
from audit.output import write_whole
from audit.result import Audit
from audit.run import audit_reports
from audit.workbook import write_workbook

REPOSITORY = Path(__file__).parent.parent
SAMPLES = REPOSITORY / "samples" / "reports"
SHARED = REPOSITORY.parent / "shared" / "reports"

# commands that are run speak Chinese, whatever the developer's machine speaks
os.environ["LC_ALL"] = "zh_CN.UTF-8" if sys.platform == "win32" else "C.UTF-8"

# how long an example takes says more of the machine than of the code
settings.register_profile("audit", deadline=None)
settings.load_profile("audit")


def pytest_collection_finish() -> None:
    """What is there before the first test stays: no collection of garbage need look at it again."""
    gc.collect()
    gc.freeze()


def made_once(place: Path, make: Callable[[], object]) -> Any:
    """Return what the first process of a run makes; the others wait, and read it from its file."""
    lock = place.with_suffix(".lock")
    while not place.exists():
        try:
            lock.touch(exist_ok=False)
        except FileExistsError:
            time.sleep(0.1)
            continue
        try:
            beside = place.with_suffix(".part")
            beside.write_bytes(pickle.dumps(make()))
            beside.replace(place)
        finally:  # if it failed, whoever waits fails by itself, and says how
            lock.unlink()
    return pickle.loads(place.read_bytes())


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all processes of this run have in common."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
def samples_audit(shared_folder: Path) -> Audit:
    found = find_inputs([SAMPLES])
    place = shared_folder / "samples.pickle"
    reports = made_once(place, lambda: read_all(found.files, {}).reports)
    return audit_reports(reports, name="示例市", litter=found.litter, manifest=manifest(reports))


@pytest.fixture(scope="session")
def samples_workbook(samples_audit: Audit, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("samples") / "audit.xlsx"
    write_whole(path, lambda beside: write_workbook(samples_audit, beside))
    return path


class _Here:
    """Stands in for worker processes: does each task at once, where it is asked for."""

    def __init__(self, *_: object) -> None:
        pass

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def run(
        self, function: Callable[..., object], tasks: Iterable[tuple[Any, ...]]
    ) -> Iterator[object]:
        return (function(*task) for task in tasks)


@contextmanager
def worked_here() -> Iterator[None]:
    """Read files and make packs in this process: others take longer to start than to do a few."""
    with pytest.MonkeyPatch.context() as patched:
        for module in ("audit.build", "audit.pack.run"):
            patched.setattr(f"{module}.Workers", _Here)
        yield


@pytest.fixture
def in_this_process() -> Iterator[None]:
    """Work here: most of what is tested by a command has nothing to do with other processes."""
    with worked_here():
        yield
