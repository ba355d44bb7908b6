"""What defects do to the words of a sample: said otherwise, or left out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from samples.generator import Generated
from samples.plan import File, Rewording


def reworded(report: Generated, file: File) -> Generated:
    """Return a report with the file's own passage, the defects' words, and without what they omit.

    Raises AssertionError if words that are to be replaced do not stand in the prose just once.
    """
    sections = {key: list(paragraphs) for key, paragraphs in report.sections.items()}
    sections["overview"] += [file.passage] if file.passage else []
    texts = [("", 0, report.preamble)]
    texts += [(key, n, text) for key, own in sections.items() for n, text in enumerate(own, 1)]
    words = [change for defect in file.defects for change in defect.words]
    said = _changed([text for _, _, text in texts], words)
    omitted = {part for defect in file.defects for part in defect.omits}
    kept = {
        key: tuple(
            text
            for (section, n, _), text in zip(texts, said, strict=True)
            if section == key and f"{key}.{n}" not in omitted
        )
        for key in sections
        if key not in omitted
    }
    cells = {
        cell: value
        for cell, value in report.cells.items()
        if not {cell.table, f"{cell.table}.{cell.row}"} & omitted
    }
    return replace(report, preamble=said[0], sections=kept, cells=cells)


def reset(page: str, file: File) -> str:
    """Return a text file with what the defects change of its page.

    Raises AssertionError as `reworded` does.
    """
    (out,) = _changed([page], [change for defect in file.defects for change in defect.page])
    return out


def _changed(texts: list[str], changes: Iterable[Rewording]) -> list[str]:
    for of, to in changes:
        assert sum(text.count(of) for text in texts) == 1, (of, texts)
        texts = [text.replace(of, to) for text in texts]
    return texts
