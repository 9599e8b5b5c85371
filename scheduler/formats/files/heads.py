"""Of which format an XML file is, by its first element: what reads the format is loaded only for such a file."""

from __future__ import annotations

import re
from pathlib import Path

from scheduler.ordinary_files import head_of

_ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be")


def looks_like_fet(path: Path | str) -> bool:
    """Whether the first element of the file is that of a FET file; never raises."""
    head = head_of(path)
    return any(re.search(re.escape("<fet".encode(code)) + rb"[\x00 \t\r\n>]", head) for code in _ENCODINGS)


def looks_like_xhstt(path: Path | str) -> bool:
    """Whether the first element of the file is that of an XHSTT archive; never raises."""
    head = head_of(path)
    return any("<HighSchoolTimetableArchive".encode(code) in head for code in _ENCODINGS)
