"""The logo of a school from a file: a PNG, JPEG or GIF of a sensible size. Anything else is a fault with a cure."""

from __future__ import annotations

import struct
from io import BytesIO
from pathlib import Path

import xlsxwriter
from xlsxwriter.exceptions import XlsxWriterException

from scheduler.formats.files.faults import Fault, Faults
from scheduler.formats.files.opening import Refused, content_of
from scheduler.views.packs.document import Logo

MOST_BYTES = 2 * 2**20
MOST_DOTS = 10_000
"""Of its width and of its height."""


def read_logo(path: Path) -> Logo:
    """The picture in a file; raises `Faults`."""
    try:
        content = content_of(path, MOST_BYTES)
    except Refused as refused:
        raise Faults([Fault(path.name, "", refused.key, refused.params)]) from None
    try:
        kind, width, height = _size(content)
        _try_in_workbook(content)
    except (ValueError, struct.error, IndexError, XlsxWriterException):
        raise Faults([Fault(path.name, "", "no_picture", {}, "packs")]) from None
    return Logo(content, kind, width, height)


def _size(content: bytes) -> tuple[str, int, int]:
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        found = ("png", *struct.unpack(">II", content[16:24]))
    elif content.startswith((b"GIF87a", b"GIF89a")):
        found = ("gif", *struct.unpack("<HH", content[6:10]))
    elif content.startswith(b"\xff\xd8\xff"):
        found = ("jpeg", *_jpeg_size(content))
    else:
        raise ValueError("no picture")
    if not all(0 < dots <= MOST_DOTS for dots in found[1:]):
        raise ValueError("no sensible size")
    return found


def _try_in_workbook(content: bytes) -> None:
    """Raises what a workbook says of a picture that is cut off or too small, before a pack is begun."""
    with xlsxwriter.Workbook(BytesIO(), {"in_memory": True}) as book:
        book.add_worksheet().insert_image(0, 0, "logo", {"image_data": BytesIO(content)})


def _jpeg_size(content: bytes) -> tuple[int, int]:
    """From the frame's header, past whatever segments stand before it."""
    at = 2
    while content[at] == 0xFF:
        marker, length = content[at + 1], int.from_bytes(content[at + 2 : at + 4], "big")
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return width, height
        at += 2 + length
    raise ValueError("no frame")
