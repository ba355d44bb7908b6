"""Write the golden dumps anew."""

from tests.golden import FOLDER, FORMS, written_dump

for version in FORMS:
    (FOLDER / f"outcomes-{version}.txt").write_text(written_dump(version), "utf-8", newline="\n")
