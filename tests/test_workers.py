"""What hangs, crashes or swells costs one file, not the run; the bounds are the user's to set."""

from __future__ import annotations

import os
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from audit.bounds import DEFAULT, with_limits
from audit.build import read_all
from audit.errors import InputError
from audit.inputs import InputFile
from audit.workers import Lost, Workers

REPORT = "乌有市水务局2023年政府信息公开工作年度报告\n行政许可 12\n行政处罚 3\n"


def does(what: str) -> str:
    """A task of a kind; it stands here so that a worker can import it."""
    if what == "hangs":
        time.sleep(600)
    if what == "crashes":
        os.abort()
    if what == "exits":
        os._exit(3)
    if what == "swells":
        try:
            return str(len(bytearray(900 << 20)))
        except MemoryError:
            return "out of memory"
    return what


def test_each_task_ends_in_its_own_way_and_in_order() -> None:
    tasks = ["works", "hangs", "crashes", "exits", "again"]
    with Workers(replace(DEFAULT, seconds=3), 2) as workers:
        done = list(workers.run(does, [(task,) for task in tasks]))
    assert done == ["works", Lost.OVERDUE, Lost.CRASHED, Lost.CRASHED, "again"]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux bounds a process's memory")
def test_memory_is_bounded() -> None:
    with Workers(replace(DEFAULT, megabytes=800), 1) as workers:
        assert list(workers.run(does, [("swells",)])) == ["out of memory"]


def test_a_file_that_takes_too_long_is_a_row(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(REPORT, "utf-8")
    pipe = tmp_path / "b.txt"
    if not hasattr(os, "mkfifo"):
        pytest.skip("no named pipes here: nothing that never ends")
    os.mkfifo(pipe)
    inputs = [InputFile(tmp_path / name, name) for name in ("a.txt", "b.txt")]
    good, slow = read_all(inputs, {}, replace(DEFAULT, seconds=3)).reports
    assert good.problem == ""
    assert "b.txt" in slow.problem
    assert "超时" in slow.problem


def test_limits_are_given_by_name() -> None:
    assert with_limits([]) == DEFAULT
    given = with_limits(["seconds=5", "unpacked=7", "seconds=6"])
    assert given == replace(DEFAULT, seconds=6, unpacked=7)


@pytest.mark.parametrize(
    "setting", ["", "seconds", "seconds=", "seconds=-1", "minutes=1", "pages=0"]
)
def test_a_limit_that_is_none_is_said_so(setting: str) -> None:
    with pytest.raises(InputError, match="--limit") as caught:
        with_limits([setting])
    assert "seconds" in str(caught.value)
