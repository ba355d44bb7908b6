"""Fixtures that several tests share: the workbook of the samples, built once."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
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


@pytest.fixture(scope="session")
def samples_audit() -> Audit:
    found = find_inputs([SAMPLES])
    reports = read_all(found.files, {}).reports
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


@pytest.fixture
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read files here: to start processes takes longer than most of what is tested by a build."""
    monkeypatch.setattr("audit.build.Workers", _Here)
