"""How much an installation adds to what pandas itself installs, in MB on disk.

    python -m benchmarks.weight

Makes an environment for pandas, for this project, and for it with each extra, and measures them.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import venv
from pathlib import Path

REPOSITORY = Path(__file__).parents[1]
INSTALLED = {
    "pandas": "pandas",
    "core": ".",
    "core and archives": ".[archives]",
    "core and ocr": ".[ocr]",
    "all": ".[all]",
}


def weight(requirement: str) -> float:
    """Install a requirement into an environment of its own; return the MB of its packages."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name, "environment")
        venv.create(folder, with_pip=True)
        python = folder / ("Scripts" if sys.platform == "win32" else "bin") / "python"
        command = [str(python), "-m", "pip", "install", "-q", requirement]
        subprocess.run(command, cwd=REPOSITORY, check=True)
        return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


def main() -> None:
    """Print a line for each way to install."""
    print("| installed | MB | more than pandas |")
    print("|---|---:|---:|")
    bare = 0.0
    for name, requirement in INSTALLED.items():
        size = weight(requirement)
        bare = bare or size
        print(f"| {name} | {size:.0f} | {size - bare:+.0f} |", flush=True)


if __name__ == "__main__":
    main()
