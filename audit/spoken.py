"""Which language the command line speaks: the one asked for, else the one of the system."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Mapping, Sequence
from itertools import pairwise

from audit.words import LANGUAGES

_OPTION = "--lang"
_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")  # POSIX: the first that is set decides
_NONE = ("", "C", "POSIX")  # such a system speaks no language
_CHINESE = 0x04  # the primary language in a language identifier of Windows


def spoken(words: Sequence[str], environment: Mapping[str, str]) -> str:
    """Return the language for a command line and an environment.

    >>> spoken(["check", "a.html", "--lang", "en"], {"LANG": "zh_CN.UTF-8"})
    'en'
    >>> spoken(["--help"], {"LANG": "de_DE.UTF-8"}), spoken([], {"LANG": "C.UTF-8"})
    ('en', 'zh')
    """
    asked = [word.removeprefix(f"{_OPTION}=") for word in words if word.startswith(f"{_OPTION}=")]
    asked += [word for option, word in pairwise(words) if option == _OPTION]
    if known := [word for word in asked if word in LANGUAGES]:
        return known[-1]
    told = next((value for name in _VARIABLES if (value := environment.get(name, ""))), "")
    place = told.partition(".")[0]
    if place not in _NONE:
        return _of(place.lower().startswith("zh"))
    return _of(_windows_speaks_chinese())


def _of(chinese: bool) -> str:
    return LANGUAGES[0] if chinese else LANGUAGES[1]


def _windows_speaks_chinese() -> bool:
    """Elsewhere the variables tell; where they do not, most users are Chinese."""
    if sys.platform != "win32":
        return True
    return bool(ctypes.windll.kernel32.GetUserDefaultUILanguage() & 0x3FF == _CHINESE)
