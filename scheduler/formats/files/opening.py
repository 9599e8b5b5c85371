"""Files are hostile until proved otherwise: size, encryption, compression bombs and entities are looked at first.

Every reader takes its bytes from here. What is inside a package is looked at in `package`.
"""

from __future__ import annotations

import copy
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from scheduler import ordinary_files
from scheduler.formats.files.faults import Fault, Faults, Notice

MOST_BYTES = 50 * 2**20
MOST_TEXT_BYTES = 20 * 2**20
"""Of a table or a list as text; one character that is not Latin makes four bytes of each."""
MOST_UNPACKED = 400 * 2**20
MOST_MEMBERS = 2_000
MOST_RATIO = 200
"""Unpacked to packed size of one member above `SMALL`; a worksheet of a school stays under 50."""
SMALL = 10 * 2**20
"""Bytes to which any member may unpack."""

OLE_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PACKAGE_SIGNATURE = b"PK"

BROKEN_PACKAGE = (
    zipfile.BadZipFile,
    zlib.error,
    OSError,
    EOFError,
    ValueError,
    NotImplementedError,
    RuntimeError,
    KeyError,
    struct.error,
)
"""What the standard library raises for a package that is damaged."""


class Refused(Exception):
    """A file that may not be opened: the key of the sentence that says why, and its parameters."""

    def __init__(self, key: str, **params: object) -> None:
        super().__init__(key)
        self.key = key
        self.params = params


def content_of(path: Path, most: int = MOST_BYTES) -> bytes:
    """The bytes of a file of at most `most` bytes. Raises `Refused`."""
    try:
        return ordinary_files.content_of(path, most)
    except FileNotFoundError:
        raise Refused("no_file") from None
    except ordinary_files.NotOrdinary:
        raise Refused("not_a_file") from None
    except ordinary_files.TooLarge:
        raise Refused("file_too_large", most=most // 2**20) from None
    except (OSError, ValueError) as wrong:
        raise Refused("cannot_open", reason=getattr(wrong, "strerror", None) or reason(wrong)) from None


def text_bytes(path: Path, most: int = MOST_TEXT_BYTES) -> bytes:
    """As `content_of`, for a file that is no workbook. Raises `Faults`."""
    try:
        return content_of(path, most)
    except Refused as refused:
        raise Faults([Fault(path.name, "", refused.key, refused.params)]) from None


def is_workbook(content: bytes) -> bool:
    """Whether the bytes are those of a spreadsheet, old or new, and no text."""
    return content.startswith((OLE_SIGNATURE, PACKAGE_SIGNATURE))


def of_old_excel(content: bytes, path: Path) -> list[Notice]:
    """What to say of a file in the format of Excel 97. Raises `Refused` where it is a new one behind a password."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise Refused("encrypted")
    return [] if path.suffix.casefold() == ".xls" else [Notice(path.name, "", "old_excel")]


def checked_members(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """Members by name; refuses encryption, too many members and anything that declares to unpack to too much."""
    members = archive.infolist()
    if len(members) > MOST_MEMBERS:
        raise Refused("bomb")
    total = 0
    for member in members:
        if member.flag_bits & 1:
            raise Refused("encrypted")
        total += member.file_size
        if total > MOST_UNPACKED or (
            member.file_size > SMALL and member.file_size > MOST_RATIO * max(member.compress_size, 1)
        ):
            raise Refused("bomb")
    return {member.filename: member for member in members}


def unpacked(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """The true content of a member piece by piece. Raises `Refused` where it is more than it declares: a bomb."""
    declared = member.file_size
    member = copy.copy(member)
    member.file_size = MOST_UNPACKED + 1  # read to the true end
    total = 0
    with archive.open(member) as file:
        while chunk := file.read(1 << 16):
            total += len(chunk)
            if total > declared:
                raise Refused("bomb")
            yield chunk


def reason(wrong: BaseException) -> str:
    """The first line of what an exception says."""
    return str(wrong).splitlines()[0][:200] if str(wrong) else type(wrong).__name__
