"""What text and XML files of Untis write alike: numbers, weeks, and distance lessons as rooms of no building."""

from __future__ import annotations

import re

from scheduler.problem.modes import Mode
from scheduler.school.records import EVERY_WEEK

PSEUDO_ROOMS = {"AFST-S": Mode.SYNCHRONOUS, "AFST-A": Mode.ASYNCHRONOUS}
"""GPU has no column for distance lessons: the mode travels as a room (and in line text 1)."""


def whole_in(text: str) -> int | None:
    return int(text) if re.fullmatch(r"-?\d{1,6}", text) else None


def number_in(text: str) -> float | None:
    text = text.replace(",", ".")
    return float(text) if re.fullmatch(r"-?\d{1,9}(\.\d{1,9})?", text) else None


def week_in(*texts: str) -> str:
    """The first of the texts that names week A or B, else every week."""
    for text in texts:
        bare = text.strip().upper()
        if bare in ("A", "B"):
            return bare
    return EVERY_WEEK


def kept(**texts: str) -> dict[str, str]:
    """Those that are not empty."""
    return {key: text for key, text in texts.items() if text}
