"""The command `audit`, or `python -m audit`: in the language asked for, else in the system's."""

from __future__ import annotations

import os
import sys

from audit.spoken import spoken
from audit.words import speak


def main() -> None:
    """Run the command line; Chinese comes out whatever the terminal's code page is."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    speak(spoken(sys.argv[1:], os.environ))
    from audit.cli import app  # its help is said as it is loaded

    try:
        app()
    except BrokenPipeError:
        # the reader of a pipe (head, more) has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)


if __name__ == "__main__":
    main()
