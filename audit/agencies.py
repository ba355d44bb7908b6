"""What the names of agencies tell."""

from __future__ import annotations

GOVERNMENT = ("人民政府办公厅", "人民政府办公室", "人民政府", "政府办公厅", "政府办公室", "政府办")


def region_of(name: str) -> str:
    """Return a government's or its office's name without these words: the region itself.

    >>> region_of("示例市人民政府办公室"), region_of("示例市人民政府")
    ('示例市', '示例市')
    """
    for ending in GOVERNMENT:
        if name.endswith(ending):
            return name[: -len(ending)]
    return name
