"""What an office can set about the checks; the defaults are the law's and the form's."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Settings:
    """`stage` is published or draft: of a draft no deadline, signature or publication is asked.

    `date` is the day of the run as the user gave it (ISO), or "".
    """

    stage: str = "published"
    date: str = ""

    @property
    def draft(self) -> bool:
        """Whether the reports are not published yet."""
        return self.stage == "draft"
