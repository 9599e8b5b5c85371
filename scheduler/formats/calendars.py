"""Calendars that were handed out before: the bytes of every .ics file in a folder or a zip. Others read them."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path, PurePosixPath

from scheduler.formats.files.faults import Fault, Faults
from scheduler.formats.files.opening import (
    BROKEN_PACKAGE,
    PACKAGE_SIGNATURE,
    Refused,
    checked_members,
    content_of,
    text_bytes,
    unpacked,
)

SUFFIX = ".ics"
MOST_FILES = 5_000


def calendars_in(path: Path) -> tuple[tuple[str, bytes], ...] | None:
    """Name (without folder and suffix) and content of the calendars in a folder, at any depth, a zip or a file.

    None where there is none. Raises `Faults`.
    """
    if path.is_dir():
        found = sorted(file for file in path.rglob("*") if file.suffix.casefold() == SUFFIX)
        return tuple((file.stem, text_bytes(file)) for file in found[:MOST_FILES]) or None
    if path.suffix.casefold() == SUFFIX:
        return ((path.stem, text_bytes(path)),)
    if path.suffix.casefold() != ".zip":
        return None
    try:
        content = content_of(path)
        return _zipped(content) or None if content.startswith(PACKAGE_SIGNATURE) else None
    except Refused as refused:
        raise Faults([Fault(path.name, "", refused.key, refused.params)]) from None
    except BROKEN_PACKAGE as wrong:
        raise Faults([Fault(path.name, "", "cannot_open", {"reason": str(wrong)})]) from None


def _zipped(content: bytes) -> tuple[tuple[str, bytes], ...]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = [one for name, one in checked_members(archive).items() if name.casefold().endswith(SUFFIX)]
        return tuple((PurePosixPath(one.filename).stem, b"".join(unpacked(archive, one))) for one in members)
