"""Installed from a wheel, or by the README's first line, in a fresh environment: the job runs."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY, SAMPLES

pytestmark = pytest.mark.slow
_LEFT_OUT = {".git", ".venv", ".venv-oldest", ".mypy_cache", ".pytest_cache", ".hypothesis"}


def run(*command: object, cwd: Path) -> str:
    """Run a command; what it printed is shown if it fails."""
    environment = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "VIRTUAL_ENV")}
    done = subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def scripts(environment: Path) -> Path:
    return environment / ("Scripts" if os.name == "nt" else "bin")


def test_a_wheel_in_a_fresh_environment_from_another_folder(tmp_path: Path) -> None:
    run(sys.executable, "-m", "build", "--wheel", "-o", tmp_path / "dist", cwd=REPOSITORY)
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    venv.create(tmp_path / "fresh", with_pip=True)
    python = scripts(tmp_path / "fresh") / "python"
    run(python, "-m", "pip", "install", "-q", wheel, cwd=tmp_path)
    scan = shutil.ignore_patterns("*医疗保障局*")  # needs an extra
    shutil.copytree(SAMPLES / "2024", tmp_path / "reports", ignore=scan)
    told = run(python, "-m", "audit", "build", "reports", "-o", "audit.xlsx", cwd=tmp_path)
    assert "audit.xlsx" in told
    assert (tmp_path / "audit.xlsx").stat().st_size > 20_000
    assert "T301" in run(scripts(tmp_path / "fresh") / "audit", "rules", cwd=tmp_path)


@pytest.mark.skipif(os.name == "nt", reason="the README gives the line for a POSIX shell")
def test_the_first_line_of_the_readme(tmp_path: Path) -> None:
    copy = tmp_path / "clone"
    shutil.copytree(REPOSITORY, copy, ignore=lambda _, names: _LEFT_OUT & set(names))
    readme = (copy / "README.md").read_text("utf-8").splitlines()
    line = next(line for line in readme if line.startswith("python3 -m venv"))
    run("bash", "-euo", "pipefail", "-c", line, cwd=copy)
    assert (copy / "audit.xlsx").is_file()
