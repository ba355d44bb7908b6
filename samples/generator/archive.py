"""Zip files with the same bytes every time, and with the member names that Chinese tools write."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from io import BytesIO

_DATE = (1980, 1, 1, 0, 0, 0)


def packed(members: Mapping[str, bytes]) -> bytes:
    """Zip members under their names; names outside ASCII are UTF-8 and say so."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, data in members.items():
            info = zipfile.ZipInfo(name, _DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            made.writestr(info, data)
    return out.getvalue()


def packed_gbk(members: Mapping[str, bytes]) -> bytes:
    """Zip members the way Windows in Chinese does: names in GBK, and nothing says so."""
    names = [name.encode("gbk") for name in members]
    # zipfile writes no such names: stand-ins of the same length make room for them
    stand_ins = [f"@{n:04}".ljust(len(name), "@") for n, name in enumerate(names)]
    out = packed(dict(zip(stand_ins, members.values(), strict=True)))
    for name, stand_in in zip(names, stand_ins, strict=True):
        assert out.count(stand_in.encode()) == 2, name  # before the data and in the directory
        out = out.replace(stand_in.encode(), name)
    return out


def packed_twice(members: Mapping[str, bytes]) -> bytes:
    """Zip the first half of the members in a zip of their own, beside the rest."""
    names = list(members)
    inner = {name: members[name] for name in names[: len(names) // 2]}
    rest = {name: members[name] for name in names[len(names) // 2 :]}
    return packed({"区县上报.zip": packed_gbk(inner), **rest})


def packed_7z(members: Mapping[str, bytes]) -> bytes:
    """Pack members as 7z; ImportError where py7zr is not installed."""
    from py7zr import SevenZipFile

    out = BytesIO()
    with SevenZipFile(out, "w") as made:
        for name, data in members.items():
            made.writestr(data, name)
    return out.getvalue()


ARCHIVES = {
    "zip_gbk": packed_gbk,
    "zip_utf8": packed,
    "zip_nested": packed_twice,
    "7z": packed_7z,
}
